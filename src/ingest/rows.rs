//! The rows: what all reports together say of a name, a body, a series, a person, in short, so that one more report need not ask them all.
//!
//! They stand in the operations graph, outside the digest, and change in the same commit as the resolution that was made from them. While the resolution is
//! marked as behind they count for nothing, and are made anew with it.

use crate::entities::identity::{MeetingPoint, Names};
use crate::graph::vocabulary::rap;
use crate::graph::{Base, Bodies, Body, Part, Parts, Sums, Titles, slug};
use crate::store::Store;
use crate::text::hex;
use oxigraph::model::{GraphNameRef, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use oxigraph::store::StorageError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Changed whenever rows say something else, or the resolution is made otherwise of the same reports: then all of it is made anew.
const VERSION: &str = "2";

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// All rows: their version.
    Head,
    /// The folded name of a person.
    Name,
    /// The folded name of a body.
    Body,
    /// A series that no registry describes.
    Titles,
    /// In which years a person took part.
    Years,
    /// A person's parts of one year.
    Parts,
    /// The reports of a series of one month.
    Days,
}

/// A person's years: in how many parts of each a group is stated, and how many there are.
pub(super) type Years = BTreeMap<String, (usize, usize)>;

/// Why the resolution is made anew from all reports.
#[derive(Debug)]
pub(super) enum Unbounded {
    /// The rows do not tell all that would be wanted.
    Rows,
    /// The store cannot be read.
    Storage(StorageError),
}

impl From<StorageError> for Unbounded {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

/// The rows of a store.
pub(super) struct Rows<'s> {
    store: &'s Store,
    base: Base,
    graph: NamedNode,
}

impl<'s> Rows<'s> {
    pub(super) fn of(store: &'s Store) -> Self {
        Self { store, base: store.base().clone(), graph: store.base().operations_graph() }
    }

    /// Whether there are rows, of this version.
    pub(super) fn are_there(&self) -> Result<bool, StorageError> {
        let head = self.row(Kind::Head, "", &VERSION, &BTreeSet::new());
        head.iter().try_fold(true, |there, quad| Ok(there && self.store.contains(quad.as_ref())?))
    }

    fn node(&self, kind: Kind, key: &str) -> NamedNode {
        let kind = match kind {
            Kind::Head => "head",
            Kind::Name => "name",
            Kind::Body => "body",
            Kind::Titles => "titles",
            Kind::Years => "years",
            Kind::Parts => "parts",
            Kind::Days => "days",
        };
        self.base.id("row", &format!("{kind}-{}", &hex(&Sha256::digest(key))[..32]))
    }

    /// The quads of a row.
    pub(super) fn row(&self, kind: Kind, key: &str, value: &impl Serialize, points: &BTreeSet<String>) -> Vec<Quad> {
        let node = self.node(kind, key);
        // What rows hold are maps of strings and numbers, which always can be written.
        let json = serde_json::to_string(value).unwrap_or_default();
        let text = Literal::new_simple_literal(format!("{key}\n{json}"));
        let mut quads = vec![Quad::new(node.clone(), rap::ROW.into_owned(), text, self.graph.clone())];
        let points = points.iter().map(|point| {
            let point = Literal::new_simple_literal(point);
            Quad::new(node.clone(), rap::ROW_POINT.into_owned(), point, self.graph.clone())
        });
        quads.extend(points);
        quads
    }

    /// The quads of a row as they stand.
    pub(super) fn standing(&self, kind: Kind, key: &str) -> Result<Vec<Quad>, StorageError> {
        let graph = GraphNameRef::NamedNode(self.graph.as_ref());
        let node = self.node(kind, key);
        self.store.oxigraph().quads_for_pattern(Some(node.as_ref().into()), None, None, Some(graph)).collect()
    }

    /// The quads of all rows as they stand.
    pub(super) fn all_standing(&self) -> impl Iterator<Item = Result<Quad, StorageError>> {
        let graph = GraphNameRef::NamedNode(self.graph.as_ref());
        let of = |property| self.store.oxigraph().quads_for_pattern(None, Some(property), None, Some(graph));
        of(rap::ROW).chain(of(rap::ROW_POINT))
    }

    /// What a row says.
    pub(super) fn read<T: DeserializeOwned>(&self, kind: Kind, key: &str) -> Result<Option<T>, Unbounded> {
        Ok(self.read_at(&self.node(kind, key))?.map(|(_, value)| value))
    }

    fn read_at<T: DeserializeOwned>(&self, node: &NamedNode) -> Result<Option<(String, T)>, Unbounded> {
        let Some(quad) = self.store.value(node, rap::ROW, &self.graph)? else { return Ok(None) };
        let Term::Literal(text) = quad.object else { return Err(Unbounded::Rows) };
        let (key, json) = text.value().split_once('\n').ok_or(Unbounded::Rows)?;
        Ok(Some((key.to_owned(), serde_json::from_str(json).map_err(|_| Unbounded::Rows)?)))
    }

