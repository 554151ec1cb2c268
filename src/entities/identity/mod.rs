//! Who is who across reports: the sieve of identity.
//!
//! A name is tried against stricter questions first: is it in the registry, is it the same full name, did a report of the series declare it as an
//! alias, is it one typing error away from a better attested name of the series, does just one person of the series have this given name.
//! What passes none of them stays as printed: a wrong merge is worse than a split. Everything here is a pure function of its input, whatever its order.
//!
//! Three steps follow each other. [`Names`] counts what is known of each name, in each series: sums, in which the order of reports is lost. Merging decides
//! from them which names are spellings of one. The [`Sieve`] answers for the names of one report. The later two want only those names that can bear on
//! the ones asked for, so that a part of the table is enough where one report is added. [`Asked`] adds what only all reports together tell.

mod asked;
mod merging;
mod names;
mod sieve;
#[cfg(test)]
mod tests;

pub use asked::{Asked, are_judged};
pub use names::{InSeries, Known, MeetingPoint, Names};
pub(crate) use names::{slips, too_many};
pub use sieve::Sieve;

use super::people::words_of;
use std::collections::BTreeSet;

/// A person as one report names them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedPerson {
    /// The series of the report.
    pub series: String,
    /// The day of the meeting as text that sorts, empty where unknown.
    pub date: String,
    /// The report.
    pub report: String,
    /// Where in the report the name first stands, in code points.
    pub start: u64,
    /// The name as printed.
    pub name: String,
    /// Other names that the report declares.
    pub aliases: Vec<String>,
    /// Whether a list of participants names the person.
    pub listed: bool,
    /// Whether the person leads the body or the meeting.
    pub leads: bool,
    /// The report itself leaves open whom the name means.
    pub open: bool,
    /// What curators say of it.
    pub opinion: Opinion,
}

/// What curators say of one name. It comes before every question of the sieve.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opinion {
    /// The person that it means.
    pub same: Option<PersonKey>,
    /// People that it does not mean.
    pub apart: BTreeSet<PersonKey>,
    /// Nobody can tell whom it means.
    pub unsure: bool,
    /// People that it may mean.
    pub suggested: BTreeSet<PersonKey>,
}

/// What the sieve found for one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The person.
    pub person: PersonKey,
    /// The question that decided.
    pub rule: &'static str,
    /// For an open name, who it could be.
    pub candidates: Vec<PersonKey>,
}

/// A person across reports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonKey {
    /// A person of the registry: its IRI.
    Registered(String),
    /// A full name: its folded words.
    Full(String),
    /// A name that stays open: its folded words and its report.
    Open(String, String),
}

/// More names that agree in all words but one are not compared.
const MOST_ALIKE: usize = 64;
/// A word is at least this long before one letter in it may be an error.
const SHORTEST_MISTYPED: usize = 5;

impl NamedPerson {
    /// The folded words of the name.
    #[must_use]
    pub fn folded(&self) -> String {
        words_of(&self.name).join(" ")
    }
}

/// Whether a name says who the person is: not where a curator gave it to somebody else.
fn speaks_for(person: &NamedPerson, name: &str) -> bool {
    let own = PersonKey::Full(name.to_owned());
    person.opinion == Opinion::default()
        || person.opinion.same.as_ref().is_none_or(|same| *same == own) && !person.opinion.apart.contains(&own)
}

/// Whether a folded name has a given name and a family name: "herman p" has not.
pub(crate) fn is_full(name: &str) -> bool {
    name.contains(' ') && name.split(' ').next_back().is_some_and(|last| last.chars().count() > 1)
}

/// Whether two words at the same place of two names differ by one letter that may be an error of typing.
pub(super) fn is_slip(a: &str, b: &str, position: usize) -> bool {
    let long = a.chars().count().max(b.chars().count()) >= SHORTEST_MISTYPED;
    let near = a.chars().next() == b.chars().next() && strsim::osa_distance(a, b) == 1;
    // "Mario" and "Maria" are two names.
    let endings = a.chars().count() == b.chars().count() && a.chars().rev().skip(1).eq(b.chars().rev().skip(1));
    long && near && !(endings && position == 0)
}

/// Whether a folded name goes on behind the words of a shorter one.
fn begins_with_words(name: &str, words: &str) -> bool {
    name.strip_prefix(words).is_some_and(|rest| rest.starts_with(' '))
}

fn one_letter_apart(one: &str, other: &str) -> bool {
    strsim::osa_distance(one, other) == 1
}
