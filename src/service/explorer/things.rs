//! What stands above the properties of a thing on its page.

use super::super::problem::Problem;
use super::rows::Asker;
use super::{meeting, organisation, person, process, statement};
use crate::graph::vocabulary::rap;
use maud::Markup;
use oxigraph::model::NamedNode;

/// What a page says of a thing before the table of its properties.
pub(in super::super) struct Above {
    /// What is known of it, in words.
    pub(in super::super) body: Markup,
    /// How to get the same as data.
    pub(in super::super) foot: Markup,
}

/// What is to be said of a thing of these classes; none where its properties say it all.
pub(in super::super) fn above(
    asker: &Asker<'_>,
    node: &NamedNode,
    classes: &[NamedNode],
) -> Result<Option<Above>, Problem> {
    let is = |class: oxigraph::model::NamedNodeRef<'_>| classes.iter().any(|known| known.as_ref() == class);
    let iri = node.as_str();
    let mut parts = Vec::new();
    if is(rap::MEETING) {
        parts.push(meeting::above(asker, iri)?);
    }
    if is(rap::PROCESS) || is(rap::TOPIC) {
        parts.push(process::above(asker, iri)?);
    }
    if is(rap::PERSON) {
        parts.push(person::above(asker, iri)?);
    }
    if is(rap::ORGANISATION) {
        parts.push(organisation::above(asker, iri, is(rap::PROCESS))?);
    }
    if is(rap::MEETING_SERIES) {
        parts.push(organisation::series(asker, iri)?);
    }
    if [rap::CONTRIBUTION, rap::DECISION, rap::COMMITMENT, rap::FOLLOW_UP, rap::MOVE].into_iter().any(is) {
        parts.push(statement::above(asker, iri)?);
    }
    let is_node = [rap::MEETING, rap::PROCESS, rap::PERSON, rap::ORGANISATION].into_iter().any(is);
    let mut parts = parts.into_iter();
    let Some((first, mut calls)) = parts.next() else { return Ok(None) };
    let mut body = if is_node { vec![super::graph::leading(iri), first] } else { vec![first] };
    for (part, more) in parts {
        body.push(part);
        calls.extend(more);
    }
    let foot = super::parts::foot(asker, &calls);
    Ok(Some(Above { body: maud::html! { @for part in &body { (part) } }, foot }))
}
