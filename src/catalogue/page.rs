//! A part of the rows of a query, in an order that stays.

use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use spargebra::term::Variable;

/// Which rows of an answer are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many rows come before.
    pub offset: usize,
    /// How many rows it has at most.
    pub limit: usize,
}

impl Page {
    /// The query for the rows of the page and one more, which tells whether there is another page. Rows that the query leaves in any order are ordered by their
    /// columns, so that pages neither share nor miss one. `None` for a query that has no rows.
    ///
    /// ```
    /// use rapporteur::catalogue::Page;
    ///
    /// let query = spargebra::SparqlParser::new().parse_query("SELECT ?s { ?s ?p ?o } ORDER BY ?p")?;
    /// let page = Page { offset: 20, limit: 10 }.of(query).expect("rows");
    /// assert!(page.to_string().ends_with("ORDER BY ASC(?p) ASC(?s) OFFSET 20 LIMIT 11"), "{page}");
    /// # Ok::<_, spargebra::SparqlSyntaxError>(())
    /// ```
    #[must_use]
    pub fn of(self, query: Query) -> Option<Query> {
        let Query::Select { dataset, pattern, base_iri } = query else { return None };
        let wanted = self.limit.saturating_add(1);
        // A part of a part is one part: a query says only one in its text, by which answers are kept.
        let (pattern, start, length) = match pattern {
            GraphPattern::Slice { inner, start, length } => {
                let left = length.map_or(wanted, |length| length.saturating_sub(self.offset).min(wanted));
                (*inner, start.saturating_add(self.offset), left)
            }
            pattern => (pattern, self.offset, wanted),
        };
        let pattern = GraphPattern::Slice { inner: Box::new(ordered(pattern)), start, length: Some(length) };
        Some(Query::Select { dataset, pattern, base_iri })
    }
}

/// The pattern with its columns as the last keys of its order.
fn ordered(pattern: GraphPattern) -> GraphPattern {
    match pattern {
        GraphPattern::Project { inner, variables } => {
            let keys = |variables: &[Variable]| {
                variables
                    .iter()
                    .map(|name| OrderExpression::Asc(Expression::Variable(name.clone())))
                    .collect::<Vec<_>>()
            };
            let inner = match *inner {
                GraphPattern::OrderBy { inner, mut expression } => {
                    expression.extend(keys(&variables));
                    GraphPattern::OrderBy { inner, expression }
                }
                inner => GraphPattern::OrderBy { inner: Box::new(inner), expression: keys(&variables) },
            };
            GraphPattern::Project { inner: Box::new(inner), variables }
        }
        GraphPattern::Distinct { inner } => GraphPattern::Distinct { inner: Box::new(ordered(*inner)) },
        GraphPattern::Reduced { inner } => GraphPattern::Reduced { inner: Box::new(ordered(*inner)) },
        GraphPattern::Slice { inner, start, length } => {
            GraphPattern::Slice { inner: Box::new(ordered(*inner)), start, length }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::SparqlParser;

    fn paged(text: &str) -> Option<String> {
        let query = SparqlParser::new().parse_query(text).unwrap();
        Page { offset: 4, limit: 2 }.of(query).map(|query| query.to_string())
    }

    #[test]
    fn every_column_is_a_key_of_the_order() {
        let query = paged("SELECT DISTINCT ?b (STR(?a) AS ?c) { ?a ?p ?b } ORDER BY DESC(?p)").unwrap();
        assert!(query.contains("ORDER BY DESC(?p) ASC(?b) ASC(?c)") && query.ends_with("OFFSET 4 LIMIT 3"), "{query}");
        let query = paged("SELECT ?a { ?a ?p ?b }").unwrap();
        assert!(query.contains("ORDER BY ASC(?a)"), "{query}");
    }

    #[test]
    fn a_querys_own_limit_stays() {
        for (own, part) in
            [("LIMIT 7", "OFFSET 4 LIMIT 3"), ("LIMIT 5", "OFFSET 4 LIMIT 1"), ("LIMIT 3", "OFFSET 4 LIMIT 0")]
        {
            let query = paged(&format!("SELECT ?a {{ ?a ?p ?b }} {own}")).unwrap();
            assert!(query.ends_with(part), "{query}");
        }
        let query = paged("SELECT ?a { ?a ?p ?b } OFFSET 10").unwrap();
        assert!(query.ends_with("OFFSET 14 LIMIT 3"), "{query}");
        SparqlParser::new().parse_query(&query).unwrap();
    }

    #[test]
    fn what_has_no_rows_has_no_pages() {
        assert_eq!(paged("ASK { ?a ?p ?b }"), None);
        assert_eq!(paged("CONSTRUCT WHERE { ?a ?p ?b }"), None);
    }
}
