//! Rewrites a query so that all of its evaluation is seen by the meter, and means the same.
//!
//! - What could make rows without a value in them (`{}`, a sub-select of nothing, `VALUES () {…}`) gets one where it is joined: joins copy values, and each copy
//!   is a tick.
//! - Sort keys inside a query go through a function that ticks; keys that depend on no variable are left out.
//! - Functions that make much out of little are the bounded ones of [`super::functions`].

use super::functions::{SAME, bounded};
use oxigraph::model::{Literal, NamedNode, Variable};
use rustc_hash::FxHashSet;
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern};

/// The query as it is to be evaluated.
#[must_use]
pub(super) fn metered(query: Query) -> Query {
    let mut rewriting = Rewriting { fresh: 0 };
    match query {
        Query::Select { dataset, pattern, base_iri } => {
            Query::Select { dataset, pattern: rewriting.pattern(pattern), base_iri }
        }
        Query::Construct { template, dataset, pattern, base_iri } => {
            Query::Construct { template, dataset, pattern: rewriting.pattern(pattern), base_iri }
        }
        Query::Describe { dataset, pattern, base_iri } => {
            Query::Describe { dataset, pattern: rewriting.pattern(pattern), base_iri }
        }
        Query::Ask { dataset, pattern, base_iri } => {
            Query::Ask { dataset, pattern: rewriting.pattern(pattern), base_iri }
        }
    }
}

struct Rewriting {
    fresh: usize,
}

impl Rewriting {
    fn pattern(&mut self, pattern: GraphPattern) -> GraphPattern {
        use GraphPattern as P;
        match pattern {
            pattern @ (P::Bgp { .. } | P::Path { .. } | P::Values { .. } | P::Service { .. }) => pattern,
            P::Join { left, right } => P::Join { left: self.operand(*left), right: self.operand(*right) },
            P::Lateral { left, right } => P::Lateral { left: self.operand(*left), right: self.operand(*right) },
            P::LeftJoin { left, right, expression } => P::LeftJoin {
                left: self.operand(*left),
                right: self.operand(*right),
                expression: expression.map(|expression| self.expression(expression)),
            },
            P::Filter { expr, inner } => P::Filter { expr: self.expression(expr), inner: self.inner(inner) },
            P::Union { left, right } => P::Union { left: self.inner(left), right: self.inner(right) },
            P::Graph { name, inner } => P::Graph { name, inner: self.inner(inner) },
            P::Extend { inner, variable, expression } => {
                P::Extend { inner: self.inner(inner), variable, expression: self.expression(expression) }
            }
            P::Minus { left, right } => P::Minus { left: self.operand(*left), right: self.operand(*right) },
            P::OrderBy { inner, expression } => {
                let inner = self.inner(inner);
                let keys: Vec<OrderExpression> = expression.into_iter().filter_map(|key| self.sort_key(key)).collect();
                if keys.is_empty() { *inner } else { P::OrderBy { inner, expression: keys } }
            }
            P::Project { inner, variables } => P::Project { inner: self.inner(inner), variables },
            P::Distinct { inner } => P::Distinct { inner: self.inner(inner) },
            P::Reduced { inner } => P::Reduced { inner: self.inner(inner) },
            P::Slice { inner, start, length } => P::Slice { inner: self.inner(inner), start, length },
            P::Group { inner, variables, aggregates } => {
                let aggregates = aggregates.into_iter().map(|(variable, aggregate)| {
                    let aggregate = match aggregate {
                        AggregateExpression::FunctionCall { name, expr, distinct } => {
                            AggregateExpression::FunctionCall { name, expr: self.expression(expr), distinct }
                        }
                        count @ AggregateExpression::CountSolutions { .. } => count,
                    };
                    (variable, aggregate)
                });
                let aggregates = aggregates.collect();
                P::Group { inner: self.inner(inner), variables, aggregates }
            }
        }
    }

    #[expect(clippy::boxed_local, reason = "the algebra is made of boxes")]
    fn inner(&mut self, pattern: Box<GraphPattern>) -> Box<GraphPattern> {
        Box::new(self.pattern(*pattern))
    }

    /// A side of a join, with a value in each of its rows.
    fn operand(&mut self, pattern: GraphPattern) -> Box<GraphPattern> {
        let pattern = self.pattern(pattern);
        if always_binds(&pattern) {
            return Box::new(pattern);
        }
        self.fresh += 1;
        Box::new(GraphPattern::Extend {
            inner: Box::new(pattern),
            // A blank is in no variable's name, so that none of the query is the same.
            variable: Variable::new_unchecked(format!("row {}", self.fresh)),
            expression: Literal::from(true).into(),
        })
    }

