//! From candidates to what became of them, on several threads.

use super::IngestError;
use super::operations::Operations;
use super::reader::Reader;
use crate::graph::report_slug;
use crate::source::{Candidate, Refusal, Source};
use crate::store::Store;
use crate::warnings::Warnings;
use oxigraph::model::Quad;
use oxigraph::store::StorageError;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

/// What became of one candidate.
pub(super) enum Read {
    New { slug: String, source: Source, quads: Vec<Quad>, warnings: Warnings, replaces: bool },
    Same { slug: String, name: String },
    Refused(Refusal),
}

/// Reads the candidates on several threads and hands the results over as they come.
pub(super) fn read_all(
    reader: &Reader<'_>,
    known: (&Store, &Operations),
    candidates: &[Candidate],
    threads: Option<usize>,
    mut take: impl FnMut(Result<Read, StorageError>) -> Result<(), IngestError>,
) -> Result<(), IngestError> {
    let threads = threads
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
        .clamp(1, candidates.len().max(1));
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(threads * 8);
        for _ in 0..threads {
            let (send, next) = (send.clone(), &next);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(candidate) = candidates.get(at) else { break };
                    if !read_unbroken(reader, known, candidate, |read| send.send(read).is_ok()) {
                        break;
                    }
                }
            });
        }
        drop(send);
        receive.into_iter().try_for_each(&mut take)
    })
}

/// Reads one candidate and hands over what became of each source in it, until nobody takes it; a reader that breaks off on a source refuses that one and goes
/// on with the next.
fn read_unbroken(
    reader: &Reader<'_>,
    known: (&Store, &Operations),
    candidate: &Candidate,
    mut send: impl FnMut(Result<Read, StorageError>) -> bool,
) -> bool {
    let broken = |name: &str| Refusal::Broken(name.to_owned());
    let sources = std::panic::catch_unwind(AssertUnwindSafe(|| candidate.read()));
    sources.unwrap_or_else(|_| vec![Err(broken(candidate.name()))]).into_iter().all(|source| {
        send(match source {
            Ok(source) => {
                let name = source.name.clone();
                std::panic::catch_unwind(AssertUnwindSafe(|| read_one(reader, known, source)))
                    .unwrap_or_else(|_| Ok(Read::Refused(broken(&name))))
            }
            Err(refusal) => Ok(Read::Refused(refusal)),
        })
    })
}

fn read_one(
    reader: &Reader<'_>,
    (store, operations): (&Store, &Operations),
    source: Source,
) -> Result<Read, StorageError> {
    let slug = report_slug(&source.sha256).to_owned();
    let known = operations.version_of(store, &slug)?;
    if known.as_deref() == Some(operations.version()) {
        return Ok(Read::Same { slug, name: source.name });
    }
    Ok(match reader.read(&source) {
        Ok((quads, warnings)) => Read::New { slug, source, quads, warnings, replaces: known.is_some() },
        Err(refusal) => Read::Refused(refusal),
    })
}
