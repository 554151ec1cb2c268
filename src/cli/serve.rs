//! `rapporteur serve`.

use super::failure::{Failure, tell};
use super::ingest::{self, Reading};
use super::sources::Asking;
use super::{DefaultGraphArgument, catalogue, existing};
use crate::service::{self, App, QueryBounds, Settings, Token};
use crate::sparql::meter::give_back_soon;
use clap::Args;
use std::ffi::OsString;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Each level of a nested query takes a piece of the stack; the system lends memory only for what is used.
const STACK: usize = 64 * 1024 * 1024;

/// Threads besides those of the queries, for parsing, texts and descriptions.
const SPARE_THREADS: usize = 16;

/// How long threads that still compute are waited for at the end.
const FAREWELL: Duration = Duration::from_secs(1);

/// Where and what to serve.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Address and port to listen on
    #[arg(long, default_value = "127.0.0.1:7878", value_name = "ADDRESS")]
    bind: SocketAddr,

    /// Files, folders, patterns or addresses with reports to read first; may be repeated
    #[arg(long = "ingest", value_name = "PATH|URL")]
    inputs: Vec<OsString>,

    #[command(flatten)]
    asking: Asking,

    #[command(flatten)]
    reading: Reading,

    /// A folder of .rq files to use in place of the queries that the program carries
    #[arg(long, value_name = "DIR")]
    queries: Option<PathBuf>,

    /// What a query sees where it names no graph
    #[arg(long, value_enum, default_value = "union")]
    default_graph: DefaultGraphArgument,

    /// Seconds that a query may take, the sending of its answer included
    #[arg(long, default_value = "30", value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    query_timeout: u64,

    /// Megabytes that a query may hold while it is evaluated
    #[arg(long, default_value = "512", value_name = "MB", value_parser = clap::value_parser!(u32).range(1..))]
    query_memory: u32,

    /// Rows that an answer may have
    #[arg(long, default_value = "10000000", value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    max_rows: u32,

    /// Bytes that an answer may have
    #[arg(long, default_value = "1073741824", value_name = "NUMBER", value_parser = clap::value_parser!(u64).range(1..))]
    max_bytes: u64,

    /// Queries that may run at once; four times as many wait for a moment, more are asked to come back
    #[arg(long, alias = "concurrency", default_value = "16", value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    max_concurrent: u16,

    /// Connections that may be open at once; more wait
    #[arg(long, default_value = "16384", value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    max_connections: u32,

    /// Seconds that a connection may wait for a request, or for its client to take what is sent
    #[arg(long, default_value = "30", value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    idle_timeout: u64,

    /// Megabytes that answers may take which are kept to be given again
    #[arg(long, default_value = "256", value_name = "MB")]
    cache_memory: u32,

    /// A file with the token of those who may write (`Authorization: Bearer …`); without one nobody may
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,

    /// Megabytes that the copy of the store in memory may take which makes queries fast; 0 for none
    #[arg(long, default_value = "4096", value_name = "MB")]
    snapshot_memory: u32,

    /// Seconds from which on a query is told in the log, with its time, its rows and its text
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    slow_query: Option<Duration>,

    /// Seconds for which it still answers once it is told to stop, while /ready says that it is about to go; a second signal ends them
    #[arg(long, default_value = "0", value_name = "SECONDS", value_parser = seconds)]
    drain: Duration,
}

/// A time given in seconds.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let time = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.ok_or_else(|| format!("`{text}` is no number of seconds"))
}

/// Reads what is to be read and serves until the process is told to stop.
pub(super) fn run(dir: &Path, arguments: &Arguments) -> Result<(), Failure> {
    let token = token(arguments.token_file.as_deref())?;
    let catalogue = catalogue(arguments.queries.as_deref())?;
    // Before a long ingest, so that a port in use is known at once.
    let listener = listen(arguments.bind)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .max_blocking_threads(usize::from(arguments.max_concurrent) + SPARE_THREADS)
        .build()?;
    let store = if arguments.inputs.is_empty() {
        let store = existing(dir)?;
        ingest::apply(&store, &arguments.reading)?;
        store
    } else {
        let limits = (connections(arguments), Duration::from_secs(arguments.idle_timeout));
        let starting = Starting::on(&runtime, &listener, limits)?;
        let store = ingest::open_and_read(dir, &arguments.inputs, &arguments.asking, &arguments.reading)?;
        starting.end(&runtime)?;
        store
    };
    let address = listener.local_addr()?;
    let base = store.base().clone();
    let settings = Settings {
        default_graph: arguments.default_graph.into(),
        bounds: QueryBounds {
            time: Duration::from_secs(arguments.query_timeout),
            memory: megabytes(arguments.query_memory),
            rows: usize::try_from(arguments.max_rows).unwrap_or(usize::MAX),
            bytes: usize::try_from(arguments.max_bytes).unwrap_or(usize::MAX),
        },
        concurrency: usize::from(arguments.max_concurrent),
        silence: Duration::from_secs(arguments.idle_timeout),
        connections: connections(arguments),
        snapshot_memory: megabytes(arguments.snapshot_memory),
        cache_memory: u64::from(arguments.cache_memory) << 20,
        token,
        slow_query: arguments.slow_query,
    };
    give_back_soon();
    let app = App::new(store, catalogue, settings)?;
    let reports = app.reports()?;
    let served = runtime.block_on(async {
        let listener = TcpListener::from_std(listener)?;
        let stop = stop()?;
        announce(address, reports)?;
        if !address.ip().is_loopback() && is_local(base.as_str()) {
            tell(&format!(
                "others can reach {address}, but the graph's addresses begin with {base} and lead them to their own machine; \
                 ingest into a new store with --base to change that"
            ));
        }
        let (stop, again) = stop;
        let wait = arguments.drain;
        let drain = async move {
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = again => {}
            }
        };
        service::serve(listener, app, stop, drain).await;
        Ok::<_, Failure>(())
    });
    runtime.shutdown_timeout(FAREWELL);
    served
}

