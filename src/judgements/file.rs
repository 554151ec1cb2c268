//! The file that judgements are kept in: read whole, and only ever added to.

use super::reading::MAX_BYTES;
use super::{Judgement, JudgementError, Judgements, Name, Ruling, Withdrawal};
use crate::graph::Base;
use crate::graph::vocabulary::concept;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// How many hexadecimal digits tell judgements of one day apart.
const DIGITS: usize = 10;

/// What a new file begins with.
const HEADER: &str = "# Judgements of curators on names and statements. Nothing is deleted here: `rapporteur judge withdraw` takes one back.\n\n";

/// Why a file of judgements could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file system.
    #[error("cannot {verb} the judgements `{}`: {source}", .path.display())]
    Io {
        /// `read` or `write`.
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is too large.
    #[error("the judgements `{}` have more than {MAX_BYTES} bytes; move those that were withdrawn to a file of their own, which is kept but not given", .0.display())]
    TooLarge(PathBuf),
    /// What it says is not right.
    #[error(transparent)]
    Judgement(#[from] JudgementError),
    /// Nothing of this address stands in it.
    #[error("`{}` holds no judgement {node}", .path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// The address.
        node: NamedNode,
    },
}

/// A file of judgements, read.
#[derive(Debug)]
pub struct JudgementsFile {
    path: PathBuf,
    text: String,
    base: Base,
    /// What it says.
    pub judgements: Judgements,
}

impl JudgementsFile {
    /// Reads a file that must be there.
    ///
    /// # Errors
    /// When it cannot be read, is too large, or says what no judgements can.
    pub fn read(path: &Path, base: &Base) -> Result<Self, FileError> {
        let io = |source| FileError::Io { verb: "read", path: path.to_owned(), source };
        if fs::metadata(path).map_err(io)?.len() > MAX_BYTES {
            return Err(FileError::TooLarge(path.to_owned()));
        }
        Self::of(path, fs::read_to_string(path).map_err(io)?, base)
    }

    /// Reads a file that may not be there yet.
    ///
    /// # Errors
    /// As [`JudgementsFile::read`].
    pub fn read_or_new(path: &Path, base: &Base) -> Result<Self, FileError> {
        if path.exists() { Self::read(path, base) } else { Self::of(path, HEADER.to_owned(), base) }
    }

    fn of(path: &Path, text: String, base: &Base) -> Result<Self, FileError> {
        let judgements = Judgements::read(&path.to_string_lossy(), &text, base)?;
        Ok(Self { path: path.to_owned(), text, base: base.clone(), judgements })
    }

    /// A new judgement with an address of its own; nothing is written yet.
    #[must_use]
    pub fn draft(&self, ruling: Ruling, curator: &str, reason: &str, created: &str) -> Judgement {
        let mut digest = Sha256::new();
        digest.update(format!("{ruling:?}\n{curator}\n{reason}"));
        let digest = crate::text::hex(&digest.finalize());
        let stem = format!("{created}-{}", digest.get(..DIGITS).unwrap_or(&digest));
        let mut iri = self.base.id("judgement", &stem);
        let mut again = 2;
        // Withdrawn, and judged the same way on the same day.
        while self.judgements.all.iter().any(|j| j.iri == iri && j.withdrawn.is_some()) {
            iri = self.base.id("judgement", &format!("{stem}-{again}"));
            again += 1;
        }
        let (curator, reason) = (curator.to_owned(), reason.to_owned());
        Judgement { iri, ruling, curator, reason, created: created.to_owned(), withdrawn: None }
    }

    /// The file with one judgement more; false where it stands there already.
    ///
    /// # Errors
    /// When it contradicts another, or is not whole. Nothing is written.
    pub fn add(&mut self, judgement: &Judgement) -> Result<bool, FileError> {
        if self.judgements.all.contains(judgement) {
            return Ok(false);
        }
        self.extend(&self.turtle(judgement))?;
        Ok(true)
    }

    /// The file with a judgement taken back, by whom and why and when; false where it was taken back before. The judgement itself stays as it was.
    ///
    /// # Errors
    /// When the file does not hold it. Nothing is written.
    pub fn withdraw(&mut self, node: &NamedNode, withdrawal: &Withdrawal) -> Result<bool, FileError> {
        let Some(known) = self.judgements.all.iter().find(|j| j.iri == *node) else {
            return Err(FileError::Missing { path: self.path.clone(), node: node.clone() });
        };
        if known.withdrawn.is_some() {
            return Ok(false);
        }
        let text = |text: &String| Literal::new_simple_literal(text).to_string();
        let mut lines = vec!["rap:withdrawn true".to_owned()];
        lines.extend(withdrawal.by.as_ref().map(|by| format!("rap:withdrawnBy {}", text(by))));
        lines.extend(withdrawal.reason.as_ref().map(|reason| format!("rap:withdrawalReason {}", text(reason))));
        lines.extend(withdrawal.on.as_ref().map(|day| format!("rap:withdrawnOn \"{day}\"^^xsd:date")));
        self.extend(&format!("{}{}\n    {} .\n", self.prefixes(), self.iri(node), lines.join(" ;\n    ")))?;
        Ok(true)
    }

