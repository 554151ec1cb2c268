//! One address: asked, followed to where it leads, read within its bounds, asked again where that may help.

use super::guard::{NameError, PublicOnly, is_public, literal};
use super::turns::Turns;
use super::{Address, Known, Trouble, Validators, Web};
use crate::source::{MAX_BINARY_BYTES, MAX_BYTES, Refusal, bound_of};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use reqwest::{Client, Response, StatusCode};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout};

/// An address may lead on to another so often.
const MOST_REDIRECTS: usize = 5;
/// A longer validator is not kept.
const LONGEST_VALIDATOR: usize = 1024;
/// Megabytes of answers in memory before the readers must have taken some; a whole number of the largest answers, and a few small ones.
const ROOM: usize = 2 * LARGEST as usize + 8 * SMALL as usize;
/// Room that every answer takes.
const SMALL: u32 = megabytes(MAX_BYTES);
/// Room that an answer of the largest kind takes.
const LARGEST: u32 = megabytes(MAX_BINARY_BYTES);
/// What a site learns of who asks.
const USER_AGENT: &str = concat!("rapporteur/", env!("CARGO_PKG_VERSION"), " (reads minutes of meetings)");
const ACCEPTED: &str = "text/html, text/markdown, text/plain, application/pdf, */*;q=0.5";

#[allow(clippy::cast_possible_truncation, reason = "bounds are some megabytes")]
const fn megabytes(bytes: u64) -> u32 {
    (bytes / 1024 / 1024) as u32 + 1
}

/// What an address gave.
pub(super) enum Answer {
    /// The same as before.
    Unchanged,
    /// Bytes; the room that they take is free again when the answer is dropped.
    Bytes {
        bytes: Vec<u8>,
        /// Where they came from in the end.
        from: Box<Address>,
        validators: Option<Box<Validators>>,
        room: OwnedSemaphorePermit,
    },
}

/// What all fetching shares.
pub(super) struct Desk {
    pub(super) web: Web,
    pub(super) turns: Turns,
    room: Arc<Semaphore>,
    /// For hosts that must be public.
    strict: Client,
    /// For those that were allowed.
    open: Client,
}

/// What one request came to.
enum Step {
    Answer(Answer),
    LeadsOn(Address),
}

/// Why one request failed.
enum Setback {
    /// For good.
    Final(Trouble),
    /// Perhaps not the next time, after so long where the server says so.
    Again(Trouble, Option<Duration>),
}

impl From<Trouble> for Setback {
    fn from(trouble: Trouble) -> Self {
        Self::Final(trouble)
    }
}

impl Desk {
    pub(super) fn new(web: Web) -> Result<Self, Trouble> {
        // Only the first call in a process can set the provider; any is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = || {
            Client::builder()
                .user_agent(USER_AGENT)
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .no_proxy()
                .connect_timeout(web.connecting)
                .pool_max_idle_per_host(1)
        };
        let no_web = |e: reqwest::Error| Trouble::NoWeb(innermost(&e));
        let strict = builder().dns_resolver(PublicOnly).build().map_err(no_web)?;
        let open = builder().build().map_err(no_web)?;
        Ok(Self { turns: Turns::new(web.pause), room: Arc::new(Semaphore::new(ROOM)), strict, open, web })
    }

    /// Fetches an address.
    pub(super) async fn fetch(&self, address: &Address, known: &Known) -> Result<Answer, Refusal> {
        let mut wait = self.web.backoff;
        let mut retries = self.web.retries;
        let trouble = loop {
            match self.attempt(address, known).await {
                Ok(answer) => return Ok(answer),
                Err(Setback::Again(trouble, after)) if retries > 0 => {
                    if let Some(after) = after.filter(|after| *after > self.web.patience) {
                        break if matches!(trouble, Trouble::Status(_)) {
                            Trouble::Busy(after.as_secs())
                        } else {
                            trouble
                        };
                    }
                    sleep(after.unwrap_or(wait)).await;
                    wait = (wait * 2).min(self.web.patience);
                    retries -= 1;
                }
                Err(Setback::Final(trouble) | Setback::Again(trouble, _)) => break trouble,
            }
        };
        let trouble = match trouble {
            Trouble::Nothing(status) if known.before => Trouble::NothingAnyMore(status),
            other => other,
        };
        Err(Refusal::Web { address: address.to_string(), trouble })
    }

    async fn attempt(&self, address: &Address, known: &Known) -> Result<Answer, Setback> {
        let mut at = address.clone();
        let mut left = self.web.whole;
        for _ in 0..=MOST_REDIRECTS {
            let _turn = self.turns.of(&at.server()).await;
            let room = Arc::clone(&self.room).acquire_many_owned(SMALL).await;
            let room = room.map_err(|e| Trouble::NoWeb(e.to_string()))?;
            let begun = Instant::now();
            let step = timeout(left, self.ask(&at, known, room)).await;
            left = left.saturating_sub(begun.elapsed());
            match step {
                Err(_) => return Err(Trouble::Slow(self.web.whole).into()),
                Ok(Ok(Step::Answer(answer))) => return Ok(answer),
                Ok(Ok(Step::LeadsOn(to))) => at = to,
                Ok(Err(Setback::Final(reason))) if at != *address && is_about_where(&reason) => {
                    return Err(Trouble::LeadsAstray { to: at.to_string(), reason: Box::new(reason) }.into());
                }
                Ok(Err(setback)) => return Err(setback),
            }
        }
        Err(Trouble::Redirects(MOST_REDIRECTS).into())
    }

    async fn ask(&self, at: &Address, known: &Known, room: OwnedSemaphorePermit) -> Result<Step, Setback> {
        let validators = known.validators.as_ref().filter(|v| v.answered_by == at.normal());
        let mut request = self.client(at)?.get(at.url().clone());
        request = request.header(ACCEPT, ACCEPTED).header(ACCEPT_ENCODING, "identity");
        if let Some(validators) = validators {
            let headers = [(IF_NONE_MATCH, &validators.entity_tag), (IF_MODIFIED_SINCE, &validators.last_modified)];
            for (name, value) in headers {
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
        }
        let response = request.send().await.map_err(|e| unreachable(at, &e))?;
        let status = response.status();
        match status {
            StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION => {
                self.body(at, response, room).await.map(Step::Answer)
            }
            StatusCode::NOT_MODIFIED if validators.is_some() => Ok(Step::Answer(Answer::Unchanged)),
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => leads_on(at, &response),
            _ => Err(refused(status, response.headers())),
        }
    }

    /// The client that may ask a host.
    fn client(&self, at: &Address) -> Result<&Client, Trouble> {
        if self.web.private.allows(at.url()) {
            return Ok(&self.open);
        }
        match literal(at.url()).filter(|ip| !is_public(*ip)) {
            Some(ip) => Err(Trouble::Private { server: at.server(), ip }),
            None => Ok(&self.strict),
        }
    }

    /// Reads an answer as far as the bound of what its first bytes are, whatever length it claims, and one byte more, by which it is known that it is too long.
    async fn body(
        &self,
        at: &Address,
        mut response: Response,
        mut room: OwnedSemaphorePermit,
    ) -> Result<Answer, Setback> {
        let too_large = |limit| Trouble::Large(limit / 1024 / 1024);
        if let Some(encoding) =
            header(response.headers(), &CONTENT_ENCODING).filter(|e| !e.eq_ignore_ascii_case("identity"))
        {
            return Err(Trouble::Compressed(encoding.chars().take(40).collect()).into());
        }
        if response.content_length().is_some_and(|claimed| claimed > MAX_BINARY_BYTES) {
            return Err(too_large(MAX_BINARY_BYTES).into());
        }
        let mut bytes = Vec::new();
        let mut bound = MAX_BYTES;
        while let Some(chunk) = response.chunk().await.map_err(|e| broken_off(&e))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 > bound && bound == MAX_BYTES {
                bound = bound_of(&bytes);
                if bound > MAX_BYTES {
                    let more = Arc::clone(&self.room).acquire_many_owned(LARGEST - SMALL).await;
                    room.merge(more.map_err(|e| Trouble::NoWeb(e.to_string()))?);
                }
            }
            if bytes.len() as u64 > bound {
                return Err(too_large(bound).into());
            }
        }
        let validators = validators(at, response.headers()).map(Box::new);
        Ok(Answer::Bytes { bytes, from: Box::new(at.clone()), validators, room })
    }
}

