//! What follows from judgements on statements.

use super::{Resolution, series_of};
use crate::graph::people::{People, report_of};
use crate::graph::summary::{Summary, SummaryParticipation, SummaryStatement, leading};
use crate::graph::vocabulary::rap;
use crate::judgements::{InForce, StatementRuling, is_link};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term};
use rustc_hash::{FxHashMap, FxHashSet};

/// What a move has of its contribution.
const SHARED: NamedNodeRef<'static> = rap::HAS_SPEAKER;

/// What was judged of the nodes of each report.
pub(super) type Judged<'r> = FxHashMap<&'r str, Vec<(&'r NamedNode, &'r StatementRuling)>>;

/// Puts what was judged in order by reports.
pub(super) fn by_report(rulings: &InForce) -> Judged<'_> {
    let mut judged = Judged::default();
    for (node, ruling) in &rulings.statements {
        judged.entry(report_of(node)).or_default().push((node, ruling));
    }
    judged
}

/// A report as curators say that it should read, where something was `judged` of its meeting or participations.
///
/// What follows from a date, a group or an office follows from the right one: the meeting's address, the group of a person elsewhere, who leads.
pub(super) fn as_judged(summary: &Summary, judged: &[(&NamedNode, &StatementRuling)]) -> Option<Summary> {
    let record = judged.iter().find(|(node, _)| summary.record.as_ref() == Some(*node)).map(|(_, ruling)| *ruling);
    let own: FxHashMap<&NamedNode, &StatementRuling> = judged.iter().copied().collect();
    let people = summary.participations.iter().any(|(node, _)| own.contains_key(node));
    if record.is_none() && !people {
        return None;
    }
    let mut summary_as_judged = summary.clone();
    if let Some(record) = record {
        meeting_as_judged(&mut summary_as_judged, record);
    }
    for (node, participation) in &mut summary_as_judged.participations {
        if let Some(ruling) = own.get(node) {
            participation_as_judged(participation, ruling);
        }
    }
    Some(summary_as_judged)
}

fn meeting_as_judged(summary: &mut Summary, ruling: &StatementRuling) {
    for (property, correction) in &ruling.corrected {
        if *property == rap::TITLE {
            summary.title = correction.values.iter().find_map(|value| match value {
                Term::Literal(title) => Some(title.value().to_owned()),
                _ => None,
            });
        } else if *property != rap::SERIES {
            summary.meeting.retain(|(stated, _)| stated != property);
            summary.meeting.extend(correction.values.iter().map(|value| (property.clone(), value.clone())));
        }
    }
    summary.meeting.sort_by(|a, b| a.0.cmp(&b.0));
}

fn participation_as_judged(participation: &mut SummaryParticipation, ruling: &StatementRuling) {
    let nodes = |property| {
        ruling.given(property).map(|values| {
            let nodes = values.iter().filter_map(|value| match value {
                Term::NamedNode(node) => Some(node.clone()),
                _ => None,
            });
            nodes.collect::<Vec<_>>()
        })
    };
    if !ruling.rejected.is_empty() {
        (participation.group, participation.leads, participation.listed) = (None, false, false);
        return;
    }
    if let Some(groups) = nodes(rap::STATED_GROUP) {
        participation.group = groups.into_iter().next();
    }
    if let Some(offices) = nodes(rap::OFFICER_ROLE) {
        let leading = leading();
        participation.leads = offices.iter().any(|office| leading.contains(office));
    }
    if let Some(listed) = ruling.given(rap::LISTED_NAME) {
        participation.listed = !listed.is_empty();
    }
}

impl Resolution<'_> {
    /// The series of a report: the one that curators give it, else the one that it states.
    pub(super) fn series(&self, summary: &Summary) -> Option<NamedNode> {
        self.judged_series(summary).map_or_else(|| series_of(summary, self.base), |judged| judged.into_iter().next())
    }

    /// The series that curators give to the meeting of a report, in place of what was read; an empty list where they only reject that.
    pub(super) fn judged_series(&self, summary: &Summary) -> Option<Vec<NamedNode>> {
        if self.rulings.is_empty() {
            return None;
        }
        let record = summary.record.as_ref().and_then(|record| self.rulings.statement(record));
        if let Some(values) = record.and_then(|ruling| ruling.given(rap::SERIES)) {
            let series = values.iter().filter_map(|value| match value {
                Term::NamedNode(series) => Some(series.clone()),
                _ => None,
            });
            return Some(series.collect());
        }
        let mention = summary.series.as_ref()?;
        if self.rulings.is_rejected(mention) {
            return Some(Vec::new());
        }
        self.rulings.mention(mention, None)?.same.map(|series| vec![series])
    }

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

    /// Marks what was `judged` of a report, and gives it the links that curators gave it.
    pub(super) fn rulings(
        &mut self,
        summary: &Summary,
        judged: &[(&NamedNode, &StatementRuling)],
        people: &People<'_>,
    ) {
        let mut parts: FxHashMap<&NamedNode, Vec<&NamedNode>> = FxHashMap::default();
        for (node, statement) in &summary.statements {
            if let Some(whole) = statement.part_of.as_ref().filter(|whole| self.rulings.statement(whole).is_some()) {
                parts.entry(whole).or_default().push(node);
            }
        }
        let (rulings, mark) = (self.rulings, self.mark());
        for (node, ruling) in judged {
            self.ruling(node, ruling, people, |_| true);
            self.takes_part(node, ruling, summary, people);
            for judgement in &ruling.done {
                self.add(node, rap::STATE, Literal::new_simple_literal("done"));
                self.add(node, rap::STATE_GROUND, judgement.clone());
            }
            for part in parts.get(*node).into_iter().flatten() {
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
        people: &People<'_>,
        taken: impl Fn(NamedNodeRef<'_>) -> bool,
    ) {
        for judgement in &ruling.rejected {
            self.add(node, rap::REJECTED_BY, judgement.clone());
        }
        for (property, correction) in ruling.corrected.iter().filter(|(property, _)| taken(property.as_ref())) {
            // One of those that agree is enough to say so, and gives the value once.
            if let Some(judgement) = correction.by.first() {
                self.add(node, rap::CORRECTED_BY, judgement.clone());
            }
            if !is_link(property.as_ref()) {
                continue;
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

    /// Somebody whom curators put in the place of the one who was read has that one's group, and may lend it to other reports.
    fn takes_part(&mut self, node: &NamedNode, ruling: &StatementRuling, summary: &Summary, people: &People<'_>) {
        let Some([Term::NamedNode(person)]) = ruling.given(rap::HAS_PERSON).filter(|_| ruling.rejected.is_empty())
        else {
            return;
        };
        let participation = summary.participations.iter().find(|(other, _)| other == node);
        if let (Some((_, participation)), Some(person)) = (participation, self.known(person, people)) {
            let date = summary.meeting_value(rap::DATE).unwrap_or("").to_owned();
            let group = participation.group.as_ref().map(|group| group.as_str().to_owned());
            self.parts.push((person.into_string(), (date, node.as_str().to_owned(), group)));
        }
    }
}
