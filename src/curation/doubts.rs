//! What of the judgements a store cannot follow, and what a judgement leaves to be judged.

use super::Lookup;
use super::lookup::LookupError;
use crate::graph::vocabulary::rap;
use crate::judgements::{Judgement, Judgements, Name, Ruling, correctable, kind_of};
use crate::store::Store;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, NamedNodeRef, Term};
use oxigraph::store::StorageError;

/// No more doubts are told one by one.
const MAX: usize = 20;

/// Why judgements in force have no effect on this store, a line each: what they speak of is not there, or is something else.
///
/// That is no error: the report that they speak of may come later, and a file may serve several stores.
///
/// # Errors
/// When the store cannot be read.
pub fn doubts(store: &Store, judgements: &Judgements) -> Result<Vec<String>, StorageError> {
    let lookup = Lookup::new(store);
    let (mut told, mut more, mut waiting) = (Vec::new(), 0, 0);
    for judgement in judgements.all.iter().filter(|judgement| judgement.withdrawn.is_none()) {
        match doubt(store, &lookup, judgement)? {
            None => {}
            Some(Doubt::Elsewhere) => waiting += 1,
            Some(Doubt::Wrong(_)) if told.len() >= MAX => more += 1,
            Some(Doubt::Wrong(why)) => {
                told.push(format!("the judgement {} has no effect: {why}", judgement.iri.as_str()));
            }
        }
    }
    if more > 0 {
        told.push(format!("{more} more judgements have no effect"));
    }
    match waiting {
        0 => {}
        1 => told.push("1 judgement waits for a report that is not in the store".to_owned()),
        count => told.push(format!("{count} judgements wait for reports that are not in the store")),
    }
    Ok(told)
}

enum Doubt {
    /// The report that it speaks of is not here.
    Elsewhere,
    /// What it speaks of is not there, or is something else.
    Wrong(String),
}

fn doubt(store: &Store, lookup: &Lookup<'_>, judgement: &Judgement) -> Result<Option<Doubt>, StorageError> {
    let is_there = |node: &NamedNode| -> Result<bool, StorageError> {
        let mut about = store.oxigraph().quads_for_pattern(Some(node.into()), Some(rdf::TYPE), None, None);
        Ok(about.next().transpose()?.is_some())
    };
    let wrong = |error: LookupError| match error {
        LookupError::Storage(error) => Err(error),
        other => Ok(Some(Doubt::Wrong(other.to_string()))),
    };
    if let Some((name, entity)) = judgement.ruling.name() {
        if let Name::Mention(mention) = name
            && !is_there(mention)?
        {
            return absent(&is_there, store, mention).map(Some);
        }
        return match entity {
            Some(entity) if !is_there(entity)? && !leads_on(store, entity)? => {
                Ok(Some(Doubt::Wrong(LookupError::Unknown(entity.as_str().to_owned()).to_string())))
            }
            Some(entity) if is_there(entity)? => lookup.fits(name, entity).map(|()| None).or_else(wrong),
            _ => Ok(None),
        };
    }
    let Some(statement) = judgement.ruling.statement() else { return Ok(None) };
    if !is_there(statement)? {
        return absent(&is_there, store, statement).map(Some);
    }
    if let Ruling::Corrected(_, property, values) = &judgement.ruling {
        let row = kind_of(statement.as_ref()).and_then(|kind| correctable(kind, property.as_ref()));
        for value in values {
            if let (Some(row), Term::NamedNode(node)) = (row, value)
                && !leads_on(store, node)?
                && let Err(error) = lookup.value(node.as_str(), row, statement)
            {
                return wrong(error);
            }
        }
    }
    Ok(None)
}

/// Why a node of a report is not there.
fn absent(
    is_there: &impl Fn(&NamedNode) -> Result<bool, StorageError>,
    store: &Store,
    node: &NamedNode,
) -> Result<Doubt, StorageError> {
    let last = node.as_str().rsplit('/').next().unwrap_or_default();
    let report = store.base().id("report", last.split('-').next().unwrap_or_default());
    if is_there(&report)? {
        return Ok(Doubt::Wrong(LookupError::Unknown(node.as_str().to_owned()).to_string()));
    }
    Ok(Doubt::Elsewhere)
}

/// Whether an address is one that an entity had before.
fn leads_on(store: &Store, node: &NamedNode) -> Result<bool, StorageError> {
    let mut on = store.oxigraph().quads_for_pattern(Some(node.into()), Some(rap::REPLACED_BY), None, None);
    Ok(on.next().transpose()?.is_some())
}

/// What a curator may want to judge next: a meeting whose day was corrected still begins on the day that was read.
///
/// # Errors
/// When the store cannot be read.
pub fn follow_up(store: &Store, ruling: &Ruling) -> Result<Option<String>, StorageError> {
    let Ruling::Corrected(statement, property, values) = ruling else { return Ok(None) };
    let [Term::Literal(day)] = values.as_slice() else { return Ok(None) };
    if *property != rap::DATE {
        return Ok(None);
    }
    let read = |node: &NamedNode, property: NamedNodeRef<'_>| -> Result<Option<String>, StorageError> {
        let mut quads = store.oxigraph().quads_for_pattern(Some(node.into()), Some(property), None, None);
        Ok(quads.next().transpose()?.and_then(|quad| match quad.object {
            Term::Literal(value) => Some(value.value().to_owned()),
            _ => None,
        }))
    };
    let start = read(statement, rap::START_TIME)?.filter(|start| !start.starts_with(day.value()));
    Ok(start.map(|start| {
        format!(
            "its start was read as {start}; if that is wrong too: rapporteur judge correct {} start …",
            statement.as_str()
        )
    }))
}
