//! A label before names in a list: an organisation ("Nokia: Ada Byron (Primary), Alan Turing (Alternate)"), a role ("Chair: Ada Byron"), initials
//! ("AB: Ada Byron", "AB = Ada Byron"). It is the names that must be names; the label is what they are not.

use super::{LONGEST_LINE, Recognisers, Style, line};
use crate::minutes::{Presence, RosterLine};
use crate::text::{Span, fold};

/// A label is no longer.
const LONGEST_LABEL: usize = 64;
/// Recognisers and their versions.
const BODY: &str = "roster.organisation-label/1";
const ROLE: &str = "roster.role-label/1";
const LEGEND: &str = "roster.initials-legend/1";

impl Recognisers<'_> {
    /// The people behind a label.
    pub(super) fn labelled(
        &self,
        text: &str,
        whole: Span,
        style: Style,
        presence: Presence,
    ) -> Option<Vec<RosterLine>> {
        let line = whole.of_text(text);
        if line.len() > 2 * LONGEST_LINE {
            return None;
        }
        let sign = line.char_indices().take(LONGEST_LABEL).find(|(_, c)| matches!(c, ':' | '='))?;
        let behind = &line[sign.0 + 1..];
        let label = without_acronym(text, Span::of(&line[..sign.0], text, 0).trimmed(text));
        let words = label.of_text(text);
        let rest = Span::of(behind, text, 0).trimmed(text);
        if words.is_empty() || rest.is_empty() || !behind.starts_with(char::is_whitespace) || words.contains([',', '('])
        {
            return None;
        }
        let entries = self.entries(text, rest);
        let people: Option<Vec<RosterLine>> =
            entries.iter().map(|e| self.roster_line(text, e.trimmed(text), style, presence)).collect();
        let mut people = people.filter(|p| !p.is_empty())?;
        let one = people.len() == 1;
        let first = people[0].name.span.of_text(text).to_owned();
        if one && line::is_initials(words, &first) {
            people[0].signs.push(label);
            people[0].recogniser = LEGEND;
        } else if sign.1 == '=' {
            return None;
        } else if let Some(role) = self.role_in(text, label) {
            for person in &mut people {
                person.roles.push(role);
                person.recogniser = ROLE;
            }
        } else if self.is_label_of_body(words, &people, text) {
            for person in &mut people {
                person.parts.insert(0, label);
                person.recogniser = BODY;
            }
        } else {
            return None;
        }
        for person in &mut people {
            person.whole = whole;
        }
        Some(people)
    }

    /// The role that words are, in the singular: "Chair", "Voting Member" of "Voting Members".
    pub(super) fn role_in(&self, text: &str, span: Span) -> Option<Span> {
        let words = span.of_text(text);
        let last = words.split([' ', '/']).next_back().unwrap_or("").to_lowercase();
        let heads = &self.language.roster.role_heads;
        let singular = last.strip_suffix('s').filter(|s| heads.contains(*s));
        let end = if singular.is_some() { span.end - 1 } else { span.end };
        (singular.is_some() || heads.contains(&last)).then_some(Span::new(span.start, end))
    }

    /// Whether a label is an organisation's: worded so, or no person's name, or plainly set over people ("(Primary)", several names).
    fn is_label_of_body(&self, label: &str, people: &[RosterLine], text: &str) -> bool {
        let full_names = people.iter().all(|p| p.name.span.of_text(text).contains(' '));
        // "Government: Regine Falk, Henri Roux"
        if full_names && self.language.roster.groups.values().any(|names| names.contains(&fold(label))) {
            return true;
        }
        let known_label = self.layout.part(label).is_some()
            || self.language.remarks.no_speakers.contains(&fold(label))
            || self.language.words.not_names.contains(fold(label).as_str());
        let told = people.iter().any(|p| p.parts.iter().any(|part| self.role_in(text, *part).is_some()));
        let shaped = self.is_worded_as_body(label) || !self.could_be_person(label) || !label.contains(' ');
        !known_label
            && label.split(' ').count() <= 8
            && label.starts_with(|c: char| c.is_alphanumeric())
            && (full_names && (shaped || told || people.len() > 1))
    }
}

/// "Business Constituency" of "Business Constituency (BC)".
fn without_acronym(text: &str, label: Span) -> Span {
    let words = label.of_text(text);
    let short = |inside: &str| !inside.is_empty() && inside.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
    match words.strip_suffix(')').and_then(|rest| rest.split_once(" (")) {
        Some((bare, inside)) if short(inside) => Span::new(label.start, label.start + bare.len()),
        _ => label,
    }
}
