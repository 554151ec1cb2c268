//! The registry and the schemes: what is known of bodies, people, series, processes and topics before any report is read.

use super::turtle::{TurtleError, triples};
use crate::graph::vocabulary::{NAMESPACE, rap, skos};
use crate::graph::{Base, slug};
use crate::text::{fold, hex};
use include_dir::{Dir, include_dir};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

static REGISTRY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data/registry");
static ONTOLOGY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/ontology");

/// The file of the ontology folder that describes the graph and is no part of it.
const SHAPES: &str = "shapes.ttl";
/// The stem of the registry graph of series that an installation names: no file's, which end in .ttl.
const INSTALLATION: &str = "rapporteur.toml";

/// What an entity is; a body that is also a process is both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools, reason = "classes are not exclusive")]
pub struct Classes {
    /// `rap:Organisation`.
    pub organisation: bool,
    /// `rap:Process`.
    pub process: bool,
    /// `rap:Topic`.
    pub topic: bool,
    /// `rap:Person`.
    pub person: bool,
    /// `rap:MeetingSeries`.
    pub series: bool,
}

/// An entity of the registry or of a scheme.
#[derive(Debug, Clone)]
pub struct Entity {
    /// Its IRI.
    pub iri: NamedNode,
    /// What it is.
    pub classes: Classes,
    /// The name that is shown.
    pub label: String,
    /// Its stakeholder group, the last part of the concept's IRI ("civil-society").
    pub group: Option<String>,
    /// All its names.
    pub names: Vec<Name>,
    /// The bodies that hold this series.
    pub organiser: Option<NamedNode>,
}

/// A name of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As in the file.
    pub text: String,
    /// Whether capitals must agree: abbreviations.
    pub exact: bool,
}

/// One Turtle file, as it goes into its own graph.
#[derive(Debug)]
pub struct RegistryFile {
    /// The graph it goes to.
    pub graph: NamedNode,
    /// What it says.
    pub triples: Vec<Triple>,
}

/// The registry, the schemes and the ontology.
#[derive(Debug)]
pub struct Registry {
    /// What they describe, in the order of their IRIs.
    pub entities: Vec<Entity>,
    /// Their triples by graph: one graph a registry file, one for the ontology with its schemes.
    pub files: Vec<RegistryFile>,
    /// Hexadecimal digest of all files.
    pub version: String,
}

/// Why the registry could not be read.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// A file is not right.
    #[error(transparent)]
    Turtle(#[from] TurtleError),
    /// A folder cannot be read.
    #[error("{path}: cannot be read: {reason}; give a folder of .ttl files")]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Something that reports are to be matched against has no name.
    #[error("<{0}> has no skos:prefLabel in the registry; give it one")]
    NoLabel(String),
}

/// Where registry and ontology come from.
#[derive(Debug, Clone, Default)]
pub struct RegistrySource {
    /// A folder in place of the embedded registry.
    pub registry: Option<PathBuf>,
    /// A folder in place of the embedded ontology and schemes.
    pub ontology: Option<PathBuf>,
    /// Whether the embedded registry counts beside the folder in place of it; of two files of one name that of the folder counts.
    pub carried: bool,
    /// Series beside those of the files.
    pub series: Vec<SeriesEntry>,
}

/// A series of meetings as an installation names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesEntry {
    /// Its full name.
    pub title: String,
    /// Matched with their case.
    pub abbreviations: Vec<String>,
    /// Other names.
    pub other_titles: Vec<String>,
    /// The name of the body that holds it: one of the registry, else a new one.
    pub organiser: Option<String>,
}

