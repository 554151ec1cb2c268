//! What bytes are, told from what they hold, whatever their name.

/// What a report's bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// CommonMark.
    Markdown,
    /// Plain text.
    PlainText,
    /// A web page.
    Html,
    /// A PDF.
    Pdf,
    /// A Word document (Office Open XML).
    Docx,
    /// One e-mail message.
    Email,
    /// Captions or a transcript with times (WebVTT and its relatives).
    Captions,
}

impl MediaType {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Markdown, Self::PlainText, Self::Html, Self::Pdf, Self::Docx, Self::Email, Self::Captions];

    /// The registered name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "text/markdown",
            Self::PlainText => "text/plain",
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Email => "message/rfc822",
            Self::Captions => "text/vtt",
        }
    }

    /// The media type of a registered name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether bytes of this kind are a text once they are decoded.
    #[must_use]
    pub fn is_text(self) -> bool {
        !matches!(self, Self::Pdf | Self::Docx)
    }

    /// Whether its parser is large enough that it is kept apart from the rest of a run.
    #[must_use]
    pub fn is_intricate(self) -> bool {
        matches!(self, Self::Pdf | Self::Docx | Self::Html | Self::Email)
    }
}

/// The formats that are no text, by their first bytes.
pub(super) fn of_bytes(bytes: &[u8]) -> Option<MediaType> {
    if bytes.starts_with(b"%PDF-") {
        Some(MediaType::Pdf)
    } else if bytes.starts_with(b"PK\x03\x04") && memchr::memmem::find(bytes, b"word/document.xml").is_some() {
        Some(MediaType::Docx)
    } else {
        None
    }
}

/// What a decoded text is written in: Markdown where two lines have its signs.
pub(super) fn of_text(text: &str) -> MediaType {
    let heading = |line: &str| line.starts_with('#') && line.trim_start_matches('#').starts_with(' ');
    let signs = |line: &&str| heading(line) || line.contains("](") || line.contains("**") || line.starts_with("|--");
    if text.lines().filter(signs).take(2).count() == 2 { MediaType::Markdown } else { MediaType::PlainText }
}

#[cfg(test)]
mod tests {
    use super::{MediaType, of_text};

    #[test]
    fn every_name_is_found_again() {
        for kind in MediaType::ALL {
            assert_eq!(MediaType::from_name(kind.as_str()), Some(kind));
        }
    }

    #[test]
    fn tells_markdown_from_plain_text() {
        assert_eq!(of_text("# Minutes\n\nsee [this](https://example.org)\n"), MediaType::Markdown);
        assert_eq!(of_text("Minutes\n=======\n"), MediaType::PlainText);
    }
}
