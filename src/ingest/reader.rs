//! From bytes to quads: everything above `graph/`, bound together.

use super::came::Gist;
use crate::document::{Document, Lines, lines_of};
use crate::entities::registry::{Registry, RegistryError, RegistrySource};
use crate::entities::{Entities, Reader as EntityReader, ReaderError};
use crate::graph::{Base, Reading, report_quads};
use crate::language::{Language, LanguageError};
use crate::minutes::{Minutes, RecogniserError, Recognisers, name_line};
use crate::source::{Refusal, Source};
use crate::statements::{self, Context, Statements};
use crate::warnings::{self, Warnings};
use oxigraph::model::Quad;
use std::path::PathBuf;

/// Changed whenever the code reads something else out of the same bytes.
const CODE_VERSION: &str = "12";

/// Where the knowledge of a reading comes from: the embedded files, or folders in place of them.
#[derive(Debug, Clone, Default)]
pub struct KnowledgeSource {
    /// Registry and ontology.
    pub registry: RegistrySource,
    /// Word lists.
    pub language: Option<PathBuf>,
}

/// Word lists and registry, loaded.
#[derive(Debug)]
pub struct Knowledge {
    /// The word lists.
    pub language: Language,
    /// The registry.
    pub registry: Registry,
    /// Code, word lists and registry in one word: the same bytes read with the same version give the same graph.
    pub version: String,
}

/// Why the knowledge could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum KnowledgeError {
    /// The word lists.
    #[error(transparent)]
    Language(#[from] LanguageError),
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl Knowledge {
    /// Loads word lists and registry.
    ///
    /// # Errors
    /// When a file of them is not right.
    pub fn load(source: &KnowledgeSource, base: &Base) -> Result<Self, KnowledgeError> {
        let language = source.language.as_deref().map_or_else(Language::embedded, Language::from_folder)?;
        let registry = Registry::load(&source.registry, base)?;
        let version = format!("{CODE_VERSION}-{}-{}", language.version, registry.version);
        Ok(Self { language, registry, version })
    }
}

/// Everything that was read from one report.
#[derive(Debug)]
pub struct Facts {
    /// The text.
    pub document: Document,
    /// Its parts.
    pub minutes: Minutes,
    /// Its names.
    pub entities: Entities,
    /// What was said, agreed and promised.
    pub statements: Statements,
    /// Whether the text gives no day of the meeting, so that a name of its file may: then these facts depend on the names that the reader was told.
    pub asks_for_name: bool,
}

/// What a report was read into.
pub(super) struct ReadReport {
    pub quads: Vec<Quad>,
    pub warnings: Warnings,
    pub gist: Gist,
    pub asks_for_name: bool,
}

/// Reads reports; made once, used by many threads.
///
/// ```
/// use rapporteur::graph::Base;
/// use rapporteur::ingest::{Knowledge, KnowledgeSource, Reader};
/// use rapporteur::minutes::Recognisers;
/// use rapporteur::source::Source;
///
/// let base = Base::new(Base::DEFAULT)?;
/// let knowledge = Knowledge::load(&KnowledgeSource::default(), &base)?;
/// let recognisers = Recognisers::new(&knowledge.language)?;
/// let reader = Reader::new(&knowledge, &recognisers, &base)?;
/// let report = "# Online Meeting 7\n\n7 April 2022\n\n## Agenda\n\n1. Debrief\n\n## Participants\n\n1. Anja Gengo, IGF Secretariat\n";
/// let facts = reader.facts(&Source::from_bytes("7.md", report.into())?)?;
/// assert_eq!(facts.entities.participations.len(), 1);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub struct Reader<'k> {
    knowledge: &'k Knowledge,
    recognisers: &'k Recognisers<'k>,
    entities: EntityReader<'k>,
    base: &'k Base,
}

