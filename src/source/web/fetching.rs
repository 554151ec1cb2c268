//! Many addresses at once, on threads of its own.

use super::fetch::{Answer, Desk};
use super::links::links;
use super::robots::Robots;
use super::{Address, Known, Trouble, Validators, Web};
use crate::source::{Content, MediaType, Refusal, Source};
use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::{OnceCell, OwnedSemaphorePermit};
use tokio::task::JoinSet;

/// So many reports are taken from the links of one page.
const MOST_FOLLOWED: usize = 1000;
/// So many addresses are under way at once; most of them wait for the turn of their host.
const MOST_UNDER_WAY: usize = 64;

/// Fetches from the web; stops when it is dropped.
pub struct Fetcher {
    runtime: Background,
    desk: Arc<Desk>,
    robots: Arc<RobotsByHost>,
}

type RobotsByHost = Mutex<FxHashMap<String, Arc<OnceCell<Robots>>>>;

/// A runtime that is not waited for: what is under way when nobody wants it any more is given up.
struct Background(Option<Runtime>);

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Background {
    fn get(&self) -> Result<&Runtime, Trouble> {
        self.0.as_ref().ok_or_else(|| Trouble::NoWeb("the program is stopping".to_owned()))
    }
}

/// What came of one address.
pub(in crate::source) enum Arrival {
    /// The same as before.
    Unchanged(Address),
    /// Bytes. The room that they take is kept until this is dropped.
    Bytes { address: Address, bytes: Vec<u8>, validators: Option<Validators>, _room: OwnedSemaphorePermit },
    /// Nothing.
    Refused(Refusal),
}

/// What comes from the web, in the order in which it comes.
pub struct Arrivals {
    arriving: Mutex<UnboundedReceiver<Arrival>>,
    // Goes with the last who wants something.
    _runtime: Background,
}

impl Arrivals {
    /// The next one, or nothing when all have come. Waits for it; not to be called where other things must go on.
    pub(in crate::source) fn next(&self) -> Option<Arrival> {
        self.arriving.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv()
    }
}

impl Fetcher {
    /// A fetcher with its threads.
    ///
    /// # Errors
    /// When the system gives no threads, or has no certificates.
    pub fn new(web: Web) -> Result<Self, Trouble> {
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("fetching").enable_all().build();
        let runtime = Background(Some(runtime.map_err(|e| Trouble::NoWeb(e.to_string()))?));
        Ok(Self { runtime, desk: Arc::new(Desk::new(web)?), robots: Arc::default() })
    }

    /// The addresses that a page links to and whose words or address match a pattern, each once, in the order of the page; the page itself is none of them.
    /// Those that the site asks programs not to fetch are told, as is what was left out.
    #[must_use]
    pub fn follow(&self, page: &Address, pattern: &Regex) -> Vec<Result<Address, Refusal>> {
        let run = self.runtime.get().map(|runtime| runtime.block_on(self.followed(page, pattern)));
        run.unwrap_or_else(|trouble| vec![Err(Refusal::Web { address: page.to_string(), trouble })])
    }

    async fn followed(&self, page: &Address, pattern: &Regex) -> Vec<Result<Address, Refusal>> {
        let refuse = |trouble| vec![Err(Refusal::Web { address: page.to_string(), trouble })];
        let (bytes, from) = match self.desk.fetch(page, &Known::default()).await {
            Ok(Answer::Bytes { bytes, from, .. }) => (bytes, from),
            Ok(Answer::Unchanged) => return refuse(Trouble::NoPage),
            Err(refusal) => return vec![Err(refusal)],
        };
        let text = match Source::from_bytes(page.as_str(), bytes) {
            Ok(Source { content: Content::Text(text), media_type: MediaType::Html, .. }) => text,
            Ok(_) => return refuse(Trouble::NoPage),
            Err(refusal) => return vec![Err(refusal)],
        };
        let links = links(&text, &from);
        let count = links.len();
        let mut met: FxHashSet<String> = [page.normal().to_owned(), from.normal().to_owned()].into_iter().collect();
        let mut wanted = Vec::new();
        for link in links {
            let matches = pattern.is_match(&link.words) || pattern.is_match(link.to.as_str());
            if matches && met.insert(link.to.normal().to_owned()) {
                wanted.push(link.to);
            }
        }
        if wanted.is_empty() {
            return refuse(Trouble::NoLinks { pattern: pattern.to_string(), links: count });
        }
        let more = wanted.len() > MOST_FOLLOWED;
        wanted.truncate(MOST_FOLLOWED);
        let mut followed = Vec::new();
        for address in wanted {
            let robots = self.robots_of(&address).await;
            let path =
                address.url().path().to_owned() + &address.url().query().map_or_else(String::new, |q| format!("?{q}"));
            let robots = robots.get().filter(|robots| !robots.allow(&path));
            followed.push(match robots {
                None => Ok(address),
                Some(_) => Err(Refusal::Web { address: address.to_string(), trouble: Trouble::Robots }),
            });
        }
        if more {
            followed.extend(refuse(Trouble::ManyLinks(MOST_FOLLOWED)));
        }
        followed
    }