    fn sort_key(&mut self, key: OrderExpression) -> Option<OrderExpression> {
        let (expression, make): (_, fn(Expression) -> OrderExpression) = match key {
            OrderExpression::Asc(expression) => (expression, OrderExpression::Asc),
            OrderExpression::Desc(expression) => (expression, OrderExpression::Desc),
        };
        // The same for all rows.
        if is_constant(&expression) {
            return None;
        }
        let expression = self.expression(expression);
        Some(make(Expression::FunctionCall(Function::Custom(NamedNode::new_unchecked(SAME)), vec![expression])))
    }

    fn expression(&mut self, expression: Expression) -> Expression {
        use Expression as E;
        let mut pair =
            |one: Box<E>, other: Box<E>| (Box::new(self.expression(*one)), Box::new(self.expression(*other)));
        match expression {
            leaf @ (E::NamedNode(_) | E::Literal(_) | E::Variable(_) | E::Bound(_)) => leaf,
            E::Or(a, b) => join(E::Or, pair(a, b)),
            E::And(a, b) => join(E::And, pair(a, b)),
            E::Equal(a, b) => join(E::Equal, pair(a, b)),
            E::SameTerm(a, b) => join(E::SameTerm, pair(a, b)),
            E::Greater(a, b) => join(E::Greater, pair(a, b)),
            E::GreaterOrEqual(a, b) => join(E::GreaterOrEqual, pair(a, b)),
            E::Less(a, b) => join(E::Less, pair(a, b)),
            E::LessOrEqual(a, b) => join(E::LessOrEqual, pair(a, b)),
            E::Add(a, b) => join(E::Add, pair(a, b)),
            E::Subtract(a, b) => join(E::Subtract, pair(a, b)),
            E::Multiply(a, b) => join(E::Multiply, pair(a, b)),
            E::Divide(a, b) => join(E::Divide, pair(a, b)),
            E::In(one, all) => {
                let one = Box::new(self.expression(*one));
                E::In(one, self.expressions(all))
            }
            E::UnaryPlus(a) => E::UnaryPlus(Box::new(self.expression(*a))),
            E::UnaryMinus(a) => E::UnaryMinus(Box::new(self.expression(*a))),
            E::Not(a) => E::Not(Box::new(self.expression(*a))),
            E::Exists(pattern) => E::Exists(self.inner(pattern)),
            E::If(a, b, c) => {
                let (a, b) = pair(a, b);
                E::If(a, b, Box::new(self.expression(*c)))
            }
            E::Coalesce(all) => E::Coalesce(self.expressions(all)),
            E::FunctionCall(function, all) => {
                let function = bounded(&function).unwrap_or(function);
                E::FunctionCall(function, self.expressions(all))
            }
        }
    }

    fn expressions(&mut self, all: Vec<Expression>) -> Vec<Expression> {
        all.into_iter().map(|expression| self.expression(expression)).collect()
    }
}

fn join<E>(make: impl FnOnce(Box<E>, Box<E>) -> E, (one, other): (Box<E>, Box<E>)) -> E {
    make(one, other)
}

/// Whether each row of a pattern that was rewritten has a value.
fn always_binds(pattern: &GraphPattern) -> bool {
    use GraphPattern as P;
    match pattern {
        // Their sides were given one.
        P::Join { .. } | P::Lateral { .. } | P::LeftJoin { .. } | P::Minus { .. } => true,
        P::Filter { inner, .. }
        | P::Graph { inner, .. }
        | P::OrderBy { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. } => always_binds(inner),
        // Anything but a constant may be an error.
        P::Extend { inner, expression, .. } => is_constant(expression) || always_binds(inner),
        P::Union { left, right } => always_binds(right) && always_binds(left),
        P::Values { bindings, .. } => bindings.iter().all(|row| row.iter().any(Option::is_some)),
        P::Bgp { .. } | P::Path { .. } | P::Project { .. } | P::Group { .. } | P::Service { .. } => {
            !bound(pattern).is_empty()
        }
    }
}

/// Whether an expression is the same for all rows.
pub(super) fn is_constant(expression: &Expression) -> bool {
    matches!(expression, Expression::Literal(_) | Expression::NamedNode(_))
}

