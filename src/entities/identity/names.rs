//! What is known of each name, summed up over the reports.

use super::{MOST_ALIKE, NamedPerson, Opinion, PersonKey, SHORTEST_MISTYPED, is_full, is_slip, speaks_for};
use crate::text::fold;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a series knows of one name. Everything in it grows only as reports are added, in whatever order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "each is one thing that is known of a name")]
pub struct InSeries {
    /// How many reports name the person so, in full.
    pub reports: usize,
    /// Whether a list of one of them has the name.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub listed: bool,
    /// Whether the person leads the body or one of its meetings.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub leads: bool,
    /// Whether reports name somebody so, but leave open whom: a lone given name, a name that fits two.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// Folded other names that its reports declare.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub aliases: BTreeSet<String>,
    /// Forms in which the full name is printed, and how often each occurs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub forms: BTreeMap<String, usize>,
    /// Forms in which the name is printed where it does not say who it is.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub others: BTreeSet<String>,
    /// Folded names like this one that stand in the same report: of two people, then.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub beside: BTreeSet<String>,
    /// Folded names that a curator keeps apart from this one.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub apart: BTreeSet<String>,
}

/// What is known of one name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// By series.
    pub series: BTreeMap<String, InSeries>,
    /// The name that this one is another spelling of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<String>,
}

impl Known {
    /// The series whose reports name the person so in full.
    pub fn full_in(&self) -> impl Iterator<Item = (&str, &InSeries)> {
        self.series.iter().filter(|(_, known)| known.reports > 0).map(|(series, known)| (series.as_str(), known))
    }

    pub(super) fn listed(&self) -> bool {
        self.series.values().any(|known| known.listed)
    }

    pub(super) fn reports(&self) -> usize {
        self.series.values().map(|known| known.reports).sum()
    }

    /// Every form in which the name is printed in a series.
    pub fn printed(&self, series: &str) -> BTreeSet<&str> {
        let known = self.series.get(series).into_iter();
        known.flat_map(|known| known.forms.keys().chain(&known.others)).map(String::as_str).collect()
    }
}

/// A question at which names of a series meet that can bear on each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MeetingPoint {
    /// A full name: it stands there itself, with those that have it as alias or go on behind its words.
    Name(String, String),
    /// All words but one long one: how many there are, which is left out, the others.
    AllButOne(String, usize, usize, String),
    /// A given name or alias, of full names and of those that they are spellings of.
    Given(String, String),
    /// The first word of a name that does not say who it is.
    Open(String, String),
}

/// All names, or those that can bear on some.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    known: BTreeMap<String, Known>,
}

