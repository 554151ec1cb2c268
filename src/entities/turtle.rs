//! Turtle files as triples of the store's model, read with `sophia`.

use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use sophia::api::parser::TripleParser as _;
use sophia::api::source::TripleSource as _;
use sophia::api::term::Term as _;
use sophia::api::term::{SimpleTerm, TermKind};
use sophia::api::triple::Triple as _;
use sophia::iri::resolve::BaseIriRef;
use sophia::turtle::parser::turtle::TurtleParser;
use std::path::PathBuf;

/// Why a Turtle file could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum TurtleError {
    /// The parser's message, with line and column.
    #[error("{path}: {message}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What the parser said.
        message: String,
    },
    /// Every node of the graph has an IRI.
    #[error("{path}: a blank node in {triple}; give it an IRI")]
    Blank {
        /// The file.
        path: PathBuf,
        /// The triple.
        triple: String,
    },
}

/// The triples of a Turtle text in its order, relative IRIs resolved against `base`.
///
/// # Errors
/// On wrong syntax, and on blank nodes.
pub fn triples(path: &str, turtle: &str, base: &str) -> Result<Vec<Triple>, TurtleError> {
    let syntax = |message: String| TurtleError::Syntax { path: path.into(), message };
    let base = BaseIriRef::new(base.to_owned().into_boxed_str()).map_err(|e| syntax(e.to_string()))?;
    let mut found = Vec::new();
    let mut blank = None;
    TurtleParser::new()
        .with_base(Some(base))
        .parse(turtle.as_bytes())
        .for_each_triple(|t| {
            let triple = (subject(&t.s().as_simple()), predicate(&t.p().as_simple()), object(&t.o().as_simple()));
            match triple {
                (Some(s), Some(p), Some(o)) => found.push(Triple::new(s, p, o)),
                _ => blank = blank.take().or_else(|| Some(format!("{:?} {:?}", t.s().kind(), t.p().as_simple()))),
            }
        })
        .map_err(|e| syntax(e.to_string()))?;
    blank.map_or(Ok(found), |triple| Err(TurtleError::Blank { path: path.into(), triple }))
}

fn named(term: &SimpleTerm<'_>) -> Option<NamedNode> {
    (term.kind() == TermKind::Iri).then(|| term.iri().map(|iri| NamedNode::new_unchecked(iri.as_str()))).flatten()
}

fn subject(term: &SimpleTerm<'_>) -> Option<NamedOrBlankNode> {
    named(term).map(Into::into)
}

fn predicate(term: &SimpleTerm<'_>) -> Option<NamedNode> {
    named(term)
}

fn object(term: &SimpleTerm<'_>) -> Option<Term> {
    if let Some(iri) = named(term) {
        return Some(iri.into());
    }
    let lexical = term.lexical_form()?.to_string();
    if let Some(tag) = term.language_tag() {
        return Some(Literal::new_language_tagged_literal_unchecked(lexical, tag.as_str().to_ascii_lowercase()).into());
    }
    let datatype = NamedNode::new_unchecked(term.datatype()?.as_str());
    Some(Literal::new_typed_literal(lexical, datatype).into())
}

#[cfg(test)]
mod tests {
    use super::triples;

    #[test]
    fn relative_addresses_and_labels() {
        let found =
            triples("a.ttl", "<id/organisation/itu> <http://x/label> \"ITU\"@en .", "http://localhost:7878/").unwrap();
        assert_eq!(found[0].to_string(), "<http://localhost:7878/id/organisation/itu> <http://x/label> \"ITU\"@en");
    }

    #[test]
    fn errors_name_file_and_place() {
        let error = triples("a.ttl", "<a> <b> .", "http://localhost:7878/").unwrap_err().to_string();
        assert!(error.starts_with("a.ttl: ") && error.contains("0:8"), "{error}");
        assert!(triples("a.ttl", "_:x <b> <c> .", "http://x/").unwrap_err().to_string().contains("blank node"));
    }
}