/// Why a reader could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The word lists.
    #[error(transparent)]
    Recognisers(#[from] RecogniserError),
    /// The registry.
    #[error(transparent)]
    Names(#[from] ReaderError),
}

impl<'k> Reader<'k> {
    /// Prepares the matchers.
    ///
    /// # Errors
    /// When the registry is too large to be matched.
    pub fn new(
        knowledge: &'k Knowledge,
        recognisers: &'k Recognisers<'k>,
        base: &'k Base,
    ) -> Result<Self, ReaderError> {
        let entities = EntityReader::new(&knowledge.language, &knowledge.registry, recognisers)?;
        Ok(Self { knowledge, recognisers, entities, base })
    }

    /// Reads a report.
    ///
    /// # Errors
    /// When the text is no report of a meeting.
    pub fn facts(&self, source: &Source) -> Result<Facts, Refusal> {
        self.facts_of(source, &lines_of(source).map_err(|e| e.of(&source.name, source.media_type))?, &[])
    }

    /// Reads a report of which lines were taken out already. `names` are the other names under which the same bytes are known, as [`name_line`] gives them: of
    /// those that hold a date the first in the order of the alphabet counts, where the text gives none.
    ///
    /// # Errors
    /// When the text is no report of a meeting.
    pub fn facts_of(&self, source: &Source, lines: &Lines, names: &[String]) -> Result<Facts, Refusal> {
        let mut document = self.recognisers.first_meeting(Document::of_lines(source, lines));
        let mut read = self.recognisers.read(&document);
        let asks_for_name = !read.as_ref().is_ok_and(|minutes| minutes.header.date.is_some());
        if asks_for_name
            && let own = name_line(&source.name)
            && let Some(name) = self.first_dated(names.iter().map(String::as_str).chain(own.as_deref()))
        {
            let named = self.recognisers.first_meeting(Document::under_name(source, lines, name));
            if let Ok(minutes) = self.recognisers.read(&named)
                && minutes.is_dated_by_name()
            {
                (document, read) = (named, Ok(minutes));
            }
        }
        let refuse = |missing| Refusal::NoMinutes { name: source.name.clone(), missing };
        let minutes = read.map_err(refuse)?;
        let entities = self.entities.read(&document, &minutes);
        let registry = &self.knowledge.registry;
        let context = Context {
            language: &self.knowledge.language,
            dates: &self.recognisers.dates().in_order(minutes.date_order),
            document: &document,
            minutes: &minutes,
            entities: &entities,
            classes: &|entity| registry.entities.get(entity as usize).map(|e| e.classes).unwrap_or_default(),
        };
        let statements = statements::read(&context);
        Ok(Facts { document, minutes, entities, statements, asks_for_name })
    }

    /// Of lines from names the one that dates a report.
    pub(super) fn first_dated<'n>(&self, lines: impl Iterator<Item = &'n str>) -> Option<&'n str> {
        lines.filter(|line| self.recognisers.date_in_name(line).is_some()).min()
    }

    /// Reads a report into the quads of its graph.
    ///
    /// # Errors
    /// When the text is no report of a meeting.
    pub fn quads(&self, source: &Source) -> Result<Vec<Quad>, Refusal> {
        Ok(self.quads_of(source, &self.facts(source)?))
    }

    /// Reads a report into the quads of its graph, and says what is odd about it and what was read; see [`Reader::facts_of`].
    pub(super) fn read(&self, source: &Source, lines: &Lines, names: &[String]) -> Result<ReadReport, Refusal> {
        let facts = self.facts_of(source, lines, names)?;
        Ok(ReadReport {
            quads: self.quads_of(source, &facts),
            warnings: self.warnings(source, &facts),
            gist: Gist::of(&facts),
            asks_for_name: facts.asks_for_name,
        })
    }

    /// What is odd about a report that facts were read from. A pure function of its bytes and of the word lists and the registry; it is kept in no graph.
    #[must_use]
    pub fn warnings(&self, source: &Source, facts: &Facts) -> Warnings {
        warnings::of(warnings::Report {
            file: &source.name,
            source: source.kept().unwrap_or_default(),
            document: &facts.document,
            minutes: &facts.minutes,
            entities: &facts.entities,
            statements: &facts.statements,
            language: &self.knowledge.language,
            dates: &self.recognisers.dates().in_order(facts.minutes.date_order),
            registry: &self.knowledge.registry,
        })
    }

    /// The quads of a report's graph, from the facts that were read from it.
    #[must_use]
    pub fn quads_of(&self, source: &Source, facts: &Facts) -> Vec<Quad> {
        let Facts { document, minutes, entities, statements, .. } = facts;
        report_quads(&Reading { source, document, minutes, entities, statements }, &self.knowledge.registry, self.base)
    }
}
