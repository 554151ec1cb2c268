//! Tables of actions and of motions: what their columns hold, by the words of their head row.

use super::owners::in_cell;
use super::{Commitment, Context, Decision, Statements, Wording, decisions};
use crate::document::Block;
use crate::text::{Span, fold};

/// What the columns of a table hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Columns {
    /// What is to be done, by whom, by when.
    Actions { what: usize, who: Option<usize>, when: Option<usize>, status: Option<usize>, kind: Option<usize> },
    /// What was moved, and what became of it.
    Motions { what: usize, result: usize },
}

impl Columns {
    /// The columns that a head row names: of actions where one says who does it, or the table stands under a heading for actions; of motions where
    /// one says what became of them.
    pub(super) fn of(context: &Context<'_>, row: Span, under_actions: bool) -> Option<Self> {
        let cells = context.document.cells(row);
        let titles: Vec<String> =
            cells.iter().map(|cell| cell.of_text(context.text()).trim_end_matches([':', ' ']).to_lowercase()).collect();
        let words = &context.language.remarks;
        let find = |list: &[String]| titles.iter().position(|title| list.iter().any(|w| title == w));
        let (who, kind) = (find(&words.columns.who), find(&words.columns.kinds));
        // Of several columns that could say what, the first in the order of the words does: "Item | Action | Owner".
        let what = words.columns.what.iter().find_map(|word| titles.iter().position(|title| title == word));
        // "Risk | Impact | Owner" says who looks after what may happen.
        let general = what.is_some_and(|what| words.columns.general.contains(&titles[what]));
        let register = general && !under_actions && find(&words.columns.registers).is_some();
        if let Some(what) = what.filter(|_| (under_actions || who.is_some()) && !register) {
            let (when, status) = (find(&words.columns.when), find(&words.columns.status));
            let kind = kind.filter(|_| general && !under_actions);
            return Some(Self::Actions { what, who, when, status, kind });
        }
        let result = titles.iter().position(|title| words.motions.result.contains(title))?;
        // "Motions | Description | Vote": the last column before the result that says what.
        let what = titles[..result].iter().rposition(|title| words.motions.what.contains(title))?;
        Some(Self::Motions { what, result })
    }

    /// Takes a row into the statements.
    pub(super) fn row(&self, context: &Context<'_>, block: &Block, agenda: Option<usize>, statements: &mut Statements) {
        let cells = context.document.cells(block.span);
        let cell = |at: usize| cells.get(at).copied().filter(|c| !c.is_empty());
        match *self {
            Self::Actions { what, who, when, status, kind } => {
                let Some(what) = cell(what) else { return };
                // "Risk", "Issue", "Action": the rows of a log are of several kinds.
                if kind.is_some_and(|kind| !cell(kind).is_some_and(|kind| is_action(context, kind))) {
                    return;
                }
                // What is done is no new promise.
                if status.and_then(cell).is_some_and(|status| is_done(context, status)) {
                    return;
                }
                if statements.commitments.iter().any(|c| c.span.overlaps(what)) {
                    return;
                }
                statements.commitments.push(Commitment {
                    wording: Wording::default(),
                    agenda,
                    span: what,
                    responsible: who.and_then(cell).map_or_else(Vec::new, |who| in_cell(context, who)),
                    due: when.and_then(cell).and_then(|when| super::due::due_in(context, when)),
                    recogniser: "commitments.table/1",
                    confidence: 90,
                });
            }
            Self::Motions { what, result } => {
                let (Some(what), Some(result)) = (cell(what), cell(result)) else { return };
                if decisions::is_carried(context, result.of_text(context.text())) {
                    statements.decisions.push(Decision { agenda, span: what });
                }
            }
        }
    }
}

fn is_action(context: &Context<'_>, kind: Span) -> bool {
    context.language.remarks.actions.contains(&kind.of_text(context.text()).trim().to_lowercase())
}

fn is_done(context: &Context<'_>, status: Span) -> bool {
    context.language.followup.done.labels.contains(&fold(status.of_text(context.text())))
}
