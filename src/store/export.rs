//! Writing the whole store out.

use super::Store;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::GraphNameRef;
use oxigraph::store::SerializerError;
use std::io::Write;

/// The syntaxes in which a dataset can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// N-Quads: a line a quad.
    NQuads,
    /// TriG: readable, with prefixes.
    TriG,
    /// JSON-LD, streamed.
    JsonLd,
}

/// The prefixes that people see in exports and answers.
pub(crate) const PREFIXES: [(&str, &str); 5] = [
    ("rap", crate::graph::vocabulary::NAMESPACE),
    ("dct", "http://purl.org/dc/terms/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

impl ExportFormat {
    fn syntax(self) -> RdfFormat {
        match self {
            Self::NQuads => RdfFormat::NQuads,
            Self::TriG => RdfFormat::TriG,
            Self::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
        }
    }
}

impl Store {
    /// Writes every named graph, one after the other; within a graph the order is the database's.
    ///
    /// ```
    /// use rapporteur::graph::Base;
    /// use rapporteur::store::{ExportFormat, Store};
    ///
    /// let store = Store::in_memory(Base::new(Base::DEFAULT)?)?;
    /// assert!(store.export(ExportFormat::NQuads, Vec::new())?.is_empty());
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the database cannot be read or the writer fails.
    pub fn export<W: Write>(&self, format: ExportFormat, writer: W) -> Result<W, SerializerError> {
        let mut serializer = with_prefixes(RdfSerializer::from_format(format.syntax())).for_writer(writer);
        for graph in self.oxigraph().named_graphs() {
            let graph = graph?;
            let name = GraphNameRef::from(graph.as_ref());
            for quad in self.oxigraph().quads_for_pattern(None, None, None, Some(name)) {
                serializer.serialize_quad(&quad?)?;
            }
        }
        Ok(serializer.finish()?)
    }
}

/// A serialiser that knows [`PREFIXES`].
pub(crate) fn with_prefixes(serializer: RdfSerializer) -> RdfSerializer {
    PREFIXES.iter().fold(serializer, |serializer, (name, iri)| {
        // All of them are constants that parse; without one the output is only longer.
        serializer.clone().with_prefix(*name, *iri).unwrap_or(serializer)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Base;

    #[test]
    fn what_is_written_reads_back_the_same() {
        let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
        store
            .oxigraph()
            .load_from_slice(
                RdfFormat::TriG,
                "@prefix e: <https://example.org/> . e:g { e:a e:p \"x\\ny\"@en , 1 } e:h { e:a e:p e:b }",
            )
            .unwrap();
        for format in [ExportFormat::NQuads, ExportFormat::TriG, ExportFormat::JsonLd] {
            let written = store.export(format, Vec::new()).unwrap();
            let again = oxigraph::store::Store::new().unwrap();
            again.load_from_slice(format.syntax(), &written).unwrap();
            assert_eq!(again.len().unwrap(), 3, "{format:?}");
            for quad in store.oxigraph() {
                assert!(again.contains(&quad.unwrap()).unwrap(), "{format:?}");
            }
        }
    }
}
