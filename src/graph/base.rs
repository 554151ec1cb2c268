//! The addresses of an installation: where its instances live.

use super::vocabulary::NAMESPACE;
use oxigraph::model::{NamedNode, NamedNodeRef};
use std::fmt;

/// The base IRI under which an installation mints its instances, fixed by the first ingest.
///
/// It ends with `/`, has a scheme of `http` or `https`, and neither query nor fragment, so that
/// `{base}id/{kind}/{slug}` is always a valid address.
///
/// ```
/// use rapporteur::graph::Base;
///
/// let base = Base::new("http://localhost:7878/")?;
/// assert_eq!(base.id("report", "0a1b").as_str(), "http://localhost:7878/id/report/0a1b");
/// assert!(Base::new("localhost").is_err());
/// # Ok::<_, rapporteur::graph::BaseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base(String);

/// Why a string cannot be the base of an installation.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` cannot be a base IRI: give an http or https address that ends with `/`, without query or fragment")]
pub struct BaseError(String);

impl Base {
    /// The base that an installation gets when nobody chooses one: links of a trial work in the browser.
    pub const DEFAULT: &str = "http://localhost:7878/";

    /// Checks and takes a base IRI.
    ///
    /// # Errors
    /// When it is not an absolute `http` or `https` IRI ending with `/`, or has a query or fragment.
    pub fn new(iri: &str) -> Result<Self, BaseError> {
        let wrong = || BaseError(iri.to_owned());
        let parsed = oxiri::Iri::parse(iri).map_err(|_| wrong())?;
        let web = matches!(parsed.scheme(), "http" | "https") && parsed.authority().is_some_and(|a| !a.is_empty());
        if web && iri.ends_with('/') && parsed.query().is_none() && parsed.fragment().is_none() {
            Ok(Self(iri.to_owned()))
        } else {
            Err(wrong())
        }
    }

    /// The base as text, with its final `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The IRI of an instance. `slug` must hold nothing but IRI path characters (see [`super::slug`]).
    #[must_use]
    pub fn id(&self, kind: &str, slug: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}id/{kind}/{slug}", self.0))
    }

    /// The graph of what follows from all reports, the registry and the judgements.
    #[must_use]
    pub fn resolution_graph(&self) -> NamedNode {
        self.id("graph", "resolution")
    }

    /// The graph of what curators decided.
    #[must_use]
    pub fn judgement_graph(&self) -> NamedNode {
        self.id("graph", "judgements")
    }

    /// The graph of when and how runs happened: outside the digest.
    #[must_use]
    pub fn operations_graph(&self) -> NamedNode {
        self.id("graph", "operations")
    }

    /// Whether a graph is one that the program keeps: reports, resolution, registry, judgements, operations, ontology. Nobody else writes there.
    #[must_use]
    pub fn is_managed(&self, graph: NamedNodeRef<'_>) -> bool {
        let graph = graph.as_str();
        graph.starts_with(NAMESPACE) || graph.strip_prefix(self.as_str()).is_some_and(|path| path.starts_with("id/"))
    }

    /// The graph of one registry file, by the stem of its file name.
    #[must_use]
    pub fn registry_graph(&self, stem: &str) -> NamedNode {
        self.id("graph", &format!("registry-{stem}"))
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
