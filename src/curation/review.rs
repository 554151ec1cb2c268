//! What waits for a curator, most useful first.
//!
//! Open names come before names that a weak rule settled, those before what later reports may tell of commitments, and that before statements that were read with little confidence. Among open names
//! the order is by what a judgement would settle: mentions of the name, and what was said or promised by it.

use crate::graph::vocabulary::rap;
use crate::store::Store;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::StorageError;
use rustc_hash::{FxHashMap, FxHashSet};

/// Below this confidence a statement waits.
const LOW: f64 = 0.85;

/// Rules that tell who is meant by less than the name itself.
const WEAK: [(&str, &str); 2] = [
    ("office-in-series", "one of several of this given name, taken for the one who leads the series"),
    ("misspelling", "one letter apart from a better attested name of the series"),
];

/// Properties by which statements hang on mentions.
const HANGING: [NamedNodeRef<'static>; 5] =
    [rap::SPEAKER_MENTION, rap::RESPONSIBLE_MENTION, rap::REPLY_MENTION, rap::PERSON_MENTION, rap::AFFILIATION_MENTION];

/// Why something waits. The order is that of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Nothing tells whom the name means.
    OpenName,
    /// A weak rule told.
    WeakName,
    /// A later report may tell what became of a commitment.
    WeakFollowUp,
    /// It was read with little confidence.
    UncertainStatement,
}

impl Kind {
    /// In one word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OpenName => "open-name",
            Self::WeakName => "weak-name",
            Self::WeakFollowUp => "weak-follow-up",
            Self::UncertainStatement => "uncertain-statement",
        }
    }
}

/// One thing that waits.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// Why.
    pub kind: Kind,
    /// The mention or statement.
    pub iri: NamedNode,
    /// What the report says.
    pub text: String,
    /// The report's path.
    pub report: String,
    /// Who may be meant, or who is taken to be.
    pub candidates: Vec<String>,
    /// Why, in words.
    pub reason: String,
    weight: usize,
}

/// Everything that waits, most useful first.
///
/// # Errors
/// When the store cannot be read.
pub fn review(store: &Store) -> Result<Vec<Waiting>, StorageError> {
    let review = Review { store, judged: judged(store)? };
    let hanging = review.hanging()?;
    let mut waiting = Vec::new();
    for (rule, reason) in WEAK.into_iter().chain([("open", "nothing tells whom it means")]) {
        let value = Term::from(oxigraph::model::Literal::new_simple_literal(rule));
        for quad in review.quads(None, rap::RESOLVED_BY, Some(&value)) {
            let NamedOrBlankNode::NamedNode(mention) = quad?.subject else { continue };
            if review.judged.contains(&mention) {
                continue;
            }
            let weight = hanging.get(&mention).copied().unwrap_or(0);
            waiting.push(review.name(mention, rule, reason, weight)?);
        }
    }
    for quad in review.quads(None, rap::SUGGESTS, None) {
        let NamedOrBlankNode::NamedNode(node) = quad?.subject else { continue };
        waiting.extend(review.follow_up(node)?);
    }
    for (class, recognised) in [(rap::CONTRIBUTION, "contribution"), (rap::COMMITMENT, "commitment")] {
        for quad in review.quads(None, rdf::TYPE, Some(&class.into())) {
            let NamedOrBlankNode::NamedNode(node) = quad?.subject else { continue };
            if let Some(uncertain) = review.statement(node, recognised)? {
                waiting.push(uncertain);
            }
        }
    }
    waiting.sort_by(|a, b| {
        (a.kind, b.weight, &a.report, a.iri.as_str()).cmp(&(b.kind, a.weight, &b.report, b.iri.as_str()))
    });
    Ok(waiting)
}

/// What judgements in force are about: it waits no more.
fn judged(store: &Store) -> Result<FxHashSet<NamedNode>, StorageError> {
    let graph = store.graph(store.base().judgement_graph().as_ref())?;
    let withdrawn: FxHashSet<&NamedOrBlankNode> = graph
        .iter()
        .filter(|q| {
            q.predicate.as_ref() == rap::WITHDRAWN
                && matches!(&q.object, Term::Literal(flag) if matches!(flag.value(), "true" | "1"))
        })
        .map(|q| &q.subject)
        .collect();
    let about = graph.iter().filter(|q| {
        let predicate = q.predicate.as_ref();
        (predicate == rap::JUDGED_MENTION || predicate == rap::JUDGED_STATEMENT) && !withdrawn.contains(&q.subject)
    });
    let about = about.filter_map(|q| match &q.object {
        Term::NamedNode(node) => Some(node.clone()),
        _ => None,
    });
    Ok(about.collect())
}

struct Review<'s> {
    store: &'s Store,
    judged: FxHashSet<NamedNode>,
}

