//! Reading facts: the catalogue's queries, and others of the same patterns, on one version of the store.

use super::FeedError;
use crate::catalogue::{Catalogue, DefaultGraph, Evaluation};
use crate::graph::Base;
use crate::sparql::{EvaluationError, Source};
use oxigraph::model::{Term, Variable};
use oxigraph::sparql::QueryResults;
use spargebra::algebra::GraphPattern;
use spargebra::{Query, SparqlParser};
use std::sync::{Arc, LazyLock};

/// The queries that the program carries: an operator's own folder may have other columns.
static CATALOGUE: LazyLock<Result<Catalogue, String>> =
    LazyLock::new(|| Catalogue::embedded().map_err(|error| error.to_string()));

/// One version of the store, read row by row.
pub struct Reading<'s> {
    source: Source<'s>,
    base: Base,
    most: usize,
    rows: usize,
}

/// A row: a value a column that was asked for.
pub(super) type Row = Vec<Option<Term>>;

impl<'s> Reading<'s> {
    /// A reading of so many rows at most.
    #[must_use]
    pub fn of(source: Source<'s>, base: &Base, most: usize) -> Self {
        Self { source, base: base.clone(), most, rows: 0 }
    }

    /// How many rows were read.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The installation's base.
    pub(super) fn base(&self) -> &Base {
        &self.base
    }

    /// The rows of a named query, in its order, as these columns. They may also be variables that the query goes through and does not show: then a row is given
    /// for each of their values.
    pub(super) fn named(
        &mut self,
        name: &str,
        parameters: &[(&str, &str)],
        columns: &[&str],
    ) -> Result<Vec<Row>, FeedError> {
        let catalogue = CATALOGUE.as_ref().map_err(|error| FeedError::Broken(error.clone()))?;
        let broken = |error: &dyn std::fmt::Display| FeedError::Broken(error.to_string());
        let query = catalogue.get(name).map_err(|e| broken(&e))?;
        let bound = query
            .with_parameters(parameters.iter().copied(), self.base.as_str())
            .map_err(|error| FeedError::Wrong(error.to_string()))?;
        let Query::Select { dataset, pattern, base_iri } = bound else {
            return Err(broken(&format!("`{name}` has no rows")));
        };
        self.rows_of(Query::Select { dataset, pattern: showing(pattern, columns), base_iri }, columns)
    }

    /// The rows of a query of the feeds' own.
    pub(super) fn own(&mut self, text: &str, columns: &[&str]) -> Result<Vec<Row>, FeedError> {
        let query = SparqlParser::new().parse_query(text).map_err(|e| FeedError::Broken(e.to_string()))?;
        self.rows_of(query, columns)
    }

    fn rows_of(&mut self, query: Query, columns: &[&str]) -> Result<Vec<Row>, FeedError> {
        let source = match &self.source {
            Source::Snapshot(snapshot) => Source::Snapshot(Arc::clone(snapshot)),
            Source::Store(transaction) => Source::Store(transaction),
        };
        let QueryResults::Solutions(solutions) = Evaluation::new(DefaultGraph::Union).on(query, source)? else {
            return Err(FeedError::Broken("a query of a feed has no rows".to_owned()));
        };
        let mut rows = Vec::new();
        for solution in solutions {
            let solution = solution.map_err(EvaluationError::from)?;
            if self.rows >= self.most {
                return Err(FeedError::TooManyRows(self.most));
            }
            self.rows += 1;
            rows.push(columns.iter().map(|column| solution.get(*column).cloned()).collect());
        }
        Ok(rows)
    }
}

/// A query that shows other columns of the same pattern.
fn showing(pattern: GraphPattern, columns: &[&str]) -> GraphPattern {
    match pattern {
        GraphPattern::Project { inner, .. } => GraphPattern::Project {
            inner,
            variables: columns.iter().map(|column| Variable::new_unchecked(*column)).collect(),
        },
        GraphPattern::Distinct { inner } => {
            GraphPattern::Distinct { inner: Box::new(showing(GraphPattern::clone(&inner), columns)) }
        }
        other => other,
    }
}

/// The text of a value: of an address itself, of a literal what it says.
pub(super) fn text(value: Option<&Term>) -> Option<&str> {
    match value? {
        Term::NamedNode(node) => Some(node.as_str()),
        Term::Literal(literal) => Some(literal.value()),
        _ => None,
    }
}

/// The text of a column of a row.
pub(super) fn cell(row: &Row, column: usize) -> Option<&str> {
    text(row.get(column).and_then(Option::as_ref))
}

/// The text of a column of a row, empty where there is none.
pub(super) fn said(row: &Row, column: usize) -> String {
    cell(row, column).unwrap_or_default().to_owned()
}

/// The whole number in a column of a row.
pub(super) fn number(row: &Row, column: usize) -> usize {
    cell(row, column).and_then(|value| value.parse().ok()).unwrap_or(0)
}
