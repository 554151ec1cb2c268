//! Choosing a format by the `Accept` header (RFC 9110, section 12.5.1).

use axum::http::{HeaderMap, header};

/// Something that can be sent under one of several media types, the registered one first.
pub(super) struct Offer<T> {
    /// What it is.
    pub(super) value: T,
    /// Its media types, in lower case and without parameters.
    pub(super) media_types: &'static [&'static str],
}

/// One range of an `Accept` header, such as `text/*;q=0.5`.
struct Range {
    kind: String,
    subtype: String,
    /// In thousandths, as the header has no more than three decimals.
    quality: u16,
}

/// Those headers of a request alone that a choice depends on.
pub(super) fn wishes(headers: &HeaderMap) -> HeaderMap {
    headers.get_all(header::ACCEPT).iter().map(|wish| (header::ACCEPT, wish.clone())).collect()
}

/// The offer that the client likes best, with the media type to send it under; the first of equals. `None` when it likes none.
pub(super) fn choose<T: Copy>(headers: &HeaderMap, offers: &[Offer<T>]) -> Option<(T, &'static str)> {
    let wishes: Vec<&str> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter(|wish| !wish.trim().is_empty())
        .collect();
    let ranges: Vec<Range> = wishes.iter().filter_map(|wish| parse(wish)).collect();
    let mut best: Option<((u16, u8), T, &'static str)> = None;
    for offer in offers {
        for media_type in offer.media_types {
            let liking = if wishes.is_empty() { (1000, 0) } else { liking(&ranges, media_type) };
            if liking.0 > 0 && best.as_ref().is_none_or(|(so_far, ..)| liking > *so_far) {
                best = Some((liking, offer.value, media_type));
            }
        }
    }
    best.map(|(_, value, media_type)| (value, media_type))
}

fn parse(range: &str) -> Option<Range> {
    let mut parts = range.split(';');
    let (kind, subtype) = parts.next()?.trim().split_once('/')?;
    let quality = parts
        .filter_map(|parameter| parameter.trim().split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .map_or(Some(1000), |(_, value)| thousandths(value.trim()))?;
    Some(Range { kind: kind.to_ascii_lowercase(), subtype: subtype.to_ascii_lowercase(), quality })
}

/// `0.25` as 250; `None` for what is no quality between 0 and 1.
fn thousandths(value: &str) -> Option<u16> {
    let (whole, decimals) = value.split_once('.').unwrap_or((value, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{decimals:0<3}").parse().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

/// Quality and precision of the most precise range that covers the media type.
fn liking(ranges: &[Range], media_type: &str) -> (u16, u8) {
    let (kind, subtype) = media_type.split_once('/').unwrap_or((media_type, ""));
    ranges
        .iter()
        .filter_map(|range| {
            let precision = match (range.kind.as_str(), range.subtype.as_str()) {
                (k, s) if k == kind && s == subtype => 2,
                (k, "*") if k == kind => 1,
                ("*", "*") => 0,
                _ => return None,
            };
            Some((precision, range.quality))
        })
        .max()
        .map_or((0, 0), |(precision, quality)| (quality, precision))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn chosen(accept: &[&str]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for value in accept {
            headers.append(header::ACCEPT, HeaderValue::from_str(value).unwrap());
        }
        let offers = [
            Offer { value: "json", media_types: &["application/sparql-results+json", "application/json"] },
            Offer { value: "csv", media_types: &["text/csv"] },
            Offer { value: "tsv", media_types: &["text/tab-separated-values"] },
        ];
        choose(&headers, &offers).map(|(_, media_type)| media_type)
    }

    #[test]
    fn without_a_wish_the_first_is_sent() {
        for accept in [&[][..], &["*/*"], &[""], &["*/*;q=0.1"]] {
            assert_eq!(chosen(accept), Some("application/sparql-results+json"), "{accept:?}");
        }
    }

    #[test]
    fn the_best_liked_is_sent_under_the_name_it_was_asked_for() {
        assert_eq!(chosen(&["application/json"]), Some("application/json"));
        assert_eq!(chosen(&["text/csv;q=0.5, text/tab-separated-values;q=0.51"]), Some("text/tab-separated-values"));
        assert_eq!(chosen(&["text/*"]), Some("text/csv"));
        assert_eq!(chosen(&["TEXT/CSV; charset=utf-8, */*"]), Some("text/csv"));
        assert_eq!(chosen(&["image/png", "text/csv;q=0.2"]), Some("text/csv"));
    }

    #[test]
    fn the_more_precise_range_decides() {
        assert_eq!(chosen(&["text/*, text/csv;q=0"]), Some("text/tab-separated-values"));
        assert_eq!(chosen(&["*/*;q=0.8, application/*;q=0"]), Some("text/csv"));
    }

    #[test]
    fn what_nobody_offers_is_refused() {
        for accept in ["image/png", "text/csv;q=0", "text/csv;q=2", "text/csv;q=x", "application/pdf, text/html"] {
            assert_eq!(chosen(&[accept]), None, "{accept}");
        }
    }
}
