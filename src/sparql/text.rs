//! `?s text:query "…"`, as Apache Jena has it: answered from an index before the query is evaluated.
//!
//! What stands for a search in a pattern is replaced by its answer (`VALUES`), and what else the pattern says is asked for each of its rows. So the search costs
//! what its hits cost, and its rows are bounded like all others. How the index finds anything is not known here.

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Variable};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression, QueryDataset};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};

/// The property of Jena.
const QUERY: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://jena.apache.org/text#query");
/// No query asks for more searches.
const MOST_SEARCHES: usize = 20;

/// What a pattern searches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextAsked {
    /// The property whose texts are searched; all where there is none.
    pub property: Option<NamedNode>,
    /// The words, as they were typed.
    pub words: String,
    /// How many hits there may be, at least one and at most [`Self::MOST`].
    pub limit: usize,
}

impl TextAsked {
    /// How many hits there are where the pattern says nothing, and never more.
    pub const MOST: usize = 10_000;
}

/// A hit.
#[derive(Debug, Clone, PartialEq)]
pub struct TextMatch {
    /// What was found.
    pub subject: NamedNode,
    /// How well it fits.
    pub score: f32,
    /// The text that fits.
    pub literal: Literal,
    /// The graph that says so; none where that has no name.
    pub graph: Option<NamedNode>,
}

/// What answers searches.
pub trait TextIndex: Send + Sync {
    /// The hits, the best first.
    ///
    /// # Errors
    /// When the words are no query, the property is not searched, or the index gives no answer.
    fn matches(&self, asked: &TextAsked) -> Result<Vec<TextMatch>, TextError>;
}

/// Why a search in a query was not answered.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// The words.
    #[error("text:query: {0}")]
    Words(String),
    /// A property that is not searched.
    #[error(
        "text:query: the texts of {0} are not searched; these are: rap:quote, rap:text, skos:prefLabel, skos:altLabel, rap:abbreviation"
    )]
    Property(NamedNode),
    /// It is not written as it should be.
    #[error(
        "text:query: {0}; write `?s text:query \"words\"` or `(?s ?score ?literal) text:query (rap:quote \"words\" 10)`"
    )]
    Form(&'static str),
    /// There is no index here.
    #[error("text:query is not answered here")]
    NoIndex,
    /// The index of this version of the store is not made yet.
    #[error("the search index is still being made; try again in a moment")]
    NotReady,
    /// The index failed.
    #[error("text:query: {0}")]
    Failed(String),
}

impl TextError {
    /// Whether the query is at fault.
    #[must_use]
    pub fn is_of_the_query(&self) -> bool {
        matches!(self, Self::Words(_) | Self::Property(_) | Self::Form(_) | Self::NoIndex)
    }
}

/// The query with the answers of its searches in their places. `default` are the graphs that make up the default graph, where something says so.
pub(super) fn answered(
    query: &mut Query,
    index: Option<&dyn TextIndex>,
    default: Option<&[NamedNode]>,
) -> Result<(), TextError> {
    let (Query::Select { pattern, dataset, .. }
    | Query::Construct { pattern, dataset, .. }
    | Query::Describe { pattern, dataset, .. }
    | Query::Ask { pattern, dataset, .. }) = query;
    let default = default.or_else(|| dataset.as_ref().map(|QueryDataset { default, .. }| default.as_slice()));
    Searches { index, default: default.map(<[_]>::to_vec), count: 0 }.pattern(pattern, None)
}

struct Searches<'i> {
    index: Option<&'i dyn TextIndex>,
    default: Option<Vec<NamedNode>>,
    count: usize,
}

