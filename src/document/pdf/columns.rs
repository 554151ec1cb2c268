//! Reading order: text set in columns is read one column after the other, all else from top to bottom.

use super::word::Line;

/// A column has at least as many lines.
const FEWEST: usize = 5;
/// Nor is one narrower, in points.
const NARROWEST: f32 = 90.0;
/// Columns in columns are no report's.
const DEEPEST: u8 = 4;

/// Parts of a page in reading order; the lines of each from top to bottom, and from left to right on one height.
pub(super) fn regions(lines: Vec<Line>) -> Vec<Vec<Line>> {
    let mut regions = Vec::new();
    split(lines, DEEPEST, &mut regions);
    regions
}

fn split(mut lines: Vec<Line>, depth: u8, regions: &mut Vec<Vec<Line>>) {
    lines.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x0.total_cmp(&b.x0)));
    let found = if depth > 0 { gutters(&lines).into_iter().find_map(|x| columns(&lines, x)) } else { None };
    let Some((range, gutter)) = found else {
        if !lines.is_empty() {
            regions.push(lines);
        }
        return;
    };
    let below = lines.split_off(range.end);
    let beside = lines.split_off(range.start);
    let (left, right) = beside.into_iter().partition(|line| line.x1 <= gutter);
    for part in [lines, left, right, below] {
        split(part, depth - 1, regions);
    }
}

/// Where a second column may begin: places at which many lines begin, those of most lines first.
fn gutters(lines: &[Line]) -> Vec<f32> {
    let left = lines.iter().map(|l| l.x0).fold(f32::INFINITY, f32::min);
    let mut starts: Vec<f32> = lines.iter().map(|l| l.x0).filter(|x| *x > left + NARROWEST).collect();
    starts.sort_by(f32::total_cmp);
    let mut places: Vec<(f32, usize)> = Vec::new();
    for start in starts {
        match places.last_mut() {
            Some((at, count)) if start - *at < 3.0 => *count += 1,
            _ => places.push((start, 1)),
        }
    }
    places.retain(|(_, count)| *count >= FEWEST);
    places.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    places.into_iter().take(6).map(|(at, _)| at).collect()
}

/// The longest run of lines none of which crosses the gutter before a place, when both sides of it are prose.
fn columns(lines: &[Line], place: f32) -> Option<(std::ops::Range<usize>, f32)> {
    let gutter = place - 2.0;
    let crosses = |line: &Line| line.x1 > gutter - 4.0 && line.x0 < gutter;
    let mut best = 0..0;
    let mut from = 0;
    for (i, line) in lines.iter().enumerate() {
        if crosses(line) {
            from = i + 1;
        } else if i + 1 - from > best.len() {
            best = from..i + 1;
        }
    }
    let (left, right): (Vec<&Line>, Vec<&Line>) = lines.get(best.clone())?.iter().partition(|line| line.x1 <= gutter);
    (is_prose(&left) && is_prose(&right) && beside(&left, &right)).then_some((best, gutter))
}

/// Whether lines fill their column, as prose does and the cells of a table do not.
fn is_prose(lines: &[&Line]) -> bool {
    let left = lines.iter().map(|l| l.x0).fold(f32::INFINITY, f32::min);
    let right = lines.iter().map(|l| l.x1).fold(f32::NEG_INFINITY, f32::max);
    let full = lines.iter().filter(|l| l.x1 > right - 0.2 * (right - left)).count();
    let words: usize = lines.iter().map(|l| l.words.len()).sum();
    lines.len() >= FEWEST && right - left >= NARROWEST && full * 5 >= lines.len() * 2 && words * 2 >= lines.len() * 7
}

/// Whether most of the shorter column stands beside the other.
fn beside(left: &[&Line], right: &[&Line]) -> bool {
    let reach = |lines: &[&Line]| match (lines.last(), lines.first()) {
        (Some(last), Some(first)) => (last.y, first.y),
        _ => (0.0, 0.0),
    };
    let (a, b) = (reach(left), reach(right));
    let shared = a.1.min(b.1) - a.0.max(b.0);
    shared > 0.5 * (a.1 - a.0).min(b.1 - b.0)
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, reason = "a sample has some lines")]
mod tests {
    use super::regions;
    use crate::document::pdf::word::Line;
    use crate::document::pdf::word::sample::line;

    fn first_words(lines: Vec<Line>) -> Vec<Vec<String>> {
        let word = |line: &Line| line.words[0].text.clone();
        regions(lines).iter().map(|region| region.iter().map(word).collect()).collect()
    }

    #[test]
    fn two_columns_are_read_one_after_the_other() {
        let mut lines = vec![line("Title over both of the columns that stand below it here", 72.0, 760.0)];
        for i in 0..6 {
            let y = 700.0 - 14.0 * i as f32;
            lines.push(line(&format!("L{i} words of the left column here"), 72.0, y));
            lines.push(line(&format!("R{i} words of the right column now"), 320.0, y - 3.0));
        }
        let read = first_words(lines);
        assert_eq!(read[0], ["Title"]);
        assert_eq!(read[1], ["L0", "L1", "L2", "L3", "L4", "L5"]);
        assert_eq!(read[2], ["R0", "R1", "R2", "R3", "R4", "R5"]);
    }

    #[test]
    fn a_table_is_not_two_columns() {
        let names = ["Ada Lovelace", "Alan Turing", "Grace Hopper", "Radia Perlman", "Vint Cerf", "Jon Postel"];
        let rows = names.iter().enumerate().flat_map(|(i, name)| {
            let y = 700.0 - 14.0 * i as f32;
            [line(name, 72.0, y), line("Acme", 320.0, y)]
        });
        assert_eq!(first_words(rows.collect()).len(), 1);
    }
}
