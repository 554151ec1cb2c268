//! Which names one more report gives another meaning.

use super::super::rows::{Kind, Unbounded, point};
use super::{Follow, last};
use crate::entities::identity::{Known, MeetingPoint, NamedPerson, Names, PersonKey, Sieve, is_full, slips, too_many};
use crate::graph::Summary;
use crate::graph::vocabulary::rap;
use oxigraph::model::{NamedNode, Quad, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// Where more names than this are linked with each other, everything is made anew.
const MOST_LINKED: usize = 5000;

/// The rows of names that were read so far.
#[derive(Default)]
pub(super) struct Loaded {
    /// As they stand.
    pub(super) before: Names,
    /// As they are with the new reports.
    pub(super) after: Names,
    /// Those that were merged anew.
    pub(super) linked: BTreeSet<String>,
    /// Names of the new reports.
    pub(super) new: BTreeSet<String>,
    asked: FxHashSet<String>,
    /// Names by the points at which they meet, as the rows say.
    points: FxHashMap<String, Vec<String>>,
    /// Those of the new reports.
    new_points: FxHashMap<String, Vec<String>>,
}

impl Loaded {
    fn take(&mut self, name: String, known: Known) {
        self.before.insert(name.clone(), known.clone());
        self.after.insert(name, known);
    }
}

impl Follow<'_> {
    /// Reads the row of a name, with those that it is a spelling of.
    fn load(&self, name: &str, names: &mut Loaded) -> Result<(), Unbounded> {
        let mut next = Some(name.to_owned());
        while let Some(name) = next.take().filter(|name| names.asked.insert(name.clone())) {
            let Some(known) = self.rows.read::<Known>(Kind::Name, &name)? else { break };
            next.clone_from(&known.merged);
            names.take(name, known);
        }
        Ok(())
    }

    /// Reads the rows of names that meet at a point; gives those that stand there, and those that are new there.
    pub(super) fn load_at(&self, at: &str, names: &mut Loaded) -> Result<(Vec<String>, Vec<String>), Unbounded> {
        if !names.points.contains_key(at) {
            let mut found = Vec::new();
            for (name, known) in self.rows.at::<Known>(at)? {
                found.push(name.clone());
                if names.asked.insert(name.clone()) {
                    let merged = known.merged.clone();
                    names.take(name, known);
                    if let Some(merged) = merged {
                        self.load(&merged, names)?;
                    }
                }
            }
            names.points.insert(at.to_owned(), found);
        }
        let standing = names.points.get(at).cloned().unwrap_or_default();
        let new = names.new_points.get(at).cloned().unwrap_or_default();
        let new = new.into_iter().filter(|name| !standing.contains(name)).collect();
        Ok((standing, new))
    }

    /// Adds the names of new reports, merges those anew that are linked with them, and gives the reports that hold a name whose meaning changed.
    pub(super) fn new_names(&self, fresh: &[Summary], names: &mut Loaded) -> Result<BTreeSet<String>, Unbounded> {
        let people: Vec<Vec<NamedPerson>> = fresh.iter().map(|summary| self.people_of(summary)).collect();
        names.new = people.iter().flatten().map(NamedPerson::folded).collect();
        for name in names.new.clone() {
            self.load(&name, names)?;
        }
        for people in &people {
            names.after.gather(people);
        }
        for name in &names.new {
            for at in names.after.points(name) {
                names.new_points.entry(point(&at)).or_default().push(name.clone());
            }
        }
        self.link(names)?;
        let linked = std::mem::take(&mut names.linked);
        names.after.merge(|name| linked.contains(name));
        names.linked = linked;
        let (mut again, mut moved) = (BTreeSet::new(), BTreeSet::new());
        for name in &names.linked {
            let root = names.after.root_name(name);
            if names.after.get(root).is_some_and(|known| known.merged.is_some()) {
                // A ring of aliases.
                return Err(Unbounded::Rows);
            }
            let Some((before, after)) = names.before.get(name).zip(names.after.get(name)) else { continue };
            if before.merged != after.merged || names.before.root_name(name) != root {
                moved.insert(name.clone());
                let forms: BTreeSet<&str> = before.series.keys().flat_map(|series| before.printed(series)).collect();
                for form in forms {
                    again.extend(self.reports_with(rap::PERSON_NAME, form)?);
                }
            }
        }
        self.open_again(&moved, names, &mut again)?;
        Ok(again)
    }

    /// Finds the names that are linked with new ones: those that may be spellings of each other, now or before.
    fn link(&self, names: &mut Loaded) -> Result<(), Unbounded> {
        let mut waiting: Vec<String> = names.new.iter().filter(|name| is_full(name)).cloned().collect();
        while let Some(name) = waiting.pop() {
            if !names.linked.insert(name.clone()) {
                continue;
            }
            if names.linked.len() > MOST_LINKED {
                return Err(Unbounded::Rows);
            }
            for at in names.after.points(&name) {
                match &at {
                    MeetingPoint::Name(..) => {
                        let (standing, new) = self.load_at(&point(&at), names)?;
                        waiting.extend(standing.into_iter().chain(new));
                    }
                    MeetingPoint::AllButOne(_, _, position, _) => {
                        let (standing, new) = self.load_at(&point(&at), names)?;
                        // From here on none of them is a slip of another.
                        if !too_many(standing.len()) && too_many(standing.len() + new.len()) {
                            return Err(Unbounded::Rows);
                        }
                        let others = standing.into_iter().chain(new);
                        waiting.extend(others.filter(|other| slips(&name, other, *position)));
                    }
                    MeetingPoint::Given(..) | MeetingPoint::Open(..) => {}
                }
            }
        }
        Ok(())
    }

    /// Finds the reports with a given name that fits other people now: because a person is new in the series, leads it, or has another spelling.
    fn open_again(
        &self,
        moved: &BTreeSet<String>,
        names: &mut Loaded,
        again: &mut BTreeSet<String>,
    ) -> Result<(), Unbounded> {
        let mut given: BTreeSet<(String, String)> = BTreeSet::new();
        for name in names.new.iter().chain(moved).cloned().collect::<BTreeSet<_>>() {
            let Some(known) = names.after.get(&name).cloned() else { continue };
            for (series, row) in known.full_in() {
                let before = names.before.get(&name).and_then(|known| known.series.get(series));
                let same = before.is_some_and(|before| {
                    before.reports > 0 && before.aliases == row.aliases && before.leads == row.leads
                });
                if same && !moved.contains(&name) {
                    continue;
                }
                let roots = [names.before.root_name(&name).to_owned(), names.after.root_name(&name).to_owned()];
                for root in BTreeSet::from(roots) {
                    for spelling in self.spellings(series, &root, names)? {
                        given.extend(given_names(series, &spelling, names));
                    }
                }
                given.extend(given_names(series, &name, names));
            }
        }
        for (series, given) in &given {
            self.load_given(series, given, names)?;
        }
        let (before, after) = (Sieve::new(&names.before, self.registered), Sieve::new(&names.after, self.registered));
        let moved: FxHashSet<PersonKey> = moved.iter().flat_map(|name| [before.root(name), after.root(name)]).collect();
        let changed = given.into_iter().filter(|(series, given)| {
            let who = |sieve: &Sieve<'_>| -> Vec<(PersonKey, bool)> {
                sieve.given(series, given).map(|key| (key.clone(), sieve.leads(series, key))).collect()
            };
            let now = who(&after);
            who(&before) != now || now.iter().any(|(key, _)| moved.contains(key))
        });
        let changed: Vec<(String, String)> = changed.collect();
        drop((before, after));
        for (series, given) in changed {
            let (standing, _) = self.load_at(&point(&MeetingPoint::Open(series.clone(), given)), names)?;
            for name in standing {
                let Some(known) = names.before.get(&name) else { continue };
                for form in known.printed(&series) {
                    for report in self.reports_with(rap::PERSON_NAME, form)? {
                        if self.series_of_report(&report)?.is_none_or(|of| of == series) {
                            again.insert(report);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// The names of a series that stand for one person.
    fn spellings(&self, series: &str, root: &str, names: &mut Loaded) -> Result<Vec<String>, Unbounded> {
        // The registry may know the person by several names.
        let iri = self.registered.get(root);
        let labels = self.registered.iter().filter(|(_, other)| Some(*other) == iri).map(|(label, _)| label.as_str());
        let mut spellings = Vec::new();
        for label in labels.chain([root]) {
            let first = label.split(' ').next().unwrap_or_default().to_owned();
            let (standing, new) = self.load_at(&point(&MeetingPoint::Given(series.to_owned(), first)), names)?;
            spellings.extend(standing.into_iter().chain(new));
        }
        Ok(spellings)
    }

    /// Reads everything that tells whom a given name of a series can mean.
    fn load_given(&self, series: &str, given: &str, names: &mut Loaded) -> Result<(), Unbounded> {
        let (standing, new) = self.load_at(&point(&MeetingPoint::Given(series.to_owned(), given.to_owned())), names)?;
        let roots = standing.iter().chain(&new);
        let roots: BTreeSet<String> = roots.map(|name| names.after.root_name(name).to_owned()).collect();
        for root in roots {
            self.spellings(series, &root, names)?;
        }
        Ok(())
    }

    /// Reads everything that tells whom a name of a report means.
    pub(super) fn bearing_on(&self, person: &NamedPerson, names: &mut Loaded) -> Result<(), Unbounded> {
        let name = person.folded();
        self.load(&name, names)?;
        if is_full(&name) && !person.open {
            return Ok(());
        }
        self.load_given(&person.series, name.split(' ').next().unwrap_or_default(), names)
    }

    /// The series of a report; itself where its meeting is of none; nothing where it is not known.
    fn series_of_report(&self, report: &str) -> Result<Option<String>, Unbounded> {
        let graph = self.base.resolution_graph();
        let node = |quad: Option<Quad>| match quad.map(|quad| quad.object) {
            Some(Term::NamedNode(node)) => Some(node),
            _ => None,
        };
        let record: NamedNode = self.base.id("record", report);
        let Some(meeting) = node(self.store.value(&record, rap::RECORD_OF, &graph)?) else { return Ok(None) };
        let series = node(self.store.value(&meeting, rap::SERIES, &graph)?);
        Ok(Some(series.map_or_else(|| last(&record).to_owned(), |series| series.as_str().to_owned())))
    }

    /// The rows of names that are others than they were.
    pub(super) fn name_rows(&mut self, names: &Loaded) -> Result<(), Unbounded> {
        for name in names.linked.union(&names.new) {
            let (wanted, standing) = (self.rows.name(name, &names.after), self.rows.standing(Kind::Name, name)?);
            self.replace(wanted, standing);
        }
        Ok(())
    }
}

/// The given names by which a series may call somebody with this full name.
fn given_names(series: &str, name: &str, names: &Loaded) -> BTreeSet<(String, String)> {
    let points = names.before.points(name).into_iter().chain(names.after.points(name));
    let given = points.filter_map(|at| match at {
        MeetingPoint::Given(of, given) if of == series => Some((of, given)),
        _ => None,
    });
    given.collect()
}
