//! Tables without rules, told from cells that stand below each other; and what looks like one and is a line with gaps.

use super::ruled::Cell;
use super::word::Line;
use crate::document::marker;

/// Cells of a column begin or end within this distance of each other, in points.
const ALIGNED: f32 = 4.0;
/// Rows of one table are no farther apart, in parts of their size.
const FARTHEST: f32 = 4.0;
/// A line that goes on in a cell is no farther below, in parts of its size.
const NEXT_LINE: f32 = 1.6;

/// A part of a region.
#[derive(Debug, PartialEq)]
pub(super) enum Part {
    /// A line of text.
    Line(Line),
    /// A row of a table.
    Row(Vec<Cell>),
}

/// Parts a region's lines into lines of text and rows of tables.
pub(super) fn parts(lines: Vec<Line>) -> Vec<Part> {
    let rows = rows(lines);
    let mut parts = Vec::new();
    let mut i = 0;
    while let Some(row) = rows.get(i) {
        let table = if row.len() > 1 { table(&rows[i..]) } else { None };
        if let Some((taken, cells)) = table {
            parts.extend(cells);
            i += taken;
        } else {
            parts.push(Part::Line(Line::new(row.iter().flat_map(|line| line.words.iter().cloned()).collect())));
            i += 1;
        }
    }
    parts
}

/// The lines of a cell from top to bottom, those of one height as one.
pub(super) fn whole_lines(mut cell: Cell) -> Cell {
    cell.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x0.total_cmp(&b.x0)));
    let whole = |row: Vec<Line>| Line::new(row.into_iter().flat_map(|line| line.words).collect());
    rows(cell).into_iter().map(whole).collect()
}

