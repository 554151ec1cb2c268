//! Validators of compressed answers. A strong validator is that of certain bytes, so that each encoding of an answer has its own (RFC 9110, 8.8.3.3).

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

/// What is shorter, in bytes, is sent as it is: one packet holds it either way.
const SHORT: u16 = 1024;

/// A middle way between the time that it takes and what it saves, for each of the encodings.
const LEVEL: i32 = 4;

/// The encodings that answers come in.
const ENCODINGS: [&str; 3] = ["gzip", "br", "zstd"];

/// Compresses answers for clients that take them so.
pub(super) fn compression() -> CompressionLayer<impl Predicate> {
    let worth = SizeAbove::new(SHORT)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("font/"))
        .and(NotForContentType::const_new("application/gzip"));
    CompressionLayer::new().quality(CompressionLevel::Precise(LEVEL)).compress_when(worth)
}

/// Gives each encoding of an answer a validator of its own, and knows them again: those who answer know only the validator of the answer itself.
pub(super) async fn validators(mut request: Request, next: Next) -> Response {
    let given = tags(request.headers());
    for tag in given.iter().map(|tag| plain(tag)) {
        if let Ok(value) = HeaderValue::from_str(&tag) {
            request.headers_mut().append(header::IF_NONE_MATCH, value);
        }
    }
    let mut response = next.run(request).await;
    let Some(tag) = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()) else { return response };
    let Some(inner) = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')) else { return response };
    let own = if response.status() == StatusCode::NOT_MODIFIED {
        // The client has one of the encodings: it gets to know which.
        given.iter().map(|given| strong(given)).find(|given| plain(given) == tag).map(str::to_owned)
    } else {
        let encoding = response.headers().get(header::CONTENT_ENCODING).and_then(|encoding| encoding.to_str().ok());
        encoding.map(|encoding| format!("\"{inner}-{encoding}\""))
    };
    if let Some(own) = own.and_then(|own| HeaderValue::from_str(&own).ok()) {
        response.headers_mut().insert(header::ETAG, own);
    }
    response
}

/// The validators that a client has.
fn tags(headers: &HeaderMap) -> Vec<String> {
    let given = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    given.flat_map(|value| value.split(',')).map(|tag| tag.trim().to_owned()).collect()
}

/// A validator as `If-None-Match` compares it: weak or strong is the same there (RFC 9110, 13.1.2).
fn strong(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// The validator of the answer itself, from that of one of its encodings.
fn plain(tag: &str) -> String {
    let tag = strong(tag);
    let inner = tag.strip_suffix('"').and_then(|tag| {
        ENCODINGS.iter().find_map(|encoding| tag.strip_suffix(encoding).and_then(|tag| tag.strip_suffix('-')))
    });
    inner.map_or_else(|| tag.to_owned(), |inner| format!("{inner}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_validator_of_an_encoding_is_known_by_that_of_the_answer() {
        for tag in ["\"a-b\"", "W/\"a-b\"", "\"a-b-gzip\"", "W/\"a-b-br\"", "\"a-b-zstd\""] {
            assert_eq!(plain(tag), "\"a-b\"", "{tag}");
        }
        assert_eq!(plain("\"gzip\""), "\"gzip\"");
        assert_eq!(plain("*"), "*");
    }
}
