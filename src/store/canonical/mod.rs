//! The facts in an order of their own: the same facts give the same bytes, whichever runs they came in.

mod facts;
pub(super) mod line;

use super::digest::DigestError;
use super::{Snapshot, SnapshotError, Store, with_prefixes};
use facts::{Among, Facts, Numbered, Stored};
use line::write_line;
use oxigraph::io::{RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::GraphName;
use oxigraph::store::StorageError;
use sophia::c14n::rdfc10;
use std::collections::HashSet;
use std::io::Write;
use std::ops::Range;
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
        match Snapshot::of(self, MEMORY) {
            Ok(snapshot) => self.write_facts_of(&Arc::new(snapshot), nquads, trig),
            Err(SnapshotError::TooLarge(_)) => {
                let transaction = self.oxigraph().start_transaction()?;
                write(&mut Stored::of(transaction, self.operations()), nquads, trig)
            }
            Err(SnapshotError::Storage(error)) => Err(error.into()),
        }
    }

    /// The same of a version of the store that is in memory already.
    ///
    /// # Errors
    /// When a writer fails, or the facts hold what cannot be canonicalised.
    pub fn write_facts_of(
        &self,
        snapshot: &Arc<Snapshot>,
        nquads: &mut dyn Write,
        trig: Option<&mut dyn Write>,
    ) -> Result<usize, DigestError> {
        write(&mut Numbered::of(Arc::clone(snapshot), &self.operations()), nquads, trig)
    }

    fn operations(&self) -> GraphName {
        self.base().operations_graph().into()
    }
}

fn write<F: Facts>(facts: &mut F, nquads: &mut dyn Write, trig: Option<&mut dyn Write>) -> Result<usize, DigestError> {
    let Some(outline) = facts.outline()? else { return entangled(facts, nquads, trig) };
    let mut lines = Lines::new();
    let mut count = 0;
    for subject in outline.subjects {
        lines.read(facts, subject, Among::All)?;
        for (place, _) in &lines.rows {
            nquads.write_all(lines.text.get(place.clone()).unwrap_or_default().as_bytes())?;
        }
        count += lines.rows.len();
    }
    nquads.flush()?;
    if let Some(trig) = trig {
        let mut serializer = with_prefixes(RdfSerializer::from_format(RdfFormat::TriG)).for_writer(trig);
        for (graph, subjects) in outline.graphs {
            for subject in subjects {
                lines.read(facts, subject, Among::Graph(graph))?;
                for quad in lines.rows.iter().filter_map(|(_, row)| facts.quad(row)) {
                    serializer.serialize_quad(&quad)?;
                }
            }
        }
        serializer.finish()?.flush()?;
    }
    Ok(count)
}

/// The lines of a subject in their order, each once. What it took to hold them is used again for the next.
struct Lines<R> {
    text: String,
    rows: Vec<(Range<usize>, R)>,
}

impl<R> Lines<R> {
    const fn new() -> Self {
        Self { text: String::new(), rows: Vec::new() }
    }

    /// Reads the lines of a subject.
    fn read<F: Facts<Row = R>>(&mut self, facts: &F, subject: u32, among: Among) -> Result<(), StorageError> {
        let Self { text, rows } = self;
        text.clear();
        rows.clear();
        for row in facts.rows(subject, among)? {
            let start = text.len();
            facts.write_line(&row, text);
            rows.push((start..text.len(), row));
        }
        let line = |place: &Range<usize>| text.get(place.clone()).unwrap_or_default();
        rows.sort_unstable_by(|(one, _), (other, _)| line(one).cmp(line(other)));
        rows.dedup_by(|(one, _), (other, _)| line(one) == line(other));
        Ok(())
    }
}

/// The facts where there are blank nodes: their names follow from all that is said of them.
fn entangled(facts: &impl Facts, nquads: &mut dyn Write, trig: Option<&mut dyn Write>) -> Result<usize, DigestError> {
    let mut dataset = HashSet::new();
    for quad in facts.all() {
        dataset.insert(super::digest::spog(quad?)?);
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
        quads.sort_by_cached_key(|quad| {
            let graph = (!quad.graph_name.is_default_graph()).then(|| quad.graph_name.to_string());
            let mut line = String::new();
            write_line(quad, &mut line);
            (graph, quad.subject.to_string(), line)
        });
        let mut serializer = with_prefixes(RdfSerializer::from_format(RdfFormat::TriG)).for_writer(trig);
        for quad in &quads {
            serializer.serialize_quad(quad)?;
        }
        serializer.finish()?.flush()?;
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Base;
    use oxigraph::model::{Literal, NamedNode, Quad};
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
        let count = store.write_facts(&mut lines, Some(&mut trig)).unwrap();
        // What is too large for memory gives the same.
        let mut stored = Stored::of(store.oxigraph().start_transaction().unwrap(), store.operations());
        let (mut lines_of_store, mut trig_of_store) = (Vec::new(), Vec::new());
        assert_eq!(write(&mut stored, &mut lines_of_store, Some(&mut trig_of_store)).unwrap(), count);
        assert!(lines_of_store == lines && trig_of_store == trig);
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