    /// What the site of an address asks of programs; asked once a site.
    async fn robots_of(&self, address: &Address) -> Arc<OnceCell<Robots>> {
        let site = format!("{}://{}", address.url().scheme(), address.server());
        let cell = {
            let mut known = self.robots.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(site).or_default())
        };
        cell.get_or_init(|| async {
            let Ok(file) = address.joined("/robots.txt") else { return Robots::default() };
            let robots = match self.desk.fetch(&file, &Known::default()).await {
                Ok(Answer::Bytes { bytes, .. }) => Robots::read(&bytes),
                // A site that cannot say what it wants wants nothing to be fetched (RFC 9309, 2.3.1.4).
                Err(Refusal::Web {
                    trouble:
                        Trouble::Status(429 | 500..)
                        | Trouble::Busy(_)
                        | Trouble::Slow(_)
                        | Trouble::BrokenOff(_)
                        | Trouble::Large(_),
                    ..
                }) => Robots::nothing(),
                // One that has no such file asks for nothing (RFC 9309, 2.3.1.3); of one that cannot be reached the link itself will say so.
                Ok(Answer::Unchanged) | Err(_) => Robots::default(),
            };
            if let Some(delay) = robots.delay {
                self.desk.turns.slow_down(&address.server(), delay);
            }
            robots
        })
        .await;
        cell
    }

    /// Begins to fetch addresses, and gives what will come of them: one arrival for each.
    pub fn begin(self, addresses: Vec<(Address, Known)>) -> Arrivals {
        let (send, arriving) = unbounded_channel();
        let desk = self.desk;
        if let Ok(runtime) = self.runtime.get() {
            runtime.spawn(async move {
                let mut under_way = JoinSet::new();
                for (address, known) in in_turn(addresses) {
                    if under_way.len() >= MOST_UNDER_WAY {
                        under_way.join_next().await;
                    }
                    let (desk, send) = (Arc::clone(&desk), send.clone());
                    under_way.spawn(async move {
                        let arrival = match desk.fetch(&address, &known).await {
                            Ok(Answer::Unchanged) => Arrival::Unchanged(address),
                            Ok(Answer::Bytes { bytes, validators, room, .. }) => {
                                Arrival::Bytes { address, bytes, validators: validators.map(|v| *v), _room: room }
                            }
                            Err(refusal) => Arrival::Refused(refusal),
                        };
                        // Where nobody wants it any more, it is dropped.
                        let _ = send.send(arrival);
                    });
                }
                under_way.join_all().await;
            });
        }
        Arrivals { arriving: Mutex::new(arriving), _runtime: self.runtime }
    }
}

/// The first address of each host, then the second of each, and so on, so that no host holds up the others.
fn in_turn(addresses: Vec<(Address, Known)>) -> Vec<(Address, Known)> {
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    let mut ranked: Vec<_> = addresses
        .into_iter()
        .map(|one| {
            let rank = seen.entry(one.0.server()).or_default();
            *rank += 1;
            (*rank, one)
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use super::{Address, Known, in_turn};

    #[test]
    fn hosts_take_turns() {
        let given = ["http://a/1", "http://a/2", "http://a/3", "http://b/1", "http://b/2", "http://c/1"];
        let addresses = given.map(|a| (Address::new(a).unwrap(), Known::default())).to_vec();
        let order: Vec<String> = in_turn(addresses).into_iter().map(|(a, _)| a.to_string()).collect();
        assert_eq!(order, ["http://a/1", "http://b/1", "http://c/1", "http://a/2", "http://b/2", "http://a/3"]);
    }
}
