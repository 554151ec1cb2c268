//! The resolution of all reports, report by report.
//!
//! What bears on every report is summed up first, then each says its part, in the order in which its series met: so the reports that are compared for what became
//! of commitments follow each other, and of all others only the packed summary is held.

use super::rulings::{Judged, as_judged, by_report};
use super::{
    Bodies, Parts, RegisteredBodies, Resolution, Sums, Titles, elsewhere, gather_titles, meeting_of, series_of,
};
use crate::entities::identity::{Names, are_judged};
use crate::entities::registry::Registry;
use crate::graph::Base;
use crate::graph::calendar::{Calendar, gather_day};
use crate::graph::followups::{date_of, follow_series};
use crate::graph::packed::Packed;
use crate::graph::people::{Keys, People, Replaced, gather_keys, named_as_judged, registered_keys};
use crate::graph::summary::Summary;
use crate::judgements::{InForce, Judgements};
use jiff::civil::Date;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Quad, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// So many quads of what belongs to no report are said at a time.
const AT_ONCE: usize = 10_000;

/// Says the resolution of all reports piece by piece, in no order that means anything, and gives the sums that it was made from: what
/// [`piece`](super::piece()) must agree with, quad for quad. No report may be given twice.
///
/// # Errors
/// Only those of `say`.
pub fn resolution<E>(
    reports: &[Packed],
    registry: &Registry,
    judgements: &Judgements,
    base: &Base,
    mut say: impl FnMut(Vec<Quad>) -> Result<(), E>,
) -> Result<Sums, E> {
    // Judgements were found free of contradictions when they were read.
    let rulings = InForce::of(judgements).unwrap_or_default();
    let judged = by_report(&rulings);
    let mut order: Vec<&Packed> = reports.iter().collect();
    order.sort_by(|a, b| a.report().cmp(b.report()));
    let reports = Reports { order, judged: &judged };
    let registered = RegisteredBodies::of(registry);
    let mut resolution = Resolution::new(&registered, registry, &rulings, base);
    let keys = if rulings.is_empty() { Keys::default() } else { reports.keys(&rulings, registry, judgements, base) };
    let Gathered { mut names, judged, bodies, titles, calendar, meetings, series, others } =
        Gathered::of(&reports, &resolution, &keys);
    names.merge(|_| true);
    let named = registered.name(&bodies, base);
    resolution.others.extend(named.values().map(|(node, _)| node.clone()));
    resolution.bodies = named.iter().map(|(key, (node, _))| ((*key).to_owned(), node.clone())).collect();
    let registered_people = registry.people();
    let mut people = People::of(&names, &registered_people, (&rulings, &keys, judged));
    if !rulings.is_empty() {
        // What curators say of one name bears on what others may mean, so that all are met before the first is asked.
        people.pointed_at(|report| reports.order.binary_search_by(|other| other.report().cmp(report)).is_ok());
        for summary in reports.all() {
            let here = people.here(&summary, resolution.series(&summary).as_ref());
            people.meet(&here);
        }
    }
    // Bodies are described that something still means once judgements were heard.
    let mut unmeant: FxHashSet<NamedNode> = FxHashSet::default();
    if !rulings.is_empty() {
        unmeant.extend(named.values().map(|(node, _)| node.clone()));
    }
    let mut told = |quads: Vec<Quad>| {
        if !unmeant.is_empty() {
            for quad in &quads {
                if let Term::NamedNode(node) = &quad.object {
                    unmeant.remove(node);
                }
            }
        }
        say(quads)
    };
    let (replaced, moved, parts) = (Replaced::default(), BTreeMap::new(), Parts::new());
    let mut saying = Saying { resolution, people, reports, meetings, replaced, moved, parts };
    for days in series.into_values() {
        let dates: Vec<Date> = days.iter().map(|(date, _)| *date).collect();
        let read = |at: usize| days.get(at).map(|(_, report)| saying.report(*report)).unwrap_or_default();
        follow_series(&dates, base, read, &mut told)?;
    }
    for report in others {
        told(saying.report(report).1)?;
    }
    saying.moved();
    let Saying { mut resolution, people, replaced, parts, .. } = saying;
    resolution.titles(&titles);
    resolution.full_people(&people, replaced);
    for (node, (group, date)) in parts.values().flat_map(elsewhere) {
        resolution.group(node, group, date);
        if resolution.mark() >= AT_ONCE {
            told(std::mem::take(&mut resolution.quads))?;
        }
    }
    told(std::mem::take(&mut resolution.quads))?;
    resolution.describe(named.values().filter(|(node, _)| !unmeant.contains(node)));
    say(std::mem::take(&mut resolution.quads))?;
    drop(people);
    Ok(Sums { names, bodies, titles, parts, calendar })
}

/// All reports, in the order of their digests.
struct Reports<'r> {
    order: Vec<&'r Packed>,
    judged: &'r Judged<'r>,
}

