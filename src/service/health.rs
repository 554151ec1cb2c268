//! `/health`: whether the service can do its work.

use super::App;
use super::answer::whole;
use super::problem::Problem;
use axum::extract::State;
use axum::response::Response;
use serde_json::json;

/// `GET /health`: 200 when the store can be read.
pub(super) async fn health(State(app): State<App>) -> Result<Response, Problem> {
    let shared = app.0.clone();
    let read = tokio::task::spawn_blocking(move || shared.store.oxigraph().iter().next().transpose().map(|_| ()));
    read.await.map_err(|e| Problem::ours(&e))?.map_err(|e| Problem::ours(&e))?;
    let status = json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "reports": app.0.reports,
        "quads": app.0.quads,
        "snapshot": app.0.version.has_snapshot(),
    });
    Ok(whole("application/json", status.to_string()))
}
