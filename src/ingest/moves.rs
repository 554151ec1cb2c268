//! Locations that give something else than they gave before: the later report comes and the earlier one goes in one commit.
//!
//! They wait until everything else of the run is read, since only then it is known whether the earlier bytes are still to be found elsewhere: a file that was
//! renamed is no change.

use super::IngestError;
use super::batch::{BATCH_WEIGHT, Batch, weight};
use super::candidates::NewReport;
use super::locations::Standing;
use super::names::{Called, Names};
use super::notes::{Matter, Note};
use super::record::Change;
use crate::graph::{Packed, Summary};
use crate::source::{Candidate, Location, Source};
use crate::store::Changes;
use oxigraph::store::StorageError;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A location that moved on.
struct Move {
    earlier: String,
    later: String,
    name: String,
    location: Location,
    /// The later report, where it is not in the store as it should be.
    new: Option<Box<NewReport>>,
}

/// What a run knows of locations.
#[derive(Default)]
pub(super) struct Moves {
    waiting: Vec<Move>,
    weight: usize,
    /// Locations that are no longer there, and whose report is found elsewhere.
    vanished: Vec<Standing>,
    /// The locations that this run has looked at, by what they are known by.
    met: FxHashSet<String>,
    /// The reports that this run found at any place, or got through standard input.
    found: FxHashSet<String>,
    /// Reports that this run took away.
    gone: FxHashSet<String>,
    /// Whether reports that stay are dated by another name now, and wait to be read anew.
    pub(super) renamed: bool,
    /// What is to be said of locations.
    pub(super) notes: Vec<Note>,
}

impl Moves {
    /// Notes that a run looked at a location and found a report there; whether it did so for the first time.
    fn meet(&mut self, slug: &str, location: Option<&Location>) -> bool {
        self.found.insert(slug.to_owned());
        location.is_none_or(|location| self.met.insert(location.id().to_owned()))
    }

    /// Whether this run took a report away.
    pub(super) fn took_away(&self, slug: &str) -> bool {
        self.gone.contains(slug)
    }
}

