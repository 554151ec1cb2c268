//! JSON-LD for people: short names by a published context, which expands back to the same triples.

use super::super::answer::whole;
use crate::entities::registry::{Registry, RegistrySource};
use crate::graph::Base;
use crate::graph::vocabulary::NAMESPACE;
use axum::response::Response;
use oxigraph::model::vocab::{rdf, rdfs, xsd};
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// The prefixes of the context, beside the ontology's own short names.
pub(in crate::service) const PREFIXES: [(&str, &str); 12] = [
    ("rap", NAMESPACE),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("org", "http://www.w3.org/ns/org#"),
    ("schema", "https://schema.org/"),
    ("void", "http://rdfs.org/ns/void#"),
];

const OBJECT_PROPERTY: &str = "http://www.w3.org/2002/07/owl#ObjectProperty";
const DATATYPE_PROPERTY: &str = "http://www.w3.org/2002/07/owl#DatatypeProperty";
const CLASS: &str = "http://www.w3.org/2002/07/owl#Class";

/// What the values of a term are, where nothing else is said.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Coercion {
    /// Plain text.
    None,
    /// IRIs.
    Iri,
    /// Literals of a datatype.
    Datatype(String),
}

/// The short names of the ontology: of each property and class by its IRI, with what the values of the property are.
struct Context {
    terms: BTreeMap<String, (String, Coercion)>,
    by_iri: HashMap<String, String>,
}

/// The ontology that the program carries, with its schemes.
pub(super) static ONTOLOGY: LazyLock<Vec<Triple>> = LazyLock::new(|| {
    let base = Base::new(Base::DEFAULT).ok();
    let registry = base.and_then(|base| Registry::load(&RegistrySource::default(), &base).ok());
    let files = registry.map(|registry| registry.files).unwrap_or_default();
    files.into_iter().filter(|file| file.graph.as_str() == NAMESPACE).flat_map(|file| file.triples).collect()
});

/// A function of the program alone, so that a document keeps its meaning as long as the address of its context is served.
static CONTEXT: LazyLock<Context> = LazyLock::new(|| Context::of(ONTOLOGY.iter()));

