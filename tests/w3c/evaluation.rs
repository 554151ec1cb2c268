//! Tests that evaluate a query or an update over data, and those that only look at their syntax.

use super::manifest::{MF, Manifest, Test, graph_of, iri_of, node, path_of};
use super::{TOKEN, Verdict};
use crate::served::{Reply, Server, encoded};
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{BlankNode, Dataset, Graph, GraphName, Literal, NamedNode, Quad, Term, Triple};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};
use oxsdatatypes::{Boolean, Decimal, Double, Float, Integer};
use std::collections::BTreeMap;
use std::path::Path;

const QT: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#";
const UT: &str = "http://www.w3.org/2009/sparql/tests/test-update#";
const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";

/// Takes everything out of the store.
pub(crate) fn clear(server: &Server) -> Verdict {
    accepted(&post_update(server, "DROP ALL"), "DROP ALL")
}

/// Puts a graph into the store, without a name or with one.
pub(crate) fn put(server: &Server, name: Option<&str>, graph: &Graph) -> Verdict {
    let mut serializer = RdfSerializer::from_format(RdfFormat::NTriples).for_writer(Vec::new());
    graph.iter().for_each(|triple| serializer.serialize_triple(triple).unwrap());
    let text = String::from_utf8(serializer.finish().unwrap()).unwrap();
    let target = name.map_or_else(|| "/data?default".to_owned(), |name| format!("/data?graph={}", encoded(name)));
    let authorization = format!("Bearer {TOKEN}");
    let headers = [("Content-Type", "application/n-triples"), ("Authorization", authorization.as_str())];
    accepted(&server.send("PUT", &target, &headers, &text), &target)
}

fn post_update(server: &Server, update: &str) -> Reply {
    let authorization = format!("Bearer {TOKEN}");
    let headers = [("Content-Type", "application/sparql-update"), ("Authorization", authorization.as_str())];
    server.send("POST", "/update", &headers, update)
}

fn accepted(reply: &Reply, what: &str) -> Verdict {
    if (200..300).contains(&reply.status) { Ok(()) } else { Err(format!("{what}: {} {}", reply.status, reply.body)) }
}

/// The text of a file, with the base that it has as a file.
fn with_base(file: &str) -> String {
    let text = std::fs::read_to_string(path_of(file)).unwrap();
    format!("BASE <{file}>\n{text}")
}

/// A query over data, whose results are compared with those that are right.
pub(crate) fn query(server: &Server, manifest: &Manifest, test: &Test) -> Verdict {
    clear(server)?;
    let action = manifest.value(test.node.as_ref(), &format!("{MF}action")).unwrap();
    let files = |property: &str| manifest.values(node(&action).unwrap().as_ref(), &format!("{QT}{property}"));
    let mut default = Graph::new();
    for file in files("data") {
        default.extend(graph_of(iri(&file)).iter());
    }
    put(server, None, &default)?;
    for file in files("graphData") {
        put(server, Some(iri(&file)), &graph_of(iri(&file)))?;
    }
    let text = with_base(&manifest.text(&action, &format!("{QT}query")).unwrap());
    let Some(Term::NamedNode(right)) = manifest.value(test.node.as_ref(), &format!("{MF}result")) else {
        return Err("no result to compare with".to_owned());
    };
    let right = right.as_str();
    let post = |accept: &str| {
        server.send("POST", "/sparql", &[("Content-Type", "application/sparql-query"), ("Accept", accept)], &text)
    };
    let extension = Path::new(right).extension().unwrap().to_str().unwrap();
    match extension {
        "csv" | "tsv" => {
            let reply = post(if extension == "csv" { "text/csv" } else { "text/tab-separated-values" });
            accepted(&reply, "query")?;
            if extension == "tsv" {
                let right = std::fs::read(path_of(right)).unwrap();
                return same(
                    &table(&right, QueryResultsFormat::Tsv)?,
                    &table(reply.body.as_bytes(), QueryResultsFormat::Tsv)?,
                );
            }
            return same(&rows(&std::fs::read_to_string(path_of(right)).unwrap()), &rows(&reply.body));
        }
        "srx" | "srj" => {
            let format = if extension == "srx" { QueryResultsFormat::Xml } else { QueryResultsFormat::Json };
            let right = table(&std::fs::read(path_of(right)).unwrap(), format)?;
            for (accept, format) in [
                ("application/sparql-results+json", QueryResultsFormat::Json),
                ("application/sparql-results+xml", QueryResultsFormat::Xml),
            ] {
                let reply = post(accept);
                accepted(&reply, "query")?;
                same(&right, &table(reply.body.as_bytes(), format)?)?;
            }
            return Ok(());
        }
        _ => {}
    }
    let mut right = graph_of(right);
    let reply = post("text/turtle, application/sparql-results+json;q=0.5");
    accepted(&reply, "query")?;
    if reply.kind().starts_with("text/turtle") {
        let mut given = super::manifest::graph(reply.body.as_bytes(), RdfFormat::Turtle, "http://localhost/");
        right.canonicalize(CanonicalizationAlgorithm::Unstable);
        given.canonicalize(CanonicalizationAlgorithm::Unstable);
        return if right == given { Ok(()) } else { Err(format!("instead of\n{right}\nthere is\n{given}")) };
    }
    same(&of_result_set(&right), &table(reply.body.as_bytes(), QueryResultsFormat::Json)?)
}

