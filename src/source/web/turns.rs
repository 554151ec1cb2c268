//! One request at a time to a host, and a pause behind each.

use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, sleep_until};

/// When each host may be asked again. Different hosts do not wait for each other.
pub(super) struct Turns {
    pause: Duration,
    hosts: Mutex<FxHashMap<String, Host>>,
}

#[derive(Clone)]
struct Host {
    free_from: Arc<tokio::sync::Mutex<Instant>>,
    pause: Duration,
}

/// The right to ask a host; the pause begins when it is given back.
pub(super) struct Turn {
    free_from: OwnedMutexGuard<Instant>,
    pause: Duration,
}

impl Turns {
    pub(super) fn new(pause: Duration) -> Self {
        Self { pause, hosts: Mutex::default() }
    }

    /// Waits until a host may be asked. Those who wait come on in the order in which they came.
    pub(super) async fn of(&self, host: &str) -> Turn {
        let Host { free_from, pause } = self.host(host, None);
        let free_from = free_from.lock_owned().await;
        sleep_until(*free_from).await;
        Turn { free_from, pause }
    }

    /// Makes the pause of a host longer, where it asks for that.
    pub(super) fn slow_down(&self, host: &str, pause: Duration) {
        self.host(host, Some(pause));
    }

    fn host(&self, host: &str, longer: Option<Duration>) -> Host {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Host { free_from: Arc::new(tokio::sync::Mutex::new(Instant::now())), pause: self.pause };
        let known = hosts.entry(host.to_owned()).or_insert_with(new);
        known.pause = known.pause.max(longer.unwrap_or_default());
        known.clone()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *self.free_from = Instant::now() + self.pause;
    }
}
