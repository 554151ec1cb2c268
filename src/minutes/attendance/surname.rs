//! The family name first: "Byron, Ada K CIV JS J6". A comma alone does not tell it from "Ada, Nokia"; it takes a list whose lines have one name before the
//! comma, and initials or words for an employment behind the given one.

use super::{LONGEST_LINE, Recognisers};
use crate::minutes::names::{PrintedName, begins_as_name};
use crate::minutes::{Presence, RosterLine};
use crate::text::Span;

/// Recogniser and version.
const RECOGNISER: &str = "roster.surname-first/1";

/// The bytes of a line that hold family name, given names, and all of the name.
struct Turned {
    family: usize,
    given: (usize, usize),
    /// An initial or a word for an employment stands behind the given name.
    proven: bool,
}

impl Recognisers<'_> {
    /// Whether a list prints family names first.
    pub(super) fn surnames_first<'t>(&self, lines: impl Iterator<Item = &'t str>) -> bool {
        let (mut all, mut turned, mut proven) = (0, 0, 0);
        for line in lines {
            let found = self.turned(self.unboxed(line));
            all += 1;
            turned += usize::from(found.is_some());
            proven += usize::from(found.is_some_and(|t| t.proven));
        }
        turned >= 2 && turned * 10 >= all * 6 && proven * 3 >= turned
    }

    /// A line of such a list.
    pub(super) fn surname_line(&self, text: &str, whole: Span, presence: Presence) -> Option<RosterLine> {
        let line = whole.of_text(text);
        if line.len() > LONGEST_LINE {
            return None;
        }
        let turned = self.turned(line)?;
        let span = Span::new(whole.start, whole.start + turned.given.1);
        let family = line[..turned.family].trim();
        let given = line[turned.given.0..turned.given.1].trim();
        let reading = format!("{given} {family}");
        if self.is_nobody(&reading) {
            return None;
        }
        let rest = self.without_employment(text, Span::new(span.end, whole.end).trimmed(text));
        let mut found = RosterLine::new(whole, PrintedName { span, alias: None }, presence, RECOGNISER);
        let (parts, said) = self.standing(text, rest.map_or_else(Vec::new, |rest| self.parts(text, rest)));
        found.parts = parts;
        found.reading = Some(reading);
        if let Some((presence, at)) = said {
            (found.presence, found.presence_at) = (presence, Some(at));
        }
        Some(found)
    }

    /// Family name, comma, given names and initials.
    fn turned(&self, line: &str) -> Option<Turned> {
        let family = line.find(',')?;
        let words: Vec<&str> = line[..family].split_whitespace().collect();
        let particle = |w: &str| self.language.roster.particles.contains(w.to_lowercase().as_str());
        let names = words.iter().filter(|w| !particle(w)).count();
        // "Ortiz Quiles, Edwin" is one, "Ada Byron, Nokia" is none: a second family name cannot be told from a given one.
        if names != 1
            || !words.iter().all(|w| begins_as_name(w, self.language) || particle(w))
            || line[..family].contains(['(', ':', '@'])
        {
            return None;
        }
        let behind = &line[family + 1..];
        let start = family + 1 + (behind.len() - behind.trim_start().len());
        let (mut end, mut given, mut proven, mut at) = (start, 0, false, start);
        for word in line[start..].split(' ') {
            let bare = word.trim_end_matches('.');
            let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
            let plain = bare.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
            let initial = given > 0 && letters == 1 && bare.starts_with(char::is_uppercase);
            let name = plain
                && letters > 1
                && begins_as_name(bare, self.language)
                && bare.chars().any(char::is_lowercase)
                && given < 2;
            if initial && plain || name {
                given += usize::from(name);
                proven |= initial;
                at += word.len();
                end = at;
                at += 1;
            } else {
                proven |= self.language.roster.employment.contains(bare);
                break;
            }
        }
        (given > 0).then_some(Turned { family, given: (start, end), proven })
    }

    /// "Byron, Ada K": name and reading of a cell.
    pub(super) fn turned_cell(&self, text: &str, cell: Span) -> Option<(Span, String)> {
        let line = self.surname_line(text, cell, Presence::Present)?;
        Some((line.name.span, line.reading?))
    }
}
