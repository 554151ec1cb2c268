//! A person a line: the name, then in any order organisations, roles, handles, addresses and remarks, set apart by commas, dashes, slashes, parentheses,
//! brackets or a full stop.

use super::{LONGEST_LINE, Recognisers, Style};
use crate::document::COLUMN_GAP;
use crate::minutes::names::read_name;
use crate::minutes::{Presence, RosterLine};
use crate::text::{Span, fold};

/// The recognisers of a line, by what its list says of those on it.
pub(super) fn recogniser(presence: Presence) -> &'static str {
    match presence {
        Presence::Apologies => "roster.apologies/1",
        Presence::Absent => "roster.absent/1",
        Presence::Present | Presence::Open => "roster.line/1",
    }
}

impl Recognisers<'_> {
    /// "Anja Gengo, IGF Secretariat": a name, and what stands behind it.
    pub(super) fn roster_line(&self, text: &str, whole: Span, style: Style, presence: Presence) -> Option<RosterLine> {
        let line = whole.of_text(text);
        if line.len() > LONGEST_LINE {
            return None;
        }
        let cut = self.end_of_name(line, style);
        let mut name = read_name(text, Span::new(whole.start, whole.start + cut), self.language)?;
        let rest = Span::new(whole.start + cut, whole.end);
        // A line without anything behind the name and with a sentence's end is prose.
        let prose = rest.of_text(text).split_whitespace().count() > 24
            || cut < line.len() && line.ends_with('.') && line.len() > 100;
        // "Distribution: https://…": what stands behind a person's name is not an address of the web alone.
        let behind = rest.of_text(text).trim_start_matches([':', ' ']);
        let linked = rest.of_text(text).starts_with(':') && behind.contains("://") && !behind.contains(' ');
        if prose || linked || self.is_nobody(name.span.of_text(text)) {
            return None;
        }
        let mut signs = Vec::new();
        let mut kept = Vec::new();
        for part in self.parts(text, rest) {
            match self.other_name(text, name.span, part) {
                Some(OtherName::Sign(sign)) => signs.push(sign),
                Some(OtherName::Alias(alias)) => name.alias = name.alias.or(Some(alias)),
                None => kept.extend(self.without_employment(text, part)),
            }
        }
        if let Some(initials) = name.alias.filter(|a| is_initials(a.of_text(text), name.span.of_text(text))) {
            name.alias = None;
            signs.push(initials);
        }
        let (parts, said) = self.standing(text, kept);
        let mut found = RosterLine::new(whole, name, presence, recogniser(presence));
        (found.parts, found.signs) = (parts, signs);
        if let Some((said, at)) = said.filter(|_| presence != Presence::Absent) {
            (found.presence, found.presence_at) = (said, Some(at));
            found.recogniser = "roster.status/1";
        }
        Some(found)
    }

    /// Another name of the person in a part behind the name: "@ada", "a.k.a. AJ", "AB" behind "Ada Byron".
    fn other_name(&self, text: &str, name: Span, part: Span) -> Option<OtherName> {
        let words = part.of_text(text);
        if let Some(handle) = words.strip_prefix('@') {
            let plain = !handle.is_empty() && handle.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
            return plain.then_some(OtherName::Sign(part));
        }
        for joint in &self.language.roster.also_known {
            if let Some(rest) = words.strip_prefix(joint.as_str()).filter(|rest| rest.starts_with(' ')) {
                let alias = Span::of(rest.trim_start(), text, 0);
                return (alias.of_text(text).split(' ').count() <= 2).then_some(OtherName::Alias(alias));
            }
        }
        is_initials(words, name.of_text(text)).then_some(OtherName::Sign(part))
    }

    /// Where the name of a line ends: before a comma, a dash, a slash, a parenthesis that declares no alias, or a full stop behind two words.
    pub(super) fn end_of_name(&self, line: &str, style: Style) -> usize {
        let mut words = 0;
        let mut last = ' ';
        for (at, c) in line.char_indices() {
            let rest = &line[at..];
            let stops = match c {
                ',' | ';' | ':' | '/' | '|' | '@' | '[' | '<' | '\t' | '（' | '，' | '、' => true,
                '-' | '–' | '—' => last == ' ' && rest[c.len_utf8()..].starts_with(' '),
                '.' => {
                    words >= 1
                        && rest[1..].starts_with(' ')
                        && line[..at].rsplit(' ').next().is_some_and(|w| w.chars().count() > 2)
                        && !self.ends_also_known(&line[..=at])
                        && !self.are_titles(&line[..at])
                }
                '(' => {
                    style.told_in_parentheses
                        || !rest[1..].find(')').is_some_and(|end| self.is_alias(line, at, &rest[1..=end]))
                }
                ' ' => rest.starts_with(COLUMN_GAP) || self.turns_away(rest),
                _ => false,
            };
            if stops {
                return at;
            }
            words += usize::from(c == ' ');
            last = c;
        }
        line.len()
    }

    /// "CTR USAF" is the office of a contractor, and "OBE" is none.
    pub(super) fn without_employment(&self, text: &str, mut part: Span) -> Option<Span> {
        while let Some(word) =
            part.of_text(text).split(' ').next().filter(|w| self.language.roster.employment.contains(*w))
        {
            part = Span::new(part.start + word.len(), part.end).trimmed(text);
        }
        let honours = part
            .of_text(text)
            .split([' ', ','])
            .all(|w| w.is_empty() || self.language.roster.post_nominals.contains(w));
        (!honours).then_some(part)
    }

    /// "H.E. Amb", "Dr. Ing": a full stop behind titles ends no name.
    fn are_titles(&self, words: &str) -> bool {
        let mut titles = words.rsplit_once(' ').map_or(words, |(titles, _)| titles).split(' ');
        titles.all(|title| self.language.roster.is_honorific(title))
    }

    fn ends_also_known(&self, words: &str) -> bool {
        self.language.roster.also_known.iter().any(|joint| words.ends_with(joint.as_str()))
    }

    /// Whether the next word is no more of the name: how somebody is employed, or what joins another name.
    fn turns_away(&self, rest: &str) -> bool {
        let rest = rest.trim_start();
        let word = rest.split(' ').next().unwrap_or("");
        self.language.roster.employment.contains(word)
            || self.language.roster.post_nominals.contains(word.trim_end_matches(','))
            || word.find('@').is_some_and(|at| at > 0)
            || self
                .language
                .roster
                .also_known
                .iter()
                .any(|j| rest.strip_prefix(j.as_str()).is_some_and(|r| r.starts_with(' ')))
    }

    /// Whether what stands in parentheses behind a name is another name of the person, and no organisation or role: one capitalised word that is
    /// no acronym, or one that repeats a part of the name.
    fn is_alias(&self, line: &str, open: usize, inside: &str) -> bool {
        let family = line[..open].trim().rsplit(' ').next().unwrap_or("");
        let one_word = !inside.contains(' ') && self.is_name(inside) && inside.chars().skip(1).all(char::is_lowercase);
        (one_word || inside.ends_with(family) && self.is_name(inside))
            && !self.is_nobody(inside)
            && !self.language.country_by_name.contains_key(&fold(inside))
    }

    /// What stands behind a name, at commas, semicolons, slashes and dashes, parentheses undone. An acronym in parentheses of its own inside others only
    /// repeats what it follows: "(Center for Internet Security (CIS))".
    pub(super) fn parts(&self, text: &str, rest: Span) -> Vec<Span> {
        let line = rest.of_text(text);
        let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
        let mut push = |from: usize, to: usize, nested: bool| {
            let inner = line.get(from..to).unwrap_or("");
            let bare = inner.trim_matches(|c: char| {
                c.is_whitespace() || "()[]<>（）.,;:|".contains(c) && !(c == '.' && inner.trim_end().ends_with("S.A."))
            });
            let bare = bare.trim_matches(['-', '–', '—', '/']).trim();
            let repeats = nested && !bare.contains(' ') && bare.chars().filter(|c| c.is_uppercase()).count() > 1;
            if !bare.is_empty() && !repeats {
                parts.push(Span::of(bare, line, rest.start));
            }
        };
        for (at, c) in line.char_indices() {
            let ahead = &line[at + c.len_utf8()..];
            let before = &line[..at];
            let splits = match c {
                ',' | ';' | '(' | ')' | '|' | '[' | ']' | '<' | '>' | '\t' | '（' | '）' | '，' | '、' => true,
                '/' => ahead.starts_with(' ') || before.ends_with(' '),
                '-' | '–' | '—' => ahead.starts_with(' ') && (at == 0 || before.ends_with(' ')),
                ' ' if ahead.starts_with(&COLUMN_GAP[1..]) => true,
                // "@ada (TSC)", "@ada TSC": a handle is one word.
                ' ' => line[start..at].trim_start().starts_with('@') && line[start..at].trim().len() > 1,
                _ => false,
            };
            // "Acme, Inc." is one name.
            let company = c == ',' && self.is_company_end(ahead);
            if splits && !company {
                push(start, at, depth > 1);
                start = at + c.len_utf8();
            }
            match c {
                '(' | '（' => depth += 1,
                ')' | '）' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        push(start, line.len(), depth > 1);
        parts
    }

    /// Whether what stands behind a comma is a company's form and nothing else.
    fn is_company_end(&self, ahead: &str) -> bool {
        let word = ahead.trim_start().split([',', ')', ';', '|', '\t']).next().unwrap_or("").trim();
        ahead.starts_with(' ') && self.language.bodies.company.contains(word.trim_end_matches('.'))
    }
}

enum OtherName {
    Sign(Span),
    Alias(Span),
}

/// Whether parentheses behind names hold organisations and roles in a list: where most of its lines have them, and they are many or one holds what no
/// nickname is. A nickname is the exception.
pub(super) fn told_in_parentheses<'t>(lines: impl Iterator<Item = &'t str>) -> bool {
    let (mut all, mut with, mut plain) = (0, 0, 0);
    for line in lines {
        all += 1;
        if let Some(inside) = line.split_once('(').map(|(_, inside)| inside.split(')').next().unwrap_or(inside)) {
            with += 1;
            plain += usize::from(inside.contains(' ') || inside.chars().filter(|c| c.is_uppercase()).count() > 1);
        }
    }
    with * 2 >= all && (with >= 3 || with == 2 && plain > 0)
}

