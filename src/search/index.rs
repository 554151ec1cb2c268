//! The index on the disk: made, opened, and brought up to date with its store.

use super::SearchError;
use super::entry::Entry;
use super::find::Searching;
use super::said::Facts;
use super::schema::{FORMAT, Fields};
use super::statistics::Lengths;
use super::{gather, names};
use crate::store::{Journal, Store, fault_point};
use oxigraph::model::NamedNode;
use oxigraph::store::StorageError;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::{fmt, fs};
use tantivy::collector::DocSetCollector;
use tantivy::directory::MmapDirectory;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};

/// The name of the index's folder inside a store's folder.
const FOLDER: &str = "search";
/// How many bytes each writing thread gathers before it writes a segment.
const ARENA: usize = 64 << 20;
/// Threads that write, beside the one that reads the store.
const THREADS: usize = 2;

/// The unit of all names; those of reports have their addresses.
const NAMES: &str = "names";
/// The kind of the documents that sum up a unit. It is no kind of entry, so that they are never found.
const SUM: &str = "sum";

/// The index of a store.
pub struct Index {
    store: Store,
    inner: tantivy::Index,
    fields: Fields,
    reader: IndexReader,
}

impl Index {
    /// Opens the index of a store, makes it where there is none, and brings it up to date.
    ///
    /// It lies in the folder `search` of the store's folder. Where it cannot be written there, it is made in memory.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(store: &Store) -> Result<Self, SearchError> {
        if let Some(folder) = store.dir().map(|dir| dir.join(FOLDER)) {
            // What cannot be opened or brought up to date is thrown away once: it can be made anew.
            for again in [false, true] {
                match Self::in_folder(store, &folder, again) {
                    Err(error @ SearchError::Storage(_)) => return Err(error),
                    Err(error) => tracing::warn!(folder = %folder.display(), %error, "the search index is made anew"),
                    made => return made,
                }
            }
            tracing::warn!(folder = %folder.display(), "the search index cannot be kept and is made in memory");
        }
        let (schema, fields) = Fields::make();
        Self::ready(store, tantivy::Index::create_in_ram(schema), fields)
    }

    fn in_folder(store: &Store, folder: &Path, anew: bool) -> Result<Self, SearchError> {
        let unusable = |error: std::io::Error| SearchError::Index(error.into());
        if anew {
            fs::remove_dir_all(folder).map_err(unusable)?;
        }
        fs::create_dir_all(folder).map_err(unusable)?;
        let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
        let (schema, fields) = Fields::make();
        Self::ready(store, tantivy::Index::open_or_create(directory, schema)?, fields)
    }

    fn ready(store: &Store, mut index: tantivy::Index, fields: Fields) -> Result<Self, SearchError> {
        Fields::register(&mut index);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let ready = Self { store: store.clone(), inner: index, fields, reader };
        ready.follow()?;
        Ok(ready)
    }

    /// Brings the index up to date with what the store holds now; where it is that already, nothing is read but the version.
    ///
    /// Where the graphs that the program keeps are those of before, only the names are looked at, which graphs of others add to. Else those reports are read that
    /// were read anew, or of which something else is said now.
    ///
    /// # Errors
    /// When the store cannot be read or the index not be written. Then it is what it was before.
    pub fn follow(&self) -> Result<(), SearchError> {
        self.follow_knowing(&Journal::default())
    }

    /// The same, where it may be known what was written since: then only the names of what that touched are read.
    ///
    /// # Errors
    /// As for [`Self::follow`].
    pub fn follow_knowing(&self, journal: &Journal) -> Result<(), SearchError> {
        // One transaction, so that version and quads belong together whatever is written meanwhile.
        let transaction = self.store.oxigraph().start_transaction().map_err(SearchError::Storage)?;
        let wanted =
            Origin { version: self.store.version(&transaction)?, kept: self.store.kept_version(&transaction)? };
        let held = Origin::read(self.inner.load_metas()?.payload.as_deref());
        if wanted.version.is_some() && held.as_ref() == Some(&wanted) {
            return Ok(());
        }
        let is_kept = wanted.kept.is_some() && held.as_ref().is_some_and(|held| held.kept == wanted.kept);
        let step =
            held.as_ref().filter(|_| is_kept).and_then(|held| held.version.as_ref()).zip(wanted.version.as_ref());
        let touched = step.and_then(|(from, to)| journal.between(from, to)?.subjects());
        let known = match &held {
            Some(_) if touched.is_none() => self.fingerprints(is_kept.then_some(NAMES))?,
            _ => FxHashMap::default(),
        };
        let threads = if held.is_none() { THREADS } else { 1 };
        let mut writing = Writing {
            writer: self.inner.writer_with_num_threads(threads, threads * ARENA)?,
            fields: self.fields,
            known,
            written: 0,
        };
        if held.is_none() {
            writing.writer.delete_all_documents()?;
        }
        if !is_kept {
            let facts = Facts::read(&transaction, self.store.base())?;
            for (slug, said) in &facts.reports {
                let report = self.store.base().id("report", slug);
                writing
                    .unit(report.as_str(), facts.key(said), || gather::entries(&transaction, &facts, said, &report))?;
            }
        }
        let entries = names::entries(&transaction, touched.as_deref())?;
        drop(transaction);
        match touched {
            Some(things) => writing.names(&things, &entries)?,
            None => writing.unit(NAMES, Some(fingerprint(&entries)?), || Ok(entries))?,
        }
        let Writing { mut writer, known, written, .. } = writing;
        for gone in known.keys() {
            writer.delete_term(Term::from_field_text(self.fields.unit, gone));
        }
        fault_point("search-written");
        let mut prepared = writer.prepare_commit()?;
        prepared.set_payload(&wanted.to_string());
        fault_point("search-prepared");
        prepared.commit()?;
        fault_point("search-committed");
        writer.wait_merging_threads()?;
        self.reader.reload()?;
        tracing::info!(entries = self.reader.searcher().num_docs(), units = written, "the search index is up to date");
        Ok(())
    }

    /// The index as it is now, for searching.
    ///
    /// # Errors
    /// When its files cannot be read.
    pub fn searching(&self) -> Result<Searching, SearchError> {
        let version = Origin::read(self.inner.load_metas()?.payload.as_deref()).and_then(|of| of.version);
        let (searcher, fields) = (self.reader.searcher(), self.fields);
        Ok(Searching { lengths: Lengths::of(&searcher, &fields)?, searcher, fields, version })
    }

    /// What the entries of each unit, or of one, came to or were made of when they were written.
    fn fingerprints(&self, unit: Option<&str>) -> Result<FxHashMap<String, Vec<u8>>, SearchError> {
        let searcher = self.reader.searcher();
        let mut found = FxHashMap::default();
        let term = |field: Field, text: &str| -> Box<dyn Query> {
            Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
        };
        let mut parts = vec![term(self.fields.kind, SUM)];
        parts.extend(unit.map(|unit| term(self.fields.unit, unit)));
        for address in searcher.search(&BooleanQuery::intersection(parts), &DocSetCollector)? {
            let document: TantivyDocument = searcher.doc(address)?;
            let unit = document.get_first(self.fields.summed).and_then(|value| value.as_str());
            let fingerprint = document.get_first(self.fields.fingerprint).and_then(|value| value.as_bytes());
            if let (Some(unit), Some(fingerprint)) = (unit, fingerprint) {
                found.insert(unit.to_owned(), fingerprint.to_vec());
            }
        }
        Ok(found)
    }
}

