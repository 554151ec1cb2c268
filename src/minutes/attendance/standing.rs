//! What stands behind a name and says how its bearer took part: "(until 15:30)", "arrived late, apologies", "shared regrets before the call". To have been
//! there for a part is to have been there.

use super::Recognisers;
use crate::minutes::Presence;
use crate::text::{Span, find_words, fold};

impl Recognisers<'_> {
    /// The parts without those that speak of presence, and what these say.
    pub(super) fn standing(&self, text: &str, parts: Vec<Span>) -> (Vec<Span>, Option<(Presence, Span)>) {
        let words = &self.language.roster;
        let holds = |list: &[String], part: &str| list.iter().any(|w| find_words(part, w).is_some());
        let mut said: Option<(Presence, Span)> = None;
        let mut in_part = false;
        let mut kept = Vec::with_capacity(parts.len());
        for part in parts {
            let own = part.of_text(text);
            // An organisation may have "left" or "end of" in its name, a remark is in small letters.
            let remark = own.split_whitespace().filter(|w| w.starts_with(char::is_uppercase)).count() <= 1
                && !own.starts_with(|c: char| c.is_uppercase() && own.contains(' '))
                || self.language.roster.statuses.values().any(|list| list.contains(&fold(own)));
            let timed = own.contains(':') && own.chars().all(|c| c.is_ascii_digit() || ": -–~".contains(c));
            if remark && holds(&words.in_part, own) || timed || is_fraction(own) {
                in_part = true;
            } else if remark && holds(&words.sent_regrets, own) {
                said = Some((Presence::Apologies, part));
            } else if words.statuses.get("absent").is_some_and(|list| list.contains(&fold(own))) {
                said = Some((Presence::Absent, part));
            } else {
                kept.push(part);
            }
        }
        (kept, said.filter(|_| !in_part))
    }
}

/// "first 2/3": a share of the meeting.
fn is_fraction(words: &str) -> bool {
    words.split_whitespace().next_back().and_then(|w| w.split_once('/')).is_some_and(|(a, b)| {
        !a.is_empty()
            && !b.is_empty()
            && a.len() + b.len() < 4
            && (a.to_owned() + b).bytes().all(|c| c.is_ascii_digit())
    })
}
