//! One number for the whole graph: equal inputs, equal digest.

use super::Store;
use oxigraph::model::{self, GraphName, NamedOrBlankNode, Quad, Term};
use oxigraph::store::StorageError;
use sha2::{Digest, Sha256};
use sophia::api::quad::Spog;
use sophia::api::term::{BaseDirection, BnodeId, IriRef, LanguageTag, SimpleTerm};
use std::fmt::Write as _;
use std::io;

/// Why no digest could be computed.
#[derive(Debug, thiserror::Error)]
pub enum DigestError {
    /// The database cannot be read.
    #[error("cannot read the store for its digest: {0}")]
    Storage(#[from] StorageError),
    /// The graph holds what RDFC-1.0 does not canonicalise.
    #[error("cannot canonicalise the store: {0}")]
    Canonicalisation(String),
    /// What was made cannot be written.
    #[error("cannot write the facts: {0}; check the space left on the disk")]
    Unwritable(#[from] io::Error),
}

impl Store {
    /// The SHA-256, in 64 hex digits, of the canonical N-Quads (RDFC-1.0) of all graphs but the operations graph.
    ///
    /// Two stores with the same reports, registry and judgements have the same digest, in whatever order and in however many
    /// runs they were filled. It is the SHA-256 of what [`Store::write_facts`] writes.
    ///
    /// ```
    /// use rapporteur::graph::Base;
    /// use rapporteur::store::Store;
    ///
    /// let store = Store::in_memory(Base::new(Base::DEFAULT)?)?;
    /// // What `sha256sum` says of nothing.
    /// assert!(store.digest()?.starts_with("e3b0c44298fc1c14"));
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read, or holds triple terms or blank nodes too entangled to canonicalise.
    pub fn digest(&self) -> Result<String, DigestError> {
        let mut hasher = Hasher(Sha256::new());
        self.write_facts(&mut hasher, None)?;
        let mut hex = String::with_capacity(64);
        for byte in hasher.0.finalize() {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Ok(hex)
    }
}

/// Feeds what is written into the hash.
struct Hasher(Sha256);

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A quad in the terms of `sophia`.
pub(super) fn spog(quad: Quad) -> Result<Spog<SimpleTerm<'static>>, DigestError> {
    let graph = match quad.graph_name {
        GraphName::NamedNode(name) => Some(iri(name.into_string())),
        GraphName::BlankNode(node) => Some(blank(node.into_string())),
        GraphName::DefaultGraph => None,
    };
    let subject = match quad.subject {
        NamedOrBlankNode::NamedNode(name) => iri(name.into_string()),
        NamedOrBlankNode::BlankNode(node) => blank(node.into_string()),
    };
    Ok(([subject, iri(quad.predicate.into_string()), object(quad.object)?], graph))
}

fn object(term: Term) -> Result<SimpleTerm<'static>, DigestError> {
    match term {
        Term::NamedNode(name) => Ok(iri(name.into_string())),
        Term::BlankNode(node) => Ok(blank(node.into_string())),
        Term::Literal(literal) => {
            let (value, datatype, language, direction) = literal.destruct();
            Ok(match (language, datatype) {
                (Some(tag), _) => SimpleTerm::LiteralLanguage(
                    value.into(),
                    LanguageTag::new_unchecked(tag.into()),
                    direction.map(|direction| match direction {
                        model::BaseDirection::Ltr => BaseDirection::Ltr,
                        model::BaseDirection::Rtl => BaseDirection::Rtl,
                    }),
                ),
                (None, Some(datatype)) => {
                    SimpleTerm::LiteralDatatype(value.into(), IriRef::new_unchecked(datatype.into_string().into()))
                }
                (None, None) => SimpleTerm::LiteralDatatype(
                    value.into(),
                    IriRef::new_unchecked(oxigraph::model::vocab::xsd::STRING.as_str().into()),
                ),
            })
        }
        Term::Triple(_) => Err(DigestError::Canonicalisation("RDFC-1.0 knows no triple terms".to_owned())),
    }
}

fn iri(text: String) -> SimpleTerm<'static> {
    SimpleTerm::Iri(IriRef::new_unchecked(text.into()))
}

fn blank(label: String) -> SimpleTerm<'static> {
    SimpleTerm::BlankNode(BnodeId::new_unchecked(label.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Base;
    use oxigraph::io::RdfFormat;

    fn digest(trig: &str) -> String {
        let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
        store.oxigraph().load_from_slice(RdfFormat::TriG, trig).unwrap();
        store.digest().unwrap()
    }

    const PREFIX: &str = "@prefix e: <https://example.org/> . ";

    #[test]
    fn is_the_hash_of_canonical_n_quads() {
        let canonical = "<https://example.org/a> <https://example.org/p> \"x\\ny\"@en <https://example.org/g> .\n\
                         <https://example.org/a> <https://example.org/p> _:c14n0 <https://example.org/g> .\n";
        let mut expected = String::new();
        for byte in Sha256::digest(canonical.as_bytes()) {
            write!(expected, "{byte:02x}").unwrap();
        }
        assert_eq!(digest(&format!("{PREFIX} e:g {{ e:a e:p _:some , \"x\\ny\"@en }}")), expected);
    }

    #[test]
    fn neither_order_nor_blank_labels_nor_operations_count() {
        let one = digest(&format!("{PREFIX} e:g {{ e:a e:p 1 , _:x . _:x e:q e:b }}"));
        let other = digest(&format!(
            "{PREFIX} <{}id/graph/operations> {{ e:run e:p 9 }} e:g {{ _:y e:q e:b . e:a e:p _:y , 1 }}",
            Base::DEFAULT
        ));
        assert_eq!(one, other);
        assert_ne!(one, digest(&format!("{PREFIX} e:g {{ e:a e:p 2 , _:x . _:x e:q e:b }}")));
    }
}