/// Whether letters are the initials of a name: "AB", "JdR", "HL" of "Hagar-Isabel Lowenthal": capitals, the first letter of its first word first, the others in
/// its order, at least one of them the beginning of another word.
pub(super) fn is_initials(letters: &str, name: &str) -> bool {
    let count = letters.chars().count();
    let capitals = letters.chars().filter(|c| c.is_uppercase()).count();
    if !(2..=4).contains(&count) || capitals < 2 || !letters.chars().all(char::is_alphabetic) {
        return false;
    }
    let words: Vec<String> = name.split([' ', '-', '.']).filter(|w| !w.is_empty()).map(fold).collect();
    let begins: Vec<char> = words.iter().filter_map(|w| w.chars().next()).collect();
    let mut wanted = letters.chars().flat_map(char::to_lowercase);
    // The first letters of its words, then further letters of the last: "GSc" of "Giovanna Scaglione".
    let (mut at, mut spelled) = (0, 0);
    let mut in_word: std::str::Chars<'_> = "".chars();
    wanted.all(|letter| {
        if let Some(next) =
            begins.get(at..).and_then(|rest| rest.iter().position(|b| *b == letter)).filter(|n| at > 0 || *n == 0)
        {
            in_word = words[at + next].chars();
            in_word.next();
            at += next + 1;
            spelled += 1;
            return true;
        }
        spelled > 1 && in_word.any(|c| c == letter)
    }) && spelled > 1
}
