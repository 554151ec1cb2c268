//! `/metrics`: figures for those who watch the service, in the text format of OpenMetrics. Every label has a bounded set of values.

use super::App;
use super::answer::whole;
use super::openapi::OPERATORS;
use super::problem::Problem;
use super::version::SnapshotState;
use axum::extract::State;
use axum::http::Method;
use axum::response::Response;
use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::time::Duration;

/// Upper ends of the classes of times, in seconds: from an answer that was kept to a query at the end of its bounds.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0, 30.0, 120.0];

/// How a query ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Outcome {
    /// All of its answer was written.
    Answered,
    /// It took too much time.
    Time,
    /// It took too much memory.
    Memory,
    /// Its answer has too many rows.
    Rows,
    /// Its answer has too many bytes.
    Bytes,
    /// Its client went away.
    Gone,
    /// It was wrong, or the store could not be read.
    Failed,
}

/// What became of a request for an answer that may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Cached {
    /// It was given before, and was given again.
    Hit,
    /// It was computed.
    Miss,
    /// The client had it.
    Unchanged,
}

impl Outcome {
    fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Time => "time",
            Self::Memory => "memory",
            Self::Rows => "rows",
            Self::Bytes => "bytes",
            Self::Gone => "gone",
            Self::Failed => "failed",
        }
    }
}

impl Cached {
    fn name(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Miss => "miss",
            Self::Unchanged => "unchanged",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Requested {
    route: &'static str,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Lookup {
    result: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfSnapshot {
    state: &'static str,
}

/// All figures.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Requested, Counter>,
    request_seconds: Family<Route, Histogram>,
    queries: Family<Ended, Counter>,
    query_seconds: Histogram,
    rows: Counter,
    refused: Counter,
    lookups: Family<Lookup, Counter>,
    writes: Counter,
    added: Counter,
    removed: Counter,
    now: Now,
}

/// What is looked up when somebody asks.
#[derive(Default)]
struct Now {
    running: Gauge,
    waiting: Gauge,
    kept: Gauge,
    kept_bytes: Gauge,
    snapshot: Family<OfSnapshot, Gauge>,
    snapshot_bytes: Gauge,
    reports: Gauge,
    quads: Gauge,
    memory: Gauge,
}

impl Metrics {
    /// Figures that begin at nothing.
    pub(super) fn new() -> Self {
        let mut registry = Registry::with_prefix("rapporteur");
        let histogram = || Histogram::new(SECONDS);
        let new = Self {
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(histogram as fn() -> Histogram),
            queries: Family::default(),
            query_seconds: histogram(),
            rows: Counter::default(),
            refused: Counter::default(),
            lookups: Family::default(),
            writes: Counter::default(),
            added: Counter::default(),
            removed: Counter::default(),
            now: Now::default(),
            registry: Registry::default(),
        };
        registry.register("http_requests", "Requests answered", new.requests.clone());
        let until_head = "Time until the head of an answer was ready";
        let seconds = new.request_seconds.clone();
        registry.register_with_unit("http_request_duration", until_head, Unit::Seconds, seconds);
        registry.register("queries", "Queries that were evaluated, by how they ended", new.queries.clone());
        let all = "Time that queries took, with waiting and sending";
        registry.register_with_unit("query_duration", all, Unit::Seconds, new.query_seconds.clone());
        registry.register("query_rows", "Rows, or triples, that queries gave", new.rows.clone());
        let refused = "Queries that found as many running and waiting as may";
        registry.register("queries_refused", refused, new.refused.clone());
        registry.register(
            "answer_lookups",
            "What became of requests for answers that may be kept",
            new.lookups.clone(),
        );
        registry.register("writes", "Transactions that were committed", new.writes.clone());
        registry.register("quads_added", "Quads that writes added", new.added.clone());
        registry.register("quads_removed", "Quads that writes removed", new.removed.clone());
        let now = &new.now;
        registry.register("queries_running", "Queries that are being evaluated", now.running.clone());
        registry.register("queries_waiting", "Queries that wait for a place", now.waiting.clone());
        registry.register("answers_kept", "Answers that are kept to be given again", now.kept.clone());
        let bytes = now.kept_bytes.clone();
        registry.register_with_unit("answers_kept", "What they take", Unit::Bytes, bytes);
        registry.register("snapshot", "1 for the state that the snapshot of the store is in", now.snapshot.clone());
        let bytes = now.snapshot_bytes.clone();
        registry.register_with_unit("snapshot", "What the snapshot of the store takes", Unit::Bytes, bytes);
        registry.register("reports", "Reports in the store", now.reports.clone());
        registry.register("quads", "Quads in the store", now.quads.clone());
        let bytes = now.memory.clone();
        registry.register_with_unit("process_resident_memory", "Memory of the process", Unit::Bytes, bytes);
        Self { registry, ..new }
    }

    /// A request was answered. `route` is the pattern of its address, not the address itself.
    pub(super) fn answered(&self, route: &'static str, method: &Method, status: u16, time: Duration) {
        self.requests.get_or_create(&Requested { route, method: known(method), status }).inc();
        self.request_seconds.get_or_create(&Route { route }).observe(time.as_secs_f64());
    }

    /// A query came to its end.
    pub(super) fn ran(&self, outcome: Outcome, rows: usize, time: Duration) {
        self.queries.get_or_create(&Ended { outcome: outcome.name() }).inc();
        self.query_seconds.observe(time.as_secs_f64());
        self.rows.inc_by(rows as u64);
    }

    /// A query found no place.
    pub(super) fn refused(&self) {
        self.refused.inc();
    }

    /// An answer was looked for among those that are kept.
    pub(super) fn cached(&self, result: Cached) {
        self.lookups.get_or_create(&Lookup { result: result.name() }).inc();
    }

    /// Something was written.
    pub(super) fn wrote(&self, added: usize, removed: usize) {
        self.writes.inc();
        self.added.inc_by(added as u64);
        self.removed.inc_by(removed as u64);
    }

    fn text(&self, app: &App) -> Result<String, Problem> {
        let now = &self.now;
        let counts = app.0.version.counts().map_err(|e| Problem::ours(&e))?;
        let (kept, kept_bytes) = app.0.answers.size();
        let snapshot = app.0.version.snapshot();
        for state in [SnapshotState::Made(0), SnapshotState::Making, SnapshotState::None] {
            let is = i64::from(state.name() == snapshot.name());
            now.snapshot.get_or_create(&OfSnapshot { state: state.name() }).set(is);
        }
        let bytes = if let SnapshotState::Made(bytes) = snapshot { bytes } else { 0 };
        for (gauge, value) in [
            (&now.running, app.0.admission.running()),
            (&now.waiting, app.0.admission.waiting()),
            (&now.kept, kept),
            (&now.snapshot_bytes, bytes),
            (&now.reports, counts.reports),
            (&now.quads, counts.quads),
        ] {
            gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        }
        now.kept_bytes.set(i64::try_from(kept_bytes).unwrap_or(i64::MAX));
        now.memory.set(resident().unwrap_or(0));
        let mut text = String::new();
        encode(&mut text, &self.registry).map_err(|e| Problem::ours(&e))?;
        Ok(text)
    }
}

/// `GET /metrics`
#[utoipa::path(get, path = "/metrics", tag = OPERATORS, operation_id = "metrics", summary = "Figures in the text format of OpenMetrics",
    responses((status = 200, description = "Figures", content((String = "application/openmetrics-text")))))]
