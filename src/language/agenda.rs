//! What is an item of an agenda: `agenda.toml`.

use rustc_hash::FxHashSet;
use serde::Deserialize;

/// What is an item of an agenda, and what only surrounds it; all in small letters.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in agenda.toml")]
pub struct AgendaWords {
    pub formal: FxHashSet<String>,
    pub formal_ends: Vec<String>,
    pub also_items: FxHashSet<String>,
    pub behind_heading: FxHashSet<String>,
    pub before_numbers: Vec<String>,
    pub several: FxHashSet<String>,
    pub ranges: Vec<String>,
    pub number_columns: FxHashSet<String>,
    pub half_days: Vec<String>,
    pub notes: Vec<String>,
}

impl AgendaWords {
    /// Whether a heading in small letters names a formal part of a report, and no item.
    #[must_use]
    pub fn is_formal(&self, heading: &str) -> bool {
        let ends = |end: &String| {
            heading.strip_suffix(end.as_str()).is_some_and(|before| before.is_empty() || before.ends_with(' '))
        };
        self.formal.contains(heading) || self.formal_ends.iter().any(ends)
    }

    /// The number behind "agenda item", where a heading begins with such words: "3" of "Agenda item 3 - Budget".
    #[must_use]
    pub fn number<'h>(&self, heading: &'h str) -> Option<&'h str> {
        let behind = |words: &String| {
            let head = heading.get(..words.len()).filter(|head| head.eq_ignore_ascii_case(words))?;
            heading[head.len()..].strip_prefix([' ', '#'])
        };
        let rest = self.before_numbers.iter().find_map(behind)?.trim_start_matches(['#', ' ']);
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(rest.len());
        let number = rest[..end].trim_end_matches('.');
        let counts = number.starts_with(|c: char| c.is_ascii_digit()) || number.len() == 1;
        (counts && !number.is_empty() && number.len() <= 5).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use crate::language::Language;

    #[test]
    fn numbers_in_headings() {
        let words = Language::embedded().unwrap().agenda;
        let numbers = [
            ("Agenda item 3 - Budget", Some("3")),
            ("Item 2.a: Elections", Some("2.a")),
            ("Agenda Item #12", Some("12")),
            ("Topic B: the letter", Some("B")),
            ("Items of interest", None),
            ("Point of order", None),
        ];
        for (heading, number) in numbers {
            assert_eq!(words.number(heading), number, "{heading}");
        }
    }

    #[test]
    fn formal_headings() {
        let words = Language::embedded().unwrap().agenda;
        assert!(
            words.is_formal("pending action items")
                && words.is_formal("links")
                && !words.is_formal("interaction items of")
        );
        assert!(!words.is_formal("budget") && !words.is_formal("transaction items"));
    }
}
