//! `rapporteur.toml`: what an installation reads, what it knows of its meetings, and where things are.
//!
//! It says once what would else stand on every command line, which goes before it. Its paths count from the folder that it lies in. It holds no secret: it is a
//! file to be shared and kept under version control, and a key for a password would be a wrong key like any other.

mod place;
mod tables;

use crate::entities::registry::SeriesEntry;
use crate::graph::Base;
use crate::source::{Filter, Input, Named, Web};
use place::Places;
use regex::{Regex, RegexBuilder};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tables::{AllowPrivate, File, SeriesTable, SourceTable, WebTable};
use toml::Spanned;

/// The name that is looked for where none is given.
pub const FILE: &str = "rapporteur.toml";
/// No file is larger.
const MAX_BYTES: u64 = 1024 * 1024;
/// A pattern of links that needs more memory is refused, in bytes.
const LARGEST_PATTERN: usize = 1024 * 1024;
/// No longer pause and no longer time to fetch is taken, in seconds.
const LONGEST_SECONDS: f64 = 3600.0;

/// What the file says.
#[derive(Debug, Clone, Default)]
pub struct Installation {
    /// The folder of the store.
    pub store: Option<PathBuf>,
    /// The base of all addresses.
    pub base: Option<Base>,
    /// A folder of registry files.
    pub registry: Option<PathBuf>,
    /// Whether the registry that the program carries counts beside that folder.
    pub carried_registry: bool,
    /// A folder of word lists.
    pub language: Option<PathBuf>,
    /// A folder of named queries.
    pub queries: Option<PathBuf>,
    /// The file of judgements.
    pub judgements: Option<PathBuf>,
    /// Where to listen.
    pub bind: Option<SocketAddr>,
    /// The series of meetings that it names, beside those of the registry.
    pub series: Vec<SeriesEntry>,
    /// What it reads.
    pub sources: Vec<Input>,
    /// How the web is asked.
    pub web: Web,
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InstallationError {
    /// It cannot be read.
    #[error("cannot read `{}`: {reason}; check the path given with --config", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Something in it is wrong.
    #[error("{}:{line}: {key}{reason}", .file.display())]
    Wrong {
        /// The file.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The key, in quotes with a colon, where there is one.
        key: String,
        /// What is wrong.
        reason: String,
    },
}

impl Installation {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, is no TOML, or has a key or value that means nothing.
    pub fn read(file: &Path) -> Result<Self, InstallationError> {
        let unreadable = |reason: String| InstallationError::Unreadable { file: file.to_owned(), reason };
        if std::fs::metadata(file).map_err(|e| unreadable(e.to_string()))?.len() > MAX_BYTES {
            return Err(unreadable(format!("it has more than {MAX_BYTES} bytes")));
        }
        let text = std::fs::read_to_string(file).map_err(|e| unreadable(e.to_string()))?;
        Self::of(file, &text)
    }

