//! SPARQL Update: within the same bounds as queries, and away from the graphs that the program keeps.

use super::dataset::Source;
use super::evaluation::{Evaluation, EvaluationError};
use super::meter::tick;
use crate::store::{Touched, fault_point};
use oxigraph::model::{
    BlankNode, GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, Triple, Variable,
};
use oxigraph::sparql::{QueryResults, QuerySolution};
use oxigraph::store::{StorageError, Transaction};
use rustc_hash::{FxHashMap, FxHashSet};
use spargebra::algebra::{GraphPattern, GraphTarget, QueryDataset};
use spargebra::term::{
    GraphName as Graph, GraphNamePattern, GroundQuad, GroundQuadPattern, GroundTerm, GroundTermPattern,
    NamedNodePattern, QuadPattern, TermPattern, TriplePattern,
};
use spargebra::{GraphUpdateOperation, Query, Update};

/// Why an update was not made. Nothing of it was, then.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// It touches a graph that the program keeps.
    #[error("<{0}> is kept by rapporteur itself and cannot be written to; choose a graph of your own")]
    Managed(NamedNode),
    /// It wants to fetch something.
    #[error(
        "LOAD <{0}> is not available: nothing a request says makes this server call another one; send the data to /data"
    )]
    Load(NamedNode),
    /// The graph that it makes is there.
    #[error("there is a graph <{0}> already; leave CREATE out, or say CREATE SILENT")]
    Exists(NamedNode),
    /// The graph that it takes away is not there.
    #[error("there is no graph <{0}>; leave the operation out, or say SILENT")]
    Missing(NamedNode),
    /// It names graphs to read from (`WITH`, `USING`), and so does the request.
    #[error(
        "the update says with WITH or USING which graphs it reads: leave using-graph-uri and using-named-graph-uri out"
    )]
    TwoDatasets,
    /// Its pattern could not be evaluated.
    #[error(transparent)]
    Evaluation(#[from] EvaluationError),
    /// The store.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// How an update is to be made.
pub struct Writer<'w> {
    /// How its patterns are evaluated.
    pub evaluation: &'w Evaluation,
    /// The graphs that its patterns see, where the request says so: those that make up the default graph, and those with a name.
    pub using: Option<(Vec<NamedNode>, Vec<NamedNode>)>,
    /// Whether the program keeps a graph itself.
    pub is_managed: &'w dyn Fn(NamedNodeRef<'_>) -> bool,
}

/// How many quads an update brought and took, those counted that were there or not there before, and of what they speak.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Quads to be in the store.
    pub added: usize,
    /// Quads to be no longer in it.
    pub removed: usize,
    /// Their subjects.
    pub touched: Touched,
}

