//! The questions, put to the names of one report.

use super::{Identity, NamedPerson, Names, PersonKey, begins_with_words, is_full, one_letter_apart, speaks_for};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// Answers who is meant, from names that were gathered and merged.
pub struct Sieve<'n> {
    names: &'n Names,
    registered: &'n FxHashMap<String, String>,
    /// People of a series by given name or alias.
    given: FxHashMap<&'n str, FxHashMap<&'n str, BTreeSet<PersonKey>>>,
    /// Who leads a series, or one of its meetings.
    leading: FxHashMap<&'n str, FxHashSet<PersonKey>>,
}

impl<'n> Sieve<'n> {
    /// Prepares the questions. `registered` maps folded names of the registry's people to their IRI.
    #[must_use]
    pub fn new(names: &'n Names, registered: &'n FxHashMap<String, String>) -> Self {
        let mut sieve = Self { names, registered, given: FxHashMap::default(), leading: FxHashMap::default() };
        for (name, known) in names.iter() {
            for (series, row) in known.full_in() {
                let person = sieve.root(name);
                let firsts = [name, names.root_name(name)].into_iter().filter_map(|n| n.split(' ').next());
                for first in firsts.chain(row.aliases.iter().map(String::as_str)) {
                    sieve.given.entry(series).or_default().entry(first).or_default().insert(person.clone());
                }
                if row.leads {
                    sieve.leading.entry(series).or_default().insert(person);
                }
            }
        }
        sieve
    }

    /// Who the names of one report mean, in their order.
    #[must_use]
    pub fn report(&self, people: &[NamedPerson]) -> Vec<Identity> {
        let folded: Vec<String> = people.iter().map(NamedPerson::folded).collect();
        let here = people.iter().zip(&folded).filter(|(p, name)| !p.open && is_full(name) && speaks_for(p, name));
        let here: BTreeSet<PersonKey> = here.map(|(_, name)| self.root(name)).collect();
        people.iter().zip(&folded).map(|(person, name)| self.identify(person, name, &here)).collect()
    }

    fn identify(&self, person: &NamedPerson, name: &str, here: &BTreeSet<PersonKey>) -> Identity {
        let decided = |person, rule| Identity { person, rule, candidates: Vec::new() };
        let opinion = &person.opinion;
        if let Some(same) = &opinion.same {
            return decided(self.canonical(same), "judgement");
        }
        let (full, open) = (self.full(name), person.open || opinion.unsure);
        if let (Some((key, rule)), false) = (&full, open)
            && !opinion.apart.contains(key)
        {
            return decided(key.clone(), rule);
        }
        let own = PersonKey::Full(name.to_owned());
        if !open && is_full(name) && !opinion.apart.contains(&own) && self.merged(name).is_some() {
            // It was merged into somebody whom it does not mean.
            return decided(own, "full-name");
        }
        let mut words = name.split(' ');
        let first = words.next().unwrap_or("");
        let initials: Vec<&str> = words.collect();
        let fits = |p: &&PersonKey| match p {
            PersonKey::Full(full) => {
                initials.iter().all(|initial| full.split(' ').skip(1).any(|w| w.starts_with(initial)))
            }
            _ => initials.is_empty(),
        };
        let mut candidates: BTreeSet<PersonKey> = self.given(&person.series, first).filter(fits).cloned().collect();
        if opinion.unsure {
            candidates.extend(full.filter(|_| !person.open).map(|(key, _)| key));
            candidates.extend(opinion.suggested.iter().map(|key| self.canonical(key)));
        }
        candidates.retain(|candidate| !opinion.apart.contains(candidate));
        // Who stands on this report's own list under a full name is somebody else than a lone given name beside it.
        let elsewhere: Vec<&PersonKey> =
            candidates.iter().filter(|c| !(person.listed || open) || !here.contains(c)).collect();
        let leading: Vec<&&PersonKey> = elsewhere.iter().filter(|c| self.leads(&person.series, c)).collect();
        match (elsewhere.as_slice(), leading.as_slice(), open) {
            ([one], _, false) => decided((*one).clone(), "given-name-in-series"),
            (_, [one], false) => {
                let person = (**one).clone();
                let candidates = elsewhere.iter().filter(|other| ***other != person).map(|other| (*other).clone());
                Identity { candidates: candidates.collect(), person, rule: "office-in-series" }
            }
            _ => {
                let candidates = candidates.into_iter().collect();
                Identity { person: PersonKey::Open(name.to_owned(), person.report.clone()), rule: "open", candidates }
            }
        }
    }

    /// People of a series with this given name or alias.
    pub fn given(&self, series: &str, first: &str) -> impl Iterator<Item = &PersonKey> {
        self.given.get(series).and_then(|given| given.get(first)).into_iter().flatten()
    }

    /// Whether somebody leads a series, or one of its meetings.
    #[must_use]
    pub fn leads(&self, series: &str, person: &PersonKey) -> bool {
        self.leading.get(series).is_some_and(|leading| leading.contains(person))
    }

    fn merged(&self, name: &str) -> Option<&str> {
        self.names.get(name)?.merged.as_deref()
    }

    /// Whom a name means that stands in the registry or is full, and by which question.
    #[must_use]
    pub fn full(&self, name: &str) -> Option<(PersonKey, &'static str)> {
        if let Some(iri) = self.registered.get(name) {
            return Some((PersonKey::Registered(iri.clone()), "registry"));
        }
        let rule = match self.merged(name) {
            Some(root) if one_letter_apart(name, root) => "misspelling",
            Some(root) if begins_with_words(root, name) => "given-name-in-series",
            Some(_) => "declared-alias",
            None => "full-name",
        };
        is_full(name).then(|| (self.root(name), rule))
    }

    /// The person of a full name.
    #[must_use]
    pub fn root(&self, name: &str) -> PersonKey {
        let root = self.names.root_name(name);
        match self.registered.get(root).or_else(|| self.registered.get(name)) {
            Some(iri) => PersonKey::Registered(iri.clone()),
            None => PersonKey::Full(root.to_owned()),
        }
    }

    /// The person that a key stands for.
    #[must_use]
    pub fn canonical(&self, key: &PersonKey) -> PersonKey {
        match key {
            PersonKey::Full(name) => self.root(name),
            other => other.clone(),
        }
    }
}
