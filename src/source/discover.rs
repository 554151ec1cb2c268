//! Which files a path stands for.

use super::unpack::{MAX_CONTAINER, is_container, unpack};
use super::{MAX_BINARY_BYTES, MAX_BYTES, Refusal, Source, media};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// A file that may be a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Candidate {
    /// A file, and its path below what was asked for.
    File {
        /// Where it lies.
        path: PathBuf,
        /// What it is called in the graph.
        name: String,
    },
    /// Standard input.
    StandardInput,
}

impl Candidate {
    /// What it is called in the graph and in messages.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::File { name, .. } => name,
            Self::StandardInput => "-",
        }
    }

    /// Reads and checks the bytes: one source of most files, several of a mailbox or of a message with attachments.
    ///
    /// Each of them comes with the reason where it is no text of bounded size; there is at least one.
    #[must_use]
    pub fn read(&self) -> Vec<Result<Source, Refusal>> {
        match self.bytes() {
            Ok(bytes) => unpack(self.name(), bytes),
            Err(e) => vec![Err(Refusal::Unreadable { name: self.name().to_owned(), reason: e.to_string() })],
        }
    }

    fn bytes(&self) -> std::io::Result<Vec<u8>> {
        match self {
            Self::File { path, .. } => {
                let file = File::open(path)?;
                let length = file.metadata().map_or(0, |m| m.len());
                read_bounded(file, length)
            }
            Self::StandardInput => read_bounded(std::io::stdin().lock(), 0),
        }
    }
}

/// Reads no more than the bound of what the first bytes are, and one byte, by which it is known that there are more.
fn read_bounded(mut from: impl Read, length: u64) -> std::io::Result<Vec<u8>> {
    let expected = usize::try_from(length.min(MAX_BYTES)).unwrap_or(0) + 1;
    let mut bytes = Vec::with_capacity(expected);
    from.by_ref().take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    let bound = match bytes.len() as u64 {
        0..=MAX_BYTES => MAX_BYTES,
        _ if is_container(&bytes) => MAX_CONTAINER,
        _ if media::may_be_binary(&bytes) => MAX_BINARY_BYTES,
        _ => MAX_BYTES,
    };
    if bound > MAX_BYTES {
        from.take(bound - MAX_BYTES).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Finds the candidates at a path: the file itself, or all files below a folder in the order of their names. Hidden files and links out of it are
/// passed over.
///
/// # Errors
/// When nothing is there, or a folder holds no file.
pub fn discover(path: &Path) -> Result<Vec<Candidate>, Refusal> {
    let shown = path.display().to_string();
    if path.as_os_str() == "-" {
        return Ok(vec![Candidate::StandardInput]);
    }
    let metadata = std::fs::metadata(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => Refusal::Missing(shown.clone()),
        _ => Refusal::Unreadable { name: shown.clone(), reason: e.to_string() },
    })?;
    if !metadata.is_dir() {
        let name = path.file_name().map_or(shown, |n| n.to_string_lossy().into_owned());
        return Ok(vec![Candidate::File { path: path.to_owned(), name }]);
    }
    let hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    let walk =
        WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(|e| e.depth() == 0 || !hidden(e.file_name()));
    let mut found = Vec::new();
    for entry in walk {
        let entry = entry.map_err(|e| Refusal::Unreadable { name: shown.clone(), reason: e.to_string() })?;
        if entry.file_type().is_file() {
            let below = entry.path().strip_prefix(path).unwrap_or(entry.path());
            let name = below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
            found.push(Candidate::File { path: entry.into_path(), name });
        }
    }
    if found.is_empty() { Err(Refusal::NoReports(shown)) } else { Ok(found) }
}