/// Those who come while reports are read are told to come back.
struct Starting {
    task: JoinHandle<io::Result<()>>,
    ends: oneshot::Sender<()>,
}

impl Starting {
    /// Begins to tell them.
    fn on(runtime: &Runtime, listener: &std::net::TcpListener, limits: (usize, Duration)) -> io::Result<Self> {
        let listener = listener.try_clone()?;
        let (ends, ended) = oneshot::channel::<()>();
        let task = runtime.spawn(async move {
            let ended = async {
                // Sent or dropped, it is the end.
                let _ = ended.await;
            };
            service::starting(TcpListener::from_std(listener)?, limits, ended).await;
            Ok(())
        });
        Ok(Self { task, ends })
    }

    /// Lets the service itself take the connections.
    fn end(self, runtime: &Runtime) -> io::Result<()> {
        let _ = self.ends.send(());
        runtime.block_on(self.task).unwrap_or_else(|error| Err(io::Error::other(error)))
    }
}

/// The token of those who may write: that of the file, else that of `RAPPORTEUR_TOKEN`. The variable is no option, so that no help and no list of processes
/// shows it.
fn token(file: Option<&Path>) -> Result<Option<Token>, Failure> {
    let (text, whose) = match file {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|error| {
                Failure::Failed(format!("cannot read the token file `{}`: {error}", path.display()))
            })?;
            (text, format!("the token in `{}`", path.display()))
        }
        None => match std::env::var("RAPPORTEUR_TOKEN") {
            Ok(text) => (text, "the token in RAPPORTEUR_TOKEN".to_owned()),
            Err(_) => return Ok(None),
        },
    };
    let short = || Failure::Failed(format!("{whose} is shorter than 16 bytes: make a longer one"));
    Token::of(&text).ok_or_else(short).map(Some)
}

fn connections(arguments: &Arguments) -> usize {
    usize::try_from(arguments.max_connections).unwrap_or(usize::MAX)
}

fn megabytes(count: u32) -> usize {
    usize::try_from(u64::from(count) << 20).unwrap_or(usize::MAX)
}

fn listen(address: SocketAddr) -> Result<std::net::TcpListener, Failure> {
    let listener = std::net::TcpListener::bind(address).map_err(|error| {
        Failure::Failed(match error.kind() {
            io::ErrorKind::AddrInUse => {
                format!("{address} is in use by another process: stop that one, or choose another port with --bind")
            }
            _ => format!("cannot listen on {address}: {error}; choose another address with --bind"),
        })
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// One line on standard output once requests are taken, for people and for scripts that wait for it.
fn announce(address: SocketAddr, reports: usize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "serving {reports} report{} on http://{address}/", if reports == 1 { "" } else { "s" })?;
    out.flush()
}

/// Whether a base leads to the reader's own machine.
fn is_local(base: &str) -> bool {
    let authority = base.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
    ["localhost", "127.", "[::1]"].iter().any(|local| authority.starts_with(local))
}

/// Two that complete when the process is told to stop: the first time, and once more.
#[cfg(unix)]
fn stop() -> io::Result<(impl Future<Output = ()>, impl Future<Output = ()>)> {
    use signal::unix::{SignalKind, signal};
    // Each of the two hears every signal from now on.
    let told = |times: u32| -> io::Result<_> {
        let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(async move {
            for _ in 0..times {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
            }
        })
    };
    Ok((told(1)?, told(2)?))
}

/// Two that complete when the process is told to stop: the first time, and once more.
#[cfg(not(unix))]
fn stop() -> io::Result<(impl Future<Output = ()>, impl Future<Output = ()>)> {
    let told = |times: u32| async move {
        for _ in 0..times {
            // Without a handler the system ends the process itself.
            let _ = signal::ctrl_c().await;
        }
    };
    Ok((told(1), told(2)))
}