impl SeriesEntry {
    /// What a registry file would say of it. An organiser that a name in `known` means is that one.
    fn triples(&self, base: &Base, known: &FxHashMap<String, NamedNode>) -> Vec<Triple> {
        let series = base.id("series", &slug(self.abbreviations.first().unwrap_or(&self.title)));
        let name = |name: &str| Literal::new_language_tagged_literal_unchecked(name, "en");
        let mut found = vec![
            Triple::new(series.clone(), rdf::TYPE, rap::MEETING_SERIES),
            Triple::new(series.clone(), skos::PREF_LABEL, name(&self.title)),
        ];
        let abbreviations = self.abbreviations.iter().map(Literal::new_simple_literal);
        found.extend(abbreviations.map(|a| Triple::new(series.clone(), rap::ABBREVIATION, a)));
        let others = self.other_titles.iter().map(|title| name(title));
        found.extend(others.map(|title| Triple::new(series.clone(), skos::ALT_LABEL, title)));
        if let Some(organiser) = &self.organiser {
            let body = known.get(&fold(organiser)).cloned().unwrap_or_else(|| {
                let body = base.id("organisation", &slug(organiser));
                found.push(Triple::new(body.clone(), rdf::TYPE, rap::ORGANISATION));
                found.push(Triple::new(body.clone(), skos::PREF_LABEL, name(organiser)));
                body
            });
            found.push(Triple::new(series, rap::ORGANISER, body));
        }
        found
    }
}

impl Registry {
    /// The people it describes: their folded names, with the IRI that each means.
    #[must_use]
    pub fn people(&self) -> FxHashMap<String, String> {
        let people = self.entities.iter().filter(|e| e.classes.person);
        people.flat_map(|e| e.names.iter().map(|n| (fold(&n.text), e.iri.as_str().to_owned()))).collect()
    }

    /// Reads the files with `base` as their base IRI.
    ///
    /// # Errors
    /// When a folder or file cannot be read, is not Turtle, or leaves an entity without a name.
    pub fn load(source: &RegistrySource, base: &Base) -> Result<Self, RegistryError> {
        let mut files = Vec::new();
        let mut version = Sha256::new();
        let mut ontology = Vec::new();
        for (name, turtle) in turtle_files(&ONTOLOGY, source.ontology.as_deref())? {
            if name != SHAPES {
                version.update(turtle.as_bytes());
                ontology.append(&mut triples(&name, &turtle, base.as_str())?);
            }
        }
        files.push(RegistryFile { graph: NamedNode::new_unchecked(NAMESPACE), triples: ontology });
        let mut registry = turtle_files(&REGISTRY, source.registry.as_deref())?;
        if source.carried && source.registry.is_some() {
            let carried = turtle_files(&REGISTRY, None)?;
            let missing = carried.into_iter().filter(|(name, _)| registry.iter().all(|(own, _)| own != name));
            registry.extend(missing.collect::<Vec<_>>());
            registry.sort();
        }
        for (name, turtle) in registry {
            version.update(turtle.as_bytes());
            let graph = base.registry_graph(name.trim_end_matches(".ttl"));
            files.push(RegistryFile { graph, triples: triples(&name, &turtle, base.as_str())? });
        }
        if !source.series.is_empty() {
            let known = entities(&files)?;
            let bodies = known.iter().filter(|e| e.classes.organisation);
            let known = bodies.flat_map(|e| e.names.iter().map(|n| (fold(&n.text), e.iri.clone()))).collect();
            // A body that holds two series is said once.
            let mut said = BTreeSet::new();
            let mut own = Vec::new();
            for triple in source.series.iter().flat_map(|series| series.triples(base, &known)) {
                if said.insert(triple.to_string()) {
                    version.update(triple.to_string());
                    own.push(triple);
                }
            }
            files.push(RegistryFile { graph: base.registry_graph(INSTALLATION), triples: own });
        }
        let version = hex(&version.finalize()[..8]);
        Ok(Self { entities: entities(&files)?, files, version })
    }

    /// Whether a person has this name, folded.
    #[must_use]
    pub fn is_person(&self, folded: &str) -> bool {
        self.entities.iter().filter(|e| e.classes.person).any(|e| e.names.iter().any(|n| fold(&n.text) == folded))
    }

    /// The SHACL shapes of the graph: the embedded ones, or those of the folder in place of them.
    ///
    /// # Errors
    /// When the folder holds none.
    pub fn shapes(source: &RegistrySource) -> Result<String, RegistryError> {
        let found = turtle_files(&ONTOLOGY, source.ontology.as_deref())?.into_iter().find(|(name, _)| name == SHAPES);
        found.map(|(_, turtle)| turtle).ok_or_else(|| RegistryError::Folder {
            path: source.ontology.clone().unwrap_or_default().join(SHAPES),
            reason: "is missing".to_owned(),
        })
    }
}

