//! Handles: "@ada-l expressed concerns", "- [x] @ada-l will open the issue". A handle is a name as printed; whose it is, only a list or a curator tells.

use super::cues::cue_after;
use super::people::{Sieved, words_of};
use super::{Draft, Status};
use crate::minutes::Found;
use crate::minutes::names::PrintedName;
use crate::text::Span;

/// The longest handle that services allow.
const LONGEST: usize = 39;
/// A report names no more: a bound for texts that are no reports.
const MOST: usize = 10_000;

impl Draft<'_> {
    /// Takes the handles of the body: those of known people, and those that somewhere speak or are to do something.
    pub(super) fn handles(&mut self) {
        let found = self.printed_handles();
        for (handle, acts) in &found {
            if *acts && self.known_handle(*handle).is_none() {
                self.entities.people.take(self.text, &PrintedName { span: *handle, alias: None }, false);
            }
        }
        for (handle, acts) in found {
            let Some(person) = self.known_handle(handle) else { continue };
            if self.by_span.contains_key(&handle) {
                continue;
            }
            let mention = self.mention(&PrintedName { span: handle, alias: None }, person, "handle.name/1", 85);
            if acts {
                self.participation(person, mention, Found::new(Status::Spoke, handle, "handle.speaker/1", 85));
            }
        }
    }

    fn known_handle(&self, handle: Span) -> Option<usize> {
        match self.entities.people.sieve(&words_of(handle.of_text(self.text))) {
            Sieved::One(person, _) => Some(person),
            _ => None,
        }
    }

    /// The handles without their sign, and whether a reporting verb follows.
    fn printed_handles(&self) -> Vec<(Span, bool)> {
        let mut found = Vec::new();
        for at in memchr::memchr_iter(b'@', self.text.as_bytes()).take(MOST) {
            let before = self.text[..at].chars().next_back();
            let rest = &self.text[at + 1..];
            let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"-_".contains(b)).count();
            let apart = before.is_none_or(|c| c.is_whitespace() || "([,/".contains(c));
            let behind = rest[length..].chars().next();
            if !apart || !(2..=LONGEST).contains(&length) || behind == Some('@') || rest[length..].starts_with(".c") {
                continue;
            }
            let handle = Span::new(at + 1, at + 1 + length);
            let end = self.text[handle.end..].find('\n').map_or(self.text.len(), |line| handle.end + line);
            let acts = cue_after(self.text, handle.end, end, self.reader.language).is_some();
            found.push((handle, acts));
        }
        found
    }
}