impl Context {
    fn of<'t>(ontology: impl Iterator<Item = &'t Triple>) -> Self {
        let mut kinds: BTreeMap<&str, Coercion> = BTreeMap::new();
        let mut ranges: BTreeMap<&str, &str> = BTreeMap::new();
        for triple in ontology {
            let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) = (&triple.subject, &triple.object)
            else {
                continue;
            };
            let Some(local) = subject.as_str().strip_prefix(NAMESPACE) else { continue };
            let plain = !local.is_empty() && local.bytes().all(|b| b.is_ascii_alphanumeric());
            if !plain || PREFIXES.iter().any(|(prefix, _)| *prefix == local) || matches!(local, "id" | "type") {
                continue;
            }
            if triple.predicate == rdfs::RANGE {
                ranges.insert(local, object.as_str());
            } else if triple.predicate == rdf::TYPE {
                match object.as_str() {
                    OBJECT_PROPERTY => {
                        kinds.insert(local, Coercion::Iri);
                    }
                    DATATYPE_PROPERTY | CLASS => {
                        kinds.entry(local).or_insert(Coercion::None);
                    }
                    _ => {}
                }
            }
        }
        for (local, range) in ranges {
            let typed = range.starts_with("http://www.w3.org/2001/XMLSchema#") && range != xsd::STRING.as_str();
            if let Some(kind @ Coercion::None) = kinds.get_mut(local).filter(|_| typed) {
                *kind = Coercion::Datatype(range.to_owned());
            }
        }
        let terms: BTreeMap<_, _> =
            kinds.into_iter().map(|(local, kind)| (local.to_owned(), (format!("{NAMESPACE}{local}"), kind))).collect();
        let by_iri = terms.iter().map(|(local, (iri, _))| (iri.clone(), local.clone())).collect();
        Self { terms, by_iri }
    }

    fn document(&self) -> Value {
        let mut context = Map::new();
        context.insert("@version".to_owned(), json!(1.1));
        for (word, keyword) in [("id", "@id"), ("type", "@type")] {
            context.insert(word.to_owned(), keyword.into());
        }
        for (prefix, namespace) in PREFIXES {
            context.insert(prefix.to_owned(), namespace.into());
        }
        for (term, (_, coercion)) in &self.terms {
            let iri = format!("rap:{term}");
            let definition = match coercion {
                Coercion::None => iri.into(),
                Coercion::Iri => json!({ "@id": iri, "@type": "@id" }),
                Coercion::Datatype(datatype) => json!({ "@id": iri, "@type": shortened(datatype) }),
            };
            context.insert(term.clone(), definition);
        }
        json!({ "@context": context })
    }

    /// Whether a processor would take an absolute IRI for a short name.
    fn mistakes(&self, iri: &str) -> bool {
        iri.split_once(':').is_some_and(|(scheme, rest)| {
            !rest.starts_with("//")
                && (PREFIXES.iter().any(|(prefix, _)| *prefix == scheme)
                    || self.terms.contains_key(scheme)
                    || matches!(scheme, "id" | "type"))
        })
    }

    /// A property or class by its short name.
    fn key(&self, iri: &str) -> String {
        self.by_iri.get(iri).cloned().unwrap_or_else(|| shortened(iri))
    }

    fn value(&self, property: &str, object: &Term) -> Value {
        let coercion = self.by_iri.get(property).and_then(|term| self.terms.get(term)).map(|(_, coercion)| coercion);
        match object {
            Term::NamedNode(node) if coercion == Some(&Coercion::Iri) => node.as_str().into(),
            Term::NamedNode(node) => json!({ "id": node.as_str() }),
            Term::BlankNode(node) if coercion == Some(&Coercion::Iri) => node.to_string().into(),
            Term::BlankNode(node) => json!({ "id": node.to_string() }),
            Term::Literal(literal) => literal_value(literal, coercion),
            // Such were refused before.
            Term::Triple(_) => Value::Null,
        }
    }
}

fn literal_value(literal: &Literal, coercion: Option<&Coercion>) -> Value {
    let (text, datatype) = (literal.value(), literal.datatype().as_str());
    if let Some(language) = literal.language() {
        return json!({ "@value": text, "@language": language });
    }
    match coercion {
        Some(Coercion::Datatype(expected)) if expected == datatype => native(text, datatype),
        None | Some(Coercion::None) if datatype == xsd::STRING.as_str() => text.into(),
        _ => json!({ "@value": text, "@type": shortened(datatype) }),
    }
}

/// A value as JSON's own where that is written exactly as the literal is; else as text.
fn native(text: &str, datatype: &str) -> Value {
    /// Whole numbers up to here are the same in every reader of JSON.
    const EXACT: i64 = 1 << 53;
    if datatype == xsd::BOOLEAN.as_str() && matches!(text, "true" | "false") {
        return (text == "true").into();
    }
    match text.parse::<i64>() {
        Ok(number) if datatype == xsd::INTEGER.as_str() && number.to_string() == text && number.abs() < EXACT => {
            number.into()
        }
        _ => text.into(),
    }
}

/// An IRI by a prefix, where what follows is a plain name: anything else might be read otherwise.
fn shortened(iri: &str) -> String {
    for (prefix, namespace) in PREFIXES {
        if let Some(local) = iri.strip_prefix(namespace)
            && local.starts_with(|c: char| c.is_ascii_alphabetic())
            && local.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        {
            return format!("{prefix}:{local}");
        }
    }
    iri.to_owned()
}

/// `GET /context.jsonld`: the context that the documents name.
#[utoipa::path(get, path = "/context.jsonld", tag = super::super::openapi::GRAPH, operation_id = "context", summary = "The context of the JSON-LD",
    responses((status = 200, description = "A context", content((Object = "application/ld+json")))))]
