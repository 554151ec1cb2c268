//! Events with a date: what the sentence says happens on it.
//!
//! Three frames hold in reports: "DATE: event", "On DATE, somebody will hold an event", and "the event takes place on DATE". A date that is a limit
//! ("by Monday") is no event. An event that the sentence only points to ("the session", "this") takes the name of the agenda item or of what was said before.

use super::dates::{Direction, PrintedDate};
use super::sentences::sentences;
use super::{Event, Minutes, Moment, Recognisers};
use crate::document::{BlockKind, Document};
use crate::text::{Span, at_word_borders, find_words, strip_last_words};
use aho_corasick::AhoCorasick;
use std::collections::BTreeSet;

/// A longer name is no name any more.
const LONGEST_NAME: usize = 140;
/// A longer sentence is none, and its dates belong to nothing that could be told.
const LONGEST_SENTENCE: usize = 4000;
/// Names have at most this many words.
const MOST_WORDS: usize = 16;

impl Recognisers<'_> {
    pub(super) fn events(&self, document: &Document, minutes: &Minutes) -> Vec<Event> {
        let text = document.text();
        let mut events: Vec<Event> = Vec::new();
        let mut seen = BTreeSet::new();
        for (i, block) in document.blocks().iter().enumerate().take(minutes.body.end).skip(minutes.body.start) {
            let dates = self.dates.dates_in(text, block.span);
            // The cells of a row are no sentence.
            if dates.is_empty() || block.kind == BlockKind::TableRow || minutes.is_foreign(i) {
                continue;
            }
            let all = sentences(text, block.span, self.language);
            for date in dates {
                if minutes.next_meeting.as_ref().is_some_and(|n| n.span.overlaps(date.span)) {
                    continue;
                }
                let at = all.partition_point(|s| s.end < date.span.end);
                let Some(sentence) = all.get(at).filter(|s| s.contains(date.span)) else { continue };
                if sentence.end - sentence.start > LONGEST_SENTENCE {
                    continue;
                }
                let before = at.checked_sub(1).and_then(|b| all.get(b)).copied();
                let place = Place { sentence: all[at], before, block: i };
                if let Some(event) = self.event(document, minutes, &date, &place)
                    && seen.insert((event.start, event.name))
                {
                    events.push(event);
                }
            }
        }
        events
    }

    fn event(&self, document: &Document, minutes: &Minutes, date: &PrintedDate, place: &Place) -> Option<Event> {
        let text = document.text();
        let anchor = minutes.header.date.as_ref().map(|d| d.value);
        let before = Span::new(place.sentence.start, date.span.start).of_text(text);
        let after = Span::new(date.span.end, place.sentence.end);
        if self.is_limit(before) {
            return None;
        }
        let direction = self.direction(text, place.sentence);
        let (start, end) = if let Some(day) = date.day_near(anchor, direction) {
            (Moment::Day(day), date.end_near(day).map(Moment::Day))
        } else {
            let rest = after.of_text(text).trim_start();
            let next_year = self.language.events.next_year.iter().any(|n| rest.starts_with(n.as_str()));
            let year = date.year.or_else(|| {
                anchor.map(|a| {
                    near_year(a.year(), a.month(), date.month) + i16::from(next_year && date.month >= a.month())
                })
            })?;
            (Moment::Month(year, date.month), None)
        };
        let exact = matches!(start, Moment::Day(_));
        if !exact && date.day.is_some() {
            return None;
        }
        // "May" may be a verb at the beginning of a sentence, and "August" a person.
        let bare = date.day.is_none() && date.year.is_none() && before.trim().is_empty();
        let unlabelled = || {
            let named = self.name_before(document, minutes, date, place);
            named.or_else(|| self.name_after(text, before, after)).filter(|_| !bare)
        };
        let (name, confidence) = self.name_behind_label(text, before, after).or_else(unlabelled)?;
        let capital = name.of_text(text).contains(char::is_uppercase);
        (self.is_event_name(name.of_text(text)) && (exact || capital)).then_some(Event {
            name,
            start: Some(start),
            end,
            sentence: place.sentence,
            printed: date.span,
            confidence,
        })
    }

    /// Whether words can name an event: with a capital or a word for one, and no limit ("deadline for inputs"); "held online", "published", "Answer (Luis" name none.
    fn is_event_name(&self, name: &str) -> bool {
        let calendar = &self.language.calendar;
        let noun = |noun: &String| find_words(name, noun).is_some();
        let first = name.split(' ').next().unwrap_or("");
        let limit = calendar.limits.iter().any(|limit| limit.eq_ignore_ascii_case(first));
        let told =
            name.contains(char::is_uppercase) || calendar.events.iter().chain(&self.language.meeting.nouns).any(noun);
        told && !limit && name.matches('(').count() == name.matches(')').count()
    }

    /// "November 4th: Vienna discussion forum, whose theme …"
    fn name_behind_label(&self, text: &str, before: &str, after: Span) -> Option<(Span, u8)> {
        let rest = after.of_text(text);
        let label = rest.strip_prefix(':').or_else(|| rest.strip_prefix(" –")).or_else(|| rest.strip_prefix(" -"))?;
        let words = &self.language.events.before_dates;
        if !before.split_whitespace().all(|w| words.iter().any(|b| b.eq_ignore_ascii_case(w))) {
            return None;
        }
        let start = after.end - label.len();
        self.closed_name(text, Span::new(start, after.end)).map(|name| (name, 90))
    }

    /// "a virtual Roundtable discussion on 13 April", "RightsCon takes place 6-10 June".
    fn name_before(
        &self,
        document: &Document,
        minutes: &Minutes,
        date: &PrintedDate,
        place: &Place,
    ) -> Option<(Span, u8)> {
        let text = document.text();
        let words = &self.language.events;
        let mut end = Span::new(place.sentence.start, date.span.start).trimmed(text);
        let mut linked = false;
        loop {
            let rest = end.of_text(text).trim_end_matches([' ', ',', '(', ':', '–', '-']);
            let link = words.links.iter().chain(&words.before_dates).find_map(|l| strip_last_words(rest, l));
            linked |= words.links.iter().any(|l| strip_last_words(rest, l).is_some());
            match link {
                Some(shorter) => end = Span::new(end.start, end.start + shorter.len()),
                None => match self.without_place(rest) {
                    Some(shorter) if !linked => end = Span::new(end.start, end.start + shorter.len()),
                    _ => {
                        end = Span::new(end.start, end.start + rest.len());
                        break;
                    }
                },
            }
        }
        let rest = end.of_text(text);
        let last_word = rest.rsplit([' ', '[', '(']).next().unwrap_or("");
        if linked && words.pronouns.iter().any(|p| p.eq_ignore_ascii_case(last_word)) {
            let relative = rest[..rest.len() - last_word.len()].trim_end();
            if relative.ends_with(char::is_alphanumeric) {
                // "the meeting that was held"
                end = Span::new(end.start, end.start + relative.len());
            } else {
                return self.name_in_sentence_before(text, place).map(|name| (name, 70));
            }
        }
        let name = self.opened_name(text, end)?;
        if words.generic.iter().any(|g| g.eq_ignore_ascii_case(name.of_text(text))) {
            let item = minutes.discussions.iter().find(|d| d.blocks.contains(&place.block));
            return item.map(|d| (d.heading, 80)).filter(|_| linked);
        }
        Some((name, if linked { 88 } else { 80 }))
    }

    /// A stretch without the place that ends it behind a link: "was held in New York".
    fn without_place<'t>(&self, rest: &'t str) -> Option<&'t str> {
        let capital = |w: &str| w.starts_with(char::is_uppercase);
        let place: usize = rest.rsplit(' ').take_while(|w| capital(w)).map(|w| w.len() + 1).sum();
        let before = rest.get(..rest.len().checked_sub(place)?)?;
        let before = self.language.events.before_places.iter().find_map(|p| strip_last_words(before, p))?;
        self.language.events.links.iter().any(|l| strip_last_words(before, l).is_some()).then_some(before)
    }

    /// "On October 28th, the Security Council will have an Arria-formula meeting on social media".
    fn name_after(&self, text: &str, before: &str, after: Span) -> Option<(Span, u8)> {
        if before.split_whitespace().count() > 6 {
            return None;
        }
        let rest = after.of_text(text);
        let frames = self.language.events.after_dates.iter();
        let at = frames.filter_map(|f| find_words(rest, f).map(|at| at + f.len())).min()?;
        if rest[..at].split_whitespace().count() > 12 {
            return None;
        }
        self.closed_name(text, Span::new(after.start + at, after.end)).map(|name| (name, 82))
    }

    /// The last meeting-like thing that the sentence before names: "a separate meeting with the Tech Envoy".
    fn name_in_sentence_before(&self, text: &str, place: &Place) -> Option<Span> {
        let before = place.before?;
        let nouns = self.language.meeting.nouns.iter().chain(&self.language.events.generic);
        let noun = nouns.filter_map(|n| find_words(before.of_text(text), n).map(|at| (at, n.len()))).max()?;
        let opened = self.opened_name(text, Span::new(before.start, before.start + noun.0 + noun.1))?;
        self.closed_name(text, Span::new(opened.start, before.end))
    }

    /// The name that ends a stretch: back to the nearest word or mark that opens one.
    fn opened_name(&self, text: &str, stretch: Span) -> Option<Span> {
        let words = stretch.of_text(text);
        let mut start = words.len();
        for (count, word) in words.rsplit(' ').enumerate() {
            let at = start.saturating_sub(word.len());
            let opens = self.language.events.openers.iter().any(|o| o.eq_ignore_ascii_case(word))
                || word.ends_with([',', ';', ':']);
            if opens
                && !(count > 0
                    && self.language.words.joins(&word.to_ascii_lowercase())
                    && words[..at].trim_end().ends_with(char::is_uppercase))
            {
                break;
            }
            if count >= MOST_WORDS {
                return None;
            }
            start = at.saturating_sub(1);
            if at == 0 {
                start = 0;
                break;
            }
        }
        name_of(text, Span::new(stretch.start + start, stretch.end))
    }

    /// The name that begins a stretch: up to the nearest word or mark that closes one, without article.
    fn closed_name(&self, text: &str, stretch: Span) -> Option<Span> {
        let stretch = stretch.trimmed(text);
        let words = stretch.of_text(text);
        let marks =
            words.find([',', ';', ':', '(', ']']).unwrap_or(words.len()).min(words.find(". ").unwrap_or(words.len()));
        let closers = self
            .language
            .events
            .closers
            .iter()
            .filter_map(|c| find_words(&words[..marks], c))
            .filter(|at| *at > 0)
            .min();
        let mut name = Span::new(stretch.start, stretch.start + closers.unwrap_or(marks)).trimmed(text);
        for article in &self.language.events.articles {
            let bare = name.of_text(text);
            let printed = bare.get(..article.len()).is_some_and(|b| b.eq_ignore_ascii_case(article));
            if printed && bare[article.len()..].starts_with(' ') {
                name.start += article.len() + 1;
            }
        }
        name_of(text, name)
    }

    fn is_limit(&self, before: &str) -> bool {
        let rest = self.language.words.without_last_article(before.trim_end());
        self.language.calendar.limits.iter().any(|l| strip_last_words(rest, l).is_some())
    }

    /// Which side of the meeting the tense of a sentence puts its dates on.
    fn direction(&self, text: &str, sentence: Span) -> Direction {
        let words = sentence.of_text(text);
        let holds =
            |signs: &AhoCorasick| signs.find_iter(words).any(|m| at_word_borders(words, Span::new(m.start(), m.end())));
        match (holds(&self.future), holds(&self.past)) {
            (true, false) => Direction::Future,
            (false, true) => Direction::Past,
            _ => Direction::Nearest,
        }
    }
}

