//! The few pages for people.

use super::App;
use super::answer::whole;
use super::problem::Problem;
use crate::catalogue::Query;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use std::fmt::Write as _;

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}\
                     pre{background:#f4f4f4;padding:.6rem;overflow-x:auto}dt{margin-top:1rem}";

/// `GET /`: where to go from here.
pub(super) async fn start(State(app): State<App>) -> Response {
    let base = escaped(app.0.store.base().as_str());
    let body = format!(
        "<h1>Rapporteur</h1>\n\
         <p>The minutes of {} meetings as a graph of {} statements, each with the sentence that it rests on.</p>\n\
         <h2>Named queries</h2>\n<p><a href=\"/queries\">All of them</a>; for instance the meetings as a table:</p>\n\
         <pre>curl '{base}queries/meetings?format=csv'</pre>\n\
         <p>where something is named, in which words:</p>\n\
         <pre>curl -G '{base}queries/named' -d format=csv --data-urlencode 'name=Global Digital Compact'</pre>\n\
         <h2>SPARQL</h2>\n<p>At <code>/sparql</code>; a query without <code>GRAPH</code> sees all graphs:</p>\n\
         <pre>curl '{base}sparql' -H 'Accept: text/csv' --data-urlencode \\\n  'query=SELECT ?type (COUNT(*) AS ?n) {{ ?s a ?type }} GROUP BY ?type ORDER BY DESC(?n)'</pre>\n\
         <h2>Texts and addresses</h2>\n<p>Each address of the graph answers with what is known of it, and \
         <code>/id/report/…/text</code> with the text that all positions count in. \
         <a href=\"/health\">Health</a>.</p>\n",
        app.0.reports, app.0.quads
    );
    whole("text/html", page("Rapporteur", &body))
}

/// What stands at no address.
pub(super) async fn nowhere(uri: Uri) -> Problem {
    Problem::missing(format!("there is nothing at {}; / says what there is", uri.path()))
}

/// The catalogue as a page.
pub(super) fn queries<'a>(queries: impl Iterator<Item = &'a Query>) -> String {
    let mut body = "<h1>Named queries</h1>\n<dl>\n".to_owned();
    for query in queries {
        let name = escaped(query.name());
        // Writing to a string cannot fail.
        let _ = write!(
            body,
            "<dt><a href=\"/queries/{name}?format={}\"><b>{name}</b></a>: {}</dt>\n<dd>{}<br>Columns: <code>{}</code>",
            if query.columns().is_empty() { "turtle" } else { "csv" },
            escaped(query.summary()),
            escaped(query.description()),
            escaped(&query.columns().join(" ")),
        );
        for parameter in query.parameters() {
            let _ = write!(
                body,
                "<br>Parameter: <code>{}</code> ({}), such as <code>{}</code>",
                escaped(&parameter.name),
                parameter.kind,
                escaped(query.default_of(&parameter.name).unwrap_or("…")),
            );
        }
        body.push_str("</dd>\n");
    }
    body.push_str("</dl>\n");
    page("Named queries", &body)
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head>\n<body>\n{body}</body>\n</html>\n"
    )
}

/// Text that stands for itself in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
