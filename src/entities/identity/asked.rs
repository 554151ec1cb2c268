//! Who is who in all reports, asked one report after the other.

use super::{Identity, NamedPerson, Names, Opinion, PersonKey, Sieve};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The sieve with what is known of the people of all reports together: whom any name means.
///
/// Where curators have their say, every report is met before the first is asked; else a report may be met when it is asked, and only what is said of all
/// ([`labels`](Self::labels), [`merged`](Self::merged)) wants all of them to be met.
pub struct Asked<'n> {
    names: &'n Names,
    sieve: Sieve<'n>,
    judged: bool,
    /// People that a name means; of those that stay open only where curators have their say.
    named: BTreeSet<PersonKey>,
}

impl<'n> Asked<'n> {
    /// Prepares the questions. `registered` maps folded names of the registry's people to their IRI; `judged` says that some names have opinions of curators.
    #[must_use]
    pub fn new(names: &'n Names, registered: &'n FxHashMap<String, String>, judged: bool) -> Self {
        Self { names, sieve: Sieve::new(names, registered), judged, named: BTreeSet::new() }
    }

    /// Notes whom the names of a report mean.
    pub fn meet(&mut self, identities: &[Identity]) {
        for person in identities.iter().map(|identity| &identity.person) {
            if (self.judged || matches!(person, PersonKey::Full(_))) && !self.named.contains(person) {
                self.named.insert(person.clone());
            }
        }
    }

    /// Notes somebody at whom something else than a name points.
    pub fn point_at(&mut self, person: &PersonKey) {
        self.named.insert(self.sieve.canonical(person));
    }

    /// Who the people of one report are, in their order.
    #[must_use]
    pub fn report(&self, people: &[NamedPerson]) -> Vec<Identity> {
        let mut identities = self.sieve.report(people);
        if self.judged {
            for identity in &mut identities {
                // Nobody can be meant whom no name means any more.
                identity.candidates.retain(|c| matches!(c, PersonKey::Registered(_)) || self.named.contains(c));
            }
        }
        identities
    }

    /// The names that are shown of those who stay open in a report: the first in the order of the alphabet.
    #[must_use]
    pub fn open_labels(&self, people: &[NamedPerson], identities: &[Identity]) -> BTreeMap<PersonKey, String> {
        let (mut labels, mut others) = (BTreeMap::new(), BTreeMap::new());
        for (person, identity) in people.iter().zip(identities) {
            let own = PersonKey::Open(person.folded(), person.report.clone());
            let labels = if identity.person == own {
                &mut labels
            } else if self.named.contains(&own) {
                &mut others
            } else {
                continue;
            };
            let label: &mut String = labels.entry(own).or_insert_with(|| person.name.clone());
            if person.name < *label {
                label.clone_from(&person.name);
            }
        }
        // People whose every mention a curator gave to somebody else.
        for (key, label) in others {
            labels.entry(key).or_insert(label);
        }
        labels
    }

    /// The names that are shown of all others who have none in the registry: of the spelling that others were merged into, the form printed most often.
    pub fn labels(&self) -> impl Iterator<Item = (&PersonKey, &str)> {
        self.named.iter().filter_map(|key| match key {
            PersonKey::Full(name) => Some((key, self.names.shown(name)?)),
            PersonKey::Registered(_) | PersonKey::Open(..) => None,
        })
    }

    /// Whether a full name is shown of somebody.
    #[must_use]
    pub fn is_named(&self, key: &PersonKey) -> bool {
        self.named.contains(key)
    }

    /// Full names that were merged into a person, which had or might have had IRIs of their own.
    pub fn merged(&self) -> impl Iterator<Item = (&str, PersonKey)> {
        let names = self.names.merged().filter(|name| !self.named.contains(&PersonKey::Full((*name).to_owned())));
        names.map(|name| (name, self.sieve.root(name)))
    }

    /// The person that a key stands for once names were merged.
    #[must_use]
    pub fn canonical(&self, key: &PersonKey) -> PersonKey {
        let PersonKey::Full(name) = key else { return key.clone() };
        let merged = self.names.get(name).is_some_and(|known| known.merged.is_some());
        if merged && !self.named.contains(key) { self.sieve.root(name) } else { key.clone() }
    }
}

/// Whether curators say anything of one of these people.
#[must_use]
pub fn are_judged(people: &[NamedPerson]) -> bool {
    people.iter().any(|person| person.opinion != Opinion::default())
}
