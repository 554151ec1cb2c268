//! The facts in an order of their own: the same facts give the same bytes, whichever runs they came in.

use super::digest::DigestError;
use super::{Graphs, Snapshot, SnapshotError, Store, with_prefixes};
use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::{GraphName, GraphNameRef, Literal, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{StorageError, Transaction};
use sophia::c14n::rdfc10;
use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;
use std::io::Write;
use std::sync::Arc;

/// What is no larger, in bytes, is read into memory first: the facts are gone through twice.
const MEMORY: usize = 1 << 30;

impl Store {
    /// Writes the facts, which are all graphs but that of operations: as canonical N-Quads (RDFC-1.0, sorted by code points), whose SHA-256 is
    /// [`Store::digest`], and as TriG in the order of graphs and subjects where that is wanted. Both show one version of the store; gives the number of quads.
    ///
    /// Up to a gigabyte of them is read into memory, as terms with numbers; of more, the names of subjects only. Where there are blank nodes among them, all of
    /// them are.
    ///
    /// ```
    /// use rapporteur::graph::Base;
    /// use rapporteur::store::Store;
    ///
    /// let store = Store::in_memory(Base::new(Base::DEFAULT)?)?;
    /// store.oxigraph().load_from_slice(oxigraph::io::RdfFormat::NQuads, "<a:b> <a:c> \"d\" .\n<a:a> <a:c> 'd' <a:g> .".replace('\'', "\"").as_str())?;
    /// let mut lines = Vec::new();
    /// assert_eq!(store.write_facts(&mut lines, None)?, 2);
    /// assert_eq!(lines, b"<a:a> <a:c> \"d\" <a:g> .\n<a:b> <a:c> \"d\" .\n");
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read, a writer fails, or the facts hold triple terms or blank nodes too entangled to canonicalise.
    pub fn write_facts(&self, nquads: &mut dyn Write, trig: Option<&mut dyn Write>) -> Result<usize, DigestError> {
        let facts = match Snapshot::of(self, MEMORY) {
            Ok(snapshot) => Facts::Snapshot(Arc::new(snapshot)),
            Err(SnapshotError::TooLarge(_)) => Facts::Store(self.oxigraph().start_transaction()?),
            Err(SnapshotError::Storage(error)) => return Err(error.into()),
        };
        let operations = GraphName::NamedNode(self.base().operations_graph());
        let mut subjects: BTreeSet<String> = BTreeSet::new();
        let mut graphs: BTreeSet<String> = BTreeSet::new();
        let (mut last, mut last_graph) = (None, None);
        for quad in facts.quads(None, None) {
            let quad = quad?;
            if quad.graph_name == operations {
                continue;
            }
            if is_entangled(&quad) {
                return entangled(&facts, &operations, nquads, trig);
            }
            if last.as_ref() != Some(&quad.subject) {
                subjects.insert(key(&quad.subject));
                last = Some(quad.subject);
            }
            if last_graph.as_ref() != Some(&quad.graph_name) {
                graphs.insert(graph_key(&quad.graph_name));
                last_graph = Some(quad.graph_name);
            }
        }
        let mut count = 0;
        for subject in &subjects {
            let mut lines = Vec::new();
            for quad in facts.quads(Some(subject), None) {
                let quad = quad?;
                if quad.graph_name != operations {
                    lines.push(line(&quad));
                }
            }
            lines.sort_unstable();
            lines.dedup();
            count += lines.len();
            for line in lines {
                nquads.write_all(line.as_bytes())?;
            }
        }
        drop(subjects);
        if let Some(trig) = trig {
            let mut serializer = with_prefixes(RdfSerializer::from_format(RdfFormat::TriG)).for_writer(trig);
            for graph in &graphs {
                let name = graph.strip_prefix('<').and_then(|graph| graph.strip_suffix('>'));
                let name = name.map_or(GraphNameRef::DefaultGraph, |name| {
                    GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(name))
                });
                let mut subjects: BTreeSet<String> = BTreeSet::new();
                let mut last = None;
                for quad in facts.quads(None, Some(name)) {
                    let subject = quad?.subject;
                    if last.as_ref() != Some(&subject) {
                        subjects.insert(key(&subject));
                        last = Some(subject);
                    }
                }
                for subject in &subjects {
                    let quads = facts.quads(Some(subject), Some(name)).collect::<Result<Vec<_>, _>>()?;
                    write_sorted(quads, &mut serializer)?;
                }
            }
            serializer.finish()?.flush()?;
        }
        nquads.flush()?;
        Ok(count)
    }
}