impl Searches<'_> {
    /// Answers the searches in a pattern, of which `graph` is the graph that it is matched in, if one is named.
    fn pattern(&mut self, pattern: &mut GraphPattern, graph: Option<&NamedNodePattern>) -> Result<(), TextError> {
        use GraphPattern as P;
        match pattern {
            P::Bgp { patterns } => {
                let is_search =
                    |triple: &TriplePattern| matches!(&triple.predicate, NamedNodePattern::NamedNode(p) if *p == QUERY);
                if patterns.iter().any(is_search) {
                    *pattern = self.triples(std::mem::take(patterns), graph)?;
                }
                Ok(())
            }
            P::Path { .. } | P::Values { .. } | P::Service { .. } => Ok(()),
            P::Join { left, right }
            | P::Lateral { left, right }
            | P::Union { left, right }
            | P::Minus { left, right } => {
                self.pattern(left, graph)?;
                self.pattern(right, graph)
            }
            P::LeftJoin { left, right, expression } => {
                self.pattern(left, graph)?;
                self.pattern(right, graph)?;
                expression.iter_mut().try_for_each(|expression| self.expression(expression, graph))
            }
            P::Filter { expr, inner } => {
                self.expression(expr, graph)?;
                self.pattern(inner, graph)
            }
            P::Graph { name, inner } => {
                let name = name.clone();
                self.pattern(inner, Some(&name))
            }
            P::Extend { inner, expression, .. } => {
                self.expression(expression, graph)?;
                self.pattern(inner, graph)
            }
            P::OrderBy { inner, expression } => {
                for OrderExpression::Asc(key) | OrderExpression::Desc(key) in expression {
                    self.expression(key, graph)?;
                }
                self.pattern(inner, graph)
            }
            P::Group { inner, aggregates, .. } => {
                for (_, aggregate) in aggregates {
                    if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                        self.expression(expr, graph)?;
                    }
                }
                self.pattern(inner, graph)
            }
            P::Project { inner, .. } | P::Distinct { inner } | P::Reduced { inner } | P::Slice { inner, .. } => {
                self.pattern(inner, graph)
            }
        }
    }

    /// Answers the searches in the patterns of an expression (`EXISTS`).
    fn expression(&mut self, expression: &mut Expression, graph: Option<&NamedNodePattern>) -> Result<(), TextError> {
        use Expression as E;
        match expression {
            E::NamedNode(_) | E::Literal(_) | E::Variable(_) | E::Bound(_) => Ok(()),
            E::Exists(pattern) => self.pattern(pattern, graph),
            E::Or(a, b)
            | E::And(a, b)
            | E::Equal(a, b)
            | E::SameTerm(a, b)
            | E::Greater(a, b)
            | E::GreaterOrEqual(a, b)
            | E::Less(a, b)
            | E::LessOrEqual(a, b)
            | E::Add(a, b)
            | E::Subtract(a, b)
            | E::Multiply(a, b)
            | E::Divide(a, b) => {
                self.expression(a, graph)?;
                self.expression(b, graph)
            }
            E::UnaryPlus(a) | E::UnaryMinus(a) | E::Not(a) => self.expression(a, graph),
            E::If(a, b, c) => [a, b, c].into_iter().try_for_each(|part| self.expression(part, graph)),
            E::In(a, all) => {
                self.expression(a, graph)?;
                all.iter_mut().try_for_each(|part| self.expression(part, graph))
            }
            E::Coalesce(all) | E::FunctionCall(_, all) => {
                all.iter_mut().try_for_each(|part| self.expression(part, graph))
            }
        }
    }

    /// Parts triples into searches and others.
    fn triples(
        &mut self,
        triples: Vec<TriplePattern>,
        graph: Option<&NamedNodePattern>,
    ) -> Result<GraphPattern, TextError> {
        let (searches, mut rest): (Vec<_>, Vec<_>) = triples
            .into_iter()
            .partition(|triple| matches!(&triple.predicate, NamedNodePattern::NamedNode(p) if *p == QUERY));
        let mut joined: Option<GraphPattern> = None;
        for TriplePattern { subject, object, .. } in searches {
            let subjects = list(subject, &mut rest)?;
            let arguments = list(object, &mut rest)?;
            let rows = self.search(&subjects, &arguments, graph)?;
            joined = Some(match joined {
                None => rows,
                Some(before) => GraphPattern::Join { left: Box::new(before), right: Box::new(rows) },
            });
        }
        let rows = joined.unwrap_or_default();
        if rest.is_empty() {
            return Ok(rows);
        }
        // For each hit, not beside the hits: what follows is looked up where it could be all of the store.
        let rest = GraphPattern::Bgp { patterns: rest };
        Ok(GraphPattern::Lateral { left: Box::new(rows), right: Box::new(rest) })
    }

    /// The rows of one search.
    fn search(
        &mut self,
        subjects: &[TermPattern],
        arguments: &[TermPattern],
        graph: Option<&NamedNodePattern>,
    ) -> Result<GraphPattern, TextError> {
        self.count += 1;
        if self.count > MOST_SEARCHES {
            return Err(TextError::Form("the query searches more than 20 times"));
        }
        let asked = asked(arguments)?;
        let index = self.index.ok_or(TextError::NoIndex)?;
        if subjects.is_empty() || subjects.len() > 3 {
            return Err(TextError::Form("the subject is `?s`, or a list of `?s`, `?score` and `?literal`"));
        }
        // What is no variable is one here, and must be what it is.
        let mut filter: Option<Expression> = None;
        let mut must = |condition: Expression| {
            filter = Some(match filter.take() {
                None => condition,
                Some(before) => Expression::And(Box::new(before), Box::new(condition)),
            });
        };
        let mut variables: Vec<Variable> = Vec::new();
        for (at, term) in subjects.iter().enumerate() {
            // A blank is in no variable's name of a query.
            let fresh = Variable::new_unchecked(format!("text {} {at}", self.count));
            match term {
                TermPattern::Variable(variable) if !variables.contains(variable) => variables.push(variable.clone()),
                TermPattern::Variable(variable) => {
                    let same = Expression::SameTerm(Box::new(variable.clone().into()), Box::new(fresh.clone().into()));
                    must(same);
                    variables.push(fresh);
                }
                // It stands for anything, and what else is said of it is said of the same.
                TermPattern::BlankNode(_) => {
                    return Err(TextError::Form("a blank node cannot be searched for, give it a variable"));
                }
                TermPattern::NamedNode(node) => {
                    must(Expression::SameTerm(Box::new(fresh.clone().into()), Box::new(node.clone().into())));
                    variables.push(fresh);
                }
                TermPattern::Literal(literal) => {
                    must(Expression::SameTerm(Box::new(fresh.clone().into()), Box::new(literal.clone().into())));
                    variables.push(fresh);
                }
                TermPattern::Triple(_) => return Err(TextError::Form("a triple cannot be searched for")),
            }
        }
        if let Some(NamedNodePattern::Variable(name)) = graph
            && variables.contains(name)
        {
            return Err(TextError::Form("the variable of GRAPH is in the subject of the search as well"));
        }
        let columns = variables.len();
        let inside = match graph {
            Some(NamedNodePattern::Variable(name)) => {
                variables.push(name.clone());
                true
            }
            _ => false,
        };
        let mut bindings = Vec::new();
        for found in index.matches(&asked)? {
            let seen = match (graph, &self.default) {
                (Some(NamedNodePattern::NamedNode(name)), _) => found.graph.as_ref() == Some(name),
                (Some(NamedNodePattern::Variable(_)), _) => found.graph.is_some(),
                (None, Some(default)) => found.graph.as_ref().is_some_and(|graph| default.contains(graph)),
                (None, None) => true,
            };
            if !seen {
                continue;
            }
            let score = Literal::new_typed_literal(found.score.to_string(), xsd::FLOAT);
            let row = [GroundTerm::from(found.subject), score.into(), found.literal.into()];
            let mut row: Vec<Option<GroundTerm>> = row.into_iter().take(columns).map(Some).collect();
            if inside {
                row.push(found.graph.map(GroundTerm::from));
            }
            bindings.push(row);
        }
        let values = GraphPattern::Values { variables, bindings };
        Ok(match filter {
            None => values,
            Some(expr) => GraphPattern::Filter { expr, inner: Box::new(values) },
        })
    }
}