/// The rows of a table, each value with its column, since `SELECT *` promises no order of these; numbers by their value, blank nodes as such.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let value = |value: &str| match value.parse::<f64>() {
        Ok(number) => number.to_string(),
        Err(_) if value.starts_with("_:") => "_:".to_owned(),
        Err(_) => value.to_owned(),
    };
    let row = |line: &str| {
        // The one value in these tests that has a comma is quoted.
        let line = line.replace("\"4,4\"", "4;4").replace("\"5,5\"", "5;5");
        let mut row: Vec<String> =
            columns.iter().zip(line.split(',')).map(|(column, text)| format!("{column}={}", value(text))).collect();
        row.sort();
        row
    };
    let mut rows: Vec<Vec<String>> = lines.map(row).collect();
    rows.sort();
    rows
}

/// A number in the form in which the store keeps it: Oxigraph keeps values, so that `1.0` comes back as `1`.
fn by_value(term: Term) -> Term {
    let Term::Literal(literal) = &term else { return term };
    let (text, datatype) = (literal.value(), literal.datatype());
    let value = match datatype {
        xsd::DECIMAL => text.parse::<Decimal>().map(|value| value.to_string()).ok(),
        xsd::DOUBLE => text.parse::<Double>().map(|value| value.to_string()).ok(),
        xsd::FLOAT => text.parse::<Float>().map(|value| value.to_string()).ok(),
        xsd::BOOLEAN => text.parse::<Boolean>().map(|value| value.to_string()).ok(),
        xsd::INTEGER => text.parse::<Integer>().map(|value| value.to_string()).ok(),
        _ => None,
    };
    value.map_or(term.clone(), |value| Literal::new_typed_literal(value, datatype).into())
}

fn same<T: PartialEq + std::fmt::Debug>(right: &T, given: &T) -> Verdict {
    if right == given { Ok(()) } else { Err(format!("instead of\n{right:#?}\nthere is\n{given:#?}")) }
}

fn iri(term: &Term) -> &str {
    match term {
        Term::NamedNode(node) => node.as_str(),
        other => panic!("no IRI: {other}"),
    }
}

/// Results as canonical triples, so that blank nodes are compared by what they stand for: a node a row, a property a variable.
fn table(bytes: &[u8], format: QueryResultsFormat) -> Result<Vec<String>, String> {
    let parsed = QueryResultsParser::from_format(format).for_reader(bytes).map_err(|e| e.to_string())?;
    match parsed {
        ReaderQueryResultsParserOutput::Boolean(value) => Ok(vec![value.to_string()]),
        ReaderQueryResultsParserOutput::Solutions(solutions) => {
            let mut rows = Vec::new();
            for solution in solutions {
                let solution = solution.map_err(|e| e.to_string())?;
                rows.push(
                    solution.iter().map(|(name, term)| (name.as_str().to_owned(), by_value(term.clone()))).collect(),
                );
            }
            Ok(canonical(rows))
        }
    }
}

fn canonical(rows: Vec<BTreeMap<String, Term>>) -> Vec<String> {
    let mut graph = Graph::new();
    let without_nodes = |row: &BTreeMap<String, Term>| !row.values().any(Term::is_blank_node);
    // Rows without blank nodes are compared as they are: many that are the same are hard to put in a canonical order.
    let (plain, blank): (Vec<_>, Vec<_>) = rows.into_iter().partition(without_nodes);
    for row in blank {
        let node = BlankNode::default();
        for (name, term) in row {
            let name = NamedNode::new_unchecked(format!("urn:variable:{name}"));
            graph.insert(&Triple::new(node.clone(), name, term));
        }
    }
    graph.canonicalize(CanonicalizationAlgorithm::Unstable);
    let mut all: Vec<String> = graph.iter().map(|triple| triple.to_string()).collect();
    all.extend(plain.iter().map(|row| format!("{row:?}")));
    all.sort();
    all
}

