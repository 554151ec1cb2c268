//! Lists that are tables. A head row tells what the columns hold; without one their cells do: names have the shape of names and do not repeat, organisations
//! repeat or are worded so, roles end as roles do, marks are marks. A row may also be a label and its names ("Present | Ada, Alan").

use super::{Recognisers, Style, line, presence_below};
use crate::document::Document;
use crate::minutes::names::{PrintedName, as_said, begins_as_name};
use crate::minutes::{Presence, RosterLine};
use crate::text::{Span, find_words, fold};
use std::collections::BTreeSet;
use std::ops::Range;

/// Recognisers and their versions.
const WITH_HEAD: &str = "roster.table/1";
const BY_CONTENT: &str = "roster.table-by-content/1";
/// A table with more columns is none of participants.
const MOST_COLUMNS: usize = 12;
/// So many rows show what a column holds.
const FEWEST_ROWS: usize = 2;

/// Whether two halves are one name is looked up for so many rows, in the first so many bytes of the text.
const ROWS_LOOKED_UP: usize = 8;
const BYTES_LOOKED_IN: usize = 256 * 1024;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Given,
    Family,
    Body,
    Role,
    Signs,
    Presence,
    /// Perhaps an organisation or role.
    Hint,
    Nothing,
}

type Row = (Span, Vec<Span>);