/// What stands behind `text:query`.
fn asked(arguments: &[TermPattern]) -> Result<TextAsked, TextError> {
    let mut arguments = arguments.iter().peekable();
    let property = arguments.next_if(|term| matches!(term, TermPattern::NamedNode(_))).map(|term| match term {
        TermPattern::NamedNode(node) => node.clone(),
        _ => QUERY.into_owned(),
    });
    let words = match arguments.next() {
        Some(TermPattern::Literal(words)) if words.datatype() == xsd::STRING || words.language().is_some() => {
            words.value().to_owned()
        }
        Some(TermPattern::Variable(_)) => return Err(TextError::Form("the words must stand in the query itself")),
        _ => return Err(TextError::Form("there are no words")),
    };
    let limit = match arguments.next() {
        None => TextAsked::MOST,
        Some(TermPattern::Literal(limit)) => {
            let limit = limit.value().parse::<i64>().map_err(|_| TextError::Form("the limit is no whole number"))?;
            // Jena takes a negative one for none.
            usize::try_from(limit).unwrap_or(TextAsked::MOST).min(TextAsked::MOST)
        }
        Some(_) => return Err(TextError::Form("the limit is no whole number")),
    };
    if limit == 0 {
        return Err(TextError::Form("the limit is 0, so that nothing would be found"));
    }
    if arguments.next().is_some() {
        return Err(TextError::Form("there is more behind the words than a limit"));
    }
    Ok(TextAsked { property, words, limit })
}

