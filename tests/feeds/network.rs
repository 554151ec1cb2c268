//! The graph in its formats.

use super::support::{printed, served};
use super::{BASE, Element, SAMPLES, counted, elements, feed, json, over_small, written};
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Edges by kind: how many, and the sum of their weights.
fn sums(graph: &Value) -> BTreeMap<String, (usize, usize)> {
    let mut sums: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for link in graph["links"].as_array().unwrap() {
        let sum = sums.entry(link["kind"].as_str().unwrap().to_owned()).or_default();
        sum.0 += 1;
        sum.1 += usize::try_from(link["weight"].as_u64().unwrap()).unwrap();
    }
    sums
}

#[test]
fn edges_are_as_many_and_as_heavy_as_sparql_counts() {
    let server = &SAMPLES.server;
    let sums = sums(&json(server, "graph?format=d3"));
    let pairs = |what: &str, pattern: &str| {
        counted(server, &format!("(COUNT(*) AS ?n) {{ {{ SELECT DISTINCT {what} {{ {pattern} }} }} }}"))
    };
    let meeting = "?c rap:inRecord/rap:recordOf ?m .";
    let listed = "?p rap:status <https://w3id.org/rapporteur/status/present> ; rap:listedName ?x ; rap:person ?a ; rap:inRecord/rap:recordOf ?m .";
    assert_eq!(sums["attended"], (pairs("?a ?m", listed), pairs("?a ?m", listed)));
    let spoke = format!("?c a rap:Contribution ; rap:speaker ?a . {meeting}");
    assert_eq!(sums["spoke-at"], (pairs("?a ?m", &spoke), pairs("?a ?c", &spoke)));
    let about = "?c a rap:Contribution ; rap:speaker ?a ; rap:subject ?s . ?s a rap:Process .";
    assert_eq!(sums["spoke-about"], (pairs("?a ?s", about), pairs("?a ?s ?c", about)));
    let answered = "?c a rap:Contribution ; rap:speaker ?a ; rap:repliesTo ?b . FILTER(?a != ?b)";
    assert_eq!(sums["answered"], (pairs("?a ?b", answered), pairs("?a ?b ?c", answered)));
    let bodies = "?p rap:person ?a ; rap:organisation ?b ; rap:inRecord/rap:recordOf ?m .";
    assert_eq!(sums["affiliated-with"], (pairs("?a ?b", bodies), pairs("?a ?b ?m", bodies)));
    let promised = format!("?c a rap:Commitment ; rap:responsible ?a . {meeting}");
    assert_eq!(sums["committed-at"], (pairs("?a ?m", &promised), pairs("?a ?c", &promised)));
    let named = "?x rap:refersTo ?s ; rap:inReport/rap:record/rap:recordOf ?m . ?s a rap:Process .";
    assert_eq!(sums["named-at"], (pairs("?s ?m", named), pairs("?s ?x", named)));
    let decided = "?d a rap:Decision ; rap:inReport ?r ; rap:start ?from ; rap:end ?to . ?x rap:inReport ?r ; rap:start ?start ; rap:end ?end ; \
                   rap:refersTo ?s . ?s a rap:Process . ?r rap:record/rap:recordOf ?m . FILTER(?from <= ?start && ?end <= ?to)";
    assert_eq!(sums["decided-on"], (pairs("?m ?s", decided), pairs("?d ?s", decided)));
    assert_eq!(sums.len(), 8);
}

