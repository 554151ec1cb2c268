//! The named queries: `.rq` files whose head says what they answer, and how they are run.
//!
//! A file begins with decorators as [grlc](https://github.com/CLARIAH/grlc) reads them (`#+ summary:`, `#+ description:`,
//! `#+ tags:`, `#+ defaults:`), and its parameters are variables: `?_name` takes text, `?_name_iri` an address, `?_name_date` a day,
//! `?_name_integer` a whole number.
//!
//! ```
//! use rapporteur::catalogue::Catalogue;
//!
//! let catalogue = Catalogue::embedded()?;
//! let meetings = catalogue.get("meetings")?;
//! assert_eq!(meetings.columns()[0], "report");
//! assert!(catalogue.get("meeting").unwrap_err().to_string().contains("`meetings`"));
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

#[cfg(test)]
mod answers;
mod binding;
mod decorators;
mod page;
mod parameter;
mod query;
mod results;
mod table;
mod written;

pub use crate::sparql::{DefaultGraph, Evaluation, EvaluationError};
pub use page::Page;
pub use parameter::{Parameter, ParameterError, ParameterKind};
pub use query::{Form, Query, QueryError, position};
pub use results::{Extent, ResultFormat, ResultsError};

use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The folder `queries/` as it was when the program was built.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// The extension of the catalogue's files.
const EXTENSION: &str = "rq";

/// How alike a name must be to be proposed for one that is not there, from 0 to 1 (Jaro-Winkler).
const ALIKE: f64 = 0.75;

/// A set of named queries; a copy is the same set.
#[derive(Debug, Clone)]
pub struct Catalogue {
    queries: Arc<BTreeMap<String, Query>>,
}

/// Why a catalogue or one of its queries is not to be had.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The folder or a file in it cannot be read.
    #[error("cannot read queries from `{}`: {source}", .path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder holds no `.rq` file.
    #[error("there is no .rq file in `{}`", .0.display())]
    Empty(PathBuf),
    /// A file is no query.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// No query has this name.
    #[error("there is no query `{name}`{}", proposal(.close))]
    Unknown {
        /// The name asked for.
        name: String,
        /// Names like it, the nearest first.
        close: Vec<String>,
    },
}

fn proposal(close: &[String]) -> String {
    if close.is_empty() {
        return "; `/queries` or `rapporteur query` lists what there is".to_owned();
    }
    format!("; did you mean {}?", close.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
}

impl Catalogue {
    /// The queries that the program carries. They are parsed once.
    ///
    /// # Errors
    /// When a file in `queries/` was wrong when the program was built.
    pub fn embedded() -> Result<Self, CatalogueError> {
        static PARSED: OnceLock<Catalogue> = OnceLock::new();
        if let Some(parsed) = PARSED.get() {
            return Ok(parsed.clone());
        }
        let mut queries = BTreeMap::new();
        for file in EMBEDDED.files() {
            let Some(name) = name_of(file.path()) else { continue };
            let text = file.contents_utf8().unwrap_or_default();
            queries.insert(name.clone(), Query::parse(&name, text)?);
        }
        Ok(PARSED.get_or_init(|| Self { queries: Arc::new(queries) }).clone())
    }

    /// The queries of a folder instead: its `.rq` files, named by the stem of the file.
    ///
    /// # Errors
    /// When the folder or a file cannot be read, holds no `.rq` file, or one that does not parse.
    pub fn from_dir(dir: &Path) -> Result<Self, CatalogueError> {
        let unreadable = |path: &Path, source| CatalogueError::Unreadable { path: path.to_owned(), source };
        let mut queries = BTreeMap::new();
        for entry in fs::read_dir(dir).map_err(|e| unreadable(dir, e))? {
            let path = entry.map_err(|e| unreadable(dir, e))?.path();
            let Some(name) = name_of(&path) else { continue };
            let text = fs::read_to_string(&path).map_err(|e| unreadable(&path, e))?;
            queries.insert(name.clone(), Query::parse(&name, &text)?);
        }
        if queries.is_empty() {
            return Err(CatalogueError::Empty(dir.to_owned()));
        }
        Ok(Self { queries: Arc::new(queries) })
    }

    /// The query of that name.
    ///
    /// # Errors
    /// [`CatalogueError::Unknown`], with the names that are nearest.
    pub fn get(&self, name: &str) -> Result<&Query, CatalogueError> {
        self.queries.get(name).ok_or_else(|| {
            let mut close: Vec<(f64, &String)> = self
                .queries
                .keys()
                .map(|known| (strsim::jaro_winkler(name, known), known))
                .filter(|(likeness, _)| *likeness >= ALIKE)
                .collect();
            close.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
            let close = close.into_iter().take(3).map(|(_, name)| name.clone()).collect();
            CatalogueError::Unknown { name: name.to_owned(), close }
        })
    }

    /// All queries, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Query> {
        self.queries.values()
    }
}

