//! Where reports come from: files, folders, addresses and standard input; their bytes, digest and type, or why they were refused.

mod decode;
mod discover;
mod input;
mod location;
mod media;
mod refusal;
mod timing;
mod unpack;
mod web;

pub use discover::{Candidate, Found, discover};
pub use input::{Filter, Input, Named, PatternError};
pub use location::{Folder, Location};
pub use media::MediaType;
pub use refusal::Refusal;
pub use timing::{TimeHead, come_again, time_head, time_span};
pub use unpack::{Part, Unpacker, parts, unpack};
pub use web::{Address, Arrivals, Fetcher, Known, Private, Trouble, Validators, Web};

use crate::text::hex;
use sha2::{Digest, Sha256};

/// No text is larger: minutes are a few hundred kilobytes, and all of a file is held in memory while it is read.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;
/// No file of another format is larger: pictures and fonts take most of its room.
pub const MAX_BINARY_BYTES: u64 = 64 * 1024 * 1024;
/// No line is longer: a longer one is no prose.
pub const MAX_LINE: usize = 1024 * 1024;

/// What a source holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The text of a text format, without a byte-order mark.
    Text(String),
    /// The bytes of another format.
    Bytes(Vec<u8>),
    /// What was taken out of such bytes, as [`crate::document::Lines`] write themselves down.
    Extracted(String),
}

/// A report's bytes, and what they are.
#[derive(Debug)]
pub struct Source {
    /// Its path below what was asked for, with `/` between its parts, or its address; `-` for standard input.
    pub name: String,
    /// Where it was found, and is to be found again.
    pub location: Option<Location>,
    /// What it holds.
    pub content: Content,
    /// SHA-256 of its bytes as they came, in hexadecimal.
    pub sha256: String,
    /// What it is written in.
    pub media_type: MediaType,
}

impl Source {
    /// A source that was checked before, as a store keeps it.
    #[must_use]
    pub fn restored(name: String, kept: String, sha256: String, media_type: MediaType) -> Self {
        let content = if media_type.is_text() { Content::Text(kept) } else { Content::Extracted(kept) };
        Self { name, location: None, content, sha256, media_type }
    }

    /// What is to be kept so that the source can be read anew: nothing for bytes that nothing was taken out of yet.
    #[must_use]
    pub fn kept(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) | Content::Extracted(text) => Some(text),
            Content::Bytes(_) => None,
        }
    }

    /// How many bytes of text it is; 0 for what was never text.
    #[must_use]
    pub fn text_length(&self) -> usize {
        if let Content::Text(text) = &self.content { text.len() } else { 0 }
    }

    /// Checks bytes and tells their type from what they hold, whatever their name.
    ///
    /// # Errors
    /// With the reason, when they are not a text of bounded size.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, Refusal> {
        let own = || name.to_owned();
        let binary = media::of_bytes(&bytes);
        let limit = if binary.is_some() { MAX_BINARY_BYTES } else { MAX_BYTES };
        if bytes.len() as u64 > limit {
            return Err(Refusal::TooLarge { name: own(), limit });
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Refusal::Empty(own()));
        }
        let sha256 = hex(&Sha256::digest(&bytes));
        if let Some(media_type) = binary {
            return Ok(Self { name: own(), location: None, content: Content::Bytes(bytes), sha256, media_type });
        }
        if media::is_old_word(&bytes) {
            return Err(Refusal::OldWord(own()));
        }
        if let Some(what) = binary_kind(&bytes) {
            return Err(Refusal::Binary { name: own(), what });
        }
        if unpack::is_message(&bytes) {
            return unpack::unpack(name, bytes).into_iter().next().unwrap_or_else(|| Err(Refusal::Empty(own())));
        }
        Self::of_text(name, sha256, decode::decode(bytes).map_err(|wrong| wrong.of(name))?, None)
    }

    /// A source of decoded text, of a type that is known, or told from it.
    fn of_text(name: &str, sha256: String, text: String, known: Option<MediaType>) -> Result<Self, Refusal> {
        if let Some(line) = text.split('\n').position(|line| line.len() > MAX_LINE) {
            return Err(Refusal::LongLine { name: name.to_owned(), line: line + 1 });
        }
        let media_type = known.unwrap_or_else(|| MediaType::of_text(&text));
        Ok(Self { name: name.to_owned(), location: None, content: Content::Text(text), sha256, media_type })
    }
}

impl decode::Undecodable {
    /// The refusal of a source.
    fn of(self, name: &str) -> Refusal {
        let name = name.to_owned();
        match self {
            Self::Binary => Refusal::Binary { name, what: "a binary file" },
            Self::Wrong { encoding, at, line } => Refusal::Undecodable { name, encoding: encoding.name(), at, line },
        }
    }
}

/// How many bytes a source may have that begins with these.
fn bound_of(head: &[u8]) -> u64 {
    if unpack::is_container(head) {
        unpack::MAX_CONTAINER
    } else if media::may_be_binary(head) {
        MAX_BINARY_BYTES
    } else {
        MAX_BYTES
    }
}

/// What bytes are that are neither text nor a format that is read.
fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") { Some("an archive without a Word document") } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_no_text() {
        let refuse = |bytes: &[u8]| Source::from_bytes("a.md", bytes.to_vec()).unwrap_err().to_string();
        assert_eq!(refuse(b""), "a.md: is empty; nothing to read");
        assert!(refuse(b"PK\x03\x04...").contains("an archive without a Word document"));
        assert!(refuse(b"a\0b").contains("a binary file"));
        assert!(refuse(&["one\nzwölf ".as_bytes(), b"\xff"].concat()).contains("not valid UTF-8 at byte 11 (line 2)"));
        assert!(refuse(&vec![b'x'; 5 * 1024 * 1024]).contains("larger than 4 MB"));
        assert!(refuse(&[b"%PDF-1.7".to_vec(), vec![b'x'; 64 * 1024 * 1024]].concat()).contains("larger than 64 MB"));
        assert!(refuse("x".repeat(MAX_LINE + 1).as_bytes()).contains("line 1 is longer"));
    }
}
