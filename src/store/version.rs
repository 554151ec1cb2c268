//! What tells one version of a store's contents from every other.
//!
//! Each commit leaves a new stamp in the operations graph, in the same atomic step as its quads: one for the graphs that the program keeps, another for those that
//! others write. So whatever was made from a version and kept elsewhere (the
//! index of the words) knows whether it is of this version, also after a crash, a restored backup or a copied folder.

use super::Store;
use crate::graph::vocabulary::rap;
use crate::text::hex;
use oxigraph::model::{GraphNameRef, Literal, NamedNode, Quad, Term};
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
        let mut stamps = self.stamps(transaction, &self.base().operations_graph())?;
        if !stamps.is_empty() {
            stamps.extend(self.stamps(transaction, &self.others())?);
        }
        Ok(told(stamps))
    }

    /// The version of the graphs that the program keeps ([`is_managed`](crate::graph::Base::is_managed)): as [`version`](Self::version), but the same after what
    /// somebody writes into graphs of their own.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn kept_version(&self, transaction: &Transaction<'_>) -> Result<Option<String>, StorageError> {
        Ok(told(self.stamps(transaction, &self.base().operations_graph())?))
    }

    /// Makes what a transaction will commit, which changes nothing that the program keeps, a version of its own; nothing where the store has no version yet.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn renew_version(&self, transaction: &mut Transaction<'_>) -> Result<(), StorageError> {
        if !self.stamps(transaction, &self.base().operations_graph())?.is_empty() {
            self.renew(transaction, self.others())?;
        }
        Ok(())
    }

    /// Puts a new stamp in the place of those that are there.
    pub(super) fn stamp(&self, transaction: &mut Transaction<'_>) -> Result<(), StorageError> {
        self.renew(transaction, self.base().operations_graph())
    }

    /// A stamp that no other commit has.
    pub(super) fn new_stamp(&self) -> Quad {
        self.stamp_of(self.base().operations_graph())
    }

    fn renew(&self, transaction: &mut Transaction<'_>, of: NamedNode) -> Result<(), StorageError> {
        for old in self.stamps(transaction, &of)? {
            transaction.remove(&old);
        }
        transaction.insert(&self.stamp_of(of));
        Ok(())
    }

    fn stamp_of(&self, of: NamedNode) -> Quad {
        static COMMITS: AtomicU64 = AtomicU64::new(0);
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let mut digest = Sha256::new();
        digest.update(time.to_le_bytes());
        digest.update(std::process::id().to_le_bytes());
        digest.update(COMMITS.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        let stamp = Literal::new_simple_literal(hex(&digest.finalize()[..16]));
        Quad::new(of, rap::COMMIT_STAMP, stamp, self.base().operations_graph())
    }

    /// What bears the stamp of what was written into graphs that the program does not keep.
    fn others(&self) -> NamedNode {
        self.base().id("graph", "others")
    }

    fn stamps(&self, transaction: &Transaction<'_>, of: &NamedNode) -> Result<Vec<Quad>, StorageError> {
        let graph = self.base().operations_graph();
        let name = GraphNameRef::NamedNode(graph.as_ref());
        transaction.quads_for_pattern(Some(of.as_ref().into()), Some(rap::COMMIT_STAMP), None, Some(name)).collect()
    }
}

/// What stamps tell. The bulk loader only adds, so that several can stand beside each other until the next transaction.
fn told(stamps: Vec<Quad>) -> Option<String> {
    let texts = stamps.into_iter().filter_map(|stamp| match stamp.object {
        Term::Literal(text) => Some(text.destruct().0),
        _ => None,
    });
    let mut texts: Vec<String> = texts.collect();
    texts.sort();
    (!texts.is_empty()).then(|| hex(&Sha256::digest(texts.join(" "))[..16]))
}
