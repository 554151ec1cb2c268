//! One query of the catalogue.

use super::binding;
use super::decorators::{self, Decorators};
use super::parameter::{Parameter, ParameterError, ParameterKind};
use crate::sparql::columns;
use oxigraph::model::{Term, Variable};
use spargebra::{SparqlParser, SparqlSyntaxError};
use std::collections::{BTreeMap, HashMap};

/// A named query: its text, what its decorators say, and what it takes and gives.
#[derive(Debug, Clone)]
pub struct Query {
    name: String,
    text: String,
    decorators: Decorators,
    parameters: Vec<Parameter>,
    parsed: spargebra::Query,
}

/// The form of a query: what kind of answer it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Rows, or true or false: SELECT and ASK.
    Table,
    /// Triples: CONSTRUCT and DESCRIBE.
    Graph,
}

impl Form {
    /// The form of a parsed query.
    #[must_use]
    pub fn of(query: &spargebra::Query) -> Self {
        match query {
            spargebra::Query::Select { .. } | spargebra::Query::Ask { .. } => Self::Table,
            spargebra::Query::Construct { .. } | spargebra::Query::Describe { .. } => Self::Graph,
        }
    }
}

/// Why a text is no query of the catalogue.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// It is no SPARQL.
    #[error("the query `{name}` does not parse{}", at(.source))]
    Syntax {
        /// The query.
        name: String,
        /// What the parser said.
        source: SparqlSyntaxError,
    },
    /// A parameter stands where its kind of value cannot.
    #[error(
        "the query `{name}` has the parameter `?{variable}` in a place where it cannot stand: text cannot be a subject, \
             property or graph, and no parameter can be assigned"
    )]
    Misplaced {
        /// The query.
        name: String,
        /// The parameter's variable.
        variable: String,
    },
}

/// The place and reason of a syntax error: ` at line 1, column 8: expected …`.
fn at(error: &SparqlSyntaxError) -> String {
    let message = error.to_string();
    match position(&message) {
        Some((line, column, rest)) => format!(" at line {line}, column {column}: {rest}"),
        None => format!(": {message}"),
    }
}

/// Takes the parser's message apart into line and column, both from 1, and the rest.
///
/// ```
/// let message = spargebra::SparqlParser::new().parse_query("SELECT ?s {\n ?s }").unwrap_err().to_string();
/// let (line, column, _) = rapporteur::catalogue::position(&message).expect("a position");
/// assert_eq!((line, column), (2, 6));
/// ```
#[must_use]
pub fn position(message: &str) -> Option<(usize, usize, &str)> {
    let (place, rest) = message.strip_prefix("error at ")?.split_once(": ")?;
    let (line, column) = place.split_once(':')?;
    // What the grammar expects ends with classes of characters, which tell people nothing.
    let rest = rest.split(", ['").next().unwrap_or(rest);
    Some((line.parse().ok()?, column.parse().ok()?, rest))
}

impl Query {
    /// Reads a query with its decorators.
    ///
    /// # Errors
    /// When the text is no SPARQL query, or has a parameter in an impossible place.
    pub fn parse(name: &str, text: &str) -> Result<Self, QueryError> {
        let parsed = SparqlParser::new()
            .parse_query(text)
            .map_err(|source| QueryError::Syntax { name: name.to_owned(), source })?;
        let query = Self {
            name: name.to_owned(),
            text: text.to_owned(),
            decorators: decorators::read(text),
            parameters: parameters(text),
            parsed,
        };
        // Whether the parameters stand well depends on their kinds only, so any value of the kind tells.
        let mut samples = HashMap::new();
        for parameter in &query.parameters {
            let sample = match parameter.kind {
                ParameterKind::Text => "text",
                ParameterKind::Iri => "urn:x",
                ParameterKind::Date => "2024-10-31",
                ParameterKind::Integer => "1",
            };
            if let Ok(term) = parameter.term(sample, "urn:x") {
                samples.insert(Variable::new_unchecked(&parameter.variable), term);
            }
        }
        binding::bind(query.parsed.clone(), &samples)
            .map_err(|variable| QueryError::Misplaced { name: name.to_owned(), variable })?;
        Ok(query)
    }

