//! Why something is in the graph: the words that it rests on, how they were read, what else was weighed, and what curators say of it.
//!
//! One answer for both doors: [`explain()`] gathers it, its `Display` says it in words, and it serialises as JSON.

mod context;
mod gather;
mod judged;
mod node;
mod rules;
mod words;

pub use gather::explain;
pub use judged::decision;

use serde::Serialize;
use utoipa::ToSchema;

/// Why an explanation could not be given.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// The graph says nothing of it.
    #[error("the store knows nothing of <{0}>")]
    Unknown(String),
    /// The database.
    #[error("cannot read the store: {0}")]
    Storage(#[from] oxigraph::store::StorageError),
    /// The judgements in the store.
    #[error(transparent)]
    Judgements(#[from] crate::ingest::IngestError),
}

/// An address with the name that it is shown with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct Named {
    /// The address.
    pub iri: String,
    /// The name; the address where there is none.
    pub label: String,
}

/// What the graph says of the resource by one property.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct Fact {
    /// The property, in short form.
    pub property: String,
    /// Its values.
    pub values: Vec<String>,
    /// What was read in their place, before a curator corrected or rejected it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub read: Vec<String>,
}

/// Words of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Passage {
    /// What of the resource they support; nothing where they are the resource.
    pub property: Option<String>,
    /// The report.
    pub report: String,
    /// Where the report was read from.
    pub path: String,
    /// First code point.
    pub start: usize,
    /// The code point behind the last.
    pub end: usize,
    /// What stands before them in their sentence or line.
    pub before: String,
    /// The words.
    pub quote: String,
    /// What stands behind them.
    pub after: String,
    /// What read them.
    pub recogniser: String,
    /// How surely, from 0 to 1.
    pub confidence: String,
}

/// What a name was taken to mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NameMeaning {
    /// What the resource has to do with the name; nothing where it is the name.
    pub property: Option<String>,
    /// The mention.
    pub mention: String,
    /// The name as printed.
    pub quote: String,
    /// What it means.
    pub means: Vec<Named>,
    /// The rule that decided.
    pub rule: String,
    /// That rule in words.
    pub because: String,
    /// What else was weighed.
    pub alternatives: Vec<Named>,
}

/// What a curator says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Judged {
    /// The judgement.
    pub iri: String,
    /// What was decided, in words.
    pub decision: String,
    /// Who decided.
    pub curator: String,
    /// Why.
    pub reason: String,
    /// When.
    pub created: String,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// Who took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_by: Option<String>,
    /// Why it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawal_reason: Option<String>,
    /// When it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_on: Option<String>,
}

/// How one report names an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MentionedIn {
    /// The report's path.
    pub path: String,
    /// The rule by which these names mean the entity.
    pub rule: String,
    /// That rule in words.
    pub because: String,
    /// How many mentions.
    pub mentions: usize,
    /// The forms in which they are printed.
    pub forms: Vec<String>,
}

/// Why a resource is in the graph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Explanation {
    /// The resource.
    pub iri: String,
    /// What it is called, if it has a name.
    pub label: Option<String>,
    /// What it is.
    pub classes: Vec<String>,
    /// Whether a curator rejected it: what it says does not hold.
    pub rejected: bool,
    /// What it says.
    pub says: Vec<Fact>,
    /// The words that it rests on.
    pub evidence: Vec<Passage>,
    /// The names in it, and what they were taken to mean.
    pub names: Vec<NameMeaning>,
    /// Where an entity is named.
    pub mentioned: Vec<MentionedIn>,
    /// What curators say of it.
    pub judgements: Vec<Judged>,
    /// Whether there is more than is shown.
    pub shortened: bool,
}
