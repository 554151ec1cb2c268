//! Describes people, and leads the IRIs that a name had before it was merged to those it has now.

use super::super::rows::{Unbounded, of_slug};
use super::Follow;
use super::names::Loaded;
use crate::entities::identity::{PersonKey, Sieve};
use crate::graph::vocabulary::rap;
use crate::graph::{could_be_report, person_iri, slug};
use std::collections::{BTreeMap, BTreeSet};

impl Follow<'_> {
    /// What is said of the IRIs of all names that were counted or merged anew. Names with one slug share their IRI.
    pub(super) fn describe_people(&mut self, names: &mut Loaded) -> Result<(), Unbounded> {
        let mut slugs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for name in names.linked.union(&names.new) {
            slugs.entry(slug(name)).or_default().insert(name.clone());
        }
        for (slug, sharing) in &mut slugs {
            if slug.rsplit('-').next().is_some_and(could_be_report) {
                return Err(Unbounded::Rows);
            }
            sharing.extend(self.load_at(&of_slug("person", slug), names)?.0);
        }
        let sieve = Sieve::new(&names.after, self.registered);
        for (slug, sharing) in slugs {
            let node = self.base.id("person", &slug);
            let mut wanted = Vec::new();
            for name in &sharing {
                let Some(known) = names.after.get(name).filter(|known| known.full_in().next().is_some()) else {
                    continue;
                };
                let person = sieve.root(name);
                if known.merged.is_some() {
                    let now = person_iri(self.base, &person);
                    if now != node {
                        wanted.push(self.quad(&node, rap::REPLACED_BY, now));
                    }
                } else if person == PersonKey::Full(name.clone()) {
                    let label = names.after.shown(name).unwrap_or_default();
                    wanted.extend(self.described(&node, rap::PERSON, label));
                }
            }
            let standing = self.said_of(&node)?;
            self.replace(wanted, standing);
        }
        Ok(())
    }
}
