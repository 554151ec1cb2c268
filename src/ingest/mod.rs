//! Ingest: finds reports, reads them on all cores, commits whole ones, and brings the resolution up to date.
//!
//! A run commits reports in batches, each with a mark that the resolution is behind; the last commit makes the resolution follow and takes the mark away.
//! A run that was killed leaves whole reports and perhaps the mark; whoever opens the store next for ingest mends it first.

mod apart;
mod batch;
mod came;
mod candidates;
mod extractor;
mod follow;
mod inputs;
mod locations;
mod moves;
mod names;
mod notes;
mod operations;
mod progress;
mod reader;
mod record;
mod resolve;
mod rows;

pub use apart::{Apart, serve};
pub use came::{Came, Fate, Gist};
pub use notes::{Matter, Note};
pub use resolve::judgements_of;

pub use reader::{Facts, Knowledge, KnowledgeError, KnowledgeSource, PrepareError, Reader};

use crate::judgements::{FileError, JudgementError, Judgements, JudgementsFile};
use crate::minutes::Recognisers;
use crate::source::{Input, Refusal, Source, Web};
use crate::store::{Store, fault_point};
use crate::warnings::Warnings;
use batch::Batch;
use came::{Arrived, Teller, Told};
use candidates::{Arrival, Items, Reading};
use operations::Operations;
use oxigraph::store::StorageError;
use progress::Progress;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What to ingest, and how.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Files, folders, or patterns of files, of which all is wanted.
    pub paths: Vec<PathBuf>,
    /// Sources of all kinds, each with what of it is wanted.
    pub inputs: Vec<Input>,
    /// How the web is asked.
    pub web: Web,
    /// Where word lists and registry come from.
    pub knowledge: KnowledgeSource,
    /// The file of judgements; without one those in the store stay.
    pub judgements: Option<PathBuf>,
    /// No progress bar, even on a terminal.
    pub quiet: bool,
    /// How many threads read; all cores where not given.
    pub threads: Option<usize>,
    /// How to read intricate formats in processes of their own; without it they are read in this one, where nothing ends a parser that hangs.
    pub apart: Option<Apart>,
    /// Read and tell, and change nothing in the store.
    pub dry_run: bool,
}

/// What came of a run, all of it together.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Reports that were not in the store.
    pub taken: usize,
    /// Reports that were in it as they are.
    pub unchanged: usize,
    /// Reports that were in it, read anew since code, word lists, registry or the name of their file changed.
    pub replaced: usize,
    /// Places that gave another report than before; where no other place gives the earlier one, it is in its stead.
    pub changed: usize,
    /// What is no report and need not be one.
    pub passed_over: usize,
    /// What was not taken, in the order of its names.
    pub refused: Vec<Refusal>,
    /// What is odd about the reports that this run read, in the order of their names; reports without warnings are left out.
    pub warnings: Vec<Warnings>,
    /// What is to be said of places that gave reports before.
    pub notes: Vec<Note>,
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

/// Ingests into an open store, and says all that came of it at the end.
///
/// # Errors
/// When word lists or registry are not right, or the database cannot write. A file that cannot be taken is no error: see [`Outcome::refused`].
pub fn run(store: &Store, options: &Options) -> Result<Outcome, IngestError> {
    let mut outcome = Outcome::default();
    let notes = run_telling(store, options, &mut |came| {
        match came.fate {
            Fate::Taken => outcome.taken += 1,
            Fate::Unchanged => outcome.unchanged += 1,
            Fate::Replaced => outcome.replaced += 1,
            Fate::Changed(_) => outcome.changed += 1,
            Fate::PassedOver(_) => outcome.passed_over += 1,
            Fate::Refused(refusal) => outcome.refused.push(refusal),
        }
        outcome.warnings.extend(Some(came.warnings).filter(|warnings| warnings.count() > 0));
    })?;
    outcome.notes = notes;
    outcome.warnings.sort();
    outcome.refused.sort_by_key(ToString::to_string);
    Ok(outcome)
}

