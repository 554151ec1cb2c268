//! Bodies that one more report names, or gives another name or IRI.

use super::super::rows::{Kind, Unbounded, of_slug};
use super::Follow;
use crate::graph::vocabulary::rap;
use crate::graph::{Bodies, Body, Summary};
use crate::text::fold;
use oxigraph::model::NamedNode;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of bodies that were read so far, with all that may have to share their IRIs.
#[derive(Default)]
pub(super) struct Loaded {
    before: Bodies,
    after: Bodies,
    /// Bodies that were counted anew, and those that may share an IRI with one.
    touched: BTreeSet<String>,
    asked: BTreeSet<String>,
}

impl Follow<'_> {
    fn load_body(&self, key: &str, bodies: &mut Loaded) -> Result<(), Unbounded> {
        if bodies.asked.insert(key.to_owned())
            && let Some(body) = self.rows.read::<Body>(Kind::Body, key)?
        {
            bodies.before.insert(key.to_owned(), body.clone());
            bodies.after.insert(key.to_owned(), body);
        }
        Ok(())
    }

    /// Reads the bodies that may have to share the IRI of one.
    fn load_place(&self, place: &str, bodies: &mut Loaded) -> Result<Vec<String>, Unbounded> {
        let mut found = Vec::new();
        for (key, body) in self.rows.at::<Body>(&of_slug("body", place))? {
            if bodies.asked.insert(key.clone()) {
                bodies.before.insert(key.clone(), body.clone());
                bodies.after.insert(key.clone(), body);
            }
            found.push(key);
        }
        Ok(found)
    }

    /// Adds the bodies of new reports, and gives the reports that name one whose IRI changed.
    pub(super) fn new_bodies(&mut self, fresh: &[Summary], bodies: &mut Loaded) -> Result<BTreeSet<String>, Unbounded> {
        let mut added = Bodies::new();
        for summary in fresh {
            self.bodies.gather(summary, &mut added);
        }
        for (key, body) in &added {
            self.load_body(key, bodies)?;
            let before = bodies.after.get(key).map(|body| body.place(key));
            let after = bodies.after.entry(key.clone()).or_default();
            after.add(body);
            let places: BTreeSet<String> = before.into_iter().chain([after.place(key)]).collect();
            bodies.touched.insert(key.clone());
            for place in places {
                let sharing = self.load_place(&place, bodies)?;
                bodies.touched.extend(sharing);
            }
            let (wanted, standing) =
                (bodies.after.get(key).map(|body| self.rows.body(key, body)), self.rows.standing(Kind::Body, key)?);
            self.replace(wanted.unwrap_or_default(), standing);
        }
        let (before, after) = (self.bodies.name(&bodies.before, self.base), self.bodies.name(&bodies.after, self.base));
        let mut again = BTreeSet::new();
        for (key, (node, _)) in &before {
            if after.get(key).is_none_or(|(now, _)| now != node) {
                for form in bodies.before.get(*key).into_iter().flat_map(|body| body.forms.keys()) {
                    again.extend(self.reports_with(rap::BODY_NAME, form)?);
                }
            }
        }
        Ok(again)
    }

    /// Reads the rows of the bodies that a report names.
    pub(super) fn bodies_of(&self, summary: &Summary, bodies: &mut Loaded) -> Result<(), Unbounded> {
        for name in summary.mentions.values().filter_map(|mention| mention.body_name.as_ref()) {
            let key = fold(name);
            if bodies.asked.contains(&key) {
                continue;
            }
            self.load_body(&key, bodies)?;
            if let Some(place) = bodies.after.get(&key).map(|body| body.place(&key)) {
                self.load_place(&place, bodies)?;
            }
        }
        Ok(())
    }

    /// The IRIs of the bodies that were read.
    pub(super) fn named(&self, bodies: &Loaded) -> BTreeMap<String, NamedNode> {
        let named = self.bodies.name(&bodies.after, self.base);
        named.into_iter().map(|(key, (node, _))| (key.to_owned(), node)).collect()
    }

    /// Describes the bodies that were counted anew, under the IRIs they have now, and no longer under those they had.
    pub(super) fn describe_bodies(&mut self, bodies: &Loaded) -> Result<(), Unbounded> {
        let (before, after) = (self.bodies.name(&bodies.before, self.base), self.bodies.name(&bodies.after, self.base));
        let touched = bodies.touched.iter().map(String::as_str);
        let nodes: BTreeSet<&NamedNode> =
            touched.flat_map(|key| [before.get(key), after.get(key)]).flatten().map(|(node, _)| node).collect();
        let mut wanted = Vec::new();
        let mut standing = Vec::new();
        for node in &nodes {
            standing.extend(self.said_of(node)?);
        }
        for (node, label) in after.values().filter(|(node, _)| nodes.contains(node)) {
            wanted.extend(self.described(node, rap::ORGANISATION, label));
        }
        self.replace(wanted, standing);
        Ok(())
    }
}