/// The rows of a result set that is written as RDF.
fn of_result_set(graph: &Graph) -> Vec<String> {
    let rs =
        |name: &str| NamedNode::new_unchecked(format!("http://www.w3.org/2001/sw/DataAccess/tests/result-set#{name}"));
    let object = |subject: &Term, name: &str| {
        graph.object_for_subject_predicate(&node(subject).unwrap(), &rs(name)).map(oxigraph::model::TermRef::into_owned)
    };
    if let Some(triple) = graph.triples_for_predicate(&rs("boolean")).next() {
        return vec![if triple.object == Literal::from(true).as_ref().into() { "true" } else { "false" }.to_owned()];
    }
    let rows = graph.triples_for_predicate(&rs("solution")).map(|triple| {
        let row = node(&triple.object.into_owned()).unwrap();
        let bindings = graph.objects_for_subject_predicate(&row, &rs("binding"));
        let pair = |binding: oxigraph::model::TermRef<'_>| {
            let binding = binding.into_owned();
            let Some(Term::Literal(name)) = object(&binding, "variable") else { panic!("no variable") };
            (name.value().to_owned(), by_value(object(&binding, "value").unwrap()))
        };
        bindings.map(pair).collect()
    });
    canonical(rows.collect())
}

/// An update over data, after which the store must hold what is right.
pub(crate) fn update(server: &Server, manifest: &Manifest, test: &Test) -> Verdict {
    clear(server)?;
    let action = manifest.value(test.node.as_ref(), &format!("{MF}action")).unwrap();
    let result = manifest.value(test.node.as_ref(), &format!("{MF}result")).unwrap();
    for quads in [state(manifest, &action)] {
        let mut graphs: BTreeMap<String, Graph> = BTreeMap::new();
        for quad in &quads {
            let name = match quad.graph_name {
                oxigraph::model::GraphNameRef::NamedNode(node) => node.as_str().to_owned(),
                _ => String::new(),
            };
            graphs.entry(name).or_default().insert(oxigraph::model::TripleRef::from(quad));
        }
        for (name, graph) in graphs {
            put(server, Some(name.as_str()).filter(|name| !name.is_empty()), &graph)?;
        }
    }
    let text = with_base(&manifest.text(&action, &format!("{UT}request")).unwrap());
    accepted(&post_update(server, &text), "update")?;
    let mut right = state(manifest, &result);
    let mut given = Dataset::new();
    let default = server.get("/data?default", "text/turtle").body;
    let graphs = server.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "text/csv").body;
    let mut add = |text: &str, name: GraphName| {
        for triple in &super::manifest::graph(text.as_bytes(), RdfFormat::Turtle, "http://localhost/") {
            given.insert(&Quad::new(triple.subject, triple.predicate, triple.object, name.clone()));
        }
    };
    add(&default, GraphName::DefaultGraph);
    for name in graphs.lines().skip(1) {
        let text = server.get(&format!("/data?graph={}", encoded(name)), "text/turtle").body;
        add(&text, NamedNode::new(name).unwrap().into());
    }
    right.canonicalize(CanonicalizationAlgorithm::Unstable);
    given.canonicalize(CanonicalizationAlgorithm::Unstable);
    if right == given { Ok(()) } else { Err(format!("instead of\n{right}\nthere is\n{given}")) }
}

/// What the store holds before or after an update, as the manifest says.
fn state(manifest: &Manifest, of: &Term) -> Dataset {
    let mut quads = Dataset::new();
    let mut add = |graph: &Graph, name: GraphName| {
        for triple in graph {
            quads.insert(&Quad::new(triple.subject, triple.predicate, triple.object, name.clone()));
        }
    };
    let subject = node(of).unwrap();
    for file in manifest.values(subject.as_ref(), &format!("{UT}data")) {
        add(&graph_of(iri(&file)), GraphName::DefaultGraph);
    }
    for data in manifest.values(subject.as_ref(), &format!("{UT}graphData")) {
        let file = manifest.text(&data, &format!("{UT}graph")).unwrap();
        add(&graph_of(&file), NamedNode::new(manifest.text(&data, LABEL).unwrap()).unwrap().into());
    }
    quads
}

/// Whether a query or an update is taken for one.
pub(crate) fn syntax(server: &Server, manifest: &Manifest, test: &Test, is_update: bool, right: bool) -> Verdict {
    let action = manifest.value(test.node.as_ref(), &format!("{MF}action")).unwrap();
    let text = with_base(iri(&action));
    let reply = if is_update {
        clear(server)?;
        post_update(server, &text)
    } else {
        server.send("POST", "/sparql", &[("Content-Type", "application/sparql-query")], &text)
    };
    let wrong = reply.status == 400 && reply.body.contains(" is wrong");
    if wrong == right {
        Err(format!("{}: {} {}", iri_of(&path_of(iri(&action))), reply.status, reply.body))
    } else {
        Ok(())
    }
}
