//! Opening a store's folder, and every way in which that can fail.

use super::settings;
use crate::graph::{Base, BaseError};
use oxigraph::store::StorageError;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Name of the database's folder inside a store's folder.
pub(super) const DATABASE: &str = "data";

/// What the caller wants of a store's folder.
#[derive(Debug, Clone)]
pub enum Access {
    /// Open the store and make it where there is none yet.
    Create {
        /// The base for a new store; with an existing one it must be the base that the first ingest fixed.
        /// `None` takes what the store has, or [`Base::DEFAULT`] for a new one.
        base: Option<Base>,
    },
    /// Open a store that an ingest has made.
    Existing,
}

/// An open store. While one process has it open, no other can.
#[derive(Clone)]
pub struct Store {
    oxigraph: oxigraph::store::Store,
    base: Base,
    dir: Option<PathBuf>,
}

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing was ever ingested into this folder.
    #[error("there is no store at `{}`: run `rapporteur ingest` first, or name another folder with --store", .0.display())]
    Missing(PathBuf),
    /// The path is a file.
    #[error("`{}` is no folder: name another place for the store with --store", .0.display())]
    NotAFolder(PathBuf),
    /// The folder holds other things.
    #[error("the folder `{}` is not empty and no store: name an empty or new folder with --store", .0.display())]
    Occupied(PathBuf),
    /// Another process, or another handle of this one, holds the database.
    #[error(
        "the store `{}` is in use by another process: stop that one, or put questions to it over HTTP \
         (`rapporteur query --endpoint`)", .0.display()
    )]
    InUse(PathBuf),
    /// A later version of the program wrote the store.
    #[error(
        "the store `{}` has format {found}, this version of rapporteur knows {known}: install a newer version, or ingest \
         into another folder", .dir.display()
    )]
    Newer {
        /// The store's folder.
        dir: PathBuf,
        /// The format that its settings name.
        found: u64,
        /// The newest format that this version reads.
        known: u64,
    },
    /// `store.json` does not say what it should.
    #[error("cannot read `{}`: {reason}; restore the file from a backup, or ingest into another folder", .path.display())]
    Settings {
        /// The settings file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The file system does not let us write.
    #[error("cannot write to `{}`: {source}; check the permissions and the space left on the disk", .dir.display())]
    Unwritable {
        /// The folder that was written to.
        dir: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A base was asked for that differs from the store's.
    #[error(
        "the store `{}` has the base {fixed}, fixed by its first ingest, not {asked}: leave --base out, or ingest into \
         another folder", .dir.display()
    )]
    OtherBase {
        /// The store's folder.
        dir: PathBuf,
        /// The base that all its addresses have.
        fixed: Base,
        /// The base that was asked for.
        asked: Base,
    },
    /// The database's files are damaged.
    #[error("the store `{}` is damaged: {reason}; restore a backup, or ingest the reports into another folder", .dir.display())]
    Damaged {
        /// The store's folder.
        dir: PathBuf,
        /// What the database said.
        reason: String,
    },
    /// The database failed in a way that none of the others describes.
    #[error("cannot open the store `{}`: {source}", .dir.display())]
    Database {
        /// The store's folder.
        dir: PathBuf,
        /// What the database said.
        source: StorageError,
    },
    /// The default base is no base: an error of the program.
    #[error(transparent)]
    Base(#[from] BaseError),
}

impl Store {
    /// Opens the store in `dir`, and with [`Access::Create`] makes it where the folder is missing or empty.
    ///
    /// The settings are on the disk before the database is begun: what a crash leaves in between opens again as an
    /// empty store.
    ///
    /// # Errors
    /// Each [`StoreError`] is one line that says what is wrong, where, and what to do.
    pub fn open(dir: impl AsRef<Path>, access: Access) -> Result<Self, StoreError> {
        let dir = dir.as_ref();
        let fixed = settings::read(dir)?;
        let base = match (access, fixed) {
            (Access::Existing, None) => return Err(StoreError::Missing(dir.to_owned())),
            (Access::Existing | Access::Create { base: None }, Some(fixed)) => fixed,
            (Access::Create { base: Some(asked) }, Some(fixed)) => {
                if asked != fixed {
                    return Err(StoreError::OtherBase { dir: dir.to_owned(), fixed, asked });
                }
                fixed
            }
            (Access::Create { base }, None) => {
                let base = base.map_or_else(|| Base::new(Base::DEFAULT), Ok)?;
                make(dir, &base)?;
                base
            }
        };
        let oxigraph = oxigraph::store::Store::open(dir.join(DATABASE)).map_err(|e| explain(dir, e))?;
        Ok(Self { oxigraph, base, dir: Some(dir.to_owned()) })
    }

    /// A store that lives and dies with the process: for tests and trials.
    ///
    /// # Errors
    /// When the database cannot be made.
    pub fn in_memory(base: Base) -> Result<Self, StoreError> {
        let oxigraph = oxigraph::store::Store::new()
            .map_err(|source| StoreError::Database { dir: PathBuf::from("(memory)"), source })?;
        Ok(Self { oxigraph, base, dir: None })
    }

    /// The database.
    #[must_use]
    pub fn oxigraph(&self) -> &oxigraph::store::Store {
        &self.oxigraph
    }

