//! Judgements: what a named curator decided about a name or a statement, and why.
//!
//! They stand in a file that only grows: a decision that turns out wrong is withdrawn, not deleted. What follows from those in force stands in the
//! resolution graph; reports are never changed by them.

mod apply;
mod correctable;
mod file;
mod reading;

pub use apply::{Correction, InForce, NameRuling, StatementRuling};
pub use correctable::{CORRECTABLE, Correctable, Kind, STATEMENTS, Values, correctable, is_link, kind_of, of_kind};
pub use file::{FileError, JudgementsFile};
pub use reading::JudgementError;

use oxigraph::model::vocab::xsd;
use oxigraph::model::{NamedNode, NamedNodeRef, Term, Triple};

/// All judgements of a file or a store, withdrawn ones included, in the order of their IRIs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgements {
    /// What they say.
    pub all: Vec<Judgement>,
    /// The triples that say it.
    pub triples: Vec<Triple>,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Its IRI.
    pub iri: NamedNode,
    /// What was decided.
    pub ruling: Ruling,
    /// Who decided.
    pub curator: String,
    /// Why.
    pub reason: String,
    /// The day, as `xsd:date`.
    pub created: String,
    /// That it was taken back, if it was.
    pub withdrawn: Option<Withdrawal>,
}

/// A judgement taken back: it says nothing any more, and stays. Who did it and why may be missing in files that were written by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withdrawal {
    /// Who took it back.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The day, as `xsd:date`.
    pub on: Option<String>,
}

/// Which name a judgement is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// One mention.
    Mention(NamedNode),
    /// A name as printed, wherever a report of a series has it.
    Stated {
        /// The name.
        name: String,
        /// The series.
        series: NamedNode,
    },
}

/// What a judgement decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruling {
    /// The name means the entity.
    Same(Name, NamedNode),
    /// The name does not mean the entity.
    NotSame(Name, NamedNode),
    /// Nobody can tell whom the name means; perhaps the entity.
    Unsure(Name, Option<NamedNode>),
    /// The statement, or one property of it, is wrong.
    Rejected(NamedNode, Option<NamedNode>),
    /// The property of the statement has other values.
    Corrected(NamedNode, NamedNode, Vec<Term>),
    /// What was promised is done.
    Done(NamedNode),
}

impl Ruling {
    /// The last part of the verdict's IRI.
    #[must_use]
    pub fn verdict(&self) -> &'static str {
        match self {
            Self::Same(..) => "same",
            Self::NotSame(..) => "not-same",
            Self::Unsure(..) => "unsure",
            Self::Rejected(..) => "rejected",
            Self::Corrected(..) => "corrected",
            Self::Done(_) => "done",
        }
    }

    /// The name that it is about, with the entity, if it is about a name.
    #[must_use]
    pub fn name(&self) -> Option<(&Name, Option<&NamedNode>)> {
        match self {
            Self::Same(name, entity) | Self::NotSame(name, entity) => Some((name, Some(entity))),
            Self::Unsure(name, entity) => Some((name, entity.as_ref())),
            _ => None,
        }
    }

    /// The statement that it is about, if it is about one.
    #[must_use]
    pub fn statement(&self) -> Option<&NamedNode> {
        match self {
            Self::Rejected(statement, _) | Self::Corrected(statement, ..) | Self::Done(statement) => Some(statement),
            _ => None,
        }
    }
}

/// The datatype that a date has by its form: `2022-04-11`, `2022-04` or `2022`; none for what is no date.
#[must_use]
pub fn date_type(text: &str) -> Option<NamedNodeRef<'static>> {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &&str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    let month = |part: &&str| digits(part, 2) && matches!(part.parse(), Ok(1..=12));
    match parts.as_slice() {
        [year] if digits(year, 4) => Some(xsd::G_YEAR),
        [year, m] if digits(year, 4) && month(m) => Some(xsd::G_YEAR_MONTH),
        [year, m, day] if digits(year, 4) && month(m) && digits(day, 2) => {
            text.parse::<jiff::civil::Date>().ok().map(|_| xsd::DATE)
        }
        _ => None,
    }
}
