//! One text for all queries that ask the same.

use super::shape::token;
use rustc_hash::FxHashMap;
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::Variable;
use std::fmt::Write;

/// The columns of the answer to a query in order; none for queries that are no SELECT.
#[must_use]
pub fn columns(query: &Query) -> &[Variable] {
    let Query::Select { pattern, .. } = query else { return &[] };
    let mut pattern = pattern;
    loop {
        match pattern {
            GraphPattern::Project { variables, .. } => return variables,
            GraphPattern::Slice { inner, .. } | GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => {
                pattern = inner;
            }
            _ => return &[],
        }
    }
}

/// What a query asks, as a text that does not depend on what its variables and blank nodes are called: the parser gives those of aggregates and of `[]` other names
/// each time. Only the names of the columns count, which the answer shows. Queries of one text have the same answers; `text` is the query as it writes itself.
///
/// ```
/// use rapporteur::sparql::canonical;
/// use spargebra::SparqlParser;
///
/// let of = |text: &str| SparqlParser::new().parse_query(text).map(|query| canonical(&query, &query.to_string()));
/// let counted = "SELECT ?kind (COUNT(*) AS ?n) { ?thing a ?kind ; ?p [] } GROUP BY ?kind";
/// assert_eq!(of(counted)?, of(&counted.replace("?thing", "?x"))?);
/// assert_ne!(of(counted)?, of(&counted.replace("?kind", "?x"))?);
/// # Ok::<_, spargebra::SparqlSyntaxError>(())
/// ```
#[must_use]
pub fn canonical(query: &Query, text: &str) -> String {
    let mut canonical = String::with_capacity(text.len());
    for column in columns(query) {
        // Writing to a string cannot fail.
        let _ = write!(canonical, "{column} ");
    }
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    let mut rest = text;
    while !rest.is_empty() {
        let (end, name) = name(rest);
        let (part, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        match name {
            Some(name) => {
                let next = numbers.len();
                // In a template a blank node is a new one, and a variable without value nothing.
                let mark = if name.starts_with('_') { "_:" } else { "?" };
                let _ = write!(canonical, "{mark}{}", numbers.entry(name).or_insert(next));
            }
            None => canonical.push_str(part),
        }
        rest = behind;
    }
    canonical
}

/// How many bytes the first token has, and the name with its mark, where it is that of a variable or a blank node.
fn name(text: &str) -> (usize, Option<&str>) {
    let (mark, joints) = match text.as_bytes() {
        [b'?' | b'$', ..] => (1, "_"),
        [b'_', b':', ..] => (2, "_-."),
        other => return (token(other), None),
    };
    let length = text.get(mark..).map_or(0, |rest| {
        let end = rest.find(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && !joints.contains(c));
        rest.get(..end.unwrap_or(rest.len())).map_or(0, |name| name.trim_end_matches('.').len())
    });
    // The mark alone says how often a path is followed.
    if length == 0 { (mark, None) } else { (mark + length, text.get(..mark + length)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::SparqlParser;

    fn of(text: &str) -> String {
        let query = SparqlParser::new().parse_query(text).unwrap();
        canonical(&query, &query.to_string())
    }

    #[test]
    fn what_asks_the_same_has_one_text() {
        for (one, same) in [
            ("SELECT ?a { ?a ?b ?c }", "# which\nSELECT  ?a {\n?a $x ?_1 . }"),
            ("SELECT (SUM(?v) AS ?all) { [] ?p ?v }", "SELECT (SUM(?w) AS ?all) { [] ?q ?w }"),
            ("ASK { _:a <x:p> [ <x:q> _:a ] }", "ASK { _:b.c <x:p> [ <x:q> _:b.c ] }"),
            ("ASK { ?é <x:p>? ?b }", "PREFIX x: <x:> ASK { ?z x:p? ?a }"),
        ] {
            assert_eq!(of(one), of(same), "{one}");
            assert_eq!(of(one), of(one), "{one}");
        }
    }

    #[test]
    fn what_asks_something_else_has_another() {
        for (one, other) in [
            ("SELECT ?a { ?a ?b ?c }", "SELECT ?b { ?b ?a ?c }"),
            ("SELECT ?a ?b { ?a ?b ?c }", "SELECT ?b ?a { ?a ?b ?c }"),
            ("ASK { ?a <x:p> ?a }", "ASK { ?a <x:p> ?b }"),
            ("ASK { ?a ?b ?c . ?c ?d ?e }", "ASK { ?a ?b ?c . ?e ?d ?c }"),
            ("ASK { ?a <x:p> \" ?b \" }", "ASK { ?a <x:p> \" ?c \" }"),
            ("ASK { ?a <x:p> \"_:b\" }", "ASK { ?a <x:p> \"_:c\" }"),
            ("ASK { ?a <x:p> \"\\\" ?b \" }", "ASK { ?a <x:p> \"\\\" ?c \" }"),
            ("ASK { ?a <x:p?b=1> 1 }", "ASK { ?a <x:p?c=1> 1 }"),
            ("ASK { ?a <x:p>? ?b }", "ASK { ?a <x:p>* ?b }"),
            ("ASK { ?a <x:p> _:b }", "ASK { ?a <x:p> ?a }"),
            ("CONSTRUCT { _:b <x:p> 1 } { ?a <x:p> 1 }", "CONSTRUCT { ?b <x:p> 1 } { ?a <x:p> 1 }"),
        ] {
            assert_ne!(of(one), of(other), "{one}");
        }
    }
}
