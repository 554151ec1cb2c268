//! Who may write, and how: with a token, one at a time, all or nothing, and never into the graphs that the program keeps.

use super::App;
use super::problem::Problem;
use crate::graph::Base;
use crate::sparql::Written;
use crate::store::fault_point;
use axum::http::{HeaderMap, StatusCode, header};
use oxigraph::model::NamedNodeRef;
use oxigraph::store::{StorageError, Transaction};
use sha2::{Digest, Sha256};
use std::time::Instant;

/// A token is no shorter, so that it cannot be guessed.
const SHORTEST: usize = 16;

/// The token of those who may write, as its digest: neither it nor anything that tells of it is shown.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl Token {
    /// The token of a text; none where that is shorter than 16 bytes, blanks around it aside.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        (text.len() >= SHORTEST).then(|| Self(Sha256::digest(text).into()))
    }

    /// Whether a text is the token. Digests are compared, so that the time tells nothing about the token.
    fn is(&self, text: &str) -> bool {
        let given: [u8; 32] = Sha256::digest(text).into();
        self.0.iter().zip(given).fold(0, |differs, (one, other)| differs | (one ^ other)) == 0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Whether a graph is one that the program keeps: reports, resolution, registry, judgements, operations, ontology.
pub(super) fn is_managed(base: &Base, graph: NamedNodeRef<'_>) -> bool {
    base.is_managed(graph)
}

/// Lets a request pass that carries the token.
pub(super) fn admit(app: &App, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(token) = &app.0.settings.token else {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "this service only reads; its operator may let you write with --token-file",
        ));
    };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.split_once(' '));
    match given {
        Some((scheme, given)) if scheme.eq_ignore_ascii_case("bearer") && token.is(given.trim()) => Ok(()),
        Some(_) => Err(Problem::new(StatusCode::FORBIDDEN, "this token is not the one that may write")),
        None => Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "writing wants the header `Authorization: Bearer TOKEN`, with the token of this service",
        )),
    }
}

/// Makes changes in one transaction: they are on the disk when this returns, and every later answer knows them. `what` goes to the audit log.
pub(super) fn write<T, E: From<StorageError>>(
    app: &App,
    what: &str,
    make: impl FnOnce(&mut Transaction<'_>) -> Result<(T, Written), E>,
) -> Result<T, E> {
    let _turn = app.0.writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let began = Instant::now();
    let mut transaction = app.0.store.oxigraph().start_transaction()?;
    let (made, written) = make(&mut transaction)?;
    let Written { added, removed, touched } = written;
    let before = app.0.store.version(&transaction)?;
    app.0.store.renew_version(&mut transaction)?;
    app.0.version.indexed().note(before, app.0.store.version(&transaction)?, touched);
    // Before, so that nobody is given the old version once this one can be seen; after, so that no snapshot begun in between counts.
    app.0.version.changed();
    fault_point("update-made");
    let committed = transaction.commit().and_then(|()| {
        fault_point("update-committed");
        app.0.store.oxigraph().flush()
    });
    fault_point("update-flushed");
    app.0.version.changed();
    app.0.version.renew();
    committed?;
    app.0.metrics.wrote(added, removed);
    let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(target: "rapporteur::audit", what, added, removed, milliseconds, "written");
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_compared_and_not_shown() {
        let token = Token::of("  a-token-of-some-length\n").unwrap();
        assert!(token.is("a-token-of-some-length"));
        assert!(!token.is("a-token-of-some-lengtH") && !token.is(""));
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert!(Token::of("short").is_none());
    }

    #[test]
    fn graphs_of_the_program_are_its_own() {
        let base = Base::new(Base::DEFAULT).unwrap();
        let managed = |iri: &str| is_managed(&base, NamedNodeRef::new_unchecked(iri));
        for graph in [base.operations_graph(), base.resolution_graph(), base.judgement_graph(), base.id("report", "x")]
        {
            assert!(is_managed(&base, graph.as_ref()), "{graph}");
        }
        assert!(managed("https://w3id.org/rapporteur/"));
        assert!(!managed("https://example.org/id/report/x") && !managed("http://localhost:7878/data/mine"));
    }
}