/// What an index was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Origin {
    /// The version of the store.
    version: Option<String>,
    /// That of the graphs which the program keeps.
    kept: Option<String>,
}

impl Origin {
    /// What a payload says; `None` where it is not of this format.
    fn read(payload: Option<&str>) -> Option<Self> {
        let mut words = payload?.split(' ');
        let is_of_format = words.next()? == FORMAT.to_string();
        let mut next = || words.next().filter(|word| !word.is_empty()).map(str::to_owned);
        is_of_format.then(|| Self { version: next(), kept: next() })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |version: &Option<String>| version.clone().unwrap_or_default();
        write!(f, "{FORMAT} {} {}", text(&self.version), text(&self.kept))
    }
}

/// The index while it is written.
struct Writing {
    writer: IndexWriter,
    fields: Fields,
    /// What is left of the units that it held.
    known: FxHashMap<String, Vec<u8>>,
    written: usize,
}

impl Writing {
    /// Writes a unit, unless it was written with this fingerprint; without one always.
    fn unit(
        &mut self,
        name: &str,
        fingerprint: Option<Vec<u8>>,
        entries: impl FnOnce() -> Result<Vec<Entry>, StorageError>,
    ) -> Result<(), SearchError> {
        let before = self.known.remove(name);
        if fingerprint.is_some() && before == fingerprint {
            return Ok(());
        }
        if before.is_some() {
            self.writer.delete_term(Term::from_field_text(self.fields.unit, name));
        }
        self.add(name, &fingerprint.unwrap_or_default(), &entries()?)
    }