    fn of(file: &Path, text: &str) -> Result<Self, InstallationError> {
        let at = Places { file, text };
        let tables: File = toml::from_str(text).map_err(|e| at.parse_error(&e))?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let path = |given: Option<String>| given.map(|given| folder.join(given));
        let base = tables.base.map(|base| at.check(&base, |base| Base::new(base))).transpose()?;
        let bind = tables.bind.map(|bind| {
            at.check(&bind, |bind| {
                bind.parse::<SocketAddr>().map_err(|_| "is no address and port, such as \"127.0.0.1:7878\"")
            })
        });
        let registry = path(tables.registry);
        if tables.carried_registry.is_some() && registry.is_none() {
            return Err(at.wrong(0..0, "carried-registry", "says whether the registry that the program carries counts beside the folder of `registry`, which is not given"));
        }
        Ok(Self {
            store: path(tables.store),
            base,
            registry,
            carried_registry: tables.carried_registry.unwrap_or(false),
            language: path(tables.language),
            queries: path(tables.queries),
            judgements: path(tables.judgements),
            bind: bind.transpose()?,
            series: tables.series.into_iter().map(|series| entry(series, &at)).collect::<Result<_, _>>()?,
            sources: tables.source.into_iter().map(|source| input(source, folder, &at)).collect::<Result<_, _>>()?,
            web: tables.web.map_or_else(|| Ok(Web::default()), |web| web_of(web, &at))?,
        })
    }
}

/// A pattern of links: capitals do not count, and it is bounded in what it needs.
///
/// # Errors
/// When it is no regular expression, or too large a one.
pub fn pattern_of_links(pattern: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(pattern).case_insensitive(true).size_limit(LARGEST_PATTERN).build();
    built.map_err(|e| {
        let message = e.to_string();
        let last = message.lines().next_back().unwrap_or_default().trim_start_matches("error: ").to_owned();
        format!("is no regular expression: {last}")
    })
}

fn entry(table: Spanned<SeriesTable>, at: &Places<'_>) -> Result<SeriesEntry, InstallationError> {
    let span = table.span();
    let SeriesTable { title, abbreviations, other_titles, organiser } = table.into_inner();
    if title.trim().is_empty() {
        return Err(at.wrong(span, "title", "is empty; give the full name of the series"));
    }
    Ok(SeriesEntry { title, abbreviations, other_titles, organiser })
}

fn input(table: Spanned<SourceTable>, folder: &Path, at: &Places<'_>) -> Result<Input, InstallationError> {
    let span = table.span();
    let SourceTable { path, address, include, exclude, follow } = table.into_inner();
    let named = match (path, address) {
        (Some(path), None) => Named::Path(folder.join(path.into_inner())),
        (None, Some(address)) => match at.check(&address, |given| Input::new(given.as_ref()))?.source {
            address @ Named::Address(_) => address,
            _ => return Err(at.wrong(address.span(), "address", "is no address; write `path` for files and folders")),
        },
        _ => return Err(at.wrong(span, "source", "wants either a `path` or an `address`")),
    };
    let is_path = matches!(named, Named::Path(_));
    for (patterns, key) in [(&include, "include"), (&exclude, "exclude")] {
        if let Some(patterns) = patterns.as_ref().filter(|_| !is_path) {
            return Err(at.wrong(
                patterns.span(),
                key,
                "chooses files of a folder; for the links of a page use `follow`",
            ));
        }
    }
    let patterns = |given: Option<Spanned<Vec<String>>>| -> Result<Vec<String>, InstallationError> {
        let Some(given) = given else { return Ok(Vec::new()) };
        at.check(&given, |patterns| Filter::new(patterns, &[]))?;
        Ok(given.into_inner())
    };
    let (include, exclude) = (patterns(include)?, patterns(exclude)?);
    let filter = Filter::new(&include, &exclude).map_err(|e| at.wrong(span, "source", &e.to_string()))?;
    let follow = match follow {
        Some(follow) if is_path => {
            return Err(at.wrong(follow.span(), "follow", "follows the links of an `address`; a `path` has none"));
        }
        Some(follow) => Some(at.check(&follow, |pattern| pattern_of_links(pattern))?),
        None => None,
    };
    Ok(Input { source: named, filter, follow })
}

fn web_of(table: WebTable, at: &Places<'_>) -> Result<Web, InstallationError> {
    let mut web = Web::default();
    let seconds = |given: &Spanned<f64>, least: f64| {
        at.check(given, |seconds| {
            let fits = (least..=LONGEST_SECONDS).contains(seconds);
            if fits {
                Ok(Duration::from_secs_f64(*seconds))
            } else {
                Err(format!("must be between {least} and {LONGEST_SECONDS} seconds"))
            }
        })
    };
    if let Some(pause) = &table.pause {
        web.pause = seconds(pause, 0.0)?;
    }
    if let Some(timeout) = &table.fetch_timeout {
        web.whole = seconds(timeout, 1.0)?;
    }
    if let Some(retries) = &table.retries {
        web.retries = at.check(retries, |n| if *n <= 10 { Ok(*n) } else { Err("must be between 0 and 10") })?;
    }
    if let Some(AllowPrivate(private)) = table.allow_private {
        web.private = private;
    }
    Ok(web)
}
