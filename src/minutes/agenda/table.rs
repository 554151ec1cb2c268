//! An agenda as a table: a column for the topics, others for who leads them and how long they may take.

use super::super::AgendaItem;
use super::super::layout::{Layout, title_span};
use crate::document::{BlockKind, Document};
use std::ops::Range;

/// The rows behind a head row that names a column of topics.
pub(super) fn find(document: &Document, layout: &Layout, body: &Range<usize>) -> Vec<AgendaItem> {
    let blocks = document.blocks();
    let rows = body.clone().filter(|at| blocks.get(*at).is_some_and(|b| b.kind == BlockKind::TableRow));
    let mut items: Vec<AgendaItem> = Vec::new();
    let mut column = None;
    let mut last = None;
    for at in rows {
        let cells = document.cells(blocks[at].span);
        if last.is_none_or(|last: usize| last + 1 < at) {
            if !items.is_empty() {
                break;
            }
            column = cells.iter().position(|cell| layout.is_topic_column(cell.of_text(document.text())));
        } else if let Some(title) = column.and_then(|c: usize| cells.get(c)).filter(|cell| !cell.is_empty()) {
            let title = title_span(document.text(), *title);
            items.push(AgendaItem { label: String::new(), title, parent: None, block: at });
        }
        last = Some(at);
    }
    items
}

#[cfg(test)]
mod tests {
    use super::super::tests::titles;

    #[test]
    fn topics_beside_moderators_and_minutes() {
        let source = "# Committee\n\n| Min | Agenda Topics | Lead |\n| -- | -- | -- |\n| 0 | Welcome | Ada |\n| 5 |  | |\n| 10 | Budget | All |\n\nAda opened.\n";
        assert_eq!(titles(source), ["Welcome", "Budget"]);
        assert_eq!(titles("# Committee\n\n| Name | Company |\n| -- | -- |\n| Ada | Engines |\n"), [""; 0]);
    }
}