impl Recognisers<'_> {
    /// The people of a table, or nobody where it is no list of participants. One that stands under no heading must tell it by its head.
    pub(super) fn table(
        &self,
        document: &Document,
        rows: Range<usize>,
        presence: Presence,
        under_heading: bool,
    ) -> Vec<RosterLine> {
        let text = document.text();
        let rows: Vec<Row> = document.blocks()[rows].iter().map(|b| (b.whole(), document.cells(b.whole()))).collect();
        let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
        if width > MOST_COLUMNS {
            return Vec::new();
        }
        let head = rows.iter().take(2).position(|(_, head)| self.is_head(text, head, under_heading));
        let labelled = self.label_rows(document, &rows);
        if head.is_none() && !labelled.is_empty() {
            return labelled;
        }
        let (columns, body, recogniser) = match head {
            Some(at) => {
                let body = &rows[at + 1..];
                (self.columns_by_head(text, &rows[at].1, body, width), body, WITH_HEAD)
            }
            None if under_heading && rows.len() >= FEWEST_ROWS => {
                (self.columns_by_content(text, &rows, width), rows.as_slice(), BY_CONTENT)
            }
            None => return Vec::new(),
        };
        if !columns.iter().any(|c| matches!(c, Column::Name | Column::Given)) {
            return Vec::new();
        }
        let names =
            || body.iter().filter_map(|(_, cells)| cell(cells, &columns, Column::Name)).map(|s| s.of_text(text));
        let style = Style {
            surname_first: self.surnames_first(names()),
            told_in_parentheses: line::told_in_parentheses(names()),
            some_checked: false,
        };
        let absence_marked = body
            .iter()
            .filter_map(|(_, cells)| cell(cells, &columns, Column::Presence))
            .any(|s| self.mark(s.of_text(text)) == Some(Presence::Absent));
        let single = body.iter().flat_map(|row| self.by_name(text, row, &columns));
        let lines = single.filter_map(|row| {
            let mut line = self.row(text, &row, &columns, style, presence, absence_marked)?;
            if !matches!(line.recogniser, "roster.status/1") {
                line.recogniser = recogniser;
            }
            Some(line)
        });
        lines.collect()
    }

    /// Whether a row names columns of a list of participants.
    fn is_head(&self, text: &str, head: &[Span], under_heading: bool) -> bool {
        let columns = &self.language.roster.columns;
        let any = |list: &rustc_hash::FxHashSet<String>| head.iter().any(|c| names_column(list, c.of_text(text)));
        let named = any(&columns.name) || any(&columns.given) && any(&columns.family);
        let more = any(&columns.body)
            || any(&columns.role)
            || any(&columns.initials)
            || any(&columns.presence)
            || any(&columns.family);
        let telling = any(&columns.telling) && !head.is_empty();
        let lists = [&columns.name, &columns.given, &columns.family, &columns.body, &columns.role, &columns.initials];
        let all = lists.into_iter().chain([&columns.presence]);
        let titles = head.iter().filter(|c| all.clone().any(|list| names_column(list, c.of_text(text)))).count();
        // "Acme | Ada Byron | Member" is a row like any other.
        if titles * 2 < head.iter().filter(|c| !c.is_empty()).count() {
            return false;
        }
        !any(&columns.other)
            && (named
                && (under_heading
                    || more && head.len() > 1 && (telling || any(&columns.body) || any(&columns.initials)))
                || telling && named)
    }

    fn columns_by_head(&self, text: &str, head: &[Span], body: &[Row], width: usize) -> Vec<Column> {
        let words = &self.language.roster.columns;
        // Most cells: "Y (until 10:15)" and worse stand among marks.
        let marks = |at: usize| {
            let cells = body.iter().filter_map(|(_, cells)| cells.get(at)).map(|s| s.of_text(text));
            let (mut all, mut marked) = (0, 0);
            for words in cells.filter(|w| !w.is_empty()) {
                all += 1;
                marked += usize::from(self.mark(words).is_some());
            }
            marked * 2 > all || all == 0
        };
        let mut columns: Vec<Column> = (0..width)
            .map(|at| {
                let title = head.get(at).map_or("", |c| c.of_text(text));
                let is = |list| names_column(list, title);
                if is(&words.presence) && marks(at) {
                    Column::Presence
                } else if is(&words.given) {
                    Column::Given
                } else if is(&words.family) {
                    Column::Family
                } else if is(&words.initials) {
                    Column::Signs
                } else if is(&words.body) {
                    Column::Body
                } else if is(&words.role) {
                    Column::Role
                } else if is(&words.name) {
                    Column::Name
                } else if is(&words.group) {
                    Column::Hint
                } else {
                    Column::Nothing
                }
            })
            .collect();
        // "Member | Name": one of them is the name, the other whom it stands for.
        let names: Vec<usize> = (0..width).filter(|i| columns[*i] == Column::Name).collect();
        if let [first, rest @ ..] = names.as_slice() {
            let exact = |i: &&usize| {
                head.get(**i).is_some_and(|c| matches!(fold(c.of_text(text)).as_str(), "name" | "full name"))
            };
            let name = *names.iter().find(exact).unwrap_or(first);
            for other in rest.iter().chain([first]).filter(|i| **i != name) {
                columns[*other] = Column::Hint;
            }
            // Beside a whole name the halves say nothing new.
            for column in &mut columns {
                if matches!(column, Column::Given | Column::Family) {
                    *column = Column::Nothing;
                }
            }
            // A column without a title beside the names: what it holds may be their initials.
            for (at, column) in columns.iter_mut().enumerate() {
                let untitled = head.get(at).is_none_or(|c| c.is_empty());
                if *column == Column::Nothing && untitled && holds_initials(text, body, name, at) {
                    *column = Column::Signs;
                }
            }
        }
        columns
    }

    fn columns_by_content(&self, text: &str, rows: &[Row], width: usize) -> Vec<Column> {
        let column = |at: usize| {
            rows.iter().filter_map(move |(_, cells)| cells.get(at)).map(|s| s.of_text(text)).filter(|w| !w.is_empty())
        };
        let share = |at: usize, test: &dyn Fn(&str) -> bool| {
            let (mut all, mut hits) = (0, 0);
            for words in column(at) {
                all += 1;
                hits += usize::from(test(words));
            }
            (hits * 100).checked_div(all.max(rows.len() / 2).max(1)).unwrap_or(0)
        };
        let bare_name = |words: &str| {
            let cut = self.end_of_name(words, Style { told_in_parentheses: true, ..Style::default() });
            words[..cut].trim().to_owned()
        };
        let whole_name = |words: &str| bare_name(words).contains(' ') && self.could_be_person(&bare_name(words));
        let one_word = |words: &str| {
            !words.contains(' ')
                && begins_as_name(words, self.language)
                && words.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c))
                && !self.is_nobody(words)
        };
        let distinct = |at: usize| column(at).collect::<BTreeSet<_>>().len() * 100 / column(at).count().max(1);
        let mut columns = vec![Column::Nothing; width];
        // The column of whole names, of several the one that repeats least.
        let name = (0..width)
            .map(|at| (share(at, &whole_name), distinct(at), at))
            .filter(|(share, distinct, _)| *share >= 60 && *distinct > 80);
        let name = name.max_by_key(|(share, distinct, at)| (*distinct, *share, usize::MAX - at)).map(|(.., at)| at);
        let turned = (0..width).find(|at| self.surnames_first(column(*at)));
        if let Some(at) = turned.or(name) {
            columns[at] = Column::Name;
        } else if let Some((at, turned)) = (0..width.saturating_sub(1))
            .find(|at| share(*at, &one_word) >= 60 && share(at + 1, &one_word) >= 60)
            .and_then(|at| Some((at, put_together(text, rows, at)?)))
        {
            columns[at] = if turned { Column::Family } else { Column::Given };
            columns[at + 1] = if turned { Column::Given } else { Column::Family };
        } else if let Some(at) = (0..width).find(|at| share(*at, &one_word) >= 70 && distinct(*at) > 80) {
            columns[at] = Column::Name;
        }
        let Some(named) = columns.iter().position(|c| *c != Column::Nothing) else { return columns };
        let whole = columns[named] == Column::Name && share(named, &whole_name) >= 60;
        for at in (0..width).filter(|at| *at != named) {
            if columns[at] != Column::Nothing {
                continue;
            }
            let is_role = |words: &str| {
                let last = words.split([' ', '/']).next_back().unwrap_or("").to_lowercase();
                self.language.roster.role_heads.contains(&last)
            };
            let is_body = |words: &str| {
                self.is_worded_as_body(words)
                    || self.language.country_by_name.contains_key(&fold(words))
                    || words.split_whitespace().any(|w| self.language.bodies.company.contains(w.trim_end_matches('.')))
                    || is_acronym(words)
            };
            let is_address = |words: &str| words.contains('@') || words.contains("://");
            columns[at] = if share(at, &|w| self.mark(w).is_some()) >= 90 {
                Column::Presence
            } else if share(at, &is_address) > 30 || share(at, &|w| w.starts_with(|c: char| c.is_ascii_digit())) > 50 {
                Column::Nothing
            } else if holds_initials(text, rows, named, at) {
                Column::Signs
            } else if share(at, &is_role) >= 60 {
                Column::Role
            } else if whole && (distinct(at) < 80 && column(at).count() > FEWEST_ROWS || share(at, &is_body) >= 25) {
                Column::Body
            } else {
                Column::Hint
            };
        }
        columns
    }

    /// A row for each of the names in its cell of names: "BE | Ward Peeters, Amina Haddad". Where a body has a column of its own, none stands behind a comma.
    fn by_name(&self, text: &str, row: &Row, columns: &[Column]) -> Vec<Row> {
        let (whole, cells) = row;
        let at = columns.iter().position(|c| *c == Column::Name).filter(|_| columns.contains(&Column::Body));
        let Some((at, cell)) = at.and_then(|at| Some((at, *cells.get(at)?))) else { return vec![row.clone()] };
        let names: Vec<Span> =
            cell.of_text(text).split([',', ';']).map(|name| Span::of(name, text, 0).trimmed(text)).collect();
        let is_full = |name: &Span| {
            let bare = name.of_text(text).split('(').next().unwrap_or("").trim();
            bare.contains(' ') && self.could_be_person(bare) && !self.is_worded_as_body(bare)
        };
        if names.len() < 2 || !names.iter().all(is_full) {
            return vec![row.clone()];
        }
        let one = |name: Span| {
            let mut cells = cells.clone();
            cells[at] = name;
            (*whole, cells)
        };
        names.into_iter().map(one).collect()
    }

    /// A row as a person.
    fn row(
        &self,
        text: &str,
        row: &Row,
        columns: &[Column],
        style: Style,
        presence: Presence,
        absence_marked: bool,
    ) -> Option<RosterLine> {
        let (whole, cells) = row;
        let mut line = match cell(cells, columns, Column::Name) {
            Some(name) => self.name_cell(text, name, style, presence)?,
            None => self.two_cells(
                text,
                cell(cells, columns, Column::Given)?,
                cell(cells, columns, Column::Family),
                presence,
            )?,
        };
        line.whole = *whole;
        for (span, column) in cells.iter().zip(columns).filter(|(span, _)| !span.is_empty()) {
            match column {
                Column::Body => {
                    let words = span.of_text(text);
                    if !self.language.layout.is_nothing(words) {
                        line.parts.extend(self.parts(text, *span));
                    }
                }
                Column::Role => line.roles.extend(self.roles_of_cell(text, *span)),
                Column::Signs => line.signs.push(*span),
                Column::Hint => line.hints.push(*span),
                Column::Presence => {
                    if presence == Presence::Present {
                        // What nobody understands leaves it open.
                        let marked = self.mark(span.of_text(text)).unwrap_or(Presence::Open);
                        (line.presence, line.presence_at) = (marked, Some(*span));
                    }
                }
                Column::Name | Column::Given | Column::Family | Column::Nothing => {}
            }
        }
        let unmarked = columns.contains(&Column::Presence) && cell(cells, columns, Column::Presence).is_none();
        if unmarked && presence == Presence::Present {
            // A blank among absence_marked is a cross that was not made; where absence has a mark of its own, it is nothing.
            line.presence = if absence_marked { Presence::Open } else { Presence::Absent };
        }
        Some(line)
    }

    fn name_cell(&self, text: &str, name: Span, style: Style, presence: Presence) -> Option<RosterLine> {
        if let Some((span, reading)) = style.surname_first.then(|| self.turned_cell(text, name)).flatten() {
            let mut line = RosterLine::new(name, PrintedName { span, alias: None }, presence, WITH_HEAD);
            let rest = self.without_employment(text, Span::new(span.end, name.end).trimmed(text));
            line.parts = rest.map_or_else(Vec::new, |rest| self.parts(text, rest));
            line.reading = Some(reading);
            return Some(line);
        }
        self.roster_line(text, name, style, presence).or_else(|| {
            // "GREGORY NOLDER": in a column of names capitals are no acronym.
            let words = name.of_text(text);
            let shouted = words.contains(' ')
                && words.chars().all(|c| c.is_uppercase() || " -'’.".contains(c))
                && words.split(' ').count() < 4;
            (shouted && !self.is_nobody(words)).then(|| {
                let mut line = RosterLine::new(name, PrintedName { span: name, alias: None }, presence, WITH_HEAD);
                line.reading = as_said(words);
                line
            })
        })
    }

    /// Given and family name from two cells, which are one name in the usual order.
    fn two_cells(&self, text: &str, given: Span, family: Option<Span>, presence: Presence) -> Option<RosterLine> {
        let family = family.unwrap_or(given);
        let span = Span::new(given.start.min(family.start), given.end.max(family.end));
        let reading = if family == given {
            given.of_text(text).to_owned()
        } else {
            format!("{} {}", given.of_text(text), family.of_text(text))
        };
        let reading = reading.split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = reading.split(' ').all(|w| w.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c)));
        if !plain || self.is_nobody(&reading) {
            return None;
        }
        let mut line = RosterLine::new(span, PrintedName { span, alias: None }, presence, WITH_HEAD);
        line.reading = Some(reading);
        Some(line)
    }

    fn roles_of_cell(&self, text: &str, cell: Span) -> Vec<Span> {
        let parts = self.parts(text, cell).into_iter();
        parts.filter(|p| !self.language.layout.nothing.contains(&p.of_text(text).to_lowercase())).collect()
    }

    /// Rows of a label and its names: "Present | Ada Byron, Alan Turing".
    fn label_rows(&self, document: &Document, rows: &[Row]) -> Vec<RosterLine> {
        let text = document.text();
        let mut lines = Vec::new();
        for (_, cells) in rows {
            let [label, names, ..] = cells.as_slice() else { continue };
            let presence = self.layout.part(label.of_text(text)).and_then(presence_below);
            if let Some(presence) = presence.filter(|_| !names.is_empty()) {
                lines.extend(self.names_in_line(document, *names, presence, Style::default()));
            }
        }
        lines
    }

    /// What a mark says.
    fn mark(&self, words: &str) -> Option<Presence> {
        let marks = &self.language.roster.marks;
        let whole = words.trim().to_lowercase();
        // "Y (until 10:15)", "N – proxy: SR"
        let alone = whole.split(['(', '–', '—', ',', ';']).next().unwrap_or("");
        let alone = alone.split(" - ").next().unwrap_or("").trim();
        [
            (&marks.present, Presence::Present),
            (&marks.absent, Presence::Absent),
            (&marks.apologies, Presence::Apologies),
        ]
        .into_iter()
        .find_map(|(list, said)| (list.contains(&whole) || list.contains(alone)).then_some(said))
    }
}

