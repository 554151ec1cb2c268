//! Who and what is spoken of, each by a number.

use rustc_hash::FxHashMap;

/// The number of a thing in [`Things`].
pub(super) type Id = usize;

/// What a thing may be; one may be several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Person,
    Organisation,
    Meeting,
    Process,
    Topic,
    Series,
}

impl Kind {
    /// Its word.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Meeting => "meeting",
            Self::Process => "process",
            Self::Topic => "topic",
            Self::Series => "series",
        }
    }
}

/// A thing.
#[derive(Debug, Clone, Default)]
pub(super) struct Thing {
    pub(super) iri: String,
    /// Its name; its address where it has none.
    pub(super) label: String,
    /// In their order.
    pub(super) kinds: Vec<Kind>,
    /// A body's stakeholder group, as the registry knows it.
    pub(super) group: Option<String>,
}

impl Thing {
    pub(super) fn is(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }
}

/// Things by address.
#[derive(Debug, Default)]
pub(super) struct Things {
    all: Vec<Thing>,
    numbers: FxHashMap<String, Id>,
}

impl Things {
    /// The number of an address, which is given one where it has none.
    pub(super) fn number(&mut self, iri: &str) -> Id {
        if let Some(id) = self.numbers.get(iri) {
            return *id;
        }
        let id = self.all.len();
        self.all.push(Thing { iri: iri.to_owned(), label: iri.to_owned(), ..Thing::default() });
        self.numbers.insert(iri.to_owned(), id);
        id
    }

    /// The number of an address that has one.
    pub(super) fn known(&self, iri: &str) -> Option<Id> {
        self.numbers.get(iri).copied()
    }

    /// Says what a thing is, and how it is called.
    pub(super) fn describe(&mut self, iri: &str, kind: Kind, label: Option<&str>) -> Id {
        let id = self.number(iri);
        if let Some(thing) = self.all.get_mut(id) {
            if let Err(place) = thing.kinds.binary_search(&kind) {
                thing.kinds.insert(place, kind);
            }
            // Of several names the first in the order of the alphabet, so that it is always the same one.
            if let Some(label) = label
                && (thing.label == thing.iri || label < thing.label.as_str())
            {
                label.clone_into(&mut thing.label);
            }
        }
        id
    }

    /// A thing, to be changed.
    pub(super) fn get_mut(&mut self, id: Id) -> Option<&mut Thing> {
        self.all.get_mut(id)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Id, &Thing)> {
        self.all.iter().enumerate()
    }
}

impl std::ops::Index<Id> for Things {
    type Output = Thing;

    /// A thing by the number that these things gave it.
    fn index(&self, id: Id) -> &Thing {
        &self.all[id]
    }
}
