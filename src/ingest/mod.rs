//! Ingest: finds reports, reads them on all cores, commits whole ones, and brings the resolution up to date.
//!
//! A run commits reports in batches, each with a mark that the resolution is behind; the last commit makes the resolution follow and takes the mark away.
//! A run that was killed leaves whole reports and perhaps the mark; whoever opens the store next for ingest mends it first.

mod batch;
mod candidates;
mod follow;
mod operations;
mod progress;
mod reader;
mod resolve;
mod rows;

pub use resolve::judgements_of;

pub use reader::{Facts, Knowledge, KnowledgeError, KnowledgeSource, PrepareError, Reader};

use crate::judgements::{FileError, JudgementError, Judgements, JudgementsFile};
use crate::minutes::Recognisers;
use crate::source::{Refusal, discover};
use crate::store::{Store, fault_point};
use crate::warnings::Warnings;
use batch::Batch;
use candidates::{Read, read_all};
use operations::Operations;
use oxigraph::store::StorageError;
use progress::Progress;
use std::path::PathBuf;

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
    let mut batch = Batch::new(store, &operations);
    read_all(&reader, (store, &operations), &candidates, options.threads, |read| {
        let read = read?;
        progress.step();
        match read {
            Read::New { slug, source, quads, warnings, replaces } => {
                if batch.has(&slug) {
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