/// Whether the line of a quad depends on others, or is none.
fn is_entangled(quad: &Quad) -> bool {
    matches!(quad.subject, NamedOrBlankNode::BlankNode(_))
        || matches!(quad.object, Term::BlankNode(_) | Term::Triple(_))
        || matches!(quad.graph_name, GraphName::BlankNode(_))
}

/// The facts where there are blank nodes: their names follow from all that is said of them.
fn entangled(
    facts: &Facts<'_>,
    operations: &GraphName,
    nquads: &mut dyn Write,
    trig: Option<&mut dyn Write>,
) -> Result<usize, DigestError> {
    let mut dataset = HashSet::new();
    for quad in facts.quads(None, None) {
        let quad = quad?;
        if quad.graph_name != *operations {
            dataset.insert(super::digest::spog(quad)?);
        }
    }
    let mut canonical = Vec::new();
    rdfc10::normalize(&dataset, &mut canonical).map_err(|e| DigestError::Canonicalisation(e.to_string()))?;
    drop(dataset);
    nquads.write_all(&canonical)?;
    nquads.flush()?;
    let read = RdfParser::from_format(RdfFormat::NQuads).for_slice(&canonical).collect::<Result<Vec<_>, _>>();
    let mut quads = read.map_err(|e| DigestError::Canonicalisation(e.to_string()))?;
    let count = quads.len();
    if let Some(trig) = trig {
        quads.sort_by_cached_key(|quad| (graph_key(&quad.graph_name), key(&quad.subject), line(quad)));
        let mut serializer = with_prefixes(RdfSerializer::from_format(RdfFormat::TriG)).for_writer(trig);
        for quad in &quads {
            serializer.serialize_quad(quad)?;
        }
        serializer.finish()?.flush()?;
    }
    Ok(count)
}

fn write_sorted<W: Write>(
    mut quads: Vec<Quad>,
    serializer: &mut oxigraph::io::WriterQuadSerializer<W>,
) -> Result<(), DigestError> {
    quads.sort_by_cached_key(line);
    for quad in &quads {
        serializer.serialize_quad(quad)?;
    }
    Ok(())
}

/// One version of the store: in memory where it is not too large for that, as it is looked up twice.
enum Facts<'s> {
    Snapshot(Arc<Snapshot>),
    Store(Transaction<'s>),
}

/// Quads as they are found.
type Found<'f> = Box<dyn Iterator<Item = Result<Quad, StorageError>> + 'f>;

impl Facts<'_> {
    /// The quads of the subject with a key, which is none of a blank node, and of a graph, where these are given.
    fn quads(&self, key: Option<&str>, graph: Option<GraphNameRef<'_>>) -> Found<'_> {
        let subject = key.map(|key| NamedNodeRef::new_unchecked(key.trim_start_matches('<').trim_end_matches('>')));
        let snapshot = match self {
            Self::Store(transaction) => {
                return Box::new(transaction.quads_for_pattern(subject.map(Into::into), None, None, graph));
            }
            Self::Snapshot(snapshot) => snapshot,
        };
        let number = subject.map(|subject| snapshot.number(subject.into()));
        let found = |graphs| snapshot.matching(number.flatten(), None, None, graphs);
        let found: Box<dyn Iterator<Item = _>> = match graph {
            _ if number == Some(None) => return Box::new(std::iter::empty()),
            None => Box::new(found(Graphs::Named).chain(found(Graphs::Default))),
            Some(GraphNameRef::DefaultGraph) => Box::new(found(Graphs::Default)),
            Some(graph) => match snapshot.graph(&graph.into_owned()) {
                Some(graph) => Box::new(found(Graphs::One(graph))),
                None => return Box::new(std::iter::empty()),
            },
        };
        Box::new(found.filter_map(|([subject, predicate, object], graph)| {
            let node = |term: Term| match term {
                Term::NamedNode(node) => Some(NamedOrBlankNode::from(node)),
                Term::BlankNode(node) => Some(node.into()),
                Term::Literal(_) | Term::Triple(_) => None,
            };
            let graph_name = match graph {
                None => GraphName::DefaultGraph,
                Some(graph) => node(snapshot.term(graph))?.into(),
            };
            let Term::NamedNode(predicate) = snapshot.term(predicate) else { return None };
            Some(Ok(Quad {
                subject: node(snapshot.term(subject))?,
                predicate,
                object: snapshot.term(object),
                graph_name,
            }))
        }))
    }
}

/// What a subject is sorted by: as it stands in its line, so that the end of a name comes into the order as well.
fn key(subject: &NamedOrBlankNode) -> String {
    subject.to_string()
}

fn graph_key(graph: &GraphName) -> String {
    match graph {
        GraphName::DefaultGraph => String::new(),
        named => named.to_string(),
    }
}

