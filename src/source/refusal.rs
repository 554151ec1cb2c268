//! Why something was not taken.

use super::MAX_LINE;
use super::input::PatternError;
use super::web::Trouble;

/// Why something was not taken: one line, with the name and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Nothing is there.
    #[error("{0}: no such file or folder; check the path")]
    Missing(String),
    /// Nothing is there any more, where a report was.
    #[error("{0}: is no longer there; what was read from it stays in the store")]
    Vanished(String),
    /// A folder without a file that could be a report.
    #[error(
        "{0}: no reports in this folder; name a file, or a folder with text, Markdown, HTML, PDF, Word (.docx), e-mail or caption files"
    )]
    NoReports(String),
    /// A pattern that no file matches.
    #[error("{0}: no file matches this pattern; check it, and put it in quotes so that the shell leaves it alone")]
    NoMatch(String),
    /// A pattern that is none.
    #[error(transparent)]
    NoPattern(PatternError),
    /// An address that gave nothing.
    #[error("{address}: {trouble}")]
    Web {
        /// As it was given, without name and password.
        address: String,
        /// What is the matter, and what to do.
        trouble: Trouble,
    },
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
    /// A Word document of the format that Word wrote until 2006.
    #[error("{0}: is a Word document in the old format (.doc); save it as .docx first")]
    OldWord(String),
    /// Text in no encoding.
    #[error("{name}: is not valid {encoding} at byte {at} (line {line}); convert it to UTF-8 first")]
    Undecodable {
        /// The file.
        name: String,
        /// The encoding that it seems to be in.
        encoding: &'static str,
        /// Offset of the first wrong byte.
        at: usize,
        /// Its line, counted from 1.
        line: usize,
    },
    /// Larger than any report.
    #[error("{name}: is larger than {} MB; split it into one file a report", limit / 1024 / 1024)]
    TooLarge {
        /// The file.
        name: String,
        /// How many bytes a file of its format may have.
        limit: u64,
    },
    /// A mailbox or message that holds more than is unpacked.
    #[error("{name}: holds more than {most} {what}; those behind are left out, so split it")]
    TooMany {
        /// The file.
        name: String,
        /// What it holds.
        what: &'static str,
        /// How many are taken.
        most: usize,
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
    /// A format that is known, in a file that is not right.
    #[error("{name}: this {format} {reason}")]
    Damaged {
        /// The file.
        name: String,
        /// What it is.
        format: &'static str,
        /// What is the matter, in a word.
        code: &'static str,
        /// What is the matter, and what to do.
        reason: String,
    },
    /// Text, and no minutes.
    #[error("{name}: is no report of a meeting: {missing}; give minutes or a summary report")]
    NoMinutes {
        /// The file.
        name: String,
        /// What was looked for in vain.
        missing: &'static str,
    },
}

impl Refusal {
    /// What was not taken: a path or address as it was given, or the name of a source.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Missing(name)
            | Self::Vanished(name)
            | Self::NoReports(name)
            | Self::NoMatch(name)
            | Self::NoPattern(PatternError { pattern: name, .. })
            | Self::Web { address: name, .. }
            | Self::Empty(name)
            | Self::OldWord(name)
            | Self::Broken(name)
            | Self::Unreadable { name, .. }
            | Self::Binary { name, .. }
            | Self::Undecodable { name, .. }
            | Self::TooLarge { name, .. }
            | Self::TooMany { name, .. }
            | Self::LongLine { name, .. }
            | Self::Damaged { name, .. }
            | Self::NoMinutes { name, .. } => name,
        }
    }

    /// The reason in one word, for programs: one of a small set that only grows.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "missing",
            Self::Vanished(_) => "vanished",
            Self::NoReports(_) => "no-reports",
            Self::NoMatch(_) => "no-match",
            Self::NoPattern(_) => "no-pattern",
            Self::Web { trouble, .. } => trouble.code(),
            Self::Unreadable { .. } => "unreadable",
            Self::Empty(_) => "empty",
            Self::Binary { .. } => "binary",
            Self::OldWord(_) => "old-word",
            Self::Undecodable { .. } => "undecodable",
            Self::TooLarge { .. } => "too-large",
            Self::TooMany { .. } => "too-many",
            Self::LongLine { .. } => "long-line",
            Self::Broken(_) => "broken",
            Self::Damaged { code, .. } => code,
            Self::NoMinutes { .. } => "no-minutes",
        }
    }

    /// Whether the next try may end otherwise: what hangs on the machine, and not on the bytes.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Unreadable { .. } | Self::Web { .. } | Self::Damaged { code: "gave-up", .. })
    }
}
