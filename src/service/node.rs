//! `/id/…`: what the graph's addresses stand for.

use super::App;
use super::answer::whole;
use super::negotiation::{self, Offer};
use super::problem::Problem;
use crate::graph::vocabulary::rap;
use crate::store::{Store, with_prefixes};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNodeRef, Term, Triple};
use oxigraph::store::StorageError;
use std::collections::HashSet;
use std::io;

/// The formats of a description.
const OFFERS: [Offer<RdfFormat>; 3] = [
    Offer { value: RdfFormat::Turtle, media_types: &["text/turtle"] },
    Offer { value: RdfFormat::NTriples, media_types: &["application/n-triples"] },
    Offer { value: RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }, media_types: &["application/ld+json"] },
];

/// `GET /id/{kind}/{slug}`: everything that is said of the node, in whichever graph.
pub(super) async fn describe(
    State(app): State<App>,
    Path((kind, slug)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (format, media_type) = negotiation::choose(&headers, &OFFERS)
        .ok_or_else(|| Problem::unacceptable(OFFERS.iter().flat_map(|offer| offer.media_types).copied()))?;
    let node = address(&app, &kind, &slug)?;
    let description = tokio::task::spawn_blocking(move || {
        let triples = triples(&app.0.store, node.as_ref()).map_err(|e| Problem::ours(&e))?;
        if triples.is_empty() {
            return Err(Problem::missing(format!("nothing is known of {node}")));
        }
        write(&triples, format).map_err(|e| Problem::ours(&e))
    });
    Ok(whole(media_type, description.await.map_err(|e| Problem::ours(&e))??))
}

/// `GET /id/report/{slug}/text`: the text that all positions in the report count in.
pub(super) async fn text(State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Problem> {
    let report = address(&app, "report", &slug)?;
    let text = tokio::task::spawn_blocking(move || {
        let texts = app.0.store.oxigraph().quads_for_pattern(Some((&report).into()), Some(rap::TEXT), None, None);
        for quad in texts {
            if let Term::Literal(text) = quad.map_err(|e| Problem::ours(&e))?.object {
                return Ok(text.value().to_owned());
            }
        }
        let mut later =
            app.0.store.oxigraph().quads_for_pattern(Some((&report).into()), Some(rap::REPLACED_BY), None, None);
        let later = later.next().transpose().map_err(|e| Problem::ours(&e))?;
        let later = later.map_or_else(String::new, |quad| format!("; where it was, {} is now", quad.object));
        Err(Problem::missing(format!("there is no report {report}{later}")))
    });
    Ok(whole("text/plain", text.await.map_err(|e| Problem::ours(&e))??))
}

fn address(app: &App, kind: &str, slug: &str) -> Result<NamedNode, Problem> {
    let iri = format!("{}id/{kind}/{slug}", app.0.store.base());
    NamedNode::new(iri).map_err(|_| Problem::missing("there is no such address"))
}

fn triples(store: &Store, node: NamedNodeRef<'_>) -> Result<HashSet<Triple>, StorageError> {
    store
        .oxigraph()
        .quads_for_pattern(Some(NamedOrBlankNodeRef::from(node)), None, None, None)
        .map(|quad| quad.map(Triple::from))
        .collect()
}

fn write(triples: &HashSet<Triple>, format: RdfFormat) -> io::Result<Vec<u8>> {
    let mut sorted: Vec<_> = triples.iter().collect();
    sorted.sort_by_cached_key(ToString::to_string);
    let mut serializer = with_prefixes(RdfSerializer::from_format(format)).for_writer(Vec::new());
    for triple in sorted {
        serializer.serialize_triple(triple)?;
    }
    serializer.finish()
}
