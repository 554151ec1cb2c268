//! `rapporteur export`, `digest` and `backup`: what concerns the store as a whole.

use super::failure::{Failure, tell};
use super::{existing, output};
use crate::feeds::{Feed, FeedError, made};
use crate::store::ExportFormat;
use clap::{Args, ValueEnum};
use std::io::{self, Write};
use std::path::Path;

/// How to write the graph.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The whole graph as nq, trig or jsonld; who and what is linked with what as gexf, graphml, cytoscape, graphology or d3
    #[arg(long, value_enum, default_value = "nq")]
    format: Syntax,

    #[command(flatten)]
    links: Links,
}

/// What is wanted of the links between people, organisations, meetings and processes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Of gexf, graphml, cytoscape, graphology and d3")]
struct Links {
    /// The address or name of a node that stands in the middle
    #[arg(long, value_name = "IRI")]
    focus: Option<String>,

    /// How many edges from the focus others may be, 1 to 3
    #[arg(long, value_name = "N", requires = "focus")]
    depth: Option<String>,

    /// Kinds of nodes: person, organisation, meeting, process; several with commas
    #[arg(long, value_name = "KINDS")]
    kind: Option<String>,

    /// Kinds of edges, such as attended,spoke-at; several with commas
    #[arg(long, value_name = "KINDS")]
    edges: Option<String>,

    /// Of meetings from this day, month or year on
    #[arg(long, value_name = "DATE")]
    from: Option<String>,

    /// Of meetings until this day, month or year
    #[arg(long, value_name = "DATE")]
    to: Option<String>,

    /// The address or name of a process
    #[arg(long, value_name = "IRI")]
    process: Option<String>,

    /// The address or name of a series of meetings
    #[arg(long, value_name = "IRI")]
    series: Option<String>,

    /// Nodes at most, the weightiest
    #[arg(long, value_name = "N")]
    limit: Option<String>,
}

impl Links {
    /// What is given, as a feed is asked.
    fn pairs(&self) -> Vec<(String, String)> {
        let Self { focus, depth, kind, edges, from, to, process, series, limit } = self;
        let all = [
            ("focus", focus),
            ("depth", depth),
            ("kind", kind),
            ("edges", edges),
            ("from", from),
            ("to", to),
            ("process", process),
            ("series", series),
            ("limit", limit),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect()
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Syntax {
    /// N-Quads
    Nq,
    /// TriG
    Trig,
    /// JSON-LD
    Jsonld,
    /// GEXF 1.3, for Gephi
    Gexf,
    /// GraphML
    Graphml,
    /// Elements of Cytoscape.js
    Cytoscape,
    /// The serialisation of graphology
    Graphology,
    /// Nodes and links for d3
    D3,
}

impl Syntax {
    /// How the whole graph, or the feed of links, names it.
    fn named(self) -> Result<ExportFormat, &'static str> {
        match self {
            Self::Nq => Ok(ExportFormat::NQuads),
            Self::Trig => Ok(ExportFormat::TriG),
            Self::Jsonld => Ok(ExportFormat::JsonLd),
            Self::Gexf => Err("gexf"),
            Self::Graphml => Err("graphml"),
            Self::Cytoscape => Err("cytoscape"),
            Self::Graphology => Err("graphology"),
            Self::D3 => Err("d3"),
        }
    }
}

/// Writes every graph, or who and what is linked in them, to standard output.
pub(super) fn export(dir: &Path, arguments: &Arguments) -> Result<(), Failure> {
    let pairs = arguments.links.pairs();
    match arguments.format.named() {
        Ok(_) if !pairs.is_empty() => {
            let names: Vec<String> = pairs.iter().map(|(name, _)| format!("--{name}")).collect();
            Err(Failure::Usage(format!(
                "{} is for gexf, graphml, cytoscape, graphology and d3; the other formats write the whole graph",
                names.join(", ")
            )))
        }
        Ok(format) => {
            let store = existing(dir)?;
            let mut out = store.export(format, output::stdout()).map_err(io::Error::from)?;
            Ok(out.flush()?)
        }
        Err(format) => {
            let made = made(&existing(dir)?, Feed::Graph, format, &pairs).map_err(|error| match error {
                FeedError::Wrong(message) => Failure::Usage(message),
                error => error.into(),
            })?;
            let mut out = output::stdout();
            out.write_all(made.text.as_bytes())?;
            Ok(out.flush()?)
        }
    }
}

/// Prints the digest of the graph.
pub(super) fn digest(dir: &Path) -> Result<(), Failure> {
    let digest = existing(dir)?.digest()?;
    let mut out = output::stdout();
    writeln!(out, "{digest}")?;
    out.flush()?;
    Ok(())
}

/// Copies the store to a new folder.
pub(super) fn backup(dir: &Path, target: &Path) -> Result<(), Failure> {
    existing(dir)?.backup(target)?;
    tell(&format!("the backup is in `{}`; use it with --store", target.display()));
    Ok(())
}
