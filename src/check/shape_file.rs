//! Reads the file of shapes: SHACL Core, and of it only what is listed here. Anything else is refused by its name.

use super::CheckError;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{BlankNode, Literal, NamedNode, NamedNodeRef, Term};
use regex::Regex;
use sophia::api::prelude::{Term as _, Triple as _, TripleSource as _};
use sophia::api::term::SimpleTerm;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const SH: &str = "http://www.w3.org/ns/shacl#";

/// What all instances of a class must be like.
#[derive(Debug)]
pub(super) struct NodeShape {
    /// Its subclasses' instances are meant too.
    pub(super) target: NamedNode,
    /// What is wrong, in general, with a node that does not fit.
    pub(super) message: String,
    /// What holds of its properties.
    pub(super) properties: Vec<PropertyShape>,
}

/// What the values of one property must be like.
#[derive(Debug)]
pub(super) struct PropertyShape {
    /// The property.
    pub(super) path: NamedNode,
    /// What people call it.
    pub(super) name: String,
    /// What should hold, in words.
    pub(super) message: String,
    /// What holds of its values, in the order of the components' names.
    pub(super) constraints: Vec<Constraint>,
}

/// One constraint component with its parameter.
#[derive(Debug)]
pub(super) enum Constraint {
    /// At least so many distinct values.
    MinCount(usize),
    /// At most so many distinct values.
    MaxCount(usize),
    /// Literals of this datatype, well formed.
    Datatype(NamedNode),
    /// Instances of this class or of a subclass.
    Class(NamedNode),
    /// Nodes of this kind.
    NodeKind(NodeKind),
    /// Literals and IRIs in whose text this is found.
    Pattern(Regex),
    /// Numbers from this on.
    MinInclusive(f64),
    /// Numbers up to this one.
    MaxInclusive(f64),
    /// One of these.
    In(Vec<Term>),
}

/// What a node may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NodeKind {
    /// An IRI.
    Iri,
    /// A literal.
    Literal,
    /// An IRI or a blank node.
    BlankNodeOrIri,
}

/// Reads shapes from Turtle, sorted by the class they are for.
pub(super) fn read(turtle: &str) -> Result<Vec<NodeShape>, CheckError> {
    let file = File::parse(turtle)?;
    let mut seen = BTreeSet::new();
    let mut shapes = Vec::new();
    for (subject, properties) in &file.0 {
        if properties.iter().any(|(p, o)| p == rdf::TYPE.as_str() && o == &sh("NodeShape")) {
            shapes.push(node_shape(&file, subject, &mut seen)?);
        }
    }
    // A shape that nothing leads to would pass in silence.
    for (subject, properties) in &file.0 {
        if !seen.contains(subject)
            && let Some((component, _)) = properties.iter().find(|(p, _)| p.starts_with(SH))
        {
            return Err(unknown(subject, component));
        }
    }
    shapes.sort_by(|a, b| a.target.cmp(&b.target));
    Ok(shapes)
}

fn node_shape(file: &File, subject: &str, seen: &mut BTreeSet<String>) -> Result<NodeShape, CheckError> {
    seen.insert(subject.to_owned());
    let (mut targets, mut properties) = (Vec::new(), Vec::new());
    for (predicate, object) in file.about(subject) {
        match predicate.strip_prefix(SH) {
            Some("targetClass") => targets.push(iri(subject, object)?),
            Some("property") => properties.push(property_shape(file, subject, &key(object), seen)?),
            Some("name" | "message") | None => {}
            Some(_) => return Err(unknown(subject, predicate)),
        }
    }
    let [target] = targets.as_slice() else {
        return Err(malformed(subject, format!("{} values of sh:targetClass, where one is needed", targets.len())));
    };
    properties.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(NodeShape { target: target.clone(), message: file.words(subject, "message"), properties })
}

fn property_shape(
    file: &File,
    parent: &str,
    subject: &str,
    seen: &mut BTreeSet<String>,
) -> Result<PropertyShape, CheckError> {
    seen.insert(subject.to_owned());
    let paths: Vec<&Term> = file.about(subject).filter(|(p, _)| *p == format!("{SH}path")).map(|(_, o)| o).collect();
    let path = match paths.as_slice() {
        [Term::NamedNode(path)] => path.clone(),
        [_] => return Err(malformed(parent, "a sh:path that is no IRI".to_owned())),
        paths => return Err(malformed(parent, format!("{} values of sh:path, where one is needed", paths.len()))),
    };
    let place = format!("{parent} on {}", path.as_str());
    let mut constraints = Vec::new();
    for (predicate, object) in file.about(subject) {
        let Some(component) = predicate.strip_prefix(SH) else { continue };
        constraints.push(match component {
            "path" | "name" | "message" => continue,
            "minCount" => Constraint::MinCount(count(&place, object)?),
            "maxCount" => Constraint::MaxCount(count(&place, object)?),
            "datatype" => Constraint::Datatype(iri(&place, object)?),
            "class" => Constraint::Class(iri(&place, object)?),
            "nodeKind" => Constraint::NodeKind(node_kind(&place, object)?),
            "pattern" => Constraint::Pattern(pattern(&place, object)?),
            "minInclusive" => Constraint::MinInclusive(bound(&place, object)?),
            "maxInclusive" => Constraint::MaxInclusive(bound(&place, object)?),
            "in" => Constraint::In(file.list(&place, object)?),
            _ => return Err(unknown(&place, predicate)),
        });
    }
    Ok(PropertyShape { path, name: file.words(subject, "name"), message: file.words(subject, "message"), constraints })
}

fn iri(place: &str, term: &Term) -> Result<NamedNode, CheckError> {
    if let Term::NamedNode(iri) = term { Ok(iri.clone()) } else { Err(malformed(place, format!("{term} is no IRI"))) }
}

