//! What holds for any bytes whatever: spans lie in the text, in order, and a quote is what stands at its place.

use oxigraph::model::{Quad, Term};
use rapporteur::document::{Document, Lines};
use rapporteur::graph::vocabulary::rap;
use rapporteur::ingest::Facts;
use rapporteur::text::Span;
use rapporteur::warnings::Warnings;
use std::collections::HashMap;

/// Lines are the same after they were written down and read again, as between two processes and in the store.
///
/// # Panics
/// When they are not.
pub fn lines(lines: &Lines) {
    let json = lines.to_json().expect("lines can be written");
    assert!(Lines::from_json(&json).as_ref() == Some(lines), "lines are not what was written down: {json}");
}

/// Blocks and links lie in the text, in order.
///
/// # Panics
/// When they do not.
pub fn document(document: &Document) {
    let text = document.text();
    let mut end = 0;
    for block in document.blocks() {
        lies_in(block.span, text, "a block");
        lies_in(block.whole(), text, "a block with its marker");
        assert!(block.whole().start >= end, "{:?} begins before {end}", block.whole());
        end = block.whole().end;
        for cell in document.cells(block.span) {
            lies_in(cell, text, "a cell");
        }
        let _ = document.is_emphasised(block.span);
    }
    let mut start = 0;
    for link in document.links() {
        lies_in(link.span, text, "a link");
        assert!(link.span.start >= start, "links are out of order");
        start = link.span.start;
    }
}

/// What was found stands in the text, and points at what there is.
///
/// # Panics
/// When it does not.
pub fn facts(facts: &Facts) {
    let text = facts.document.text();
    let mentions = facts.entities.mentions.len();
    for mention in &facts.entities.mentions {
        lies_in(mention.span, text, "a mention");
        assert!(!mention.span.is_empty(), "an empty mention");
    }
    for line in facts.minutes.roster.iter().flatten() {
        lies_in(line.whole, text, "a line of the list");
        line.parts.iter().for_each(|part| lies_in(*part, text, "a part of a line"));
    }
    for item in &facts.minutes.agenda {
        lies_in(item.title, text, "a title");
        assert!(item.parent.is_none_or(|parent| parent < facts.minutes.agenda.len()), "a parent that is not there");
    }
    for event in &facts.minutes.events {
        for span in [event.name, event.sentence, event.printed] {
            lies_in(span, text, "an event");
        }
    }
    for participation in &facts.entities.participations {
        assert!(participation.mention < mentions, "a name that is not there");
        lies_in(participation.status.span, text, "a status");
    }
    for contribution in &facts.statements.contributions {
        lies_in(contribution.span, text, "a contribution");
        for part in &contribution.moves {
            lies_in(part.span, text, "a move");
            assert!(contribution.span.contains(part.span), "a move outside of what was said");
        }
    }
    facts.statements.decisions.iter().for_each(|decision| lies_in(decision.span, text, "a decision"));
    facts.statements.commitments.iter().for_each(|commitment| lies_in(commitment.span, text, "a commitment"));
}

/// A warning does nothing to the terminal that shows it.
///
/// # Panics
/// When one would.
pub fn warnings(warnings: &Warnings) {
    for warning in &warnings.found {
        assert!(!warning.message.contains(char::is_control), "{warning:?} would reach a terminal as it is");
    }
}

/// Every quote stands in the report's text between the code points that are told with it.
///
/// # Panics
/// When one does not.
pub fn quads(quads: &[Quad]) {
    let (mut text, mut evidence) = ("", HashMap::<_, [Option<&str>; 3]>::new());
    for quad in quads {
        let Term::Literal(value) = &quad.object else { continue };
        let value = value.value();
        let which = match quad.predicate.as_ref() {
            p if p == rap::TEXT && !value.is_empty() => {
                text = value;
                continue;
            }
            p if p == rap::START => 0,
            p if p == rap::END => 1,
            p if p == rap::QUOTE => 2,
            _ => continue,
        };
        evidence.entry(&quad.subject).or_default()[which] = Some(value);
    }
    let borders: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    for (node, found) in evidence {
        let [Some(start), Some(end), Some(quote)] = found else { continue };
        let border = |at: &str| at.parse::<usize>().ok().and_then(|at| borders.get(at).copied());
        let stands = border(start).zip(border(end)).and_then(|(start, end)| text.get(start..end));
        assert_eq!(stands, Some(quote), "{node} from {start} to {end}");
        assert!(!quote.is_empty(), "{node} quotes nothing");
    }
}

fn lies_in(span: Span, text: &str, what: &str) {
    assert!(span.start <= span.end && text.get(span.start..span.end).is_some(), "{what} {span:?} of {}", text.len());
}
