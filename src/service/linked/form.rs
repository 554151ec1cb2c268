//! The forms of a document, and how one is chosen: by the ending of its address, or by what the client accepts.

use super::super::negotiation::{self, Offer};
use super::super::problem::Problem;
use axum::http::HeaderMap;
use oxigraph::io::{JsonLdProfileSet, RdfFormat};

/// A form in which a description can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Form {
    Turtle,
    JsonLd,
    NTriples,
    RdfXml,
    TriG,
    NQuads,
    Html,
}

/// The forms, the one for clients without a wish first.
const OFFERS: [Offer<Form>; 7] = [
    Offer { value: Form::Turtle, media_types: &["text/turtle"] },
    Offer { value: Form::JsonLd, media_types: &["application/ld+json", "application/json"] },
    Offer { value: Form::NTriples, media_types: &["application/n-triples"] },
    Offer { value: Form::RdfXml, media_types: &["application/rdf+xml"] },
    Offer { value: Form::TriG, media_types: &["application/trig"] },
    Offer { value: Form::NQuads, media_types: &["application/n-quads"] },
    Offer { value: Form::Html, media_types: &["text/html"] },
];

impl Form {
    /// All of them.
    pub(in super::super) fn all() -> impl Iterator<Item = Self> {
        OFFERS.iter().map(|offer| offer.value)
    }

    /// The form that a client likes best, and the media type by which it asked for it.
    pub(super) fn liked(headers: &HeaderMap) -> Result<(Self, &'static str), Problem> {
        negotiation::choose(headers, &OFFERS)
            .ok_or_else(|| Problem::unacceptable(OFFERS.iter().flat_map(|offer| offer.media_types).copied()))
    }

    /// The form with an ending, such as `ttl`.
    pub(super) fn of_ending(ending: &str) -> Option<Self> {
        Self::all().find(|form| form.ending() == ending)
    }

    /// The ending of a document's address, without the point.
    pub(in super::super) const fn ending(self) -> &'static str {
        match self {
            Self::Turtle => "ttl",
            Self::JsonLd => "jsonld",
            Self::NTriples => "nt",
            Self::RdfXml => "rdf",
            Self::TriG => "trig",
            Self::NQuads => "nq",
            Self::Html => "html",
        }
    }

    /// The registered media type.
    pub(in super::super) fn media_type(self) -> &'static str {
        let offer = OFFERS.iter().find(|offer| offer.value == self);
        offer.and_then(|offer| offer.media_types.first()).copied().unwrap_or("application/octet-stream")
    }

    /// What people call it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Turtle => "Turtle",
            Self::JsonLd => "JSON-LD",
            Self::NTriples => "N-Triples",
            Self::RdfXml => "RDF/XML",
            Self::TriG => "TriG",
            Self::NQuads => "N-Quads",
            Self::Html => "HTML",
        }
    }

    /// The syntax; none for pages.
    pub(super) const fn syntax(self) -> Option<RdfFormat> {
        Some(match self {
            Self::Turtle => RdfFormat::Turtle,
            Self::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
            Self::NTriples => RdfFormat::NTriples,
            Self::RdfXml => RdfFormat::RdfXml,
            Self::TriG => RdfFormat::TriG,
            Self::NQuads => RdfFormat::NQuads,
            Self::Html => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderValue, header};

    #[test]
    fn every_form_is_found_by_its_ending_and_its_media_type() {
        for form in Form::all() {
            assert_eq!(Form::of_ending(form.ending()), Some(form));
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(form.media_type()));
            assert_eq!(Form::liked(&headers).unwrap(), (form, form.media_type()));
        }
        assert_eq!(Form::of_ending("TTL"), None);
    }
}
