//! How much of what the graph holds: the figures of VoID, from one walk over a version of the store.

use super::super::App;
use super::super::problem::Problem;
use crate::sparql::Source;
use crate::sparql::meter::{reserve, tick};
use crate::store::{Graphs, Snapshot, SnapshotError};
use axum::http::StatusCode;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// No more classes, and no more properties, are told one by one; writers may make up as many as they like.
const TOLD: usize = 1_000;
/// Of a class, so many properties.
const TOLD_OF_CLASS: usize = 200;
/// Where the service keeps no snapshot, one for the figures may take so many bytes.
const BUDGET: usize = 256 << 20;

/// How much there is of a property.
pub(super) struct PropertyFigures {
    pub(super) property: NamedNode,
    pub(super) triples: usize,
    pub(super) subjects: usize,
    pub(super) objects: usize,
}

/// How much there is of a class.
pub(super) struct ClassFigures {
    pub(super) class: NamedNode,
    pub(super) entities: usize,
    /// The first of its members below the base.
    pub(super) example: Option<NamedNode>,
    /// How many triples of its members have which property.
    pub(super) properties: Vec<(NamedNode, usize)>,
}

/// The figures of all graphs as one: a triple of several graphs counts once.
#[derive(Default)]
pub(super) struct Figures {
    pub(super) triples: usize,
    /// Subjects that are addresses of this installation.
    pub(super) entities: usize,
    pub(super) subjects: usize,
    pub(super) objects: usize,
    /// How many there are, told or not.
    pub(super) property_count: usize,
    pub(super) class_count: usize,
    /// In the order of their IRIs.
    pub(super) properties: Vec<PropertyFigures>,
    pub(super) classes: Vec<ClassFigures>,
    /// The graphs that are no reports, with how much they hold.
    pub(super) graphs: Vec<(NamedNode, usize)>,
    /// How many graphs there are.
    pub(super) graph_count: usize,
}

#[derive(Default)]
struct OfClass {
    entities: usize,
    example: Option<u32>,
    properties: FxHashMap<u32, usize>,
}

impl Figures {
    /// The figures of the store as it is.
    pub(super) fn of(app: &App) -> Result<Self, Problem> {
        let snapshot = app.0.version.read(|source: Source<'_>| match source {
            Source::Snapshot(snapshot) => Some(snapshot),
            Source::Store(_) => None,
        });
        let snapshot = match snapshot.map_err(|e| Problem::ours(&e))? {
            Some(snapshot) => snapshot,
            None => match Snapshot::of(&app.0.store, BUDGET.max(app.0.settings.snapshot_memory)) {
                Ok(snapshot) => Arc::new(snapshot),
                Err(error @ SnapshotError::TooLarge(_)) => {
                    return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string()));
                }
                Err(error) => return Err(Problem::ours(&error)),
            },
        };
        Ok(Self::count(&snapshot, app.0.store.base().as_str()))
    }

    fn count(snapshot: &Arc<Snapshot>, base: &str) -> Self {
        let mut figures = Self::default();
        let kind = snapshot.number(rdf::TYPE.into());
        let mut objects = FxHashSet::default();
        let mut of_properties: FxHashMap<u32, (usize, usize)> = FxHashMap::default();
        let mut of_classes: FxHashMap<u32, OfClass> = FxHashMap::default();
        let mut walk = snapshot.matching(None, None, None, Graphs::Union).map(|(triple, _)| triple).peekable();
        // All of a subject comes in one piece, and so does all of a property of it.
        let (mut classes, mut properties): (Vec<u32>, Vec<(u32, usize)>) = (Vec::new(), Vec::new());
        while let Some([subject, property, object]) = walk.next() {
            tick();
            figures.triples += 1;
            if objects.insert(object) {
                reserve(8);
            }
            match properties.last_mut() {
                Some((last, count)) if *last == property => *count += 1,
                _ => properties.push((property, 1)),
            }
            if Some(property) == kind {
                classes.push(object);
            }
            if walk.peek().is_some_and(|[next, ..]| *next == subject) {
                continue;
            }
            figures.subjects += 1;
            let ours = matches!(snapshot.term(subject), Term::NamedNode(node) if node.as_str().starts_with(base));
            figures.entities += usize::from(ours);
            for class in classes.drain(..) {
                let of_class = of_classes.entry(class).or_default();
                of_class.entities += 1;
                if ours {
                    of_class.example.get_or_insert(subject);
                }
                for (property, count) in &properties {
                    *of_class.properties.entry(*property).or_default() += count;
                }
            }
            for (property, count) in properties.drain(..) {
                let of_property = of_properties.entry(property).or_default();
                of_property.0 += count;
                of_property.1 += 1;
            }
        }
        figures.objects = objects.len();
        (figures.property_count, figures.class_count) = (of_properties.len(), of_classes.len());
        figures.properties = told(of_properties, TOLD, |(triples, _)| *triples)
            .into_iter()
            .filter_map(|(number, (triples, subjects))| {
                let mut last = None;
                let all = snapshot.matching(None, Some(number), None, Graphs::Union);
                let objects = all.filter(|([_, _, object], _)| {
                    tick();
                    last.replace(*object) != Some(*object)
                });
                let objects = objects.count();
                Some(PropertyFigures { property: node(snapshot, number)?, triples, subjects, objects })
            })
            .collect();
        figures.properties.sort_by(|a, b| a.property.as_str().cmp(b.property.as_str()));
        figures.classes = told(of_classes, TOLD, |of_class| of_class.entities)
            .into_iter()
            .filter_map(|(number, of_class)| {
                let mut properties: Vec<_> = told(of_class.properties, TOLD_OF_CLASS, |count| *count)
                    .into_iter()
                    .filter_map(|(number, count)| Some((node(snapshot, number)?, count)))
                    .collect();
                properties.sort_by(|a, b| a.0.as_str().cmp(b.0.as_str()));
                let example = of_class.example.and_then(|number| node(snapshot, number));
                Some(ClassFigures { class: node(snapshot, number)?, entities: of_class.entities, example, properties })
            })
            .collect();
        figures.classes.sort_by(|a, b| a.class.as_str().cmp(b.class.as_str()));
        figures.graph_count = snapshot.graphs().len();
        let reports = format!("{base}id/report/");
        let others = snapshot.graphs().iter().filter_map(|number| {
            let name = node(snapshot, *number).filter(|name| !name.as_str().starts_with(&reports))?;
            Some((name, snapshot.matching(None, None, None, Graphs::One(*number)).inspect(|_| tick()).count()))
        });
        figures.graphs = others.take(TOLD).collect();
        figures.graphs.sort_by(|a, b| a.0.as_str().cmp(b.0.as_str()));
        figures
    }
}

/// Those of which there is most; of equals those that were first in the store.
fn told<T>(all: FxHashMap<u32, T>, most: usize, size: impl Fn(&T) -> usize) -> Vec<(u32, T)> {
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(|(number, figures)| (std::cmp::Reverse(size(figures)), *number));
    all.truncate(most);
    all
}

fn node(snapshot: &Snapshot, number: u32) -> Option<NamedNode> {
    match snapshot.term(number) {
        Term::NamedNode(node) => Some(node),
        _ => None,
    }
}
