//! How long Oxigraph takes to plan a query.
//!
//! Its optimiser touches nothing of ours, so that the meter does not see it and nothing can end it, and it takes time with the cube of what stands side by side in a
//! group: three hundred patterns take ten seconds. So its time is estimated first, and a query that would take long is evaluated as it stands: that is dearer
//! where there is much data, but all of it ends at its bounds.

use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// What the optimiser may take, in nanoseconds.
const MOST: u64 = 250_000_000;

/// Nanoseconds for each three of the patterns that are joined with each other. These figures were measured with `sparopt` 0.3 and queries of the same part many times.
const JOINED: u64 = 500;
/// So many bytes of the names of variables in a pattern cost as much again: names are compared and hashed all the time.
const LONG: u64 = 128;
/// For each two parts below an `OPTIONAL`, a filter, a `BIND`, a sub-select, or whatever else stands above them.
const BELOW: u64 = 300;
/// For each two alternatives.
const ALTERNATIVES: u64 = 25;
/// For each two operators and operands.
const OPERANDS: u64 = 50;

/// Whether a query is planned in a moment.
pub(super) fn is_short(query: &Query) -> bool {
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = query;
    let mut estimate = Estimate::default();
    estimate.pattern(pattern);
    estimate.nanoseconds.saturating_add(power(estimate.operands, 2, OPERANDS)) <= MOST
}

/// A number to the power of two or three, so many times.
fn power(count: u64, exponent: u32, times: u64) -> u64 {
    count.saturating_pow(exponent).saturating_mul(times)
}

/// How many bytes the name of a variable or a blank node has.
fn length(term: &TermPattern) -> u64 {
    match term {
        TermPattern::Variable(variable) => bytes(variable.as_str()),
        TermPattern::BlankNode(node) => bytes(node.as_str()),
        TermPattern::Triple(triple) => length(&triple.subject) + length(&triple.object),
        TermPattern::NamedNode(_) | TermPattern::Literal(_) => 0,
    }
}

fn bytes(name: &str) -> u64 {
    u64::try_from(name.len()).unwrap_or(u64::MAX)
}

fn length_of_name(name: &NamedNodePattern) -> u64 {
    match name {
        NamedNodePattern::Variable(variable) => bytes(variable.as_str()),
        NamedNodePattern::NamedNode(_) => 0,
    }
}

#[derive(Default)]
struct Estimate {
    /// What the patterns take.
    nanoseconds: u64,
    /// Operators and operands of all expressions.
    operands: u64,
}