    /// Writes the names of some things in the place of those that they had. What all names come to is not known then: who looks at all of them writes them anew.
    fn names(&mut self, things: &[NamedNode], entries: &[Entry]) -> Result<(), SearchError> {
        if things.is_empty() {
            return Ok(());
        }
        for part in things.iter().map(|thing| names_of(thing.as_str())).chain([sum_of(NAMES)]) {
            self.writer.delete_term(Term::from_field_text(self.fields.unit, &part));
        }
        self.add(NAMES, &[], entries)
    }

    fn add(&mut self, unit: &str, fingerprint: &[u8], entries: &[Entry]) -> Result<(), SearchError> {
        let mut sum = TantivyDocument::default();
        sum.add_text(self.fields.unit, unit);
        sum.add_text(self.fields.unit, sum_of(unit));
        sum.add_text(self.fields.kind, SUM);
        sum.add_text(self.fields.summed, unit);
        sum.add_bytes(self.fields.fingerprint, fingerprint);
        self.writer.add_document(sum)?;
        for entry in entries {
            let mut document = self.fields.document(unit, entry)?;
            if unit == NAMES {
                document.add_text(self.fields.unit, names_of(&entry.shown.iri));
            }
            self.writer.add_document(document)?;
        }
        self.written += 1;
        fault_point("search-unit-written");
        Ok(())
    }
}

/// The part of a unit that sums it up. No address has a blank in it, so that it is no unit.
fn sum_of(unit: &str) -> String {
    format!("sum {unit}")
}

/// The part of the names that are those of one thing.
fn names_of(thing: &str) -> String {
    format!("{NAMES} {thing}")
}

/// What entries come to: the same for the same entries.
fn fingerprint(entries: &[Entry]) -> Result<Vec<u8>, SearchError> {
    let mut digest = Sha256::new();
    for entry in entries {
        digest.update(serde_json::to_vec(entry).map_err(|e| SearchError::Damaged(e.to_string()))?);
        digest.update([0]);
    }
    Ok(digest.finalize()[..16].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_index_was_made_from_is_read_as_it_was_written() {
        for (version, kept) in [(None, None), (Some("a"), Some("b"))] {
            let of = Origin { version: version.map(str::to_owned), kept: kept.map(str::to_owned) };
            assert_eq!(Origin::read(Some(&of.to_string())), Some(of));
        }
        assert_eq!((Origin::read(None), Origin::read(Some("1 a b")), Origin::read(Some(""))), (None, None, None));
    }
}
