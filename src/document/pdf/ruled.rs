//! Tables whose cells are parted by drawn rules.

use super::grid::whole_lines;
use super::word::{Line, Page, Rule};

/// Two rules are one, or touch, when they are nearer than this, in points.
const TOUCH: f32 = 3.0;
/// A table of a report has no more rules of one direction.
const MOST_RULES: usize = 400;

/// A cell: its lines from top to bottom.
pub(super) type Cell = Vec<Line>;

/// A table of several columns.
#[derive(Debug, PartialEq)]
pub(super) struct Table {
    pub(super) top: f32,
    /// From top to bottom, each from left to right; a row has as many cells as it has parts of its own.
    pub(super) rows: Vec<Vec<Cell>>,
}

/// Takes the ruled tables of several columns out of a page, with the lines in their cells. Boxes around text stay text.
pub(super) fn take_tables(page: &mut Page) -> Vec<Table> {
    let (mut horizontal, vertical) = (merged(&page.horizontal), merged(&page.vertical));
    horizontal.extend(open_ends(&vertical));
    let horizontal = merged(&horizontal);
    if horizontal.len() > MOST_RULES || vertical.len() > MOST_RULES {
        return Vec::new();
    }
    let mut tables = Vec::new();
    for (across, down) in grids(&horizontal, &vertical) {
        let (xs, ys) = (places(&down, false), places(&across, true));
        if xs.len() < 3 || ys.len() < 2 {
            continue;
        }
        let grid = Grid { xs, ys, across, down };
        let (inside, outside): (Vec<Line>, Vec<Line>) =
            std::mem::take(&mut page.lines).into_iter().partition(|line| grid.cell_of(line).is_some());
        page.lines = outside;
        let rows = grid.rows(inside);
        tables.push(Table { top: grid.ys.first().copied().unwrap_or(0.0), rows });
    }
    tables.sort_by(|a, b| b.top.total_cmp(&a.top));
    tables
}

/// Pieces of one rule as one.
fn merged(rules: &[Rule]) -> Vec<Rule> {
    let mut sorted = rules.to_vec();
    sorted.retain(|r| r.at.is_finite() && r.from.is_finite() && r.to.is_finite());
    sorted.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    let mut merged: Vec<Rule> = Vec::new();
    for rule in sorted {
        let near = merged
            .iter_mut()
            .rev()
            .take_while(|m| rule.at - m.at < 1.5)
            .find(|m| rule.from <= m.to + TOUCH && m.from <= rule.to + TOUCH);
        match near {
            Some(same) => {
                same.from = same.from.min(rule.from);
                same.to = same.to.max(rule.to);
            }
            None => merged.push(rule),
        }
    }
    merged
}

/// The ends of a row that a page break cut: rules beside each other that begin and end together, with none across.
fn open_ends(vertical: &[Rule]) -> Vec<Rule> {
    let together = |a: &Rule, b: &Rule| (a.from - b.from).abs() < TOUCH && (a.to - b.to).abs() < TOUCH;
    let mut ends = Vec::new();
    for rule in vertical.iter().take(MOST_RULES) {
        let beside = || vertical.iter().filter(|other| together(rule, other));
        if beside().count() >= 3 {
            let from = beside().map(|r| r.at).fold(f32::INFINITY, f32::min);
            let to = beside().map(|r| r.at).fold(f32::NEG_INFINITY, f32::max);
            ends.extend([rule.from, rule.to].map(|at| Rule { at, from, to }));
        }
    }
    ends
}

/// The rules that touch each other, horizontal and vertical ones.
fn grids(horizontal: &[Rule], vertical: &[Rule]) -> Vec<(Vec<Rule>, Vec<Rule>)> {
    let cross = |h: &Rule, v: &Rule| {
        let within = |at: f32, rule: &Rule| rule.from - TOUCH <= at && at <= rule.to + TOUCH;
        within(v.at, h) && within(h.at, v)
    };
    let mut free: (Vec<Rule>, Vec<Rule>) = (horizontal.to_vec(), vertical.to_vec());
    let mut grids = Vec::new();
    while let Some(first) = free.1.pop() {
        let (mut across, mut down) = (Vec::new(), vec![first]);
        let mut seen = (0, 0);
        while seen.1 < down.len() || seen.0 < across.len() {
            while let Some(v) = down.get(seen.1).copied() {
                seen.1 += 1;
                across.extend(free.0.extract_if(.., |h| cross(h, &v)));
            }
            while let Some(h) = across.get(seen.0).copied() {
                seen.0 += 1;
                down.extend(free.1.extract_if(.., |v| cross(&h, v)));
            }
        }
        grids.push((across, down));
    }
    grids
}

/// Where rules stand, each place once; from the top where they are horizontal.
fn places(rules: &[Rule], falling: bool) -> Vec<f32> {
    let mut places: Vec<f32> = rules.iter().map(|r| r.at).collect();
    places.sort_by(f32::total_cmp);
    places.dedup_by(|a, b| (*a - *b).abs() < TOUCH);
    if falling {
        places.reverse();
    }
    places
}

