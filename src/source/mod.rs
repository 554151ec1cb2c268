//! Where reports come from: files, folders and standard input; their bytes, digest and type, or why they were refused.

use crate::text::hex;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// No report is larger: minutes are a few hundred kilobytes, and all of a file is held in memory while it is read.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;
/// No line is longer: a longer one is no prose.
pub const MAX_LINE: usize = 1024 * 1024;

/// What a report's bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// CommonMark.
    Markdown,
    /// Plain text.
    PlainText,
}

impl MediaType {
    /// The registered name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "text/markdown",
            Self::PlainText => "text/plain",
        }
    }
}

/// A report's bytes, checked to be text.
#[derive(Debug)]
pub struct Source {
    /// Its path below what was asked for, with `/` between its parts; `-` for standard input.
    pub name: String,
    /// Its text, without a byte-order mark.
    pub text: String,
    /// SHA-256 of its bytes as they came, in hexadecimal.
    pub sha256: String,
    /// What it is written in.
    pub media_type: MediaType,
}

/// Why something was not taken: one line, with the name and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Nothing is there.
    #[error("{0}: no such file or folder; check the path")]
    Missing(String),
    /// A folder without a file that could be a report.
    #[error("{0}: no reports in this folder; name a file, or a folder with .md or .txt files")]
    NoReports(String),
    /// The system would not give it.
    #[error("{name}: cannot be read: {reason}")]
    Unreadable {
        /// The file.
        name: String,
        /// What the system said.
        reason: String,
    },
    /// No bytes.
    #[error("{0}: is empty; nothing to read")]
    Empty(String),
    /// Not text.
    #[error("{name}: is {what}, not text; convert it to text or Markdown first")]
    Binary {
        /// The file.
        name: String,
        /// What it looks like.
        what: &'static str,
    },
    /// Not UTF-8.
    #[error("{name}: is not valid UTF-8 at byte {at} (line {line}); convert it to UTF-8 first")]
    NotUtf8 {
        /// The file.
        name: String,
        /// Offset of the first wrong byte.
        at: usize,
        /// Its line, counted from 1.
        line: usize,
    },
    /// Larger than any report.
    #[error("{name}: is larger than {} MB; split it into one file a report", MAX_BYTES / 1024 / 1024)]
    TooLarge {
        /// The file.
        name: String,
    },
    /// A line longer than any prose.
    #[error("{name}: line {line} is longer than {} KB; this is no prose", MAX_LINE / 1024)]
    LongLine {
        /// The file.
        name: String,
        /// The line, counted from 1.
        line: usize,
    },
    /// The reader broke off: an error of the program.
    #[error("{0}: the reader broke off on this file; leave it out, and report it with the file")]
    Broken(String),
    /// Text, and no minutes.
    #[error("{name}: is no report of a meeting: {missing}; give minutes or a summary report")]
    NoMinutes {
        /// The file.
        name: String,
        /// What was looked for in vain.
        missing: &'static str,
    },
}

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

    /// Reads and checks the bytes.
    ///
    /// # Errors
    /// With the reason, when they are not a text of bounded size.
    pub fn read(&self) -> Result<Source, Refusal> {
        let name = self.name();
        let unreadable = |e: std::io::Error| Refusal::Unreadable { name: name.to_owned(), reason: e.to_string() };
        let mut bytes = Vec::new();
        match self {
            Self::File { path, .. } => {
                let file = File::open(path).map_err(unreadable)?;
                bytes.reserve(usize::try_from(file.metadata().map_or(0, |m| m.len()).min(MAX_BYTES)).unwrap_or(0) + 1);
                file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
            }
            Self::StandardInput => {
                std::io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
            }
        }
        Source::from_bytes(name, bytes)
    }
}

impl Source {
    /// A source that was checked before, as a store keeps it.
    #[must_use]
    pub fn restored(name: String, text: String, sha256: String) -> Self {
        let media_type = media_type(&text);
        Self { name, text, sha256, media_type }
    }

    /// Checks bytes and tells their type from what they hold, whatever their name.
    ///
    /// # Errors
    /// With the reason, when they are not a text of bounded size.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, Refusal> {
        let own = || name.to_owned();
        if bytes.len() as u64 > MAX_BYTES {
            return Err(Refusal::TooLarge { name: own() });
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Refusal::Empty(own()));
        }
        if let Some(what) = binary_kind(&bytes) {
            return Err(Refusal::Binary { name: own(), what });
        }
        let sha256 = hex(&Sha256::digest(&bytes));
        let mut text = String::from_utf8(bytes).map_err(|e| {
            let at = e.utf8_error().valid_up_to();
            let line = memchr::memchr_iter(b'\n', &e.as_bytes()[..at]).count() + 1;
            Refusal::NotUtf8 { name: own(), at, line }
        })?;
        if text.starts_with('\u{feff}') {
            text.drain(..3);
        }
        if let Some(line) = text.split('\n').position(|line| line.len() > MAX_LINE) {
            return Err(Refusal::LongLine { name: own(), line: line + 1 });
        }
        let media_type = media_type(&text);
        Ok(Self { name: own(), text, sha256, media_type })
    }
}

/// What bytes are when they are no text.
fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"%PDF-") {
        Some("a PDF")
    } else if bytes.starts_with(b"PK\x03\x04") {
        Some("a Word document or another archive")
    } else if memchr::memchr(0, bytes).is_some() {
        Some("a binary file")
    } else {
        None
    }
}

/// What a text is written in, told by its bytes alone, so that a report is read alike under any name: Markdown where two lines have its signs.
fn media_type(text: &str) -> MediaType {
    let heading = |line: &str| line.starts_with('#') && line.trim_start_matches('#').starts_with(' ');
    let signs = |line: &&str| heading(line) || line.contains("](") || line.contains("**") || line.starts_with("|--");
    if text.lines().filter(signs).take(2).count() == 2 { MediaType::Markdown } else { MediaType::PlainText }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_no_text() {
        let refuse = |bytes: &[u8]| Source::from_bytes("a.md", bytes.to_vec()).unwrap_err().to_string();
        assert_eq!(refuse(b""), "a.md: is empty; nothing to read");
        assert!(refuse(b"%PDF-1.7 ...").contains("is a PDF"));
        assert!(refuse(b"a\0b").contains("a binary file"));
        assert!(refuse(b"one\ntwo \xff").contains("byte 8 (line 2)"));
        assert!(refuse("x".repeat(MAX_LINE + 1).as_bytes()).contains("line 1 is longer"));
    }

    #[test]
    fn tells_the_type_from_the_bytes() {
        let kind = |name: &str, text: &str| Source::from_bytes(name, text.into()).unwrap().media_type;
        assert_eq!(kind("a.html", "# Minutes\n\nsee [this](https://example.org)\n"), MediaType::Markdown);
        assert_eq!(kind("a.md", "Minutes\n=======\n"), MediaType::PlainText);
    }
}