impl Batch<'_> {
    /// Notes where a report was found. Where that place gave another report before, that is the answer, and [`Batch::move_on`] is to follow.
    pub(super) fn meet(&mut self, slug: &str, source: &Source) -> Result<Option<String>, StorageError> {
        if !self.moves.meet(slug, source.location.as_ref()) {
            return Ok(None);
        }
        let earlier = match &source.location {
            Some(location) => self.operations.given(self.store, location)?.filter(|earlier| earlier != slug),
            None => None,
        };
        if earlier.is_none() {
            self.locate(slug, source)?;
        }
        Ok(earlier)
    }

    /// Keeps back that a place moved on from an earlier report to a later one, which is new or else in the store, or will be.
    pub(super) fn move_on(
        &mut self,
        earlier: &str,
        later: &str,
        (name, location): (String, Option<Location>),
        new: Option<Box<NewReport>>,
    ) -> Result<(), IngestError> {
        let Some(location) = location.filter(|_| !self.dry) else { return Ok(()) };
        self.moves.weight += new.as_ref().map_or(0, |new| weight(&new.read.quads));
        self.moves.waiting.push(Move { earlier: earlier.to_owned(), later: later.to_owned(), name, location, new });
        if self.moves.weight >= BATCH_WEIGHT { self.release() } else { Ok(()) }
    }

    /// Notes that a location gives what it gave before; and which report that is.
    pub(super) fn meet_unchanged(&mut self, location: &Location) -> Result<Option<String>, StorageError> {
        let slug = self.operations.given(self.store, location)?;
        if let Some(slug) = &slug {
            self.moves.meet(slug, Some(location));
        }
        Ok(slug)
    }

    /// Finds locations in the folders of this run that are no longer there. Where their report is found elsewhere, they are forgotten when all is released; of others
    /// it is said that the report stays.
    pub(super) fn sweep_locations(&mut self, candidates: &[Candidate]) -> Result<(), IngestError> {
        let mut folders: BTreeMap<&str, (PathBuf, bool)> = BTreeMap::new();
        for candidate in candidates {
            if let Candidate::File { path, name, location: Some(location) } = candidate
                && let Some(folder) = location.folder()
            {
                folders.entry(&folder.id).or_insert_with(|| (above(path, name), false)).1 |= folder.whole;
            }
        }
        self.commit()?;
        let mut vanished = Vec::new();
        for (id, (folder, whole)) in &folders {
            for standing in self.operations.found_below(self.store, id)? {
                if !self.moves.met.contains(&standing.id) && !is_there(folder, &standing.name) {
                    vanished.push((standing, *whole));
                }
            }
        }
        let ids: FxHashSet<String> = vanished.iter().map(|(standing, _)| standing.id.clone()).collect();
        for (standing, whole) in vanished {
            let leading = self.operations.leading_to(self.store, &standing.slug)?;
            let elsewhere = leading.iter().any(|other| !ids.contains(&other.id))
                || self.moves.waiting.iter().any(|one| one.later == standing.slug)
                // A dry run keeps nothing back, and notes no place.
                || self.dry && self.moves.found.contains(&standing.slug);
            if elsewhere {
                self.moves.vanished.push(standing);
            } else if whole {
                self.moves.notes.push(Note { name: standing.name, report: standing.slug, matter: Matter::Gone });
            }
        }
        Ok(())
    }

    /// Commits all that was kept back, with what goes for it.
    pub(super) fn release(&mut self) -> Result<(), IngestError> {
        self.commit()?;
        let (moves, vanished) = (std::mem::take(&mut self.moves.waiting), std::mem::take(&mut self.moves.vanished));
        self.moves.weight = 0;
        if self.dry || moves.is_empty() && vanished.is_empty() {
            return Ok(());
        }
        let mut changes = Changes::default();
        // The places that no longer lead to where they did.
        let mut leaving: FxHashSet<String> = FxHashSet::default();
        // The reports that may have other names now, or be gone: with the one in their place, where a place moved on from them.
        let mut touched: BTreeMap<String, Option<String>> = BTreeMap::new();
        let mut names: BTreeMap<String, Names> = BTreeMap::new();
        for standing in vanished {
            self.operations.leave(self.store, &standing.id, &mut changes)?;
            leaving.insert(standing.id);
            touched.entry(standing.slug).or_default();
        }
        for one in &moves {
            leaving.insert(one.location.id().to_owned());
            touched.entry(one.later.clone()).or_default();
            touched.entry(one.earlier.clone()).or_default().get_or_insert_with(|| one.later.clone());
            names.entry(one.later.clone()).or_default().now.push(one.name.clone());
        }
        for (slug, later) in touched {
            let leading = self.operations.leading_to(self.store, &slug)?;
            let (left, stay): (Vec<_>, Vec<_>) = leading.into_iter().partition(|one| leaving.contains(&one.id));
            if let Some(later) = later.filter(|_| !names.contains_key(&slug) && !self.moves.found.contains(&slug)) {
                let Some(unseen) = stay.first() else {
                    let name = self.operations.path_of(self.store, &slug)?.unwrap_or_default();
                    self.operations.note(Change::Replaced(&later), &slug, &name, &mut changes);
                    self.operations.replace(self.store, &slug, &later, &mut changes)?;
                    self.fresh.remove(&slug);
                    self.altered = true;
                    self.moves.gone.insert(slug);
                    continue;
                };
                let name = moves.iter().find(|one| one.earlier == slug).map_or("", |one| one.name.as_str());
                let matter = Matter::KeptFor(unseen.name.clone());
                self.moves.notes.push(Note { name: name.to_owned(), report: slug.clone(), matter });
            }
            let names = names.entry(slug).or_default();
            names.now.extend(stay.into_iter().map(|one| one.name));
            names.left = left;
        }
        self.bring(moves, &names, changes)
    }

    /// Adds what moves bring to the changes, and commits.
    fn bring(
        &mut self,
        moves: Vec<Move>,
        names: &BTreeMap<String, Names>,
        mut changes: Changes,
    ) -> Result<(), IngestError> {
        let mut touched = moves.iter().any(|one| self.moves.took_away(&one.earlier));
        let mut brought = FxHashMap::default();
        for one in moves {
            let Move { earlier, later, name, location, new } = one;
            self.operations.locate(self.store, &later, &name, &location, &mut changes)?;
            self.operations.returned(self.store, &later, &mut changes)?;
            if new.as_ref().is_some_and(|new| !new.replaces) || self.moves.took_away(&earlier) {
                self.operations.revised(&earlier, &later, &mut changes);
            }
            if let Some(mut new) = new {
                touched = true;
                self.fresh.insert(later.clone(), Packed::of(&Summary::of(&later, &new.read.quads)));
                if new.replaces {
                    self.altered = true;
                    changes.removed.extend(self.store.graph(self.store.base().id("report", &later).as_ref())?);
                    self.operations.forget(self.store, &later, &mut changes)?;
                }
                changes.added.append(&mut new.read.quads);
                brought.insert(later, new);
            }
        }
        let mut renamed = false;
        for (slug, names) in names {
            if let Some(new) = brought.remove(slug) {
                let called = self.called_now(&new, names)?;
                renamed |= called.otherwise;
                self.operations.describe(slug, &called, &new.source, &mut changes);
                let change = if new.replaces { Change::ReadAnew } else { Change::Came };
                self.operations.note(change, slug, &called.path, &mut changes);
            } else {
                let first = |lines: &mut dyn Iterator<Item = &str>| self.reading.first_dated(lines);
                renamed |= self.operations.rename(self.store, slug, names, first, &mut changes)?;
            }
        }
        self.moves.renamed |= renamed;
        if touched || renamed {
            changes.added.push(self.operations.pending());
        }
        Ok(self.store.commit(changes)?)
    }

    /// What a report is called that a move brings.
    fn called_now(&self, new: &NewReport, names: &Names) -> Result<Called, StorageError> {
        let path = names.path(self.operations.path_of(self.store, &new.slug)?);
        let path = path.unwrap_or_else(|| new.source.name.clone());
        if !new.read.asks_for_name {
            return Ok(Called { path, lines: BTreeSet::new(), otherwise: false });
        }
        let mut before = self.operations.file_names(self.store, &new.slug)?;
        before.extend(new.names.iter().cloned());
        let lines = names.lines(before);
        let otherwise = self.reading.first_dated(lines.iter().map(String::as_str)) != self.reading.dated_by(new);
        Ok(Called { path, lines, otherwise })
    }
}

/// The folder below which a file has a name.
fn above(path: &Path, name: &str) -> PathBuf {
    let depth = name.split('/').count();
    path.ancestors().nth(depth).unwrap_or(path).to_owned()
}

/// Whether the file that a name begins with is there: behind it may stand a part of it.
fn is_there(folder: &Path, name: &str) -> bool {
    let parts = name.char_indices().filter(|(_, c)| matches!(c, '#' | '/')).map(|(at, _)| &name[..at]);
    parts.chain([name]).any(|part| folder.join(part).is_file())
}
