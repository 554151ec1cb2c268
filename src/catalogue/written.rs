//! A named query as SPARQL that stands for itself: to be read, changed and asked again.

use super::{ParameterError, Query};
use oxigraph::model::{Term, Variable};
use spargebra::SparqlParser;
use std::collections::HashMap;

impl Query {
    /// The query as SPARQL, with values in the places of its parameters and its summary as a comment; laid out as in its file wherever that still parses.
    /// Relative IRIs are resolved against `base`.
    ///
    /// ```
    /// use rapporteur::catalogue::Catalogue;
    ///
    /// let catalogue = Catalogue::embedded()?;
    /// let sparql = catalogue.get("named")?.sparql([("name", "ITU")], "http://localhost/")?;
    /// assert!(sparql.starts_with("# ") && sparql.contains("\"ITU\"") && !sparql.contains("?_name"));
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When a value is of the wrong kind, given for no parameter or twice, or missing without a default.
    pub fn sparql<'a>(
        &self,
        given: impl IntoIterator<Item = (&'a str, &'a str)> + Clone,
        base: &str,
    ) -> Result<String, ParameterError> {
        let terms = self.terms(given.clone(), base)?;
        let body: Vec<String> = self
            .text()
            .lines()
            .filter(|line| !line.starts_with("#+"))
            .map(|line| if line.trim_start().starts_with('#') { line.to_owned() } else { replaced(line, &terms) })
            .collect();
        let body = body.join("\n").trim().to_owned();
        // A value cannot stand in every place of a text where the parsed query can do without it, such as among the columns.
        let parses = SparqlParser::new().with_base_iri(base).is_ok_and(|parser| parser.parse_query(&body).is_ok());
        let body = if parses { body } else { self.with_parameters(given, base)?.to_string() };
        let summary: String = self.summary().split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(format!("# {summary}\n{body}\n"))
    }
}

/// A line with terms in the places of variables.
fn replaced(line: &str, terms: &HashMap<Variable, Term>) -> String {
    let mut written = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['?', '$']) {
        let (before, from) = rest.split_at(at);
        let name = from.get(1..).unwrap_or_default();
        let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
        let (name, behind) = name.split_at(end);
        written.push_str(before);
        match Variable::new(name).ok().and_then(|variable| terms.get(&variable)) {
            Some(term) => written.push_str(&term.to_string()),
            None => written.push_str(from.get(..=end).unwrap_or_default()),
        }
        rest = behind;
    }
    written + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::graph::Base;

    fn written(text: &str, given: &[(&str, &str)]) -> String {
        Query::parse("test", text).unwrap().sparql(given.iter().copied(), Base::DEFAULT).unwrap()
    }

    #[test]
    fn values_stand_where_the_parameters_were_and_the_layout_stays() {
        let text = "#+ summary: Who\n#+   said it?\n\n# kept: ?_name\nSELECT ?s WHERE {\n  ?s ?p ?_name . # so\n  <urn:a> <urn:b> ?_of_iri\n}";
        assert_eq!(
            written(text, &[("name", "a \"b\""), ("of", "id/x")]),
            "# Who said it?\n# kept: ?_name\nSELECT ?s WHERE {\n  ?s ?p \"a \\\"b\\\"\" . # so\n  <urn:a> <urn:b> <http://localhost:7878/id/x>\n}\n"
        );
    }

    #[test]
    fn where_a_value_cannot_be_written_the_query_is_written_anew() {
        let sparql = written("SELECT ?s ?_name { ?s ?p ?_name }", &[("name", "x")]);
        assert!(SparqlParser::new().parse_query(&sparql).is_ok() && sparql.contains("\"x\""), "{sparql}");
    }

    #[test]
    fn what_is_given_ends_no_text_and_begins_no_query() {
        let evil = "x\" } ; DROP ALL #\n?_t";
        let sparql = written("SELECT ?s { ?s ?p ?_t }", &[("t", evil)]);
        assert!(sparql.contains(r#""x\" } ; DROP ALL #\n?_t""#), "{sparql}");
        assert!(SparqlParser::new().parse_query(&sparql).is_ok());
    }

    #[test]
    fn every_query_of_the_catalogue_can_be_written() {
        for query in Catalogue::embedded().unwrap().iter() {
            let sparql = query.sparql([], Base::DEFAULT).unwrap();
            let parsed = SparqlParser::new().with_base_iri(Base::DEFAULT).unwrap().parse_query(&sparql);
            assert!(parsed.is_ok(), "{}: {parsed:?}", query.name());
            assert!(!sparql.contains("?_") && sparql.contains("PREFIX"), "{sparql}");
        }
    }
}
