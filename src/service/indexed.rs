//! The search index of the version that is served: made by a thread of its own, whenever the store has changed.

use crate::search::{Index, Searching};
use crate::sparql::meter;
use crate::sparql::{TextAsked, TextError, TextIndex, TextMatch};
use crate::store::{Journal, Store, Touched};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a query waits for the index of what was written just before.
const PATIENCE: Duration = Duration::from_secs(10);

/// The index, and whether it is that of the store as it is now.
#[derive(Clone)]
pub(super) struct Indexed {
    store: Store,
    /// Held by the thread that makes it.
    index: Arc<Mutex<Option<Index>>>,
    /// What was written since the index was made.
    journal: Arc<Mutex<Journal>>,
    shared: Arc<(Mutex<State>, Condvar)>,
}

#[derive(Default)]
struct State {
    /// How often the store was about to change, or had changed.
    number: u64,
    /// What can be searched, and of which of these numbers it is.
    made: Option<(u64, Searching)>,
    making: bool,
    /// The last of these numbers that one was made for, or could not be made for.
    tried: Option<u64>,
}

impl Indexed {
    /// The index of a store; nothing is made yet.
    pub(super) fn of(store: Store) -> Self {
        Self { store, index: Arc::default(), journal: Arc::default(), shared: Arc::default() }
    }

    /// Says what the write touches that is about to lead from one version of the store to the next.
    pub(super) fn note(&self, from: Option<String>, to: Option<String>, touched: Touched) {
        self.journal().note(from, to, touched);
    }

    /// Says that the store is about to change, or has changed.
    pub(super) fn changed(&self) {
        self.state().number += 1;
    }

    /// Has the index brought up to date, by a thread of its own.
    pub(super) fn renew(&self) {
        if std::mem::replace(&mut self.state().making, true) {
            return;
        }
        let indexed = self.clone();
        std::thread::spawn(move || while indexed.make() {});
    }

    /// Brings the index up to date; whether that is to be done again, since the store changed meanwhile.
    fn make(&self) -> bool {
        let number = self.state().number;
        let made = self.searching();
        let mut state = self.state();
        let late = state.number != number;
        match made {
            // Also what is late already: it is newer than what was there.
            Ok(searching) => state.made = Some((number, searching)),
            Err(error) => tracing::error!(%error, "the search index is not up to date"),
        }
        state.making = late;
        state.tried = Some(number);
        drop(state);
        self.shared.1.notify_all();
        late
    }

    fn searching(&self) -> Result<Searching, crate::search::SearchError> {
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = index.as_ref() {
            let journal = self.journal().clone();
            match known.follow_knowing(&journal) {
                Ok(()) => {
                    let searching = known.searching()?;
                    self.journal().forget_before(searching.version().unwrap_or_default());
                    return Ok(searching);
                }
                // Opening it again mends what can be mended.
                Err(error) => tracing::warn!(%error, "the search index is opened anew"),
            }
            *index = None;
        }
        index.insert(Index::open(&self.store)?).searching()
    }

    /// What can be searched, and whether it knows all that was written before this was called; waits for that until then. `None` where there is nothing yet.
    pub(super) fn current(&self, until: Instant) -> Option<(Searching, bool)> {
        let mut state = self.state();
        let wanted = state.number;
        loop {
            if let Some((number, searching)) = state.made.as_ref().filter(|(number, _)| *number >= wanted) {
                return Some((searching.clone(), *number == state.number));
            }
            let left = until.saturating_duration_since(Instant::now());
            let in_vain = !state.making && state.tried.is_some_and(|tried| tried >= wanted);
            if left.is_zero() || in_vain {
                return state.made.as_ref().map(|(_, searching)| (searching.clone(), false));
            }
            state = self.shared.1.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        // A panic while it was held leaves at worst steps that lead nowhere.
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic while it was held leaves at worst an index that is made again.
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TextIndex for Indexed {
    /// The hits of the version that is served: an older one would contradict what else the query sees.
    fn matches(&self, asked: &TextAsked) -> Result<Vec<TextMatch>, TextError> {
        let patience = Instant::now() + PATIENCE;
        let until = meter::deadline().map_or(patience, |deadline| deadline.min(patience));
        match self.current(until) {
            Some((searching, true)) => searching.matches(asked),
            _ => Err(TextError::NotReady),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Base;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(30)
    }

    #[test]
    fn what_is_searched_is_never_older_than_it_says() {
        let indexed = Indexed::of(Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap());
        assert!(indexed.current(Instant::now()).is_none());
        indexed.renew();
        assert!(indexed.current(soon()).unwrap().1);
        // Written, and not made yet: the older one, and it says so.
        indexed.changed();
        assert!(!indexed.current(Instant::now()).unwrap().1);
        indexed.renew();
        assert!(indexed.current(soon()).unwrap().1);
    }
}