    /// The name: the stem of the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The SPARQL as written, with its decorators.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// One sentence on what the query answers.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.decorators.summary
    }

    /// What one row is and what to know of it.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.decorators.description
    }

    /// Words to group queries by.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.decorators.tags
    }

    /// The parameters, in the order of their first use.
    #[must_use]
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The value that a parameter has when none is given.
    #[must_use]
    pub fn default_of(&self, parameter: &str) -> Option<&str> {
        self.decorators.defaults.get(parameter).map(String::as_str)
    }

    /// The columns of the answer in order; none for queries that are no SELECT.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        columns(&self.parsed).iter().map(Variable::as_str).collect()
    }

    /// The query with values for its parameters, ready to be evaluated. Relative IRIs are resolved against `base`.
    ///
    /// # Errors
    /// When a value is of the wrong kind, given for no parameter or twice, or missing without a default.
    pub fn with_parameters<'a>(
        &self,
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
        base: &str,
    ) -> Result<spargebra::Query, ParameterError> {
        let terms = self.terms(given, base)?;
        // `parse` has shown that every parameter stands where a value of its kind can.
        Ok(binding::bind(self.parsed.clone(), &terms).unwrap_or_else(|_| self.parsed.clone()))
    }

    /// What each parameter's variable stands for.
    pub(super) fn terms<'a>(
        &self,
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
        base: &str,
    ) -> Result<HashMap<Variable, Term>, ParameterError> {
        let mut values: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, value) in given {
            if !self.parameters.iter().any(|parameter| parameter.name == name) {
                return Err(ParameterError::Unknown {
                    query: self.name.clone(),
                    name: name.to_owned(),
                    parameters: self.parameters.iter().map(|parameter| parameter.name.clone()).collect(),
                });
            }
            if values.insert(name, value).is_some() {
                return Err(ParameterError::Twice(name.to_owned()));
            }
        }
        let mut terms: HashMap<Variable, Term> = HashMap::new();
        for parameter in &self.parameters {
            let Some(value) = values.get(parameter.name.as_str()).copied().or_else(|| self.default_of(&parameter.name))
            else {
                return Err(ParameterError::Missing {
                    query: self.name.clone(),
                    name: parameter.name.clone(),
                    kind: parameter.kind,
                });
            };
            terms.insert(Variable::new_unchecked(&parameter.variable), parameter.term(value, base)?);
        }
        Ok(terms)
    }
}

/// The parameters that a query's text names, in order.
fn parameters(text: &str) -> Vec<Parameter> {
    let mut found: Vec<Parameter> = Vec::new();
    let code = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    for line in code {
        for (at, _) in line.match_indices(['?', '$']) {
            let rest = &line[at + 1..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            if let Some(parameter) = Parameter::from_variable(&rest[..end])
                && !found.contains(&parameter)
            {
                found.push(parameter);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "http://localhost:7878/";

    fn query(text: &str) -> Query {
        Query::parse("test", text).unwrap()
    }

    fn bound(text: &str, given: &[(&str, &str)]) -> String {
        query(text).with_parameters(given.iter().copied(), BASE).unwrap().to_string()
    }

    #[test]
    fn parameters_and_columns_come_from_the_text() {
        let query = query(
            "#+ summary: no ?_comment\nSELECT DISTINCT ?b ?a { ?a ?_p_iri ?_name . ?a ?b ?_n_integer FILTER(?a = ?_name) } LIMIT 3",
        );
        let names: Vec<_> = query.parameters().iter().map(|p| (p.name.as_str(), p.kind)).collect();
        assert_eq!(names, [("p", ParameterKind::Iri), ("name", ParameterKind::Text), ("n", ParameterKind::Integer)]);
        assert_eq!(query.columns(), ["b", "a"]);
    }

    #[test]
    fn values_reach_every_corner_of_a_query() {
        let text = "SELECT ?x { { SELECT ?x (COUNT(?y) AS ?n) { ?x ?z ?_a OPTIONAL { ?x ?y ?w FILTER(?w = ?_a) } } GROUP BY ?x \
                    HAVING(STR(?x) != ?_a) } UNION { ?x <urn:p>+ ?_a MINUS { ?x ?q ?_a } } FILTER(NOT EXISTS { ?x ?y ?_a } && \
                    ?x IN (?_a, 1) && IF(BOUND(?_a), true, ?_a = 2)) BIND(CONCAT(?_a, ?_a) AS ?c) } ORDER BY DESC(?_a = ?x)";
        let bound = bound(text, &[("a", "value")]);
        assert!(!bound.contains("?_a"), "{bound}");
        assert_eq!(bound.matches("\"value\"").count(), 11, "{bound}");
    }

    #[test]
    fn values_stay_values() {
        let evil = "x\" } ; DROP ALL #";
        let bound = bound("SELECT ?s ?_t { ?s ?p ?_t }", &[("t", evil)]);
        assert!(bound.contains(r#""x\" } ; DROP ALL #""#), "{bound}");
        SparqlParser::new().parse_query(&bound).unwrap();
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let query = query("#+ defaults:\n#+   - b: two\nSELECT ?s { ?s ?_a_iri ?_b }");
        let said = |given: &[(&str, &str)]| query.with_parameters(given.iter().copied(), BASE).unwrap_err().to_string();
        assert!(said(&[]).contains("needs the parameter `a` (an IRI)"));
        assert!(said(&[("c", "")]).contains("no parameter `c`; it takes `a`, `b`"));
        assert!(said(&[("a", "x"), ("a", "y")]).contains("given twice"));
        assert!(said(&[("a", "<>")]).contains("takes an IRI, not `<>`"));
        assert!(query.with_parameters([("a", "x")], BASE).unwrap().to_string().contains("\"two\""));
    }

    #[test]
    fn a_parameter_in_an_impossible_place_is_refused_when_read() {
        for text in [
            "SELECT * { ?s ?_p ?o }",
            "SELECT * { ?_s ?p ?o }",
            "SELECT * { GRAPH ?_g { ?s ?p ?o } }",
            "SELECT * { BIND(1 AS ?_x_integer) }",
            "SELECT * { VALUES ?_x { 1 } }",
        ] {
            assert!(matches!(Query::parse("test", text), Err(QueryError::Misplaced { .. })), "{text}");
        }
    }
}
