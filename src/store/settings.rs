//! `store.json`: what must be known of a store before its database is opened.

use super::StoreError;
use crate::graph::Base;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// The layout of stores that this version writes and reads.
const FORMAT: u64 = 1;

/// Name of the settings file inside a store's folder.
const FILE: &str = "store.json";

/// Name under which the settings are written before they are moved into place.
const UNFINISHED: &str = "store.json.new";

/// The fields of `store.json`.
#[derive(Debug, Serialize, Deserialize)]
struct Fields {
    format: u64,
    base: String,
}

/// Only the version, so that a newer file with other fields is still recognised as newer.
#[derive(Debug, Deserialize)]
struct Version {
    format: u64,
}

/// Reads the base that the store in `dir` was made with; `None` where `dir` holds no settings.
pub(super) fn read(dir: &Path) -> Result<Option<Base>, StoreError> {
    let path = dir.join(FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(StoreError::Settings { path, reason: error.to_string() }),
    };
    let unreadable = |reason: String| StoreError::Settings { path: path.clone(), reason };
    let Version { format } = serde_json::from_str(&text).map_err(|e| unreadable(e.to_string()))?;
    if format > FORMAT {
        return Err(StoreError::Newer { dir: dir.to_owned(), found: format, known: FORMAT });
    }
    let fields: Fields = serde_json::from_str(&text).map_err(|e| unreadable(e.to_string()))?;
    Base::new(&fields.base).map(Some).map_err(|e| unreadable(e.to_string()))
}

/// Writes the settings so that a reader sees all of them or none, also after a power cut.
pub(super) fn write(dir: &Path, base: &Base) -> io::Result<()> {
    let fields = Fields { format: FORMAT, base: base.as_str().to_owned() };
    let unfinished = dir.join(UNFINISHED);
    let mut file = File::create(&unfinished)?;
    serde_json::to_writer(&mut file, &fields)?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    fs::rename(&unfinished, dir.join(FILE))?;
    // The rename itself lives in the folder, which has to reach the disk as well.
    File::open(dir)?.sync_all()
}

/// Whether a folder may become a store: empty, but for what an interrupted [`write`] left.
pub(super) fn is_vacant(dir: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(dir)? {
        if entry?.file_name() != UNFINISHED {
            return Ok(false);
        }
    }
    Ok(true)
}
