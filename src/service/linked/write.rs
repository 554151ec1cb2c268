//! A description in the syntaxes of RDF.

use super::super::problem::Problem;
use super::form::Form;
use super::jsonld;
use crate::graph::Base;
use crate::text::is_xml;
use axum::http::StatusCode;
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::{NamedNode, Quad, Term, Triple};
use rustc_hash::FxHashSet;
use std::io;

/// Quads in a form: those with graphs as they are, the others as the triples of all graphs, each once. Their order is kept; `node` is what it is about.
pub(super) fn write<'q>(
    quads: impl Iterator<Item = &'q Quad>,
    form: Form,
    node: &NamedNode,
    base: &Base,
) -> Result<Vec<u8>, Problem> {
    let Some(syntax) = form.syntax() else { return Err(Problem::ours(&"a page is no syntax of RDF")) };
    let ours = |error: io::Error| Problem::ours(&error);
    if matches!(form, Form::TriG | Form::NQuads) {
        let mut quads: Vec<&Quad> = quads.collect();
        // A stable sort, so that what belongs together stays so inside of its graph.
        quads.sort_by_cached_key(|quad| quad.graph_name.to_string());
        quads.dedup();
        let mut serializer = prefixed(syntax, quads.iter().copied()).for_writer(Vec::new());
        let mut met = FxHashSet::default();
        for quad in quads {
            if met.insert(quad) {
                serializer.serialize_quad(quad).map_err(ours)?;
            }
        }
        return serializer.finish().map_err(ours);
    }
    let mut met = FxHashSet::default();
    let mut triples: Vec<Triple> = Vec::new();
    let quads: Vec<&Quad> = quads.collect();
    let serializer = prefixed(syntax, quads.iter().copied());
    for quad in quads {
        let triple = Triple::from(quad.clone());
        if met.insert(triple.clone()) {
            triples.push(triple);
        }
    }
    if let Some(lacking) = lacking(&triples, form) {
        return Err(Problem::new(
            StatusCode::NOT_ACCEPTABLE,
            format!("{} cannot hold {lacking}, which is said here; ask for text/turtle", form.name()),
        ));
    }
    if form == Form::JsonLd {
        let document = jsonld::compact(&triples, node, base);
        return serde_json::to_vec_pretty(&document).map_err(|e| Problem::ours(&e));
    }
    let mut serializer = serializer.for_writer(Vec::new());
    for triple in &triples {
        serializer.serialize_triple(triple).map_err(ours)?;
    }
    serializer.finish().map_err(ours)
}

/// A serialiser with the prefixes that quads have use for.
fn prefixed<'q>(syntax: RdfFormat, quads: impl Iterator<Item = &'q Quad>) -> RdfSerializer {
    let mut unused: Vec<_> = jsonld::prefixes().collect();
    let mut serializer = RdfSerializer::from_format(syntax);
    for quad in quads {
        let object = match &quad.object {
            Term::NamedNode(node) => node.as_str(),
            Term::Literal(literal) => literal.datatype().as_str(),
            _ => "",
        };
        for (prefix, namespace) in unused
            .extract_if(.., |(_, space)| [quad.predicate.as_str(), object].iter().any(|iri| iri.starts_with(*space)))
        {
            // All of them are constants that parse; without one the output is only longer.
            serializer = serializer.clone().with_prefix(prefix, namespace).unwrap_or(serializer);
        }
    }
    serializer
}

/// What triples hold that a form has no way to write.
fn lacking(triples: &[Triple], form: Form) -> Option<&'static str> {
    triples.iter().find_map(|triple| match (&triple.object, form) {
        (Term::Triple(_), Form::JsonLd | Form::RdfXml) => Some("a statement on a statement"),
        (Term::Literal(text), Form::JsonLd | Form::RdfXml) if text.direction().is_some() => {
            Some("text with a direction")
        }
        (Term::Literal(text), Form::RdfXml) if text.value().contains(|c| !is_xml(c)) => Some("control characters"),
        (_, Form::RdfXml) if !has_local_name(triple.predicate.as_str()) => {
            Some("a property whose address does not end in a name")
        }
        _ => None,
    })
}

/// Whether an IRI ends in what can be the name of an element.
fn has_local_name(iri: &str) -> bool {
    let name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let end = iri.rfind(|c: char| !name(c)).map_or(0, |at| at + iri[at..].chars().next().map_or(1, char::len_utf8));
    iri.get(end..).is_some_and(|local| local.contains(|c: char| c.is_alphabetic() || c == '_'))
}
