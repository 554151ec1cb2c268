//! What was written between two versions of a store, as far as that is remembered.
//!
//! Whoever keeps something that was made from a version can bring it up to date by what was touched since, instead of by all there is. Nothing rests on it: where a
//! step was not noted, or too much was touched, all is read again.

use oxigraph::model::{NamedNode, NamedOrBlankNodeRef};
use rustc_hash::{FxHashMap, FxHashSet};

/// So many subjects are remembered of a write, or of several that follow each other.
const MOST: usize = 2_000;
/// Longer addresses are not remembered: nobody finds anything by them.
const LONGEST: usize = 1_024;
/// So many writes are remembered, and so many subjects of all of them.
const STEPS: (usize, usize) = (1_000, 10_000);

/// The subjects of what was added and removed, those that have an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    subjects: FxHashSet<NamedNode>,
    too_many: bool,
}

impl Touched {
    /// Adds the subject of a quad that comes or goes.
    pub fn add(&mut self, subject: NamedOrBlankNodeRef<'_>) {
        let NamedOrBlankNodeRef::NamedNode(subject) = subject else { return };
        if self.too_many {
            return;
        }
        self.subjects.insert(subject.into_owned());
        self.too_many = subject.as_str().len() > LONGEST || self.subjects.len() > MOST;
        if self.too_many {
            self.subjects = FxHashSet::default();
        }
    }

    /// All of them, in order; `None` where they are too many to be remembered.
    #[must_use]
    pub fn subjects(&self) -> Option<Vec<NamedNode>> {
        let mut all: Vec<NamedNode> = self.subjects.iter().cloned().collect();
        all.sort();
        (!self.too_many).then_some(all)
    }

    fn join(&mut self, other: &Self) {
        if other.too_many {
            self.clone_from(other);
        }
        other.subjects.iter().for_each(|subject| self.add(subject.as_ref().into()));
    }
}

/// Writes, each from the version before it to the one behind it.
///
/// ```
/// use oxigraph::model::NamedNodeRef;
/// use rapporteur::store::{Journal, Touched};
///
/// let (mut journal, mut touched) = (Journal::default(), Touched::default());
/// touched.add(NamedNodeRef::new("https://example.org/x")?.into());
/// journal.note(Some("a".to_owned()), Some("b".to_owned()), touched);
/// journal.note(Some("b".to_owned()), Some("c".to_owned()), Touched::default());
/// assert_eq!(journal.between("a", "c").and_then(|touched| touched.subjects()).map(|all| all.len()), Some(1));
/// assert_eq!(journal.between("0", "c"), None);
/// # Ok::<_, oxigraph::model::IriParseError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Journal(FxHashMap<String, (String, Touched)>);

impl Journal {
    /// Remembers a write that is about to be committed. One that is not leads to a version that never is, and another from the same version takes its place.
    pub fn note(&mut self, from: Option<String>, to: Option<String>, touched: Touched) {
        let (Some(from), Some(to)) = (from, to) else { return };
        let subjects: usize = self.0.values().map(|(_, touched)| touched.subjects.len()).sum();
        if self.0.len() >= STEPS.0 || subjects > STEPS.1 {
            self.0.clear();
        }
        self.0.insert(from, (to, touched));
    }

    /// What was touched from one version to a later one; `None` where no noted writes lead from the one to the other.
    #[must_use]
    pub fn between(&self, from: &str, to: &str) -> Option<Touched> {
        let (mut at, mut touched) = (from, Touched::default());
        for _ in 0..=self.0.len() {
            if at == to {
                return Some(touched);
            }
            let (next, step) = self.0.get(at)?;
            touched.join(step);
            at = next;
        }
        None
    }

    /// Forgets what was written before a version.
    pub fn forget_before(&mut self, version: &str) {
        let mut left = FxHashMap::default();
        let mut at = version.to_owned();
        while let Some((next, touched)) = self.0.remove(&at) {
            let next_at = next.clone();
            left.insert(std::mem::replace(&mut at, next_at), (next, touched));
        }
        self.0 = left;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touched(names: std::ops::Range<usize>) -> Touched {
        let mut touched = Touched::default();
        for name in names {
            touched.add(NamedNode::new_unchecked(format!("urn:{name}")).as_ref().into());
        }
        touched
    }

    fn noted(steps: &[(&str, &str, Touched)]) -> Journal {
        let mut journal = Journal::default();
        for (from, to, touched) in steps {
            journal.note(Some((*from).to_owned()), Some((*to).to_owned()), touched.clone());
        }
        journal
    }

    fn count(journal: &Journal, from: &str, to: &str) -> Option<usize> {
        journal.between(from, to)?.subjects().map(|all| all.len())
    }

    #[test]
    fn a_write_that_failed_leads_nowhere() {
        let journal = noted(&[("a", "x", touched(0..5)), ("a", "b", touched(0..1)), ("b", "c", touched(0..3))]);
        assert_eq!((count(&journal, "a", "c"), count(&journal, "a", "a")), (Some(3), Some(0)));
        assert_eq!(
            (count(&journal, "a", "x"), count(&journal, "c", "a"), count(&journal, "?", "c")),
            (None, None, None)
        );
        assert_eq!(count(&noted(&[("a", "b", touched(0..1)), ("b", "a", touched(0..1))]), "a", "c"), None);
    }

    #[test]
    fn what_is_too_much_is_not_told_by_half() {
        let journal =
            noted(&[("a", "b", touched(0..MOST)), ("b", "c", touched(MOST..MOST + 1)), ("c", "d", touched(0..9))]);
        assert_eq!((count(&journal, "a", "b"), count(&journal, "a", "c")), (Some(MOST), None));
        assert_eq!((count(&journal, "b", "d"), count(&journal, "a", "d")), (Some(10), None));
    }

    #[test]
    fn what_was_followed_is_forgotten() {
        let mut journal = noted(&[("a", "b", touched(0..1)), ("b", "c", touched(0..2)), ("c", "d", touched(0..3))]);
        journal.forget_before("b");
        assert_eq!((count(&journal, "a", "d"), count(&journal, "b", "d"), journal.0.len()), (None, Some(3), 2));
        let mut ring = noted(&[("a", "b", touched(0..1)), ("b", "a", touched(0..1))]);
        ring.forget_before("a");
        assert_eq!(ring.0.len(), 2);
    }
}
