//! The HTTP service: SPARQL, the named queries, the addresses of the graph and the texts behind them. It reads for everybody, and writes for those who have
//! the token.

mod admission;
mod answer;
mod assets;
mod body;
mod bounds;
mod cache;
mod connections;
mod description;
mod editor;
mod encoding;
mod explain;
mod explorer;
mod feeds;
mod graphs;
mod health;
mod html;
mod indexed;
mod linked;
mod methods;
mod metrics;
mod negotiation;
mod observe;
mod openapi;
mod pages;
mod problem;
mod queries;
mod results;
mod search;
mod sparql;
mod update;
mod version;
mod writer;

pub use bounds::QueryBounds;
pub use writer::Token;

use crate::catalogue::{Catalogue, DefaultGraph};
use crate::store::Store;
use admission::Admission;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use cache::Answers;
use connections::Limits;
use metrics::{Metrics, Outcome};
use observe::{REQUEST_ID, Routes};
use oxigraph::store::StorageError;
use problem::Problem;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowHeaders, Any, CorsLayer};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use utoipa::openapi::OpenApi;
use version::{Counts, Version};

/// No request is longer, in bytes: a query of a megabyte is no question.
const MAX_REQUEST: usize = 1024 * 1024;

/// What is written at once is no longer, in bytes.
const MAX_WRITE: usize = 64 * 1024 * 1024;

/// How long a browser keeps what other sites may ask.
const PREFLIGHT: Duration = Duration::from_secs(3600);

/// How long requests that are under way may go on once the service was told to stop.
const FAREWELL: Duration = Duration::from_secs(5);

/// What the operator may set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What a query without `GRAPH` or `FROM` sees.
    pub default_graph: DefaultGraph,
    /// What one query may take.
    pub bounds: QueryBounds,
    /// How many queries may run at once; a few more wait, the others are asked to come back.
    pub concurrency: usize,
    /// How many connections may be open at once; fewer where the system allows the process fewer files. More wait in the system's queue.
    pub connections: usize,
    /// How long a connection may wait for a request, or for its client to take an answer.
    pub silence: Duration,
    /// How many bytes the snapshot of the store may take; without one queries are slower.
    pub snapshot_memory: usize,
    /// How many bytes the answers may take that are kept to be given again.
    pub cache_memory: u64,
    /// Who may write; nobody where there is none.
    pub token: Option<Token>,
    /// A query that takes as long is told in the log.
    pub slow_query: Option<Duration>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            default_graph: DefaultGraph::Union,
            bounds: QueryBounds::default(),
            concurrency: 16,
            connections: 16_384,
            silence: Duration::from_secs(30),
            snapshot_memory: 4 << 30,
            cache_memory: 256 << 20,
            token: None,
            slow_query: None,
        }
    }
}

/// What all requests share.
#[derive(Clone)]
pub struct App(Arc<Shared>);

struct Shared {
    store: Store,
    catalogue: Catalogue,
    settings: Settings,
    version: Version,
    answers: Answers,
    admission: Admission,
    linked: linked::Linked,
    /// Held by the one who writes.
    writing: Mutex<()>,
    metrics: Metrics,
    /// What there is, for programs: as data and as JSON.
    document: (OpenApi, Bytes),
    /// Whether the service was told to stop.
    stopping: AtomicBool,
}

impl Shared {
    /// Tells of a query that came to its end: in the figures, and where it took long in the log.
    fn ran(&self, text: &str, rows: usize, time: Duration, outcome: Outcome) {
        self.metrics.ran(outcome, rows, time);
        if self.settings.slow_query.is_some_and(|slow| time >= slow) {
            let milliseconds = observe::milliseconds(time);
            // As it would stand in quotes: a line of the log stays a line.
            let query = observe::shown(text);
            tracing::warn!(target: "rapporteur::slow", milliseconds, rows, ?outcome, ?query, "slow query");
        }
    }
}

impl App {
    /// Prepares the service over a store.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn new(store: Store, catalogue: Catalogue, settings: Settings) -> Result<Self, StorageError> {
        let document = openapi::document(&catalogue);
        let admission = Admission::new(settings.concurrency);
        let answers = Answers::new(settings.cache_memory);
        let version = Version::of(store.clone(), settings.snapshot_memory);
        version.counts()?;
        Ok(Self(Arc::new(Shared {
            store,
            catalogue,
            settings,
            version,
            answers,
            admission,
            linked: linked::Linked::default(),
            writing: Mutex::default(),
            metrics: Metrics::new(),
            document,
            stopping: AtomicBool::new(false),
        })))
    }

    /// The number of reports in the store.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn reports(&self) -> Result<usize, StorageError> {
        Ok(self.0.version.counts()?.reports)
    }

    /// What the store holds now.
    async fn counts(&self) -> Result<Counts, Problem> {
        let version = self.0.version.clone();
        let counts = tokio::task::spawn_blocking(move || version.counts()).await.map_err(|e| Problem::ours(&e))?;
        counts.map_err(|e| Problem::ours(&e))
    }
}

