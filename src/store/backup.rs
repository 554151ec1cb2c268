//! A copy of the store that is a store.

use super::open::DATABASE;
use super::{Store, settings};
use oxigraph::store::StorageError;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why no backup was made.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A backup never overwrites.
    #[error("`{}` exists already: name a new folder for the backup", .0.display())]
    Exists(PathBuf),
    /// The target cannot be written.
    #[error("cannot write the backup to `{}`: {source}", .dir.display())]
    Unwritable {
        /// The backup's folder.
        dir: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database failed.
    #[error("cannot copy the database to `{}`: {source}", .dir.display())]
    Database {
        /// The backup's folder.
        dir: PathBuf,
        /// What the database said.
        source: StorageError,
    },
}

impl Store {
    /// Writes a copy of the store, as of now, to a new folder that opens with [`Store::open`].
    ///
    /// On the same file system the copy shares its files with the original and takes next to no time or space. The settings come last,
    /// so that an interrupted backup is no store.
    ///
    /// # Errors
    /// When `target` exists, cannot be written, or the store is one in memory.
    pub fn backup(&self, target: &Path) -> Result<(), BackupError> {
        if target.exists() {
            return Err(BackupError::Exists(target.to_owned()));
        }
        let unwritable = |source| BackupError::Unwritable { dir: target.to_owned(), source };
        fs::create_dir_all(target).map_err(unwritable)?;
        self.oxigraph()
            .backup(target.join(DATABASE))
            .map_err(|source| BackupError::Database { dir: target.to_owned(), source })?;
        settings::write(target, self.base()).map_err(unwritable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Base;
    use crate::store::Access;
    use oxigraph::io::RdfFormat;

    #[test]
    fn a_backup_is_a_store_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let base = Base::new("https://example.org/").unwrap();
        let store = Store::open(folder.path().join("store"), Access::Create { base: Some(base.clone()) }).unwrap();
        store.oxigraph().load_from_slice(RdfFormat::NQuads, "<a:a> <a:b> <a:c> <a:g> .").unwrap();
        let target = folder.path().join("copy");
        store.backup(&target).unwrap();
        store.oxigraph().clear().unwrap();
        let copy = Store::open(&target, Access::Existing).unwrap();
        assert_eq!((copy.base(), copy.oxigraph().len().unwrap()), (&base, 1));
        assert!(store.backup(&target).unwrap_err().to_string().contains("exists already"));
    }
}
