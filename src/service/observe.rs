//! What is told of each request: its number, a line in the log, figures.

use super::App;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::MethodRouter;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tracing::Instrument as _;

/// The header that carries the number of a request.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A number that comes with a request is no longer.
const LONGEST_ID: usize = 64;

/// Of a path or a query the log shows no more characters.
const SHOWN: usize = 1000;

/// The pattern of the address that answered, such as `/queries/{name}`.
#[derive(Debug, Clone, Copy)]
struct Pattern(&'static str);

/// Addresses, each of which says by its pattern who answered.
pub(super) struct Routes {
    /// What answers at them.
    pub(super) router: Router<App>,
    /// Their patterns.
    pub(super) patterns: Vec<&'static str>,
}

impl Routes {
    /// No address yet.
    pub(super) fn new() -> Self {
        Self { router: Router::new(), patterns: Vec::new() }
    }

    /// An address and what answers there.
    pub(super) fn route(mut self, pattern: &'static str, methods: MethodRouter<App>) -> Self {
        let named = move |request: Request, next: Next| async move {
            let mut response = next.run(request).await;
            response.extensions_mut().insert(Pattern(pattern));
            response
        };
        self.patterns.push(pattern);
        Self { router: self.router.route(pattern, methods.layer(middleware::from_fn(named))), ..self }
    }

    /// These addresses and others.
    pub(super) fn merge(mut self, others: Self) -> Self {
        self.patterns.extend(others.patterns);
        Self { router: self.router.merge(others.router), ..self }
    }
}

/// Numbers each request, and tells what became of it.
pub(super) async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = id(request.headers());
    let (method, path) = (request.method().clone(), shown(request.uri().path()));
    let span = tracing::info_span!("request", id = id.to_str().unwrap_or_default(), %method, path);
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let mut response = next.run(request).instrument(span.clone()).await;
    let time = began.elapsed();
    let status = response.status();
    let route = response.extensions().get::<Pattern>().map_or("none", |pattern| pattern.0);
    app.0.metrics.answered(route, &method, status.as_u16(), time);
    span.in_scope(|| {
        let milliseconds = milliseconds(time);
        if status.is_server_error()
            && status != StatusCode::SERVICE_UNAVAILABLE
            && status != StatusCode::GATEWAY_TIMEOUT
        {
            tracing::error!(target: "rapporteur::http", status = status.as_u16(), route, milliseconds, "answered");
        } else {
            tracing::info!(target: "rapporteur::http", status = status.as_u16(), route, milliseconds, "answered");
        }
    });
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// A time in thousandths of a second, with three decimals.
pub(super) fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

/// The beginning of a text, as the log shows it.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// The number that came with a request where that is one, else a new one.
fn id(headers: &HeaderMap) -> HeaderValue {
    let sane = |id: &&HeaderValue| {
        let id = id.as_bytes();
        (1..=LONGEST_ID).contains(&id.len()) && id.iter().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b))
    };
    headers.get(REQUEST_ID).filter(sane).cloned().unwrap_or_else(new_id)
}

/// A number that no other request of this or another run has: the keys of the hash are random.
fn new_id() -> HeaderValue {
    static KEYS: LazyLock<[RandomState; 2]> = LazyLock::new(|| [RandomState::new(), RandomState::new()]);
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let [one, other] = KEYS.each_ref().map(|keys| {
        let mut hasher = keys.build_hasher();
        hasher.write_u64(count);
        hasher.finish()
    });
    HeaderValue::try_from(format!("{one:016x}{other:016x}")).unwrap_or(HeaderValue::from_static("none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sane_number_is_kept_and_any_other_is_replaced() {
        let given = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_static(value));
            id(&headers)
        };
        assert_eq!(given("a-1_B.2"), "a-1_B.2");
        for odd in ["", "a b", "a\tb", "{\"a\":1}", "x23456789x23456789x23456789x23456789x23456789x23456789x23456789x2"]
        {
            assert_eq!(given(odd).len(), 32, "{odd}");
        }
        assert_ne!(new_id(), new_id());
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(shown("é"), "é");
        assert_eq!(shown(&"é".repeat(2000)).chars().count(), SHOWN + 1);
    }
}
