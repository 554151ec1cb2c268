//! Putting values in the place of a query's parameters.
//!
//! The values go into the parsed query, as terms: whatever they hold, they cannot become syntax. (Oxigraph's own substitution takes
//! only variables that the query projects.)

use oxigraph::model::{Literal, NamedNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::HashMap;

/// The query with `values` for its variables.
///
/// # Errors
/// The name of a variable that stands where its value cannot: text in the place of an IRI, or a variable that the query assigns itself.
pub(super) fn bind(query: Query, values: &HashMap<Variable, Term>) -> Result<Query, String> {
    let mut binder = Binder { values, misplaced: None };
    let query = binder.query(query);
    match binder.misplaced {
        Some(variable) => Err(variable.into_string()),
        None => Ok(query),
    }
}

struct Binder<'a> {
    values: &'a HashMap<Variable, Term>,
    misplaced: Option<Variable>,
}

impl Binder<'_> {
    fn query(&mut self, query: Query) -> Query {
        match query {
            Query::Select { dataset, pattern, base_iri } => {
                Query::Select { dataset, pattern: self.pattern(pattern), base_iri }
            }
            Query::Construct { template, dataset, pattern, base_iri } => {
                let template = template.into_iter().map(|triple| self.triple(triple)).collect();
                Query::Construct { template, dataset, pattern: self.pattern(pattern), base_iri }
            }
            Query::Describe { dataset, pattern, base_iri } => {
                Query::Describe { dataset, pattern: self.pattern(pattern), base_iri }
            }
            Query::Ask { dataset, pattern, base_iri } => {
                Query::Ask { dataset, pattern: self.pattern(pattern), base_iri }
            }
        }
    }

    fn boxed(&mut self, pattern: GraphPattern) -> Box<GraphPattern> {
        Box::new(self.pattern(pattern))
    }

    fn pattern(&mut self, pattern: GraphPattern) -> GraphPattern {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                GraphPattern::Bgp { patterns: patterns.into_iter().map(|triple| self.triple(triple)).collect() }
            }
            GraphPattern::Path { subject, path, object } => {
                GraphPattern::Path { subject: self.subject(subject), path, object: self.term(object) }
            }
            GraphPattern::Join { left, right } => {
                GraphPattern::Join { left: self.boxed(*left), right: self.boxed(*right) }
            }
            GraphPattern::LeftJoin { left, right, expression } => GraphPattern::LeftJoin {
                left: self.boxed(*left),
                right: self.boxed(*right),
                expression: expression.map(|expression| self.expression(expression)),
            },
            GraphPattern::Lateral { left, right } => {
                GraphPattern::Lateral { left: self.boxed(*left), right: self.boxed(*right) }
            }
            GraphPattern::Filter { expr, inner } => {
                GraphPattern::Filter { expr: self.expression(expr), inner: self.boxed(*inner) }
            }
            GraphPattern::Union { left, right } => {
                GraphPattern::Union { left: self.boxed(*left), right: self.boxed(*right) }
            }
            GraphPattern::Graph { name, inner } => {
                GraphPattern::Graph { name: self.name(name), inner: self.boxed(*inner) }
            }
            GraphPattern::Extend { inner, variable, expression } => {
                self.assigned(&variable);
                GraphPattern::Extend { inner: self.boxed(*inner), variable, expression: self.expression(expression) }
            }
            GraphPattern::Minus { left, right } => {
                GraphPattern::Minus { left: self.boxed(*left), right: self.boxed(*right) }
            }
            GraphPattern::Values { variables, bindings } => {
                for variable in &variables {
                    self.assigned(variable);
                }
                GraphPattern::Values { variables, bindings }
            }
            GraphPattern::OrderBy { inner, expression } => GraphPattern::OrderBy {
                inner: self.boxed(*inner),
                expression: expression
                    .into_iter()
                    .map(|order| match order {
                        OrderExpression::Asc(by) => OrderExpression::Asc(self.expression(by)),
                        OrderExpression::Desc(by) => OrderExpression::Desc(self.expression(by)),
                    })
                    .collect(),
            },
            GraphPattern::Project { inner, variables } => self.project(*inner, variables),
            GraphPattern::Distinct { inner } => GraphPattern::Distinct { inner: self.boxed(*inner) },
            GraphPattern::Reduced { inner } => GraphPattern::Reduced { inner: self.boxed(*inner) },
            GraphPattern::Slice { inner, start, length } => {
                GraphPattern::Slice { inner: self.boxed(*inner), start, length }
            }
            GraphPattern::Group { inner, variables, aggregates } => GraphPattern::Group {
                inner: self.boxed(*inner),
                // One value makes one group.
                variables: variables.into_iter().filter(|variable| !self.values.contains_key(variable)).collect(),
                aggregates: aggregates
                    .into_iter()
                    .map(|(variable, aggregate)| (variable, self.aggregate(aggregate)))
                    .collect(),
            },
            GraphPattern::Service { name, inner, silent } => {
                GraphPattern::Service { name: self.name(name), inner: self.boxed(*inner), silent }
            }
        }
    }

    /// A parameter that the query shows is a column with its value.
    fn project(&mut self, inner: GraphPattern, variables: Vec<Variable>) -> GraphPattern {
        let mut inner = self.pattern(inner);
        for variable in &variables {
            if let Some(value) = self.values.get(variable) {
                let expression = constant(value).unwrap_or_else(|| Expression::Variable(variable.clone()));
                inner = GraphPattern::Extend { inner: Box::new(inner), variable: variable.clone(), expression };
            }
        }
        GraphPattern::Project { inner: Box::new(inner), variables }
    }

    fn triple(&mut self, triple: TriplePattern) -> TriplePattern {
        TriplePattern {
            subject: self.subject(triple.subject),
            predicate: self.name(triple.predicate),
            object: self.term(triple.object),
        }
    }

    fn subject(&mut self, term: TermPattern) -> TermPattern {
        if let TermPattern::Variable(variable) = &term
            && matches!(self.values.get(variable), Some(Term::Literal(_)))
        {
            self.misplaced = Some(variable.clone());
        }
        self.term(term)
    }

    fn term(&mut self, term: TermPattern) -> TermPattern {
        match term {
            TermPattern::Variable(variable) => match self.values.get(&variable) {
                Some(value) => value.clone().into(),
                None => TermPattern::Variable(variable),
            },
            TermPattern::Triple(triple) => TermPattern::Triple(Box::new(self.triple(*triple))),
            ground => ground,
        }
    }

    fn name(&mut self, name: NamedNodePattern) -> NamedNodePattern {
        let NamedNodePattern::Variable(variable) = name else { return name };
        match self.values.get(&variable) {
            Some(Term::NamedNode(node)) => NamedNodePattern::NamedNode(node.clone()),
            Some(_) => {
                self.misplaced = Some(variable.clone());
                NamedNodePattern::Variable(variable)
            }
            None => NamedNodePattern::Variable(variable),
        }
    }

    fn assigned(&mut self, variable: &Variable) {
        if self.values.contains_key(variable) {
            self.misplaced = Some(variable.clone());
        }
    }

    fn aggregate(&mut self, aggregate: AggregateExpression) -> AggregateExpression {
        match aggregate {
            AggregateExpression::FunctionCall { name, expr, distinct } => {
                AggregateExpression::FunctionCall { name, expr: self.expression(expr), distinct }
            }
            count @ AggregateExpression::CountSolutions { .. } => count,
        }
    }

    fn expressions(&mut self, expressions: Vec<Expression>) -> Vec<Expression> {
        expressions.into_iter().map(|expression| self.expression(expression)).collect()
    }

    fn expression(&mut self, expression: Expression) -> Expression {
        use Expression as E;
        let mut both = |make: fn(Box<E>, Box<E>) -> E, left: Box<E>, right: Box<E>| {
            let left = Box::new(self.expression(*left));
            make(left, Box::new(self.expression(*right)))
        };
        match expression {
            E::Or(a, b) => both(E::Or, a, b),
            E::And(a, b) => both(E::And, a, b),
            E::Equal(a, b) => both(E::Equal, a, b),
            E::SameTerm(a, b) => both(E::SameTerm, a, b),
            E::Greater(a, b) => both(E::Greater, a, b),
            E::GreaterOrEqual(a, b) => both(E::GreaterOrEqual, a, b),
            E::Less(a, b) => both(E::Less, a, b),
            E::LessOrEqual(a, b) => both(E::LessOrEqual, a, b),
            E::Add(a, b) => both(E::Add, a, b),
            E::Subtract(a, b) => both(E::Subtract, a, b),
            E::Multiply(a, b) => both(E::Multiply, a, b),
            E::Divide(a, b) => both(E::Divide, a, b),
            E::In(a, list) => E::In(Box::new(self.expression(*a)), self.expressions(list)),
            E::UnaryPlus(a) => E::UnaryPlus(Box::new(self.expression(*a))),
            E::UnaryMinus(a) => E::UnaryMinus(Box::new(self.expression(*a))),
            E::Not(a) => E::Not(Box::new(self.expression(*a))),
            E::Exists(pattern) => E::Exists(self.boxed(*pattern)),
            E::If(a, b, c) => {
                E::If(Box::new(self.expression(*a)), Box::new(self.expression(*b)), Box::new(self.expression(*c)))
            }
            E::Coalesce(list) => E::Coalesce(self.expressions(list)),
            E::FunctionCall(function, arguments) => E::FunctionCall(function, self.expressions(arguments)),
            E::Bound(variable) if self.values.contains_key(&variable) => E::Literal(Literal::from(true)),
            E::Variable(variable) => self.values.get(&variable).and_then(constant).unwrap_or(E::Variable(variable)),
            ground @ (E::NamedNode(_) | E::Literal(_) | E::Bound(_)) => ground,
        }
    }
}

/// A value as an expression; `None` for what parameters never are.
fn constant(value: &Term) -> Option<Expression> {
    match value {
        Term::NamedNode(node) => Some(Expression::NamedNode(NamedNode::clone(node))),
        Term::Literal(literal) => Some(Expression::Literal(literal.clone())),
        _ => None,
    }
}
