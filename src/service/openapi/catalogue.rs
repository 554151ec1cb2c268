//! The named queries as addresses of their own, with parameters and columns.

use super::super::queries::{FORMAT, LIMIT, MOST_ROWS, OFFSET, USUAL_ROWS};
use super::QUERIES;
use super::schemas::BoundParameters;
use crate::catalogue::{Form, Parameter as Taken, ParameterKind, Query, ResultFormat};
use utoipa::IntoParams;
use utoipa::openapi::header::Header;
use utoipa::openapi::path::{
    HttpMethod, Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem,
};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, KnownFormat, Object, ObjectBuilder, SchemaFormat, Type,
};
use utoipa::openapi::{Content, Ref, RefOr, Required, Schema};

/// `GET /queries/{name}` for one of them.
pub(super) fn path(query: &Query) -> PathItem {
    PathItem::new(HttpMethod::Get, operation(query))
}

fn operation(query: &Query) -> Operation {
    let form = if query.columns().is_empty() { Form::Graph } else { Form::Table };
    let own = query.parameters();
    let is_own = |name: &str| own.iter().any(|parameter| parameter.name == name);
    let mut parameters: Vec<Parameter> = own.iter().map(|parameter| taken(query, parameter)).collect();
    let names = ResultFormat::of(form).iter().map(|format| format.name());
    let formats = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).build();
    let mut others = vec![optional(FORMAT, "The format of the answer, before what `Accept` says", formats)];
    if form == Form::Table {
        let limit = whole().minimum(Some(1)).maximum(Some(MOST_ROWS)).build();
        let text =
            format!("Rows of a page; `Link` leads to the pages around it. {USUAL_ROWS} where only `{OFFSET}` is given");
        others.push(optional(LIMIT, &text, limit));
        let offset = whole().minimum(Some(0)).maximum(Some(u32::MAX)).build();
        others.push(optional(OFFSET, "Rows that come before the page", offset));
    }
    others.extend(BoundParameters::into_params(|| Some(ParameterIn::Query)));
    parameters.extend(others.into_iter().filter(|parameter| !is_own(&parameter.name)));
    OperationBuilder::new()
        .tag(QUERIES)
        .operation_id(Some(format!("query-{}", query.name())))
        .summary(Some(query.summary()))
        .description(Some(query.description()))
        .parameters(Some(parameters))
        .response("200", answered(query, form))
        .response("304", Response::new("The client has it"))
        .response("400", Response::new("A parameter is missing, unknown, given twice or of another kind"))
        .response("406", Response::new("No format is wanted that there is"))
        .response("413", Response::new("A bound was passed: memory, rows or bytes"))
        .response("503", Response::new("As many queries run as may"))
        .response("504", Response::new("It took too long"))
        .build()
}

fn whole() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer)
}

fn optional(name: &str, description: &str, schema: Object) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

/// A parameter of the query itself.
fn taken(query: &Query, parameter: &Taken) -> Parameter {
    let default = query.default_of(&parameter.name);
    let schema = match parameter.kind {
        ParameterKind::Text => ObjectBuilder::new().schema_type(Type::String),
        ParameterKind::Iri => ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::Custom("iri-reference".to_owned()))),
        ParameterKind::Date => {
            let day = Some(SchemaFormat::KnownFormat(KnownFormat::Date));
            ObjectBuilder::new().schema_type(Type::String).format(day)
        }
        ParameterKind::Integer => whole().format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64))),
    };
    let value = default.map(|default| match parameter.kind {
        ParameterKind::Integer => default.parse::<i64>().map_or_else(|_| default.into(), Into::into),
        _ => serde_json::Value::from(default),
    });
    let without = default.map_or_else(String::new, |default| format!("; without it `{default}` is asked for"));
    ParameterBuilder::new()
        .name(&parameter.name)
        .parameter_in(ParameterIn::Query)
        .required(if default.is_some() { Required::False } else { Required::True })
        .description(Some(format!("{}{without}", parameter.kind)))
        .schema(Some(schema.default(value.clone()).build()))
        .example(value)
        .build()
}

/// The answer in each of its formats.
fn answered(query: &Query, form: Form) -> Response {
    let mut response = ResponseBuilder::new()
        .description(format!(
            "{}{}",
            if form == Form::Table { "Rows: " } else { "A graph" },
            query.columns().join(", ")
        ))
        .header(
            "Link",
            header("The pages around this one (`first`, `prev`, `next`), where `limit` or `offset` is given"),
        )
        .header(
            "ETag",
            header("The validator of the answer in its encoding; with `If-None-Match` it is sent only once"),
        );
    for format in ResultFormat::of(form) {
        for media_type in format.media_types() {
            let schema: RefOr<Schema> = match format {
                ResultFormat::Json => rows(&query.columns()).into(),
                ResultFormat::JsonLd => Object::new().into(),
                _ => ObjectBuilder::new().schema_type(Type::String).build().into(),
            };
            response = response.content(*media_type, Content::new(Some(schema)));
        }
    }
    response.build()
}

fn header(description: &str) -> Header {
    let text = ObjectBuilder::new().schema_type(Type::String).build();
    let mut header = Header::new(text);
    header.description = Some(description.to_owned());
    header
}

/// SPARQL 1.1 results as JSON with these columns.
fn rows(columns: &[&str]) -> Object {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let names = text().enum_values(Some(columns.iter().copied())).build();
    let head = ObjectBuilder::new().property("vars", ArrayBuilder::new().items(names).build()).required("vars");
    let mut row = ObjectBuilder::new();
    for column in columns {
        row = row.property(*column, Ref::from_schema_name("Term"));
    }
    let row = row.additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false))).build();
    let bindings = ArrayBuilder::new().items(row).build();
    let results = ObjectBuilder::new().property("bindings", bindings).required("bindings");
    ObjectBuilder::new()
        .property("head", head.build())
        .required("head")
        .property("results", results.build())
        .required("results")
        .build()
}
