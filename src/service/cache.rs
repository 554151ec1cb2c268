//! Answers that were given before. An answer belongs to one version of the store, so that nothing in here is ever stale: what has changed has another key.

use super::bounds::QueryBounds;
use crate::text::hex;
use axum::body::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use regex::Regex;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};
use tokio::time::{Instant, timeout_at};

/// An answer that is longer is not kept.
pub(super) const LONGEST: usize = 4 * 1024 * 1024;
/// About how many answers are kept at once; the budget in bytes is what counts.
const ESTIMATED: usize = 4096;
/// What an answer takes besides its bytes.
const OVERHEAD: usize = 256;

/// What an answer is kept by: the version of the store, the question, and the form of the answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key([u8; 32]);

impl Key {
    /// The key of a question.
    pub(super) fn of(version: u64, question: &[&str], bounds: &QueryBounds) -> Self {
        /// Told apart from the versions of other runs, which may count the same.
        static RUN: LazyLock<u128> =
            LazyLock::new(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos()));
        let mut digest = Sha256::new();
        let mut part = |bytes: &[u8]| {
            digest.update(bytes.len().to_le_bytes());
            digest.update(bytes);
        };
        part(&RUN.to_le_bytes());
        part(&version.to_le_bytes());
        part(&bounds.rows.to_le_bytes());
        part(&bounds.bytes.to_le_bytes());
        for text in question {
            part(text.as_bytes());
        }
        Self(digest.finalize().into())
    }

    /// The strong validator of the answer (RFC 9110, 8.8.3).
    pub(super) fn tag(&self) -> String {
        format!("\"{}\"", hex(&self.0[..16]))
    }
}

/// Whether a query may be answered otherwise when it is asked again of the same data.
pub(super) fn is_volatile(query: &str) -> bool {
    static VOLATILE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?i-u)\b(NOW|RAND|UUID|STRUUID|BNODE)\s*\(").ok());
    VOLATILE.as_ref().is_none_or(|pattern| pattern.is_match(query))
}

/// An answer and its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) media_type: &'static str,
    pub(super) bytes: Bytes,
    /// Whether it is a page, and there is another.
    pub(super) more: bool,
}

/// Weighs answers by their bytes.
#[derive(Clone)]
struct Bytewise;

impl Weighter<Key, Answer> for Bytewise {
    fn weight(&self, _: &Key, answer: &Answer) -> u64 {
        u64::try_from(answer.bytes.len() + OVERHEAD).unwrap_or(u64::MAX)
    }
}

/// The answers that were given, within a budget.
pub(super) struct Answers {
    kept: Cache<Key, Answer, Bytewise>,
    /// Which answers were asked for by which requests.
    requests: Cache<Key, Key>,
    /// Held by those who are working on an answer, and by those who wait for it.
    turns: Mutex<FxHashMap<Key, Weak<Turn<Option<Answer>>>>>,
}

/// The one who works on an answer that others wait for. They find it here, also where there is no room to keep it.
pub(super) type Leader = OwnedMutexGuard<Option<Answer>>;

/// What is known of an answer.
pub(super) enum Known {
    /// It was given before.
    Answer(Answer),
    /// It is to be made; others wait for it as long as the leader is there. None where it was waited for in vain, or is not to be kept.
    Make(Option<Leader>),
}

impl Answers {
    /// Room for so many bytes.
    pub(super) fn new(budget: u64) -> Self {
        let kept = Cache::with_weighter(ESTIMATED, budget, Bytewise);
        Self { kept, requests: Cache::new(2 * ESTIMATED), turns: Mutex::default() }
    }

    /// The answer that a request of the same words asked for.
    pub(super) fn known_request(&self, request: &Key) -> Option<Key> {
        self.requests.get(request)
    }

    /// Says which answer a request asks for.
    pub(super) fn name(&self, request: Key, answer: Key) {
        self.requests.insert(request, answer);
    }

    /// An answer, when it was given before.
    pub(super) fn kept(&self, key: &Key) -> Option<Answer> {
        self.kept.get(key)
    }