fn cell(cells: &[Span], columns: &[Column], wanted: Column) -> Option<Span> {
    let at = columns.iter().position(|c| *c == wanted)?;
    cells.get(at).copied().filter(|s| !s.is_empty())
}

/// Whether a column holds the initials of the names in another, or letters of them.
fn holds_initials(text: &str, body: &[Row], name: usize, at: usize) -> bool {
    let pairs =
        body.iter().filter_map(|(_, cells)| Some((cells.get(name)?.of_text(text), cells.get(at)?.of_text(text))));
    let (mut all, mut spelled) = (0, 0);
    for (name, letters) in pairs.filter(|(_, letters)| !letters.is_empty()) {
        all += 1;
        spelled += usize::from(line::is_initials(letters, name) || are_letters_of(letters, name));
    }
    all >= FEWEST_ROWS && spelled * 10 >= all * 6
}

/// Whether the text elsewhere puts the words of two columns together at least once, and if so whether the second column's come first.
fn put_together(text: &str, rows: &[Row], at: usize) -> Option<bool> {
    let (mut straight, mut turned) = (0, 0);
    let near = text.char_indices().map(|(at, _)| at).find(|at| *at >= BYTES_LOOKED_IN);
    let all = &text[..near.unwrap_or(text.len())];
    for (_, cells) in rows.iter().take(ROWS_LOOKED_UP) {
        let (Some(first), Some(second)) = (cells.get(at), cells.get(at + 1)) else { continue };
        let (first, second) = (first.of_text(text), second.of_text(text));
        if first.len() > 1 && second.len() > 1 {
            straight += usize::from(find_words(all, &format!("{first} {second}")).is_some());
            turned += usize::from(find_words(all, &format!("{second} {first}")).is_some());
        }
    }
    (straight + turned > 0).then_some(turned > straight)
}

/// Whether a title names a column: as it stands, or one half of it at a slash.
fn names_column(list: &rustc_hash::FxHashSet<String>, title: &str) -> bool {
    let small = title.trim().trim_end_matches([':', '*']).to_lowercase();
    list.contains(&small) || small.split('/').any(|half| list.contains(half.trim()))
}

/// Looser than initials, as a table beside the names shows what they are: the first letter of the name, then letters of it in their order.
fn are_letters_of(letters: &str, name: &str) -> bool {
    let folded = fold(name);
    let mut left = folded.chars();
    (2..=5).contains(&letters.chars().count())
        && letters.chars().filter(|c| c.is_uppercase()).count() > 1
        && folded.chars().next() == letters.chars().flat_map(char::to_lowercase).next()
        && letters.chars().flat_map(char::to_lowercase).all(|l| left.any(|c| c == l))
}

fn is_acronym(words: &str) -> bool {
    !words.contains(' ') && words.chars().filter(|c| c.is_uppercase()).count() > 1
}