impl Writer<'_> {
    /// Makes an update in a transaction, which the caller commits.
    ///
    /// # Errors
    /// As [`UpdateError`] says; the transaction is to be dropped then.
    pub fn write(&self, update: Update, transaction: &mut Transaction<'_>) -> Result<Written, UpdateError> {
        let mut written = Written::default();
        for operation in update.operations {
            self.operation(operation, transaction, &mut written)?;
            fault_point("update-operation-made");
        }
        Ok(written)
    }

    fn operation(
        &self,
        operation: GraphUpdateOperation,
        transaction: &mut Transaction<'_>,
        written: &mut Written,
    ) -> Result<(), UpdateError> {
        use GraphUpdateOperation as O;
        let mut changes = Changes::default();
        match operation {
            O::InsertData { data } => {
                let mut blank = FxHashMap::default();
                changes.added = data.into_iter().map(|quad| with_fresh_nodes(quad, &mut blank)).collect();
            }
            O::DeleteData { data } => changes.removed = data.into_iter().map(ground).collect(),
            O::DeleteInsert { delete, insert, using, pattern } => {
                changes = self.changes(&delete, &insert, using, *pattern, transaction)?;
            }
            O::Load { silent: true, .. } => return Ok(()),
            O::Load { source, .. } => return Err(UpdateError::Load(source)),
            O::Create { silent, graph } => {
                self.check(graph.as_ref())?;
                if !transaction.contains_named_graph(&graph)? {
                    transaction.insert_named_graph(&graph);
                } else if !silent {
                    return Err(UpdateError::Exists(graph));
                }
                return Ok(());
            }
            O::Clear { silent, graph } => return self.clear(&graph, silent, false, transaction, written),
            O::Drop { silent, graph } => return self.clear(&graph, silent, true, transaction, written),
        }
        for quad in changes.removed.iter().chain(&changes.added) {
            if let GraphName::NamedNode(graph) = &quad.graph_name {
                self.check(graph.as_ref())?;
            }
        }
        written.removed += changes.removed.len();
        written.added += changes.added.len();
        for quad in changes.removed.iter().chain(&changes.added) {
            written.touched.add(quad.subject.as_ref());
        }
        for quad in &changes.removed {
            tick();
            transaction.remove(quad);
        }
        for quad in &changes.added {
            tick();
            transaction.insert(quad);
        }
        Ok(())
    }

    fn check(&self, graph: NamedNodeRef<'_>) -> Result<(), UpdateError> {
        if (self.is_managed)(graph) { Err(UpdateError::Managed(graph.into_owned())) } else { Ok(()) }
    }

    /// What the templates make of each solution of the pattern.
    fn changes(
        &self,
        delete: &[GroundQuadPattern],
        insert: &[QuadPattern],
        using: Option<QueryDataset>,
        pattern: GraphPattern,
        transaction: &Transaction<'_>,
    ) -> Result<Changes, UpdateError> {
        let evaluation = match (&self.using, &using) {
            (Some(_), Some(_)) => return Err(UpdateError::TwoDatasets),
            (Some((default, named)), None) => self.evaluation.clone().with_dataset(default.clone(), named.clone()),
            (None, _) => self.evaluation.clone(),
        };
        let delete: Vec<QuadPattern> = delete.iter().map(template).collect();
        let variables = variables(delete.iter().chain(insert));
        let pattern = GraphPattern::Project { inner: Box::new(pattern), variables };
        let query = Query::Select { dataset: using, pattern, base_iri: None };
        let mut changes = Changes::default();
        let QueryResults::Solutions(solutions) = evaluation.on(query, Source::Store(transaction))? else {
            return Ok(changes);
        };
        for solution in solutions {
            let solution = solution.map_err(EvaluationError::from)?;
            let mut blank = FxHashMap::default();
            changes.removed.extend(delete.iter().filter_map(|quad| instance(quad, &solution, &mut blank)));
            changes.added.extend(insert.iter().filter_map(|quad| instance(quad, &solution, &mut blank)));
        }
        Ok(changes)
    }

    fn clear(
        &self,
        target: &GraphTarget,
        silent: bool,
        drop: bool,
        transaction: &mut Transaction<'_>,
        written: &mut Written,
    ) -> Result<(), UpdateError> {
        let mut graphs: Vec<GraphName> = Vec::new();
        if let GraphTarget::NamedNode(graph) = target {
            self.check(graph.as_ref())?;
            if !transaction.contains_named_graph(graph)? {
                return if silent { Ok(()) } else { Err(UpdateError::Missing(graph.clone())) };
            }
            graphs.push(graph.clone().into());
        }
        if matches!(target, GraphTarget::DefaultGraph | GraphTarget::AllGraphs) {
            graphs.push(GraphName::DefaultGraph);
        }
        if matches!(target, GraphTarget::NamedGraphs | GraphTarget::AllGraphs) {
            for graph in transaction.named_graphs() {
                let graph = graph?;
                if let NamedOrBlankNode::NamedNode(node) = &graph {
                    self.check(node.as_ref())?;
                }
                graphs.push(graph.into());
            }
        }
        for graph in &graphs {
            let quads: Result<Vec<Quad>, _> =
                transaction.quads_for_pattern(None, None, None, Some(graph.as_ref())).inspect(|_| tick()).collect();
            let quads = quads?;
            written.removed += quads.len();
            for quad in &quads {
                written.touched.add(quad.subject.as_ref());
                transaction.remove(quad);
            }
            match graph.as_ref() {
                GraphNameRef::NamedNode(node) if drop => transaction.remove_named_graph(node)?,
                GraphNameRef::BlankNode(node) if drop => transaction.remove_named_graph(node)?,
                _ => {}
            }
        }
        Ok(())
    }
}

#[derive(Default)]
struct Changes {
    added: Vec<Quad>,
    removed: Vec<Quad>,
}

fn graph_name(graph: Graph) -> GraphName {
    match graph {
        Graph::NamedNode(node) => node.into(),
        Graph::DefaultGraph => GraphName::DefaultGraph,
    }
}

type Fresh = FxHashMap<BlankNode, BlankNode>;

/// A quad of `INSERT DATA`: its blank nodes are new ones.
fn with_fresh_nodes(quad: spargebra::term::Quad, blank: &mut Fresh) -> Quad {
    let subject = match quad.subject {
        NamedOrBlankNode::BlankNode(node) => fresh(&node, blank).into(),
        subject @ NamedOrBlankNode::NamedNode(_) => subject,
    };
    Quad::new(subject, quad.predicate, with_fresh_node(quad.object, blank), graph_name(quad.graph_name))
}

fn with_fresh_node(term: Term, blank: &mut Fresh) -> Term {
    match term {
        Term::BlankNode(node) => fresh(&node, blank).into(),
        Term::Triple(triple) => {
            let subject = match triple.subject {
                NamedOrBlankNode::BlankNode(node) => fresh(&node, blank).into(),
                subject @ NamedOrBlankNode::NamedNode(_) => subject,
            };
            Triple::new(subject, triple.predicate, with_fresh_node(triple.object, blank)).into()
        }
        term => term,
    }
}

fn fresh(node: &BlankNode, blank: &mut Fresh) -> BlankNode {
    blank.entry(node.clone()).or_default().clone()
}