fn words_of<'t>(place: &str, term: &'t Term) -> Result<&'t str, CheckError> {
    if let Term::Literal(literal) = term {
        Ok(literal.value())
    } else {
        Err(malformed(place, format!("{term} is no literal")))
    }
}

fn count(place: &str, term: &Term) -> Result<usize, CheckError> {
    words_of(place, term)?.parse().map_err(|_| malformed(place, format!("{term} is no count")))
}

fn bound(place: &str, term: &Term) -> Result<f64, CheckError> {
    words_of(place, term)?.parse().map_err(|_| malformed(place, format!("{term} is no number")))
}

fn pattern(place: &str, term: &Term) -> Result<Regex, CheckError> {
    Regex::new(words_of(place, term)?).map_err(|_| malformed(place, format!("{term} is no regular expression")))
}

fn node_kind(place: &str, term: &Term) -> Result<NodeKind, CheckError> {
    [("IRI", NodeKind::Iri), ("Literal", NodeKind::Literal), ("BlankNodeOrIRI", NodeKind::BlankNodeOrIri)]
        .into_iter()
        .find(|(name, _)| *term == sh(name))
        .map(|(_, kind)| kind)
        .ok_or_else(|| unknown(place, &format!("{SH}nodeKind {term}")))
}

fn sh(name: &str) -> Term {
    NamedNode::new_unchecked(format!("{SH}{name}")).into()
}

fn unknown(shape: &str, component: &str) -> CheckError {
    CheckError::UnknownComponent { shape: shape.to_owned(), component: component.replace(SH, "sh:") }
}

fn malformed(shape: &str, problem: String) -> CheckError {
    CheckError::Malformed { shape: shape.to_owned(), problem }
}

/// The triples of the file, by subject, in one order.
struct File(BTreeMap<String, Vec<(String, Term)>>);

impl File {
    fn parse(turtle: &str) -> Result<Self, CheckError> {
        let mut triples: HashMap<String, Vec<(String, Term)>> = HashMap::new();
        let mut odd = None;
        sophia::turtle::parser::turtle::parse_str(turtle)
            .for_each_triple(|triple| {
                let [s, p, o] = triple.to_spo().map(|t| convert(&t.into_term()));
                match (s, p, o) {
                    (Some(s), Some(Term::NamedNode(p)), Some(o)) => {
                        triples.entry(key(&s)).or_default().push((p.into_string(), o));
                    }
                    (s, p, _) => {
                        odd = Some(format!("a term that is neither IRI, blank node nor literal near {s:?} {p:?}"));
                    }
                }
            })
            .map_err(|e| CheckError::Syntax(e.to_string()))?;
        if let Some(odd) = odd {
            return Err(CheckError::Syntax(odd));
        }
        for properties in triples.values_mut() {
            properties.sort_by_cached_key(|(p, o)| (p.clone(), o.to_string()));
            properties.dedup();
        }
        Ok(Self(triples.into_iter().collect()))
    }

    fn about(&self, subject: &str) -> impl Iterator<Item = (&str, &Term)> {
        self.0.get(subject).into_iter().flatten().map(|(p, o)| (p.as_str(), o))
    }

    /// The one value of a property; none where there are none or several.
    fn one(&self, subject: &str, predicate: NamedNodeRef<'_>) -> Option<&Term> {
        let mut values = self.about(subject).filter(|(p, _)| *p == predicate.as_str()).map(|(_, o)| o);
        values.next().filter(|_| values.next().is_none())
    }

    /// What `sh:name` or `sh:message` says; empty where it is missing.
    fn words(&self, subject: &str, name: &str) -> String {
        let predicate = format!("{SH}{name}");
        let literal = self
            .about(subject)
            .find_map(|(p, o)| if let Term::Literal(l) = o { (p == predicate).then_some(l) } else { None });
        literal.map(|l| l.value().to_owned()).unwrap_or_default()
    }

    /// The members of a list.
    fn list(&self, place: &str, head: &Term) -> Result<Vec<Term>, CheckError> {
        let (mut members, mut at) = (Vec::new(), head);
        while *at != Term::from(rdf::NIL.into_owned()) {
            let (first, rest) = (self.one(&key(at), rdf::FIRST), self.one(&key(at), rdf::REST));
            let (Some(first), Some(rest)) = (first, rest) else {
                return Err(malformed(place, "a list that is not well formed".to_owned()));
            };
            members.push(first.clone());
            if members.len() > self.0.len() {
                return Err(malformed(place, "a list without an end".to_owned()));
            }
            at = rest;
        }
        Ok(members)
    }
}

/// A term as a key: the IRI itself, or `_:` and the label.
fn key(term: &Term) -> String {
    if let Term::NamedNode(iri) = term { iri.as_str().to_owned() } else { term.to_string() }
}

fn convert(term: &SimpleTerm<'_>) -> Option<Term> {
    Some(match term {
        SimpleTerm::Iri(iri) => NamedNode::new_unchecked(iri.as_str()).into(),
        SimpleTerm::BlankNode(id) => BlankNode::new(id.as_str()).ok()?.into(),
        SimpleTerm::LiteralLanguage(words, tag, _) => {
            Literal::new_language_tagged_literal(words.as_ref(), tag.as_str()).ok()?.into()
        }
        SimpleTerm::LiteralDatatype(words, datatype) if datatype.as_str() == xsd::STRING.as_str() => {
            Literal::from(words.as_ref()).into()
        }
        SimpleTerm::LiteralDatatype(words, datatype) => {
            Literal::new_typed_literal(words.as_ref(), NamedNode::new_unchecked(datatype.as_str())).into()
        }
        _ => return None,
    })
}