#[test]
fn every_format_says_the_same_and_says_it_again() {
    let server = &SAMPLES.server;
    let d3 = json(server, "graph?format=d3");
    let nodes: BTreeSet<&str> =
        d3["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
    let size = (nodes.len(), d3["links"].as_array().unwrap().len());
    assert_eq!(d3["nodes"].as_array().unwrap().len(), size.0);
    for link in d3["links"].as_array().unwrap() {
        assert!(nodes.contains(link["source"].as_str().unwrap()) && nodes.contains(link["target"].as_str().unwrap()));
        assert!(link["first"].as_str() <= link["last"].as_str(), "{link}");
    }
    let cytoscape = json(server, "graph");
    let elements = &cytoscape["elements"];
    assert_eq!((elements["nodes"].as_array().unwrap().len(), elements["edges"].as_array().unwrap().len()), size);
    assert!(elements["edges"][0]["data"]["source"].is_string() && elements["nodes"][0]["data"]["id"].is_string());
    let graphology = json(server, "graph?format=graphology");
    assert_eq!((graphology["nodes"].as_array().unwrap().len(), graphology["edges"].as_array().unwrap().len()), size);
    assert_eq!(
        (&graphology["options"]["multi"], &graphology["options"]["type"]),
        (&Value::Bool(true), &"directed".into())
    );
    assert!(graphology["nodes"].as_array().unwrap().iter().all(|node| nodes.contains(node["key"].as_str().unwrap())));
    let keys: BTreeSet<&str> =
        graphology["edges"].as_array().unwrap().iter().map(|edge| edge["key"].as_str().unwrap()).collect();
    assert_eq!(keys.len(), size.1);
    assert_eq!(gexf(&feed(server, "graph?format=gexf")), size);
    assert_eq!(graphml(&feed(server, "graph?format=graphml")), size);
    assert_eq!(linked(&feed(server, "graph?format=jsonld")), size);
    // The command line says what the service says, byte for byte.
    for format in ["gexf", "graphml", "cytoscape", "graphology", "d3"] {
        let said = printed(SAMPLES.aside.path(), &["export", "--format", format, "--process", "GDC", "--limit", "20"]);
        assert_eq!(said, feed(server, &format!("graph?format={format}&process=GDC&limit=20")), "{format}");
    }
    let wrong = served::run(SAMPLES.aside.path(), &["export", "--format", "nq", "--kind", "person"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(served::err(&wrong).contains("--kind"), "{}", served::err(&wrong));
    let wrong = served::run(SAMPLES.aside.path(), &["export", "--format", "gexf", "--kind", "animal"]);
    assert_eq!(wrong.status.code(), Some(2));
}

/// Whether a name is one of XML's (xs:NMTOKEN).
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "._:-".contains(c))
}

/// Holds GEXF against what its schema demands; nodes and edges.
pub(crate) fn gexf(text: &str) -> (usize, usize) {
    let all = elements(text);
    let at = |path: &str| all.iter().filter(|element| element.path == path).collect::<Vec<_>>();
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("gexf", &["xmlns", "version"][..]),
        ("gexf/meta", &[]),
        ("gexf/meta/creator", &[]),
        ("gexf/meta/description", &[]),
        ("gexf/graph", &["defaultedgetype", "mode", "timeformat"]),
        ("gexf/graph/attributes", &["class", "mode"]),
        ("gexf/graph/attributes/attribute", &["id", "title", "type"]),
        ("gexf/graph/nodes", &[]),
        ("gexf/graph/nodes/node", &["id", "label", "start", "end"]),
        ("gexf/graph/nodes/node/attvalues", &[]),
        ("gexf/graph/nodes/node/attvalues/attvalue", &["for", "value"]),
        ("gexf/graph/edges", &[]),
        ("gexf/graph/edges/edge", &["id", "source", "target", "kind", "label", "weight", "start", "end"]),
        ("gexf/graph/edges/edge/attvalues", &[]),
        ("gexf/graph/edges/edge/attvalues/attvalue", &["for", "value"]),
    ]);
    for element in &all {
        let attributes = allowed.get(element.path.as_str()).unwrap_or_else(|| panic!("{} is no element", element.path));
        for name in element.attributes.keys() {
            assert!(attributes.contains(&name.as_str()), "{} has no {name}", element.path);
        }
    }
    let root = &all[0].attributes;
    assert_eq!((root["xmlns"].as_str(), root["version"].as_str()), ("http://gexf.net/1.3", "1.3"));
    let graph = &at("gexf/graph")[0].attributes;
    assert_eq!(
        (graph["mode"].as_str(), graph["timeformat"].as_str(), graph["defaultedgetype"].as_str()),
        ("dynamic", "date", "directed")
    );
    let mut declared: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut class = String::new();
    for element in &all {
        match element.path.as_str() {
            "gexf/graph/attributes" => class.clone_from(&element.attributes["class"]),
            "gexf/graph/attributes/attribute" => {
                assert!(["string", "integer"].contains(&element.attributes["type"].as_str()));
                declared.entry(class.clone()).or_default().insert(element.attributes["id"].clone());
            }
            path if path.ends_with("node/attvalues/attvalue") => {
                assert!(declared["node"].contains(&element.attributes["for"]));
            }
            path if path.ends_with("edge/attvalues/attvalue") => {
                assert!(declared["edge"].contains(&element.attributes["for"]));
            }
            _ => {}
        }
    }
    let (nodes, edges) = (at("gexf/graph/nodes/node"), at("gexf/graph/edges/edge"));
    let ids: BTreeSet<&String> = nodes.iter().map(|node| &node.attributes["id"]).collect();
    assert_eq!(ids.len(), nodes.len());
    assert_eq!(edges.iter().map(|edge| &edge.attributes["id"]).collect::<BTreeSet<_>>().len(), edges.len());
    for edge in &edges {
        assert!(ids.contains(&edge.attributes["source"]) && ids.contains(&edge.attributes["target"]));
        assert!(edge.attributes["weight"].parse::<f64>().unwrap() > 0.0);
    }
    for element in nodes.iter().chain(&edges) {
        for name in ["start", "end"] {
            if let Some(date) = element.attributes.get(name) {
                assert!(date.parse::<jiff::civil::Date>().is_ok(), "{date}");
            }
        }
    }
    (nodes.len(), edges.len())
}

