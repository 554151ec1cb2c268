//! The first rows of an ordered result, without sorting all of them.
//!
//! The evaluator sorts all that a pattern gives before it takes ten rows of it, and computes the keys anew for each comparison. So where an order with a limit
//! is the outermost part of a query, it is done here: the evaluator gives the rows as they come, with their keys as columns, and of these the first so far are
//! kept. That takes memory for the rows that are wanted, and one comparison for most of the others. Rows whose keys are equal keep the order in which they came.

use super::dataset::Source;
use super::order::compared;
use super::rewrite::is_constant;
use super::value::Value;
use oxigraph::model::{Term, Variable};
use oxigraph::sparql::{QueryEvaluationError, QuerySolutionIter};
use spareval::ExpressionTerm;
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::mem::take;
use std::rc::Rc;
use std::sync::Arc;

/// Where more rows are wanted, the ones before them included, they are sorted by the evaluator.
const MOST: usize = 10_000;
/// A key that is longer, in bytes, is not kept beside its row where the dataset has it.
const LONG: usize = 256;

/// Which rows of a query are wanted, in which order.
#[derive(Debug)]
pub(super) struct Top {
    /// The columns of the answer.
    variables: Vec<Variable>,
    /// The column of each key, and whether the greatest comes first.
    keys: Vec<(Variable, bool)>,
    start: usize,
    length: usize,
}

impl Top {
    /// Takes order and limit out of a query, which then gives all rows, in any order, with the keys as columns behind those of the answer. `None` where they are
    /// not its outermost parts or too many rows are wanted; the query stays as it was then.
    pub(super) fn out_of(query: &mut Query) -> Option<Self> {
        let Query::Select { pattern: whole, .. } = query else { return None };
        let GraphPattern::Slice { inner, start, length: Some(length) } = whole else { return None };
        let (start, length) = (*start, *length);
        let GraphPattern::Project { inner, variables } = &mut **inner else { return None };
        let GraphPattern::OrderBy { inner, expression } = &mut **inner else { return None };
        let is_small = length > 0 && start.checked_add(length).is_some_and(|most| most <= MOST);
        if !is_small || expression.iter().all(|key| is_constant(parts(key).0)) {
            return None;
        }
        let (mut pattern, variables) = (take(&mut **inner), take(variables));
        let mut columns = variables.clone();
        let mut keys = Vec::new();
        for key in take(expression) {
            let (expression, descending) = parts(&key);
            if is_constant(expression) {
                continue;
            }
            let variable = match expression {
                Expression::Variable(variable) => variable.clone(),
                expression => {
                    // A blank is in no variable's name, so that none of the query is the same.
                    let variable = Variable::new_unchecked(format!("key {}", keys.len() + 1));
                    let (inner, expression) = (Box::new(pattern), expression.clone());
                    pattern = GraphPattern::Extend { inner, variable: variable.clone(), expression };
                    variable
                }
            };
            if !columns.contains(&variable) {
                columns.push(variable.clone());
            }
            keys.push((variable, descending));
        }
        *whole = GraphPattern::Project { inner: Box::new(pattern), variables: columns };
        Some(Self { variables, keys, start, length })
    }

    /// The wanted ones of the rows that the query gives, in their order. `source` is what they were read from.
    pub(super) fn of<'s>(
        self,
        rows: QuerySolutionIter<'_>,
        source: Source<'s>,
    ) -> Result<QuerySolutionIter<'s>, QueryEvaluationError> {
        let column = |wanted: &Variable| rows.variables().iter().position(|variable| variable == wanted);
        let columns: Vec<Option<usize>> = self.variables.iter().map(column).collect();
        let (keys, descending) = self.keys.iter().map(|(key, descending)| (column(key), *descending)).unzip();
        let shape = Rc::new(Shape { columns, keys, descending, source });
        let most = self.start.saturating_add(self.length);
        let mut best: BinaryHeap<Row<'s>> = BinaryHeap::new();
        for (at, row) in rows.enumerate() {
            let row = row?;
            if best.len() < most {
                best.push(shape.kept(row.values(), at));
            } else if let Some(mut last) = best.peek_mut()
                && shape.goes_before(row.values(), &last)
            {
                *last = shape.kept(row.values(), at);
            }
        }
        let wanted = best.into_sorted_vec().into_iter().skip(self.start);
        let rows = wanted.map(move |row| {
            let terms = row.values.iter().map(|value| value.as_ref().map(|value| shape.source.term(value)));
            Ok(terms.collect::<Vec<_>>())
        });
        Ok(QuerySolutionIter::from_tuples(Arc::from(self.variables), rows))
    }
}

