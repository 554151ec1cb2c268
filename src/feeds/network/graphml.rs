//! GraphML, with a key for all that is said of a node or an edge.

use super::super::FeedError;
use super::super::xml::Document;
use super::Network;

/// The keys: name, what they are for, and the type of their values.
const KEYS: [(&str, &str, &str); 13] = [
    ("title", "graph", "string"),
    ("note", "graph", "string"),
    ("iri", "node", "string"),
    ("label", "node", "string"),
    ("kind", "node", "string"),
    ("group", "node", "string"),
    ("weight", "node", "int"),
    ("first", "node", "string"),
    ("last", "node", "string"),
    ("kind", "edge", "string"),
    ("weight", "edge", "int"),
    ("first", "edge", "string"),
    ("last", "edge", "string"),
];

/// The graph as GraphML. Names of nodes are no addresses there, since these are not what the schema takes for a name.
pub(super) fn write(network: &Network) -> Result<String, FeedError> {
    let mut document = Document::begin()?;
    document.open("graphml", &[("xmlns", "http://graphml.graphdrawing.org/xmlns")])?;
    for (name, of, kind) in KEYS {
        let id = format!("{of}-{name}");
        document.empty("key", &[("id", &id), ("for", of), ("attr.name", name), ("attr.type", kind)])?;
    }
    document.open("graph", &[("id", "minutes"), ("edgedefault", "directed")])?;
    values(&mut document, "graph", &[("title", Some(&network.title)), ("note", Some(&network.note()))])?;
    for (number, node) in network.nodes.iter().enumerate() {
        document.open("node", &[("id", &format!("n{number}"))])?;
        let weight = node.weight.to_string();
        let said = [
            ("iri", Some(node.iri.as_str())),
            ("label", Some(&node.label)),
            ("kind", Some(node.kind)),
            ("group", node.group.as_deref()),
            ("weight", Some(&weight)),
            ("first", node.first.as_deref()),
            ("last", node.last.as_deref()),
        ];
        values(&mut document, "node", &said)?;
        document.close("node")?;
    }
    for (number, edge) in network.edges.iter().enumerate() {
        let (source, target) = (format!("n{}", edge.source), format!("n{}", edge.target));
        document.open("edge", &[("id", &format!("e{number}")), ("source", &source), ("target", &target)])?;
        let weight = edge.strength.weight.to_string();
        let said = [
            ("kind", Some(edge.kind)),
            ("weight", Some(weight.as_str())),
            ("first", edge.strength.first.as_deref()),
            ("last", edge.strength.last.as_deref()),
        ];
        values(&mut document, "edge", &said)?;
        document.close("edge")?;
    }
    document.close("graph")?;
    document.close("graphml")?;
    document.end()
}

fn values(document: &mut Document, of: &str, all: &[(&str, Option<&str>)]) -> Result<(), FeedError> {
    for (name, value) in all {
        if let Some(value) = value {
            document.text("data", &[("key", &format!("{of}-{name}"))], value)?;
        }
    }
    Ok(())
}