struct Grid {
    xs: Vec<f32>,
    ys: Vec<f32>,
    across: Vec<Rule>,
    down: Vec<Rule>,
}

impl Grid {
    /// Row and column in which a line stands.
    fn cell_of(&self, line: &Line) -> Option<(usize, usize)> {
        let first = line.words.first()?;
        let (x, y) = (f32::midpoint(first.x0, first.x1), line.y + 0.3 * line.size);
        let column = self.xs.windows(2).position(|pair| pair[0] <= x && x < pair[1])?;
        let row = self.ys.windows(2).position(|pair| pair[0] >= y && y > pair[1])?;
        Some((row, column))
    }

    fn rows(&self, inside: Vec<Line>) -> Vec<Vec<Cell>> {
        let (height, width) = (self.ys.len() - 1, self.xs.len() - 1);
        // Where the cell that a place belongs to begins: a cell may stretch over several rows and columns.
        let mut owners: Vec<Vec<(usize, usize)>> = Vec::with_capacity(height);
        for row in 0..height {
            let mut line: Vec<(usize, usize)> = Vec::with_capacity(width);
            for column in 0..width {
                let (x, y) = (
                    f32::midpoint(self.xs[column], self.xs[column + 1]),
                    f32::midpoint(self.ys[row], self.ys[row + 1]),
                );
                let parted = |rules: &[Rule], at: f32, over: f32| {
                    rules.iter().any(|r| (r.at - at).abs() < TOUCH && r.from - 1.0 <= over && over <= r.to + 1.0)
                };
                let left = column > 0 && !parted(&self.down, self.xs[column], y);
                let above = row > 0 && !parted(&self.across, self.ys[row], x);
                line.push(match (left, above) {
                    (true, _) => line[column - 1],
                    (false, true) => owners[row - 1][column],
                    (false, false) => (row, column),
                });
            }
            owners.push(line);
        }
        let mut cells: Vec<Vec<Cell>> = vec![vec![Cell::new(); width]; height];
        for line in inside {
            if let Some((row, column)) = self.cell_of(&line) {
                let (row, column) = owners[row][column];
                cells[row][column].push(line);
            }
        }
        let own = |row: usize, column: usize| owners[row][column].1 == column;
        let rows = cells.into_iter().enumerate().map(|(r, row)| {
            row.into_iter()
                .enumerate()
                .filter(|(c, _)| own(r, *c))
                .map(|(_, cell)| whole_lines(cell))
                .collect::<Vec<Cell>>()
        });
        rows.filter(|row| row.iter().any(|cell| !cell.is_empty())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::take_tables;
    use crate::document::pdf::word::sample::line;
    use crate::document::pdf::word::{Line, Page, Rule};

    fn rules(places: &[f32], from: f32, to: f32) -> Vec<Rule> {
        places.iter().map(|at| Rule { at: *at, from, to }).collect()
    }

    #[test]
    fn cells_of_several_lines_and_blank_ones_keep_their_place() {
        let lines = vec![
            line("Before the table", 72.0, 740.0),
            line("Company", 75.0, 705.0),
            line("Name", 175.0, 705.0),
            line("Role", 275.0, 705.0),
            line("Acme", 75.0, 685.0),
            line("Ada", 175.0, 685.0),
            line("Voting", 275.0, 685.0),
            line("Lovelace", 175.0, 671.0),
            line("Alan Turing", 175.0, 655.0),
        ];
        let horizontal = rules(&[720.0, 700.0, 667.0, 650.0], 70.0, 370.0);
        let vertical = rules(&[70.0, 170.0, 270.0, 370.0], 650.0, 720.0);
        let mut page = Page { number: 1, bottom: 0.0, top: 792.0, lines, horizontal, vertical };
        let tables = take_tables(&mut page);
        assert_eq!(page.lines.len(), 1);
        let text = |cell: &Vec<Line>| cell.iter().map(Line::text).collect::<Vec<_>>().join("/");
        let rows: Vec<Vec<String>> = tables[0].rows.iter().map(|row| row.iter().map(text).collect()).collect();
        assert_eq!(rows, [["Company", "Name", "Role"], ["Acme", "Ada/Lovelace", "Voting"], ["", "Alan Turing", ""]]);
    }

    #[test]
    fn a_box_around_text_is_no_table() {
        let lines = vec![line("Note: all of it", 75.0, 705.0)];
        let (horizontal, vertical) = (rules(&[720.0, 700.0], 70.0, 370.0), rules(&[70.0, 370.0], 700.0, 720.0));
        let mut page = Page { number: 1, bottom: 0.0, top: 792.0, lines, horizontal, vertical };
        assert!(take_tables(&mut page).is_empty());
        assert_eq!(page.lines.len(), 1);
    }
}
