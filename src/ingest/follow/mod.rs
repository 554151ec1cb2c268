//! Makes the resolution follow new reports without asking all others: what one more report changes is found through the rows.
//!
//! The names of the new reports change the sums of their rows. Names linked with those are merged anew, given names that fit one person more or fewer are
//! found, and the reports that hold a name whose meaning changed are resolved again, as [`crate::graph::resolution`] would. Where that cannot be told from
//! the rows, nothing is done here, and everything is made anew.

mod bodies;
mod followups;
mod groups;
mod names;
mod people;

use super::rows::{Kind, Rows, Unbounded, of_slug};
use crate::entities::identity::NamedPerson;
use crate::entities::registry::Registry;
use crate::graph::vocabulary::{rap, skos};
use crate::graph::{
    Base, Part, Piece, RegisteredBodies, Summary, Titles, gather_titles, most_frequent, named_people, piece, series_of,
};
use crate::store::{Changes, Store};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{
    GraphName, GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, TermRef,
};
use oxigraph::store::StorageError;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// Where more reports than this would be resolved again, all are.
const MOST_REPORTS: usize = 2000;

/// What the resolution says of a report's own nodes, but for what follows from the parts of its people in other reports.
const OF_REPORTS: [NamedNodeRef<'static>; 10] = [
    rap::RECORD_OF,
    rap::REFERS_TO,
    rap::RESOLVED_BY,
    rap::CANDIDATE,
    rap::HAS_PERSON,
    rap::HAS_ORGANISATION,
    rap::HAS_SPEAKER,
    rap::HAS_SUBJECT,
    rap::REPLIES_TO,
    rap::RESPONSIBLE,
];

/// What one or several new reports change, of the resolution and of the rows. No judgement may be in force.
pub(super) fn follow(store: &Store, registry: &Registry, fresh: &[Summary]) -> Result<Changes, Unbounded> {
    let rows = Rows::of(store);
    if !rows.are_there()? {
        return Err(Unbounded::Rows);
    }
    let registered = registry.people();
    let registered_bodies = RegisteredBodies::of(registry);
    let mut follow = Follow {
        store,
        base: store.base(),
        rows,
        registry,
        registered: &registered,
        bodies: &registered_bodies,
        changes: Changes::default(),
    };
    follow.run(fresh)?;
    Ok(follow.changes)
}

struct Follow<'f> {
    store: &'f Store,
    base: &'f Base,
    rows: Rows<'f>,
    registry: &'f Registry,
    /// Folded names of the registry's people, with their IRIs.
    registered: &'f FxHashMap<String, String>,
    bodies: &'f RegisteredBodies,
    changes: Changes,
}

