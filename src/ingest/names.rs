//! What reports are called: by the first of the paths and addresses that give it; and, where only the name of a file dates a report, which names it has.
//!
//! Of several names the first in the order of the alphabet counts, so that neither the order of runs nor that of files matters. A name that no place gives any
//! more counts no longer.

use super::locations::Standing;
use super::operations::Operations;
use crate::graph::vocabulary::rap;
use crate::minutes::name_line;
use crate::store::{Changes, Store};
use oxigraph::model::{GraphNameRef, Literal, NamedNodeRef, Quad, Term};
use oxigraph::store::StorageError;
use std::collections::BTreeSet;

/// The version of a report that was read with this one, under a name that dates it otherwise than it is to be dated now; it waits to be read anew.
pub(super) const RENAMED: &str = "renamed";

/// What a report is called.
pub(super) struct Called {
    /// The name to show.
    pub path: String,
    /// The lines from all its names, where its reading depends on them.
    pub lines: BTreeSet<String>,
    /// It was read under a name that is not the first of these.
    pub otherwise: bool,
}

/// The names that places give to a report.
#[derive(Default)]
pub(super) struct Names {
    /// Those that do so now, as far as it is to be known.
    pub now: Vec<String>,
    /// The places that gave it, and give it no longer.
    pub left: Vec<Standing>,
}

impl Names {
    /// The lines of a report that had these before; there is one at least, if only an empty one.
    pub(super) fn lines(&self, before: impl IntoIterator<Item = String>) -> BTreeSet<String> {
        let line = |name: &str| name_line(name).unwrap_or_default().into_owned();
        let left: BTreeSet<String> = self.left.iter().map(|standing| line(&standing.name)).collect();
        let mut lines: BTreeSet<String> = before.into_iter().filter(|known| !left.contains(known)).collect();
        lines.extend(self.now.iter().map(|name| line(name)));
        if lines.is_empty() {
            lines.insert(String::new());
        }
        lines
    }

    /// The name to show of a report that had another before: that one stays only where not just places had it that give the report no longer.
    pub(super) fn path(&self, before: Option<String>) -> Option<String> {
        let stays = before.filter(|known| self.left.iter().all(|standing| standing.name != *known));
        self.now.iter().cloned().chain(stays).reduce(|a, b| if goes_before(&b, &a) { b } else { a })
    }
}

impl Operations {
    fn of_report(&self, store: &Store, slug: &str, property: NamedNodeRef<'_>) -> Result<Vec<String>, StorageError> {
        let report = self.base().id("report", slug);
        let graph = Some(GraphNameRef::NamedNode(self.graph().as_ref()));
        let values = store.oxigraph().quads_for_pattern(Some(report.as_ref().into()), Some(property), None, graph);
        let value = |quad: Quad| match quad.object {
            Term::Literal(name) => name.value().to_owned(),
            _ => String::new(),
        };
        values.map(|quad| quad.map(value)).collect()
    }

    /// The name that a report is shown with.
    pub(super) fn path_of(&self, store: &Store, slug: &str) -> Result<Option<String>, StorageError> {
        Ok(self.of_report(store, slug, rap::PATH)?.pop())
    }

    /// The lines that the names of a report's files give, where what is read from it depends on them ([`name_line`]); one that gives none counts as an empty one.
    pub(super) fn file_names(&self, store: &Store, slug: &str) -> Result<Vec<String>, StorageError> {
        self.of_report(store, slug, rap::FILE_NAME)
    }

    /// All lines from names that a report in the store is known by.
    pub(super) fn known_names(&self, store: &Store, slug: &str) -> Result<Vec<String>, StorageError> {
        let mut names = self.file_names(store, slug)?;
        let places = self.leading_to(store, slug)?.into_iter().map(|standing| standing.name);
        let paths = places.chain(self.path_of(store, slug)?);
        names.extend(paths.filter_map(|name| name_line(&name).map(std::borrow::Cow::into_owned)));
        Ok(names)
    }

