//! The order of values that `ORDER BY` asks for (SPARQL 1.1, 15.1), as the evaluator has it.
//!
//! No value comes first, then blank nodes, IRIs, literals and triples. Literals that `<` compares go by value, all others by their text, datatype and language.
//! Where values of several kinds are mixed, that is no order of all of them (9 < 10 by value, "10" < "9" by text), and neither is the evaluator's.

use super::meter::tick;
use oxigraph::model::{NamedOrBlankNode, Term};
use spareval::{ExpressionTerm, ExpressionTriple};
use std::cmp::Ordering;

/// Which of two values comes first; none is a value that is missing, or that could not be computed.
pub(super) fn compared(one: Option<&ExpressionTerm>, other: Option<&ExpressionTerm>) -> Ordering {
    use ExpressionTerm as E;
    tick();
    match (one, other) {
        (Some(E::BlankNode(a)), Some(E::BlankNode(b))) => a.as_str().cmp(b.as_str()),
        (Some(E::NamedNode(a)), Some(E::NamedNode(b))) => a.as_str().cmp(b.as_str()),
        (Some(E::Triple(a)), Some(E::Triple(b))) => triples(a, b),
        (Some(a), Some(b)) if kind(one) == Kind::Literal && kind(other) == Kind::Literal => {
            by_value(a, b).unwrap_or_else(|| by_text(a, b))
        }
        _ => kind(one).cmp(&kind(other)),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Nothing,
    BlankNode,
    Iri,
    Literal,
    Triple,
}

fn kind(term: Option<&ExpressionTerm>) -> Kind {
    match term {
        None => Kind::Nothing,
        Some(ExpressionTerm::BlankNode(_)) => Kind::BlankNode,
        Some(ExpressionTerm::NamedNode(_)) => Kind::Iri,
        Some(ExpressionTerm::Triple(_)) => Kind::Triple,
        Some(_) => Kind::Literal,
    }
}

fn triples(one: &ExpressionTriple, other: &ExpressionTriple) -> Ordering {
    let subject = |triple: &ExpressionTriple| match &triple.subject {
        NamedOrBlankNode::BlankNode(node) => (Kind::BlankNode, node.as_str().to_owned()),
        NamedOrBlankNode::NamedNode(node) => (Kind::Iri, node.as_str().to_owned()),
    };
    subject(one)
        .cmp(&subject(other))
        .then_with(|| one.predicate.as_str().cmp(other.predicate.as_str()))
        .then_with(|| compared(Some(&one.object), Some(&other.object)))
}

/// Literals of one type, or of types that are compared with each other; none where `<` is an error.
fn by_value(one: &ExpressionTerm, other: &ExpressionTerm) -> Option<Ordering> {
    use ExpressionTerm as E;
    match (one, other) {
        (E::StringLiteral(a), E::StringLiteral(b)) => Some(a.cmp(b)),
        (E::LangStringLiteral { value: a, language: la }, E::LangStringLiteral { value: b, language: lb }) => {
            (la == lb).then(|| a.cmp(b))
        }
        (
            E::DirLangStringLiteral { value: a, language: la, direction: da },
            E::DirLangStringLiteral { value: b, language: lb, direction: db },
        ) => (la == lb && da == db).then(|| a.cmp(b)),
        (E::DateTimeLiteral(a), E::DateTimeLiteral(b)) => a.partial_cmp(b),
        (E::DateLiteral(a), E::DateLiteral(b)) => a.partial_cmp(b),
        (E::TimeLiteral(a), E::TimeLiteral(b)) => a.partial_cmp(b),
        (E::GYearLiteral(a), E::GYearLiteral(b)) => a.partial_cmp(b),
        (E::GYearMonthLiteral(a), E::GYearMonthLiteral(b)) => a.partial_cmp(b),
        (E::GMonthLiteral(a), E::GMonthLiteral(b)) => a.partial_cmp(b),
        (E::GMonthDayLiteral(a), E::GMonthDayLiteral(b)) => a.partial_cmp(b),
        (E::GDayLiteral(a), E::GDayLiteral(b)) => a.partial_cmp(b),
        _ => numbers(one, other)
            .or_else(|| numbers(other, one).map(Ordering::reverse))
            .or_else(|| durations(one, other))
            .or_else(|| durations(other, one).map(Ordering::reverse)),
    }
}

/// Numbers, where the type of the first is the wider one, or the same.
fn numbers(wide: &ExpressionTerm, other: &ExpressionTerm) -> Option<Ordering> {
    use ExpressionTerm as E;
    match (wide, other) {
        (E::DoubleLiteral(a), E::DoubleLiteral(b)) => a.partial_cmp(b),
        (E::DoubleLiteral(a), E::FloatLiteral(b)) => a.partial_cmp(&(*b).into()),
        (E::DoubleLiteral(a), E::DecimalLiteral(b)) => a.partial_cmp(&(*b).into()),
        (E::DoubleLiteral(a), E::IntegerLiteral(b)) => a.partial_cmp(&(*b).into()),
        (E::FloatLiteral(a), E::FloatLiteral(b)) => a.partial_cmp(b),
        (E::FloatLiteral(a), E::DecimalLiteral(b)) => a.partial_cmp(&(*b).into()),
        (E::FloatLiteral(a), E::IntegerLiteral(b)) => a.partial_cmp(&(*b).into()),
        (E::DecimalLiteral(a), E::DecimalLiteral(b)) => a.partial_cmp(b),
        (E::DecimalLiteral(a), E::IntegerLiteral(b)) => a.partial_cmp(&(*b).into()),
        (E::IntegerLiteral(a), E::IntegerLiteral(b)) => a.partial_cmp(b),
        _ => None,
    }
}

/// Durations, where the first is of the more general type.
fn durations(one: &ExpressionTerm, other: &ExpressionTerm) -> Option<Ordering> {
    use ExpressionTerm as E;
    match (one, other) {
        (E::DurationLiteral(a), E::DurationLiteral(b)) => a.partial_cmp(b),
        (E::DurationLiteral(a), E::YearMonthDurationLiteral(b)) => a.partial_cmp(b),
        (E::DurationLiteral(a), E::DayTimeDurationLiteral(b)) => a.partial_cmp(b),
        (E::YearMonthDurationLiteral(a), E::YearMonthDurationLiteral(b)) => a.partial_cmp(b),
        (E::YearMonthDurationLiteral(a), E::DayTimeDurationLiteral(b)) => a.partial_cmp(b),
        (E::DayTimeDurationLiteral(a), E::DayTimeDurationLiteral(b)) => a.partial_cmp(b),
        _ => None,
    }
}

fn by_text(one: &ExpressionTerm, other: &ExpressionTerm) -> Ordering {
    let (Term::Literal(one), Term::Literal(other)) = (one.clone().into(), other.clone().into()) else {
        return Ordering::Equal;
    };
    let text = |literal: &oxigraph::model::Literal| literal.datatype().as_str().to_owned();
    let by = one.value().cmp(other.value()).then_with(|| text(&one).cmp(&text(&other)));
    by.then_with(|| one.language().cmp(&other.language()))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::graph::Base;
    use crate::sparql::{DefaultGraph, Evaluation};
    use crate::store::Store;
    use oxigraph::sparql::QueryResults;

    /// Values as a query writes them, of every kind and type; nothing is no value.
    pub(in crate::sparql) const VALUES: &[&str] = &[
        "",
        "BNODE()",
        "<https://example.org/a>",
        "<https://example.org/B>",
        "1",
        "\"01\"^^xsd:integer",
        "2",
        "10",
        "-3",
        "9007199254740993",
        "\"5\"^^xsd:byte",
        "1.0",
        "1.5",
        "10.25",
        "1e0",
        "1.5e0",
        "9007199254740992e0",
        "\"INF\"^^xsd:double",
        "\"NaN\"^^xsd:double",
        "\"1\"^^xsd:float",
        "\"1.1\"^^xsd:float",
        "\"1.1\"^^xsd:double",
        "\"-INF\"^^xsd:float",
        "\"NaN\"^^xsd:float",
        "\"ten\"^^xsd:integer",
        "true",
        "false",
        "\"1\"^^xsd:boolean",
        "\"\"",
        "\"a\"",
        "\"B\"",
        "\"10\"",
        "\"5\"",
        "\"é\"",
        "\"a\"@en",
        "\"a\"@EN",
        "\"a\"@fr",
        "\"b\"@en",
        "\"a\"@en--ltr",
        "\"a\"@en--rtl",
        "\"b\"@en--ltr",
        "\"2022-04-07T12:00:00Z\"^^xsd:dateTime",
        "\"2022-04-07T12:00:00\"^^xsd:dateTime",
        "\"2022-04-07T13:00:00+01:00\"^^xsd:dateTime",
        "\"2022-04-09T12:00:00\"^^xsd:dateTime",
        "\"soon\"^^xsd:dateTime",
        "\"2022-04-07\"^^xsd:date",
        "\"2022-04-07Z\"^^xsd:date",
        "\"2022-04-08+12:00\"^^xsd:date",
        "\"2021-12-31\"^^xsd:date",
        "\"12:00:00\"^^xsd:time",
        "\"12:00:00Z\"^^xsd:time",
        "\"09:30:00\"^^xsd:time",
        "\"2022\"^^xsd:gYear",
        "\"2023Z\"^^xsd:gYear",
        "\"2022-04\"^^xsd:gYearMonth",
        "\"2022-05\"^^xsd:gYearMonth",
        "\"--04\"^^xsd:gMonth",
        "\"--04-07\"^^xsd:gMonthDay",
        "\"---07\"^^xsd:gDay",
        "\"P1M\"^^xsd:duration",
        "\"P30D\"^^xsd:duration",
        "\"P1M\"^^xsd:yearMonthDuration",
        "\"P1Y\"^^xsd:yearMonthDuration",
        "\"P30D\"^^xsd:dayTimeDuration",
        "\"PT36H\"^^xsd:dayTimeDuration",
        "\"x\"^^<https://example.org/type>",
        "\"y\"^^<https://example.org/type>",
        "\"x\"^^<https://example.org/other>",
        "TRIPLE(<urn:a>, <urn:p>, 2)",
        "TRIPLE(<urn:a>, <urn:p>, 10)",
        "TRIPLE(<urn:a>, <urn:q>, 1)",
        "TRIPLE(<urn:b>, <urn:p>, \"1\")",
        "TRIPLE(BNODE(), <urn:p>, 1)",
    ];

    const PREFIX: &str = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> ";

    /// A pattern that gives a row: a value for `?x` where there is one, and numbers.
    pub(in crate::sparql) fn row(value: &str, rest: &str) -> String {
        let value = if value.is_empty() { String::new() } else { format!("BIND({value} AS ?x) ") };
        format!("{{ {value}{rest} }}")
    }

    /// What a query gives in the evaluator's own order.
    pub(in crate::sparql) fn sorted(query: &str) -> Vec<Vec<Option<Term>>> {
        let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
        let query = spargebra::SparqlParser::new().parse_query(&format!("{PREFIX}{query}"));
        let query = query.unwrap_or_else(|error| panic!("{error}"));
        let QueryResults::Solutions(rows) = Evaluation::new(DefaultGraph::Union).run(query, &store).unwrap() else {
            panic!("no rows")
        };
        rows.map(|row| row.unwrap().values().to_vec()).collect()
    }

    /// The values as the evaluator computes them.
    pub(in crate::sparql) fn values() -> Vec<Option<ExpressionTerm>> {
        let value = |value: &&str| sorted(&format!("SELECT ?x {}", row(value, "")))[0][0].clone().map(Into::into);
        VALUES.iter().map(value).collect()
    }

    #[test]
    fn each_two_values_are_in_the_evaluators_order() {
        let known = values();
        for (one, a) in VALUES.iter().zip(&known) {
            for (other, b) in VALUES.iter().zip(&known) {
                // Two rows change places only where the second one goes before the first.
                let value = |value: &str| if value.is_empty() { "?none".to_owned() } else { value.to_owned() };
                let query = format!(
                    "SELECT ?i {{ VALUES ?i {{ 1 2 }} BIND(IF(?i = 1, {}, {}) AS ?x) }} ORDER BY ?x",
                    value(one),
                    value(other)
                );
                let rows = sorted(&query);
                let changed = rows[0][0] == Some(oxigraph::model::Literal::from(2).into());
                let is_fresh = one.contains("BNODE()") && other.contains("BNODE()");
                assert!(
                    is_fresh || changed == (compared(b.as_ref(), a.as_ref()) == Ordering::Less),
                    "{one} and {other}: {changed}"
                );
            }
        }
    }
}