/// The name of the query in a file, `None` for files of other kinds.
fn name_of(path: &Path) -> Option<String> {
    if path.extension()?.to_str()? != EXTENSION {
        return None;
    }
    path.file_stem()?.to_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns that people script against.
    const FIXED: &[(&str, &str)] = &[
        ("meetings", "report meeting series number title date start mode"),
        ("officers", "report meeting person role"),
        ("agenda", "report meeting label title parent"),
        ("attendance", "report meeting person listed status group group_basis"),
        ("affiliations", "report meeting person organisation"),
        ("roles", "report meeting person role"),
        ("documents", "report meeting title url"),
        ("events", "report meeting name start end"),
        ("next-meetings", "report meeting date start"),
        ("mentions", "report meeting entity label type quote start end"),
        ("evidence", "property report start end quote recogniser confidence"),
    ];

    #[test]
    fn fixed_columns_keep_their_names_and_order() {
        let catalogue = Catalogue::embedded().unwrap();
        for (name, columns) in FIXED {
            assert_eq!(catalogue.get(name).unwrap().columns().join(" "), *columns, "{name}");
        }
    }

    #[test]
    fn every_query_says_what_it_answers_and_can_be_tried() {
        for query in Catalogue::embedded().unwrap().iter() {
            assert!(!query.summary().is_empty(), "{} has no summary", query.name());
            assert!(!query.description().is_empty(), "{} has no description", query.name());
            assert!(!query.tags().is_empty(), "{} has no tags", query.name());
            assert!(!query.columns().is_empty(), "{} has no columns", query.name());
            for parameter in query.parameters() {
                assert!(
                    query.default_of(&parameter.name).is_some(),
                    "{}: no example for {}",
                    query.name(),
                    parameter.name
                );
            }
        }
    }

    #[test]
    fn a_folder_can_stand_in() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Catalogue::from_dir(folder.path()), Err(CatalogueError::Empty(_))));
        assert!(matches!(Catalogue::from_dir(&folder.path().join("none")), Err(CatalogueError::Unreadable { .. })));
        fs::write(folder.path().join("mine.rq"), "#+ summary: Mine\nSELECT ?x { ?x ?y ?z }").unwrap();
        fs::write(folder.path().join("README.md"), "not a query").unwrap();
        let catalogue = Catalogue::from_dir(folder.path()).unwrap();
        assert_eq!(catalogue.iter().map(Query::name).collect::<Vec<_>>(), ["mine"]);
        fs::write(folder.path().join("broken.rq"), "SELECT").unwrap();
        let message = Catalogue::from_dir(folder.path()).unwrap_err().to_string();
        assert!(message.contains("broken") && message.contains("line 1"), "{message}");
    }

    #[test]
    fn an_unknown_name_gets_the_nearest() {
        let catalogue = Catalogue::embedded().unwrap();
        let message = catalogue.get("attendence").unwrap_err().to_string();
        assert!(message.contains("`attendance`"), "{message}");
        let message = catalogue.get("zzz").unwrap_err().to_string();
        assert!(message.contains("lists what there is"), "{message}");
    }
}
