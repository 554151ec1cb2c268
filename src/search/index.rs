//! The index on the disk: made, opened, and brought up to date with its store.

use super::SearchError;
use super::entry::{Entry, Unit};
use super::find::Searching;
use super::gather::gather;
use super::schema::{FORMAT, Fields};
use crate::store::{Store, fault_point};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use tantivy::collector::DocSetCollector;
use tantivy::directory::MmapDirectory;
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, Term};

/// The name of the index's folder inside a store's folder.
const FOLDER: &str = "search";
/// How many bytes each writing thread gathers before it writes a segment.
const ARENA: usize = 64 << 20;
/// Threads that write, beside the one that reads the store.
const THREADS: usize = 2;

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
    /// # Errors
    /// When the store cannot be read or the index not be written. Then it is what it was before.
    pub fn follow(&self) -> Result<(), SearchError> {
        // One transaction, so that version and quads belong together whatever is written meanwhile.
        let transaction = self.store.oxigraph().start_transaction().map_err(SearchError::Storage)?;
        let version = self.store.version(&transaction)?;
        let held = self.inner.load_metas()?.payload;
        let wanted = format!("{FORMAT} {}", version.as_deref().unwrap_or(""));
        if version.is_some() && held.as_deref() == Some(&wanted) {
            return Ok(());
        }
        let mut writer: IndexWriter = self.inner.writer_with_num_threads(THREADS, THREADS * ARENA)?;
        let is_of_format = held.as_deref().and_then(|held| held.split(' ').next()) == Some(&FORMAT.to_string());
        let mut known = if is_of_format { self.fingerprints()? } else { FxHashMap::default() };
        if !is_of_format {
            writer.delete_all_documents()?;
        }
        let mut written = 0_usize;
        gather(&transaction, |unit| {
            let fingerprint = fingerprint(&unit.entries)?;
            let before = known.remove(&unit.name);
            if before.as_ref() != Some(&fingerprint) {
                written += 1;
                if before.is_some() {
                    self.forget(&writer, &unit.name);
                }
                self.write(&writer, &unit, &fingerprint)?;
                fault_point("search-unit-written");
            }
            Ok::<_, SearchError>(())
        })?;
        for gone in known.keys() {
            self.forget(&writer, gone);
        }
        fault_point("search-written");
        let mut prepared = writer.prepare_commit()?;
        prepared.set_payload(&wanted);
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
        let held = self.inner.load_metas()?.payload.unwrap_or_default();
        let version = held.split_once(' ').map(|(_, version)| version.to_owned()).filter(|version| !version.is_empty());
        Ok(Searching { searcher: self.reader.searcher(), fields: self.fields, version })
    }

    fn forget(&self, writer: &IndexWriter, unit: &str) {
        writer.delete_term(Term::from_field_text(self.fields.unit, unit));
    }

    fn write(&self, writer: &IndexWriter, unit: &Unit, fingerprint: &[u8]) -> Result<(), SearchError> {
        let mut sum = TantivyDocument::default();
        sum.add_text(self.fields.unit, &unit.name);
        sum.add_text(self.fields.kind, SUM);
        sum.add_text(self.fields.summed, &unit.name);
        sum.add_bytes(self.fields.fingerprint, fingerprint);
        writer.add_document(sum)?;
        for entry in &unit.entries {
            writer.add_document(self.fields.document(&unit.name, entry)?)?;
        }
        Ok(())
    }

    /// What the entries of each unit came to when they were written.
    fn fingerprints(&self) -> Result<FxHashMap<String, Vec<u8>>, SearchError> {
        let searcher = self.reader.searcher();
        let mut found = FxHashMap::default();
        let summed = TermQuery::new(Term::from_field_text(self.fields.kind, SUM), IndexRecordOption::Basic);
        for address in searcher.search(&summed, &DocSetCollector)? {
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

/// What entries come to: the same for the same entries.
fn fingerprint(entries: &[Entry]) -> Result<Vec<u8>, SearchError> {
    let mut digest = Sha256::new();
    for entry in entries {
        digest.update(serde_json::to_vec(entry).map_err(|e| SearchError::Damaged(e.to_string()))?);
        digest.update([0]);
    }
    Ok(digest.finalize()[..16].to_vec())
}
