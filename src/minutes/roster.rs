//! Lists of participants in the shapes they come in: numbered, one name a line, commas, slashes, full stops, in one line, broken by a page.

use super::layout::{Outline, Part};
use super::names::{PrintedName, read_list, read_name};
use super::{Away, Recognisers, RosterLine};
use crate::document::{BlockKind, Document};
use crate::text::Span;
use std::ops::Range;

/// A list ends with the second line in a row that is none of a list.
const MOST_STRAY_LINES: usize = 1;
/// A longer line is prose.
const LONGEST_LINE: usize = 240;

impl Recognisers<'_> {
    /// The lines of all lists, and the blocks they take; none where the report has no list.
    pub(super) fn roster(
        &self,
        document: &Document,
        outline: &Outline,
    ) -> (Option<Vec<RosterLine>>, Vec<Range<usize>>) {
        let (mut lines, mut ranges) = (Vec::new(), Vec::new());
        for (block, part, at) in &outline.openings {
            let away = match part {
                Part::Participants => None,
                Part::Apologies => Some(Away::Apologies),
                Part::Absent => Some(Away::Absent),
                _ => continue,
            };
            let before = lines.len();
            let rest = Span::new(*at, document.blocks()[*block].span.end).trimmed(document.text());
            if rest.is_empty() {
                let end = self.list_below(document, outline, *block, away, &mut lines);
                if lines.len() > before {
                    ranges.push(*block..end);
                }
            } else if rest.of_text(document.text()).len() < 4 * LONGEST_LINE {
                self.list_in_line(document.text(), rest, away, &mut lines);
                if lines.len() > before {
                    ranges.push(*block..*block + 1);
                }
            }
        }
        ((!lines.is_empty()).then_some(lines), ranges)
    }

    fn list_below(
        &self,
        document: &Document,
        outline: &Outline,
        heading: usize,
        away: Option<Away>,
        lines: &mut Vec<RosterLine>,
    ) -> usize {
        let text = document.text();
        let (mut stray, mut end) = (0, heading + 1);
        for (i, block) in document.blocks().iter().enumerate().skip(heading + 1) {
            let other_part = outline
                .at(i)
                .is_some_and(|(part, _)| part != Part::Label || matches!(block.kind, BlockKind::Heading { .. }));
            if other_part || matches!(block.kind, BlockKind::Heading { .. }) && end > heading + 1 {
                break;
            }
            if matches!(block.kind, BlockKind::Heading { .. }) {
                // "Members", "Observers": a list in parts.
                continue;
            }
            // A capital letter and a full stop before a name are its initial, where the list is not one of letters.
            let whole = match &block.marker {
                Some(m) if m.label.chars().all(char::is_alphabetic) && block.kind == BlockKind::Paragraph => {
                    block.whole()
                }
                _ => block.span,
            };
            let found = lines.len();
            match self.roster_line(text, whole, away) {
                Some(line) => lines.push(line),
                None if whole.of_text(text).len() < 4 * LONGEST_LINE && lines.is_empty() => {
                    self.list_in_line(text, whole, away, lines);
                }
                None => {}
            }
            if lines.len() > found {
                stray = 0;
                end = i + 1;
            } else {
                stray += 1;
                if stray > MOST_STRAY_LINES {
                    break;
                }
            }
        }
        end
    }

    /// "Anja Gengo, IGF Secretariat": a name, and what stands behind it.
    fn roster_line(&self, text: &str, whole: Span, away: Option<Away>) -> Option<RosterLine> {
        let line = whole.of_text(text);
        if line.len() > LONGEST_LINE || self.language.layout.is_nothing(line) {
            return None;
        }
        let cut = self.end_of_name(line);
        // A line without anything behind the name and with a sentence's end is prose.
        let name = read_name(text, Span::new(whole.start, whole.start + cut), self.language)?;
        let rest = Span::new(whole.start + cut, whole.end);
        let prose = rest.of_text(text).split_whitespace().count() > 24
            || cut < line.len() && line.ends_with('.') && line.len() > 100;
        (!prose).then(|| RosterLine { whole, name, parts: parts(text, rest), away })
    }

    /// Where the name of a line ends: before a comma, a dash, a slash, a parenthesis that declares no alias, or a full stop behind two words.
    fn end_of_name(&self, line: &str) -> usize {
        let mut words = 0;
        let mut last = ' ';
        for (at, c) in line.char_indices() {
            let rest = &line[at..];
            let stops = match c {
                ',' | ';' | ':' | '/' | '|' | '@' | '[' => true,
                '-' | '–' | '—' => last == ' ' && rest[c.len_utf8()..].starts_with(' '),
                '.' => {
                    words >= 1
                        && rest[1..].starts_with(' ')
                        && line[..at].rsplit(' ').next().is_some_and(|w| w.chars().count() > 2)
                }
                '(' => !rest[1..].find(')').is_some_and(|end| self.is_alias(line, at, &rest[1..=end])),
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

    /// Whether what stands in parentheses behind a name is another name of the person, and no organisation or role: one capitalised word that is
    /// no acronym, or one that repeats a part of the name.
    fn is_alias(&self, line: &str, open: usize, inside: &str) -> bool {
        let family = line[..open].trim().rsplit(' ').next().unwrap_or("");
        let one_word = !inside.contains(' ') && self.is_name(inside) && inside.chars().skip(1).all(char::is_lowercase);
        (one_word || inside.ends_with(family) && self.is_name(inside))
            && !self.language.country_by_name.contains_key(&crate::text::fold(inside))
    }

    /// "Present: Anja Gengo, Chengetai Masango (IGF Secretariat)".
    fn list_in_line(&self, text: &str, rest: Span, away: Option<Away>, lines: &mut Vec<RosterLine>) {
        let mut start = rest.start;
        let mut depth = 0_i32;
        let line = rest.of_text(text);
        let mut entries = Vec::new();
        for (at, c) in line.char_indices() {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                ',' | ';' if depth <= 0 => {
                    entries.push(Span::new(start, rest.start + at));
                    start = rest.start + at + 1;
                }
                _ => {}
            }
        }
        entries.push(Span::new(start, rest.end));
        for entry in entries {
            let entry = entry.trimmed(text);
            if self.language.layout.is_nothing(entry.of_text(text)) {
                continue;
            }
            let names: Vec<PrintedName> = match self.roster_line(text, entry, away) {
                Some(line) if !line.name.span.of_text(text).contains(" and ") => {
                    lines.push(line);
                    continue;
                }
                _ => read_list(text, entry, self.language),
            };
            lines.extend(names.into_iter().map(|name| RosterLine { whole: name.span, name, parts: Vec::new(), away }));
        }
    }
}

/// What stands behind a name, at commas, semicolons, slashes and dashes, parentheses undone.
fn parts(text: &str, rest: Span) -> Vec<Span> {
    let line = rest.of_text(text);
    let (mut parts, mut start) = (Vec::new(), 0);
    let mut push = |from: usize, to: usize| {
        let inner = line.get(from..to).unwrap_or("");
        let bare = inner.trim_matches(|c: char| {
            c.is_whitespace() || "()[].,;:|".contains(c) && !(c == '.' && inner.trim_end().ends_with("S.A."))
        });
        let bare = bare.trim_matches(['-', '–', '—', '/']).trim();
        if !bare.is_empty() {
            parts.push(Span::of(bare, line, rest.start));
        }
    };
    for (at, c) in line.char_indices() {
        let ahead = &line[at + c.len_utf8()..];
        let splits = match c {
            ',' | ';' | '(' | ')' | '|' | '[' | ']' => true,
            '/' => ahead.starts_with(' ') || line[..at].ends_with(' '),
            '-' | '–' | '—' => ahead.starts_with(' ') && (at == 0 || line[..at].ends_with(' ')),
            _ => false,
        };
        if splits {
            push(start, at);
            start = at + c.len_utf8();
        }
    }
    push(start, line.len());
    parts
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::language::Language;
    use crate::minutes::Recognisers;

    fn roster(source: &str) -> Vec<(String, Vec<String>)> {
        let (language, document) = (Language::embedded().unwrap(), Document::from_markdown(source));
        let recognisers = Recognisers::new(&language).unwrap();
        let outline = super::super::layout::Outline::of(&recognisers, &document);
        let text = document.text();
        let lines = recognisers.roster(&document, &outline).0.unwrap_or_default();
        let own = |s: crate::text::Span| s.of_text(text).to_owned();
        lines.iter().map(|l| (own(l.name.span), l.parts.iter().map(|p| own(*p)).collect())).collect()
    }

    #[test]
    fn numbered_with_commas_slashes_and_full_stops_across_a_page() {
        let found = roster(
            "Annex 1:\n\nList of participants\n\n1. Anja Gengo, IGF Secretariat\n2. Celin Bal. IGF Secretariat\n3. Flavio Wagner, CGI.br/ University of Rio, Brasil\n\n\
             4. Wim Degezelle, Independent Expert / consultant IGF Secretariat\n5. Alice Weiss, Academic Intern, Government of Switzerland,\n",
        );
        let wanted: [(&str, &[&str]); 5] = [
            ("Anja Gengo", &["IGF Secretariat"]),
            ("Celin Bal", &["IGF Secretariat"]),
            ("Flavio Wagner", &["CGI.br", "University of Rio", "Brasil"]),
            ("Wim Degezelle", &["Independent Expert", "consultant IGF Secretariat"]),
            ("Alice Weiss", &["Academic Intern", "Government of Switzerland"]),
        ];
        assert_eq!(found.len(), wanted.len());
        for ((name, parts), (wanted_name, wanted_parts)) in found.iter().zip(wanted) {
            assert_eq!(
                (name.as_str(), parts.iter().map(String::as_str).collect::<Vec<_>>()),
                (wanted_name, wanted_parts.to_vec())
            );
        }
    }

    #[test]
    fn a_name_a_paragraph_and_in_one_line() {
        let names = |source: &str| roster(source).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(
            names("List of participants\n\nTitti Cassa\n\nEileen\n\nHerman P\n"),
            ["Titti Cassa", "Eileen", "Herman P"]
        );
        assert_eq!(
            names("Present: Tess, Peter Linss (Samsung), Lukasz\n\nText follows here.\n"),
            ["Tess", "Peter Linss", "Lukasz"]
        );
        assert_eq!(
            names(
                "## Attendees\n\n* Tobie Langel (Eclipse Foundation)\n* Olle E. Johansson (Edvina / OWASP)\n\n## Notes\n\nThe End\n"
            ),
            ["Tobie Langel", "Olle E. Johansson"]
        );
    }
}