fn ground(quad: GroundQuad) -> Quad {
    Quad::new(quad.subject, quad.predicate, ground_term(quad.object), graph_name(quad.graph_name))
}

fn ground_term(term: GroundTerm) -> Term {
    match term {
        GroundTerm::NamedNode(node) => node.into(),
        GroundTerm::Literal(literal) => literal.into(),
        GroundTerm::Triple(triple) => Triple::new(triple.subject, triple.predicate, ground_term(triple.object)).into(),
    }
}

/// A template of what is removed as one of what is added: it only has no blank nodes.
fn template(quad: &GroundQuadPattern) -> QuadPattern {
    QuadPattern {
        subject: term_template(&quad.subject),
        predicate: quad.predicate.clone(),
        object: term_template(&quad.object),
        graph_name: quad.graph_name.clone(),
    }
}

fn term_template(pattern: &GroundTermPattern) -> TermPattern {
    match pattern {
        GroundTermPattern::NamedNode(node) => node.clone().into(),
        GroundTermPattern::Literal(literal) => literal.clone().into(),
        GroundTermPattern::Variable(variable) => variable.clone().into(),
        GroundTermPattern::Triple(triple) => TermPattern::Triple(Box::new(TriplePattern {
            subject: term_template(&triple.subject),
            predicate: triple.predicate.clone(),
            object: term_template(&triple.object),
        })),
    }
}

/// What a template gives for a solution; nothing where a variable has no value, or one that cannot stand there.
fn instance(quad: &QuadPattern, solution: &QuerySolution, blank: &mut Fresh) -> Option<Quad> {
    let subject = node(value(&quad.subject, solution, blank)?)?;
    let object = value(&quad.object, solution, blank)?;
    Some(Quad::new(subject, predicate(&quad.predicate, solution)?, object, graph(&quad.graph_name, solution)?))
}

fn node(term: Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.into()),
        Term::BlankNode(node) => Some(node.into()),
        Term::Literal(_) | Term::Triple(_) => None,
    }
}

fn predicate(pattern: &NamedNodePattern, solution: &QuerySolution) -> Option<NamedNode> {
    match pattern {
        NamedNodePattern::NamedNode(node) => Some(node.clone()),
        NamedNodePattern::Variable(variable) => match solution.get(variable)? {
            Term::NamedNode(node) => Some(node.clone()),
            _ => None,
        },
    }
}

fn graph(pattern: &GraphNamePattern, solution: &QuerySolution) -> Option<GraphName> {
    match pattern {
        GraphNamePattern::NamedNode(node) => Some(node.clone().into()),
        GraphNamePattern::DefaultGraph => Some(GraphName::DefaultGraph),
        GraphNamePattern::Variable(variable) => node(solution.get(variable)?.clone()).map(Into::into),
    }
}

fn value(pattern: &TermPattern, solution: &QuerySolution, blank: &mut Fresh) -> Option<Term> {
    Some(match pattern {
        TermPattern::NamedNode(node) => node.clone().into(),
        TermPattern::Literal(literal) => literal.clone().into(),
        TermPattern::BlankNode(node) => fresh(node, blank).into(),
        TermPattern::Variable(variable) => solution.get(variable)?.clone(),
        TermPattern::Triple(triple) => Triple::new(
            node(value(&triple.subject, solution, blank)?)?,
            predicate(&triple.predicate, solution)?,
            value(&triple.object, solution, blank)?,
        )
        .into(),
    })
}

/// The variables of templates, each once.
fn variables<'q>(templates: impl Iterator<Item = &'q QuadPattern>) -> Vec<Variable> {
    let mut found = Vec::new();
    for quad in templates {
        term_variables(&quad.subject, &mut found);
        found.extend(variable_of(&quad.predicate));
        term_variables(&quad.object, &mut found);
        found.extend(graph_variable(&quad.graph_name));
    }
    let mut seen = FxHashSet::default();
    found.retain(|variable| seen.insert(variable.clone()));
    found
}

fn variable_of(pattern: &NamedNodePattern) -> Option<Variable> {
    match pattern {
        NamedNodePattern::Variable(variable) => Some(variable.clone()),
        NamedNodePattern::NamedNode(_) => None,
    }
}

fn graph_variable(pattern: &GraphNamePattern) -> Option<Variable> {
    match pattern {
        GraphNamePattern::Variable(variable) => Some(variable.clone()),
        GraphNamePattern::NamedNode(_) | GraphNamePattern::DefaultGraph => None,
    }
}

fn term_variables(pattern: &TermPattern, found: &mut Vec<Variable>) {
    match pattern {
        TermPattern::Variable(variable) => found.push(variable.clone()),
        TermPattern::Triple(triple) => {
            term_variables(&triple.subject, found);
            found.extend(variable_of(&triple.predicate));
            term_variables(&triple.object, found);
        }
        TermPattern::NamedNode(_) | TermPattern::BlankNode(_) | TermPattern::Literal(_) => {}
    }
}