    /// The answer, when there is one or another request makes it until then.
    pub(super) async fn look(&self, key: &Key, until: Instant) -> Known {
        if let Some(answer) = self.kept.get(key) {
            return Known::Answer(answer);
        }
        let leader = timeout_at(until, self.turn(key).lock_owned()).await.ok();
        let made = leader.as_ref().and_then(|made| Option::clone(made));
        match made.or_else(|| self.kept.get(key)) {
            Some(answer) => Known::Answer(answer),
            None => Known::Make(leader),
        }
    }

    /// How many answers are kept, and how many bytes they take.
    pub(super) fn size(&self) -> (usize, u64) {
        (self.kept.len(), self.kept.weight())
    }

    /// Keeps an answer, unless it is too long.
    pub(super) fn keep(&self, key: Key, answer: Answer) {
        if answer.bytes.len() <= LONGEST {
            self.kept.insert(key, answer);
        }
    }

    /// Gives an answer to those who wait for it, and keeps it, unless it is too long.
    pub(super) fn give(&self, key: Key, mut leader: Leader, answer: Answer) {
        if answer.bytes.len() <= LONGEST {
            *leader = Some(answer.clone());
        }
        self.keep(key, answer);
    }

    fn turn(&self, key: &Key) -> Arc<Turn<Option<Answer>>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = turns.get(key).and_then(Weak::upgrade) {
            return turn;
        }
        turns.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::default();
        turns.insert(*key, Arc::downgrade(&turn));
        turn
    }
}

/// The day of today, a part of the key where it tells what is overdue (UTC, as in the queries).
pub(super) fn today() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn key(version: u64, question: &str) -> Key {
        Key::of(version, &[question], &QueryBounds::default())
    }

    fn answer(bytes: Vec<u8>) -> Answer {
        Answer { media_type: "text/csv", bytes: bytes.into(), more: false }
    }

    #[test]
    fn keys_tell_versions_questions_and_forms_apart() {
        let one = key(1, "ASK {}");
        assert!(one == key(1, "ASK {}"));
        assert!(one != key(2, "ASK {}") && one != key(1, "ASK { }"));
        assert!(Key::of(1, &["a", "b"], &QueryBounds::default()) != Key::of(1, &["ab"], &QueryBounds::default()));
        assert!(one.tag().starts_with('"') && one.tag().len() == 34);
    }

    #[test]
    fn what_depends_on_more_than_the_data_is_known() {
        for query in ["SELECT (NOW() AS ?n) {}", "ASK { FILTER(rand ( ) < 1) }", "SELECT (STRUUID() AS ?x) {}"] {
            assert!(is_volatile(query), "{query}");
        }
        assert!(!is_volatile("SELECT ?known ?brand { ?known ?p ?brand }"));
    }

    #[tokio::test]
    async fn one_works_and_the_others_wait() {
        for budget in [0, 1 << 20] {
            one_works_where_there_is_room_for(budget).await;
        }
    }

    async fn one_works_where_there_is_room_for(budget: u64) {
        let answers = Arc::new(Answers::new(budget));
        let question = key(1, "q");
        let soon = || Instant::now() + Duration::from_secs(30);
        let Known::Make(Some(leader)) = answers.look(&question, soon()).await else { panic!("somebody must lead") };
        let waiting = {
            let answers = Arc::clone(&answers);
            tokio::spawn(async move {
                matches!(answers.look(&question, soon()).await, Known::Answer(a) if a == answer(vec![b'a']))
            })
        };
        // Nobody waits longer than they may.
        assert!(matches!(answers.look(&question, Instant::now()).await, Known::Make(None)));
        // It waits before there is anything to be found.
        while answers.turns.lock().unwrap().values().all(|turn| turn.strong_count() < 2) {
            tokio::task::yield_now().await;
        }
        answers.give(question, leader, answer(vec![b'a']));
        assert!(waiting.await.unwrap());
        assert!(answers.turns.lock().unwrap().values().all(|turn| turn.strong_count() == 0));
    }

    #[test]
    fn the_budget_is_kept() {
        let answers = Answers::new(64 * 1024);
        for n in 0..1000 {
            answers.keep(key(n, "q"), answer(vec![0; 1024]));
        }
        answers.keep(key(0, "too long"), answer(vec![0; LONGEST + 1]));
        assert!(answers.kept(&key(0, "too long")).is_none());
        assert!(answers.kept.weight() <= 64 * 1024, "{}", answers.kept.weight());
    }
}
