//! `/api`: the document for people, with a form for each address that can be asked.

use super::super::App;
use super::super::html;
use super::PEOPLE;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem};
use utoipa::openapi::schema::{Schema, SchemaType, Type};
use utoipa::openapi::{OpenApi, RefOr, Required};

/// `GET /api`
#[utoipa::path(get, path = "/api", tag = PEOPLE, operation_id = "api", summary = "All addresses for people, with forms to try them",
    responses((status = 200, description = "A page", content((String = "text/html")))))]
pub(in crate::service) async fn page(State(app): State<App>) -> Response {
    let document = &app.0.document.0;
    html::page(
        "Addresses",
        &html! {
            h1 { "Addresses" }
            p { (document.info.description.as_deref().unwrap_or_default()) }
            p { a href="/openapi.json" { "The same for programs" } " (OpenAPI 3.1)." }
            @for tag in tags(document) {
                h2 { (tag) }
                @for (path, method, operation) in operations(document).filter(|(.., operation)| of(operation, tag)) {
                    (described(path, method, operation))
                }
            }
        },
    )
}

/// The groups in the order of their first address.
fn tags(document: &OpenApi) -> Vec<&str> {
    let mut tags = Vec::new();
    for (.., operation) in operations(document) {
        for tag in operation.tags.iter().flatten() {
            if !tags.contains(&tag.as_str()) {
                tags.push(tag);
            }
        }
    }
    tags
}

fn operations(document: &OpenApi) -> impl Iterator<Item = (&str, &'static str, &Operation)> {
    document.paths.paths.iter().flat_map(|(path, item)| {
        let PathItem { get, put, post, delete, .. } = item;
        let all = [("GET", get), ("POST", post), ("PUT", put), ("DELETE", delete)];
        all.into_iter().filter_map(move |(method, operation)| Some((path.as_str(), method, operation.as_ref()?)))
    })
}

fn of(operation: &Operation, tag: &str) -> bool {
    operation.tags.iter().flatten().any(|of| of == tag)
}

fn described(path: &str, method: &str, operation: &Operation) -> Markup {
    let parameters = || {
        operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
            RefOr::T(parameter) => Some(parameter),
            RefOr::Ref(_) => None,
        })
    };
    let whole = parameters().all(|parameter| parameter.parameter_in == ParameterIn::Query);
    html! {
        details {
            summary { code { (method) " " (path) } " " (operation.summary.as_deref().unwrap_or_default()) }
            @if let Some(description) = &operation.description { p { (description) } }
            @if method == "GET" && whole {
                form action=(path) method="get" {
                    @for parameter in parameters() { (field(operation, parameter)) }
                    p { button type="submit" { "Ask" } }
                }
            } @else if operation.security.is_some() {
                p.soft { "Wants the header " code { "Authorization: Bearer …" } ", so no form can send it." }
            } @else if let Some(example) = operation.operation_id.as_deref() {
                p.soft { "Named " code { (example) } " in the document." }
            }
            ul {
                @for (status, response) in &operation.responses.responses {
                    @if let RefOr::T(response) = response {
                        li { code { (status) } ": " (response.description) }
                    }
                }
            }
        }
    }
}

/// A field for a parameter. What is left empty is sent empty, so that only fields with a value of their own or without which nothing can be asked are open at
/// first.
fn field(operation: &Operation, parameter: &Parameter) -> Markup {
    let id = format!("{}-{}", operation.operation_id.as_deref().unwrap_or_default(), parameter.name);
    let example = example(parameter);
    let (kind, choices) = kind(parameter);
    let required = parameter.required == Required::True;
    html! {
        @if required || example.as_ref().is_some_and(|example| !example.is_empty()) {
            p {
                label for=(id) { (parameter.name) } " "
                input id=(id) name=(parameter.name) type=(kind) required[required] value=[example] dir="auto" size="40";
                @if let Some(description) = &parameter.description { " " span.soft { (description) } }
            }
        } @else if !choices.is_empty() {
            p {
                label for=(id) { (parameter.name) } " "
                select id=(id) name=(parameter.name) { @for choice in &choices { option selected[choice == "html"] { (choice) } } }
                @if let Some(description) = &parameter.description { " " span.soft { (description) } }
            }
        } @else {
            p.soft { code { (parameter.name) } ": " (parameter.description.as_deref().unwrap_or_default()) }
        }
    }
}

/// The value that a field begins with.
fn example(parameter: &Parameter) -> Option<String> {
    // The library tells it only in the document.
    let written = serde_json::to_value(parameter).ok()?;
    let value = written.get("example")?;
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// The kind of field for a parameter, and the values to choose among.
fn kind(parameter: &Parameter) -> (&'static str, Vec<String>) {
    let Some(RefOr::T(Schema::Object(object))) = &parameter.schema else { return ("text", Vec::new()) };
    let choices = object.enum_values.iter().flatten().filter_map(|value| value.as_str().map(str::to_owned)).collect();
    let kind = match &object.schema_type {
        SchemaType::Type(Type::Integer | Type::Number) => "number",
        _ => "text",
    };
    (kind, choices)
}
