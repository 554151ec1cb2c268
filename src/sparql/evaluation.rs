//! Running a parsed query over a store.

use super::dataset::{Quads, Source, UNION};
use super::functions::register;
use super::planning;
use super::rewrite::metered;
use super::text::{TextError, TextIndex, answered};
use super::top::Top;
use crate::store::Store;
use oxigraph::model::{GraphName, NamedNode};
use oxigraph::sparql::{CancellationToken, PreparedSparqlQuery, QueryEvaluationError, QueryResults, SparqlEvaluator};
use std::sync::Arc;

/// What a query without `GRAPH` or `FROM` sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DefaultGraph {
    /// All graphs together.
    #[default]
    Union,
    /// Only the graph without a name, as in the letter of SPARQL. It is empty here.
    Strict,
}

/// How a query is to be run.
#[derive(Clone, Default)]
pub struct Evaluation {
    default_graph: DefaultGraph,
    dataset: Option<(Vec<NamedNode>, Vec<NamedNode>)>,
    cancellation: CancellationToken,
    texts: Option<Arc<dyn TextIndex>>,
}

/// Why a query came to no end.
#[derive(Debug, thiserror::Error)]
pub enum EvaluationError {
    /// It was stopped.
    #[error("the query was stopped")]
    Cancelled,
    /// It wanted to call another server.
    #[error(
        "SERVICE <{0}> is not available: nothing a query says makes this server call another one; ask that one yourself"
    )]
    Service(NamedNode),
    /// It searches texts.
    #[error(transparent)]
    Text(#[from] TextError),
    /// Anything else that the evaluator reports.
    #[error("the query failed: {0}")]
    Failed(QueryEvaluationError),
}

impl From<QueryEvaluationError> for EvaluationError {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::Cancelled => Self::Cancelled,
            QueryEvaluationError::UnsupportedService(name) => Self::Service(name),
            other => Self::Failed(other),
        }
    }
}

impl EvaluationError {
    /// Whether the query, not the store, is at fault.
    #[must_use]
    pub fn is_of_the_query(&self) -> bool {
        match self {
            Self::Service(_) => true,
            Self::Cancelled => false,
            Self::Text(error) => error.is_of_the_query(),
            Self::Failed(error) => matches!(
                error,
                QueryEvaluationError::UnboundService
                    | QueryEvaluationError::InvalidServiceName(_)
                    | QueryEvaluationError::UnsupportedCustomFunction(_)
                    | QueryEvaluationError::UnsupportedCustomFunctionArity { .. }
            ),
        }
    }
}

impl Evaluation {
    /// An evaluation that takes `default_graph` for queries that name no dataset themselves.
    #[must_use]
    pub fn new(default_graph: DefaultGraph) -> Self {
        Self { default_graph, ..Self::default() }
    }

    /// Takes these graphs as the dataset, whatever the query says: the default graph is the union of the first, and `GRAPH` sees the second.
    #[must_use]
    pub fn with_dataset(mut self, default: Vec<NamedNode>, named: Vec<NamedNode>) -> Self {
        self.dataset = Some((default, named));
        self
    }

    /// Lets `token` stop the query. It is looked at whenever the store is read.
    #[must_use]
    pub fn with_cancellation(mut self, token: CancellationToken) -> Self {
        self.cancellation = token;
        self
    }

    /// Takes this index to answer `text:query`.
    #[must_use]
    pub fn with_texts(mut self, index: Arc<dyn TextIndex>) -> Self {
        self.texts = Some(index);
        self
    }

    /// Answers what a query searches for in texts.
    fn searched(&self, query: &mut spargebra::Query) -> Result<(), TextError> {
        let asked = self.dataset.as_ref().map(|(default, _)| default.as_slice());
        let default =
            asked.or((self.default_graph == DefaultGraph::Strict && query.dataset().is_none()).then_some(&[]));
        answered(query, self.texts.as_deref(), default)
    }

