//! `/openapi.json`: what there is, for programs (OpenAPI 3.1), and `/api`, the same for people.
//!
//! The document is made from what stands at the handlers (`#[utoipa::path]`) and from the catalogue. A new address wants its annotation and its place in the
//! list of [`Annotated`]; what every address may answer is added here.

mod catalogue;
mod page;
mod schemas;

pub(super) use page::page;
pub(super) use schemas::{
    BoundParameters, FeedRefusals, Format, GraphParameters, Iri, QueryAnswers, QueryForm, UpdateForm, WriteRefusals,
};

use super::explorer::{about, decisions, graph, home, ledger, lists, matrix, meetings, replies};
use super::linked::form::Form;
use super::linked::{changes, dumps, jsonld, node, ontology, void};
use super::problem::PROBLEM;
use super::{App, assets, explain, feeds, graphs, health, metrics, queries, search, sparql, update};
use crate::catalogue::Catalogue;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use schemas::ProblemDetails;
use utoipa::OpenApi as _;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::response::{Response as Answer, ResponseBuilder};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Required};

/// Who an address is for: the groups of the document.
pub(super) const PEOPLE: &str = "pages";
pub(super) const SPARQL: &str = "SPARQL";
pub(super) const QUERIES: &str = "named queries";
pub(super) const GRAPH: &str = "what is known";
pub(super) const FEEDS: &str = "feeds";
pub(super) const GRAPHS: &str = "graphs";
pub(super) const OPERATORS: &str = "operation";

/// The addresses with an annotation.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Rapporteur",
        description = "The minutes of meetings as a graph: SPARQL, named queries, and what the graph's addresses stand for. Reading is open and bounded; writing \
                       wants a token. Each address that takes GET takes HEAD, and `OPTIONS` says what else. Problems are told as RFC 9457 says.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    paths(
        home::home,
        meetings::meetings,
        decisions::decisions,
        ledger::commitments,
        lists::people,
        lists::organisations,
        lists::processes,
        matrix::matrix,
        replies::replies,
        graph::graph,
        about::about,
        assets::answer,
        search::answer,
        node::thing,
        node::text,
        node::text_page,
        ontology::liked,
        ontology::below,
        jsonld::context,
        void::describe,
        dumps::moved,
        dumps::list,
        dumps::file,
        changes::liked,
        sparql::get,
        sparql::post,
        update::post,
        queries::list,
        explain::answer,
        feeds::list,
        feeds::graph,
        feeds::timeline,
        feeds::matrix,
        feeds::involvement,
        feeds::decisions,
        feeds::process,
        feeds::calendar,
        feeds::commitments,
        graphs::get,
        graphs::put,
        graphs::post,
        graphs::delete,
        answer,
        page::page,
        health::health,
        health::ready,
        metrics::answer,
    ),
    components(schemas(ProblemDetails, schemas::Results, schemas::Term))
)]
struct Annotated;

/// The document: as data, and as JSON.
pub(super) fn document(catalogue: &Catalogue) -> (OpenApi, Bytes) {
    let mut document = Annotated::openapi();
    if let Some(graph) = document.paths.paths.get("/data").cloned() {
        document.paths.paths.insert("/data/{path}".to_owned(), direct(graph));
    }
    for form in Form::all() {
        in_one_form(&mut document, "/ontology", form.ending(), form.media_type());
    }
    for (ending, media_type) in [("atom", "application/atom+xml"), ("json", "application/feed+json")] {
        in_one_form(&mut document, "/changes", ending, media_type);
    }
    for query in catalogue.iter() {
        document.paths.paths.insert(format!("/queries/{}", query.name()), catalogue::path(query));
    }
    let components = document.components.get_or_insert_default();
    let bearer =
        HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("The token of those who may write"));
    components.add_security_scheme("token", SecurityScheme::Http(bearer.build()));
    for item in document.paths.paths.values_mut() {
        let PathItem { get, put, post, delete, .. } = item;
        for operation in [get, put, post, delete].into_iter().flatten() {
            without_lengths(operation);
            with_problems(operation);
        }
    }
    // All of it is text, numbers and lists, which JSON holds.
    let json = document.to_json().unwrap_or_default();
    (document, json.into())
}