impl Reports<'_> {
    /// A report as curators say that it should read; and as it was read, where that is something else.
    fn get(&self, at: usize) -> (Summary, Option<Summary>) {
        let Some(packed) = self.order.get(at) else { return Default::default() };
        let read = packed.summary();
        match self.judged.get(packed.report()).and_then(|judged| as_judged(&read, judged)) {
            Some(as_judged) => (as_judged, Some(read)),
            None => (read, None),
        }
    }

    fn all(&self) -> impl Iterator<Item = Summary> {
        (0..self.order.len()).map(|at| self.get(at).0)
    }

    /// The people of whom judgements speak.
    fn keys(&self, rulings: &InForce, registry: &Registry, judgements: &Judgements, base: &Base) -> Keys {
        let spoken = judgements.triples.iter().flat_map(|triple| {
            let subject = match &triple.subject {
                NamedOrBlankNode::NamedNode(node) => Some(node),
                NamedOrBlankNode::BlankNode(_) => None,
            };
            let object = match &triple.object {
                Term::NamedNode(node) => Some(node),
                _ => None,
            };
            [subject, object]
        });
        let spoken: FxHashSet<&NamedNode> = spoken.flatten().collect();
        let mut keys = Keys::default();
        for summary in self.all() {
            gather_keys(&summary, rulings, &spoken, base, &mut keys);
        }
        registered_keys(registry, &mut keys);
        keys
    }
}

/// What is known once every report was looked at.
#[derive(Default)]
struct Gathered {
    names: Names,
    /// Whether curators have an opinion of a name.
    judged: bool,
    bodies: Bodies,
    titles: Titles,
    calendar: Calendar,
    /// Meetings, each with the first of its reports.
    meetings: FxHashMap<NamedNode, usize>,
    /// The reports of each series that have a day, in the order of the days.
    series: BTreeMap<NamedNode, Vec<(Date, usize)>>,
    /// Those without series or day.
    others: Vec<usize>,
}

impl Gathered {
    fn of(reports: &Reports<'_>, resolution: &Resolution<'_>, keys: &Keys) -> Self {
        let mut all = Self::default();
        for (at, summary) in reports.all().enumerate() {
            let series = resolution.series(&summary);
            resolution.registered.gather(&summary, &mut all.bodies);
            gather_day(&summary, series.as_ref(), &mut all.calendar);
            // Where a curator names another series, the title that was read is not its name.
            if resolution.judged_series(&summary).is_none() && !resolution.has_rejected_record(&summary) {
                gather_titles(&summary, series.as_ref(), &mut all.titles);
            }
            if summary.record.is_some() && !resolution.has_rejected_record(&summary) {
                all.meetings.entry(meeting_of(&summary, series.as_ref(), resolution.base)).or_insert(at);
            }
            let people = named_as_judged(&summary, series.as_ref(), resolution.rulings, keys);
            let people: Vec<_> = people.into_iter().map(|(_, person)| person).collect();
            all.judged |= are_judged(&people);
            all.names.gather(&people);
            match series.zip(date_of(&summary)) {
                Some((series, date)) => all.series.entry(series).or_default().push((date, at)),
                None => all.others.push(at),
            }
        }
        all.series.values_mut().for_each(|days| days.sort_unstable());
        all
    }
}

/// What says one report after the other.
struct Saying<'s> {
    resolution: Resolution<'s>,
    people: People<'s>,
    reports: Reports<'s>,
    meetings: FxHashMap<NamedNode, usize>,
    /// Full names that people had to themselves.
    replaced: Replaced,
    /// The addresses that meetings had before something of them was corrected, and those that they have now.
    moved: BTreeMap<NamedNode, BTreeSet<NamedNode>>,
    parts: Parts,
}

impl Saying<'_> {
    /// What is said of one report, of its meeting where it is the first of it, and of people whom only it knows.
    fn report(&mut self, at: usize) -> (Summary, Vec<Quad>) {
        let (summary, before) = self.reports.get(at);
        let (resolution, people) = (&mut self.resolution, &mut self.people);
        let series = resolution.series(&summary);
        if let Some(meeting) = resolution.record(&summary, series.as_ref())
            && self.meetings.get(&meeting) == Some(&at)
        {
            resolution.meeting(&meeting, series.as_ref(), &summary);
        }
        let here = people.here(&summary, series.as_ref());
        people.meet(&here);
        resolution.report(&summary, series.as_ref(), people, &here);
        resolution.open_people(&here, people, &mut self.replaced);
        if let Some(judged) = self.reports.judged.get(summary.report.as_str()) {
            resolution.rulings(&summary, judged, people);
        }
        for (person, part) in resolution.parts.drain(..) {
            self.parts.entry(person).or_default().insert(part);
        }
        if let Some(before) = before.filter(|_| summary.record.is_some() && !resolution.has_rejected_record(&summary)) {
            let before = meeting_of(&before, series_of(&before, resolution.base).as_ref(), resolution.base);
            let now = meeting_of(&summary, series.as_ref(), resolution.base);
            if before != now && !self.meetings.contains_key(&before) {
                self.moved.entry(before).or_default().insert(now);
            }
        }
        (summary, std::mem::take(&mut resolution.quads))
    }

    /// Leads the addresses that meetings had before something of them was corrected to those that they have now.
    fn moved(&mut self) {
        for (before, now) in std::mem::take(&mut self.moved) {
            // Where two reports of one meeting were torn apart, nothing tells which of them the old address means.
            if let (Some(now), 1) = (now.first(), now.len()) {
                self.resolution.moved(&before, now.clone());
            }
        }
    }
}