/// A quad as a line of canonical N-Quads.
fn line(quad: &Quad) -> String {
    let mut line = format!("{} {} ", quad.subject, quad.predicate);
    match &quad.object {
        Term::Literal(literal) => write_literal(literal, &mut line),
        object => {
            let _ = write!(line, "{object}");
        }
    }
    // Writing to a string cannot fail.
    let _ = match &quad.graph_name {
        GraphName::DefaultGraph => writeln!(line, " ."),
        graph => writeln!(line, " {graph} ."),
    };
    line
}

/// A literal as RDFC-1.0 wants it: what need not be escaped is not.
fn write_literal(literal: &Literal, line: &mut String) {
    line.push('"');
    for c in literal.value().chars() {
        match c {
            '"' => line.push_str("\\\""),
            '\\' => line.push_str("\\\\"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            '\u{8}' => line.push_str("\\b"),
            '\u{c}' => line.push_str("\\f"),
            '\0'..='\u{1f}' | '\u{7f}' => {
                let _ = write!(line, "\\u{:04X}", u32::from(c));
            }
            c => line.push(c),
        }
    }
    line.push('"');
    if let Some(language) = literal.language() {
        line.push('@');
        line.push_str(&language.to_ascii_lowercase());
        line.push_str(match literal.direction() {
            None => "",
            Some(oxigraph::model::BaseDirection::Ltr) => "--ltr",
            Some(oxigraph::model::BaseDirection::Rtl) => "--rtl",
        });
    } else if literal.datatype() != oxigraph::model::vocab::xsd::STRING {
        let _ = write!(line, "^^{}", literal.datatype());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Base;
    use oxigraph::model::NamedNode;
    use proptest::prelude::*;

    fn store(quads: &[Quad]) -> Store {
        let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
        for quad in quads {
            store.oxigraph().insert(quad).unwrap();
        }
        store
    }

    fn node(name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("https://example.org/{name}"))
    }

    /// What the algorithm of the standard writes, as another implementation of it.
    fn reference(quads: &[Quad]) -> Vec<u8> {
        let dataset: HashSet<_> = quads.iter().map(|quad| crate::store::digest::spog(quad.clone()).unwrap()).collect();
        let mut canonical = Vec::new();
        rdfc10::normalize(&dataset, &mut canonical).unwrap();
        canonical
    }

    fn written(store: &Store) -> (String, String) {
        let (mut lines, mut trig) = (Vec::new(), Vec::new());
        store.write_facts(&mut lines, Some(&mut trig)).unwrap();
        (String::from_utf8(lines).unwrap(), String::from_utf8(trig).unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn lines_are_those_of_the_standard_and_trig_says_the_same(
            parts in prop::collection::vec(
                ("(a|a-|ab|a/b|é|a!)", "(p|p2)", "[\\x00-\\x7f é\u{202e}😀]{0,12}", "(|en|en-GB)", "(g|h|)"), 1..20)
        ) {
            let quads: Vec<Quad> = parts.iter().map(|(subject, property, text, language, graph)| {
                let literal = match language.as_str() {
                    "" => Literal::new_simple_literal(text),
                    tag => Literal::new_language_tagged_literal_unchecked(text, tag.to_ascii_lowercase()),
                };
                // The reference leaves open which of two comes first that differ in nothing but having no graph.
                let (graph, property) = match graph.as_str() {
                    "" => (GraphName::DefaultGraph, "p3"),
                    graph => (node(graph).into(), property.as_str()),
                };
                Quad::new(node(subject), node(property), literal, graph)
            }).collect();
            let store = store(&quads);
            let (lines, trig) = written(&store);
            prop_assert_eq!(&lines, &String::from_utf8(reference(&quads)).unwrap());
            let again = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
            again.oxigraph().load_from_slice(RdfFormat::TriG, &trig).unwrap();
            prop_assert_eq!(written(&again).0, lines);
        }
    }

    #[test]
    fn names_of_blank_nodes_follow_from_the_facts() {
        let of = |trig: &str| {
            let store = store(&[]);
            store
                .oxigraph()
                .load_from_slice(RdfFormat::TriG, &format!("@prefix e: <https://example.org/> . {trig}"))
                .unwrap();
            written(&store)
        };
        let one = of("e:g { e:a e:p _:x . _:x e:q 1 , _:z . _:z e:p 2 } _:x e:p 3 .");
        assert_eq!(one, of("_:b e:p 3 . e:g { _:a e:p 2 . _:b e:q _:a , 1 . e:a e:p _:b }"));
        assert!(one.0.contains("_:c14n0") && one.1.contains("_:c14n1"));
    }
}
