//! Stakeholder groups that another report states, once somebody took part once more.

use super::super::rows::{Kind, Unbounded, Years, count, year};
use super::Follow;
use crate::graph::vocabulary::rap;
use crate::graph::{Part, elsewhere};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode};
use std::collections::{BTreeMap, BTreeSet};

/// A person's parts, as far as they were read.
#[derive(Default)]
struct Known {
    years: Years,
    parts: BTreeMap<String, BTreeSet<Part>>,
}

impl Follow<'_> {
    /// Takes parts away from people and gives others to them: where that changes which group is stated elsewhere, it is said anew.
    pub(super) fn groups(&mut self, gone: &[(String, Part)], come: &[(String, Part)]) -> Result<(), Unbounded> {
        let mut changes: BTreeMap<String, (BTreeSet<Part>, BTreeSet<Part>)> = BTreeMap::new();
        let dated = |(_, part): &&(String, Part)| !part.0.is_empty();
        for (person, part) in gone.iter().filter(dated) {
            changes.entry(person.clone()).or_default().0.insert(part.clone());
        }
        for (person, part) in come.iter().filter(dated) {
            changes.entry(person.clone()).or_default().1.insert(part.clone());
        }
        // What one person loses another gets: a part is described once, by what is true in the end.
        let mut wanted: BTreeMap<String, Option<(String, String)>> = BTreeMap::new();
        for (person, (gone, come)) in changes {
            let (gone, come): (BTreeSet<_>, BTreeSet<_>) =
                (gone.difference(&come).cloned().collect(), come.difference(&gone).cloned().collect());
            for (_, node, _) in &gone {
                wanted.entry(node.clone()).or_default();
            }
            if gone.is_empty() && come.is_empty() {
                continue;
            }
            for (node, found) in self.groups_of(&person, &gone, &come)? {
                // Somebody gets it who has it now; who lost it says nothing of it.
                wanted.insert(node, found);
            }
        }
        for (node, found) in wanted {
            let node = NamedNode::new_unchecked(node);
            let quads = found.map(|(group, date)| {
                let date = Literal::new_typed_literal(date, xsd::DATE);
                vec![
                    self.quad(&node, rap::GROUP_ELSEWHERE, NamedNode::new_unchecked(group)),
                    self.quad(&node, rap::GROUP_ELSEWHERE_DATE, date),
                ]
            });
            let standing = self.said_of(&node)?.into_iter();
            let groups = [rap::GROUP_ELSEWHERE, rap::GROUP_ELSEWHERE_DATE];
            let standing = standing.filter(|quad| groups.contains(&quad.predicate.as_ref())).collect();
            self.replace(quads.unwrap_or_default(), standing);
        }
        Ok(())
    }

    /// Changes the rows of one person, and gives the parts whose answer may be another now, with the answer.
    #[allow(clippy::type_complexity, reason = "a part, and the group and date to say of it")]
    fn groups_of(
        &mut self,
        person: &str,
        gone: &BTreeSet<Part>,
        come: &BTreeSet<Part>,
    ) -> Result<Vec<(String, Option<(String, String)>)>, Unbounded> {
        let mut known = Known { years: self.rows.read(Kind::Years, person)?.unwrap_or_default(), ..Known::default() };
        let changed: BTreeSet<String> = gone.iter().chain(come).map(|(date, ..)| year(date).to_owned()).collect();
        for year in &changed {
            self.load_year(person, year, &mut known)?;
        }
        for part in gone {
            known.parts.entry(year(&part.0).to_owned()).or_default().remove(part);
        }
        for part in come {
            known.parts.entry(year(&part.0).to_owned()).or_default().insert(part.clone());
        }
        for year in changed {
            let parts = known.parts.get(&year).cloned().unwrap_or_default();
            let key = format!("{person} {year}");
            if parts.is_empty() {
                known.years.remove(&year);
                let standing = self.rows.standing(Kind::Parts, &key)?;
                self.replace(Vec::new(), standing);
            } else {
                known.years.insert(year, count(parts.iter()));
                self.set_row(Kind::Parts, &key, &parts)?;
            }
        }
        if known.years.is_empty() {
            let standing = self.rows.standing(Kind::Years, person)?;
            self.replace(Vec::new(), standing);
        } else {
            let years = known.years.clone();
            self.set_row(Kind::Years, person, &years)?;
        }
        // Days on which nothing changed keep their say; between the nearest of those that state a group lies all that may be another now.
        let dates: BTreeSet<&str> = gone.iter().chain(come).map(|(date, ..)| date.as_str()).collect();
        let mut asked: BTreeSet<(String, String)> = BTreeSet::new();
        for (date, node, group) in gone.iter().chain(come) {
            let before = self.nearest(person, date, &dates, false, &mut known)?;
            let after = self.nearest(person, date, &dates, true, &mut known)?;
            if group.is_none() {
                asked.insert((date.clone(), node.clone()));
                continue;
            }
            let inside = |day: &str| {
                before.as_deref().is_none_or(|before| day > before) && after.as_deref().is_none_or(|after| day < after)
            };
            let (from, to) = (before.as_deref().map(year), after.as_deref().map(year));
            let years: Vec<String> = known.years.keys().cloned().collect();
            for year in years
                .iter()
                .filter(|y| from.is_none_or(|from| y.as_str() >= from) && to.is_none_or(|to| y.as_str() <= to))
            {
                self.load_year(person, year, &mut known)?;
                let parts = known.parts.get(year).into_iter().flatten();
                asked.extend(parts.filter(|(day, ..)| inside(day)).map(|(day, node, _)| (day.clone(), node.clone())));
            }
        }
        let parts: BTreeSet<Part> = known.parts.values().flatten().cloned().collect();
        let here: BTreeSet<&str> = parts.iter().map(|(_, node, _)| node.as_str()).collect();
        let found = elsewhere(&parts);
        let asked = asked.into_iter().filter(|(_, node)| here.contains(node.as_str()));
        let owned = |(group, date): &(&str, &str)| ((*group).to_owned(), (*date).to_owned());
        Ok(asked.map(|(_, node)| (node.clone(), found.get(node.as_str()).map(owned))).collect())
    }

    fn load_year(&self, person: &str, year: &str, known: &mut Known) -> Result<(), Unbounded> {
        if !known.parts.contains_key(year) {
            let parts = self.rows.read(Kind::Parts, &format!("{person} {year}"))?.unwrap_or_default();
            known.parts.insert(year.to_owned(), parts);
        }
        Ok(())
    }

    /// The nearest day before or after one on which a group is stated and nothing changed.
    fn nearest(
        &self,
        person: &str,
        date: &str,
        changed: &BTreeSet<&str>,
        after: bool,
        known: &mut Known,
    ) -> Result<Option<String>, Unbounded> {
        let own = year(date);
        let stated = known
            .years
            .iter()
            .filter(|(y, (stated, _))| *stated > 0 && (if after { y.as_str() >= own } else { y.as_str() <= own }));
        let mut years: Vec<String> = stated.map(|(year, _)| year.clone()).collect();
        if !after {
            years.reverse();
        }
        for year in years {
            self.load_year(person, &year, known)?;
            let parts = known.parts.get(&year).into_iter().flatten();
            let days = parts.filter(|(_, _, group)| group.is_some()).map(|(day, ..)| day.as_str());
            let days = days.filter(|day| !changed.contains(day));
            let found = if after { days.filter(|day| *day > date).min() } else { days.filter(|day| *day < date).max() };
            if let Some(day) = found {
                return Ok(Some(day.to_owned()));
            }
        }
        Ok(None)
    }
}