/// Holds GraphML against what its schema demands; nodes and edges.
pub(crate) fn graphml(text: &str) -> (usize, usize) {
    let all = elements(text);
    let at = |path: &str| all.iter().filter(|element| element.path == path).collect::<Vec<&Element>>();
    assert_eq!(all[0].attributes["xmlns"], "http://graphml.graphdrawing.org/xmlns");
    let keys: BTreeMap<&str, (&str, &str)> = at("graphml/key")
        .into_iter()
        .map(|key| {
            assert!(is_token(&key.attributes["id"]));
            assert!(["string", "int"].contains(&key.attributes["attr.type"].as_str()));
            (key.attributes["id"].as_str(), (key.attributes["for"].as_str(), key.attributes["attr.type"].as_str()))
        })
        .collect();
    for (path, of) in
        [("graphml/graph/data", "graph"), ("graphml/graph/node/data", "node"), ("graphml/graph/edge/data", "edge")]
    {
        assert!(!at(path).is_empty(), "{path}");
        for data in at(path) {
            let (whose, kind) = keys[data.attributes["key"].as_str()];
            assert_eq!(whose, of);
            assert!(kind == "string" || data.text.parse::<u32>().is_ok(), "{data:?}");
        }
    }
    let (nodes, edges) = (at("graphml/graph/node"), at("graphml/graph/edge"));
    let ids: BTreeSet<&String> = nodes.iter().map(|node| &node.attributes["id"]).collect();
    assert_eq!(ids.len(), nodes.len());
    assert!(ids.iter().all(|id| is_token(id)));
    for edge in &edges {
        assert!(ids.contains(&edge.attributes["source"]) && ids.contains(&edge.attributes["target"]));
    }
    (nodes.len(), edges.len())
}

/// Reads the JSON-LD as RDF; nodes and statements.
pub(crate) fn linked(text: &str) -> (usize, usize) {
    let format = RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() };
    let quads: Vec<_> = RdfParser::from_format(format).for_slice(text).map(|quad| quad.unwrap()).collect();
    let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    let typed = |class: &str| {
        let class = oxigraph::model::Term::from(oxigraph::model::NamedNode::new(class).unwrap());
        quads.iter().filter(|quad| quad.predicate.as_str() == format!("{rdf}type") && quad.object == class).count()
    };
    let classes = ["Person", "Organisation", "Meeting", "Process"];
    let nodes = classes.iter().map(|class| typed(&format!("https://w3id.org/rapporteur/{class}"))).sum();
    let predicates: BTreeSet<String> = quads
        .iter()
        .filter(|quad| quad.predicate.as_str() == format!("{rdf}predicate"))
        .map(|quad| quad.object.to_string())
        .collect();
    assert!(predicates.iter().all(|name| name.starts_with(&format!("<{BASE}feeds/graph#"))), "{predicates:?}");
    (nodes, typed(&format!("{rdf}Statement")))
}