pub(super) async fn answer(State(app): State<App>) -> Result<Response, Problem> {
    let text = tokio::task::spawn_blocking(move || app.0.metrics.text(&app)).await.map_err(|e| Problem::ours(&e))??;
    Ok(whole("application/openmetrics-text; version=1.0.0; charset=utf-8", text))
}

/// The name of a method that is known; whatever else a client makes up is one.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// The memory of this process that is in use, in bytes, where the system tells it.
fn resident() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: i64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_few_values() {
        let metrics = Metrics::new();
        for method in ["GET", "BREW", "X-1", "X-2"] {
            metrics.answered("/", &Method::from_bytes(method.as_bytes()).unwrap(), 200, Duration::from_millis(2));
        }
        metrics.ran(Outcome::Memory, 3, Duration::from_secs(1));
        let mut text = String::new();
        encode(&mut text, &metrics.registry).unwrap();
        assert!(
            text.contains("rapporteur_http_requests_total{route=\"/\",method=\"other\",status=\"200\"} 3"),
            "{text}"
        );
        assert!(text.contains("rapporteur_queries_total{outcome=\"memory\"} 1"), "{text}");
        assert!(text.contains("rapporteur_query_rows_total 3"), "{text}");
        assert!(!text.contains("BREW") && text.ends_with("# EOF\n"));
    }
}
