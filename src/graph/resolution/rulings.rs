//! What follows from judgements on statements.

use super::Resolution;
use crate::graph::people::{People, report_of};
use crate::graph::summary::{Summary, SummaryStatement};
use crate::graph::vocabulary::rap;
use crate::judgements::StatementRuling;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term};
use rustc_hash::{FxHashMap, FxHashSet};

/// What a move has of its contribution.
const SHARED: NamedNodeRef<'static> = rap::HAS_SPEAKER;

impl Resolution<'_> {
    /// Whether what a statement says of a property does not hold: as a curator says of it, or of the contribution that it is a part of.
    pub(super) fn overridden(
        &self,
        node: &NamedNode,
        statement: &SummaryStatement,
        property: NamedNodeRef<'_>,
    ) -> bool {
        if self.rulings.is_empty() {
            return false;
        }
        let own = self.rulings.statement(node).is_some_and(|ruling| ruling.overrides(property));
        let whole = statement.part_of.as_ref().and_then(|whole| self.rulings.statement(whole));
        own || whole.is_some_and(|whole| !whole.rejected.is_empty() || property == SHARED && whole.overrides(SHARED))
    }

    /// Marks what was judged, and gives it the links that curators gave it.
    pub(super) fn rulings(&mut self, summaries: &[&Summary], people: &People) {
        if self.rulings.statements.is_empty() {
            return;
        }
        let reports: FxHashSet<&str> = summaries.iter().map(|s| s.report.as_str()).collect();
        let mut parts: FxHashMap<&NamedNode, Vec<&NamedNode>> = FxHashMap::default();
        for (node, statement) in summaries.iter().flat_map(|summary| &summary.statements) {
            if let Some(whole) = statement.part_of.as_ref().filter(|whole| self.rulings.statement(whole).is_some()) {
                parts.entry(whole).or_default().push(node);
            }
        }
        let (rulings, mark) = (self.rulings, self.mark());
        for (node, ruling) in rulings.statements.iter().filter(|(node, _)| reports.contains(report_of(node))) {
            self.ruling(node, ruling, people, |_| true);
            for judgement in &ruling.done {
                self.add(node, rap::STATE, Literal::new_simple_literal("done"));
                self.add(node, rap::STATE_GROUND, judgement.clone());
            }
            for part in parts.get(node).into_iter().flatten() {
                let own = rulings.statement(part);
                if own.is_none_or(|own| own.rejected.is_empty()) {
                    let settled = own.is_some_and(|own| own.overrides(SHARED));
                    self.ruling(part, ruling, people, |property| property == SHARED && !settled);
                }
            }
        }
        self.once_since(mark);
    }

    /// The marks and links of one ruling; of its corrections those to `taken` properties.
    fn ruling(
        &mut self,
        node: &NamedNode,
        ruling: &StatementRuling,
        people: &People,
        taken: impl Fn(NamedNodeRef<'_>) -> bool,
    ) {
        for judgement in &ruling.rejected {
            self.add(node, rap::REJECTED_BY, judgement.clone());
        }
        for (property, correction) in ruling.corrected.iter().filter(|(property, _)| taken(property.as_ref())) {
            for judgement in &correction.by {
                self.add(node, rap::CORRECTED_BY, judgement.clone());
            }
            let entities = correction.values.iter().filter_map(|value| match value {
                Term::NamedNode(entity) => self.known(entity, people),
                _ => None,
            });
            let entities: FxHashSet<NamedNode> = entities.collect();
            for entity in entities.into_iter().filter(|_| ruling.rejected.is_empty()) {
                self.add(node, property.as_ref(), entity);
            }
        }
    }
}