#[test]
fn filters_leave_what_they_say() {
    let server = &SAMPLES.server;
    let all = json(server, "graph?format=d3");
    let kinds = |graph: &Value| -> BTreeSet<String> {
        graph["nodes"].as_array().unwrap().iter().map(|node| node["kind"].as_str().unwrap().to_owned()).collect()
    };
    let two = json(server, "graph?format=d3&kind=person,meeting&edges=attended&edges=spoke-at");
    assert_eq!(kinds(&two), BTreeSet::from(["person".to_owned(), "meeting".to_owned()]));
    assert_eq!(sums(&two).keys().collect::<Vec<_>>(), ["attended", "spoke-at"]);
    assert_eq!(sums(&two)["attended"], sums(&all)["attended"]);
    let year = json(server, "graph?format=d3&from=2022&to=2022-09");
    assert!(year["links"].as_array().unwrap().iter().all(|link| link["first"].as_str().unwrap().starts_with("2022")));
    assert!(!year["links"].as_array().unwrap().is_empty());
    let focus = format!("{BASE}id/person/jorge-cancio");
    let near = json(server, &format!("graph?format=d3&focus={}", written(&focus)));
    for node in near["nodes"].as_array().unwrap() {
        let id = node["id"].as_str().unwrap();
        let linked = near["links"].as_array().unwrap().iter().any(|link| {
            let ends = [link["source"].as_str().unwrap(), link["target"].as_str().unwrap()];
            ends.contains(&focus.as_str()) && ends.contains(&id)
        });
        assert!(id == focus || linked, "{id}");
    }
    let far = json(server, "graph?format=d3&focus=Jorge%20Cancio&depth=2");
    assert!(far["nodes"].as_array().unwrap().len() > near["nodes"].as_array().unwrap().len());
    let few = json(server, "graph?format=d3&limit=7");
    assert_eq!(few["nodes"].as_array().unwrap().len(), 7);
    let left = all["nodes"].as_array().unwrap().len() - 7;
    assert_eq!(few["about"]["leftOut"]["nodes"], left);
    assert!(few["about"]["note"].as_str().unwrap().contains(&left.to_string()));
    let lightest = few["nodes"].as_array().unwrap().iter().map(|node| node["weight"].as_u64().unwrap()).min();
    let heavier = all["nodes"].as_array().unwrap().iter().filter(|node| node["weight"].as_u64() > lightest).count();
    assert!(heavier < 7);
    // A process by its address and by its abbreviation.
    let process = "https://w3id.org/rapporteur/process/global-digital-compact";
    let by_name = feed(server, "graph?format=d3&process=gdc");
    assert_eq!(by_name, feed(server, &format!("graph?format=d3&process={}", written(process))));
    let said = serde_json::from_str::<Value>(&by_name).unwrap();
    let about =
        format!("(COUNT(DISTINCT ?a) AS ?n) {{ ?c a rap:Contribution ; rap:speaker ?a ; rap:subject <{process}> }}");
    assert_eq!(sums(&said)["spoke-about"].0, counted(server, &about));
}

#[test]
fn what_curators_corrected_counts() {
    let edges = |trig: &str| {
        let (_folder, server) = over_small(trig);
        sums(&json(&server, "graph?format=d3&edges=attended")).get("attended").map_or(0, |sum| sum.0)
    };
    assert_eq!(edges(""), 1);
    let corrected = "<id/graph/resolution> { <id/participation/aaa-1> rap:correctedBy <id/judgement/1> } \
                     <id/graph/judgements> { <id/judgement/1> rap:judgedProperty rap:status ; rap:correctedValue <https://w3id.org/rapporteur/status/apologies> }";
    assert_eq!(edges(corrected), 0);
}
