//! Small graphs against small shapes, and the shapes of the ontology against nodes that lack something.

use super::super::{CheckError, shape_file::read, tests::SHAPES};
use super::*;
use crate::graph::vocabulary::{NAMESPACE, rap, skos};
use oxigraph::io::RdfFormat;
use oxigraph::model::{Literal, NamedNodeRef};

const PREFIXES: &str = "@prefix rap: <https://w3id.org/rapporteur/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix : <http://example.org/> .";

fn found(shapes: &str, data: &str) -> Vec<String> {
    let store = Store::new().unwrap();
    store.load_from_reader(RdfFormat::Turtle, format!("{PREFIXES} {data}").as_bytes()).unwrap();
    told(&store, &format!("{PREFIXES} {shapes}"))
}

fn told(store: &Store, shapes: &str) -> Vec<String> {
    let mut found = Vec::new();
    check(store, &read(shapes).unwrap(), &mut found).unwrap();
    found.sort();
    found.dedup();
    found.into_iter().map(|v| v.message).collect()
}

fn one(constraint: &str, data: &str) -> usize {
    found(&format!(":s a sh:NodeShape ; sh:targetClass :C ; sh:property [ sh:path :p ; {constraint} ] ."), data).len()
}

fn refusal(shapes: &str) -> String {
    read(&format!("{PREFIXES} {shapes}")).unwrap_err().to_string()
}

#[test]
fn each_component_tells_what_does_not_fit() {
    for (constraint, good, bad) in [
        ("sh:minCount 1", "1", ""),
        ("sh:maxCount 1", "1", "1 , 2"),
        ("sh:datatype xsd:date", "'2024-10-31'^^xsd:date", "'2024-10-31'"),
        ("sh:datatype xsd:date", "", "'2024-10-32'^^xsd:date"),
        ("sh:class :D", ":d", ":c"),
        ("sh:class :D", ":e", "'d'"),
        ("sh:nodeKind sh:IRI", ":d", "'d'"),
        ("sh:nodeKind sh:Literal", "'d'@en", ":d"),
        ("sh:nodeKind sh:BlankNodeOrIRI", "[]", "1"),
        ("sh:pattern '^a+$'", "'aa'", "'ab'"),
        ("sh:pattern '^http'", ":d", "[]"),
        ("sh:minInclusive 0", "0 , 3", "-1"),
        ("sh:maxInclusive 1.0", "0.99", "1.01"),
        ("sh:maxInclusive 1.0", "1", "'1'"),
        ("sh:in (:a 'b')", ":a , 'b'", ":b"),
    ] {
        let data = |values: &str| {
            let values = if values.is_empty() { String::new() } else { format!("; :p {values}") };
            format!(":c a :C {values} . :d a :D . :e a :E . :E rdfs:subClassOf :D .")
        };
        assert_eq!((one(constraint, &data(good)), one(constraint, &data(bad))), (0, 1), "{constraint}");
    }
}

#[test]
fn instances_of_subclasses_are_targets() {
    let shape = ":s a sh:NodeShape ; sh:targetClass :C ; sh:property [ sh:path :p ; sh:minCount 1 ] .";
    assert_eq!(
        found(shape, ":x a :B . :B rdfs:subClassOf :A . :A rdfs:subClassOf :C . :C rdfs:subClassOf :A .").len(),
        1
    );
}

#[test]
fn a_value_in_two_graphs_is_one_value() {
    let store = Store::new().unwrap();
    let node = NamedNodeRef::new("http://example.org/x").unwrap();
    for graph in ["http://example.org/g1", "http://example.org/g2"] {
        let graph = NamedNodeRef::new(graph).unwrap();
        store.insert(&Quad::new(node, rdf::TYPE, rap::REPORT, graph)).unwrap();
        store.insert(&Quad::new(node, rap::SHA256, Literal::from("a"), graph)).unwrap();
    }
    let shape = ":s a sh:NodeShape ; sh:targetClass rap:Report ; sh:property [ sh:path rap:sha256 ; sh:maxCount 1 ] .";
    assert_eq!(told(&store, &format!("{PREFIXES} {shape}")), Vec::<String>::new());
}

#[test]
fn a_missing_label_is_told_by_the_shapes_of_the_ontology() {
    let store = Store::new().unwrap();
    let itu = NamedNodeRef::new("http://localhost:7878/id/organisation/itu").unwrap();
    let graph = NamedNodeRef::new("http://localhost:7878/id/graph/registry-un").unwrap();
    store.insert(&Quad::new(itu, rdf::TYPE, rap::ORGANISATION, graph)).unwrap();
    let expect = "An organisation is not whole: <http://www.w3.org/2004/02/skos/core#prefLabel> (name) \
                  has 0 values, at least 1 needed (rule: has at least one name to show)";
    assert_eq!(told(&store, SHAPES), [expect]);
    store.insert(&Quad::new(itu, skos::PREF_LABEL, Literal::from("ITU"), graph)).unwrap();
    assert_eq!(told(&store, SHAPES), Vec::<String>::new());
}

#[test]
fn bare_evidence_lacks_everything() {
    let store = Store::new().unwrap();
    let node = NamedNodeRef::new("http://localhost:7878/id/evidence/d-1").unwrap();
    store.insert(&Quad::new(node, rdf::TYPE, rap::EVIDENCE, node)).unwrap();
    let told = told(&store, SHAPES);
    let lacks = ["inReport", "start", "end", "quote", "recogniser", "confidence", "supports", "supportedProperty"];
    assert_eq!(told.len(), lacks.len());
    for property in lacks {
        assert!(told.iter().any(|line| line.contains(&format!("<{NAMESPACE}{property}>"))), "{property}");
    }
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    let wrap = |inner: &str| format!(":s a sh:NodeShape ; sh:targetClass :C ; {inner} .");
    for (inner, name) in [
        ("sh:closed true", "sh:closed"),
        ("sh:targetNode :c", "sh:targetNode"),
        ("sh:property [ sh:path :p ; sh:or () ]", "sh:or"),
        ("sh:property [ sh:path :p ; sh:pattern 'a' ; sh:flags 'i' ]", "sh:flags"),
        ("sh:property [ sh:path :p ; sh:nodeKind sh:BlankNode ]", "sh:nodeKind"),
    ] {
        let text = refusal(&wrap(inner));
        assert!(text.contains(name) && text.contains("not supported"), "{text}");
    }
    assert!(refusal(":p a sh:PropertyShape ; sh:targetNode :c ; sh:path :q .").contains("not supported"));
}

#[test]
fn what_is_not_well_formed_is_refused() {
    assert!(refusal(":s a sh:NodeShape .").contains("0 values of sh:targetClass"));
    assert!(
        refusal(":s a sh:NodeShape ; sh:targetClass :C ; sh:property [ sh:path [ sh:inversePath :p ] ] .")
            .contains("no IRI")
    );
    assert!(refusal(":s a sh:NodeShape ; sh:targetClass :C ; sh:property [ sh:minCount 1 ] .").contains("sh:path"));
    assert!(
        refusal(":s a sh:NodeShape ; sh:targetClass :C ; sh:property [ sh:path :p ; sh:pattern '(' ] .")
            .contains("regular")
    );
    assert!(matches!(read("this is no Turtle"), Err(CheckError::Syntax(_))));
}
