//! What stands behind a name on a roster: roles, organisations, countries, ways of presence.

use super::bodies::{Bodies, NamedBody};
use super::matcher::Matcher;
use super::registry::Registry;
use crate::language::Language;
use crate::minutes::RosterLine;
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
    /// A stakeholder group, the last part of its concept's IRI.
    Group(Span, String),
    /// The person sent apologies or was absent, by the key of the language's list.
    Status(Span, String),
    /// A country, a way of presence, an address: nothing that is stated of the person as role or organisation.
    Other(Span),
}

impl RosterPart {
    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Role(span)
            | Self::Known(span, _)
            | Self::Group(span, _)
            | Self::Status(span, _)
            | Self::Other(span) => *span,
            Self::Named(body) => body.span,
        }
    }
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
    /// The title of the report, which names the body that meets.
    pub meets: &'a str,
}

impl Classifier<'_> {
    /// Classifies one part; "X and Y" gives two where both are bodies.
    #[must_use]
    pub fn classify(&self, text: &str, part: Span) -> Vec<RosterPart> {
        let words = part.of_text(text);
        let folded = fold(words);
        if let Some((group, _)) = self.language.roster.groups.iter().find(|(_, list)| list.contains(&folded)) {
            return vec![RosterPart::Group(part, group.clone())];
        }
        if words.is_empty()
            || words.contains("://")
            || words.contains('@')
            || self.language.roster.no_bodies.contains(&folded)
            || self.language.layout.nothing.contains(&words.to_lowercase())
        {
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
        if let Some((body, role)) = self.body_and_role(text, part) {
            let mut both = self.classify(text, body);
            both.push(RosterPart::Role(role));
            return both;
        }
        if self.is_role(words) || self.is_body_that_meets(words) {
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
        if !words.chars().any(char::is_alphabetic) || words.chars().count() < 2 || self.is_remark(words) {
            return vec![RosterPart::Other(part)];
        }
        vec![RosterPart::Named(self.bodies.whole(text, part))]
    }

    /// What stands over a group of people or in a column that does not say what it holds: only what is known, or worded as a body or role.
    #[must_use]
    pub fn classify_if_told(&self, text: &str, part: Span) -> Vec<RosterPart> {
        let parts = self.classify(text, part).into_iter();
        let told = |p: &RosterPart| match p {
            RosterPart::Named(body) => body.recogniser != UNTOLD,
            RosterPart::Role(_) | RosterPart::Known(..) | RosterPart::Group(..) => true,
            RosterPart::Status(..) | RosterPart::Other(_) => false,
        };
        parts.filter(told).collect()
    }

    /// Whether a stretch is an organisation of the registry.
    #[must_use]
    pub fn is_organisation(&self, text: &str, span: Span) -> bool {
        self.organisation(span.of_text(text)).is_some()
    }

    /// The organisation that a line of a list names in place of a person.
    #[must_use]
    pub fn organisation_alone(&self, text: &str, line: &RosterLine) -> Option<RosterPart> {
        let name = line.name.span;
        let entity = self.organisation(name.of_text(text))?;
        // A table's column of names holds names, and nobody behind an organisation's label is one.
        line.reading.is_none().then_some(RosterPart::Known(name, entity))
    }

    /// "(TSC)" behind a name in the minutes of the "Technical Steering Committee (TSC)": a seat on the body that meets.
    fn is_body_that_meets(&self, words: &str) -> bool {
        let acronym = words.len() > 1 && words.chars().all(char::is_uppercase);
        let capitals: String =
            self.meets.split([' ', '-']).filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase()).collect();
        acronym && (self.meets.contains(&format!("({words})")) || words.len() > 2 && capitals.contains(words))
    }

    /// "end of call", "shared challenge to participate": words in small letters are a remark, not a name.
    fn is_remark(&self, words: &str) -> bool {
        let inside = &self.language.bodies.inside;
        let small =
            words.split_whitespace().filter(|w| w.starts_with(char::is_lowercase) && !inside.contains(*w)).count();
        let capital = words.chars().any(char::is_uppercase);
        let digit = words.chars().any(|c| c.is_ascii_digit());
        let other_script = words.chars().any(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase());
        let address = words.contains('.') && !words.contains(' ');
        !(other_script || capital || digit || address) || small > 3
    }

    fn organisation(&self, words: &str) -> Option<u32> {
        let bare = words.strip_prefix("the ").or_else(|| words.strip_prefix("The ")).unwrap_or(words);
        let entity = self.matcher.whole(bare)?;
        self.registry.entities.get(entity as usize).filter(|e| e.classes.organisation)?;
        Some(entity)
    }

    /// "Group's Co-Chair", "IGF 2020 MAG Chair", "Independent expert": words that end with that of a role.
    fn is_role(&self, words: &str) -> bool {
        let last = words.split([' ', '/', '\t']).next_back().unwrap_or("").to_lowercase();
        let heads = &self.language.roster.role_heads;
        let first = words.split_whitespace().next().unwrap_or("").to_lowercase();
        let of = words.split(" of ").next().and_then(|b| b.split_whitespace().next_back()).unwrap_or("").to_lowercase();
        heads.contains(last.trim_end_matches('.'))
            || self.language.roster.former.contains(&first)
            || words.contains(' ') && self.language.roster.role_openers.contains(&first)
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

    /// "MITRE/NTAC Co-Chair": a body, a slash, a role.
    fn body_and_role(&self, text: &str, part: Span) -> Option<(Span, Span)> {
        let (body, role) = part.of_text(text).split_once('/')?;
        let told = is_name_of_body(body.trim()) && !self.is_role(body) && self.is_role(role.trim());
        told.then(|| (Span::of(body, text, 0).trimmed(text), Span::of(role, text, 0).trimmed(text)))
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
            // "Debian/Freexian", both unknown: what a slash parts is two.
            (None, None)
                if joint.1 == 1 && is_name_of_body(first.of_text(text)) && is_name_of_body(second.of_text(text)) =>
            {
                Some((named(first), named(second)))
            }
            _ => None,
        }
    }
}

/// The recogniser of a name that nothing but its place tells to be an organisation's.
const UNTOLD: &str = "roster.organisation/1";

/// Long enough, and begun as a name is; "TCP/IP" and "and/or" are none.
fn is_name_of_body(words: &str) -> bool {
    words.chars().filter(|c| c.is_alphabetic()).count() > 2 && starts_with_capital(words) && !words.contains('/')
}

fn starts_with_capital(words: &str) -> bool {
    words.starts_with(char::is_uppercase)
}