/// The Turtle files of a folder, or the embedded ones, by name.
fn turtle_files(embedded: &Dir<'_>, folder: Option<&Path>) -> Result<Vec<(String, String)>, RegistryError> {
    let is_turtle = |path: &Path| path.extension().is_some_and(|e| e == "ttl");
    let name_of = |path: &Path| path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let mut found = Vec::new();
    if let Some(folder) = folder {
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            move |e: std::io::Error| RegistryError::Folder { path, reason: e.to_string() }
        };
        for entry in std::fs::read_dir(folder).map_err(unreadable(folder))? {
            let path = entry.map_err(unreadable(folder))?.path();
            if is_turtle(&path) {
                found.push((name_of(&path), std::fs::read_to_string(&path).map_err(unreadable(&path))?));
            }
        }
    } else {
        let files = embedded.files().filter(|f| is_turtle(f.path()));
        found.extend(files.map(|f| (name_of(f.path()), f.contents_utf8().unwrap_or("").to_owned())));
    }
    found.sort();
    Ok(found)
}

fn entities(files: &[RegistryFile]) -> Result<Vec<Entity>, RegistryError> {
    let mut by_iri: FxHashMap<NamedNode, Entity> = FxHashMap::default();
    for triple in files.iter().flat_map(|f| &f.triples) {
        let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(class)) = (&triple.subject, &triple.object) else {
            continue;
        };
        if triple.predicate != rdf::TYPE {
            continue;
        }
        let class = class.as_ref();
        let mut classes = Classes::default();
        match class {
            c if c == rap::ORGANISATION => classes.organisation = true,
            c if c == rap::PROCESS => classes.process = true,
            c if c == rap::TOPIC => classes.topic = true,
            c if c == rap::PERSON => classes.person = true,
            c if c == rap::MEETING_SERIES => classes.series = true,
            _ => continue,
        }
        let entity = by_iri.entry(subject.clone()).or_insert_with(|| Entity {
            iri: subject.clone(),
            classes: Classes::default(),
            label: String::new(),
            group: None,
            names: Vec::new(),
            organiser: None,
        });
        let own = &mut entity.classes;
        own.organisation |= classes.organisation;
        own.process |= classes.process;
        own.topic |= classes.topic;
        own.person |= classes.person;
        own.series |= classes.series;
    }
    for triple in files.iter().flat_map(|f| &f.triples) {
        let NamedOrBlankNode::NamedNode(subject) = &triple.subject else { continue };
        if let Some(entity) = by_iri.get_mut(subject) {
            describe(entity, triple);
        }
    }
    let mut all: Vec<Entity> = by_iri.into_values().collect();
    all.sort_by(|a, b| a.iri.cmp(&b.iri));
    for entity in &mut all {
        if entity.label.is_empty() {
            return Err(RegistryError::NoLabel(entity.iri.as_str().to_owned()));
        }
        entity.names.sort_by(|a, b| a.text.cmp(&b.text));
        entity.names.dedup();
    }
    Ok(all)
}

fn describe(entity: &mut Entity, triple: &Triple) {
    let predicate = triple.predicate.as_ref();
    match &triple.object {
        Term::Literal(name) => {
            let text = name.value().to_owned();
            if predicate == skos::PREF_LABEL {
                entity.label.clone_from(&text);
            }
            let known = [skos::PREF_LABEL, skos::ALT_LABEL, skos::HIDDEN_LABEL].contains(&predicate);
            if known || predicate == rap::ABBREVIATION {
                // "Orange" and "SWITCH" are words, too: a name of one word is matched with its case.
                let word = !text.contains(' ') && text.chars().any(char::is_uppercase) && !text.contains('+');
                let exact = predicate == rap::ABBREVIATION || word;
                entity.names.push(Name { text, exact });
            }
        }
        Term::NamedNode(object) => {
            if predicate == rap::STAKEHOLDER_GROUP {
                entity.group = object.as_str().rsplit('/').next().map(str::to_owned);
            } else if predicate == rap::ORGANISER {
                entity.organiser = Some(object.clone());
            }
        }
        _ => {}
    }
}