    fn extend(&mut self, turtle: &str) -> Result<(), FileError> {
        let gap = if self.text.is_empty() || self.text.ends_with("\n\n") {
            ""
        } else if self.text.ends_with('\n') {
            "\n"
        } else {
            "\n\n"
        };
        *self = Self::of(&self.path, format!("{}{gap}{turtle}", self.text), &self.base)?;
        Ok(())
    }

    /// Writes the file: whoever reads it meanwhile sees the old one or the new one, whole.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn save(&self) -> Result<(), FileError> {
        let failed = |source| FileError::Io { verb: "write", path: self.path.clone(), source };
        // The file itself, not the link to it, is replaced.
        let target = self.path.canonicalize().unwrap_or_else(|_| self.path.clone());
        let name = target.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let beside = target.with_file_name(format!(".{name}.{}", std::process::id()));
        let written = File::create(&beside)
            .and_then(|mut file| file.write_all(self.text.as_bytes()).and_then(|()| file.sync_all()))
            .and_then(|()| fs::rename(&beside, &target));
        if written.is_err() {
            // Whatever is left of it is of no use.
            let _ = fs::remove_file(&beside);
        }
        written.map_err(failed)
    }

    /// Declares the prefixes that the file lacks.
    fn prefixes(&self) -> String {
        let mut missing = String::new();
        for (prefix, namespace) in [
            ("rap", "https://w3id.org/rapporteur/"),
            ("dct", "http://purl.org/dc/terms/"),
            ("xsd", "http://www.w3.org/2001/XMLSchema#"),
        ] {
            let declared = self.text.lines().any(|line| {
                let mut words = line.split_whitespace();
                words.next() == Some("@prefix")
                    && words.next() == Some(&format!("{prefix}:"))
                    && words.next() == Some(&format!("<{namespace}>"))
            });
            if !declared {
                // Writing to a string cannot fail.
                let _ = writeln!(missing, "@prefix {prefix}: <{namespace}> .");
            }
        }
        missing
    }

    /// An IRI as the file writes it: relative to the base, unless the file declares one of its own.
    fn iri(&self, node: &NamedNode) -> String {
        let own = self.text.lines().any(|line| {
            let line = line.trim_start().to_ascii_lowercase();
            line.starts_with("@base") || line.starts_with("base")
        });
        let relative = node.as_str().strip_prefix(self.base.as_str()).filter(|rest| !own && rest.starts_with("id/"));
        format!("<{}>", relative.unwrap_or(node.as_str()))
    }

    fn turtle(&self, judgement: &Judgement) -> String {
        let text = |text: &str| Literal::new_simple_literal(text).to_string();
        let node = |node: NamedNodeRef<'_>| self.iri(&node.into_owned());
        let mut lines = vec![format!("rap:verdict {}", node(concept("verdict", judgement.ruling.verdict()).as_ref()))];
        if let Some((name, entity)) = judgement.ruling.name() {
            match name {
                Name::Mention(mention) => lines.push(format!("rap:judgedMention {}", self.iri(mention))),
                Name::Stated { name, series } => {
                    lines.push(format!("rap:statedName {}", text(name)));
                    lines.push(format!("rap:inSeries {}", self.iri(series)));
                }
            }
            lines.extend(entity.map(|entity| format!("rap:entity {}", self.iri(entity))));
        }
        if let Some(statement) = judgement.ruling.statement() {
            lines.push(format!("rap:judgedStatement {}", self.iri(statement)));
        }
        match &judgement.ruling {
            Ruling::Rejected(_, Some(property)) => lines.push(format!("rap:judgedProperty {}", self.iri(property))),
            Ruling::Corrected(_, property, values) => {
                lines.push(format!("rap:judgedProperty {}", self.iri(property)));
                let values: Vec<String> = values
                    .iter()
                    .map(|value| match value {
                        Term::NamedNode(node) => self.iri(node),
                        other => other.to_string(),
                    })
                    .collect();
                lines.push(format!("rap:correctedValue {}", values.join(" , ")));
            }
            _ => {}
        }
        lines.push(format!("rap:curator {}", text(&judgement.curator)));
        lines.push(format!("rap:reason {}", text(&judgement.reason)));
        lines.push(format!("dct:created \"{}\"^^xsd:date", judgement.created));
        format!(
            "{}{}\n    a rap:Judgement ;\n    {} .\n",
            self.prefixes(),
            self.iri(&judgement.iri),
            lines.join(" ;\n    ")
        )
    }
}
