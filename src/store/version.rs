//! What tells one version of a store's contents from every other.
//!
//! Each commit leaves a new stamp in the operations graph, in the same atomic step as its quads. So whatever was made from a version and kept elsewhere (the
//! index of the words) knows whether it is of this version, also after a crash, a restored backup or a copied folder.

use super::Store;
use crate::graph::vocabulary::rap;
use crate::text::hex;
use oxigraph::model::{GraphNameRef, Literal, Quad, Term};
use oxigraph::store::{StorageError, Transaction};
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

impl Store {
    /// The version that a transaction sees: 32 hex digits, others after each commit. `None` where nothing was committed by this program, so that no two
    /// versions can be told apart.
    ///
    /// ```
    /// use rapporteur::graph::Base;
    /// use rapporteur::store::{Changes, Store};
    /// use oxigraph::model::{GraphName, NamedNode, Quad};
    ///
    /// let store = Store::in_memory(Base::new(Base::DEFAULT)?)?;
    /// let version = || store.version(&store.oxigraph().start_transaction().unwrap());
    /// assert_eq!(version()?, None);
    /// let node = NamedNode::new("https://example.org/x")?;
    /// let quad = Quad::new(node.clone(), node.clone(), node, GraphName::DefaultGraph);
    /// store.commit(Changes { added: vec![quad.clone()], removed: Vec::new() })?;
    /// let first = version()?;
    /// store.commit(Changes { added: Vec::new(), removed: vec![quad] })?;
    /// assert!(first.is_some() && first != version()?);
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn version(&self, transaction: &Transaction<'_>) -> Result<Option<String>, StorageError> {
        let mut stamps: Vec<String> = Vec::new();
        for stamp in self.stamps(transaction)? {
            if let Term::Literal(stamp) = stamp.object {
                stamps.push(stamp.destruct().0);
            }
        }
        stamps.sort();
        // The bulk loader only adds, so that several stamps can stand beside each other until the next transaction.
        Ok((!stamps.is_empty()).then(|| hex(&Sha256::digest(stamps.join(" "))[..16])))
    }

    /// Makes what a transaction will commit a version of its own; nothing where the store has no version yet.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn renew_version(&self, transaction: &mut Transaction<'_>) -> Result<(), StorageError> {
        if !self.stamps(transaction)?.is_empty() {
            self.stamp(transaction)?;
        }
        Ok(())
    }

    /// Puts a new stamp in the place of those that are there.
    pub(super) fn stamp(&self, transaction: &mut Transaction<'_>) -> Result<(), StorageError> {
        for old in self.stamps(transaction)? {
            transaction.remove(&old);
        }
        transaction.insert(&self.new_stamp());
        Ok(())
    }

    /// A stamp that no other commit has.
    pub(super) fn new_stamp(&self) -> Quad {
        static COMMITS: AtomicU64 = AtomicU64::new(0);
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let mut digest = Sha256::new();
        digest.update(time.to_le_bytes());
        digest.update(std::process::id().to_le_bytes());
        digest.update(COMMITS.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        let stamp = Literal::new_simple_literal(hex(&digest.finalize()[..16]));
        let graph = self.base().operations_graph();
        Quad::new(graph.clone(), rap::COMMIT_STAMP, stamp, graph)
    }

    fn stamps(&self, transaction: &Transaction<'_>) -> Result<Vec<Quad>, StorageError> {
        let graph = self.base().operations_graph();
        let name = GraphNameRef::NamedNode(graph.as_ref());
        transaction.quads_for_pattern(Some(graph.as_ref().into()), Some(rap::COMMIT_STAMP), None, Some(name)).collect()
    }
}