/// The members of a list, whose triples are taken away; a term that is no list is its only member.
fn list(head: TermPattern, triples: &mut Vec<TriplePattern>) -> Result<Vec<TermPattern>, TextError> {
    if matches!(&head, TermPattern::NamedNode(node) if *node == rdf::NIL) {
        return Err(TextError::Form("a list is empty"));
    }
    let mut members = Vec::new();
    let mut at = head.clone();
    loop {
        if matches!(&at, TermPattern::NamedNode(node) if *node == rdf::NIL) {
            return Ok(members);
        }
        let mut take = |property: NamedNodeRef<'_>| {
            let of = |triple: &TriplePattern| {
                triple.subject == at && matches!(&triple.predicate, NamedNodePattern::NamedNode(p) if *p == property)
            };
            let found = triples.iter().position(of)?;
            Some(triples.swap_remove(found).object)
        };
        let is_blank = matches!(at, TermPattern::BlankNode(_));
        match (is_blank.then(|| take(rdf::FIRST)).flatten(), members.is_empty()) {
            (Some(member), _) => {
                members.push(member);
                at = take(rdf::REST).ok_or(TextError::Form("a list does not end"))?;
            }
            (None, true) => return Ok(vec![head]),
            (None, false) => return Err(TextError::Form("a list does not end")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::SparqlParser;
    use std::sync::Mutex;

    /// Says two things of everything, and remembers what it was asked.
    #[derive(Default)]
    struct Echo(Mutex<Vec<TextAsked>>);

    impl TextIndex for Echo {
        fn matches(&self, asked: &TextAsked) -> Result<Vec<TextMatch>, TextError> {
            self.0.lock().unwrap().push(asked.clone());
            let node = |name: &str| NamedNode::new_unchecked(format!("https://example.org/{name}"));
            let found = ["a", "b"].map(|name| TextMatch {
                subject: node(name),
                score: 1.5,
                literal: Literal::new_simple_literal(&asked.words),
                graph: Some(node(&format!("graph-{name}"))),
            });
            Ok(found.into_iter().take(asked.limit).collect())
        }
    }

    fn rewritten(pattern: &str) -> (Result<String, String>, Vec<TextAsked>) {
        let prefixes = "PREFIX text: <http://jena.apache.org/text#> PREFIX rap: <https://w3id.org/rapporteur/> \
                        PREFIX e: <https://example.org/>";
        let mut query = SparqlParser::new().parse_query(&format!("{prefixes} SELECT * {{ {pattern} }}")).unwrap();
        let index = Echo::default();
        let done = answered(&mut query, Some(&index), None).map(|()| query.to_string()).map_err(|e| e.to_string());
        (done, index.0.into_inner().unwrap())
    }

    #[test]
    fn the_forms_of_jena_are_understood() {
        let property = || Some(NamedNode::new_unchecked("https://w3id.org/rapporteur/quote"));
        for (pattern, property, words, limit) in [
            ("?s text:query 'red line'", None, "red line", TextAsked::MOST),
            ("?s text:query ('red line')", None, "red line", TextAsked::MOST),
            ("?s text:query ('red line' 1)", None, "red line", 1),
            ("?s text:query (rap:quote 'red line' 2)", property(), "red line", 2),
            ("(?s ?score) text:query ('red' -1)", None, "red", TextAsked::MOST),
            (
                "(?s ?score ?literal) text:query (rap:quote '\"red line\"'@en)",
                property(),
                "\"red line\"",
                TextAsked::MOST,
            ),
        ] {
            let (done, asked) = rewritten(pattern);
            let done = done.unwrap();
            assert!(
                done.contains("VALUES") && done.contains("https://example.org/a") && !done.contains("jena"),
                "{done}"
            );
            assert_eq!(asked, [TextAsked { property, words: words.to_owned(), limit }], "{pattern}");
        }
    }

    #[test]
    fn searches_are_answered_wherever_they_stand() {
        for pattern in [
            "?x a ?y OPTIONAL { ?s text:query 'red' }",
            "{ ?s text:query 'red' } UNION { ?s a ?y }",
            "{ SELECT ?s (COUNT(?y) AS ?n) { ?s text:query 'red' ; e:p ?y } GROUP BY ?s }",
            "?s a ?y FILTER NOT EXISTS { ?s text:query 'red' }",
            "?s a ?y MINUS { ?s text:query 'red' }",
            "?s a ?y BIND(IF(EXISTS { ?s text:query 'red' }, 1, 2) AS ?z)",
            "GRAPH ?g { ?s text:query 'red' ; a ?y }",
            "?s text:query 'red' ; e:p*/e:q ?y . (?t ?score) text:query ('line' 3)",
        ] {
            let (done, asked) = rewritten(pattern);
            assert!(!asked.is_empty() && !done.as_ref().unwrap().contains("jena"), "{pattern}: {done:?}");
        }
        assert!(rewritten("?s ?p 'text:query'").1.is_empty());
    }

    #[test]
    fn a_graph_sees_what_it_says_itself() {
        let done = rewritten("GRAPH e:graph-b { ?s text:query 'red' }").0.unwrap();
        assert!(done.contains("example.org/b>") && !done.contains("example.org/a>"), "{done}");
        let done = rewritten("GRAPH ?g { ?s text:query 'red' }").0.unwrap();
        assert!(done.contains("( <https://example.org/a> <https://example.org/graph-a> )"), "{done}");
    }

    #[test]
    fn what_is_not_written_as_it_should_be_is_told() {
        for (pattern, told) in [
            ("?s text:query ?words", "in the query itself"),
            ("?s text:query 7", "no words"),
            ("?s text:query ()", "empty"),
            ("?s text:query ('red' 0)", "limit is 0"),
            ("?s text:query ('red' 'many')", "no whole number"),
            ("?s text:query ('red' 1 'lang:en')", "more behind the words"),
            ("(?s ?score ?literal ?graph) text:query 'red'", "list of"),
            ("[] text:query 'red'", "blank node"),
        ] {
            let told_is = rewritten(pattern).0.unwrap_err();
            assert!(told_is.contains(told), "{pattern}: {told_is}");
        }
        let many = "?s text:query 'red' . ".repeat(21);
        assert!(rewritten(&many).0.unwrap_err().contains("more than 20"));
    }
}