impl Review<'_> {
    fn quads(
        &self,
        subject: Option<&NamedNode>,
        property: NamedNodeRef<'_>,
        object: Option<&Term>,
    ) -> impl Iterator<Item = Result<Quad, StorageError>> {
        let subject = subject.map(|node| node.as_ref().into());
        self.store.oxigraph().quads_for_pattern(subject, Some(property), object.map(Term::as_ref), None)
    }

    fn texts(&self, subject: &NamedNode, property: NamedNodeRef<'_>) -> Result<Vec<String>, StorageError> {
        let mut texts = Vec::new();
        for quad in self.quads(Some(subject), property, None) {
            match quad?.object {
                Term::Literal(literal) => texts.push(literal.value().to_owned()),
                Term::NamedNode(node) => texts.push(node.into_string()),
                _ => {}
            }
        }
        texts.sort();
        Ok(texts)
    }

    fn text(&self, subject: &NamedNode, property: NamedNodeRef<'_>) -> Result<String, StorageError> {
        Ok(self.texts(subject, property)?.into_iter().next().unwrap_or_default())
    }

    /// The path of the report that a node stands in.
    fn report(&self, node: &NamedNode) -> Result<String, StorageError> {
        let report = self.text(node, rap::IN_REPORT)?;
        let path = self.text(&NamedNode::new_unchecked(&report), rap::PATH)?;
        Ok(if path.is_empty() { report } else { path })
    }

    /// How much hangs on each first mention: its later mentions, and the statements that name any of them.
    fn hanging(&self) -> Result<FxHashMap<NamedNode, usize>, StorageError> {
        let mut first: FxHashMap<NamedNode, NamedNode> = FxHashMap::default();
        let mut weights: FxHashMap<NamedNode, usize> = FxHashMap::default();
        for quad in self.quads(None, rap::ANTECEDENT, None) {
            if let Quad { subject: NamedOrBlankNode::NamedNode(later), object: Term::NamedNode(earlier), .. } = quad? {
                *weights.entry(earlier.clone()).or_default() += 1;
                first.insert(later, earlier);
            }
        }
        for property in HANGING {
            for quad in self.quads(None, property, None) {
                if let Term::NamedNode(mention) = quad?.object {
                    let mention = first.get(&mention).cloned().unwrap_or(mention);
                    *weights.entry(mention).or_default() += 1;
                }
            }
        }
        Ok(weights)
    }

    fn name(&self, mention: NamedNode, rule: &str, reason: &str, weight: usize) -> Result<Waiting, StorageError> {
        let open = rule == "open";
        let candidates = self.texts(&mention, if open { rap::CANDIDATE } else { rap::REFERS_TO })?;
        // A name with candidates can be settled by looking; one without needs somebody who was there.
        let weight = (weight + 1) * if open && candidates.is_empty() { 1 } else { 4 };
        Ok(Waiting {
            kind: if open { Kind::OpenName } else { Kind::WeakName },
            text: self.text(&mention, rap::QUOTE)?,
            report: self.report(&mention)?,
            reason: match (open, candidates.len()) {
                (true, 0) => "nobody of the series is called so".to_owned(),
                (true, 1) => "the one who is called so may be somebody else".to_owned(),
                (true, several) => format!("{several} are called so"),
                _ => reason.to_owned(),
            },
            iri: mention,
            candidates,
            weight,
        })
    }

    /// What a later report may tell of a commitment; nothing where a curator judged either.
    fn follow_up(&self, node: NamedNode) -> Result<Option<Waiting>, StorageError> {
        let commitment = NamedNode::new_unchecked(self.text(&node, rap::FOLLOWS_UP)?);
        if self.judged.contains(&node) || self.judged.contains(&commitment) {
            return Ok(None);
        }
        let (suggests, promised) = (self.text(&node, rap::SUGGESTS)?, self.text(&commitment, rap::QUOTE)?);
        let confidence = self.text(&node, rap::CONFIDENCE)?.parse().unwrap_or(0.0);
        Ok(Some(Waiting {
            kind: Kind::WeakFollowUp,
            text: self.text(&node, rap::QUOTE)?,
            report: self.report(&node)?,
            candidates: vec![commitment.into_string()],
            reason: format!("this commitment may be {suggests}: {promised}"),
            // The surest first.
            weight: usize::try_from(hundredths(confidence)).unwrap_or(0),
            iri: node,
        }))
    }

    fn statement(&self, node: NamedNode, recognised: &str) -> Result<Option<Waiting>, StorageError> {
        let confidence: f64 = self.text(&node, rap::CONFIDENCE)?.parse().unwrap_or(1.0);
        if confidence >= LOW || self.judged.contains(&node) {
            return Ok(None);
        }
        Ok(Some(Waiting {
            kind: Kind::UncertainStatement,
            text: self.text(&node, rap::QUOTE)?,
            report: self.report(&node)?,
            candidates: Vec::new(),
            reason: format!("read as a {recognised} with confidence {confidence}"),
            // The least certain first; between 0 and 100.
            weight: usize::from(u8::try_from(100 - hundredths(confidence)).unwrap_or(0)),
            iri: node,
        }))
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a confidence lies between 0 and 1")]
fn hundredths(confidence: f64) -> i64 {
    (confidence.clamp(0.0, 1.0) * 100.0).round() as i64
}
