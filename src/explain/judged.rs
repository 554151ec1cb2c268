//! What curators say of a resource, or of the names in it.

use super::node::{Around, short};
use super::{ExplainError, Judged, NameMeaning};
use crate::graph::vocabulary::rap;
use crate::ingest::IngestError;
use crate::judgements::{Judgement, Judgements, Name, Ruling};
use crate::store::Store;
use crate::text::fold;
use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use oxigraph::store::StorageError;
use std::collections::BTreeSet;

/// No more judgements are shown.
const MAX: usize = 200;

/// A judgement in words: “Bruna” means Bruna Santos.
///
/// # Errors
/// When the store cannot be read.
pub fn decision(store: &Store, judgement: &Judgement) -> Result<String, StorageError> {
    let around = Around(store);
    let words = in_words(&around, &judgement.ruling)?;
    let Some(statement) = judgement.ruling.statement() else { return Ok(words) };
    let quote = around.text(statement, rap::QUOTE)?.or(around.text(statement, rap::TITLE)?);
    let quote = quote.or(around.text(statement, rap::NAME)?).unwrap_or_else(|| statement.as_str().to_owned());
    let short: String = quote.chars().take(80).collect();
    let more = if short.len() < quote.len() { "…" } else { "" };
    Ok(format!("of “{short}{more}”: {words}"))
}

/// Judgements on the resource, or on the names in it, in the order of their addresses; withdrawn ones too.
pub(super) fn judgements(
    around: &Around<'_>,
    resource: &NamedNode,
    names: &[NameMeaning],
) -> Result<Vec<Judged>, ExplainError> {
    let mut mentions: Vec<NamedNode> = names.iter().map(|n| NamedNode::new_unchecked(&n.mention)).collect();
    mentions.push(resource.clone());
    let mut about: BTreeSet<NamedNode> = BTreeSet::from([resource.clone()]);
    for mention in &mentions {
        about.extend(around.pointing(rap::JUDGED_MENTION, mention, MAX)?.0);
    }
    // A meeting is judged by way of the record that tells of it.
    let records = around.pointing(rap::RECORD_OF, resource, MAX)?.0;
    for statement in std::iter::once(resource).chain(&records) {
        about.extend(around.pointing(rap::JUDGED_STATEMENT, statement, MAX)?.0);
    }
    about.extend(around.pointing(rap::JUDGED_ENTITY, resource, MAX)?.0);
    let stated = stated(around, &mentions)?;
    if !stated.is_empty() {
        let graph = around.0.base().judgement_graph();
        let graph = Some(GraphNameRef::NamedNode(graph.as_ref()));
        for quad in around.0.oxigraph().quads_for_pattern(None, Some(rap::STATED_NAME), None, graph) {
            let quad = quad?;
            if let (NamedOrBlankNode::NamedNode(judgement), Term::Literal(name)) = (quad.subject, quad.object) {
                let name = fold(name.value());
                let series = around.nodes(&judgement, rap::IN_SERIES)?;
                if series.into_iter().any(|series| stated.contains(&(name.clone(), series))) {
                    about.insert(judgement);
                }
            }
        }
    }
    let mut judged = Vec::new();
    for judgement in read(around.0, &about)?.all.iter().take(MAX) {
        judged.push(shown(around, judgement)?);
    }
    Ok(judged)
}

/// The judgements among some nodes, read from the store's graph of them.
fn read(store: &Store, nodes: &BTreeSet<NamedNode>) -> Result<Judgements, ExplainError> {
    let graph = store.base().judgement_graph();
    let graph = GraphNameRef::NamedNode(graph.as_ref());
    let mut triples = Vec::new();
    for node in nodes {
        for quad in store.oxigraph().quads_for_pattern(Some(node.into()), None, None, Some(graph)) {
            triples.push(Triple::from(quad?));
        }
    }
    Ok(Judgements::from_triples("the store", triples, store.base()).map_err(IngestError::from)?)
}

/// Names as stated, folded, with the series of their report.
fn stated(around: &Around<'_>, mentions: &[NamedNode]) -> Result<BTreeSet<(String, NamedNode)>, StorageError> {
    let mut stated = BTreeSet::new();
    for mention in mentions {
        let own = around.text(mention, rap::PERSON_NAME)?;
        let Some(name) = own.map_or_else(|| around.text(mention, rap::BODY_NAME), |n| Ok(Some(n)))? else {
            continue;
        };
        for report in around.nodes(mention, rap::IN_REPORT)? {
            for record in around.nodes(&report, rap::RECORD)? {
                for meeting in around.nodes(&record, rap::RECORD_OF)? {
                    let series = around.nodes(&meeting, rap::SERIES)?;
                    stated.extend(series.into_iter().map(|series| (fold(&name), series)));
                }
            }
        }
    }
    Ok(stated)
}

fn in_words(around: &Around<'_>, ruling: &Ruling) -> Result<String, StorageError> {
    let label = |node: &NamedNode| around.named(node).map(|named| named.label);
    let name = |name: &Name| -> Result<String, StorageError> {
        match name {
            Name::Stated { name, .. } => Ok(name.clone()),
            Name::Mention(mention) => Ok(around.text(mention, rap::QUOTE)?.unwrap_or_default()),
        }
    };
    // The quote of a statement is its text.
    let property =
        |property: NamedNodeRef<'_>| if property == rap::QUOTE { "text".to_owned() } else { short(property) };
    Ok(match ruling {
        Ruling::Same(of, entity) => format!("“{}” means {}", name(of)?, label(entity)?),
        Ruling::NotSame(of, entity) => format!("“{}” does not mean {}", name(of)?, label(entity)?),
        Ruling::Unsure(of, None) => format!("nobody can tell whom “{}” means", name(of)?),
        Ruling::Unsure(of, Some(entity)) => format!("nobody can tell whether “{}” means {}", name(of)?, label(entity)?),
        Ruling::Rejected(_, None) => "it is wrong".to_owned(),
        Ruling::Rejected(_, Some(wrong)) => format!("its {} is wrong", property(wrong.as_ref())),
        Ruling::Corrected(_, corrected, values) => {
            let values: Result<Vec<String>, StorageError> = values.iter().map(|v: &Term| around.shown(v)).collect();
            format!("its {} is {}", property(corrected.as_ref()), values?.join(", "))
        }
        Ruling::Done(_) => "it is done".to_owned(),
    })
}

fn shown(around: &Around<'_>, judgement: &Judgement) -> Result<Judged, StorageError> {
    let withdrawal = judgement.withdrawn.clone().unwrap_or_default();
    Ok(Judged {
        iri: judgement.iri.as_str().to_owned(),
        decision: in_words(around, &judgement.ruling)?,
        curator: judgement.curator.clone(),
        reason: judgement.reason.clone(),
        created: judgement.created.clone(),
        withdrawn: judgement.withdrawn.is_some(),
        withdrawn_by: withdrawal.by,
        withdrawal_reason: withdrawal.reason,
        withdrawn_on: withdrawal.on,
    })
}
