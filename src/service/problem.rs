//! Answers that say what is wrong with a request: problem details (RFC 9457), a page for people, or plain text.

use super::answer::content_type;
use super::html;
use super::negotiation::{self, Offer};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::html as markup;
use serde_json::json;

/// Seconds after which a refused client may try again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

/// Libraries say what is wrong in no more bytes.
const LONGEST: usize = 4096;

/// The forms of a problem.
#[derive(Clone, Copy)]
enum Form {
    Json,
    Page,
    Plain,
}

const FORMS: [Offer<Form>; 3] = [
    Offer { value: Form::Json, media_types: &["application/problem+json", "application/json"] },
    Offer { value: Form::Page, media_types: &["text/html"] },
    Offer { value: Form::Plain, media_types: &["text/plain"] },
];

/// What is wrong, and with which status it is told.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    status: StatusCode,
    message: String,
}

impl Problem {
    /// A problem with any status.
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    /// 400: the request is wrong.
    pub(super) fn wrong(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// What is wrong with the request, where that is what it tells.
    pub(super) fn wrong_with(&self) -> Option<&str> {
        (self.status == StatusCode::BAD_REQUEST).then_some(self.message.as_str())
    }

    /// 404: there is no such thing.
    pub(super) fn missing(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// 406: none of the formats asked for is offered; `offered` are those that are.
    pub(super) fn unacceptable<'a>(offered: impl IntoIterator<Item = &'a str>) -> Self {
        let mut message = "none of the formats in Accept is to be had here; these are:".to_owned();
        for media_type in offered {
            message.push_str("\n  ");
            message.push_str(media_type);
        }
        Self::new(StatusCode::NOT_ACCEPTABLE, message)
    }

    /// 500: our fault. The cause goes to the log, not to the client.
    pub(super) fn ours(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "the service failed to answer; its log says why")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, content_type(PROBLEM), self.json()).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The media type of problem details.
pub(super) const PROBLEM: &str = "application/problem+json";

impl Problem {
    fn title(&self) -> &'static str {
        self.status.canonical_reason().unwrap_or("Problem")
    }

    fn json(&self) -> String {
        let status = self.status.as_u16();
        json!({ "type": "about:blank", "title": self.title(), "status": status, "detail": self.message }).to_string()
    }

    fn page(&self) -> String {
        let body = markup! {
            h1 { (self.title()) }
            p { (self.message) }
            p { a href="/" { "What there is" } }
        };
        html::framed(self.title(), &markup! {}, &body)
    }
}

/// A response in the form that its request likes best, when it tells a problem; what libraries refuse by themselves becomes a problem too.
pub(super) async fn told(response: Response, headers: &HeaderMap) -> Response {
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return response;
    }
    // A page that says itself what is wrong, such as a form with what was typed into it.
    let is_page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page && response.extensions().get::<Problem>().is_none() {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let problem = match head.extensions.remove::<Problem>() {
        Some(problem) => problem,
        None => match to_bytes(body, LONGEST).await {
            Ok(message) if !head.headers.contains_key(header::CONTENT_ENCODING) => {
                Problem::new(head.status, String::from_utf8_lossy(&message).trim().to_owned())
            }
            _ => Problem::new(head.status, ""),
        },
    };
    let problem = if problem.message.is_empty() { Problem::new(head.status, problem.title()) } else { problem };
    let (form, media_type) = negotiation::choose(headers, &FORMS).unwrap_or((Form::Json, PROBLEM));
    let text = match form {
        Form::Json => problem.json(),
        Form::Page => problem.page(),
        Form::Plain => problem.message + "\n",
    };
    for (name, value) in content_type(media_type) {
        head.headers.insert(name, value.parse().unwrap_or(HeaderValue::from_static(PROBLEM)));
    }
    // They were those of the form that was given first.
    head.headers.remove(header::CONTENT_LENGTH);
    head.headers.remove(header::CONTENT_ENCODING);
    head.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Response::from_parts(head, Body::from(text))
}
