//! `GET /sparql` without a query: the SPARQL 1.1 Service Description, and the bounds that queries have here.

use super::App;
use super::answer::whole;
use super::graphs::OFFERS;
use super::negotiation;
use super::problem::Problem;
use super::queries::FORMAT;
use crate::catalogue::{DefaultGraph, ResultFormat};
use crate::graph::vocabulary::NAMESPACE;
use crate::store::with_prefixes;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use oxigraph::io::RdfSerializer;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{BlankNode, Literal, NamedNode, Term, Triple};
use std::io;

const SD: &str = "http://www.w3.org/ns/sparql-service-description#";
const FORMATS: &str = "http://www.w3.org/ns/formats/";
const RESULTS: [&str; 7] = [
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
];
const INPUTS: [&str; 4] = ["Turtle", "N-Triples", "RDF_XML", "JSON-LD"];

/// The headers by which to describe the service, where nothing else is asked: those of the request, or with the format that it names.
pub(super) fn asked(pairs: &[(String, String)], headers: &HeaderMap) -> Option<HeaderMap> {
    match pairs {
        [] => Some(headers.clone()),
        [(name, format)] if name == FORMAT => {
            let media_type = ResultFormat::from_name(format)?.media_types().first()?;
            OFFERS.iter().find(|offer| offer.media_types.contains(media_type))?;
            let mut headers = headers.clone();
            headers.insert(header::ACCEPT, HeaderValue::from_static(media_type));
            Some(headers)
        }
        _ => None,
    }
}

/// The description of the service at an address.
pub(super) fn describe(app: &App, endpoint: NamedNode, headers: &HeaderMap) -> Result<Response, Problem> {
    let (format, media_type) = negotiation::choose(headers, &OFFERS)
        .ok_or_else(|| Problem::unacceptable(OFFERS.iter().flat_map(|offer| offer.media_types).copied()))?;
    let written = || -> io::Result<Vec<u8>> {
        let mut serializer = with_prefixes(RdfSerializer::from_format(format)).for_writer(Vec::new());
        for triple in triples(app, endpoint) {
            serializer.serialize_triple(&triple)?;
        }
        serializer.finish()
    };
    Ok(whole(media_type, written().map_err(|e| Problem::ours(&e))?))
}

fn triples(app: &App, endpoint: NamedNode) -> Vec<Triple> {
    let settings = &app.0.settings;
    let sd = |name: &str| NamedNode::new_unchecked(format!("{SD}{name}"));
    let (service, dataset, default) = (BlankNode::default(), BlankNode::default(), BlankNode::default());
    let mut all = Vec::new();
    let mut say = |subject: &BlankNode, property: NamedNode, object: Term| {
        all.push(Triple::new(subject.clone(), property, object));
    };
    say(&service, rdf::TYPE.into_owned(), sd("Service").into());
    say(&service, sd("endpoint"), endpoint.into());
    say(&service, sd("supportedLanguage"), sd("SPARQL11Query").into());
    if settings.token.is_some() {
        say(&service, sd("supportedLanguage"), sd("SPARQL11Update").into());
    }
    for (property, names) in [("resultFormat", &RESULTS[..]), ("inputFormat", &INPUTS)] {
        for name in names {
            say(&service, sd(property), NamedNode::new_unchecked(format!("{FORMATS}{name}")).into());
        }
    }
    if settings.default_graph == DefaultGraph::Union {
        say(&service, sd("feature"), sd("UnionDefaultGraph").into());
    }
    // `FROM` takes graphs of the store, and fetches none.
    say(&service, sd("feature"), sd("EmptyGraphs").into());
    say(&service, sd("defaultDataset"), dataset.clone().into());
    say(&dataset, rdf::TYPE.into_owned(), sd("Dataset").into());
    say(&dataset, sd("defaultGraph"), default.clone().into());
    say(&default, rdf::TYPE.into_owned(), sd("Graph").into());
    let bounds = settings.bounds;
    let seconds = Literal::new_typed_literal(bounds.time.as_secs_f64().to_string(), xsd::DECIMAL);
    let count = |count: usize| Literal::new_typed_literal(count.to_string(), xsd::INTEGER);
    for (name, value) in [
        ("queryTimeout", seconds),
        ("queryMemory", count(bounds.memory)),
        ("maxRows", count(bounds.rows)),
        ("maxBytes", count(bounds.bytes)),
        ("maxConcurrent", count(settings.concurrency)),
    ] {
        say(&service, NamedNode::new_unchecked(format!("{NAMESPACE}{name}")), value.into());
    }
    all
}
