//! `/health` and `/ready`: whether the service is alive, and whether it should be asked.

use super::App;
use super::answer::whole;
use super::openapi::OPERATORS;
use super::problem::Problem;
use super::version::{Counts, SnapshotState};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use serde_json::json;
use std::sync::atomic::Ordering;
use utoipa::ToSchema;

/// That the service is alive, and what it serves.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    /// `ok`
    status: &'static str,
    /// The version of the program.
    version: &'static str,
    /// Reports in the store.
    reports: usize,
    /// Quads in the store.
    quads: usize,
    /// Whether queries are answered from the copy of the store in memory.
    snapshot: bool,
}

/// That the service should be asked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Ready {
    /// `ready`
    status: &'static str,
    /// The copy of the store in memory: `made`, `making` (queries are slower until then) or `none` (it may not be made, or is too large).
    snapshot: &'static str,
    /// The bytes that it takes.
    snapshot_bytes: usize,
    /// Reports in the store.
    reports: usize,
    /// Quads in the store.
    quads: usize,
}

/// `GET /health`: 200 as long as the process can answer at all and read its store.
#[utoipa::path(get, path = "/health", tag = OPERATORS, operation_id = "health", summary = "Whether the service is alive",
    responses((status = 200, description = "It is", body = Health)))]
pub(super) async fn health(State(app): State<App>) -> Result<Response, Problem> {
    let Counts { reports, quads } = app.counts().await?;
    let snapshot = app.0.version.has_snapshot();
    fresh(&Health { status: "ok", version: env!("CARGO_PKG_VERSION"), reports, quads, snapshot })
}

/// `GET /health` while reports are read at the start.
pub(super) async fn starting() -> Response {
    whole("application/json", json!({ "status": "starting", "version": env!("CARGO_PKG_VERSION") }).to_string())
}

/// `GET /ready`: 200 when the store can be read; 503 when not, and while the service stops.
#[utoipa::path(get, path = "/ready", tag = OPERATORS, operation_id = "ready", summary = "Whether the service should be asked",
    responses((status = 200, description = "It should", body = Ready), (status = 503, description = "It is stopping, or cannot read its store")))]
pub(super) async fn ready(State(app): State<App>) -> Result<Response, Problem> {
    let unready = |message: &str| Problem::new(StatusCode::SERVICE_UNAVAILABLE, message);
    if app.0.stopping.load(Ordering::Acquire) {
        return Err(unready("the service is stopping"));
    }
    let shared = app.0.clone();
    let read = tokio::task::spawn_blocking(move || shared.store.oxigraph().iter().next().transpose().map(|_| ()));
    read.await.map_err(|e| Problem::ours(&e))?.map_err(|error| {
        tracing::error!(%error, "the store cannot be read");
        unready("the store cannot be read")
    })?;
    let Counts { reports, quads } = app.counts().await?;
    let snapshot = app.0.version.snapshot();
    let snapshot_bytes = if let SnapshotState::Made(bytes) = snapshot { bytes } else { 0 };
    fresh(&Ready { status: "ready", snapshot: snapshot.name(), snapshot_bytes, reports, quads })
}

/// An answer that is true only now.
fn fresh(body: &impl Serialize) -> Result<Response, Problem> {
    let mut response = whole("application/json", serde_json::to_string(body).map_err(|e| Problem::ours(&e))?);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