pub(in super::super) async fn context() -> Response {
    whole("application/ld+json", serde_json::to_string_pretty(&CONTEXT.document()).unwrap_or_default())
}

/// The prefixes that texts of RDF use where they have use for them.
pub(super) fn prefixes() -> impl Iterator<Item = (&'static str, &'static str)> {
    const MORE: [(&str, &str); 3] = [
        ("dcat", "http://www.w3.org/ns/dcat#"),
        ("sd", "http://www.w3.org/ns/sparql-service-description#"),
        ("sh", "http://www.w3.org/ns/shacl#"),
    ];
    PREFIXES.into_iter().chain(MORE)
}

/// Triples as a document with short names, `first` the first of its nodes. Where an IRI would be taken for a short name, a document without any. There must be
/// neither triple terms nor texts with a direction.
pub(super) fn compact(triples: &[Triple], first: &NamedNode, base: &Base) -> Value {
    let iris = triples.iter().flat_map(|triple| {
        let datatype = match &triple.object {
            Term::NamedNode(node) => Some(node.as_str()),
            Term::Literal(literal) => Some(literal.datatype().as_str()),
            _ => None,
        };
        let subject = match &triple.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node.as_str()),
            NamedOrBlankNode::BlankNode(_) => None,
        };
        // The datatype borrows from a temporary reference only, so it is taken as text.
        [subject.map(str::to_owned), Some(triple.predicate.as_str().to_owned()), datatype.map(str::to_owned)]
    });
    let mistaken = iris.flatten().any(|iri| CONTEXT.mistakes(&iri));
    let mut order: Vec<&NamedOrBlankNode> = Vec::new();
    let mut nodes: HashMap<&NamedOrBlankNode, BTreeMap<String, Vec<Value>>> = HashMap::new();
    for triple in triples {
        let node = nodes.entry(&triple.subject).or_insert_with(|| {
            order.push(&triple.subject);
            BTreeMap::new()
        });
        let property = triple.predicate.as_str();
        let (key, value) = match &triple.object {
            Term::NamedNode(class) if triple.predicate == rdf::TYPE && !mistaken => {
                ("type".to_owned(), CONTEXT.key(class.as_str()).into())
            }
            object if mistaken => (property.to_owned(), expanded(object)),
            object => (
                // `rdf:type` with what is no class name is a property like others.
                CONTEXT.key(property),
                CONTEXT.value(property, object),
            ),
        };
        node.entry(key).or_default().push(value);
    }
    order.sort_by_key(|node| **node != NamedOrBlankNode::from(first.clone()));
    let id = if mistaken { "@id" } else { "id" };
    let graph: Vec<Value> = order
        .into_iter()
        .map(|node| {
            let mut object = Map::new();
            let name = match node {
                NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
                NamedOrBlankNode::BlankNode(node) => node.to_string(),
            };
            object.insert(id.to_owned(), name.into());
            for (key, mut values) in nodes.remove(node).unwrap_or_default() {
                let value = if values.len() == 1 && !mistaken { values.remove(0) } else { Value::Array(values) };
                object.insert(key, value);
            }
            Value::Object(object)
        })
        .collect();
    if mistaken {
        return json!({ "@graph": graph });
    }
    json!({ "@context": format!("{base}context.jsonld"), "@graph": graph })
}

