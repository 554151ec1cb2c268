//! The next meeting, as announced: "The next call will be held on 21 April at 14:00 UTC", "Next meeting: November 11th".

use super::dates::Direction;
use super::numbers::ordinal;
use super::sentences::sentences;
use super::{Minutes, NextMeeting, Recognisers};
use crate::document::Document;
use crate::text::{Span, at_word_borders};
use jiff::Timestamp;
use jiff::civil::Date;

/// No date farther behind "next", in bytes, is the next meeting's.
const FARTHEST: usize = 1000;
/// More of a text than this, in bytes, is no head.
const LONGEST_HEAD: usize = 8000;
/// The time of an announcement is among so many lines below it.
const MOST_BELOW: usize = 3;
/// Between "next" and "meeting" stand at most this many words, such as the name of the group.
const MOST_WORDS_BETWEEN: usize = 3;

impl Recognisers<'_> {
    /// The announcements in the report that hold a date after the meeting's; the last one counts.
    pub(super) fn announcements(&self, document: &Document, minutes: &Minutes) -> Vec<NextMeeting> {
        let text = document.text();
        let anchor = minutes.header.date.as_ref().map(|d| d.value);
        let head = head(document, minutes);
        // The sentences of the block at hand: a block may announce often.
        let mut split: (usize, Vec<Span>) = (usize::MAX, Vec::new());
        let mut found = Vec::new();
        let hits = self.next.find_iter(text).map(|hit| (Span::new(hit.start(), hit.end()), false));
        // "We will reconvene on 4 May" needs no word for a meeting.
        let again = self.again.find_iter(text).map(|hit| (Span::new(hit.start(), hit.end()), true));
        let following = self.following(document, minutes);
        let mut hits: Vec<(Span, bool)> =
            hits.chain(again).chain(following.into_iter().map(|hit| (hit, true))).collect();
        hits.sort_unstable();
        for (next, again) in hits {
            if !at_word_borders(text, next) {
                continue;
            }
            let at = document.blocks().partition_point(|b| b.span.end <= next.start);
            let Some(block) = document.blocks().get(at).filter(|b| b.span.contains(next)) else { continue };
            let noun =
                if again { Some(next) } else { self.noun_after(text, head, Span::new(next.end, block.span.end)) };
            let Some(noun) = noun else { continue };
            if minutes.is_foreign(at) {
                continue;
            }
            if split.0 != at {
                split = (at, sentences(text, block.span, self.language));
            }
            let sentence = split.1.partition_point(|s| s.end < next.end);
            let Some(sentence) = split.1.get(sentence).filter(|s| s.contains(next)) else { continue };
            // A label's date may stand in the line below it.
            let stands_alone = noun.end >= sentence.end.saturating_sub(2);
            let below = document.blocks().get(at + 1).filter(|_| stands_alone);
            let end = below.map_or(sentence.end, |b| b.span.end).min(floor_char_boundary(text, next.end + FARTHEST));
            let within = Span::new(next.start, end);
            let date = self
                .dates
                .dates_in(text, within)
                .into_iter()
                .find_map(|d| d.day_near(anchor, Direction::Future).map(|day| (day, d.span)));
            let Some((day, printed)) = date.filter(|(day, _)| anchor.is_none_or(|a| *day > a)) else { continue };
            let told = self.dates.times_in(text, within).iter().any(|t| t.on(day).is_some());
            let below = || self.time_below(document, at, anchor, day);
            let time = if told { self.dates.start_in(text, within, day) } else { below() };
            let end = time.as_ref().map_or(printed.end, |(_, t)| t.end.max(printed.end));
            found.push(NextMeeting { date: day, start: time.map(|(at, _)| at), span: Span::new(next.start, end) });
        }
        found
    }

    /// "The fourth meeting will be held on 9 June", in the report of the third: from the number to the words that announce it.
    fn following(&self, document: &Document, minutes: &Minutes) -> Vec<Span> {
        let Some(own) = minutes.header.number.as_ref().map(|n| n.value) else { return Vec::new() };
        let text = document.text();
        let numbered = |hit: Span| {
            let line = text[..hit.start].rfind(['\n', '.']).map_or(0, |at| at + 1);
            let before = text.get(line..hit.start)?;
            let words: Vec<&str> = before.split_whitespace().collect();
            let noun =
                words.last().is_some_and(|w| self.language.meeting.nouns.iter().any(|n| n.eq_ignore_ascii_case(w)));
            let first = words.iter().take(MOST_WORDS_BETWEEN).find(|w| ordinal(w, self.language) == Some(own + 1))?;
            noun.then(|| Span::new(Span::of(first, text, 0).start, hit.end))
        };
        let announced = self.to_come.find_iter(text).map(|hit| Span::new(hit.start(), hit.end()));
        announced.filter_map(numbered).collect()
    }

    /// The time in one of the lines below an announcement that begins with the same day once more.
    fn time_below(&self, document: &Document, at: usize, anchor: Option<Date>, day: Date) -> Option<(Timestamp, Span)> {
        let text = document.text();
        let below = document.blocks().iter().skip(at + 1).take(MOST_BELOW);
        below.filter(|block| block.span.end - block.span.start < FARTHEST).find_map(|block| {
            let dates = self.dates.dates_in(text, block.span);
            let first = dates.first().filter(|d| d.span.start == block.span.start)?;
            let same = first.day_near(anchor, Direction::Future) == Some(day);
            same.then(|| self.dates.start_in(text, block.span, day)).flatten()
        })
    }

    /// The word for a meeting behind "next": directly, or behind words that name the group as the head of the report does.
    fn noun_after(&self, text: &str, head: &str, rest: Span) -> Option<Span> {
        let mut words = rest.of_text(text).split_whitespace().take(MOST_WORDS_BETWEEN + 1);
        words.find_map(|word| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            if self.language.meeting.nouns.iter().any(|n| n.eq_ignore_ascii_case(bare)) {
                return Some(Some(Span::of(bare, rest.of_text(text), rest.start)));
            }
            let of_the_group = bare.chars().any(char::is_uppercase) && head.contains(bare)
                || self.language.meeting.next_kinds.iter().any(|k| k == bare);
            (!of_the_group).then_some(None)
        })?
    }
}