/// Ingests into an open store, and says of each source what became of it once that is known, in the order in which they were given: first what could not be
/// found, behind the files what comes from the web, in the order in which it comes, and last those that the store made read anew. What was told is in the
/// store only when this returns without error; then it gives what is to be said of places that gave reports before, in the order of their names.
///
/// # Errors
/// When word lists or registry are not right, or the database cannot write. A file that cannot be taken is no error.
pub fn run_telling(store: &Store, options: &Options, tell: &mut dyn FnMut(Came)) -> Result<Vec<Note>, IngestError> {
    let base = store.base().clone();
    let knowledge = Knowledge::load(&options.knowledge, &base)?;
    // Before anything is changed, so that a wrong file changes nothing.
    let judgements = options.judgements.as_deref().map(|path| JudgementsFile::read(path, &base)).transpose()?;
    let recognisers = Recognisers::new(&knowledge.language).map_err(PrepareError::from)?;
    let reader = Reader::new(&knowledge, &recognisers, &base).map_err(PrepareError::from)?;
    let operations = Operations::begin(store, &knowledge)?;
    let mut behind = false;
    if options.dry_run {
        behind |= !operations.is_current(store)?;
    } else {
        store.sweep();
        operations.sync_bundled(store, &knowledge)?;
        if let Some(file) = &judgements {
            resolve::take_judgements(store, &operations, &file.judgements)?;
        }
    }
    // What went before was broken off, or registry, word lists or judgements are others: then more follows than from new reports.
    behind |= store.contains(operations.pending().as_ref())?;
    let mut teller = Teller::new(tell);
    let mut refused = Vec::new();
    let candidates = inputs::candidates(store, &operations, options, &mut refused)?;
    for refusal in refused {
        teller.say(Came::refused(refusal));
    }
    let progress = Progress::new(candidates.len(), options.quiet);
    let reading = Reading {
        reader: &reader,
        store,
        operations: &operations,
        threads: options.threads,
        apart: options.apart.as_ref(),
    };
    let mut batch = Batch::new(reading, options.dry_run);
    reading.all(Items::Candidates(&candidates), |at, arrival| {
        if matches!(arrival, Arrival::End) {
            progress.step();
        }
        take(reading, &mut batch, &mut teller, at, arrival)
    })?;
    batch.sweep_locations(&candidates)?;
    batch.release()?;
    if behind || batch.moves.renamed {
        // The graph follows from all reports and what is known now, whichever files a run is given.
        batch.commit()?;
        let mut stale = operations.stale(store)?;
        if options.dry_run {
            stale.retain(|slug| !teller.has(slug));
        }
        teller.forget(&stale);
        reading.all(Items::Kept(&stale), |at, arrival| {
            take(reading, &mut batch, &mut teller, candidates.len() + at, arrival)
        })?;
    }
    batch.commit()?;
    let mut notes = std::mem::take(&mut batch.moves.notes);
    notes.sort();
    if options.dry_run {
        return Ok(notes);
    }
    fault_point("reports-committed");
    progress.resolving();
    let only_new = !behind && !batch.altered;
    resolve::bring_up_to_date(store, &operations, &knowledge.registry, batch.fresh, only_new)?;
    Ok(notes)
}

/// Takes what came of a source: a report waits for its commit, and all is told in its turn.
fn take(
    reading: Reading<'_>,
    batch: &mut Batch<'_>,
    teller: &mut Teller<'_>,
    at: usize,
    arrival: Arrival,
) -> Result<(), IngestError> {
    let (store, operations) = (reading.store, reading.operations);
    match arrival {
        Arrival::Read(mut new) => {
            let (slug, name, media_type) = (new.slug.clone(), new.source.name.clone(), new.source.media_type);
            let earlier = batch.meet(&slug, &new.source)?;
            let (again, replaced) = (teller.has(&slug), new.replaces);
            let goes_first = || -> Result<bool, IngestError> {
                Ok(new.read.asks_for_name && reading.goes_first(&operations.file_names(store, &slug)?, &name))
            };
            if again && earlier.is_none() {
                // The same bytes at a second path of this run.
                batch.commit()?;
            }
            if again && (earlier.is_some() || !goes_first()?) {
                match &earlier {
                    Some(earlier) => {
                        batch.move_on(earlier, &slug, (name.clone(), new.source.location.clone()), None)?;
                    }
                    None => batch.note_path(&slug, &name)?,
                }
            } else {
                new.replaces |= again;
                let (gist, warnings) = (new.read.gist.clone(), std::mem::take(&mut new.read.warnings));
                teller.read(&slug, Told { replaced, gist, warnings });
                match &earlier {
                    Some(earlier) => {
                        batch.move_on(earlier, &slug, (name.clone(), new.source.location.clone()), Some(new))?;
                    }
                    None => batch.add(*new)?,
                }
            }
            teller.came(at, Arrived::Report { name, media_type, slug, earlier });
        }
        Arrival::Same { slug, source } if batch.moves.took_away(&slug) && !teller.has(&slug) => {
            // Its place had moved on, and here it is found again.
            let arrival = reading.again(*source)?;
            return take(reading, batch, teller, at, arrival);
        }
        Arrival::Same { slug, source } => {
            let earlier = batch.meet(&slug, &source)?;
            let Source { name, media_type, location, .. } = *source;
            match &earlier {
                Some(earlier) => batch.move_on(earlier, &slug, (name.clone(), location), None)?,
                None => batch.note_path(&slug, &name)?,
            }
            teller.came(at, Arrived::Report { name, media_type, slug, earlier });
        }
        Arrival::Unchanged { name, location } => {
            let slug = batch.meet_unchanged(&location)?;
            let media_type = slug.as_ref().map(|slug| operations.media_type_of(store, slug)).transpose()?.flatten();
            teller.came(at, Arrived::Unchanged { name, media_type, slug });
        }
        Arrival::Refused { slug, media_type, refusal } => {
            // What only took too long this time is left as it was, and tried again by the next run.
            if let Some(slug) = slug.filter(|_| !refusal.may_pass()) {
                batch.lose(&slug)?;
            }
            teller.came(at, Arrived::Refused { media_type, refusal });
        }
        Arrival::End => teller.ended(at),
    }
    Ok(())
}

/// Brings judgements into an open store, and makes the resolution follow them. Reports are not read again.
///
/// # Errors
/// When the store was read with other word lists or another registry, or the database cannot write.
pub fn judge(store: &Store, knowledge: &KnowledgeSource, judgements: &Judgements) -> Result<(), IngestError> {
    let knowledge = Knowledge::load(knowledge, store.base())?;
    let operations = Operations::begin(store, &knowledge)?;
    if !operations.is_current(store)? {
        return Err(IngestError::OtherKnowledge);
    }
    resolve::take_judgements(store, &operations, judgements)?;
    resolve::bring_up_to_date(store, &operations, &knowledge.registry, BTreeMap::new(), false)
}
