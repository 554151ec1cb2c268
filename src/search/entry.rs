//! What the index holds: an entry a statement, passage or thing that has names.

use serde::{Deserialize, Serialize};

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Something that was said.
    Contribution,
    /// Something that was agreed.
    Decision,
    /// Something that was promised.
    Commitment,
    /// A paragraph of a report.
    Passage,
    /// A person.
    Person,
    /// An organisation or another body.
    Organisation,
    /// A policy process.
    Process,
    /// A topic.
    Topic,
    /// A series of meetings.
    Series,
    /// A meeting.
    Meeting,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::Contribution,
        Self::Decision,
        Self::Commitment,
        Self::Passage,
        Self::Person,
        Self::Organisation,
        Self::Process,
        Self::Topic,
        Self::Series,
        Self::Meeting,
    ];

    /// Its name, as people type it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Contribution => "contribution",
            Self::Decision => "decision",
            Self::Commitment => "commitment",
            Self::Passage => "passage",
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Process => "process",
            Self::Topic => "topic",
            Self::Series => "series",
            Self::Meeting => "meeting",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A thing and the name that it is shown by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Named {
    /// Its address.
    pub iri: String,
    /// Its name; the last part of its address where it has none.
    pub label: String,
}

/// Where in which report something stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The report.
    pub report: String,
    /// Its path below what was ingested, or its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The first code point in the report's text.
    pub start: usize,
    /// The code point behind the last.
    pub end: usize,
    /// What stands there.
    pub quote: String,
}

/// One name of a thing, and the property that says so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Name {
    pub(super) property: String,
    pub(super) text: String,
    /// The language of the literal.
    pub(super) language: Option<String>,
}

/// What is shown of an entry when it is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shown {
    pub(super) iri: String,
    pub(super) kinds: Vec<Kind>,
    /// The graph that says it.
    pub(super) graph: String,
    /// The names of a thing, the one that is shown first; none of a statement or a passage.
    pub(super) names: Vec<Name>,
    /// The words in force of a statement, or those of a passage.
    pub(super) text: Option<String>,
    pub(super) place: Option<Place>,
    pub(super) act: Option<String>,
    /// Addresses; what they are called is asked of the names, so that a new name changes no statement.
    pub(super) speakers: Vec<String>,
    pub(super) responsible: Vec<String>,
    pub(super) meeting: Option<String>,
    pub(super) series: Option<String>,
    pub(super) date: Option<String>,
}

/// An entry: what is shown, and what else it is found by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Entry {
    pub(super) shown: Shown,
    /// Names that are understood and never shown.
    pub(super) hidden: Vec<String>,
    /// A passage that is all statements: found only by those who ask for passages.
    pub(super) covered: bool,
    /// What filters may call a thing by: its address, the last part of it, its names in small letters.
    pub(super) keys: Vec<String>,
    /// The addresses of the series, the processes and topics, and the speakers.
    pub(super) series: Vec<String>,
    pub(super) processes: Vec<String>,
    pub(super) speakers: Vec<String>,
    /// Year, month and day in one number, such as 20241031.
    pub(super) day: Option<u64>,
}

/// The last part of an address.
pub(super) fn tail(iri: &str) -> &str {
    iri.trim_end_matches('/').rsplit(['/', '#']).next().unwrap_or(iri)
}
