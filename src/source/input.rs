//! What people name as a source, and which files of a folder they want.

use super::Refusal;
use super::web::Address;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use regex::Regex;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// No more patterns are taken.
const MOST_PATTERNS: usize = 1000;

/// A source that somebody named, with what of it is wanted.
#[derive(Debug, Clone)]
pub struct Input {
    /// What it is.
    pub source: Named,
    /// Which files of a folder are wanted.
    pub filter: Filter,
    /// An address is a page of links, of which those that match are wanted.
    pub follow: Option<Regex>,
}

/// A source as it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// Standard input.
    StandardInput,
    /// A file, a folder, or a pattern of files.
    Path(PathBuf),
    /// An address of the web.
    Address(Address),
}

impl Input {
    /// Reads what stands on a command line or in a file: `-`, an address, else a path.
    ///
    /// ```
    /// use rapporteur::source::{Input, Named};
    ///
    /// assert_eq!(Input::new("-".as_ref())?.source, Named::StandardInput);
    /// assert!(matches!(Input::new("https://example.org/7.pdf".as_ref())?.source, Named::Address(_)));
    /// assert!(matches!(Input::new("minutes/**/*.pdf".as_ref())?.source, Named::Path(_)));
    /// # Ok::<_, rapporteur::source::Refusal>(())
    /// ```
    ///
    /// # Errors
    /// When it is meant as an address and is none that can be fetched.
    pub fn new(given: &OsStr) -> Result<Self, Refusal> {
        let source = match given.to_str() {
            Some("-") => Named::StandardInput,
            Some(words) if Address::is_meant(words) && !Path::new(words).exists() => {
                Named::Address(Address::new(words)?)
            }
            _ => Named::Path(given.into()),
        };
        Ok(Self { source, filter: Filter::default(), follow: None })
    }
}

/// Which files of a folder are wanted: those that a pattern includes, or all where none does, without those that one excludes.
///
/// A pattern without `/` is matched with the name of a file or folder, however deep it lies; one with `/` with its path below the folder that was named. `*` and `?` stand
/// for all but `/`, `**` for any folders, `[ab]` for one of these letters, `{a,b}` for either word.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    include: GlobSet,
    exclude: GlobSet,
}

/// A pattern that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{pattern}` is no pattern of files: {reason}; write something like '*.pdf' or 'minutes/**/*.md'")]
pub struct PatternError {
    /// As it was given.
    pub pattern: String,
    /// What is wrong with it.
    pub reason: String,
}

impl Filter {
    /// ```
    /// use rapporteur::source::Filter;
    ///
    /// let filter = Filter::new(&["*.md".to_owned()], &["drafts".to_owned()])?;
    /// assert!(filter.wants("2024/7.md") && !filter.wants("2024/7.pdf") && !filter.wants("drafts/2024/7.md"));
    /// # Ok::<_, rapporteur::source::PatternError>(())
    /// ```
    ///
    /// # Errors
    /// When one is no pattern.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, PatternError> {
        Ok(Self { include: set(include)?, exclude: set(exclude)? })
    }

    /// Whether a file is wanted, by its path below the folder, with `/` between its parts.
    #[must_use]
    pub fn wants(&self, path: &str) -> bool {
        (self.include.is_empty() || self.include.is_match(path)) && !self.leaves_out(path)
    }

    /// Whether a file or folder is excluded, itself or with a folder around it.
    #[must_use]
    pub fn leaves_out(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        folders.chain([path]).any(|part| self.exclude.is_match(part))
    }
}

fn set(patterns: &[String]) -> Result<GlobSet, PatternError> {
    let mut all = GlobSetBuilder::new();
    let wrong = |pattern: &str, reason: String| PatternError { pattern: pattern.to_owned(), reason };
    if let Some(pattern) = patterns.get(MOST_PATTERNS) {
        return Err(wrong(pattern, format!("there are more than {MOST_PATTERNS} of them")));
    }
    for pattern in patterns {
        let bare = pattern.trim_end_matches('/');
        let anywhere = if bare.contains('/') { bare.to_owned() } else { format!("**/{bare}") };
        let glob =
            GlobBuilder::new(anywhere.trim_start_matches("./")).literal_separator(true).backslash_escape(true).build();
        all.add(glob.map_err(|e| wrong(pattern, e.kind().to_string()))?);
    }
    all.build().map_err(|e| wrong(&patterns.join("`, `"), e.kind().to_string()))
}

/// A path with signs of a pattern in it: the folder before the first of them, and the files wanted below it.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) folder: PathBuf,
    pub(super) files: Filter,
}

impl Pattern {
    /// The pattern that a path is; nothing where it has no signs of one.
    pub(super) fn of(path: &Path) -> Result<Option<Self>, PatternError> {
        let Some(words) = path.to_str() else { return Ok(None) };
        let Some(sign) = words.find(['*', '?', '[', '{']) else { return Ok(None) };
        let (folder, rest) = words[..sign].rfind('/').map_or((".", words), |at| (&words[..=at], &words[at + 1..]));
        // Below the folder, and no deeper than it says.
        let rest = if rest.contains('/') { rest.to_owned() } else { format!("./{rest}") };
        Ok(Some(Self { folder: folder.into(), files: Filter::new(&[rest], &[])? }))
    }
}

#[cfg(test)]
mod tests {
    use super::{Filter, Pattern};
    use std::path::Path;

    #[test]
    fn patterns_of_names_and_of_paths() {
        let filter = |include: &[&str], exclude: &[&str]| {
            let owned = |patterns: &[&str]| patterns.iter().map(ToString::to_string).collect::<Vec<_>>();
            Filter::new(&owned(include), &owned(exclude)).unwrap()
        };
        let all = filter(&[], &[]);
        assert!(all.wants("a.md") && all.wants("a/b.md"));
        let some = filter(&["*.{md,pdf}", "2024/**/[!_]*.txt"], &["old/", "*-draft.*", "2024/x"]);
        for path in ["a.md", "deep/er/b.pdf", "2024/a/b.txt", "2024/b.txt"] {
            assert!(some.wants(path), "{path}");
        }
        for path in ["a.txt", "2023/b.txt", "2024/_b.txt", "old/a.md", "deep/old/er/a.md", "a-draft.md", "2024/x/a.md"]
        {
            assert!(!some.wants(path), "{path}");
        }
        assert!(Filter::new(&["[".to_owned()], &[]).unwrap_err().to_string().contains("`[` is no pattern"));
        assert!(Filter::new(&["a".repeat(10_000_000)], &[]).is_err() || cfg!(target_pointer_width = "64"));
    }

    #[test]
    fn paths_with_signs() {
        let read = |path: &str| Pattern::of(Path::new(path)).unwrap();
        let pattern = read("minutes/**/*.pdf").unwrap();
        assert_eq!(pattern.folder, Path::new("minutes/"));
        assert!(pattern.files.wants("a.pdf") && pattern.files.wants("x/y/a.pdf") && !pattern.files.wants("a.md"));
        let pattern = read("/srv/m*/7.md").unwrap();
        assert_eq!(pattern.folder, Path::new("/srv/"));
        assert!(pattern.files.wants("minutes/7.md") && !pattern.files.wants("minutes/x/7.md"));
        let pattern = read("*.md").unwrap();
        assert!(pattern.files.wants("a.md") && !pattern.files.wants("x/a.md"));
        assert!(read("minutes/7.md").is_none());
    }
}
