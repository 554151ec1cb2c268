//! Connections: how many there may be at once, and how long each may keep others waiting.
//!
//! A connection costs little while nothing comes over it, so many may be open; but none may be so for ever. Who sends a request in drops, or reads no answer, is
//! let go (CWE-400, "slowloris" and its kin), and whatever was computed for it ends with it.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

/// Bytes that a connection may gather of a request's head, or of an answer that is not taken.
const BUFFER: usize = 64 * 1024;
/// Files that the process opens besides connections: those of the store above all.
const OTHER_FILES: usize = 2048;
/// How long to wait where no connection can be taken because the process has too many files open.
const PAUSE: Duration = Duration::from_millis(200);

/// How many connections there may be: as many as are wanted, where the system allows so many files. The limit of the process is raised as far as it may be.
pub(super) fn most(wanted: usize) -> usize {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Where it cannot be raised, what it was is what there is.
    let _ = setrlimit(Resource::Nofile, limit);
    let files =
        getrlimit(Resource::Nofile).current.map_or(usize::MAX, |files| usize::try_from(files).unwrap_or(usize::MAX));
    let allowed = files.saturating_sub(OTHER_FILES).max(files / 2);
    if allowed < wanted {
        tracing::warn!(allowed, wanted, "the system allows fewer connections than `--max-connections`");
    }
    wanted.min(allowed)
}

/// What connections may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// How many there may be at once; more wait in the system's queue.
    pub(super) most: usize,
    /// How long the head of a request may take, the wait for it included, and how long a client may take none of what is sent to it.
    pub(super) silence: Duration,
}

/// Takes connections until `stop` completes; then finishes the answers under way and returns.
pub(super) async fn serve(listener: TcpListener, routes: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(limits.most.min(Semaphore::MAX_PERMITS)));
    let open = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.silence).max_buf_size(BUFFER);
    let mut stop = pin!(stop);
    loop {
        let accepted = async {
            // The semaphore is never closed.
            let place = Arc::clone(&places).acquire_owned().await.ok();
            (place, accept(&listener).await)
        };
        let (place, stream) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        // Small answers go out at once; where that cannot be said, they go out all the same.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(limits.silence));
        let service = TowerToHyperService::new(routes.clone());
        let connection = open.watch(http.serve_connection(TokioIo::new(Box::pin(stream)), service));
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    open.shutdown().await;
}

/// The next connection. Errors of single connections, and of a process that has too many files open, pass.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) if is_of_the_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn is_of_the_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionRefused | ConnectionAborted | ConnectionReset)
}