/// Variables that have a value in each row of a pattern. What is not sure is left out.
fn bound(pattern: &GraphPattern) -> FxHashSet<String> {
    use GraphPattern as P;
    match pattern {
        P::Bgp { patterns } => {
            let mut found = FxHashSet::default();
            for triple in patterns {
                add_term(&triple.subject, &mut found);
                if let NamedNodePattern::Variable(variable) = &triple.predicate {
                    found.insert(variable.as_str().to_owned());
                }
                add_term(&triple.object, &mut found);
            }
            found
        }
        P::Path { subject, object, .. } => {
            let mut found = FxHashSet::default();
            add_term(subject, &mut found);
            add_term(object, &mut found);
            found
        }
        P::Join { left, right } | P::Lateral { left, right } => bound(left).union(&bound(right)).cloned().collect(),
        P::LeftJoin { left: inner, .. }
        | P::Minus { left: inner, .. }
        | P::Filter { inner, .. }
        | P::Graph { inner, .. }
        | P::OrderBy { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. } => bound(inner),
        P::Extend { inner, expression, variable } => {
            let mut found = bound(inner);
            if is_constant(expression) {
                found.insert(variable.as_str().to_owned());
            }
            found
        }
        P::Union { left, right } => bound(left).intersection(&bound(right)).cloned().collect(),
        P::Values { variables, bindings } => {
            let always = |at: usize| bindings.iter().all(|row| row.get(at).is_some_and(Option::is_some));
            let all = variables.iter().enumerate().filter(|(at, _)| always(*at));
            all.map(|(_, variable)| variable.as_str().to_owned()).collect()
        }
        P::Project { inner, variables } => {
            let inner = bound(inner);
            variables.iter().map(|variable| variable.as_str().to_owned()).filter(|v| inner.contains(v)).collect()
        }
        P::Group { inner, variables, aggregates } => {
            let inner = bound(inner);
            let keys = variables.iter().map(|variable| variable.as_str().to_owned()).filter(|v| inner.contains(v));
            let counts = aggregates.iter().filter(|(_, aggregate)| is_count(aggregate));
            keys.chain(counts.map(|(variable, _)| variable.as_str().to_owned())).collect()
        }
        P::Service { .. } => FxHashSet::default(),
    }
}

fn is_count(aggregate: &AggregateExpression) -> bool {
    matches!(
        aggregate,
        AggregateExpression::CountSolutions { .. }
            | AggregateExpression::FunctionCall { name: AggregateFunction::Count, .. }
    )
}

/// A variable, or a blank node, which is one to the evaluator.
fn add_term(term: &TermPattern, found: &mut FxHashSet<String>) {
    match term {
        TermPattern::Variable(variable) => {
            found.insert(variable.as_str().to_owned());
        }
        TermPattern::BlankNode(node) => {
            found.insert(format!("_:{}", node.as_str()));
        }
        TermPattern::Triple(triple) => {
            add_term(&triple.subject, found);
            add_term(&triple.object, found);
        }
        TermPattern::NamedNode(_) | TermPattern::Literal(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::SparqlParser;

    fn rewritten(query: &str) -> String {
        metered(SparqlParser::new().parse_query(query).unwrap()).to_string()
    }

    #[test]
    fn rows_without_values_get_one_where_they_are_joined() {
        let added = |query: &str| rewritten(query).matches("row ").count();
        assert_eq!(added("SELECT * { ?s ?p ?o . OPTIONAL { ?s a ?c } }"), 0);
        assert_eq!(added("SELECT * { { {} UNION {} } { VALUES () { () () } } ?s ?p ?o }"), 2);
        assert_eq!(added("SELECT * { ?s ?p ?o . { SELECT ?other { ?s ?p ?o } } }"), 1);
        assert_eq!(added("SELECT * { ?s ?p ?o . { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s } }"), 0);
        assert_eq!(added("SELECT * { VALUES (?a ?b) { (1 UNDEF) (UNDEF UNDEF) } VALUES (?c ?d) { (1 UNDEF) } }"), 1);
    }

    #[test]
    fn sort_keys_and_functions_are_seen() {
        let sorted = rewritten("SELECT ?s { { SELECT ?s { ?s ?p ?o } ORDER BY ?o (\"x\") LIMIT 3 } }");
        assert_eq!(sorted.matches(SAME).count(), 1, "{sorted}");
        let called = rewritten(
            "SELECT * { ?s ?p ?o FILTER(REGEX(CONCAT(?o, \"x\"), \"y\") && EXISTS { ?s ?p ?q FILTER REGEX(?q, \"z\") }) }",
        );
        assert_eq!((called.matches(":regex").count(), called.matches(":concat").count()), (2, 1), "{called}");
    }
}