impl Estimate {
    /// How many parts a pattern has.
    fn pattern(&mut self, pattern: &GraphPattern) -> u64 {
        use GraphPattern as P;
        match pattern {
            P::Bgp { .. } | P::Join { .. } | P::Graph { .. } => self.joined(pattern),
            P::Union { .. } => self.alternatives(pattern),
            P::Path { .. } | P::Values { .. } | P::Service { .. } => 1,
            P::LeftJoin { left, right, expression } => {
                if let Some(expression) = expression {
                    self.expression(expression);
                }
                let parts = self.pattern(left) + self.pattern(right);
                self.above(parts)
            }
            P::Lateral { left, right } | P::Minus { left, right } => {
                let parts = self.pattern(left) + self.pattern(right);
                self.above(parts)
            }
            P::Filter { expr: expression, inner } | P::Extend { inner, expression, .. } => {
                self.expression(expression);
                let parts = self.pattern(inner);
                self.above(parts)
            }
            P::OrderBy { inner, expression } => {
                for OrderExpression::Asc(key) | OrderExpression::Desc(key) in expression {
                    self.expression(key);
                }
                let parts = self.pattern(inner);
                self.above(parts)
            }
            P::Group { inner, aggregates, .. } => {
                for (_, aggregate) in aggregates {
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        self.expression(expr);
                    }
                }
                let parts = self.pattern(inner);
                self.above(parts)
            }
            P::Project { inner, .. } | P::Distinct { inner } | P::Reduced { inner } | P::Slice { inner, .. } => {
                let parts = self.pattern(inner);
                self.above(parts)
            }
        }
    }

    /// What stands above so many parts looks at them again.
    fn above(&mut self, parts: u64) -> u64 {
        self.nanoseconds = self.nanoseconds.saturating_add(power(parts, 2, BELOW));
        parts + 1
    }

    /// What is joined is put in order, from all groups that hold nothing else.
    fn joined(&mut self, pattern: &GraphPattern) -> u64 {
        let (mut joined, mut parts, mut names) = (0, 0, 0);
        let mut waiting = vec![(pattern, 0)];
        while let Some((pattern, graph)) = waiting.pop() {
            match pattern {
                GraphPattern::Join { left, right } => waiting.extend([(&**left, graph), (right, graph)]),
                GraphPattern::Graph { inner, name } => waiting.push((inner, length_of_name(name))),
                GraphPattern::Bgp { patterns } => {
                    for pattern in patterns {
                        (joined, parts) = (joined + 1, parts + 1);
                        let TriplePattern { subject, predicate, object } = pattern;
                        names += graph + length_of_name(predicate) + length(subject) + length(object);
                    }
                }
                other => (joined, parts) = (joined + 1, parts + self.pattern(other)),
            }
        }
        let names = power(joined, 2, JOINED).saturating_mul(names / LONG);
        self.nanoseconds = self.nanoseconds.saturating_add(power(joined, 3, JOINED)).saturating_add(names);
        parts.max(1)
    }

    fn alternatives(&mut self, pattern: &GraphPattern) -> u64 {
        let (mut alternatives, mut parts) = (0, 0);
        let mut waiting = vec![pattern];
        while let Some(pattern) = waiting.pop() {
            match pattern {
                GraphPattern::Union { left, right } => waiting.extend([&**left, right]),
                other => (alternatives, parts) = (alternatives + 1, parts + self.pattern(other)),
            }
        }
        self.nanoseconds = self.nanoseconds.saturating_add(power(alternatives, 2, ALTERNATIVES));
        parts
    }

    fn expression(&mut self, expression: &Expression) {
        use Expression as E;
        self.operands += 1;
        match expression {
            E::NamedNode(_) | E::Literal(_) | E::Variable(_) | E::Bound(_) => {}
            E::Or(one, other)
            | E::And(one, other)
            | E::Equal(one, other)
            | E::SameTerm(one, other)
            | E::Greater(one, other)
            | E::GreaterOrEqual(one, other)
            | E::Less(one, other)
            | E::LessOrEqual(one, other)
            | E::Add(one, other)
            | E::Subtract(one, other)
            | E::Multiply(one, other)
            | E::Divide(one, other) => {
                self.expression(one);
                self.expression(other);
            }
            E::UnaryPlus(one) | E::UnaryMinus(one) | E::Not(one) => self.expression(one),
            // Long lists of values are looked through once.
            E::In(one, among) => {
                self.expression(one);
                for other in among.iter().filter(|other| !matches!(other, E::NamedNode(_) | E::Literal(_))) {
                    self.expression(other);
                }
            }
            E::If(one, two, three) => {
                for operand in [one, two, three] {
                    self.expression(operand);
                }
            }
            E::Coalesce(operands) | E::FunctionCall(_, operands) => {
                for operand in operands {
                    self.expression(operand);
                }
            }
            E::Exists(pattern) => {
                let parts = self.pattern(pattern);
                self.above(parts);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use spargebra::SparqlParser;

    fn is_short_query(text: &str) -> bool {
        let parser = SparqlParser::new().with_base_iri("http://localhost/").unwrap();
        is_short(&parser.parse_query(text).unwrap())
    }

    #[test]
    fn what_people_ask_is_planned() {
        for query in Catalogue::embedded().unwrap().iter() {
            assert!(is_short_query(query.text()), "{}", query.name());
        }
        let names = "<http://example.org/>,".repeat(2_000);
        for (part, count) in [("?s ?p ?o . ", 50), ("OPTIONAL { ?s <x:p> ?o } ", 50), ("{ ?s <x:p> ?o } UNION ", 500)] {
            assert!(is_short_query(&format!("ASK {{ {} {{}} }}", part.repeat(count))), "{part}");
        }
        assert!(is_short_query(&format!("ASK {{ ?s ?p ?o FILTER(?s IN ({names} <x:y>)) }}")));
    }

    #[test]
    fn what_takes_long_to_plan_is_not() {
        for (before, part, count, after) in [
            ("ASK {", "?s ?p ?o . ", 200, "}"),
            ("ASK {", &format!("?{0} ?p ?{0} . ", "a".repeat(400)), 60, "}"),
            ("ASK {", "GRAPH ?g { ?s ?p ?o } ", 200, "}"),
            ("ASK { ?s ", "<x:p>/", 200, "<x:p> ?o }"),
            ("ASK { ?s <x:p> ", "[] , ", 200, "[] }"),
            ("ASK {", "OPTIONAL { ?s ?p ?o } ", 300, "}"),
            ("ASK { FILTER EXISTS {", "?s ?p ?o . ", 200, "} }"),
            ("ASK {", "{ SELECT ?s { ?s ?p ?o } } ", 200, "}"),
            ("SELECT (", "1+", 9_000, "1 AS ?n) {}"),
            ("SELECT * { ?s ?p ?o } ORDER BY ", "STR(?o) ", 3_000, ""),
            ("ASK { ?s ?p ?o FILTER(", "?o != 1 && ", 3_000, "true) }"),
            ("ASK {", "{} UNION ", 9_000, "{} }"),
        ] {
            assert!(!is_short_query(&format!("{before}{}{after}", part.repeat(count))), "{part}");
        }
    }
}
