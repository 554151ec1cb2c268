//! The resolution of some reports, where the sums over all are at hand.

use super::{Part, RegisteredBodies, Resolution, series_of};
use crate::entities::identity::{Names, PersonKey};
use crate::entities::registry::Registry;
use crate::graph::Base;
use crate::graph::people::People;
use crate::graph::summary::Summary;
use crate::graph::vocabulary::{rap, skos};
use crate::judgements::InForce;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, NamedNode, Quad};
use std::collections::BTreeMap;

/// What of the resolution is about some reports.
pub struct Piece {
    /// What is said of their nodes and of people whom only they know.
    pub quads: Vec<Quad>,
    /// Report and meeting, and how the one would describe the other.
    pub meetings: Vec<(String, NamedNode, Vec<Quad>)>,
    /// Who took part when, and in which group.
    pub parts: Vec<(String, Part)>,
    /// People whom only these reports know, or knew while nothing told whom their names mean: all of whom `quads` would speak.
    pub open: Vec<NamedNode>,
}

/// The resolution of some reports that no judgement is about. `names` must hold every name that can bear on theirs, merged; `bodies` the IRI of each body
/// that they name and no registry knows.
#[must_use]
pub fn piece(
    summaries: &[&Summary],
    names: Names,
    bodies: BTreeMap<String, NamedNode>,
    registered: &RegisteredBodies,
    registry: &Registry,
    base: &Base,
) -> Piece {
    let rulings = InForce::default();
    let mut resolution = Resolution::new(registered, registry, &rulings, base);
    resolution.bodies = bodies;
    let series: Vec<Option<NamedNode>> = summaries.iter().map(|summary| series_of(summary, base)).collect();
    let people = People::among(summaries, &series, names, &registry.people());
    let mut meetings = Vec::new();
    for ((summary, series), offset) in summaries.iter().zip(&series).zip(&people.offsets) {
        if let Some(meeting) = resolution.record(summary, series.as_ref()) {
            let mark = resolution.mark();
            resolution.meeting(&meeting, series.as_ref(), summary);
            meetings.push((summary.report.clone(), meeting, resolution.quads.split_off(mark)));
        }
        resolution.report(summary, series.as_ref(), &people, *offset);
    }
    for (key, label) in people.identities.labels.iter().filter(|(key, _)| is_open(key)) {
        let node = resolution.person(key);
        resolution.add(&node, rdf::TYPE, rap::PERSON);
        resolution.add(&node, skos::PREF_LABEL, Literal::new_simple_literal(label));
    }
    for (old, new) in people.replaced().into_iter().filter(|(old, _)| is_open(old)) {
        let (old, new) = (resolution.person(old), resolution.person(new));
        resolution.add(&old, rap::REPLACED_BY, new);
    }
    let open =
        people.own().filter(|key| is_open(key)).chain(people.identities.labels.keys().filter(|key| is_open(key)));
    let open = open.map(|key| resolution.person(key)).collect();
    Piece { quads: resolution.quads, meetings, parts: resolution.parts, open }
}

fn is_open(key: &PersonKey) -> bool {
    matches!(key, PersonKey::Open(..))
}
