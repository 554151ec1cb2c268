//! Writing answers in the formats that other programs read.

use super::query::Form;
use crate::sparql::EvaluationError;
use crate::store::with_prefixes;
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::sparql::QueryResults;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::store::StorageError;
use std::io::{self, Write};

/// A format for the answer to a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultFormat {
    /// SPARQL 1.1 results as JSON.
    Json,
    /// SPARQL results as XML.
    Xml,
    /// Comma-separated values, with a header.
    Csv,
    /// Tab-separated values, terms as in Turtle.
    Tsv,
    /// Turtle.
    Turtle,
    /// N-Triples.
    NTriples,
    /// RDF/XML.
    RdfXml,
}

/// Why an answer could not be written to its end.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// The query failed on the way.
    #[error(transparent)]
    Evaluation(#[from] EvaluationError),
    /// The store cannot be read.
    #[error("the store cannot be read: {0}")]
    Storage(StorageError),
    /// The reader is gone, or the disk full.
    #[error("cannot write the answer: {0}")]
    Io(#[from] io::Error),
    /// There are more rows, or triples, than may be sent.
    #[error("the answer has more than {0} rows; narrow the question down, or ask for a part with LIMIT and OFFSET")]
    TooManyRows(usize),
    /// The format is one for the other form of query.
    #[error("an answer of this form has no format `{}`: choose one of {}", .0.name(), names(*.1))]
    Form(ResultFormat, Form),
}

fn names(form: Form) -> String {
    ResultFormat::of(form).iter().map(|format| format.name()).collect::<Vec<_>>().join(", ")
}

impl ResultFormat {
    /// The formats of a form of query, the usual one first.
    #[must_use]
    pub fn of(form: Form) -> &'static [Self] {
        match form {
            Form::Table => &[Self::Json, Self::Xml, Self::Csv, Self::Tsv],
            Form::Graph => &[Self::Turtle, Self::NTriples, Self::RdfXml],
        }
    }

    /// The word by which `--format` and `?format=` name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Turtle => "turtle",
            Self::NTriples => "ntriples",
            Self::RdfXml => "rdfxml",
        }
    }

    /// The format of a name; also of the usual file extensions of the graph formats.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "json" => Self::Json,
            "xml" => Self::Xml,
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "turtle" | "ttl" => Self::Turtle,
            "ntriples" | "nt" => Self::NTriples,
            "rdfxml" | "rdf" => Self::RdfXml,
            _ => return None,
        })
    }

    /// Its media types without parameters, the registered one first.
    #[must_use]
    pub fn media_types(self) -> &'static [&'static str] {
        match self {
            Self::Json => &["application/sparql-results+json", "application/json"],
            Self::Xml => &["application/sparql-results+xml", "application/xml", "text/xml"],
            Self::Csv => &["text/csv"],
            Self::Tsv => &["text/tab-separated-values"],
            Self::Turtle => &["text/turtle"],
            Self::NTriples => &["application/n-triples"],
            Self::RdfXml => &["application/rdf+xml"],
        }
    }

    /// The form of query whose answers it can hold.
    #[must_use]
    pub fn form(self) -> Form {
        match self {
            Self::Json | Self::Xml | Self::Csv | Self::Tsv => Form::Table,
            Self::Turtle | Self::NTriples | Self::RdfXml => Form::Graph,
        }
    }

    /// Writes an answer, row by row as the evaluator finds them.
    ///
    /// # Errors
    /// When the query or the writer fails on the way, or the format is for another form of query.
    pub fn write<W: Write>(self, results: QueryResults<'_>, writer: W) -> Result<W, ResultsError> {
        self.write_at_most(usize::MAX, results, writer)
    }

    /// Writes an answer of so many rows, or triples, at most.
    ///
    /// # Errors
    /// As for [`Self::write`], and when there are more: what was written until then is no answer.
    pub fn write_at_most<W: Write>(self, most: usize, results: QueryResults<'_>, writer: W) -> Result<W, ResultsError> {
        match (results, self.table(), self.syntax()) {
            (QueryResults::Solutions(solutions), Some(table), _) => {
                let variables = solutions.variables().to_vec();
                let mut serializer =
                    QueryResultsSerializer::from_format(table).serialize_solutions_to_writer(writer, variables)?;
                for (row, solution) in solutions.enumerate() {
                    if row >= most {
                        return Err(ResultsError::TooManyRows(most));
                    }
                    serializer.serialize(&solution.map_err(EvaluationError::from)?)?;
                }
                Ok(serializer.finish()?)
            }
            (QueryResults::Boolean(value), Some(table), _) => {
                Ok(QueryResultsSerializer::from_format(table).serialize_boolean_to_writer(writer, value)?)
            }
            (QueryResults::Graph(triples), _, Some(syntax)) => {
                let mut serializer = with_prefixes(RdfSerializer::from_format(syntax)).for_writer(writer);
                for (row, triple) in triples.enumerate() {
                    if row >= most {
                        return Err(ResultsError::TooManyRows(most));
                    }
                    serializer.serialize_triple(&triple.map_err(EvaluationError::from)?)?;
                }
                Ok(serializer.finish()?)
            }
            (QueryResults::Graph(_), ..) => Err(ResultsError::Form(self, Form::Graph)),
            _ => Err(ResultsError::Form(self, Form::Table)),
        }
    }

    fn table(self) -> Option<QueryResultsFormat> {
        match self {
            Self::Json => Some(QueryResultsFormat::Json),
            Self::Xml => Some(QueryResultsFormat::Xml),
            Self::Csv => Some(QueryResultsFormat::Csv),
            Self::Tsv => Some(QueryResultsFormat::Tsv),
            Self::Turtle | Self::NTriples | Self::RdfXml => None,
        }
    }

    fn syntax(self) -> Option<RdfFormat> {
        match self {
            Self::Turtle => Some(RdfFormat::Turtle),
            Self::NTriples => Some(RdfFormat::NTriples),
            Self::RdfXml => Some(RdfFormat::RdfXml),
            Self::Json | Self::Xml | Self::Csv | Self::Tsv => None,
        }
    }
}
