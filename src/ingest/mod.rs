//! Ingest: finds reports, reads them on all cores, commits whole ones, and brings the resolution up to date.
//!
//! A run commits reports in batches, each with a mark that the resolution is behind; the last commit makes the resolution follow and takes the mark away.
//! A run that was killed leaves whole reports and perhaps the mark; whoever opens the store next for ingest mends it first.

mod follow;
mod operations;
mod progress;
mod reader;
mod resolve;
mod rows;

pub use resolve::judgements_of;

pub use reader::{Facts, Knowledge, KnowledgeError, KnowledgeSource, PrepareError, Reader};

use crate::graph::{Base, Summary, report_slug};
use crate::judgements::{FileError, JudgementError, Judgements, JudgementsFile};
use crate::minutes::Recognisers;
use crate::source::{Candidate, Refusal, Source, discover};
use crate::store::{Changes, Store, fault_point};
use crate::warnings::Warnings;
use operations::Operations;
use oxigraph::model::Quad;
use oxigraph::store::StorageError;
use progress::Progress;
use rustc_hash::{FxHashMap, FxHashSet};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

/// A batch is committed when it holds this many quads; a bound on memory, and on the work that a crash loses.
const BATCH_QUADS: usize = 1_500_000;

/// What to ingest, and how.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Files, folders, or `-` for standard input.
    pub paths: Vec<PathBuf>,
    /// Where word lists and registry come from.
    pub knowledge: KnowledgeSource,
    /// The file of judgements; without one those in the store stay.
    pub judgements: Option<PathBuf>,
    /// No progress bar, even on a terminal.
    pub quiet: bool,
    /// How many threads read; all cores where not given.
    pub threads: Option<usize>,
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Reports that were not in the store.
    pub taken: usize,
    /// Reports that were in it as they are.
    pub unchanged: usize,
    /// Reports that were in it, read anew since code, word lists or registry changed.
    pub replaced: usize,
    /// What was not taken, in the order of its names.
    pub refused: Vec<Refusal>,
    /// What is odd about the reports that this run read, in the order of their names; reports without warnings are left out.
    pub warnings: Vec<Warnings>,
}

/// Why a run could not go on. What it committed before is in the store.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// Word lists or registry.
    #[error(transparent)]
    Knowledge(#[from] KnowledgeError),
    /// Matchers.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// Judgements in the file, or in the store.
    #[error(transparent)]
    Judgements(#[from] FileError),
    /// Judgements that were written into the store by other means.
    #[error(transparent)]
    Judgement(#[from] JudgementError),
    /// The store was read with other word lists or another registry.
    #[error(
        "the store was read with other word lists or another registry: give the same --registry and --language as then, or ingest again"
    )]
    OtherKnowledge,
    /// The database.
    #[error("the store cannot be written: {0}; check the space left on the disk, and run the same command again")]
    Storage(#[from] StorageError),
}

/// What became of one candidate.
enum Read {
    New { slug: String, source: Source, quads: Vec<Quad>, warnings: Warnings, replaces: bool },
    Same { slug: String, name: String },
    Refused(Refusal),
}

/// Ingests into an open store.
///
/// # Errors
/// When word lists or registry are not right, or the database cannot write. A file that cannot be taken is no error: see [`Outcome::refused`].
pub fn run(store: &Store, options: &Options) -> Result<Outcome, IngestError> {
    let base = store.base().clone();
    let knowledge = Knowledge::load(&options.knowledge, &base)?;
    // Before anything is changed, so that a wrong file changes nothing.
    let judgements = options.judgements.as_deref().map(|path| JudgementsFile::read(path, &base)).transpose()?;
    let recognisers = Recognisers::new(&knowledge.language).map_err(PrepareError::from)?;
    let reader = Reader::new(&knowledge, &recognisers, &base).map_err(PrepareError::from)?;
    store.sweep();
    let operations = Operations::begin(store, &knowledge);
    operations.sync_bundled(store, &knowledge)?;
    if let Some(file) = &judgements {
        resolve::take_judgements(store, &operations, &file.judgements)?;
    }
    // What went before was broken off, or registry, word lists or judgements are others: then more follows than from new reports.
    let behind = store.contains(operations.pending().as_ref())?;
    let mut outcome = Outcome::default();
    let mut candidates = Vec::new();
    for path in &options.paths {
        match discover(path) {
            Ok(found) => candidates.extend(found),
            Err(refusal) => outcome.refused.push(refusal),
        }
    }
    let progress = Progress::new(candidates.len(), options.quiet);
    let mut batch = Batch {
        store,
        operations: &operations,
        base: &base,
        changes: Changes::default(),
        fresh: Vec::new(),
        seen: FxHashSet::default(),
        warnings: FxHashMap::default(),
    };
    read_all(&reader, (store, &operations), &candidates, options.threads, |read| {
        let read = read?;
        progress.step();
        match read {
            Read::New { slug, source, quads, warnings, replaces } => {
                if batch.seen.contains(&slug) {
                    // The same bytes at a second path of this run.
                    batch.commit()?;
                    outcome.unchanged += 1;
                    batch.warned(&slug, warnings);
                    return operations.note_path(store, &slug, &source.name).map_err(Into::into);
                }
                if replaces {
                    outcome.replaced += 1;
                } else {
                    outcome.taken += 1;
                }
                batch.warned(&slug, warnings);
                batch.add(&slug, &source, quads, replaces)
            }
            Read::Same { slug, name } => {
                outcome.unchanged += 1;
                operations.note_path(store, &slug, &name).map_err(Into::into)
            }
            Read::Refused(refusal) => {
                outcome.refused.push(refusal);
                Ok(())
            }
        }
    })?;
    if behind {
        batch.read_stale(&reader, &mut outcome)?;
    }
    batch.commit()?;
    outcome.warnings.extend(batch.warnings.into_values().filter(|w| w.count() > 0));
    outcome.warnings.sort();
    let fresh = batch.fresh;
    fault_point("reports-committed");
    progress.resolving();
    let only_new = !behind && outcome.replaced == 0;
    resolve::bring_up_to_date(store, &operations, &knowledge.registry, fresh, only_new)?;
    outcome.refused.sort_by_key(ToString::to_string);
    Ok(outcome)
}

/// Brings judgements into an open store, and makes the resolution follow them. Reports are not read again.
///
/// # Errors
/// When the store was read with other word lists or another registry, or the database cannot write.
pub fn judge(store: &Store, knowledge: &KnowledgeSource, judgements: &Judgements) -> Result<(), IngestError> {
    let knowledge = Knowledge::load(knowledge, store.base())?;
    let operations = Operations::begin(store, &knowledge);
    if !operations.is_current(store)? {
        return Err(IngestError::OtherKnowledge);
    }
    resolve::take_judgements(store, &operations, judgements)?;
    resolve::bring_up_to_date(store, &operations, &knowledge.registry, Vec::new(), false)
}

/// Reports that wait for their commit.
struct Batch<'s> {
    store: &'s Store,
    operations: &'s Operations,
    base: &'s Base,
    changes: Changes,
    /// Summaries of all reports of this run.
    fresh: Vec<Summary>,
    seen: FxHashSet<String>,
    /// What is odd about each. Of several paths of the same bytes the first in the order of the alphabet is named, whichever thread was faster.
    warnings: FxHashMap<String, Warnings>,
}