/// The addresses that take what is written.
fn writing() -> Routes {
    Routes::new()
        .route("/update", post(update::post))
        .route("/data", get(graphs::get).put(graphs::put).post(graphs::post).delete(graphs::delete))
        .route("/data/{*path}", get(graphs::direct).put(graphs::direct).post(graphs::direct).delete(graphs::direct))
}

/// The addresses that only tell.
fn reading() -> Routes {
    Routes::new()
        // For people
        .merge(explorer::routes())
        .route("/assets/{name}", get(assets::answer))
        // For programs that speak SPARQL
        .route("/sparql", get(sparql::get).post(sparql::post))
        // For those that do not
        .route("/queries", get(queries::list))
        .route("/queries/{name}", get(queries::answer))
        .route("/search", get(search::answer))
        // For charts, calendars and feed readers
        .merge(feeds::routes())
        // Linked data: the graph's addresses, its words, and the whole of it
        .merge(linked::routes())
        // Why something is in the graph
        .route("/explain", get(explain::answer))
        // What all of this is, for programs and for people
        .route("/openapi.json", get(openapi::answer))
        .route("/api", get(openapi::page))
        // For operators
        .route("/health", get(health::health))
        .route("/ready", get(health::ready))
        .route("/metrics", get(metrics::answer))
}

/// The service's addresses and what answers there.
pub fn router(app: App) -> Router {
    let writing = writing().router.layer(DefaultBodyLimit::max(MAX_WRITE)).layer(RequestBodyLimitLayer::new(MAX_WRITE));
    let reading = reading().router.layer(RequestBodyLimitLayer::new(MAX_REQUEST));
    let addresses = reading
        .merge(writing)
        .fallback(linked::elsewhere)
        .with_state(app.clone())
        .layer(encoding::compression())
        .layer(RequestBodyTimeoutLayer::new(app.0.settings.silence))
        .layer(middleware::from_fn(encoding::validators));
    // Which methods an address takes is known only outside of the router that holds it.
    Router::new()
        .fallback_service(addresses)
        .layer(CatchPanicLayer::new())
        .layer(
            CorsLayer::new()
                .allow_origin(Any)
                .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE])
                .allow_headers(AllowHeaders::list([
                    header::ACCEPT,
                    header::CONTENT_TYPE,
                    header::AUTHORIZATION,
                    header::IF_NONE_MATCH,
                    REQUEST_ID,
                ]))
                .expose_headers([header::ETAG, header::LINK, header::LOCATION, header::RETRY_AFTER, REQUEST_ID])
                .max_age(PREFLIGHT)
                // Every origin gets the same answer, so caches need not tell them apart.
                .vary([]),
        )
        .layer(middleware::from_fn(methods::answer))
        .layer(middleware::from_fn(guard))
        .layer(middleware::from_fn_with_state(app, observe::observe))
}

/// Tells problems in the form that is wanted, and adds the headers that keep browsers from making more of an answer than it is.
async fn guard(request: Request, next: Next) -> Response {
    let wishes = negotiation::wishes(request.headers());
    let mut response = problem::told(next.run(request).await, &wishes).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data: blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
    );
    headers.append(header::VARY, HeaderValue::from_static("accept"));
    response
}

/// Answers until `ended` completes that the service is about to start: it is alive, and ready for nothing yet. `connections` and `silence` are those of
/// [`Settings`].
pub async fn starting(
    listener: TcpListener,
    (connections, silence): (usize, Duration),
    ended: impl Future<Output = ()> + Send + 'static,
) {
    let routes = Router::new()
        .route("/health", get(health::starting))
        .fallback(async || {
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "reports are being read; ask again in a moment")
        })
        .layer(middleware::from_fn(guard));
    take(listener, routes, (connections, silence), ended).await;
}

/// Serves until `stop` completes; then takes no new requests and gives those under way a few seconds. Before that it still answers for as long as `drain`
/// takes, while `/ready` says that it is about to go.
pub async fn serve(
    listener: TcpListener,
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
    drain: impl Future<Output = ()> + Send + 'static,
) {
    let Settings { connections, silence, .. } = app.0.settings;
    let routes = router(app.clone());
    let stopped = async move {
        stop.await;
        app.0.stopping.store(true, Ordering::Release);
        tracing::info!("stopping");
        drain.await;
    };
    take(listener, routes, (connections, silence), stopped).await;
}

/// Takes connections, as many as there may be, until `stop` completes; requests that are under way then have a few seconds.
async fn take(
    listener: TcpListener,
    routes: Router,
    (connections, silence): (usize, Duration),
    stop: impl Future<Output = ()>,
) {
    let stopping = Notify::new();
    let limits = Limits { most: connections::most(connections), silence };
    let server = connections::serve(listener, routes, limits, async {
        stop.await;
        stopping.notify_one();
    });
    let patience = async {
        stopping.notified().await;
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        () = server => {}
        () = patience => {}
    }
}
