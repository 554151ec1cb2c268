//! Which files a path stands for, and what each gives.

use super::input::Pattern;
use super::unpack::{Unpacker, unpack_with};
use super::web::{Arrival, Arrivals};
use super::{Filter, Location, MAX_BYTES, Refusal, Source, bound_of};
use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

/// Something that may be a report.
#[derive(Clone)]
pub enum Candidate {
    /// A file, and its path below what was asked for.
    File {
        /// Where it lies.
        path: PathBuf,
        /// What it is called in the graph.
        name: String,
        /// The place that it is; nothing where the system does not tell.
        location: Option<Location>,
    },
    /// Standard input.
    StandardInput,
    /// Whatever comes from the web next.
    Web(Arc<Arrivals>),
}

/// What a candidate gives.
#[derive(Debug)]
pub enum Found {
    /// Bytes that can be read.
    Source(Source),
    /// What the place gave before, as its server says.
    Unchanged {
        /// What it is called in the graph.
        name: String,
        /// The place.
        location: Location,
    },
    /// Nothing.
    Refused(Refusal),
}

impl Candidate {
    /// What it is called in the graph and in messages.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::File { name, .. } => name,
            Self::StandardInput => "-",
            Self::Web(_) => "the web",
        }
    }

    /// Reads and checks the bytes: one source of most files, several of a mailbox or of a message with attachments.
    ///
    /// Each of them comes with the reason where it is no text of bounded size; there is at least one. What comes from the web is waited for. A mailbox or message is
    /// taken apart by who is given.
    #[must_use]
    pub fn read(&self, unpacker: Unpacker<'_>) -> Vec<Found> {
        let (name, location, bytes) = match self {
            Self::File { path, name, location } => {
                let bytes = File::open(path).and_then(|file| {
                    let length = file.metadata().map_or(0, |m| m.len());
                    read_bounded(file, length)
                });
                (name.as_str(), location.clone(), bytes)
            }
            Self::StandardInput => ("-", None, read_bounded(std::io::stdin().lock(), 0)),
            Self::Web(arrivals) => return arrivals.next().map_or_else(Vec::new, |arrival| arrived(arrival, unpacker)),
        };
        match bytes {
            Ok(bytes) => sources(name, bytes, location.as_ref(), unpacker),
            Err(e) => vec![Found::Refused(Refusal::Unreadable { name: name.to_owned(), reason: e.to_string() })],
        }
    }
}

/// What came from the web.
fn arrived(arrival: Arrival, unpacker: Unpacker<'_>) -> Vec<Found> {
    match arrival {
        Arrival::Refused(refusal) => vec![Found::Refused(refusal)],
        Arrival::Unchanged(address) => {
            vec![Found::Unchanged { name: address.to_string(), location: Location::of_address(&address) }]
        }
        Arrival::Bytes { address, bytes, validators, _room } => {
            let name = address.as_str();
            let location = Location::of_address(&address);
            // Only here it is known which address it was, should the reader break off.
            let read = catch_unwind(AssertUnwindSafe(|| sources(name, bytes, Some(&location), unpacker)));
            let mut found = read.unwrap_or_else(|_| vec![Found::Refused(Refusal::Broken(name.to_owned()))]);
            if let [Found::Source(Source { location: Some(location), .. })] = found.as_mut_slice() {
                location.validators = validators;
            }
            found
        }
    }
}

/// The sources in bytes, each with its place.
fn sources(name: &str, bytes: Vec<u8>, location: Option<&Location>, unpacker: Unpacker<'_>) -> Vec<Found> {
    let found = unpack_with(name, bytes, unpacker).into_iter().map(|source| match source {
        Ok(mut source) => {
            let part = source.name.strip_prefix(name).unwrap_or(&source.name);
            source.location = location.map(|location| location.inside(part));
            Found::Source(source)
        }
        Err(refusal) => Found::Refused(refusal),
    });
    found.collect()
}

/// Reads no more than the bound of what the first bytes are, and one byte, by which it is known that there are more.
fn read_bounded(mut from: impl Read, length: u64) -> std::io::Result<Vec<u8>> {
    let expected = usize::try_from(length.min(MAX_BYTES)).unwrap_or(0) + 1;
    let mut bytes = Vec::with_capacity(expected);
    from.by_ref().take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    let bound = if bytes.len() as u64 > MAX_BYTES { bound_of(&bytes) } else { MAX_BYTES };
    if bound > MAX_BYTES {
        from.take(bound - MAX_BYTES).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Finds the candidates at a path: the file itself, all files below a folder that are wanted, or those that a pattern means, in the order of their names.
/// A file that is there is meant itself, also where its name looks like a pattern. Hidden files and links out of a folder are passed over.
///
/// # Errors
/// When nothing is there, or nothing of a folder is wanted.
pub fn discover(path: &Path, filter: &Filter) -> Result<Vec<Candidate>, Refusal> {
    let shown = path.display().to_string();
    let unreadable = |e: std::io::Error| Refusal::Unreadable { name: shown.clone(), reason: e.to_string() };
    let metadata = match std::fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
            let pattern = Pattern::of(path).map_err(Refusal::NoPattern)?;
            let Some(pattern) = pattern else { return Err(Refusal::Missing(shown)) };
            let found = below(&pattern.folder, &[&pattern.files, filter]).unwrap_or_default();
            return if found.is_empty() { Err(Refusal::NoMatch(shown)) } else { Ok(found) };
        }
        Err(e) => return Err(unreadable(e)),
    };
    if metadata.is_dir() {
        let found = below(path, &[filter]).map_err(unreadable)?;
        return if found.is_empty() { Err(Refusal::NoReports(shown)) } else { Ok(found) };
    }
    let name = path.file_name().map_or(shown, |n| n.to_string_lossy().into_owned());
    let location = std::fs::canonicalize(path).ok().map(|path| {
        let location = Location::of_file(&path);
        path.parent().map_or_else(|| location.clone(), |folder| location.clone().found_in(folder, false))
    });
    Ok(vec![Candidate::File { path: path.to_owned(), name, location }])
}

/// The files below a folder that all filters want.
fn below(folder: &Path, filters: &[&Filter]) -> std::io::Result<Vec<Candidate>> {
    let hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
    let name_of = |path: &Path| {
        let below = path.strip_prefix(folder).unwrap_or(path);
        below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
    };
    let absolute = std::fs::canonicalize(folder)?;
    let walk = WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|e| {
        let left_out = || filters.iter().any(|filter| filter.leaves_out(&name_of(e.path())));
        e.depth() == 0 || !hidden(e.file_name()) && !left_out()
    });
    let mut found = Vec::new();
    for entry in walk {
        let entry = entry?;
        let name = name_of(entry.path());
        if entry.file_type().is_file() && filters.iter().all(|filter| filter.wants(&name)) {
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let location = Location::of_file(&absolute.join(below)).found_in(&absolute, true);
            found.push(Candidate::File { path: entry.into_path(), name, location: Some(location) });
        }
    }
    Ok(found)
}
