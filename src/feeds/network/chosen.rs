//! Which nodes of a graph are shown.

use super::super::facts::Facts;
use super::super::things::{Id, Kind};
use super::{Edge, Edges, Network, Node, Strength};
use crate::sparql::meter::tick;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What is wanted of a graph.
pub(super) struct Chosen {
    /// What nodes may be.
    pub(super) kinds: Vec<Kind>,
    /// The nodes in the middle, and how many edges away others may be.
    pub(super) focus: Option<(BTreeSet<Id>, usize)>,
    /// How many nodes at most.
    pub(super) limit: usize,
}

impl Chosen {
    /// What is wanted of these edges and their ends.
    pub(super) fn among(&self, facts: &Facts, edges: &Edges) -> Network {
        let mut strengths: BTreeMap<Id, Strength> = BTreeMap::new();
        for ((_, from, to), strength) in edges {
            for end in [from, to] {
                tick();
                let sum = strengths.entry(*end).or_default();
                sum.add(strength.weight, strength.first.as_deref());
                sum.add(0, strength.last.as_deref());
            }
        }
        for focus in self.focus.iter().flat_map(|(focus, _)| focus) {
            strengths.entry(*focus).or_default();
        }
        let is_wanted = |id: &Id| self.kinds.iter().any(|kind| facts.things[*id].is(*kind)) || self.is_focus(*id);
        let mut kept: BTreeSet<Id> = strengths.keys().copied().filter(is_wanted).collect();
        if let Some((focus, depth)) = &self.focus {
            kept = around(focus, *depth, &kept, edges);
        }
        let between =
            |kept: &BTreeSet<Id>| edges.keys().filter(|(_, from, to)| kept.contains(from) && kept.contains(to)).count();
        let all = (kept.len(), between(&kept));
        let kept = self.weightiest(facts, kept, &strengths);
        let mut network = self.shown(facts, &kept, edges, &strengths);
        network.left_out = (all.0 - network.nodes.len(), all.1 - network.edges.len());
        network
    }

    fn is_focus(&self, id: Id) -> bool {
        self.focus.as_ref().is_some_and(|(focus, _)| focus.contains(&id))
    }

    /// As many as may be shown: those in the middle, then by weight; of equals the first in the order of the alphabet.
    fn weightiest(&self, facts: &Facts, kept: BTreeSet<Id>, strengths: &BTreeMap<Id, Strength>) -> BTreeSet<Id> {
        if kept.len() <= self.limit {
            return kept;
        }
        let mut order: Vec<Id> = kept.into_iter().collect();
        let weight = |id: &Id| strengths.get(id).map_or(0, |strength| strength.weight);
        order.sort_by_key(|id| (!self.is_focus(*id), Reverse(weight(id)), facts.things[*id].iri.as_str()));
        order.truncate(self.limit);
        order.into_iter().collect()
    }

    /// The nodes with the edges between them, in an order that hangs on nothing but their addresses.
    fn shown(&self, facts: &Facts, kept: &BTreeSet<Id>, edges: &Edges, strengths: &BTreeMap<Id, Strength>) -> Network {
        let groups = groups(facts);
        let mut order: Vec<Id> = kept.iter().copied().collect();
        order.sort_by_key(|id| facts.things[*id].iri.as_str());
        let places: BTreeMap<Id, usize> = order.iter().enumerate().map(|(place, id)| (*id, place)).collect();
        let nodes = order
            .iter()
            .map(|id| {
                let thing = &facts.things[*id];
                let strength = strengths.get(id).cloned().unwrap_or_default();
                // A body that is also a process is spoken of as one.
                let kind = if thing.is(Kind::Process) { Some(&Kind::Process) } else { thing.kinds.first() };
                let group = match kind {
                    Some(Kind::Meeting) => facts.series_of(*id),
                    Some(Kind::Person) => groups.get(id).copied(),
                    _ => thing.group.as_deref(),
                };
                Node {
                    iri: thing.iri.clone(),
                    label: thing.label.clone(),
                    kind: kind.map_or("thing", |kind| kind.name()),
                    group: group.map(str::to_owned),
                    weight: strength.weight,
                    first: strength.first,
                    last: strength.last,
                    is_focus: self.is_focus(*id),
                }
            })
            .collect();
        let mut found: Vec<Edge> = edges
            .iter()
            .filter_map(|((link, from, to), strength)| {
                let (source, target) = (*places.get(from)?, *places.get(to)?);
                Some(Edge { kind: link.name(), source, target, strength: strength.clone() })
            })
            .collect();
        found.sort_by_key(|edge| (edge.kind, edge.source, edge.target));
        Network { nodes, edges: found, ..Network::default() }
    }
}

/// The nodes that are so many edges away at most.
fn around(focus: &BTreeSet<Id>, depth: usize, among: &BTreeSet<Id>, edges: &Edges) -> BTreeSet<Id> {
    let mut reached = focus.clone();
    for _ in 0..depth {
        let mut next = reached.clone();
        for (_, from, to) in edges.keys() {
            tick();
            if reached.contains(from) && among.contains(to) {
                next.insert(*to);
            }
            if reached.contains(to) && among.contains(from) {
                next.insert(*from);
            }
        }
        reached = next;
    }
    reached
}

/// The stakeholder group of each person that was stated last.
fn groups(facts: &Facts) -> BTreeMap<Id, &str> {
    let mut latest: BTreeMap<Id, (Option<&str>, &str)> = BTreeMap::new();
    for ((meeting, person), part) in &facts.parts {
        if let Some((group, true)) = &part.group {
            let stated = (facts.date(*meeting), group.as_str());
            let known = latest.entry(*person).or_insert(stated);
            *known = stated.max(*known);
        }
    }
    latest.into_iter().map(|(person, (_, group))| (person, group)).collect()
}
