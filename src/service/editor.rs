//! `/sparql` for people: a form that is whole without scripts, and the place where the query editor comes where there are some.

use super::App;
use super::assets;
use super::html::framed;
use super::linked::jsonld::PREFIXES;
use super::problem::Problem;
use super::{answer, pages};
use crate::catalogue::{Catalogue, DefaultGraph, Form, Query, ResultFormat};
use crate::graph::vocabulary::NAMESPACE;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The parameter that names the query which the form begins with.
pub(super) const EXAMPLE: &str = "example";

/// What the form begins with where nothing else is wanted.
const FIRST: &str = "PREFIX rap: <https://w3id.org/rapporteur/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?person (COUNT(*) AS ?contributions) WHERE {
  ?contribution a rap:Contribution ; rap:speaker ?speaker .
  ?speaker skos:prefLabel ?person .
}
GROUP BY ?person
ORDER BY DESC(?contributions)
LIMIT 20
";

/// Whether no query is asked: nothing is said, or only with which query the form begins.
pub(super) fn is_asked(pairs: &[(String, String)]) -> bool {
    let says = |name: &str| pairs.iter().any(|(said, _)| said == name);
    pairs.is_empty() || (says(EXAMPLE) && !says("query"))
}

/// The page.
///
/// # Errors
/// Where there is no query of the name that is given as an example, or what else is given are no values for it.
pub(super) fn page(app: &App, pairs: &[(String, String)]) -> Result<Response, Problem> {
    let catalogue = &app.0.catalogue;
    let text = match pairs.iter().find(|(name, _)| name == EXAMPLE) {
        None => FIRST.to_owned(),
        Some((_, name)) => {
            let query = catalogue.get(name).map_err(|e| Problem::new(StatusCode::NOT_FOUND, e.to_string()))?;
            let values = pairs.iter().filter(|(name, _)| name != EXAMPLE);
            let values = values.map(|(name, value)| (name.as_str(), value.as_str()));
            let base = app.0.store.base().as_str();
            query.sparql(values, base).map_err(|e| Problem::wrong(e.to_string()))?
        }
    };
    let head = html! {
        (assets::style("editor"))
        link rel="alternate" type="text/turtle" href="/sparql?format=turtle" title="Service description";
    };
    Ok(answer::whole("text/html", framed("SPARQL", &head, &body(app, catalogue, &text))))
}

fn body(app: &App, catalogue: &Catalogue, text: &str) -> Markup {
    let settings = &app.0.settings;
    let bounds = settings.bounds;
    let seen = match settings.default_graph {
        DefaultGraph::Union => "sees all graphs as one",
        DefaultGraph::Strict => "sees the graph without a name",
    };
    let prefixes: BTreeMap<&str, &str> = PREFIXES.into_iter().collect();
    let prefixes = serde_json::to_string(&prefixes).unwrap_or_default();
    html! {
        h1 { "SPARQL" }
        p {
            "Ask the graph anything, in " a href="https://www.w3.org/TR/sparql11-query/" rel="external" { "SPARQL 1.1" } ". A query without " code { "GRAPH" } " " (seen) ". "
            a href="/ontology" { "The ontology" } " says what its words mean, " a href="/queries" { "the named queries" } " ask what is asked most."
        }
        p.soft {
            "A query may take " (bounds.time.as_secs_f64()) " seconds, and its answer may have " (grouped(bounds.rows)) " rows and " (grouped(bounds.bytes >> 20)) " MB. Programs ask at the same address ("
            a href="/api" { "how" } "); what it can do says its "
            a href="/sparql?format=turtle" { "service description" } "."
        }
        div data-editor data-prefixes=(prefixes) data-base=(app.0.store.base().as_str()) data-words=(NAMESPACE) { (form(text)) }
        (examples(catalogue))
    }
}

/// A form that sends a query, and gets its answer as a page or a file.
pub(super) fn form(text: &str) -> Markup {
    html! {
        form action="/sparql" method="get" {
            p {
                label for="query" { "Query" } br;
                textarea id="query" name="query" rows="14" cols="90" spellcheck="false" autocapitalize="off" { "\n" (text) }
            }
            p {
                label for="format" { "Answer as" } " "
                select id="format" name="format" {
                    option value="html" selected { "a page" }
                    @for (form, name) in [(Form::Table, "rows: SELECT, ASK"), (Form::Graph, "a graph: CONSTRUCT, DESCRIBE")] {
                        optgroup label=(name) {
                            @for format in ResultFormat::of(form).iter().filter(|format| **format != ResultFormat::Html) {
                                option value=(format.name()) { (title(*format)) }
                            }
                        }
                    }
                }
                " " button type="submit" { "Ask" }
            }
        }
    }
}

/// What people call a format.
fn title(format: ResultFormat) -> &'static str {
    match format {
        ResultFormat::Json => "JSON",
        ResultFormat::Xml => "XML",
        ResultFormat::Csv => "CSV",
        ResultFormat::Tsv => "TSV",
        ResultFormat::Turtle => "Turtle",
        ResultFormat::NTriples => "N-Triples",
        ResultFormat::RdfXml => "RDF/XML",
        ResultFormat::TriG => "TriG",
        ResultFormat::NQuads => "N-Quads",
        ResultFormat::JsonLd => "JSON-LD",
        ResultFormat::Html => "a page",
    }
}

/// The catalogue as what to begin with.
fn examples(catalogue: &Catalogue) -> Markup {
    html! {
        section data-examples aria-labelledby="examples" {
            h2 id="examples" { "Examples" }
            p { "Each named query, with values for its parameters. Its name puts it into the form above, to be changed at will." }
            @for (tag, queries) in pages::by_tag(catalogue.iter()) {
                details {
                    summary { (tag) " " span.soft { "(" (queries.len()) ")" } }
                    dl {
                        @for query in queries {
                            dt { a href=(address(query, &[])) data-example=(query.name()) { (query.name()) } ": " (query.summary()) }
                            dd { (query.description()) }
                        }
                    }
                }
            }
        }
    }
}

/// Where a named query stands in the editor, with these values for its parameters.
pub(super) fn address(query: &Query, values: &[(String, String)]) -> String {
    let own = values.iter().filter(|(name, _)| query.parameters().iter().any(|parameter| parameter.name == *name));
    let all: Vec<(&str, &str)> = std::iter::once((EXAMPLE, query.name()))
        .chain(own.map(|(name, value)| (name.as_str(), value.as_str())))
        .collect();
    // Names and values of text can always be written so.
    format!("/sparql?{}", serde_urlencoded::to_string(all).unwrap_or_default())
}

/// A number with its thousands apart.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_thousands() {
        assert_eq!([0, 999, 1000, 10_000_000].map(grouped), ["0", "999", "1,000", "10,000,000"]);
    }

    #[test]
    fn a_query_with_an_example_beside_it_is_a_query() {
        let pairs = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), String::new())).collect::<Vec<_>>();
        assert!(is_asked(&pairs(&[])) && is_asked(&pairs(&[EXAMPLE, "name"])));
        assert!(!is_asked(&pairs(&["query", EXAMPLE])) && !is_asked(&pairs(&["format"])));
    }
}
