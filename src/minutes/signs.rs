//! What shows that a text reports a meeting: that it has a date or number is not enough, since agendas, invitations and templates have them as well.

use super::layout::{Outline, Part, is_speech, passages};
use super::{Minutes, Recognisers};
use crate::document::Document;

/// So many remarks show that people met, even where neither list nor agenda is printed.
const ENOUGH_REMARKS: usize = 5;
/// That a meeting was held is said among so many blocks.
const FIRST_BLOCKS: usize = 8;
/// So many passages show that something was written down where the parts of a report are headings.
const ENOUGH_PASSAGES: usize = 3;

impl Recognisers<'_> {
    /// Whether anything shows that people met, beside a date.
    pub(super) fn reports_a_meeting(&self, document: &Document, outline: &Outline, minutes: &Minutes) -> bool {
        minutes.roster.is_some()
            || !minutes.agenda.is_empty()
            || !minutes.header.officers.is_empty()
            || minutes.remarks.len() >= ENOUGH_REMARKS
            || self.was_held(document)
            || is_written_down(document, outline)
    }

    /// Whether one of the first sentences says that the meeting took place.
    fn was_held(&self, document: &Document) -> bool {
        let first = document.blocks().iter().take(FIRST_BLOCKS).map(|block| document.text_of(block));
        first.into_iter().any(|line| self.language.meeting.held.any(line))
    }
}

/// Whether a text has a part for who was there, though nobody filled it in, and one with what was discussed.
fn is_written_down(document: &Document, outline: &Outline) -> bool {
    let is = |wanted: Part| outline.openings.iter().filter(move |(_, part, _)| *part == wanted);
    let told = |opening: usize| {
        let end = outline.openings.iter().map(|(at, ..)| *at).find(|at| *at > opening);
        passages(document, opening + 1..end.unwrap_or(document.blocks().len())) >= ENOUGH_PASSAGES
    };
    is(Part::Participants).next().is_some() && is(Part::Discussion).any(|(at, ..)| told(*at))
}

/// Whether a report has nothing but an agenda: nobody listed, nobody leading, nothing told.
pub(super) fn is_only_an_agenda(document: &Document, minutes: &Minutes) -> bool {
    let told = |at: usize| {
        document.blocks().get(at).is_some_and(|block| {
            let linked = document.links().iter().any(|link| link.span.contains(block.span));
            is_speech(block) && !linked && !minutes.agenda.iter().any(|item| item.block == at)
        })
    };
    minutes.roster.is_none()
        && minutes.header.officers.is_empty()
        && minutes.remarks.len() < ENOUGH_REMARKS
        && !minutes.body.clone().any(told)
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::language::Language;
    use crate::minutes::Recognisers;

    #[test]
    fn notes_of_a_meeting_whose_participants_nobody_filled_in() {
        let language = Language::embedded().unwrap();
        let recognisers = Recognisers::new(&language).unwrap();
        let read = |notes: &str| {
            let source = format!(
                "# Harbour call\n\nDate: 2025-05-28\n\n## Participants\n\n_Please add your name and the body that you work for below._\n\n* [NAME], [BODY]\n\n## Notes\n\n{notes}\n## Action items\n\n- [ ] [WHAT], [WHO]\n"
            );
            recognisers.read(&Document::from_markdown(&source)).map(|_| ())
        };
        let notes = "The plan of the berths was discussed again during the call.\n\n\
            - The current plan rephrases the law of the sea, and should not do so\n\
            - The chapter on cranes goes into an annex, with a picture of each crane\n\n";
        assert_eq!(read(notes), Ok(()));
        for template in [
            "",
            "_Please remember that all notes are public, and leave out what is not._\n\n",
            "- topic\n- topic\n- topic\n",
        ] {
            assert_eq!(read(template), Err("neither agenda nor participants were found"), "{template}");
        }
    }
}