/// `/data/…`, where the address is the name of the graph.
fn direct(mut item: PathItem) -> PathItem {
    let name = ParameterBuilder::new()
        .name("path")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some("What the name of the graph, which is the address itself, has behind `/data/`; may hold `/`"))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).build()))
        .build();
    let PathItem { get, put, post, delete, .. } = &mut item;
    for operation in [get, put, post, delete].into_iter().flatten() {
        operation.parameters = Some(vec![RefOr::T(Parameter::clone(&name))]);
        operation.operation_id = operation.operation_id.take().map(|id| id + "-by-address");
    }
    item
}

/// The address of a document with the ending of a form: as without it, but for the choice.
fn in_one_form(document: &mut OpenApi, path: &str, ending: &str, media_type: &str) {
    let Some(mut item) = document.paths.paths.get(path).cloned() else { return };
    if let Some(operation) = &mut item.get {
        operation.operation_id = operation.operation_id.take().map(|id| format!("{id}-{ending}"));
        operation.summary = operation.summary.take().map(|summary| format!("{summary}, as `{media_type}`"));
        operation.responses.responses.remove("406");
        if let Some(RefOr::T(answer)) = operation.responses.responses.get_mut("200") {
            answer.content.retain(|offered, _| offered == media_type);
        }
    }
    document.paths.paths.insert(format!("{path}.{ending}"), item);
}

/// A count is as long as it likes: the program counts in no type that the library has a format for, and takes more than there is for all there is.
fn without_lengths(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(Parameter { schema: Some(RefOr::T(Schema::Object(object))), .. }) = parameter
            && matches!(object.format, Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
        {
            object.format = None;
        }
    }
}

/// Says of an operation what every address may tell, and in which forms problems come.
fn with_problems(operation: &mut Operation) {
    let responses = &mut operation.responses.responses;
    responses.entry("400".to_owned()).or_insert_with(|| RefOr::T(Answer::new("The request cannot be read")));
    responses.entry("500".to_owned()).or_insert_with(|| RefOr::T(Answer::new("The service failed; its log says why")));
    for (status, response) in responses {
        if let RefOr::T(answer) = response
            && status.starts_with(['4', '5'])
            && answer.content.is_empty()
        {
            let text = || Content::new(Some(RefOr::T(ObjectBuilder::new().schema_type(Type::String).build().into())));
            *answer = ResponseBuilder::from(std::mem::take(answer))
                .content(PROBLEM, Content::new(Some(Ref::from_schema_name("ProblemDetails"))))
                .content("application/json", Content::new(Some(Ref::from_schema_name("ProblemDetails"))))
                .content("text/html", text())
                .content("text/plain", text())
                .build();
        }
    }
}

/// `GET /openapi.json`
#[utoipa::path(get, path = "/openapi.json", tag = OPERATORS, operation_id = "openapi", summary = "This document",
    responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
pub(super) async fn answer(State(app): State<App>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], Body::from(app.0.document.1.clone())).into_response()
}

#[cfg(test)]
mod tests {
    use super::super::{reading, writing};
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_address_is_told_of_and_every_one_that_is_told_of_is_there() {
        let catalogue = Catalogue::embedded().unwrap();
        let told = document(&catalogue).0.paths.paths;
        let mut there: BTreeSet<String> = BTreeSet::new();
        for pattern in reading().patterns.into_iter().chain(writing().patterns) {
            if pattern == "/queries/{name}" {
                there.extend(catalogue.iter().map(|query| format!("/queries/{}", query.name())));
            } else {
                there.insert(pattern.replace("{*", "{"));
            }
        }
        let told: BTreeSet<String> = told.into_keys().collect();
        assert_eq!(told.difference(&there).collect::<Vec<_>>(), Vec::<&String>::new(), "told of, and not there");
        assert_eq!(there.difference(&told).collect::<Vec<_>>(), Vec::<&String>::new(), "there, and not told of");
    }
}