fn parts(key: &OrderExpression) -> (&Expression, bool) {
    match key {
        OrderExpression::Asc(expression) => (expression, false),
        OrderExpression::Desc(expression) => (expression, true),
    }
}

/// What all rows have in common.
struct Shape<'s> {
    /// Where the columns of the answer are.
    columns: Vec<Option<usize>>,
    /// Where the keys are.
    keys: Vec<Option<usize>>,
    descending: Vec<bool>,
    source: Source<'s>,
}

impl<'s> Shape<'s> {
    /// Whether a row that comes later goes before one that is kept.
    fn goes_before(&self, row: &[Option<Term>], other: &Row<'_>) -> bool {
        for ((key, descending), kept) in self.keys.iter().zip(&self.descending).zip(&other.keys) {
            let key = cell(row, *key).map(|term| ExpressionTerm::from(term.clone()));
            match directed(compared(key.as_ref(), self.read(kept).as_deref()), *descending) {
                Ordering::Equal => {}
                different => return different == Ordering::Less,
            }
        }
        false
    }

    fn kept(self: &Rc<Self>, row: &[Option<Term>], at: usize) -> Row<'s> {
        let value = |term: &Term| self.source.value(term.clone());
        let values = self.columns.iter().map(|column| cell(row, *column).map(value)).collect();
        let keys = self.keys.iter().map(|key| match cell(row, *key) {
            None => Key::None,
            Some(term) => match value(term) {
                Value::Known(number) if self.source.length(number) > LONG => Key::Long(number),
                _ => Key::Read(term.clone().into()),
            },
        });
        Row { keys: keys.collect(), values, at, shape: Rc::clone(self) }
    }

    fn read<'k>(&self, key: &'k Key) -> Option<Cow<'k, ExpressionTerm>> {
        match key {
            Key::None => None,
            Key::Read(term) => Some(Cow::Borrowed(term)),
            Key::Long(number) => Some(Cow::Owned(self.source.term(&Value::Known(*number)).into())),
        }
    }
}

fn cell(row: &[Option<Term>], column: Option<usize>) -> Option<&Term> {
    row.get(column?)?.as_ref()
}

fn directed(order: Ordering, descending: bool) -> Ordering {
    if descending { order.reverse() } else { order }
}

/// What a row is sorted by.
enum Key {
    None,
    Read(ExpressionTerm),
    /// A long one, which the dataset has.
    Long(u32),
}

/// A row that is kept.
struct Row<'s> {
    keys: Box<[Key]>,
    values: Box<[Option<Value>]>,
    /// How many came before.
    at: usize,
    shape: Rc<Shape<'s>>,
}

impl Ord for Row<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let keys = self.keys.iter().zip(&other.keys).zip(&self.shape.descending);
        let orders = keys.map(|((one, other), descending)| {
            let (one, other) = (self.shape.read(one), self.shape.read(other));
            directed(compared(one.as_deref(), other.as_deref()), *descending)
        });
        let mut different = orders.filter(|order| order.is_ne());
        different.next().unwrap_or_else(|| self.at.cmp(&other.at))
    }
}

impl PartialOrd for Row<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Row<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Row<'_> {}

#[cfg(test)]
mod tests {
    use super::super::meter::{Bounds, Broken, run};
    use super::super::order::tests::{VALUES, row, sorted, values};
    use super::super::{DefaultGraph, Evaluation};
    use super::*;
    use crate::graph::Base;
    use crate::store::{Snapshot, Store};
    use oxigraph::model::{Literal, NamedNode, Quad};
    use oxigraph::sparql::QueryResults;
    use proptest::prelude::*;
    use spargebra::SparqlParser;
    use std::time::Duration;

