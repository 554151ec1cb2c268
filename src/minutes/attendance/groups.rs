//! Headings inside a list, which say something of all those below: "Voting Members Present", "Observers", "Eclipse Foundation Staff", "Online".

use super::Recognisers;
use crate::document::{BlockKind, COLUMN_GAP, Document};
use crate::minutes::RosterLine;
use crate::minutes::layout::stands_apart;
use crate::text::{Span, fold};

/// A heading is no longer.
const LONGEST: usize = 80;

/// What a heading inside a list says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Group {
    /// It is one.
    pub(super) opens: bool,
    /// The role of those below, in the singular.
    role: Option<Span>,
    /// What may be their organisation.
    body: Option<Span>,
}

impl Group {
    /// Adds to a line what its heading says.
    pub(super) fn tell(&self, line: &mut RosterLine) {
        // A role of somebody's own, in a column or behind the name, says more than the heading.
        if line.roles.is_empty() {
            line.roles.extend(self.role);
        }
        line.hints.extend(self.body);
    }

    /// A line with what its heading says.
    pub(super) fn of(&self, mut line: RosterLine) -> RosterLine {
        self.tell(&mut line);
        line
    }
}

impl Recognisers<'_> {
    /// What a block says as the heading of a group.
    pub(super) fn group(&self, document: &Document, at: usize) -> Group {
        let none = Group::default();
        let Some(block) = document.blocks().get(at) else { return none };
        let text = document.text();
        let words = block.span.of_text(text);
        // Columns that blanks set apart are a person and what belongs to one.
        if words.len() > LONGEST || block.kind == BlockKind::TableRow || words.contains(COLUMN_GAP) {
            return none;
        }
        let bare = words.trim_end_matches([':', ' ', '-', '–']);
        let bare = bare.find(" (").map_or(bare, |open| &bare[..open]);
        let (bare, presence_said) = self.without_presence(bare);
        let mut span = Span::of(bare, text, 0).trimmed(text);
        let folded = fold(bare);
        let group = |role, body| Group { opens: true, role, body };
        if folded.is_empty() || self.language.roster.plain_groups.contains(&folded) {
            return if presence_said || !folded.is_empty() { group(None, None) } else { none };
        }
        // "Steering Committee Members": those of the body that meets; "Eclipse Foundation Staff": those of another.
        for staff in &self.language.roster.staff {
            let cut = span.of_text(text).len().saturating_sub(staff.len());
            let tail = span.of_text(text).get(cut..).unwrap_or("");
            if cut > 0 && tail.eq_ignore_ascii_case(staff) && span.of_text(text)[..cut].ends_with(' ') {
                span = Span::new(span.start, span.start + cut).trimmed(text);
                return group(None, Some(span));
            }
        }
        // "List of participants", "Other attendees" give nobody a role.
        let everybody = fold(bare.split(' ').next_back().unwrap_or(""));
        let role = self.role_in(text, span).filter(|_| !self.language.roster.plain_groups.contains(&everybody));
        if let Some(role) = role {
            let before = role.of_text(text).rsplit_once(' ').map_or("", |(before, _)| before);
            let of_body =
                self.is_worded_as_body(before) || before.split_whitespace().next_back().is_some_and(is_acronym);
            return group(Some(role).filter(|_| !of_body), None);
        }
        if self.is_worded_as_body(bare) {
            return group(None, Some(span));
        }
        // A heading that only the registry may know: "Nokia".
        if matches!(block.kind, BlockKind::Heading { .. })
            && bare.split(' ').count() <= 5
            && bare.starts_with(char::is_uppercase)
            && self.followed_by_names(document, at)
        {
            return group(None, Some(span));
        }
        none
    }

    /// "Directors absent:": whether a heading says so of one group only.
    pub(super) fn is_absent_group(&self, document: &Document, heading: usize) -> bool {
        let Some(block) = document.blocks().get(heading) else { return false };
        let words = document.text_of(block).trim_end_matches([':', ' ', '-', '–']);
        let (group, said) = self.without_presence(words);
        said && !group.is_empty()
    }

    /// Words without those that say that somebody was there, and whether there were some.
    fn without_presence<'t>(&self, words: &'t str) -> (&'t str, bool) {
        let ends = self.language.layout.attendance_ends.values().flatten();
        let cut = ends
            .filter_map(|end| {
                words
                    .len()
                    .checked_sub(end.len())
                    .filter(|at| words.get(*at..).is_some_and(|w| w.eq_ignore_ascii_case(end)))
            })
            .filter(|at| words[..*at].ends_with(' '))
            .min();
        cut.map_or((words, false), |at| (words[..at].trim_end(), true))
    }

    fn followed_by_names(&self, document: &Document, at: usize) -> bool {
        let Some(next) = document.blocks().get(at + 1) else { return false };
        let line = self.unboxed(document.text_of(next));
        let cut = self.end_of_name(line, super::Style::default());
        !matches!(next.kind, BlockKind::Heading { .. })
            && line.len() < LONGEST
            && line[..cut].contains(' ')
            && self.could_be_person(&line[..cut])
    }
}

/// Whether a block stands over others as a group's heading does: a heading, set apart, with a colon behind it and nothing else, or an item over deeper ones.
pub(super) fn opens(document: &Document, at: usize) -> bool {
    let blocks = document.blocks();
    let Some(block) = blocks.get(at) else { return false };
    let over = match (block.kind, blocks.get(at + 1).map(|b| b.kind)) {
        (BlockKind::ListItem { depth }, Some(BlockKind::ListItem { depth: next })) => next > depth,
        (BlockKind::Paragraph, Some(next)) => next != BlockKind::Paragraph,
        _ => false,
    };
    over || document.text_of(block).ends_with(':')
        || stands_apart(document, block) && !matches!(block.kind, BlockKind::ListItem { .. })
        || block.kind == BlockKind::Paragraph
            && blocks.get(at + 1).is_some_and(|next| document.text_of(next).len() < LONGEST)
}

fn is_acronym(word: &str) -> bool {
    word.len() > 1 && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
}
