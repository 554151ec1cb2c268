//! The graph for programs that draw it in a browser, and as linked data.

use super::{Edge, LINKS, Network, Node};
use serde_json::{Map, Value, json};

/// Elements for Cytoscape.js: `cytoscape({ elements })`.
pub(super) fn cytoscape(network: &Network) -> String {
    let element = |data| json!({ "data": data });
    let nodes: Vec<Value> = named_nodes(network).map(element).collect();
    let edges: Vec<Value> = named_edges(network).map(element).collect();
    json!({ "data": about(network), "elements": { "nodes": nodes, "edges": edges } }).to_string()
}

/// The serialisation that graphology imports.
pub(super) fn graphology(network: &Network) -> String {
    let nodes: Vec<Value> =
        network.nodes.iter().map(|node| json!({ "key": node.iri, "attributes": of_node(node) })).collect();
    let edges: Vec<Value> = edges(network)
        .map(|(id, edge, source, target)| {
            json!({ "key": id, "source": source, "target": target, "attributes": of_edge(edge) })
        })
        .collect();
    json!({
        "attributes": about(network),
        "options": { "type": "directed", "multi": true, "allowSelfLoops": false },
        "nodes": nodes,
        "edges": edges,
    })
    .to_string()
}

/// Nodes and links for d3-force, whose `id` is the address.
pub(super) fn d3(network: &Network) -> String {
    let nodes: Vec<Value> = named_nodes(network).collect();
    let links: Vec<Value> = named_edges(network).collect();
    json!({ "about": about(network), "nodes": nodes, "links": links }).to_string()
}

/// Linked data: nodes with their classes, and each edge as a statement with its weight and days.
pub(super) fn linked(network: &Network) -> String {
    let mut graph: Vec<Value> = Vec::new();
    for node in &network.nodes {
        let mut said = of_node(node);
        let class = match node.kind {
            "person" => "rap:Person",
            "organisation" => "rap:Organisation",
            "process" => "rap:Process",
            _ => "rap:Meeting",
        };
        said.remove("kind");
        said.insert("@id".to_owned(), node.iri.as_str().into());
        said.insert("@type".to_owned(), class.into());
        graph.push(Value::Object(said));
    }
    for (_, edge, source, target) in edges(network) {
        let mut said = of_edge(edge);
        said.insert("@type".to_owned(), "rdf:Statement".into());
        said.insert("subject".to_owned(), source.into());
        said.insert("object".to_owned(), target.into());
        graph.push(Value::Object(said));
    }
    let address = format!("{}feeds/graph", network.base);
    // What the kinds of edges are called.
    for (name, _) in LINKS {
        graph.push(
            json!({ "@id": format!("{address}#{name}"), "@type": "rdf:Property", "label": name.replace('-', " ") }),
        );
    }
    let date = |name: &str| json!({ "@id": format!("schema:{name}"), "@type": "xsd:date" });
    json!({
        "@context": {
            "rap": "https://w3id.org/rapporteur/",
            "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            "schema": "https://schema.org/",
            "skos": "http://www.w3.org/2004/02/skos/core#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "dct": "http://purl.org/dc/terms/",
            "label": "skos:prefLabel",
            "group": "schema:category",
            "weight": { "@id": "rdf:value", "@type": "xsd:integer" },
            "first": date("startDate"),
            "last": date("endDate"),
            "kind": { "@id": "rdf:predicate", "@type": "@vocab", "@context": { "@vocab": format!("{address}#") } },
            "subject": { "@id": "rdf:subject", "@type": "@id" },
            "object": { "@id": "rdf:object", "@type": "@id" },
            "title": "dct:title",
            "note": "dct:description",
        },
        "@id": address,
        "title": network.title,
        "note": network.note(),
        "@graph": graph,
    })
    .to_string()
}

/// The edges, with a name that is theirs in this graph, and the addresses of their ends.
fn edges(network: &Network) -> impl Iterator<Item = (String, &Edge, &str, &str)> {
    network.edges.iter().filter_map(|edge| {
        let (source, target) = (network.nodes.get(edge.source)?, network.nodes.get(edge.target)?);
        Some((format!("{} {} {}", edge.kind, source.iri, target.iri), edge, source.iri.as_str(), target.iri.as_str()))
    })
}

/// The nodes with their names.
fn named_nodes(network: &Network) -> impl Iterator<Item = Value> {
    network.nodes.iter().map(|node| {
        let mut data = of_node(node);
        data.insert("id".to_owned(), node.iri.as_str().into());
        data.into()
    })
}

/// The edges with their names and ends.
fn named_edges(network: &Network) -> impl Iterator<Item = Value> {
    edges(network).map(|(id, edge, source, target)| {
        let mut data = of_edge(edge);
        data.insert("id".to_owned(), id.into());
        data.insert("source".to_owned(), source.into());
        data.insert("target".to_owned(), target.into());
        data.into()
    })
}

fn of_node(node: &Node) -> Map<String, Value> {
    let mut data = Map::new();
    data.insert("label".to_owned(), node.label.as_str().into());
    data.insert("kind".to_owned(), node.kind.into());
    data.insert("weight".to_owned(), node.weight.into());
    for (name, value) in [("group", &node.group), ("first", &node.first), ("last", &node.last)] {
        if let Some(value) = value {
            data.insert(name.to_owned(), value.as_str().into());
        }
    }
    data
}

fn of_edge(edge: &Edge) -> Map<String, Value> {
    let mut data = Map::new();
    data.insert("kind".to_owned(), edge.kind.into());
    data.insert("weight".to_owned(), edge.strength.weight.into());
    for (name, value) in [("first", &edge.strength.first), ("last", &edge.strength.last)] {
        if let Some(value) = value {
            data.insert(name.to_owned(), value.as_str().into());
        }
    }
    data
}

/// What the graph says of itself.
fn about(network: &Network) -> Value {
    json!({
        "title": network.title,
        "note": network.note(),
        "nodes": network.nodes.len(),
        "edges": network.edges.len(),
        "leftOut": { "nodes": network.left_out.0, "edges": network.left_out.1 },
    })
}
