//! Writing answers in the formats that other programs read.

use super::query::Form;
use super::table;
use crate::sparql::EvaluationError;
use crate::store::with_prefixes;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
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
    /// TriG; an answer stands in the graph without a name.
    TriG,
    /// N-Quads; an answer stands in the graph without a name.
    NQuads,
    /// JSON-LD.
    JsonLd,
    /// A `table` element of HTML, to be put into a page.
    Html,
}

/// How much of an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Rows, or triples, at most.
    pub most: usize,
    /// Whether an answer that has more of them ends there. Else it is none.
    pub cut: bool,
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
            Form::Table => &[Self::Json, Self::Xml, Self::Csv, Self::Tsv, Self::Html],
            Form::Graph => {
                &[Self::Turtle, Self::NTriples, Self::RdfXml, Self::JsonLd, Self::TriG, Self::NQuads, Self::Html]
            }
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
            Self::TriG => "trig",
            Self::NQuads => "nquads",
            Self::JsonLd => "jsonld",
            Self::Html => "html",
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
            "trig" => Self::TriG,
            "nquads" | "nq" => Self::NQuads,
            "jsonld" => Self::JsonLd,
            "html" => Self::Html,
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
            Self::TriG => &["application/trig"],
            Self::NQuads => &["application/n-quads"],
            Self::JsonLd => &["application/ld+json"],
            Self::Html => &["text/html"],
        }
    }

    /// Whether it can hold the answers to a form of query.
    #[must_use]
    pub fn holds(self, form: Form) -> bool {
        Self::of(form).contains(&self)
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
        let (writer, _) = self.write_extent(Extent { most, cut: false }, results, writer, &mut 0)?;
        Ok(writer)
    }

    /// Writes as much of an answer as is wanted, and says whether there is more of it. `rows` counts those that are written, also where it fails.
    ///
    /// # Errors
    /// As for [`Self::write_at_most`]; an answer that is to be cut is never too long.
    pub fn write_extent<W: Write>(
        self,
        extent: Extent,
        results: QueryResults<'_>,
        mut writer: W,
        rows: &mut usize,
    ) -> Result<(W, bool), ResultsError> {
        let mut more = false;
        match (results, self.table(), self.syntax()) {
            (results, ..) if self == Self::Html => {
                more = table::write(results, extent, &mut writer, rows)?;
                Ok((writer, more))
            }
            (QueryResults::Solutions(solutions), Some(table), _) => {
                let variables = solutions.variables().to_vec();
                let mut serializer =
                    QueryResultsSerializer::from_format(table).serialize_solutions_to_writer(writer, variables)?;
                for solution in solutions {
                    if extent.ends(*rows)? {
                        more = true;
                        break;
                    }
                    serializer.serialize(&solution.map_err(EvaluationError::from)?)?;
                    *rows += 1;
                }
                Ok((serializer.finish()?, more))
            }
            (QueryResults::Boolean(value), Some(table), _) => {
                *rows = 1;
                Ok((QueryResultsSerializer::from_format(table).serialize_boolean_to_writer(writer, value)?, more))
            }
            (QueryResults::Graph(triples), _, Some(syntax)) => {
                let mut serializer = with_prefixes(RdfSerializer::from_format(syntax)).for_writer(writer);
                for triple in triples {
                    if extent.ends(*rows)? {
                        more = true;
                        break;
                    }
                    serializer.serialize_triple(&triple.map_err(EvaluationError::from)?)?;
                    *rows += 1;
                }
                Ok((serializer.finish()?, more))
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
            _ => None,
        }
    }

    fn syntax(self) -> Option<RdfFormat> {
        match self {
            Self::Turtle => Some(RdfFormat::Turtle),
            Self::NTriples => Some(RdfFormat::NTriples),
            Self::RdfXml => Some(RdfFormat::RdfXml),
            Self::TriG => Some(RdfFormat::TriG),
            Self::NQuads => Some(RdfFormat::NQuads),
            Self::JsonLd => Some(RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() }),
            _ => None,
        }
    }
}

impl Extent {
    /// Whether the answer ends before its next row, when so many are written.
    pub(super) fn ends(self, rows: usize) -> Result<bool, ResultsError> {
        if rows < self.most {
            return Ok(false);
        }
        if self.cut { Ok(true) } else { Err(ResultsError::TooManyRows(self.most)) }
    }
}
