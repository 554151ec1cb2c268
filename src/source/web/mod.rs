//! Reports on the web: fetched within bounds of time and size, from public hosts only, politely.
//!
//! Fetching runs on threads of its own. What has come waits for the readers, and only so much of it: where they are behind, the web waits.
//! No proxy is used, whatever the environment says: it would resolve names where nobody checks what they stand for. Nothing is asked for compressed, so
//! the bound on what is fetched is the bound on what it holds. No cookie, no referrer and no credentials are ever sent.

mod address;
mod fetch;
mod fetching;
mod guard;
mod links;
mod robots;
mod trouble;
mod turns;

pub use address::Address;
pub(in crate::source) use fetching::Arrival;
pub use fetching::{Arrivals, Fetcher};
pub use guard::Private;
pub use trouble::Trouble;

use std::time::Duration;

/// How the web is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Web {
    /// Whether hosts of private networks may be asked.
    pub private: Private,
    /// Between two requests to one host.
    pub pause: Duration,
    /// Until there is a connection.
    pub connecting: Duration,
    /// For one address with all that it leads on to; waiting for the host's turn does not count.
    pub whole: Duration,
    /// How often an address is asked again that could not be reached, is busy or answers with an error of the server.
    pub retries: u32,
    /// Before it is asked again for the first time; doubled each time, where the server names no time.
    pub backoff: Duration,
    /// The longest time that a server may ask to wait before it is asked again.
    pub patience: Duration,
}

impl Default for Web {
    fn default() -> Self {
        Self {
            private: Private::Refused,
            pause: Duration::from_secs(1),
            connecting: Duration::from_secs(10),
            whole: Duration::from_secs(60),
            retries: 3,
            backoff: Duration::from_secs(1),
            patience: Duration::from_secs(60),
        }
    }
}

/// What a server said of what it gave, to be repeated when it is asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validators {
    /// The address that gave it, behind all others that led there: what is said of one address means nothing for another.
    pub answered_by: String,
    /// `ETag`.
    pub entity_tag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// What is known of an address from earlier runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Whether it gave something.
    pub before: bool,
    /// What its server said of that.
    pub validators: Option<Validators>,
}
