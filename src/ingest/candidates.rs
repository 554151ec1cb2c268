//! From candidates to what became of them, on several threads.

use super::IngestError;
use super::apart::Apart;
use super::extractor::Extractor;
use super::operations::Operations;
use super::reader::{ReadReport, Reader};
use crate::graph::report_slug;
use crate::minutes::name_line;
use crate::source::{Candidate, Content, Found, Location, MAX_BYTES, MediaType, Refusal, Source};
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
    Same { slug: String, source: Box<Source> },
    /// A place that gives what it gave before, as its server says.
    Unchanged { name: String, location: Location },
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
    /// The other names that it was read under, as [`name_line`] gives them.
    pub names: Vec<String>,
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
        let sources = match self.sources(items, at, extractor) {
            Ok(sources) => sources,
            Err(error) => return send(Err(error)),
        };
        let goes_on = sources.into_iter().all(|found| {
            send(match found {
                Found::Source(source) => {
                    let (name, media_type) = (source.name.clone(), source.media_type);
                    std::panic::catch_unwind(AssertUnwindSafe(|| self.source(source, extractor))).unwrap_or_else(|_| {
                        let refusal = Refusal::Broken(name);
                        Ok(Arrival::Refused { slug: None, media_type: Some(media_type), refusal })
                    })
                }
                Found::Unchanged { name, location } => Ok(Arrival::Unchanged { name, location }),
                Found::Refused(refusal) => Ok(Arrival::Refused { slug: None, media_type: None, refusal }),
            })
        });
        goes_on && send(Ok(Arrival::End))
    }

    fn sources(self, items: Items<'_>, at: usize, extractor: &mut Extractor<'_>) -> Result<Vec<Found>, StorageError> {
        match items {
            Items::Candidates(all) => {
                let Some(candidate) = all.get(at) else { return Ok(Vec::new()) };
                let read = std::panic::catch_unwind(AssertUnwindSafe(|| extractor.sources(candidate)));
                Ok(read.unwrap_or_else(|_| vec![Found::Refused(Refusal::Broken(candidate.name().to_owned()))]))
            }
            Items::Kept(all) => {
                let Some(slug) = all.get(at) else { return Ok(Vec::new()) };
                Ok(self.operations.source_of(self.store, slug)?.map(Found::Source).into_iter().collect())
            }
        }
    }

    /// Reads a source that stood in the store until its place moved on.
    pub(super) fn again(self, source: Source) -> Result<Arrival, StorageError> {
        let (name, media_type) = (source.name.clone(), source.media_type);
        let read = AssertUnwindSafe(|| self.source(source, &mut Extractor::new(self.apart)));
        std::panic::catch_unwind(read).unwrap_or_else(|_| {
            Ok(Arrival::Refused { slug: None, media_type: Some(media_type), refusal: Refusal::Broken(name) })
        })
    }

    /// Of a source that waits though it is in the store, no more is held than of a text: what the store keeps of it stands for large bytes. Whether the store has it.
    fn make_light(self, slug: &str, source: &mut Source) -> Result<bool, StorageError> {
        if !matches!(&source.content, Content::Bytes(bytes) if bytes.len() as u64 > MAX_BYTES) {
            return Ok(true);
        }
        let kept = self.operations.source_of(self.store, slug)?;
        let has = kept.is_some();
        if let Some(kept) = kept {
            source.content = kept.content;
        }
        Ok(has)
    }

    fn source(self, mut source: Source, extractor: &mut Extractor<'_>) -> Result<Arrival, StorageError> {
        let (store, operations) = (self.store, self.operations);
        let slug = report_slug(&source.sha256).to_owned();
        let known = operations.version_of(store, &slug)?;
        let media_type = source.media_type;
        if known.as_deref() == Some(operations.version())
            && !self.goes_first(&operations.file_names(store, &slug)?, &source.name)
            && self.make_light(&slug, &mut source)?
        {
            return Ok(Arrival::Same { slug, source: Box::new(source) });
        }
        let names = if known.is_some() { operations.known_names(store, &slug)? } else { Vec::new() };
        let read = extractor.lines(&mut source).and_then(|lines| self.reader.read(&source, &lines, &names));
        Ok(match read {
            Ok(read) => Arrival::Read(Box::new(NewReport { slug, source, read, replaces: known.is_some(), names })),
            Err(refusal) => Arrival::Refused { slug: known.map(|_| slug), media_type: Some(media_type), refusal },
        })
    }

    /// The line from a name that a report is read under, where it asks for one.
    pub(super) fn dated_by(self, new: &NewReport) -> Option<String> {
        let own = name_line(&new.source.name);
        self.first_dated(new.names.iter().map(String::as_str).chain(own.as_deref()))
    }

    /// Of lines from names the one that dates a report.
    pub(super) fn first_dated<'n>(self, lines: impl Iterator<Item = &'n str>) -> Option<String> {
        self.reader.first_dated(lines).map(str::to_owned)
    }

    /// Whether a report whose reading depends on these names is to be read anew, since another one dates it and goes before those.
    pub(super) fn goes_first(self, known: &[String], name: &str) -> bool {
        if known.is_empty() {
            return false;
        }
        let before = self.reader.first_dated(known.iter().map(String::as_str));
        let line = name_line(name);
        let own = self.reader.first_dated(line.as_deref().into_iter());
        own.is_some_and(|own| before.is_none_or(|before| own < before))
    }
}
