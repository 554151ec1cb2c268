//! What bytes are, told from what they hold, whatever their name.

use super::timing;

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

    /// What a decoded text is written in.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        of_text(text)
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

/// Whether the beginning of a file is that of a format that is no text.
pub(super) fn may_be_binary(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-") || bytes.starts_with(b"PK\x03\x04")
}

/// The formats that are no text, by their first bytes.
pub(super) fn of_bytes(bytes: &[u8]) -> Option<MediaType> {
    if bytes.starts_with(b"%PDF-") {
        Some(MediaType::Pdf)
    } else if bytes.starts_with(b"PK\x03\x04") && memchr::memmem::find(bytes, b"word/").is_some() {
        Some(MediaType::Docx)
    } else if is_ole(bytes) && memchr::memmem::find(bytes, &utf16("EncryptedPackage")).is_some() {
        // What Office encrypts goes into a container of its own; the reader of Word documents says so.
        Some(MediaType::Docx)
    } else {
        None
    }
}

/// Whether bytes are a container of the old Office formats.
pub(super) fn is_ole(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xD0\xCF\x11\xE0")
}

/// Whether bytes are a Word document of the old format.
pub(super) fn is_old_word(bytes: &[u8]) -> bool {
    is_ole(bytes) && memchr::memmem::find(bytes, &utf16("WordDocument")).is_some()
}

/// A name as containers write it.
fn utf16(name: &str) -> Vec<u8> {
    name.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// How much of a text is looked at to tell what it is written in.
const LOOKED_AT: usize = 64 * 1024;
/// Elements that set text on lines of its own, and that a page's markup begins with.
const BLOCK_TAGS: [&str; 24] = [
    "html", "head", "body", "title", "meta", "p", "div", "section", "article", "main", "header", "h1", "h2", "h3",
    "h4", "ul", "ol", "li", "table", "tr", "td", "dl", "pre", "style",
];

/// Whether a text is a web page: it begins as one, or with an element, and more of its lines have tags than signs of Markdown.
fn is_html(text: &str) -> bool {
    let mut rest = text.trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<!--") => rest.find("-->").map(|at| at + 3),
            _ if rest.starts_with("<?xml") => rest.find("?>").map(|at| at + 2),
            _ => break,
        };
        rest = end.map_or("", |at| rest[at..].trim_start());
    }
    let begins = |start: &str| rest.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start));
    let opens = |name: &str| {
        let behind = rest.as_bytes().get(name.len() + 1);
        rest.starts_with('<')
            && rest.get(1..=name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && behind.is_some_and(|b| b.is_ascii_whitespace() || b"/>".contains(b))
    };
    if begins("<!doctype html") || ["html", "head", "body"].into_iter().any(opens) {
        return true;
    }
    if !BLOCK_TAGS.into_iter().any(opens) {
        return false;
    }
    let (mut tags, mut signs) = (0, 0);
    let mut looked_at = 0;
    for line in rest.lines() {
        looked_at += line.len();
        let line = line.trim_start();
        tags += line.matches("</").count();
        signs += usize::from(
            is_markdown_heading(line) || line.starts_with("- ") || line.starts_with("* ") || line.contains("]("),
        );
        if looked_at > LOOKED_AT {
            break;
        }
    }
    tags >= 3 && tags > 3 * signs
}

fn is_markdown_heading(line: &str) -> bool {
    line.starts_with('#') && line.trim_start_matches('#').starts_with(' ')
}

/// What a decoded text is written in: a transcript by its times, a web page by its markup, Markdown where two lines have its signs.
fn of_text(text: &str) -> MediaType {
    if timing::is_transcript(text) {
        return MediaType::Captions;
    }
    if is_html(text) {
        return MediaType::Html;
    }
    let signs = |line: &&str| {
        is_markdown_heading(line) || line.contains("](") || line.contains("**") || line.starts_with("|--")
    };
    if text.lines().filter(signs).take(2).count() == 2 { MediaType::Markdown } else { MediaType::PlainText }
}

#[cfg(test)]
mod tests {
    use super::{MediaType, of_bytes, of_text};

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
    #[test]
    fn tells_pages_from_markdown_with_markup() {
        for page in [
            "<!doctype HTML>\n<title>Minutes</title>",
            "\n<!-- saved --><HTML><body># Minutes\n\n- one\n- two",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"x\">",
            "<div class=\"minutes\">\n<h2>Minutes</h2>\n<p>Ada opened the meeting.</p>\n<p>Agreed.</p></div>",
        ] {
            assert_eq!(of_text(page), MediaType::Html, "{page}");
        }
        for other in [
            "<!--\ntitle: Minutes\n-->\n\n# Minutes\n\n## Attendance\nAda",
            "<p align=\"center\"><img src=\"l.png\"></p>\n\n# Minutes\n\n## Present\n\n- [x] Ada\n- [ ] Alan\n<br>\n",
            "# Minutes\n\n<details>\n<summary>Present</summary>\n<p>Ada</p>\n</details>\n\n## Next",
        ] {
            assert_eq!(of_text(other), MediaType::Markdown, "{other}");
        }
        assert_eq!(of_text("<ada> I agree\n<alan> so do I\n"), MediaType::PlainText);
    }

    #[test]
    fn tells_what_is_encrypted() {
        let container = |name: &str| {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....", name.as_slice()].concat()
        };
        assert_eq!(of_bytes(&container("EncryptedPackage")), Some(MediaType::Docx));
        assert_eq!(of_bytes(&container("WordDocument")), None);
        assert!(super::is_old_word(&container("WordDocument")));
    }
}