impl Batch<'_> {
    fn add(&mut self, slug: &str, source: &Source, mut quads: Vec<Quad>, replaces: bool) -> Result<(), IngestError> {
        self.fresh.push(Summary::of(slug, &quads));
        self.seen.insert(slug.to_owned());
        self.operations.describe(self.store, slug, source, &mut self.changes)?;
        if replaces {
            self.remove(slug)?;
        }
        self.changes.added.append(&mut quads);
        if self.changes.added.len() >= BATCH_QUADS { self.commit() } else { Ok(()) }
    }

    fn warned(&mut self, slug: &str, warnings: Warnings) {
        let kept = self.warnings.entry(slug.to_owned()).or_insert_with(|| warnings.clone());
        if warnings.file < kept.file {
            *kept = warnings;
        }
    }

    fn remove(&mut self, slug: &str) -> Result<(), IngestError> {
        self.changes.removed.extend(self.store.graph(self.base.id("report", slug).as_ref())?);
        Ok(self.operations.forget(self.store, slug, &mut self.changes)?)
    }

    /// Reads the reports anew that this run did not meet and that were read with another version, from the sources that the store keeps: the graph follows from
    /// all reports and what is known now, whichever files a run is given.
    fn read_stale(&mut self, reader: &Reader<'_>, outcome: &mut Outcome) -> Result<(), IngestError> {
        for slug in self.operations.stale(self.store)? {
            if self.seen.contains(&slug) {
                continue;
            }
            let Some(source) = self.operations.source_of(self.store, &slug)? else { continue };
            match reader.read(&source) {
                Ok((quads, warnings)) => {
                    outcome.replaced += 1;
                    self.warned(&slug, warnings);
                    self.add(&slug, &source, quads, true)?;
                }
                Err(refusal) => {
                    outcome.refused.push(refusal);
                    self.remove(&slug)?;
                }
            }
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), IngestError> {
        let mut changes = std::mem::take(&mut self.changes);
        if !changes.is_empty() {
            changes.added.push(self.operations.pending());
            self.store.commit(changes)?;
        }
        Ok(())
    }
}

/// Reads the candidates on several threads and hands the results over as they come.
fn read_all(
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
