//! From candidates to what became of them, on several threads.

use super::IngestError;
use super::apart::Apart;
use super::extractor::Extractor;
use super::operations::Operations;
use super::reader::{ReadReport, Reader};
use crate::graph::report_slug;
use crate::minutes::name_line;
use crate::source::{Candidate, MediaType, Refusal, Source};
use crate::store::Store;
use oxigraph::store::StorageError;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

/// What is to be read.
#[derive(Clone, Copy)]
pub(super) enum Items<'i> {
    /// What the run was given.
    Candidates(&'i [Candidate]),
    /// Reports of the store, by slug, from what it keeps of them.
    Kept(&'i [String]),
}

impl Items<'_> {
    fn len(self) -> usize {
        match self {
            Self::Candidates(all) => all.len(),
            Self::Kept(all) => all.len(),
        }
    }
}

/// What comes of an item: something for each source in it, and the end.
pub(super) enum Arrival {
    /// A report to be written.
    Read(Box<NewReport>),
    /// A report that is in the store as it would be read now.
    Same { slug: String, name: String, media_type: MediaType },
    /// No report; with its slug where the store has one that was read from it with another version.
    Refused { slug: Option<String>, media_type: Option<MediaType>, refusal: Refusal },
    /// There is nothing more in the item.
    End,
}

/// A report that was read.
pub(super) struct NewReport {
    pub slug: String,
    pub source: Source,
    pub read: ReadReport,
    pub replaces: bool,
}

/// What reads, and what is known.
#[derive(Clone, Copy)]
pub(super) struct Reading<'r> {
    pub reader: &'r Reader<'r>,
    pub store: &'r Store,
    pub operations: &'r Operations,
    /// How many threads; all cores where not given.
    pub threads: Option<usize>,
    pub apart: Option<&'r Apart>,
}

impl Reading<'_> {
    /// Reads the items on several threads and hands what comes of them over as it comes, each with the item's place.
    pub(super) fn all(
        self,
        items: Items<'_>,
        mut take: impl FnMut(usize, Arrival) -> Result<(), IngestError>,
    ) -> Result<(), IngestError> {
        let threads = self
            .threads
            .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
            .clamp(1, items.len().max(1));
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            let (send, receive) = sync_channel(threads * 8);
            for _ in 0..threads {
                let (send, next) = (send.clone(), &next);
                scope.spawn(move || {
                    let mut extractor = Extractor::new(self.apart);
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        if at >= items.len()
                            || !self.item(items, at, &mut extractor, |read| send.send((at, read)).is_ok())
                        {
                            break;
                        }
                    }
                });
            }
            drop(send);
            receive.into_iter().try_for_each(|(at, read)| take(at, read?))
        })
    }

    /// Reads one item and hands over what became of each source in it, until nobody takes it; a reader that breaks off on a source refuses that one and goes
    /// on with the next.
    fn item(
        self,
        items: Items<'_>,
        at: usize,
        extractor: &mut Extractor<'_>,
        mut send: impl FnMut(Result<Arrival, StorageError>) -> bool,
    ) -> bool {
        let sources = match self.sources(items, at) {
            Ok(sources) => sources,
            Err(error) => return send(Err(error)),
        };
        let goes_on = sources.into_iter().all(|source| {
            send(match source {
                Ok(source) => {
                    let (name, media_type) = (source.name.clone(), source.media_type);
                    std::panic::catch_unwind(AssertUnwindSafe(|| self.source(source, extractor))).unwrap_or_else(|_| {
                        let refusal = Refusal::Broken(name);
                        Ok(Arrival::Refused { slug: None, media_type: Some(media_type), refusal })
                    })
                }
                Err(refusal) => Ok(Arrival::Refused { slug: None, media_type: None, refusal }),
            })
        });
        goes_on && send(Ok(Arrival::End))
    }

    fn sources(self, items: Items<'_>, at: usize) -> Result<Vec<Result<Source, Refusal>>, StorageError> {
        match items {
            Items::Candidates(all) => {
                let Some(candidate) = all.get(at) else { return Ok(Vec::new()) };
                let read = std::panic::catch_unwind(AssertUnwindSafe(|| candidate.read()));
                Ok(read.unwrap_or_else(|_| vec![Err(Refusal::Broken(candidate.name().to_owned()))]))
            }
            Items::Kept(all) => {
                let Some(slug) = all.get(at) else { return Ok(Vec::new()) };
                Ok(self.operations.source_of(self.store, slug)?.map(Ok).into_iter().collect())
            }
        }
    }

    fn source(self, mut source: Source, extractor: &mut Extractor<'_>) -> Result<Arrival, StorageError> {
        let (store, operations) = (self.store, self.operations);
        let slug = report_slug(&source.sha256).to_owned();
        let known = operations.version_of(store, &slug)?;
        let media_type = source.media_type;
        if known.as_deref() == Some(operations.version())
            && !self.goes_first(&operations.file_names(store, &slug)?, &source.name)
        {
            return Ok(Arrival::Same { slug, name: source.name, media_type });
        }
        let names = if known.is_some() { operations.known_names(store, &slug)? } else { Vec::new() };
        let read = extractor.lines(&mut source).and_then(|lines| self.reader.read(&source, &lines, &names));
        Ok(match read {
            Ok(read) => Arrival::Read(Box::new(NewReport { slug, source, read, replaces: known.is_some() })),
            Err(refusal) => Arrival::Refused { slug: known.map(|_| slug), media_type: Some(media_type), refusal },
        })
    }

    /// Whether a report whose reading depends on these names is to be read anew, since another one dates it and goes before those.
    pub(super) fn goes_first(self, known: &[String], name: &str) -> bool {
        if known.is_empty() {
            return false;
        }
        let before = self.reader.first_dated(known.iter().map(String::as_str));
        let own = self.reader.first_dated(name_line(name).into_iter());
        own.is_some_and(|own| before.is_none_or(|before| own < before))
    }
}
