//! Where in the file something is wrong.

use super::InstallationError;
use std::fmt::Display;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;

/// The file, to tell places in it.
pub(super) struct Places<'f> {
    pub(super) file: &'f Path,
    pub(super) text: &'f str,
}

impl Places<'_> {
    /// Makes something of a value, or tells where it stands.
    pub(super) fn check<T, U, E: Display>(
        &self,
        value: &Spanned<T>,
        make: impl FnOnce(&T) -> Result<U, E>,
    ) -> Result<U, InstallationError> {
        make(value.get_ref()).map_err(|e| {
            let span = value.span();
            self.wrong(span.clone(), self.key_at(span.start), &e.to_string())
        })
    }

    /// What is wrong with a key; where its place is not known, that of the key's first use.
    pub(super) fn wrong(&self, span: Range<usize>, key: &str, reason: &str) -> InstallationError {
        let start = if span.is_empty() { self.text.find(key).unwrap_or(0) } else { span.start };
        let key = if key.is_empty() { String::new() } else { format!("`{key}`: ") };
        InstallationError::Wrong { file: self.file.to_owned(), line: self.line(start), key, reason: reason.to_owned() }
    }

    /// What the parser says of syntax, keys and kinds of values, on one line.
    pub(super) fn parse_error(&self, error: &toml::de::Error) -> InstallationError {
        let span = error.span().unwrap_or(0..0);
        let key = self.key_at(span.start);
        let key = if error.message().starts_with("unknown field") { "" } else { key };
        let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        let key = if key.is_empty() { String::new() } else { format!("`{key}`: ") };
        InstallationError::Wrong { file: self.file.to_owned(), line: self.line(span.start), key, reason: message }
    }

    /// The key before the first `=` of the line on which something stands.
    fn key_at(&self, at: usize) -> &str {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = self.text.get(before.rfind('\n').map_or(0, |end| end + 1)..).unwrap_or_default();
        let line = line.lines().next().unwrap_or_default();
        let key = line.split_once('=').map_or("", |(key, _)| key.trim());
        if key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) { key } else { "" }
    }

    fn line(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or(self.text);
        before.bytes().filter(|b| *b == b'\n').count() + 1
    }
}