/// Whether a trouble is about where an address led.
fn is_about_where(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::Private { .. } | Trouble::NoHost { .. })
}

fn leads_on(at: &Address, response: &Response) -> Result<Step, Setback> {
    let Some(to) = header(response.headers(), &LOCATION) else {
        return Err(Trouble::LeadsNowhere(response.status().as_u16()).into());
    };
    match at.joined(to) {
        Ok(to) => Ok(Step::LeadsOn(to)),
        Err(Refusal::Web { address, trouble }) => {
            Err(Trouble::LeadsAstray { to: address, reason: Box::new(trouble) }.into())
        }
        Err(_) => Err(Trouble::LeadsNowhere(response.status().as_u16()).into()),
    }
}

/// What a status that brings nothing means.
fn refused(status: StatusCode, headers: &HeaderMap) -> Setback {
    let code = status.as_u16();
    match code {
        404 | 410 => Trouble::Nothing(code).into(),
        401 | 402 | 403 | 407 | 451 => Trouble::Closed(code).into(),
        408 | 425 | 429 | 500..=599 => {
            Setback::Again(Trouble::Status(code), header(headers, &RETRY_AFTER).and_then(retry_after))
        }
        _ => Trouble::Status(code).into(),
    }
}

/// How long a server asks to wait: seconds, or a date.
fn retry_after(value: &str) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let then = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    let seconds = then.as_second().saturating_sub(jiff::Timestamp::now().as_second());
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

fn header<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).filter(|value| !value.is_empty())
}

fn validators(at: &Address, headers: &HeaderMap) -> Option<Validators> {
    let kept = |name| header(headers, &name).filter(|value| value.len() <= LONGEST_VALIDATOR).map(str::to_owned);
    let (entity_tag, last_modified) = (kept(ETAG), kept(LAST_MODIFIED));
    (entity_tag.is_some() || last_modified.is_some()).then(|| Validators {
        answered_by: at.normal().to_owned(),
        entity_tag,
        last_modified,
    })
}

/// Why there was no answer.
fn unreachable(at: &Address, error: &reqwest::Error) -> Setback {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        match inner.downcast_ref::<NameError>() {
            Some(NameError::Private(ip)) => return Trouble::Private { server: at.server(), ip: *ip }.into(),
            Some(NameError::Unknown) => {
                let host = at.url().host_str().unwrap_or_default().to_owned();
                return Setback::Again(Trouble::NoHost { host }, None);
            }
            None => cause = inner.source(),
        }
    }
    Setback::Again(Trouble::Unreachable { server: at.server(), reason: innermost(error) }, None)
}

fn broken_off(error: &reqwest::Error) -> Setback {
    Setback::Again(Trouble::BrokenOff(innermost(error)), None)
}

/// The last cause of an error, which names the trouble ("Connection refused").
fn innermost(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