    /// What a report is called that was read at a place with this name, and under these names besides.
    pub(super) fn called(
        &self,
        store: &Store,
        slug: &str,
        name: &str,
        lines: Option<&[String]>,
    ) -> Result<Called, StorageError> {
        let names = Names { now: vec![name.to_owned()], left: Vec::new() };
        let path = names.path(self.path_of(store, slug)?).unwrap_or_default();
        let lines = lines.map_or_else(BTreeSet::new, |lines| names.lines(lines.iter().cloned()));
        Ok(Called { path, lines, otherwise: false })
    }

    /// Notes that a known report also lies at a path.
    pub(super) fn note_path(&self, store: &Store, slug: &str, name: &str) -> Result<(), StorageError> {
        let report = self.base().id("report", slug);
        let mut changes = Changes::default();
        let quad = |property, value: &str| self.quad(&report, property, Literal::new_simple_literal(value));
        if let Some(known) = self.path_of(store, slug)?.filter(|known| goes_before(name, known)) {
            changes.added.push(quad(rap::PATH, name));
            changes.removed.push(quad(rap::PATH, &known));
        }
        let names = self.file_names(store, slug)?;
        let line = name_line(name).unwrap_or_default();
        if !names.is_empty() && !names.iter().any(|known| *known == line) {
            changes.added.push(quad(rap::FILE_NAME, &line));
        }
        if changes.is_empty() { Ok(()) } else { store.commit(changes) }
    }

    /// Gives a report that stays the names that it has now, of which `first` tells the one that dates it. Whether that is another than before: then the report
    /// is marked, to be read anew.
    pub(super) fn rename(
        &self,
        store: &Store,
        slug: &str,
        names: &Names,
        first: impl Fn(&mut dyn Iterator<Item = &str>) -> Option<String>,
        changes: &mut Changes,
    ) -> Result<bool, StorageError> {
        let report = self.base().id("report", slug);
        let quad = |property, value: &str| self.quad(&report, property, Literal::new_simple_literal(value));
        let known = self.path_of(store, slug)?;
        if let Some(path) = names.path(known.clone()).filter(|path| known.as_ref() != Some(path)) {
            changes.removed.extend(known.map(|known| quad(rap::PATH, &known)));
            changes.added.push(quad(rap::PATH, &path));
        }
        let before: BTreeSet<String> = self.file_names(store, slug)?.into_iter().collect();
        if before.is_empty() {
            return Ok(false);
        }
        let lines = names.lines(before.clone());
        changes.removed.extend(before.difference(&lines).map(|line| quad(rap::FILE_NAME, line)));
        changes.added.extend(lines.difference(&before).map(|line| quad(rap::FILE_NAME, line)));
        let (was, is) = (first(&mut before.iter().map(String::as_str)), first(&mut lines.iter().map(String::as_str)));
        if was == is {
            return Ok(false);
        }
        changes.removed.extend(store.value(&report, rap::READER_VERSION, self.graph())?);
        changes.added.push(quad(rap::READER_VERSION, RENAMED));
        Ok(true)
    }
}

/// Whether of two paths of one report the first is the one to show: the first in the order of the alphabet, standard input last.
pub(super) fn goes_before(path: &str, known: &str) -> bool {
    (path == "-", path) < (known == "-", known)
}

#[cfg(test)]
mod tests {
    use super::{Names, Standing};

    #[test]
    fn names_that_no_place_gives_any_more() {
        let left = |name: &str| Standing { id: String::new(), name: name.to_owned(), slug: String::new() };
        let names = Names { now: vec!["b/2020-01-07.md".to_owned()], left: vec![left("a/2018-04-12.md")] };
        let lines =
            |before: &[&str]| names.lines(before.iter().map(ToString::to_string)).into_iter().collect::<Vec<_>>();
        assert_eq!(lines(&["2018-04-12", "2019-03-05"]), ["2019-03-05", "2020-01-07"]);
        assert_eq!(names.path(Some("a/2018-04-12.md".to_owned())).as_deref(), Some("b/2020-01-07.md"));
        assert_eq!(names.path(Some("a/2019-03-05.md".to_owned())).as_deref(), Some("a/2019-03-05.md"));
        let none = Names { now: vec!["-".to_owned()], left: vec![left("2018-04-12.md")] };
        assert_eq!(none.lines(["2018-04-12".to_owned()]).into_iter().collect::<Vec<_>>(), [""]);
        assert_eq!(none.path(None).as_deref(), Some("-"));
    }
}
