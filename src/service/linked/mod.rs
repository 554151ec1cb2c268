//! Linked data: every address of the graph answers, in a form that its reader understands, and beside them stands what describes the whole: the ontology, VoID,
//! the dumps, and what changed.
//!
//! A thing (a person, a meeting, a decision) is not a document: its address answers 303 with the address of a document, which is its own with an ending
//! (`.ttl`, `.html` …). What is in a document is in the graph; what is of the document (its pages, its other forms) is in its headers.

pub(super) mod address;
pub(super) mod changes;
mod describe;
pub(super) mod dumps;
mod figures;
pub(super) mod form;
pub(super) mod jsonld;
mod labels;
mod made;
pub(super) mod node;
pub(super) mod ontology;
mod page;
mod versions;
mod view;
pub(super) mod void;
mod write;

pub(super) use node::{elsewhere, tagged, within_bounds};

use super::App;
use super::observe::Routes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::get;
use dumps::Dumps;
use figures::Figures;
use form::Form;
use made::Made;

/// What is made once for each version of the store.
#[derive(Default)]
pub(super) struct Linked {
    dumps: Made<Dumps>,
    figures: Made<Figures>,
}

/// The addresses of linked data.
pub(super) fn routes() -> Routes {
    let ontology = |form| get(move |State(app): State<App>, headers: HeaderMap| ontology::document(app, form, headers));
    Routes::new()
        .route("/ontology.html", ontology(Form::Html))
        .route("/ontology.ttl", ontology(Form::Turtle))
        .route("/ontology.jsonld", ontology(Form::JsonLd))
        .route("/ontology.nt", ontology(Form::NTriples))
        .route("/ontology.rdf", ontology(Form::RdfXml))
        .route("/ontology.trig", ontology(Form::TriG))
        .route("/ontology.nq", ontology(Form::NQuads))
        // What the graph's addresses stand for
        .route("/id/report/{slug}/text", get(node::text))
        .route("/id/report/{slug}/text.html", get(node::text_page))
        .route("/id/{kind}/{slug}", get(node::thing))
        // What its words mean
        .route("/ontology", get(ontology::liked))
        .route("/ontology/{*term}", get(ontology::below))
        .route("/context.jsonld", get(jsonld::context))
        // The whole
        .route("/.well-known/void", get(void::describe))
        .route("/dumps", get(dumps::moved))
        .route("/dumps/", get(dumps::list))
        .route("/dumps/{file}", get(dumps::file))
        .route("/changes", get(changes::liked))
        .route("/changes.atom", get(changes::atom))
        .route("/changes.json", get(changes::json))
}
