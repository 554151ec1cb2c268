//! What is to be said of places that gave reports before.

use std::fmt;

/// Something to be said of a place that gave a report before; it changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// What the report is called by that place.
    pub name: String,
    /// The beginning of the digest of that report, by which its addresses are made.
    pub report: String,
    /// What is the matter.
    pub matter: Matter,
}

/// What is the matter with a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// It is not in its folder any more, and neither are the bytes found elsewhere.
    Gone,
    /// It gives another report now; the earlier one stays, since a place with this name gave it as well and was not looked at in this run.
    KeptFor(String),
}

impl Note {
    /// What is the matter in a word, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.matter {
            Matter::Gone => "gone",
            Matter::KeptFor(_) => "earlier-stays",
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.matter {
            Matter::Gone => write!(f, "{}: is no longer there; what was read from it stays in the store", self.name),
            Matter::KeptFor(other) => write!(
                f,
                "{}: changed, but its earlier report stays, since {other} gave it as well; ingest that again",
                self.name
            ),
        }
    }
}
