//! What every address says of its methods: `OPTIONS`, and 405 with `Allow` (RFC 9110, 9.3.7 and 15.5.6).

use super::problem::Problem;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// A method that nothing takes, so that an address answers with those it does take.
const NONE: &[u8] = b"RAPPORTEUR-NONE";

/// Answers `OPTIONS`, except where a browser asks before it calls from another site, and tells what other methods there are.
pub(super) async fn answer(mut request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let asks = method == Method::OPTIONS && !request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if asks && let Ok(none) = Method::from_bytes(NONE) {
        *request.method_mut() = none;
    }
    let mut response = next.run(request).await;
    if response.status() != StatusCode::METHOD_NOT_ALLOWED {
        return response;
    }
    let allowed = response.headers().get(header::ALLOW).and_then(|allowed| allowed.to_str().ok()).unwrap_or_default();
    let allowed: Vec<&str> =
        allowed.split(',').map(str::trim).filter(|name| !name.is_empty()).chain(["OPTIONS"]).collect();
    let allowed = allowed.join(", ");
    let mut answer = if asks {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            format!("{method} is no method of this address; it takes {allowed}"),
        )
        .into_response()
    };
    for (name, value) in response.headers_mut().drain().filter_map(|(name, value)| Some((name?, value))) {
        answer.headers_mut().entry(name).or_insert(value);
    }
    if asks {
        answer.headers_mut().remove(header::CONTENT_TYPE);
        answer.headers_mut().remove(header::CONTENT_LENGTH);
    }
    if let Ok(allowed) = HeaderValue::from_str(&allowed) {
        answer.headers_mut().insert(header::ALLOW, allowed);
    }
    answer.extensions_mut().extend(std::mem::take(response.extensions_mut()));
    answer
}
