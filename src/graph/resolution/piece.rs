//! The resolution of some reports, where the sums over all are at hand.

use super::{Part, RegisteredBodies, Resolution, series_of};
use crate::entities::identity::{Names, PersonKey};
use crate::entities::registry::Registry;
use crate::graph::Base;
use crate::graph::people::{Keys, People, Replaced};
use crate::graph::summary::Summary;
use crate::judgements::InForce;
use oxigraph::model::{NamedNode, Quad};
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
    names: &Names,
    bodies: BTreeMap<String, NamedNode>,
    registered: &RegisteredBodies,
    registry: &Registry,
    base: &Base,
) -> Piece {
    let (rulings, keys) = (InForce::default(), Keys::default());
    let mut resolution = Resolution::new(registered, registry, &rulings, base);
    resolution.bodies = bodies;
    let registered_people = registry.people();
    let people = People::of(names, &registered_people, (&rulings, &keys, false));
    let (mut meetings, mut open) = (Vec::new(), Vec::new());
    for summary in summaries {
        let series = series_of(summary, base);
        if let Some(meeting) = resolution.record(summary, series.as_ref()) {
            let mark = resolution.mark();
            resolution.meeting(&meeting, series.as_ref(), summary);
            meetings.push((summary.report.clone(), meeting, resolution.quads.split_off(mark)));
        }
        let here = people.here(summary, series.as_ref());
        resolution.report(summary, series.as_ref(), &people, &here);
        // What is said of full names, others know as well.
        open.extend(resolution.open_people(&here, &people, &mut Replaced::default()));
        open.extend(here.own().filter(is_open).map(|key| resolution.person(&key)));
    }
    Piece { quads: resolution.quads, meetings, parts: resolution.parts, open }
}

fn is_open(key: &PersonKey) -> bool {
    matches!(key, PersonKey::Open(..))
}
