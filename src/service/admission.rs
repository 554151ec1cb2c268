//! How many queries run at once: some run, a few wait for a moment, the others are asked to come back.

use super::App;
use super::problem::Problem;
use axum::http::StatusCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

/// For each query that runs so many may wait.
const WAITING_A_PLACE: usize = 4;

/// How long a query waits for a place, or for another that makes the same answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

/// A place for what began to wait at `began` and is to end at `deadline`; 503 where there is none in a moment.
pub(super) async fn place(app: &App, began: Instant, deadline: Instant) -> Result<OwnedSemaphorePermit, Problem> {
    app.0.admission.place(deadline.min(began + PATIENCE)).await.ok_or_else(|| {
        app.0.metrics.refused();
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "as many queries are running as may; try again in a moment")
    })
}

/// The places for queries.
pub(super) struct Admission {
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
    most_waiting: usize,
    /// How many places there are.
    count: usize,
}

impl Admission {
    /// So many places.
    pub(super) fn new(places: usize) -> Self {
        let most_waiting = places.saturating_mul(WAITING_A_PLACE);
        Self { places: Arc::new(Semaphore::new(places)), waiting: AtomicUsize::new(0), most_waiting, count: places }
    }

    /// How many queries run.
    pub(super) fn running(&self) -> usize {
        self.count.saturating_sub(self.places.available_permits())
    }

    /// How many queries wait for a place.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// A place, once there is one; none where the queue is full, or it was waited for until `until` in vain.
    async fn place(&self, until: Instant) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Some(place);
        }
        let _waiting = Waiting::of(self)?;
        timeout_at(until, Arc::clone(&self.places).acquire_owned()).await.ok()?.ok()
    }
}

/// One that waits, until it is dropped: also when its client goes away.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn of(admission: &'a Admission) -> Option<Self> {
        let before = admission.waiting.fetch_add(1, Ordering::Relaxed);
        let waiting = Self(&admission.waiting);
        (before < admission.most_waiting).then_some(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn places_are_given_and_given_back() {
        let admission = Admission::new(1);
        let now = Instant::now();
        let place = admission.place(now).await.unwrap();
        assert!(admission.place(now).await.is_none());
        assert_eq!((admission.running(), admission.waiting()), (1, 0));
        drop(place);
        assert_eq!(admission.running(), 0);
        assert!(admission.place(now).await.is_some());
    }
}