    fn parsed(query: &str) -> Query {
        let prefix = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> ";
        SparqlParser::new().parse_query(&format!("{prefix}{query}")).unwrap_or_else(|error| panic!("{error}"))
    }

    fn store() -> Store {
        Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap()
    }

    fn rows(query: &str, source: Source<'_>) -> Vec<Vec<Option<Term>>> {
        let evaluation = Evaluation::new(DefaultGraph::Union);
        let Ok(QueryResults::Solutions(rows)) = evaluation.on(parsed(query), source) else { panic!("no rows") };
        rows.map(|row| row.unwrap().values().to_vec()).collect()
    }

    #[test]
    fn only_an_order_with_a_limit_around_all_is_taken() {
        let is_taken = |query: &str| {
            let mut query = parsed(query);
            let before = query.clone();
            let top = Top::out_of(&mut query);
            assert_eq!(top.is_none(), query == before, "{query}");
            top.is_some()
        };
        for query in [
            "SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 10",
            "SELECT ?s { ?s ?p ?o } ORDER BY STRLEN(?o) DESC(?p) LIMIT 10 OFFSET 9990",
            "SELECT (STR(?s) AS ?t) { ?s ?p ?o } ORDER BY ?t (\"constant\") LIMIT 1",
            "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p HAVING (?n > 2) ORDER BY DESC(COUNT(*)) LIMIT 3",
        ] {
            assert!(is_taken(query), "{query}");
        }
        for query in [
            "SELECT * { ?s ?p ?o } LIMIT 10",
            "SELECT * { ?s ?p ?o } ORDER BY ?o",
            "SELECT * { ?s ?p ?o } ORDER BY ?o OFFSET 10",
            "SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 0",
            "SELECT * { ?s ?p ?o } ORDER BY (\"constant\") LIMIT 10",
            "SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 10 OFFSET 9991",
            "SELECT DISTINCT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 10",
            "SELECT * { { SELECT * { ?s ?p ?o } ORDER BY ?o LIMIT 10 } }",
            "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ORDER BY ?o LIMIT 10",
            "ASK { ?s ?p ?o }",
        ] {
            assert!(!is_taken(query), "{query}");
        }
    }

    #[test]
    fn rows_have_the_columns_of_the_answer_and_ties_the_order_in_which_they_came() {
        let store = store();
        let transaction = store.oxigraph().start_transaction().unwrap();
        let query = "SELECT ?b (?a AS ?c) { VALUES (?a ?b) { (1 1) (2 0) (3 1) (4 UNDEF) (5 0) } } ORDER BY DESC(?b) LIMIT 3 OFFSET 1";
        let mut query = parsed(query);
        let evaluation = Evaluation::new(DefaultGraph::Union);
        let Ok(QueryResults::Solutions(rows)) = evaluation.on(query.clone(), Source::Store(&transaction)) else {
            panic!("no rows")
        };
        let names: Vec<_> = rows.variables().iter().map(Variable::as_str).collect();
        assert_eq!(names, ["b", "c"]);
        let found: Vec<_> = rows.map(|row| row.unwrap().get("c").cloned()).collect();
        assert_eq!(found, [3, 2, 5].map(|n| Some(Literal::from(n).into())));
        assert!(Top::out_of(&mut query).is_some());
    }

    #[test]
    fn long_keys_and_all_of_a_store_are_sorted_as_the_evaluator_does() {
        let store = store();
        let node = |name: String| NamedNode::new_unchecked(format!("https://example.org/{name}"));
        for n in 0..300_usize {
            let text = format!("{}{}", "long ".repeat(n % 7 * 40), n * 37 % 101);
            let quad = Quad::new(node(format!("s{n}")), node("p".into()), Literal::from(text), node("g".into()));
            store.oxigraph().insert(&quad).unwrap();
        }
        let snapshot = Arc::new(Snapshot::of(&store, usize::MAX).unwrap());
        let transaction = store.oxigraph().start_transaction().unwrap();
        for order in ["?o ?s", "DESC(?o) ?s", "STRLEN(?o) DESC(?s)", "SUBSTR(?o, 900) DESC(STR(?s))"] {
            let query = format!("SELECT ?s ?o {{ ?s ?p ?o }} ORDER BY {order}");
            let evaluation = Evaluation::new(DefaultGraph::Union);
            let Ok(QueryResults::Solutions(all)) = evaluation.run(parsed(&query), &store) else { panic!("no rows") };
            let all: Vec<_> = all.map(|row| row.unwrap().values().to_vec()).collect();
            let part = format!("{query} LIMIT 20 OFFSET 5");
            assert_eq!(rows(&part, Source::Snapshot(Arc::clone(&snapshot))), all[5..25], "{order}");
            assert_eq!(rows(&part, Source::Store(&transaction)), all[5..25], "{order}");
        }
    }

