//! Answers `text:query` of SPARQL from the index.

use super::entry::{Kind, Shown};
use super::find::Searching;
use super::index::Index;
use super::request::{Request, RequestError};
use super::words::Splitter;
use crate::graph::vocabulary::{rap, skos};
use crate::sparql::meter;
use crate::sparql::{TextAsked, TextError, TextIndex, TextMatch};
use crate::store::Store;
use oxigraph::model::{Literal, NamedNode};
use std::sync::Mutex;

/// The properties that can be asked for, with the kinds that have them.
const NAMES: [&str; 3] = [skos::PREF_LABEL.as_str(), rap::ABBREVIATION.as_str(), skos::ALT_LABEL.as_str()];

/// The index of a store, opened when the first query asks for it.
pub struct OfStore {
    store: Store,
    opened: Mutex<Option<Index>>,
}

impl OfStore {
    /// Nothing is read before something is asked.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, opened: Mutex::default() }
    }
}

impl TextIndex for OfStore {
    fn matches(&self, asked: &TextAsked) -> Result<Vec<TextMatch>, TextError> {
        let mut opened = self.opened.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let index = match opened.take() {
            Some(index) => index,
            None => Index::open(&self.store).map_err(failed)?,
        };
        let searching = opened.insert(index).searching().map_err(failed)?;
        searching.matches(asked)
    }
}

fn failed(error: impl std::fmt::Display) -> TextError {
    TextError::Failed(error.to_string())
}

impl TextIndex for Searching {
    fn matches(&self, asked: &TextAsked) -> Result<Vec<TextMatch>, TextError> {
        let mut request = Request::of(&asked.words).map_err(|error| match error {
            RequestError::Query(error) => TextError::Words(error.to_string()),
            other => failed(other),
        })?;
        request.limit = asked.limit.max(1);
        let property = asked.property.as_ref().map(NamedNode::as_str);
        request.kinds = match property {
            None => Vec::new(),
            Some(p) if p == rap::QUOTE.as_str() => vec![Kind::Contribution, Kind::Decision, Kind::Commitment],
            Some(p) if p == rap::TEXT.as_str() => vec![Kind::Passage],
            Some(p) if NAMES.contains(&p) => {
                // Some things that fit do so by another of their names, and are not counted.
                request.limit = TextAsked::MOST;
                vec![Kind::Person, Kind::Organisation, Kind::Process, Kind::Topic, Kind::Series, Kind::Meeting]
            }
            Some(other) => return Err(TextError::Property(NamedNode::new_unchecked(other))),
        };
        let (ranked, _) = self.ranked(&request, meter::deadline()).map_err(failed)?;
        let mut splitter = Splitter::new();
        let mut found = Vec::new();
        for (score, address) in ranked {
            let shown = self.shown(address).map_err(failed)?;
            if let Some(literal) = literal(&shown, property, &request, &mut splitter) {
                meter::reserve(literal.value().len() + shown.iri.len());
                let (subject, graph) = (NamedNode::new_unchecked(shown.iri), NamedNode::new(shown.graph).ok());
                found.push(TextMatch { subject, score, literal, graph });
            }
            if found.len() == asked.limit {
                break;
            }
        }
        Ok(found)
    }
}

/// The literal of a thing that fits: of its names the first that does, of that property where one is asked for. Where only a name fits that is not shown,
/// or several together, it is the name that is shown.
fn literal(shown: &Shown, property: Option<&str>, request: &Request, splitter: &mut Splitter) -> Option<Literal> {
    if let Some(text) = &shown.text {
        return Some(Literal::new_simple_literal(text));
    }
    let names = || shown.names.iter().filter(|name| property.is_none_or(|property| property == name.property));
    let fits = names().find(|name| request.wanted.fits(&splitter.words(&name.text)));
    let name = if property.is_none() { fits.or_else(|| shown.names.first()) } else { fits }?;
    let text = name.text.clone();
    Some(match &name.language {
        Some(language) => Literal::new_language_tagged_literal_unchecked(text, language),
        None => Literal::new_simple_literal(text),
    })
}