fn expanded(object: &Term) -> Value {
    match object {
        Term::NamedNode(node) => json!({ "@id": node.as_str() }),
        Term::BlankNode(node) => json!({ "@id": node.to_string() }),
        Term::Literal(literal) => match literal.language() {
            Some(language) => json!({ "@value": literal.value(), "@language": language }),
            None => json!({ "@value": literal.value(), "@type": literal.datatype().as_str() }),
        },
        Term::Triple(_) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::io::{JsonLdProfileSet, LoadedDocument, RdfFormat, RdfParser};
    use oxigraph::model::dataset::CanonicalizationAlgorithm;
    use oxigraph::model::{Graph, GraphName};

    /// What a reader of JSON-LD that fetches the context makes of a document.
    fn read(document: &Value) -> Graph {
        let format = RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() };
        let text = document.to_string();
        let parser = RdfParser::from_format(format).for_slice(&text).with_document_loader(move |iri| {
            assert_eq!(iri, "http://localhost:7878/context.jsonld");
            Ok(LoadedDocument { url: iri.to_owned(), content: CONTEXT.document().to_string().into_bytes(), format })
        });
        let mut graph = Graph::new();
        for quad in parser {
            let quad = quad.unwrap();
            assert_eq!(quad.graph_name, GraphName::DefaultGraph);
            graph.insert(&Triple::from(quad));
        }
        graph.canonicalize(CanonicalizationAlgorithm::Unstable);
        graph
    }

    fn round_trip(turtle: &str) -> Value {
        let prefixes = "@prefix rap: <https://w3id.org/rapporteur/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . \
                        @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @base <http://localhost:7878/id/> .";
        let text = format!("{prefixes} {turtle}");
        let parsed = RdfParser::from_format(RdfFormat::Turtle).for_slice(&text);
        let triples: Vec<Triple> = parsed.map(|quad| quad.unwrap().into()).collect();
        let node = NamedNode::new_unchecked("http://localhost:7878/id/a");
        let document = compact(&triples, &node, &Base::new(Base::DEFAULT).unwrap());
        let mut expected: Graph = triples.iter().collect();
        expected.canonicalize(CanonicalizationAlgorithm::Unstable);
        assert_eq!(read(&document), expected, "{document:#}");
        document
    }

    #[test]
    fn short_names_expand_to_the_same_triples() {
        let document =
            round_trip("<b> rap:speaker <a> . <a> a rap:Person ; rap:start 12 ; rap:quote \"Zoë \\\"said\\\"\" .");
        assert_eq!(document["@graph"][0]["id"], "http://localhost:7878/id/a");
        assert_eq!(document["@graph"][0]["type"], "Person");
        assert_eq!(document["@graph"][0]["start"], 12);
        assert_eq!(document["@graph"][1]["speaker"], "http://localhost:7878/id/a");
    }

    #[test]
    fn what_does_not_fit_its_short_name_is_written_out() {
        for turtle in [
            "<a> rap:start \"012\"^^xsd:integer , \"+1\"^^xsd:integer , 99999999999999999999 , \"x\" , \"1\"^^xsd:int , <b> , \"a\"@de .",
            "<a> rap:speaker \"nobody\" , [ rap:quote 1 , true , 1.50 , 1e3 ] , <c> .",
            "<a> rap:responsibleGroup true , \"1\"^^xsd:boolean , \"x\"^^xsd:boolean .",
            "<a> rdf:type \"no class\" , [] , <https://example.org/C> , rap:Person .",
            "<a> <urn:p> \"x\" , \"2024\"^^xsd:gYear , \"\" , \"{}\"^^rdf:JSON , \"<b>x</b>\"^^rdf:XMLLiteral .",
            "<a> <https://example.org/p#1> <b> . <a/../b> rap:quote \"dots\" .",
            "<a> rdf:first <b> ; rdf:rest () .",
            "<a> rap:unheardOf <b> , \"x\" ; <https://w3id.org/rapporteur/status/x> 1 .",
        ] {
            round_trip(turtle);
        }
    }

    #[test]
    fn an_iri_that_looks_like_a_short_name_is_not_taken_for_one() {
        for turtle in
            ["<a> rap:speaker <rap:Person> .", "<skos:x> rap:quote \"x\" .", "<a> <dct:x> 1 .", "<a> a <speaker:x> ."]
        {
            assert!(round_trip(turtle).get("@context").is_none());
        }
    }
}
