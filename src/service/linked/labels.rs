//! What the nodes of the graph are called.

use super::view::View;
use crate::graph::vocabulary::{dct, rap, skos};
use oxigraph::model::vocab::rdfs;
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::StorageError;
use rustc_hash::FxHashMap;

/// The properties that call a node something, the best first: names, then titles as printed, then the words it was read from.
pub(super) const LABELS: [NamedNodeRef<'static>; 14] = [
    skos::PREF_LABEL,
    rdfs::LABEL,
    dct::TITLE,
    rap::TITLE,
    rap::NAME,
    rap::LISTED_NAME,
    rap::HEADING,
    rap::PATH,
    rap::PLACE_NAME,
    rap::STATED_NAME,
    rap::REPORT_NAME,
    rap::QUOTE,
    rap::LABEL,
    rap::REASON,
];

/// Longer names are cut when they are shown.
const LONGEST: usize = 120;

/// All that calls a node something, in a fixed order.
pub(super) fn of(view: &View<'_>, node: &NamedNode) -> Result<Vec<Quad>, StorageError> {
    let subject = node.clone().into();
    let mut found = Vec::new();
    for property in LABELS {
        let mut quads = view.quads(Some(&subject), Some(property), None).collect::<Result<Vec<_>, _>>()?;
        quads.sort_by_cached_key(ToString::to_string);
        found.append(&mut quads);
    }
    Ok(found)
}

/// What a node is called, or what tells most of its IRI.
pub(super) fn name_of(view: &View<'_>, node: &NamedNode) -> Result<String, StorageError> {
    let mut names = Names::default();
    names.take(&of(view, node)?);
    Ok(names.or_tail(node))
}

/// One name for each node.
#[derive(Default)]
pub(super) struct Names(FxHashMap<NamedNode, (usize, String)>);

impl Names {
    /// Takes the names that quads give. Of several the better property counts, then English or no language, then the first in the order of the alphabet.
    pub(super) fn take(&mut self, quads: &[Quad]) {
        for quad in quads {
            let rank = LABELS.iter().position(|property| *property == quad.predicate.as_ref());
            let (Some(rank), NamedOrBlankNode::NamedNode(node), Term::Literal(name)) =
                (rank, &quad.subject, &quad.object)
            else {
                continue;
            };
            let other = name.language().is_some_and(|language| !language.starts_with("en"));
            let better = (2 * rank + usize::from(other), short(name.value()));
            match self.0.get_mut(node) {
                Some(known) if *known <= better => {}
                Some(known) => *known = better,
                None => {
                    self.0.insert(node.clone(), better);
                }
            }
        }
    }

    /// The name of a node, where it has one.
    pub(super) fn get(&self, node: &NamedNode) -> Option<&str> {
        self.0.get(node).map(|(_, name)| name.as_str())
    }

    /// The name of a node, or what tells most of its IRI.
    pub(super) fn or_tail(&self, node: &NamedNode) -> String {
        self.get(node).map_or_else(|| tail(node.as_str()), str::to_owned)
    }
}

/// The last part of an IRI, in `…/id/…` with the kind before it: `participation 0a1b-3`.
pub(super) fn tail(iri: &str) -> String {
    let mut parts = iri.trim_end_matches(['/', '#']).rsplit(['/', '#']);
    let (last, kind) = (parts.next().unwrap_or(iri), parts.next().unwrap_or(""));
    if parts.next() == Some("id") { format!("{kind} {last}") } else { last.to_owned() }
}

/// A text that is shown in one line: without line breaks, and cut at a word where it is long.
pub(super) fn short(text: &str) -> String {
    let mut line = String::new();
    let mut count = 0;
    for word in text.split_whitespace() {
        count += word.chars().count() + 1;
        if count > LONGEST {
            if line.is_empty() {
                line = word.chars().take(LONGEST).collect();
            }
            line.push('…');
            return line;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_at_a_word_and_long_words_anywhere() {
        assert_eq!(short(" Bruna\n  asked. "), "Bruna asked.");
        let cut = short(&"word ".repeat(100));
        assert!(cut.ends_with("word…") && cut.chars().count() <= LONGEST);
        assert_eq!(short(&"é".repeat(500)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn what_has_no_name_is_called_by_its_address() {
        assert_eq!(tail("http://localhost:7878/id/participation/0a1b-3"), "participation 0a1b-3");
        assert_eq!(tail("http://xmlns.com/foaf/0.1/name"), "name");
        assert_eq!(tail("https://example.org/"), "example.org");
    }
}
