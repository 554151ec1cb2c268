//! The next meeting, as announced: "The next call will be held on 21 April at 14:00 UTC", "Next meeting: November 11th".

use super::dates::Direction;
use super::sentences::sentences;
use super::{Minutes, NextMeeting, Recognisers};
use crate::document::Document;
use crate::text::{Span, at_word_borders};

/// Between "next" and "meeting" stand at most this many words, such as the name of the group.
const MOST_WORDS_BETWEEN: usize = 3;

impl Recognisers<'_> {
    /// The last announcement in the report that holds a date after the meeting's.
    pub(super) fn next_meeting(&self, document: &Document, minutes: &Minutes) -> Option<NextMeeting> {
        let text = document.text();
        let anchor = minutes.header.date.as_ref().map(|d| d.value);
        let hits: Vec<_> = self.next.find_iter(text).collect();
        hits.iter().rev().find_map(|hit| {
            let next = Span::new(hit.start(), hit.end());
            if !at_word_borders(text, next) {
                return None;
            }
            let at = document.blocks().partition_point(|b| b.span.end <= next.start);
            let block = document.blocks().get(at).filter(|b| b.span.contains(next))?;
            let noun = self.noun_after(document, Span::new(next.end, block.span.end), minutes)?;
            let sentence = sentences(text, block.span).into_iter().find(|s| s.contains(next))?;
            // A label's date may stand in the line below it.
            let stands_alone = noun.end >= sentence.end.saturating_sub(2);
            let below = document.blocks().get(at + 1).filter(|_| stands_alone);
            let within = below.map_or(Span::new(next.start, sentence.end), |b| Span::new(next.start, b.span.end));
            let date = self
                .dates
                .dates_in(text, within)
                .into_iter()
                .find_map(|d| d.day_near(anchor, Direction::Future).map(|day| (day, d.span)));
            let (day, printed) = date.filter(|(day, _)| anchor.is_none_or(|a| *day > a))?;
            let time = self.dates.times_in(text, within).into_iter().find_map(|t| t.on(day).map(|at| (at, t.span)));
            let end = time.as_ref().map_or(printed.end, |(_, t)| t.end.max(printed.end));
            Some(NextMeeting { date: day, start: time.map(|(at, _)| at), span: Span::new(next.start, end) })
        })
    }

    /// The word for a meeting behind "next": directly, or behind words that name the group as the head of the report does.
    fn noun_after(&self, document: &Document, rest: Span, minutes: &Minutes) -> Option<Span> {
        let text = document.text();
        let head = document
            .blocks()
            .get(..minutes.body.start)
            .map_or("", |b| Span::new(0, b.last().map_or(0, |b| b.span.end)).of_text(text));
        let mut words = rest.of_text(text).split_whitespace().take(MOST_WORDS_BETWEEN + 1);
        words.find_map(|word| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            if self.language.meeting.nouns.iter().any(|n| n.eq_ignore_ascii_case(bare)) {
                return Some(Some(Span::of(bare, rest.of_text(text), rest.start)));
            }
            let of_the_group = bare.chars().any(char::is_uppercase) && head.contains(bare)
                || matches!(
                    bare,
                    "regular" | "virtual" | "online" | "scheduled" | "monthly" | "weekly" | "group" | "plenary"
                );
            (!of_the_group).then_some(None)
        })?
    }
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::language::Language;
    use crate::minutes::Recognisers;

    fn next(body: &str) -> Option<String> {
        let language = Language::embedded().unwrap();
        let document = Document::from_markdown(&format!(
            "IGF Group (WG-Strategy)\n\nOnline Meeting 7\n\n10 December 2020\n\nAgenda\n\n1. Letter\n2. AoB\n\n{body}\n"
        ));
        let minutes = Recognisers::new(&language).unwrap().read(&document).unwrap();
        minutes.next_meeting.map(|n| n.start.map_or_else(|| n.date.to_string(), |s| s.to_string()))
    }

    #[test]
    fn announcements_of_real_reports() {
        assert_eq!(
            next("Next meeting: the next meeting of the WG is planned for **January 14 – 2 PM UTC**.").as_deref(),
            Some("2021-01-14T14:00:00Z")
        );
        assert_eq!(
            next("The next WG-Strategy call would take place 14:00 UTC, 13 January 2021.").as_deref(),
            Some("2021-01-13T14:00:00Z")
        );
        assert_eq!(next("Next meeting: January 11th").as_deref(), Some("2021-01-11"));
        assert_eq!(next("#### Next Meeting\n\nJanuary 11th").as_deref(), Some("2021-01-11"));
    }

    #[test]
    fn what_announces_none() {
        assert_eq!(next("Next week: event on 14 January. Next, discuss the call of 3 January."), None);
        assert_eq!(next("The next MAG meeting is on 20 January."), None, "another body's meeting");
        assert_eq!(next("The next call will be held in the coming weeks."), None);
    }
}
