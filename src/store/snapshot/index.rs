//! Quads in one order, with the places where each first term begins.

use super::terms::TermId;
use std::ops::Range;

/// The graph of a quad that is in the default graph.
pub(super) const DEFAULT_GRAPH: TermId = TermId::MAX;

/// A quad: subject, predicate, object, graph.
pub(super) type Row = [TermId; 4];

/// In which order the terms of a quad are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Spog,
    Posg,
    Ospg,
    Gspo,
}

impl Order {
    pub(super) const ALL: [Self; 4] = [Self::Spog, Self::Posg, Self::Ospg, Self::Gspo];

    /// The places of a quad, as this order compares them.
    fn places(self) -> [usize; 4] {
        match self {
            Self::Spog => [0, 1, 2, 3],
            Self::Posg => [1, 2, 0, 3],
            Self::Ospg => [2, 0, 1, 3],
            Self::Gspo => [3, 0, 1, 2],
        }
    }

    /// The order in which what is bound comes first; several serve where nothing is.
    pub(super) fn for_bound(bound: [bool; 4]) -> Self {
        match bound {
            [false, false, false, true] => Self::Gspo,
            [_, false, true, _] => Self::Ospg,
            [false, true, _, _] => Self::Posg,
            _ => Self::Spog,
        }
    }

    pub(super) fn permuted(self, row: Row) -> Row {
        self.places().map(|place| row.get(place).copied().unwrap_or_default())
    }

    /// Back from the order to subject, predicate, object, graph.
    pub(super) fn restored(self, sorted: Row) -> Row {
        let mut row = Row::default();
        for (place, term) in self.places().into_iter().zip(sorted) {
            if let Some(slot) = row.get_mut(place) {
                *slot = term;
            }
        }
        row
    }
}

/// All quads in one order.
#[derive(Default)]
pub(super) struct Index {
    rows: Vec<Row>,
    /// Where the rows of each first term begin; one more at the end.
    begins: Vec<u32>,
}

impl Index {
    /// Sorts the quads. There are fewer than four thousand million, and fewer terms than `terms`.
    pub(super) fn of(order: Order, quads: &[Row], terms: usize) -> Self {
        let mut rows: Vec<Row> = quads.iter().map(|row| order.permuted(*row)).collect();
        rows.sort_unstable();
        // One place more for the default graph, whose number is behind all others.
        let mut begins = vec![0_u32; terms + 2];
        for row in &rows {
            if let Some(count) = begins.get_mut(slot(row[0], terms) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for begin in &mut begins {
            sum += *begin;
            *begin = sum;
        }
        Self { rows, begins }
    }

    /// The rows that begin with these terms, of which the first `bound` count.
    pub(super) fn range(&self, key: Row, bound: usize) -> Range<usize> {
        if bound == 0 {
            return 0..self.rows.len();
        }
        let first = slot(key[0], self.begins.len().saturating_sub(2));
        let (Some(start), Some(end)) = (self.begins.get(first), self.begins.get(first + 1)) else { return 0..0 };
        let (start, end) = (*start as usize, *end as usize);
        let Some(rows) = self.rows.get(start..end) else { return 0..0 };
        let wanted = &key[..bound.min(4)];
        let from = rows.partition_point(|row| &row[..wanted.len()] < wanted);
        let upto = from + rows[from..].partition_point(|row| &row[..wanted.len()] == wanted);
        start + from..start + upto
    }

    pub(super) fn row(&self, at: usize) -> Option<Row> {
        self.rows.get(at).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        self.rows.capacity() * size_of::<Row>() + self.begins.capacity() * size_of::<u32>()
    }
}

fn slot(term: TermId, terms: usize) -> usize {
    if term == DEFAULT_GRAPH { terms } else { term as usize }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_finds_its_quads() {
        let quads: Vec<Row> = vec![[0, 1, 2, 3], [0, 1, 4, 3], [5, 1, 2, DEFAULT_GRAPH], [0, 6, 2, 3], [0, 1, 2, 7]];
        let terms = 8;
        let indexes = Order::ALL.map(|order| (order, Index::of(order, &quads, terms)));
        for mask in 0..16_u32 {
            for wanted in &quads {
                let bound = [0, 1, 2, 3].map(|place| mask & (1 << place) != 0);
                let fits = |row: &Row| (0..4).all(|place| !bound[place] || row[place] == wanted[place]);
                let order = Order::for_bound(bound);
                let index = &indexes.iter().find(|(o, _)| *o == order).unwrap().1;
                let leading = order.places().iter().take_while(|place| bound[**place]).count();
                let range = index.range(order.permuted(*wanted), leading);
                let mut found: Vec<Row> = range.map(|at| order.restored(index.row(at).unwrap())).filter(fits).collect();
                let mut right: Vec<Row> = quads.iter().copied().filter(fits).collect();
                found.sort_unstable();
                right.sort_unstable();
                assert_eq!(found, right, "{mask:04b} {wanted:?}");
            }
        }
    }
}