/// The text before the body, where the group is named.
fn head<'d>(document: &'d Document, minutes: &Minutes) -> &'d str {
    let text = document.text();
    let end = document.blocks().get(..minutes.body.start).and_then(|b| b.last()).map_or(0, |b| b.span.end);
    Span::new(0, end.min(floor_char_boundary(text, LONGEST_HEAD))).of_text(text)
}

/// The last border of a character at an offset or before it.
fn floor_char_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
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
        assert_eq!(next("The board will reconvene on 11 January.").as_deref(), Some("2021-01-11"));
        assert_eq!(next("We meet again on JAN-12 Tuesday.").as_deref(), Some("2021-01-12"));
    }

    #[test]
    fn times_below_and_times_that_contradict_each_other() {
        let section = "#### Next meeting\n\nThe next meeting is on Monday, January 11th.\n\n";
        assert_eq!(
            next(&format!("{section}Monday, 11 January 2021, 1:00pm to 2:00pm EST\n")).as_deref(),
            Some("2021-01-11T18:00:00Z")
        );
        assert_eq!(
            next(&format!("{section}Tuesday, 12 January 2021, 1:00pm EST: AI\n")).as_deref(),
            Some("2021-01-11")
        );
        let both = "Next call: January 11, 16:00 CET / 10:00 EST.";
        assert_eq!(next(both).as_deref(), Some("2021-01-11T15:00:00Z"));
        let against = both.replace("10:00", "09:00");
        assert_eq!(next(&against).as_deref(), Some("2021-01-11"), "an hour apart: which one is right?");
    }

    #[test]
    fn what_announces_none() {
        assert_eq!(next("Next week: event on 14 January. Next, discuss the call of 3 January."), None);
        assert_eq!(next("The next MAG meeting is on 20 January."), None, "another body's meeting");
        assert_eq!(next("The next call will be held in the coming weeks."), None);
    }
}
