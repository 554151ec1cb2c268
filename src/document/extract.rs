//! From bytes to lines: one adapter a format.

use super::{Lines, captions, docx, html, mail, markdown, pdf, plain};
use crate::source::{Content, MediaType, Refusal, Source};
use serde::{Deserialize, Serialize};

/// What an adapter may make of a file at most, in bytes of text.
pub(super) const MAX_TEXT: usize = 8 * 1024 * 1024;

/// Why nothing could be taken out of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Unreadable {
    /// The bytes are not what their first ones promise, or end too soon.
    #[error("is damaged or cut off; get it anew")]
    Damaged,
    /// It wants a password.
    #[error("is encrypted; save it without a password first")]
    Encrypted,
    /// Pictures of pages.
    #[error("holds no text (is it scanned?); run text recognition over it first")]
    NoText,
    /// Text, with signs that the file does not say the letters of.
    #[error("has a font that does not say which letters its signs are; run text recognition over it first")]
    Unnamed,
    /// More than any report holds.
    #[error("unpacks to more than {} MB; this is no report", MAX_TEXT / 1024 / 1024)]
    TooLarge,
    /// The parser took too long, or too much memory, or broke off.
    #[error("could not be read within the time and memory that one file is given; convert it to text first")]
    GaveUp,
}

impl Unreadable {
    /// The refusal of a source with this name, which is written in that.
    #[must_use]
    pub fn of(&self, name: &str, media_type: MediaType) -> Refusal {
        let format = match media_type {
            MediaType::Markdown | MediaType::PlainText => "text",
            MediaType::Html => "web page",
            MediaType::Pdf => "PDF",
            MediaType::Docx => "Word document",
            MediaType::Email => "e-mail",
            MediaType::Captions => "transcript",
        };
        Refusal::Damaged { name: name.to_owned(), format, code: self.code(), reason: self.to_string() }
    }

    /// The same in one word, for programs: one of a small set that only grows.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::Encrypted => "encrypted",
            Self::NoText => "no-text",
            Self::Unnamed => "unnamed-letters",
            Self::TooLarge => "too-large",
            Self::GaveUp => "gave-up",
        }
    }
}

/// Takes the lines out of a source in this process, or reads those that were taken out of it before.
///
/// # Errors
/// With what is the matter, when its bytes are not what their first ones promise, or hold no text.
pub fn lines_of(source: &Source) -> Result<Lines, Unreadable> {
    match &source.content {
        Content::Text(text) => extract(source.media_type, text.as_bytes()),
        Content::Bytes(bytes) => extract(source.media_type, bytes),
        Content::Extracted(json) => Lines::from_json(json).ok_or(Unreadable::Damaged),
    }
}

/// Takes the lines out of the bytes of a file; those of a text format are UTF-8.
///
/// # Errors
/// With what is the matter, when the bytes are not what their first ones promise, or hold no text.
pub fn extract(media_type: MediaType, bytes: &[u8]) -> Result<Lines, Unreadable> {
    let text = || std::str::from_utf8(bytes).map_err(|_| Unreadable::Damaged);
    let lines = match media_type {
        MediaType::Markdown => markdown::lines(text()?),
        MediaType::PlainText => plain::lines(text()?),
        MediaType::Pdf => pdf::lines(bytes)?,
        MediaType::Docx => docx::lines(bytes)?,
        MediaType::Html => html::lines(text()?)?,
        MediaType::Email => mail::lines(text()?)?,
        MediaType::Captions => captions::lines(text()?),
    };
    // Meeting programs save transcripts in formats for minutes, too.
    let lines = if media_type.is_text() { lines } else { captions::regrouped(lines) };
    match lines.len() {
        0 => Err(Unreadable::NoText),
        length if length > MAX_TEXT => Err(Unreadable::TooLarge),
        _ => Ok(lines),
    }
}