    /// Runs a query on the store as it is now.
    ///
    /// ```
    /// use oxigraph::sparql::QueryResults;
    /// use rapporteur::sparql::{DefaultGraph, Evaluation};
    /// use rapporteur::{graph::Base, store::Store};
    ///
    /// let store = Store::in_memory(Base::new(Base::DEFAULT)?)?;
    /// let query = spargebra::SparqlParser::new().parse_query("ASK { ?s ?p ?o }")?;
    /// let answer = Evaluation::new(DefaultGraph::Union).run(query, &store)?;
    /// assert!(matches!(answer, QueryResults::Boolean(false)));
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the query calls for another server, was stopped, or the store cannot be read. Rows can fail later in the same ways.
    pub fn run(&self, mut query: spargebra::Query, store: &Store) -> Result<QueryResults<'static>, EvaluationError> {
        self.searched(&mut query)?;
        let mut prepared = self.evaluator().for_query(query);
        if self.set_dataset(&mut prepared).is_none() && self.default_graph == DefaultGraph::Union {
            prepared.dataset_mut().set_default_graph_as_union();
        }
        Ok(prepared.on_store(store.oxigraph()).execute()?)
    }

    /// Runs a query on one version of the store. Where this and the reading of the results happen inside of [`super::meter::run`], all of it ends at its bounds.
    ///
    /// A triple that stands in several of the graphs that make up the default graph counts once.
    ///
    /// ```
    /// use oxigraph::sparql::QueryResults;
    /// use rapporteur::sparql::meter::{Bounds, Broken, run};
    /// use rapporteur::sparql::{DefaultGraph, Evaluation, Source};
    /// use rapporteur::store::{Snapshot, Store};
    /// use rapporteur::graph::Base;
    /// use std::{sync::Arc, time::Duration};
    ///
    /// let store = Store::in_memory(Base::new(Base::DEFAULT)?)?;
    /// let source = Source::Snapshot(Arc::new(Snapshot::of(&store, usize::MAX)?));
    /// let values = format!("VALUES ?x {{ {} }}", "1 ".repeat(1000));
    /// let product = format!("ASK {{ {values} {} FILTER(?a + ?b = 3) }}", values.replace('x', "a") + &values.replace('x', "b"));
    /// let query = spargebra::SparqlParser::new().parse_query(&product)?;
    /// let evaluation = Evaluation::new(DefaultGraph::Union);
    /// let ended = run(Bounds::of(Duration::from_millis(100), usize::MAX), || {
    ///     matches!(evaluation.on(query, source), Ok(QueryResults::Boolean(true)))
    /// });
    /// assert_eq!(ended, Err(Broken::Time));
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Self::run`].
    pub fn on<'s>(&self, mut query: spargebra::Query, source: Source<'s>) -> Result<QueryResults<'s>, EvaluationError> {
        self.searched(&mut query)?;
        let top = Top::out_of(&mut query);
        let query = metered(query);
        let mut evaluator = register(self.evaluator());
        if !planning::is_short(&query) {
            // Not in its documentation, but a public part of the evaluator below it.
            evaluator = evaluator.without_optimizations();
        }
        let mut prepared = evaluator.for_query(query);
        let union = || GraphName::from(NamedNode::new_unchecked(UNION));
        let merged = match self.set_dataset(&mut prepared) {
            None if self.default_graph == DefaultGraph::Strict => None,
            None => {
                prepared.dataset_mut().set_default_graph(vec![union()]);
                None
            }
            Some(default) if default.len() > 1 => {
                prepared.dataset_mut().set_default_graph(vec![union()]);
                Some(default)
            }
            Some(_) => None,
        };
        let results = prepared.on_queryable_dataset(Quads::of(source.clone(), merged)).execute()?;
        Ok(match (top, results) {
            (Some(top), QueryResults::Solutions(rows)) => top.of(rows, source)?.into(),
            (_, results) => results,
        })
    }

    /// No handler for `SERVICE` is registered, and Oxigraph is built without an HTTP client: queries cannot call out.
    fn evaluator(&self) -> SparqlEvaluator {
        SparqlEvaluator::new().with_cancellation_token(self.cancellation.clone())
    }

    /// Sets the dataset that was asked for beside the query, and tells of which graphs the default graph is made; `None` where nothing says so.
    fn set_dataset(&self, prepared: &mut PreparedSparqlQuery) -> Option<Vec<GraphName>> {
        let dataset = prepared.dataset_mut();
        if let Some((default, named)) = &self.dataset {
            dataset.set_default_graph(default.iter().cloned().map(GraphName::from).collect());
            dataset.set_available_named_graphs(named.iter().cloned().map(Into::into).collect());
        } else if dataset.is_default_dataset() {
            return None;
        }
        Some(dataset.default_graph_graphs().map(<[_]>::to_vec).unwrap_or_default())
    }
}