impl Names {
    /// Adds the people of one report.
    pub fn gather<'p>(&mut self, people: impl IntoIterator<Item = &'p NamedPerson>) {
        let mut spoken: BTreeMap<String, String> = BTreeMap::new();
        for person in people {
            let name = person.folded();
            let full = is_full(&name);
            let row = self.known.entry(name.clone()).or_default().series.entry(person.series.clone()).or_default();
            row.apart.extend(person.opinion.apart.iter().filter_map(|key| match key {
                PersonKey::Full(other) => Some(other.clone()),
                _ => None,
            }));
            row.open |= !full || person.open || person.opinion != Opinion::default();
            if !full || person.open || !speaks_for(person, &name) {
                row.others.insert(person.name.clone());
                continue;
            }
            *row.forms.entry(person.name.clone()).or_default() += 1;
            row.listed |= person.listed;
            row.leads |= person.leads;
            row.aliases.extend(person.aliases.iter().map(|alias| fold(alias)));
            row.reports += usize::from(spoken.insert(name, person.series.clone()).is_none());
        }
        // Two people may sit in one meeting, however alike their names are.
        for ((_, position, _), bucket) in all_but_one(spoken.keys().map(String::as_str)) {
            for (i, one) in bucket.iter().enumerate() {
                for other in bucket[i + 1..].iter().filter(|other| slips(one, other, position)) {
                    for (name, beside) in [(one, other), (other, one)] {
                        let row = spoken.get(*name).and_then(|s| self.known.get_mut(*name)?.series.get_mut(s));
                        if let Some(row) = row {
                            row.beside.insert((*beside).to_owned());
                        }
                    }
                }
            }
        }
    }

    /// What is known of a folded name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Known> {
        self.known.get(name)
    }

    /// Says what is known of a folded name.
    pub fn insert(&mut self, name: String, known: Known) {
        self.known.insert(name, known);
    }

    /// All of them, in the order of the alphabet.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Known)> {
        self.known.iter().map(|(name, known)| (name.as_str(), known))
    }

    /// Folded names that are spellings of others.
    pub fn merged(&self) -> impl Iterator<Item = &str> {
        self.known.iter().filter(|(_, known)| known.merged.is_some()).map(|(name, _)| name.as_str())
    }

    pub(super) fn set_merged(&mut self, name: &str, into: Option<String>) {
        if let Some(known) = self.known.get_mut(name) {
            known.merged = into;
        }
    }

    /// The name that a folded name is a spelling of in the end; itself where it is none.
    #[must_use]
    pub fn root_name<'n>(&'n self, name: &'n str) -> &'n str {
        root(name, |name| self.known.get(name)?.merged.as_deref())
    }

    /// The form to show of a full name: the one printed most often.
    #[must_use]
    pub fn shown(&self, name: &str) -> Option<&str> {
        let known = self.known.get(name)?;
        let mut forms: BTreeMap<&str, usize> = BTreeMap::new();
        for (form, count) in known.series.values().flat_map(|known| &known.forms) {
            *forms.entry(form).or_default() += count;
        }
        // Accents are more often lost than added.
        let accents = |form: &str| form.chars().filter(|c| !c.is_ascii()).count();
        let most = forms.iter().max_by_key(|(form, count)| (**count, accents(form), std::cmp::Reverse(**form)));
        let others = || known.series.values().flat_map(|known| &known.others).map(String::as_str).min();
        most.map(|(form, _)| *form).or_else(others)
    }

    /// Where a name meets others. `merged` names add the given name of those that they are spellings of.
    #[must_use]
    pub fn points(&self, name: &str) -> BTreeSet<MeetingPoint> {
        let Some(known) = self.known.get(name) else { return BTreeSet::new() };
        let first = |name: &str| name.split(' ').next().unwrap_or_default().to_owned();
        let mut points = BTreeSet::new();
        for (series, row) in &known.series {
            if row.open {
                points.insert(MeetingPoint::Open(series.clone(), first(name)));
            }
            if row.reports == 0 {
                continue;
            }
            points.insert(MeetingPoint::Name(series.clone(), name.to_owned()));
            points.extend(declared(name, row).map(|declared| MeetingPoint::Name(series.clone(), declared)));
            let shorter = name.match_indices(' ').map(|(end, _)| &name[..end]).filter(|shorter| is_full(shorter));
            points.extend(shorter.map(|shorter| MeetingPoint::Name(series.clone(), shorter.to_owned())));
            points.extend(places(name).map(|(l, i, rest)| MeetingPoint::AllButOne(series.clone(), l, i, rest)));
            let given = [first(name), first(self.root_name(name))].into_iter().chain(row.aliases.iter().cloned());
            points.extend(given.map(|given| MeetingPoint::Given(series.clone(), given)));
        }
        points
    }
}

/// Follows a name to what it is a spelling of. Chains are short; the bound keeps a ring of aliases from going round for ever.
pub(super) fn root<'n>(name: &'n str, next: impl Fn(&str) -> Option<&'n str>) -> &'n str {
    let mut name = name;
    for _ in 0..8 {
        match next(name) {
            Some(next) => name = next,
            None => break,
        }
    }
    name
}

/// The names that the aliases of a full name make with its family name: where the given name has several words, that begins behind the second or a later one.
pub(super) fn declared<'n>(name: &'n str, row: &'n InSeries) -> impl Iterator<Item = String> + 'n {
    let behind = name.match_indices(' ').map(|(at, _)| &name[at..]);
    behind.flat_map(|behind| row.aliases.iter().map(move |alias| format!("{alias}{behind}")))
}

/// The places of a name's long words: how many words there are, which one it is, and the others.
fn places(name: &str) -> impl Iterator<Item = (usize, usize, String)> {
    let words: Vec<&str> = name.split(' ').collect();
    let long = |i: usize| words[i].chars().count() >= SHORTEST_MISTYPED - 1;
    let places: Vec<_> = (0..words.len())
        .filter(|i| long(*i))
        .map(|i| {
            let others: Vec<&str> = words.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, w)| *w).collect();
            (words.len(), i, others.join(" "))
        })
        .collect();
    places.into_iter()
}

/// Names that agree in all words but one meet in one bucket.
pub(super) fn all_but_one<'n>(names: impl Iterator<Item = &'n str>) -> BTreeMap<(usize, usize, String), Vec<&'n str>> {
    let mut buckets: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for name in names {
        for place in places(name) {
            buckets.entry(place).or_default().push(name);
        }
    }
    buckets
}

/// Whether two names that agree in all words but the one at `position` are one slip of typing apart.
pub(crate) fn slips(one: &str, other: &str, position: usize) -> bool {
    let (a, b) = (one.split(' ').nth(position), other.split(' ').nth(position));
    a.zip(b).is_some_and(|(a, b)| is_slip(a, b, position))
}

/// Whether so many names in one bucket tell nothing about misprints any more.
pub(crate) fn too_many(names: usize) -> bool {
    names > MOST_ALIKE
}