/// Where a date stands.
struct Place {
    sentence: Span,
    before: Option<Span>,
    block: usize,
}

fn name_of(text: &str, span: Span) -> Option<Span> {
    let trimmed = span.of_text(text).trim_matches(|c: char| c.is_whitespace() || ".,;:[]()\"“”".contains(c));
    let letters = trimmed.chars().filter(|c| c.is_alphabetic()).count();
    (letters > 2 && trimmed.len() <= LONGEST_NAME && trimmed.split_whitespace().count() <= MOST_WORDS)
        .then(|| Span::of(trimmed, text, 0))
}

/// The year in which a month lies nearest to a month of a year.
fn near_year(year: i16, month: i8, wanted: i8) -> i16 {
    match wanted - month {
        7.. => year - 1,
        ..=-7 => year + 1,
        _ => year,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn events(section: &str) -> Vec<(String, String)> {
        let language = Language::embedded().unwrap();
        let source = format!(
            "IGF Group\n\nOnline Meeting 7\n\n28 October 2021\n\nAgenda\n\n1. Years of Evolution\n2. AoB\n\n1. Years of Evolution\n\n{section}\n"
        );
        let document = Document::from_markdown(&source);
        let minutes = Recognisers::new(&language).unwrap().read(&document).unwrap();
        minutes
            .events
            .iter()
            .map(|e| (e.name.of_text(document.text()).to_owned(), e.start.unwrap().to_string()))
            .collect()
    }

    fn one(section: &str) -> (String, String) {
        events(section).into_iter().next().unwrap_or_default()
    }

    #[test]
    fn frames_of_real_reports() {
        for (section, name, day) in [
            (
                "- November 4th: Vienna discussion forum, whose theme will be cyber equality.",
                "Vienna discussion forum",
                "2021-11-04",
            ),
            ("RightsCon takes place 6-10 June, and registration is open.", "RightsCon", "2022-06-06"),
            (
                "The group will have a virtual Roundtable discussion on 13 April; details follow.",
                "virtual Roundtable discussion",
                "2022-04-13",
            ),
            ("Titti noted that another Town Hall will be held on 24 November.", "Town Hall", "2021-11-24"),
            (
                "Earlier this week on the 26th of October, there was a Global Ministerial Conference on hate speech organized by the UN.",
                "Global Ministerial Conference on hate speech",
                "2021-10-26",
            ),
            (
                "On October 28th, the Security Council will have an Arria-formula meeting on social media.",
                "Arria-formula meeting on social media",
                "2021-10-28",
            ),
            (
                "Anriette stated that the session is scheduled for Wednesday, November 17th, 2021, at 1pm UTC.",
                "Years of Evolution",
                "2021-11-17",
            ),
            (
                "Planning is ongoing to lock in a separate meeting with the Tech Envoy. [UPDATE: This is confirmed for 13 November]",
                "separate meeting with the Tech Envoy",
                "2021-11-13",
            ),
        ] {
            assert_eq!(one(section), (name.to_owned(), day.to_owned()), "{section}");
        }
    }

    #[test]
    fn limits_are_no_events() {
        assert_eq!(
            events("Comments are welcome by Monday 8 November. The call stays open until the 20th of January."),
            []
        );
    }

    #[test]
    fn a_verb_and_a_first_name_are_no_month() {
        for sentence in [
            "May I suggest that the Workshop on Harbours takes place?",
            "August Krogh presented the Harbour Report.",
            "March of the Engines was shown at the Forum.",
        ] {
            assert_eq!(events(sentence), [], "{sentence}");
        }
    }
}