    /// The rows that meet at a point, by key. All are of one kind.
    pub(super) fn at<T: DeserializeOwned>(&self, point: &str) -> Result<Vec<(String, T)>, Unbounded> {
        let graph = GraphNameRef::NamedNode(self.graph.as_ref());
        let point = Literal::new_simple_literal(point);
        let quads =
            self.store.oxigraph().quads_for_pattern(None, Some(rap::ROW_POINT), Some((&point).into()), Some(graph));
        let mut rows = Vec::new();
        for quad in quads {
            if let NamedOrBlankNode::NamedNode(node) = quad?.subject {
                rows.push(self.read_at(&node)?.ok_or(Unbounded::Rows)?);
            }
        }
        Ok(rows)
    }

    /// The row of a name.
    pub(super) fn name(&self, name: &str, names: &Names) -> Vec<Quad> {
        let Some(known) = names.get(name) else { return Vec::new() };
        let mut points: BTreeSet<String> = names.points(name).iter().map(point).collect();
        points.insert(of_slug("person", &slug(name)));
        self.row(Kind::Name, name, known, &points)
    }

    /// The row of a body.
    pub(super) fn body(&self, key: &str, body: &Body) -> Vec<Quad> {
        self.row(Kind::Body, key, body, &[of_slug("body", &body.place(key))].into())
    }

    /// Everything that is known of all reports, a row or some at a time.
    pub(super) fn whole(&self, sums: &Sums) -> impl Iterator<Item = Vec<Quad>> {
        let head = self.row(Kind::Head, "", &VERSION, &BTreeSet::new());
        let names = sums.names.iter().map(|(name, _)| self.name(name, &sums.names));
        let bodies = bodies(&sums.bodies).map(|(key, body)| self.body(key, body));
        let titles = titles(&sums.titles).map(|(s, titles)| self.row(Kind::Titles, s, titles, &BTreeSet::new()));
        let days = sums.calendar.iter();
        let days = days.map(|(place, days)| self.row(Kind::Days, &key_of(place), days, &BTreeSet::new()));
        let people = parts(&sums.parts).map(|(person, parts)| self.person(person, parts));
        std::iter::once(head).chain(names).chain(bodies).chain(titles).chain(days).chain(people)
    }

    /// The rows of a person.
    fn person(&self, person: &str, parts: &BTreeSet<Part>) -> Vec<Quad> {
        let mut quads = Vec::new();
        let mut years: BTreeMap<String, BTreeSet<&Part>> = BTreeMap::new();
        for part in parts.iter().filter(|(date, ..)| !date.is_empty()) {
            years.entry(year(&part.0).to_owned()).or_default().insert(part);
        }
        let counts: Years = years.iter().map(|(year, parts)| (year.clone(), count(parts.iter().copied()))).collect();
        if !counts.is_empty() {
            quads.extend(self.row(Kind::Years, person, &counts, &BTreeSet::new()));
        }
        for (year, parts) in years {
            quads.extend(self.row(Kind::Parts, &format!("{person} {year}"), &parts, &BTreeSet::new()));
        }
        quads
    }
}

fn bodies(bodies: &Bodies) -> impl Iterator<Item = (&str, &Body)> {
    bodies.iter().map(|(key, body)| (key.as_str(), body))
}

fn titles(titles: &Titles) -> impl Iterator<Item = (&str, &BTreeMap<String, usize>)> {
    titles.iter().map(|(series, titles)| (series.as_str(), titles))
}

fn parts(parts: &Parts) -> impl Iterator<Item = (&str, &BTreeSet<Part>)> {
    parts.iter().map(|(person, parts)| (person.as_str(), parts))
}

/// In how many of some parts a group is stated, and how many there are.
pub(super) fn count<'p>(parts: impl Iterator<Item = &'p Part>) -> (usize, usize) {
    parts.fold((0, 0), |(stated, all), (.., group)| (stated + usize::from(group.is_some()), all + 1))
}

/// The key of the reports of a series of one month.
pub(super) fn key_of((series, month): &(String, i32)) -> String {
    format!("{series} {month}")
}

/// The year of a date.
pub(super) fn year(date: &str) -> &str {
    date.get(..4).unwrap_or(date)
}

/// A meeting point as rows name it.
pub(super) fn point(point: &MeetingPoint) -> String {
    match point {
        MeetingPoint::Name(series, name) => digits(&["name", series, name]),
        MeetingPoint::AllButOne(series, words, which, others) => {
            digits(&["all-but-one", series, &words.to_string(), &which.to_string(), others])
        }
        MeetingPoint::Given(series, given) => digits(&["given", series, given]),
        MeetingPoint::Open(series, first) => digits(&["open", series, first]),
    }
}

/// The point of those that may share an IRI.
pub(super) fn of_slug(kind: &str, slug: &str) -> String {
    digits(&["slug", kind, slug])
}

/// Sixteen digits: the database keeps so short a literal in its indexes. Should two points share theirs, more rows are read than need be.
fn digits(parts: &[&str]) -> String {
    hex(&Sha256::digest(parts.join("\n"))[..8])
}
