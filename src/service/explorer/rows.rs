//! Asking a named query, and its rows.

use super::super::problem::Problem;
use super::super::{App, feeds};
use crate::catalogue::{Catalogue, Evaluation, Page, Query};
use crate::feeds::{Feed, Reading};
use crate::graph::Base;
use crate::sparql::Source;
use oxigraph::model::Term;
use oxigraph::sparql::{QueryResults, QuerySolution};
use serde_json::Value;
use std::sync::LazyLock;

/// The queries as the program carries them: pages stay whole where an operator has put others in their place.
static CARRIED: LazyLock<Option<Catalogue>> = LazyLock::new(|| Catalogue::embedded().ok());

/// Who asks named queries of one version of the store, within the bounds of the thread that it is on.
pub(in super::super) struct Asker<'a> {
    app: &'a App,
    source: Source<'a>,
}

impl<'a> Asker<'a> {
    /// Asks this version.
    pub(in super::super) fn of(app: &'a App, source: Source<'a>) -> Self {
        Self { app, source }
    }

    /// The addresses of this installation.
    pub(super) fn base(&self) -> &Base {
        self.app.0.store.base()
    }

    /// The same version for feeds.
    pub(super) fn reading(&self) -> Reading<'a> {
        Reading::of(self.source.clone(), self.base(), self.app.0.settings.bounds.rows)
    }

    /// Whether the catalogue that is served answers a query as the pages ask it.
    pub(super) fn serves(&self, name: &str) -> bool {
        self.served(name).is_some()
    }

    fn served(&self, name: &str) -> Option<&Query> {
        let query = self.app.0.catalogue.get(name).ok()?;
        let carried = CARRIED.as_ref()?.get(name).ok()?;
        (query.columns() == carried.columns() && query.parameters() == carried.parameters()).then_some(query)
    }

    /// The rows of a page of a named query's answer, and whether there are more behind it.
    pub(super) fn page(&self, name: &str, given: &[(&str, &str)], page: Page) -> Result<Rows, Problem> {
        let carried = || CARRIED.as_ref().and_then(|catalogue| catalogue.get(name).ok());
        let query = self.served(name).or_else(carried);
        let query = query.ok_or_else(|| Problem::ours(&format!("there is no query `{name}`")))?;
        let bound = query.with_parameters(given.iter().copied(), self.base().as_str());
        let bound = bound.map_err(|e| Problem::wrong(e.to_string()))?;
        let bound = page.of(bound).ok_or_else(|| Problem::ours(&format!("`{name}` has no rows")))?;
        let evaluation = Evaluation::new(self.app.0.settings.default_graph);
        let results = evaluation.on(bound, self.source.clone()).map_err(|e| Problem::ours(&e))?;
        let QueryResults::Solutions(solutions) = results else { return Ok(Rows::default()) };
        let mut rows = Vec::new();
        for solution in solutions {
            rows.push(Row(solution.map_err(|e| Problem::ours(&e))?));
        }
        let more = rows.len() > page.limit;
        rows.truncate(page.limit);
        Ok(Rows { rows, more })
    }

    /// What a feed says as JSON of this version.
    pub(super) fn feed(&self, feed: Feed, given: &[(&str, &str)]) -> Result<Value, Problem> {
        let pairs: Vec<_> = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut reading = self.reading();
        let made = feed.make(&mut reading, "json", &pairs).map_err(|e| feeds::problem(&e))?;
        serde_json::from_str(&made.text).map_err(|e| Problem::ours(&e))
    }

    /// The first rows of a named query's answer, as many as a part of a page shows.
    pub(super) fn ask(&self, name: &str, given: &[(&str, &str)]) -> Result<Rows, Problem> {
        self.page(name, given, Page { offset: 0, limit: super::PART })
    }
}

/// Rows, and whether there are more.
#[derive(Default)]
pub(super) struct Rows {
    /// In the order of the query.
    pub(super) rows: Vec<Row>,
    /// Whether others come behind them.
    pub(super) more: bool,
}

/// A row of an answer.
pub(super) struct Row(QuerySolution);

impl Row {
    /// The text of a column: the value of a literal, or an IRI; empty where it is unbound.
    pub(super) fn text(&self, column: &str) -> &str {
        match self.0.get(column) {
            Some(Term::Literal(literal)) => literal.value(),
            Some(Term::NamedNode(node)) => node.as_str(),
            _ => "",
        }
    }

    /// The IRI of a column.
    pub(super) fn iri(&self, column: &str) -> Option<&str> {
        match self.0.get(column) {
            Some(Term::NamedNode(node)) => Some(node.as_str()),
            _ => None,
        }
    }

    /// The number of a column; 0 where it has none.
    pub(super) fn count(&self, column: &str) -> usize {
        self.text(column).parse().unwrap_or(0)
    }

    /// Whether a column has a value that is not empty.
    pub(super) fn has(&self, column: &str) -> bool {
        !self.text(column).is_empty()
    }
}