impl Follow<'_> {
    fn run(&mut self, fresh: &[Summary]) -> Result<(), Unbounded> {
        let new: BTreeSet<&str> = fresh.iter().map(|summary| summary.report.as_str()).collect();
        let mut names = names::Loaded::default();
        let mut again = self.new_names(fresh, &mut names)?;
        let mut bodies = bodies::Loaded::default();
        again.extend(self.new_bodies(fresh, &mut bodies)?);
        again.retain(|report| !new.contains(report.as_str()));
        if again.len() > MOST_REPORTS {
            return Err(Unbounded::Rows);
        }
        let mut standing = Vec::new();
        let mut summaries = Vec::new();
        for report in &again {
            let graph = self.store.graph(self.base.id("report", report).as_ref())?;
            let summary = Summary::of(report, &graph);
            standing.extend(self.standing_of(&graph)?);
            summaries.push(summary);
        }
        let mut order: Vec<&Summary> = summaries.iter().chain(fresh).collect();
        order.sort_by(|a, b| a.report.cmp(&b.report));
        for summary in &order {
            self.bodies_of(summary, &mut bodies)?;
            for person in self.people_of(summary) {
                self.bearing_on(&person, &mut names)?;
            }
        }
        let nodes = self.named(&bodies);
        let piece = piece(&order, &names.after, nodes, self.bodies, self.registry, self.base);
        self.open_people(&again, &piece, &mut standing)?;
        let before = parts_before(&summaries, &standing);
        self.groups(&before, &piece.parts)?;
        self.meetings(&new, &piece)?;
        let Piece { quads, .. } = piece;
        self.follow_ups(&new, &order, &quads, &standing)?;
        self.replace(quads, standing);
        self.titles(fresh)?;
        self.describe_bodies(&bodies)?;
        self.describe_people(&mut names)?;
        self.name_rows(&names)?;
        Ok(())
    }

    /// The people of a report.
    fn people_of(&self, summary: &Summary) -> Vec<NamedPerson> {
        let series = series_of(summary, self.base);
        named_people(summary, series.as_ref()).into_iter().map(|(_, person)| person).collect()
    }

    /// What is to be instead of what stands.
    fn replace(&mut self, wanted: Vec<Quad>, standing: Vec<Quad>) {
        let wanted: FxHashSet<Quad> = wanted.into_iter().collect();
        let standing: FxHashSet<Quad> = standing.into_iter().collect();
        self.changes.removed.extend(standing.iter().filter(|quad| !wanted.contains(*quad)).cloned());
        self.changes.added.extend(wanted.into_iter().filter(|quad| !standing.contains(quad)));
    }

    /// What the resolution says of a node.
    fn said_of(&self, node: &NamedNode) -> Result<Vec<Quad>, StorageError> {
        let graph = self.base.resolution_graph();
        let graph = GraphNameRef::NamedNode(graph.as_ref());
        self.store.oxigraph().quads_for_pattern(Some(node.as_ref().into()), None, None, Some(graph)).collect()
    }

    /// What the resolution says of the nodes of a report.
    fn standing_of(&self, graph: &[Quad]) -> Result<Vec<Quad>, StorageError> {
        let nodes = graph.iter().filter_map(|quad| match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node),
            NamedOrBlankNode::BlankNode(_) => None,
        });
        let nodes: BTreeSet<&NamedNode> = nodes.collect();
        let mut standing = Vec::new();
        for node in nodes {
            let said = self.said_of(node)?;
            standing.extend(said.into_iter().filter(|quad| OF_REPORTS.contains(&quad.predicate.as_ref())));
        }
        Ok(standing)
    }

    /// The reports whose graph gives a property this value.
    fn reports_with(&self, property: NamedNodeRef<'_>, value: &str) -> Result<BTreeSet<String>, StorageError> {
        let value = Literal::new_simple_literal(value);
        let value = TermRef::Literal(value.as_ref());
        let mut reports = BTreeSet::new();
        for quad in self.store.oxigraph().quads_for_pattern(None, Some(property), Some(value), None) {
            if let GraphName::NamedNode(graph) = quad?.graph_name {
                reports.insert(last(&graph).to_owned());
            }
        }
        Ok(reports)
    }

    /// What the resolution says of people whom only these reports know.
    fn open_people(&self, again: &BTreeSet<String>, piece: &Piece, standing: &mut Vec<Quad>) -> Result<(), Unbounded> {
        for node in piece.open.iter().collect::<BTreeSet<_>>() {
            let slug = last(node);
            if !again.iter().any(|report| slug.ends_with(report.as_str())) {
                continue;
            }
            // Somebody whose name has the letters of a digest behind it.
            if !self.rows.at::<serde_json::Value>(&of_slug("person", slug))?.is_empty() {
                return Err(Unbounded::Rows);
            }
            standing.extend(self.said_of(node)?);
        }
        Ok(())
    }

    /// Describes meetings that are new, or have a record now that goes before the one that described them.
    fn meetings(&mut self, new: &BTreeSet<&str>, piece: &Piece) -> Result<(), Unbounded> {
        let graph = self.base.resolution_graph();
        let graph = GraphNameRef::NamedNode(graph.as_ref());
        let mut described: BTreeMap<&NamedNode, (&str, &Vec<Quad>)> = BTreeMap::new();
        for (report, meeting, quads) in piece.meetings.iter().filter(|(report, ..)| new.contains(report.as_str())) {
            let first = described.entry(meeting).or_insert((report, quads));
            if report.as_str() < first.0 {
                *first = (report, quads);
            }
        }
        for (meeting, (report, quads)) in described {
            let records =
                self.store.oxigraph().quads_for_pattern(None, Some(rap::RECORD_OF), Some(meeting.into()), Some(graph));
            let mut first = true;
            for record in records {
                if let NamedOrBlankNode::NamedNode(record) = record?.subject {
                    first &= report < last(&record);
                }
            }
            if first {
                let standing = self.said_of(meeting)?;
                self.replace(quads.clone(), standing);
            }
        }
        Ok(())
    }

    /// Counts the titles of series that no registry describes.
    fn titles(&mut self, fresh: &[Summary]) -> Result<(), Unbounded> {
        let mut added = Titles::new();
        for summary in fresh {
            gather_titles(summary, series_of(summary, self.base).as_ref(), &mut added);
        }
        for (series, added) in added {
            let mut titles: BTreeMap<String, usize> = self.rows.read(Kind::Titles, &series)?.unwrap_or_default();
            for (title, count) in added {
                *titles.entry(title).or_default() += count;
            }
            self.set_row(Kind::Titles, &series, &titles)?;
            let node = NamedNode::new_unchecked(&series);
            let standing = self.said_of(&node)?;
            let title = most_frequent(&titles).unwrap_or_default();
            self.replace(self.described(&node, rap::MEETING_SERIES, title).into(), standing);
        }
        Ok(())
    }

    /// Writes a row that meets no other.
    fn set_row(&mut self, kind: Kind, key: &str, value: &impl serde::Serialize) -> Result<(), StorageError> {
        let standing = self.rows.standing(kind, key)?;
        self.replace(self.rows.row(kind, key, value, &BTreeSet::new()), standing);
        Ok(())
    }

    fn quad(&self, subject: &NamedNode, property: NamedNodeRef<'_>, object: impl Into<Term>) -> Quad {
        Quad::new(subject.clone(), property.into_owned(), object, self.base.resolution_graph())
    }

    /// Class and label.
    fn described(&self, node: &NamedNode, class: NamedNodeRef<'_>, label: &str) -> [Quad; 2] {
        [
            self.quad(node, rdf::TYPE, class.into_owned()),
            self.quad(node, skos::PREF_LABEL, Literal::new_simple_literal(label)),
        ]
    }
}

/// Who had which part in reports that are resolved again.
fn parts_before(summaries: &[Summary], standing: &[Quad]) -> Vec<(String, Part)> {
    let mut known = FxHashMap::default();
    for summary in summaries {
        let date = summary.meeting_value(rap::DATE).unwrap_or("");
        for (node, participation) in &summary.participations {
            known.insert(node.as_str(), (date, participation.group.as_ref()));
        }
    }
    let persons = standing.iter().filter(|quad| quad.predicate == rap::HAS_PERSON);
    let parts = persons.filter_map(|quad| {
        let (NamedOrBlankNode::NamedNode(node), Term::NamedNode(person)) = (&quad.subject, &quad.object) else {
            return None;
        };
        let (date, group) = known.get(node.as_str())?;
        let part = ((*date).to_owned(), node.as_str().to_owned(), group.map(|group| group.as_str().to_owned()));
        Some((person.as_str().to_owned(), part))
    });
    parts.collect()
}

/// The last part of an IRI.
fn last(node: &NamedNode) -> &str {
    node.as_str().rsplit('/').next().unwrap_or_default()
}