    #[test]
    fn keys_that_are_kept_are_within_the_bounds() {
        let store = store();
        let source = Source::Snapshot(Arc::new(Snapshot::of(&store, usize::MAX).unwrap()));
        let values = |name: &str| {
            format!("VALUES ?{name} {{ {} }} ", (0..200).map(|n| n.to_string()).collect::<Vec<_>>().join(" "))
        };
        let many = ["a", "b", "c", "d"].map(values).concat();
        let ended = |bounds, query: &str| run(bounds, || rows(query, source.clone()).len());
        let long =
            "CONCAT(\"0123456789012345678901234567890123456789012345678901234567890123456789\", STR(?a), STR(?b))";
        let grown = (0..6).fold(long.to_owned(), |text, _| format!("CONCAT({text}, {text})"));
        let query = format!("SELECT * {{ {many} }} ORDER BY DESC({grown}) LIMIT 10000");
        let bounds = Bounds { deadline: None, memory: 16 << 20 };
        assert_eq!(ended(bounds, &query), Err(Broken::Memory));
        let query = format!("SELECT * {{ {many} }} ORDER BY DESC(?a * ?b) LIMIT 10");
        assert_eq!(ended(Bounds::of(Duration::from_millis(50), usize::MAX), &query), Err(Broken::Time));
    }

    /// Whether the order of some values is one of all of them.
    fn is_an_order(values: &[Option<ExpressionTerm>]) -> bool {
        let at_most = |a: &Option<ExpressionTerm>, b: &Option<_>| compared(a.as_ref(), b.as_ref()).is_le();
        values
            .iter()
            .all(|a| values.iter().all(|b| values.iter().all(|c| !at_most(a, b) || !at_most(b, c) || at_most(a, c))))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_part_is_that_of_all_rows_sorted(
            // Values that stand together are of one kind or of a few.
            window in 2..VALUES.len(),
            picked in proptest::collection::vec((any::<prop::sample::Index>(), 0..3), 1..20),
            (start, length) in (0_usize..6, 1_usize..8),
            keys in prop::sample::select(vec!["?x", "DESC(?x)", "?y DESC(?x)", "DESC(?y) ?x", "STRLEN(STR(?x)) ?x", "(?x + 1) DESC(?x)"]),
        ) {
            let known = values();
            let first = window.saturating_sub(1 + picked.len() % 12);
            let all: Vec<usize> = picked.iter().map(|(index, _)| first + index.index(window - first)).collect();
            let chosen: Vec<_> = all.iter().map(|at| known[*at].clone()).collect();
            let patterns: Vec<String> = all.iter().zip(&picked).enumerate()
                .map(|(i, (at, (_, y)))| row(VALUES[*at], &format!("BIND({y} AS ?y) BIND({i} AS ?i)"))).collect();
            let query = format!("SELECT ?i ?y {{ {} }} ORDER BY {keys} ?i", patterns.join(" UNION "));
            let store = store();
            let transaction = store.oxigraph().start_transaction().unwrap();
            let part = rows(&format!("{query} LIMIT {length} OFFSET {start}"), Source::Store(&transaction));
            prop_assert_eq!(part.len(), all.len().saturating_sub(start).min(length));
            // Else there is no right order, and the evaluator may refuse to sort at all.
            if is_an_order(&chosen) && !all.iter().any(|at| VALUES[*at].contains("BNODE")) {
                let right: Vec<_> = sorted(&query).into_iter().skip(start).take(length).collect();
                prop_assert_eq!(part, right);
            }
        }
    }
}
