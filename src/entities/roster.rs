//! What stands behind a name on a roster: roles, organisations, countries, ways of presence.

use super::bodies::{Bodies, NamedBody};
use super::matcher::Matcher;
use super::registry::Registry;
use crate::language::Language;
use crate::text::{Span, fold};

/// What a part of a roster's line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosterPart {
    /// A role as printed.
    Role(Span),
    /// A body of the registry.
    Known(Span, u32),
    /// A body that no registry knows.
    Named(NamedBody),
    /// The person sent apologies or was absent, by the key of the language's list.
    Status(Span, String),
    /// A country, a way of presence, an address: nothing that is stated of the person as role or organisation.
    Other(Span),
}

/// The tools that parts are classified with.
pub struct Classifier<'a> {
    /// Words.
    pub language: &'a Language,
    /// Known bodies.
    pub registry: &'a Registry,
    /// Their names.
    pub matcher: &'a Matcher,
    /// Bodies by rule.
    pub bodies: &'a Bodies<'a>,
}

impl Classifier<'_> {
    /// Classifies one part; "X and Y" gives two where both are bodies.
    #[must_use]
    pub fn classify(&self, text: &str, part: Span) -> Vec<RosterPart> {
        let words = part.of_text(text);
        let folded = fold(words);
        if words.is_empty() || words.contains("://") || words.contains('@') {
            return vec![RosterPart::Other(part)];
        }
        if let Some((status, _)) = self.language.roster.statuses.iter().find(|(_, list)| list.contains(&folded)) {
            return vec![RosterPart::Status(part, status.clone())];
        }
        if self.language.roster.remote.contains(&folded) || self.language.country_by_name.contains_key(&folded) {
            return vec![RosterPart::Other(part)];
        }
        if let Some(entity) = self.organisation(words) {
            return vec![RosterPart::Known(part, entity)];
        }
        if self.is_role(words) {
            return vec![RosterPart::Role(part)];
        }
        if let Some((role, body)) = self.role_and_body(text, part) {
            let mut both = vec![RosterPart::Role(role)];
            both.extend(self.classify(text, body));
            return both;
        }
        if let Some((first, second)) = self.two_bodies(text, part) {
            return vec![first, second];
        }
        if !words.chars().any(char::is_alphabetic) || words.chars().count() < 2 {
            return vec![RosterPart::Other(part)];
        }
        vec![RosterPart::Named(self.bodies.whole(text, part))]
    }

    fn organisation(&self, words: &str) -> Option<u32> {
        let bare = words.strip_prefix("the ").or_else(|| words.strip_prefix("The ")).unwrap_or(words);
        let entity = self.matcher.whole(bare)?;
        self.registry.entities.get(entity as usize).filter(|e| e.classes.organisation)?;
        Some(entity)
    }

    /// "Group's Co-Chair", "IGF 2020 MAG Chair", "Independent expert": words that end with that of a role.
    fn is_role(&self, words: &str) -> bool {
        let last = words.split_whitespace().next_back().unwrap_or("").to_lowercase();
        let heads = &self.language.roster.role_heads;
        let first = words.split_whitespace().next().unwrap_or("").to_lowercase();
        let of = words.split(" of ").next().and_then(|b| b.split_whitespace().next_back()).unwrap_or("").to_lowercase();
        heads.contains(last.trim_end_matches('.'))
            || self.language.roster.former.contains(&first)
            || words.contains(" of ") && heads.contains(&of) && self.bodies_in(words).is_none()
    }

    fn opens_body(&self, words: &str) -> bool {
        self.language.bodies.openers.iter().any(|o| words.starts_with(o.as_str()))
    }

    fn bodies_in(&self, words: &str) -> Option<usize> {
        words.find(" of ").filter(|at| self.organisation(&words[at + 4..]).is_some())
    }

    /// "consultant IGF Secretariat", "Director of Global Partners Digital": a role in front of a body.
    fn role_and_body(&self, text: &str, part: Span) -> Option<(Span, Span)> {
        let words = part.of_text(text);
        let prefix = |p: &String| {
            words.get(..p.len()).is_some_and(|w| w.eq_ignore_ascii_case(p)) && words[p.len()..].starts_with(' ')
        };
        let heads = &self.language.roster.role_heads;
        if let Some(prefix) = self.language.roster.role_prefixes.iter().filter(|p| prefix(p)).max_by_key(|p| p.len()) {
            let role_length = prefix.trim_end_matches(" of").trim_end_matches(" to").trim_end_matches(" at").len();
            let rest = Span::new(part.start + prefix.len(), part.end).trimmed(text);
            return Some((Span::new(part.start, part.start + role_length), rest)).filter(|(_, rest)| !rest.is_empty());
        }
        for joint in [" of the ", " of ", " at the ", " at ", " for the ", " for "] {
            if let Some(at) = words.find(joint) {
                let head = words[..at].split_whitespace().next_back().unwrap_or("").to_lowercase();
                if heads.contains(&head) {
                    return Some((
                        Span::new(part.start, part.start + at),
                        Span::new(part.start + at + joint.len(), part.end),
                    ));
                }
            }
        }
        None
    }

    /// "CGI.br and University of Rio": two bodies, where the whole is none.
    fn two_bodies(&self, text: &str, part: Span) -> Option<(RosterPart, RosterPart)> {
        let words = part.of_text(text);
        let joint = [" and ", " & ", "/"].into_iter().find_map(|j| words.find(j).map(|at| (at, j.len())))?;
        let first = Span::new(part.start, part.start + joint.0).trimmed(text);
        let second = Span::new(part.start + joint.0 + joint.1, part.end).trimmed(text);
        let known = |s: Span| self.organisation(s.of_text(text)).map(|e| RosterPart::Known(s, e));
        let named = |s: Span| RosterPart::Named(self.bodies.whole(text, s));
        match (known(first), known(second)) {
            (Some(a), Some(b)) => Some((a, b)),
            (Some(a), None) if starts_with_capital(second.of_text(text)) => Some((a, named(second))),
            (None, Some(b)) if starts_with_capital(first.of_text(text)) => Some((named(first), b)),
            // "NIC.br and University of Rio": what begins like a body is one.
            (None, None) if starts_with_capital(first.of_text(text)) && self.opens_body(second.of_text(text)) => {
                Some((named(first), named(second)))
            }
            _ => None,
        }
    }
}

fn starts_with_capital(words: &str) -> bool {
    words.starts_with(char::is_uppercase)
}