    /// The base of all addresses in the store.
    #[must_use]
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// The store's folder; `None` for one in memory.
    #[must_use]
    pub fn dir(&self) -> Option<&Path> {
        self.dir.as_deref()
    }
}

/// Makes the folder and its settings file.
fn make(dir: &Path, base: &Base) -> Result<(), StoreError> {
    let unwritable = |source| StoreError::Unwritable { dir: dir.to_owned(), source };
    if dir.exists() && !dir.is_dir() {
        return Err(StoreError::NotAFolder(dir.to_owned()));
    }
    fs::create_dir_all(dir).map_err(unwritable)?;
    if !settings::is_vacant(dir).map_err(unwritable)? {
        return Err(StoreError::Occupied(dir.to_owned()));
    }
    settings::write(dir, base).map_err(unwritable)
}

/// Says in the user's words what the database said in its own.
fn explain(dir: &Path, error: StorageError) -> StoreError {
    let dir = dir.to_owned();
    let message = error.to_string();
    // RocksDB tells a held lock from other input and output errors by its message alone.
    if message.contains("lock file") || message.contains("lock hold by current process") {
        return StoreError::InUse(dir);
    }
    match error {
        StorageError::Corruption(_) => StoreError::Damaged { dir, reason: message },
        StorageError::Io(source)
            if message.contains("Permission denied") || message.contains("Read-only file system") =>
        {
            StoreError::Unwritable { dir, source }
        }
        source => StoreError::Database { dir, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{GraphName, NamedNode, Quad};

    fn create() -> Access {
        Access::Create { base: None }
    }

    fn said(result: Result<Store, StoreError>) -> String {
        let message = result.err().expect("an error").to_string();
        assert!(!message.contains('\n'), "{message}");
        message
    }

    #[test]
    fn keeps_data_and_base_between_openings() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("a").join("b");
        let base = Base::new("https://example.org/").unwrap();
        let node = NamedNode::new("https://example.org/x").unwrap();
        let quad = Quad::new(node.clone(), node.clone(), node, GraphName::DefaultGraph);
        let store = Store::open(&dir, Access::Create { base: Some(base.clone()) }).unwrap();
        store.oxigraph().insert(&quad).unwrap();
        drop(store);
        let store = Store::open(&dir, Access::Existing).unwrap();
        assert_eq!(store.base(), &base);
        assert!(store.oxigraph().contains(&quad).unwrap());
        assert_eq!(store.dir(), Some(dir.as_path()));
    }

    #[test]
    fn says_where_there_is_no_store() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("none");
        assert!(said(Store::open(&missing, Access::Existing)).contains("run `rapporteur ingest` first"));
        assert!(!missing.exists());
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        assert!(said(Store::open(folder.path(), create())).contains("not empty and no store"));
        assert!(said(Store::open(folder.path().join("notes.txt"), create())).contains("is no folder"));
        assert!(said(Store::open(folder.path().join("notes.txt").join("below"), create())).contains("cannot write to"));
    }

    #[test]
    fn one_owner_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = Store::open(folder.path(), create()).unwrap();
        assert!(said(Store::open(folder.path(), Access::Existing)).contains("in use by another process"));
        drop(first);
        Store::open(folder.path(), Access::Existing).unwrap();
    }

    #[test]
    fn refuses_what_a_newer_version_wrote() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("store.json"), r#"{"format":7,"shards":[]}"#).unwrap();
        let message = said(Store::open(folder.path(), create()));
        assert!(message.contains("format 7") && message.contains("knows 1"), "{message}");
        for broken in ["", "{", r#"{"format":1}"#, r#"{"format":1,"base":"nowhere"}"#] {
            fs::write(folder.path().join("store.json"), broken).unwrap();
            let message = said(Store::open(folder.path(), Access::Existing));
            assert!(message.contains("store.json") && message.contains("restore"), "{message}");
        }
    }

    #[test]
    fn the_first_ingest_fixes_the_base() {
        let folder = tempfile::tempdir().unwrap();
        drop(Store::open(folder.path(), create()).unwrap());
        let asked = Base::new("https://example.org/").unwrap();
        let message = said(Store::open(folder.path(), Access::Create { base: Some(asked) }));
        assert!(message.contains(Base::DEFAULT) && message.contains("https://example.org/"), "{message}");
    }

    #[test]
    fn opens_what_a_crash_left() {
        let folder = tempfile::tempdir().unwrap();
        // Stopped while the settings were being written.
        fs::write(folder.path().join("store.json.new"), "{\"for").unwrap();
        drop(Store::open(folder.path(), create()).unwrap());
        // Stopped after the settings, and after the database's folder, but before the database.
        fs::remove_dir_all(folder.path().join(DATABASE)).unwrap();
        drop(Store::open(folder.path(), Access::Existing).unwrap());
        fs::remove_dir_all(folder.path().join(DATABASE)).unwrap();
        fs::create_dir(folder.path().join(DATABASE)).unwrap();
        assert!(Store::open(folder.path(), Access::Existing).unwrap().oxigraph().is_empty().unwrap());
    }

    #[test]
    fn says_that_the_database_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        drop(Store::open(folder.path(), create()).unwrap());
        fs::write(folder.path().join(DATABASE).join("CURRENT"), "no manifest").unwrap();
        assert!(said(Store::open(folder.path(), Access::Existing)).contains("damaged"));
    }
}