/// The lines of one height together; a marker with what it marks.
fn rows(lines: Vec<Line>) -> Vec<Vec<Line>> {
    let mut rows: Vec<Vec<Line>> = Vec::new();
    for line in lines {
        match rows.last_mut() {
            Some(row) if row.first().is_some_and(|f| (f.y - line.y).abs() < 0.3 * f.size.max(line.size)) => {
                row.push(line);
            }
            _ => rows.push(vec![line]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        let marks = |first: &Line, second: &Line| {
            second.x0 - first.x1 < 4.0 * second.size && (is_bullet(&first.text()) || is_marker(&first.text()))
        };
        // A box and its bullet may stand before the same line.
        for _ in 0..2 {
            if row.len() > 1 && marks(&row[0], &row[1]) {
                let second = row.remove(1);
                row[0] = Line::new(row[0].words.iter().cloned().chain(second.words).collect());
            }
        }
    }
    rows
}

/// A glyph that stands before an item.
pub(super) fn is_bullet(text: &str) -> bool {
    let mut chars = text.chars();
    let one = |c: char| {
        matches!(
            c,
            '•' | '◦'
                | '▪'
                | '▫'
                | '■'
                | '□'
                | '●'
                | '○'
                | '‣'
                | '⁃'
                | '∙'
                | '·'
                | '–'
                | '—'
                | '-'
                | '*'
                | 'o'
                | '➢'
                | '►'
                | '▶'
                | '✓'
                | '✔'
                | '❖'
                | '◆'
                | '→'
        ) || is_box(c)
            || ('\u{e000}'..='\u{f8ff}').contains(&c)
    };
    chars.next().is_some_and(one) && chars.next().is_none()
}

/// A box to be ticked.
pub(super) fn is_box(c: char) -> bool {
    matches!(c, '☐' | '☑' | '☒' | '❏' | '❐' | '❑' | '❒' | '□' | '◻')
}

fn is_marker(text: &str) -> bool {
    text.len() <= 8 && marker::read(&format!("{text} x")).is_some()
}

struct Column {
    x0: f32,
    x1: f32,
}

/// The table that begins with the first of these rows: how many rows it takes, and its own.
fn table(rows: &[Vec<Line>]) -> Option<(usize, Vec<Part>)> {
    let mut columns: Vec<Column> = rows.first()?.iter().map(|cell| Column { x0: cell.x0, x1: cell.x1 }).collect();
    let mut read: Vec<Vec<(usize, Line)>> = Vec::new();
    let (mut taken, mut several) = (0, 0);
    let mut last_y = rows.first()?.first()?.y;
    for (i, row) in rows.iter().enumerate() {
        let first = row.first()?;
        let below = (last_y - first.y) / first.size.max(1.0);
        if below > FARTHEST {
            break;
        }
        let Some(places) = places(&mut columns, row) else { break };
        last_y = first.y;
        if row.len() > 1 {
            several += 1;
            read.push(places.into_iter().zip(row.iter().cloned()).collect());
            taken = i + 1;
        } else if let (Some(place), Some(open)) = (places.first(), read.last_mut()) {
            // A line alone goes on in its cell; one in the first column may also end the table.
            if below > NEXT_LINE {
                break;
            }
            open.push((*place, first.clone()));
            if *place > 0 {
                taken = i + 1;
            }
        }
    }
    read.truncate(several);
    let keyed =
        columns.len() == 2 && read.iter().all(|row| row.first().is_some_and(|(_, key)| key.text().ends_with(':')));
    if several < 2 || several < 3 && columns.len() < 3 && !keyed {
        return None;
    }
    // What stands below the last row in the first column is no part of the table.
    let last_taken = rows.get(..taken)?.last()?.first()?.y;
    for row in &mut read {
        row.retain(|(_, line)| line.y >= last_taken - 0.5);
    }
    let parts = read.into_iter().map(|row| {
        if keyed {
            return Part::Line(Line::new(row.into_iter().flat_map(|(_, line)| line.words).collect()));
        }
        let mut cells = vec![Cell::new(); columns.len()];
        let mut order: Vec<usize> = (0..columns.len()).collect();
        order.sort_by(|a, b| columns[*a].x0.total_cmp(&columns[*b].x0));
        for (place, line) in row {
            if let Some(at) = order.iter().position(|o| *o == place) {
                cells[at].push(line);
            }
        }
        Part::Row(cells)
    });
    Some((taken, parts.collect()))
}

/// The columns in which the cells of a row stand; none where they stand across them.
fn places(columns: &mut Vec<Column>, row: &[Line]) -> Option<Vec<usize>> {
    let mut places: Vec<usize> = Vec::with_capacity(row.len());
    let mut aligned = 0;
    for cell in row {
        let overlaps = |c: &Column| c.x0 < cell.x1 && cell.x0 < c.x1;
        let lines_up = |c: &Column| {
            (c.x0 - cell.x0).abs() < ALIGNED
                || (c.x1 - cell.x1).abs() < ALIGNED
                || ((c.x0 + c.x1) - (cell.x0 + cell.x1)).abs() < ALIGNED
        };
        if columns.iter().filter(|c| overlaps(c)).count() > 1 {
            return None;
        }
        let place = columns.iter().position(&lines_up).or_else(|| columns.iter().position(overlaps));
        match place {
            Some(place) if places.contains(&place) => return None,
            Some(place) => {
                aligned += usize::from(lines_up(&columns[place]));
                columns[place].x0 = columns[place].x0.min(cell.x0);
                columns[place].x1 = columns[place].x1.max(cell.x1);
                places.push(place);
            }
            None if row.len() > 1 => {
                places.push(columns.len());
                columns.push(Column { x0: cell.x0, x1: cell.x1 });
            }
            None => return None,
        }
    }
    (aligned >= row.len().min(2)).then_some(places)
}

#[cfg(test)]
mod tests {
    use super::{Part, parts};
    use crate::document::pdf::word::Line;
    use crate::document::pdf::word::sample::line;

    fn shown(lines: Vec<Line>) -> Vec<String> {
        let cell = |cell: &Vec<Line>| cell.iter().map(Line::text).collect::<Vec<_>>().join(" ");
        let show = |part: Part| match part {
            Part::Line(line) => line.text(),
            Part::Row(cells) => cells.iter().map(cell).collect::<Vec<_>>().join(" | "),
        };
        parts(lines).into_iter().map(show).collect()
    }

    #[test]
    fn cells_below_each_other_are_a_table() {
        let lines = vec![
            line("Name", 72.0, 700.0),
            line("Role", 200.0, 700.0),
            line("Country", 320.0, 700.0),
            line("Ada Lovelace", 72.0, 686.0),
            line("Chair of the", 200.0, 686.0),
            line("UK", 320.0, 686.0),
            line("working group", 200.0, 672.0),
            line("Alan Turing", 72.0, 658.0),
            line("US", 320.0, 658.0),
            line("All others sent apologies for this meeting.", 72.0, 640.0),
        ];
        assert_eq!(
            shown(lines),
            [
                "Name | Role | Country",
                "Ada Lovelace | Chair of the working group | UK",
                "Alan Turing |  | US",
                "All others sent apologies for this meeting."
            ]
        );
    }

    #[test]
    fn keys_and_values_are_lines() {
        let lines = vec![
            line("Chair:", 72.0, 700.0),
            line("Ada Lovelace", 160.0, 700.0),
            line("Date:", 72.0, 686.0),
            line("7 May 2024", 160.0, 686.0),
        ];
        assert_eq!(shown(lines), ["Chair: Ada Lovelace", "Date: 7 May 2024"]);
    }

    #[test]
    fn a_marker_stands_before_its_item() {
        let lines = vec![
            line("•", 72.0, 700.0),
            line("Welcome", 90.0, 700.0),
            line("2.", 72.0, 686.0),
            line("Close", 100.0, 686.0),
        ];
        assert_eq!(shown(lines), ["• Welcome", "2. Close"]);
    }

    #[test]
    fn a_line_with_one_gap_is_a_line() {
        let lines =
            vec![line("Minutes", 72.0, 700.0), line("7 May 2024", 300.0, 700.0), line("Welcome to all", 72.0, 680.0)];
        assert_eq!(shown(lines), ["Minutes 7 May 2024", "Welcome to all"]);
    }
}
