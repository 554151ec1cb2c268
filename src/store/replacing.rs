//! Making a part of the store what it should be, where neither what stands nor what is wanted need fit into memory.

use super::{Changes, Store, fault};
use oxigraph::model::Quad;
use oxigraph::store::{BulkLoader, StorageError};
use std::hash::{BuildHasher, RandomState};

/// So many quads that are to be added or removed are held at a time.
const HELD: usize = 50_000;
/// So many times that are held for the bulk loader, once that takes them: the files that it makes are to be few.
const LOADED: usize = 5;

/// A part of the store that is to become what is [wanted](Self::want), told piece by piece.
///
/// Of what stands no more is held than a fingerprint a quad. What changes is one commit where it is little. Where it is much, all additions are one atomic step,
/// and the removals follow in several.
///
/// ```
/// use oxigraph::model::{GraphName, NamedNode, Quad};
/// use rapporteur::graph::Base;
/// use rapporteur::store::{Replacing, Store};
///
/// let store = Store::in_memory(Base::new(Base::DEFAULT)?)?;
/// let node = NamedNode::new("https://example.org/x")?;
/// let quad = |number: i32| Quad::new(node.clone(), node.clone(), oxigraph::model::Literal::from(number), node.clone());
/// for numbers in [[1, 2], [2, 3]] {
///     let standing = || store.oxigraph().quads_for_pattern(None, None, None, Some(node.as_ref().into()));
///     let mut wanted = Replacing::begin(&store, standing())?;
///     wanted.want(numbers.into_iter().map(quad).collect())?;
///     wanted.end(standing())?;
/// }
/// let graph = store.graph(node.as_ref())?;
/// assert!(graph.len() == 2 && graph.contains(&quad(2)) && graph.contains(&quad(3)));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub struct Replacing<'s> {
    store: &'s Store,
    /// What only this run can tell two quads by, so that nobody can make two that look alike: two hashes of 64 bits, with keys of chance.
    keys: [RandomState; 2],
    /// The fingerprints of what stands, in order, and whether each is wanted.
    standing: Vec<(u64, u64)>,
    kept: Vec<bool>,
    added: Vec<Quad>,
    /// What takes the additions where they are many.
    loader: Option<BulkLoader<'s>>,
    held: usize,
}

impl<'s> Replacing<'s> {
    /// Begins with what stands. Nobody else may change that until the end.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn begin(
        store: &'s Store,
        standing: impl Iterator<Item = Result<Quad, StorageError>>,
    ) -> Result<Self, StorageError> {
        Self::holding(store, standing, HELD)
    }

    /// As [`begin`](Self::begin), with another number of quads that are held at a time.
    pub(super) fn holding(
        store: &'s Store,
        standing: impl Iterator<Item = Result<Quad, StorageError>>,
        held: usize,
    ) -> Result<Self, StorageError> {
        let keys = [RandomState::new(), RandomState::new()];
        let standing = standing.map(|quad| Ok(fingerprint(&keys, &quad?)));
        let mut standing: Vec<(u64, u64)> = standing.collect::<Result<_, StorageError>>()?;
        standing.sort_unstable();
        let kept = vec![false; standing.len()];
        Ok(Self { store, keys, standing, kept, added: Vec::new(), loader: None, held })
    }

    /// Takes a piece of what is to be there; a quad may come more than once.
    ///
    /// # Errors
    /// When the database cannot write.
    pub fn want(&mut self, quads: Vec<Quad>) -> Result<(), StorageError> {
        for quad in quads {
            if let Some(kept) = self.place(&quad).and_then(|place| self.kept.get_mut(place)) {
                *kept = true;
            } else {
                self.added.push(quad);
            }
        }
        let held = if self.loader.is_some() { self.held.saturating_mul(LOADED) } else { self.held };
        if self.added.len() < held {
            return Ok(());
        }
        let loader = self.loader.take().unwrap_or_else(|| self.store.bulk_loader());
        let loader = self.loader.insert(loader);
        loader.load_quads(std::mem::take(&mut self.added))
    }

    /// Commits what is to be added and what of that which stands, and is given once more, nobody wanted. Commits nothing where nothing changes.
    ///
    /// # Errors
    /// When the database cannot be read or written. Then nothing has changed, or only a part of what nobody wants is still there.
    pub fn end(mut self, standing: impl Iterator<Item = Result<Quad, StorageError>>) -> Result<(), StorageError> {
        let mut added = std::mem::take(&mut self.added);
        if let Some(mut loader) = self.loader.take() {
            fault::point("before-commit");
            added.push(self.store.new_stamp());
            loader.load_quads(std::mem::take(&mut added))?;
            fault::point("bulk-loaded");
            loader.commit()?;
            fault::point("after-commit");
        }
        let mut removed = Vec::new();
        if self.kept.contains(&false) {
            for quad in standing {
                let quad = quad?;
                if self.place(&quad).is_some_and(|place| self.kept.get(place) == Some(&false)) {
                    removed.push(quad);
                }
                if removed.len() >= self.held {
                    let added = std::mem::take(&mut added);
                    self.store.commit(Changes { added, removed: std::mem::take(&mut removed) })?;
                }
            }
        }
        let last = Changes { added, removed };
        if last.is_empty() { Ok(()) } else { self.store.commit(last) }
    }

    fn place(&self, quad: &Quad) -> Option<usize> {
        if self.standing.is_empty() {
            return None;
        }
        self.standing.binary_search(&fingerprint(&self.keys, quad)).ok()
    }
}

fn fingerprint(keys: &[RandomState; 2], quad: &Quad) -> (u64, u64) {
    (keys[0].hash_one(quad), keys[1].hash_one(quad))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Base;
    use crate::store::Access;
    use oxigraph::model::{Literal, NamedNode};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn quad(number: u8) -> Quad {
        let node = NamedNode::new_unchecked("https://example.org/x");
        Quad::new(node.clone(), node.clone(), Literal::from(i32::from(number)), node)
    }

    /// What stands, what is told piece by piece, and how much is held.
    fn becomes(store: &Store, told: &[Vec<u8>], held: usize) -> Option<String> {
        let graph = NamedNode::new_unchecked("https://example.org/x");
        let standing = || store.oxigraph().quads_for_pattern(None, None, None, Some(graph.as_ref().into()));
        let mut wanted = Replacing::holding(store, standing(), held).unwrap();
        for piece in told {
            wanted.want(piece.iter().copied().map(quad).collect()).unwrap();
        }
        wanted.end(standing()).unwrap();
        let is: BTreeSet<String> = store.graph(graph.as_ref()).unwrap().iter().map(ToString::to_string).collect();
        let should: BTreeSet<String> = told.iter().flatten().map(|number| quad(*number).to_string()).collect();
        assert_eq!(is, should);
        store.version(&store.oxigraph().start_transaction().unwrap()).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_wanted_stands_in_the_end_however_it_was_told(
            steps in prop::collection::vec(prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..4), 1..4),
            held in 1..60_usize,
        ) {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(folder.path(), Access::Create { base: Some(Base::new(Base::DEFAULT).unwrap()) }).unwrap();
            let mut version = None;
            for told in &steps {
                version = becomes(&store, told, held);
            }
            // Told once more, in another order, nothing changes.
            let told: Vec<Vec<u8>> = steps.last().into_iter().flatten().rev().cloned().collect();
            prop_assert_eq!(becomes(&store, &told, held), version);
        }
    }
}
