//! Places that bytes come from, and go on coming from: a file, an address.

use super::web::{Address, Validators};
use crate::text::hex;
use sha2::{Digest, Sha256};
use std::path::Path;

/// Where a report was found, and where it, or what has become of it, is to be found again. Standard input is no such place.
///
/// A place is known by a digest of what it is, so that no store tells the folders of the machine that it was made on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    id: String,
    /// The folder that it lies in, or below.
    folder: Option<Folder>,
    /// What the server said of what it gave; only of an address that gave one report.
    pub validators: Option<Validators>,
}

/// A folder in which a file was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// By which it is known as a place.
    pub id: String,
    /// Whether all that lies below it was asked for, and not only single files.
    pub whole: bool,
}

impl Location {
    /// A file, by its absolute path without links in it.
    #[must_use]
    pub fn of_file(path: &Path) -> Self {
        Self::of("file", path.as_os_str().as_encoded_bytes())
    }

    /// An address; all spellings of it are one place.
    #[must_use]
    pub fn of_address(address: &Address) -> Self {
        Self::of("address", address.normal().as_bytes())
    }

    fn of(kind: &str, bytes: &[u8]) -> Self {
        Self { id: digest(kind, bytes), folder: None, validators: None }
    }

    /// The same place, found in a folder, of which the whole was asked for or not.
    #[must_use]
    pub fn found_in(self, folder: &Path, whole: bool) -> Self {
        let id = Self::of_file(folder).id;
        Self { folder: Some(Folder { id, whole }), ..self }
    }

    /// A place inside of this one: a message of a mailbox, an attachment of a message.
    #[must_use]
    pub fn inside(&self, part: &str) -> Self {
        if part.is_empty() {
            return self.clone();
        }
        Self { id: digest(&self.id, part.as_bytes()), folder: self.folder.clone(), validators: None }
    }

    /// Twenty hexadecimal digits by which it is known.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The folder in which it was found; nothing of an address.
    #[must_use]
    pub fn folder(&self) -> Option<&Folder> {
        self.folder.as_ref()
    }
}

fn digest(kind: &str, bytes: &[u8]) -> String {
    hex(&Sha256::new().chain_update(kind).chain_update([0]).chain_update(bytes).finalize()[..10])
}

#[cfg(test)]
mod tests {
    use super::{Address, Location};
    use std::path::Path;

    #[test]
    fn places_are_told_apart() {
        let file = Location::of_file(Path::new("/minutes/list.mbox"));
        let page = |given| Location::of_address(&Address::new(given).unwrap());
        let all = [
            file.clone(),
            file.inside("#1"),
            file.inside("#1/a.pdf"),
            Location::of_file(Path::new("/minutes/list.mbox#1")),
            page("https://example.org/a"),
            page("https://example.org/A"),
        ];
        let all = all.map(|location| location.id().to_owned());
        let mut once = all.to_vec();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), all.len());
        assert!(all.iter().all(|id| id.len() == 20));
        assert_eq!(page("HTTPS://EXAMPLE.org:443/a#b").id(), page("https://example.org/a").id());
        assert_eq!(file.inside("").id(), file.id());
    }
}
