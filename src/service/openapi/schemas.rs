//! The forms of what is sent and answered, as far as no other type of the program has them.

use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{Content, Ref, RefOr};
use utoipa::{IntoParams, IntoResponses, ToSchema};

/// What is wrong with a request (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::service) struct ProblemDetails {
    /// `about:blank`: the status says which kind of problem it is.
    r#type: String,
    /// The status in words.
    title: String,
    status: u16,
    /// What is wrong, and what to do.
    detail: String,
}

/// SPARQL 1.1 query results as JSON: `results` of a SELECT, `boolean` of an ASK.
#[derive(Debug, Serialize, ToSchema)]
#[allow(clippy::struct_field_names, reason = "the names are those of the format")]
pub(in crate::service) struct Results {
    head: Head,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    results: Option<Rows>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    boolean: Option<bool>,
}

/// The columns.
#[derive(Debug, Serialize, ToSchema)]
struct Head {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    vars: Option<Vec<String>>,
}

/// The rows.
#[derive(Debug, Serialize, ToSchema)]
struct Rows {
    bindings: Vec<BTreeMap<String, Term>>,
}

/// A value. In RDF 1.2 it may be a triple, which has its terms for its value.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::service) struct Term {
    /// `uri`, `literal`, `bnode` or `triple`.
    r#type: String,
    /// Its address or its text.
    value: serde_json::Value,
    #[serde(rename = "xml:lang", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    datatype: Option<String>,
}

/// An address, such as the name of a graph.
#[derive(Debug, Serialize, ToSchema)]
#[schema(value_type = String, format = "iri")]
pub(in crate::service) struct Iri(String);

/// A query as a form.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(in crate::service) struct QueryForm {
    /// The query.
    query: String,
    /// What a query without `GRAPH` sees.
    #[schema(nullable = false)]
    default_graph_uri: Option<Vec<Iri>>,
    /// Graphs that `GRAPH` finds.
    #[schema(nullable = false)]
    named_graph_uri: Option<Vec<Iri>>,
    /// The format of the answer.
    #[schema(nullable = false)]
    format: Option<Format>,
}

/// An update as a form.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(in crate::service) struct UpdateForm {
    /// The update.
    update: String,
    /// What patterns match.
    #[schema(nullable = false)]
    using_graph_uri: Option<Vec<Iri>>,
    /// Graphs that `GRAPH` finds.
    #[schema(nullable = false)]
    using_named_graph_uri: Option<Vec<Iri>>,
}

/// The names of formats: of rows, and of graphs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[allow(dead_code, reason = "only its names are asked for")]
pub(in crate::service) enum Format {
    Json,
    Xml,
    Csv,
    Tsv,
    Html,
    Turtle,
    NTriples,
    RdfXml,
    JsonLd,
    TriG,
    NQuads,
}

/// Bounds that a request lowers; asking for more than there is changes nothing.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "only its shape is asked for")]
pub(in crate::service) struct BoundParameters {
    /// Seconds that it may take.
    #[param(minimum = 0.1)]
    timeout: Option<f64>,
    /// Megabytes that it may hold.
    #[param(rename = "query-memory", minimum = 1)]
    query_memory: Option<u32>,
    /// Rows that its answer may have.
    #[param(rename = "max-rows", minimum = 1)]
    max_rows: Option<u32>,
    /// Bytes that its answer may have.
    #[param(rename = "max-bytes", minimum = 1)]
    max_bytes: Option<u32>,
}

/// The name of a graph: one of the two.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "only its shape is asked for")]
pub(in crate::service) struct GraphParameters {
    /// The address of the graph.
    #[param(format = "iri", example = "https://example.org/mine")]
    graph: Option<String>,
    /// The graph without a name.
    #[param(example = "")]
    default: Option<String>,
}

/// What a feed answers besides what is asked for.
#[derive(Debug, IntoResponses)]
#[allow(dead_code, reason = "only its shape is asked for")]
pub(in crate::service) enum FeedRefusals {
    /// The client has it
    #[response(status = 304)]
    Unchanged,
    /// A parameter or a value is unknown; the answer says what there is
    #[response(status = 400)]
    Wrong,
    /// No format is wanted that there is
    #[response(status = 406)]
    Unacceptable,
    /// A bound was passed: memory, rows or bytes
    #[response(status = 413)]
    Large,
    /// As many queries run as may
    #[response(status = 503)]
    Busy,
    /// It took too long
    #[response(status = 504)]
    Late,
}

/// What those hear who may not write.
#[derive(Debug, IntoResponses)]
#[allow(dead_code, reason = "only its shape is asked for")]
pub(in crate::service) enum WriteRefusals {
    /// There is no token
    #[response(status = 401)]
    Unknown,
    /// It is not the token, nobody may write here, or the graph is the program's own
    #[response(status = 403)]
    Forbidden,
}

/// What a query answers besides what is asked for.
#[derive(Debug, IntoResponses)]
#[allow(dead_code, reason = "only its shape is asked for")]
enum QueryRefusals {
    /// The client has it
    #[response(status = 304)]
    Unchanged,
    /// The query is wrong, and where
    #[response(status = 400)]
    Wrong,
    /// It is an update: put those to /update
    #[response(status = 403)]
    Update,
    /// No format is wanted that there is
    #[response(status = 406)]
    Unacceptable,
    /// A bound was passed: length, memory, rows or bytes
    #[response(status = 413)]
    Large,
    /// As many queries run as may
    #[response(status = 503)]
    Busy,
    /// It took too long
    #[response(status = 504)]
    Late,
}

/// What a query answers, however it is sent.
#[derive(Debug)]
pub(in crate::service) struct QueryAnswers;

impl IntoResponses for QueryAnswers {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let of = |kind: Type| Content::new(Some(RefOr::T(ObjectBuilder::new().schema_type(kind).build().into())));
        let mut answer = ResponseBuilder::new().description("The answer, or the description of the service");
        for kind in ["application/sparql-results+json", "application/json"] {
            answer = answer.content(kind, Content::new(Some(Ref::from_schema_name("Results"))));
        }
        for kind in [
            "application/sparql-results+xml",
            "application/xml",
            "text/xml",
            "text/csv",
            "text/tab-separated-values",
            "text/html",
            "text/turtle",
            "application/n-triples",
            "application/rdf+xml",
            "application/trig",
            "application/n-quads",
        ] {
            answer = answer.content(kind, of(Type::String));
        }
        answer = answer.content("application/ld+json", of(Type::Object));
        let mut responses = QueryRefusals::responses();
        responses.insert("200".to_owned(), RefOr::T(answer.build()));
        responses
    }
}
