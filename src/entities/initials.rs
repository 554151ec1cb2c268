//! Initials for names, where a report uses them for its people throughout: "GL reported that", "TR to obtain two quotes", "Draft the letter (JS)".
//!
//! Nothing declares them, so they count only where they are the first letters of just one listed person's name, stand where somebody speaks or is to do something, and
//! at least two people of the list are called so. Letters that are a body's are nobody's.

use super::Draft;
use super::cues::cue_after;
use super::people::{Sieved, words_of};
use crate::text::Span;
use rustc_hash::FxHashMap;

/// So many people called by their initials make a report one that does so.
const ENOUGH_PEOPLE: usize = 2;
/// A report has no more initials: a bound for texts that are no reports.
const MOST: usize = 10_000;

impl Draft<'_> {
    /// Takes the initials of listed people as signs of theirs.
    pub(super) fn initials(&mut self) {
        let mut holders: FxHashMap<String, Option<usize>> = FxHashMap::default();
        for participation in self.entities.participations.iter().filter(|p| p.listed.is_some()) {
            let words = words_of(self.entities.people.all[participation.person].name.of_text(self.text));
            let letters: String = words.iter().filter_map(|w| w.chars().next()).flat_map(char::to_uppercase).collect();
            if (2..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase()) {
                holders.entry(letters).and_modify(|one| *one = None).or_insert(Some(participation.person));
            }
        }
        let remarks = &self.reader.language.remarks;
        holders.retain(|letters, person| {
            let small = letters.to_lowercase();
            let label = remarks.actions.contains(&small) || remarks.no_speakers.contains(&small);
            person.is_some() && !label && self.reader.matcher.whole(letters).is_none()
        });
        if holders.len() < ENOUGH_PEOPLE {
            return;
        }
        let mut acting: FxHashMap<usize, Span> = FxHashMap::default();
        for span in capitals(self.text).take(MOST) {
            let letters = span.of_text(self.text);
            let holder = holders.get(letters).copied().flatten();
            // Countries speak: the letters of others may be countries' as well.
            if holder.is_none() && self.reader.language.country_codes.contains(letters) && self.acts(span) {
                return;
            }
            if let Some(person) = holder.filter(|_| self.acts(span)) {
                acting.entry(person).or_insert(span);
            }
        }
        if acting.len() < ENOUGH_PEOPLE {
            return;
        }
        let mut acting: Vec<(usize, Span)> = acting.into_iter().collect();
        acting.sort_unstable_by_key(|(_, span)| *span);
        for (person, span) in acting {
            if self.entities.people.sieve(&words_of(span.of_text(self.text))) == Sieved::Nobody {
                self.entities.people.declare(self.text, person, &[span]);
            }
        }
    }

    /// Whether letters stand where somebody speaks or is to do something: before a reporting verb or "to", as a label, alone in brackets or in a cell.
    fn acts(&self, letters: Span) -> bool {
        let line = self.text[..letters.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[letters.end..].find('\n').map_or(self.text.len(), |at| letters.end + at);
        let before = self.text.get(line..letters.start).unwrap_or("").trim_end();
        let behind = self.text.get(letters.end..end).unwrap_or("");
        let begins = before.is_empty() || before.ends_with(['.', ':', ';', '-', '•', '*', ')']);
        let to = self.reader.language.remarks.owners.to.as_str();
        let deed = || behind.strip_prefix(' ').and_then(|b| b.strip_prefix(to)).is_some_and(|b| b.starts_with(' '));
        let apart = before.ends_with(['(', '[', '|']) && behind.trim_start().starts_with([')', ']', '|', ',']);
        apart
            || begins
                && (deed()
                    || behind.starts_with(": ")
                    || cue_after(self.text, letters.end, end, self.reader.language).is_some())
    }
}

/// The words of two or three capitals of a text.
fn capitals(text: &str) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            let length = bytes[start..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b >= 0x80).count();
            at = start + length.max(1);
            let word = &bytes[start..start + length];
            if (2..=3).contains(&length) && word.iter().all(u8::is_ascii_uppercase) {
                return Some(Span::new(start, start + length));
            }
        }
        None
    })
}
