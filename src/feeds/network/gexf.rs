//! GEXF 1.3, as Gephi reads it: a graph over time, in days.

use super::super::FeedError;
use super::super::xml::Document;
use super::Network;

/// The graph as GEXF.
pub(super) fn write(network: &Network) -> Result<String, FeedError> {
    let mut document = Document::begin()?;
    document.open("gexf", &[("xmlns", "http://gexf.net/1.3"), ("version", "1.3")])?;
    document.open("meta", &[])?;
    document.text("creator", &[], "Rapporteur")?;
    document.text("description", &[], &format!("{}. {}", network.title, network.note()))?;
    document.close("meta")?;
    document.open("graph", &[("defaultedgetype", "directed"), ("mode", "dynamic"), ("timeformat", "date")])?;
    attributes(&mut document, "node", &[("kind", "string"), ("group", "string"), ("weight", "integer")])?;
    attributes(&mut document, "edge", &[("kind", "string")])?;
    document.open("nodes", &[])?;
    for node in &network.nodes {
        let mut own = vec![("id", node.iri.as_str()), ("label", node.label.as_str())];
        own.extend(node.first.as_deref().map(|first| ("start", first)));
        own.extend(node.last.as_deref().map(|last| ("end", last)));
        document.open("node", &own)?;
        document.open("attvalues", &[])?;
        let weight = node.weight.to_string();
        let group = node.group.as_deref().map(|group| ("group", group));
        for (name, value) in [Some(("kind", node.kind)), group, Some(("weight", weight.as_str()))].into_iter().flatten()
        {
            document.empty("attvalue", &[("for", name), ("value", value)])?;
        }
        document.close("attvalues")?;
        document.close("node")?;
    }
    document.close("nodes")?;
    document.open("edges", &[])?;
    for (number, edge) in network.edges.iter().enumerate() {
        let (Some(source), Some(target)) = (network.nodes.get(edge.source), network.nodes.get(edge.target)) else {
            continue;
        };
        let (id, weight) = (format!("e{number}"), edge.strength.weight.to_string());
        let mut own = vec![
            ("id", id.as_str()),
            ("source", source.iri.as_str()),
            ("target", target.iri.as_str()),
            // Two nodes may be linked in several ways: edges of one kind are then one.
            ("kind", edge.kind),
            ("label", edge.kind),
            ("weight", weight.as_str()),
        ];
        own.extend(edge.strength.first.as_deref().map(|first| ("start", first)));
        own.extend(edge.strength.last.as_deref().map(|last| ("end", last)));
        document.open("edge", &own)?;
        document.open("attvalues", &[])?;
        document.empty("attvalue", &[("for", "kind"), ("value", edge.kind)])?;
        document.close("attvalues")?;
        document.close("edge")?;
    }
    document.close("edges")?;
    document.close("graph")?;
    document.close("gexf")?;
    document.end()
}

fn attributes(document: &mut Document, class: &str, all: &[(&str, &str)]) -> Result<(), FeedError> {
    document.open("attributes", &[("class", class), ("mode", "static")])?;
    for (name, kind) in all {
        document.empty("attribute", &[("id", name), ("title", name), ("type", kind)])?;
    }
    document.close("attributes")
}
