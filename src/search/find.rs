//! Finding: from a request to its hits.

use super::SearchError;
use super::compile::compile;
use super::entry::{Kind, Named, Place, Shown, tail};
use super::highlight::{Mark, Snippet, marks, snippet};
use super::query::Wanted;
use super::request::Request;
use super::schema::{Fields, ORDER};
use super::statistics::{Lengths, Statistics};
use super::words::Splitter;
use crate::sparql::meter::tick;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::time::Instant;
use tantivy::collector::{Collector, Count, DocSetCollector, SegmentCollector, TopDocs};
use tantivy::query::{TermQuery, Weight};
use tantivy::schema::{IndexRecordOption, Schema};
use tantivy::{DocAddress, Score, Searcher, SegmentOrdinal, SegmentReader, TantivyDocument, TantivyError, Term};

/// The texts of the hits of one answer have no more bytes together.
const MOST_BYTES: usize = 32 << 20;

/// One version of the index, which later writing does not change.
#[derive(Clone)]
pub struct Searching {
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    pub(super) lengths: Lengths,
    /// The version of the store that it was made from.
    pub(super) version: Option<String>,
}

/// What was found.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// How many there are in all.
    pub total: usize,
    /// Those that were asked for, the best first.
    pub hits: Vec<Hit>,
}

/// Something that was found. Positions count Unicode code points, ends are exclusive.
#[derive(Debug, Clone, Serialize)]
pub struct Hit {
    /// Its address; of a passage that of the report.
    pub iri: String,
    /// What it is.
    pub kind: Kind,
    /// What else it is, such as a body that is also a process.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Kind>,
    /// How well it fits (BM25), beside others of the same search.
    pub score: f32,
    /// The name of a thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The words that were searched: of a statement those in force, of a thing the name that fits best.
    pub text: String,
    /// What of the words was looked for.
    pub highlights: Vec<Mark>,
    /// The part of the words that is worth showing.
    pub snippet: Snippet,
    /// What kind of contribution it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<String>,
    /// Who said it.
    pub speaker: Vec<Named>,
    /// Who promised it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub responsible: Vec<Named>,
    /// The meeting.
    pub meeting: Option<Named>,
    /// The day of the meeting, no finer than printed.
    pub date: Option<String>,
    /// The series of the meeting.
    pub series: Option<Named>,
    /// Where it stands; nothing for names.
    #[serde(flatten)]
    pub place: Option<Place>,
}

impl Searching {
    /// The version of the store that the index was made from; `None` where that has none.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// Finds what a request asks for.
    ///
    /// # Errors
    /// When it is not done by the deadline, the texts of the hits are too long, or the index cannot be read.
    pub fn find(&self, request: &Request, deadline: Option<Instant>) -> Result<Answer, SearchError> {
        let (found, total) = self.ranked(request, deadline)?;
        let mut splitter = Splitter::new();
        let (mut hits, mut bytes) = (Vec::new(), 0);
        let mut labels = Labels { searching: self, known: FxHashMap::default() };
        for (score, address) in found {
            let hit = hit(self.shown(address)?, score, (&request.wanted, &mut splitter), &mut labels)?;
            bytes += hit.text.len() + hit.place.as_ref().map_or(0, |place| place.quote.len());
            if bytes > MOST_BYTES {
                return Err(SearchError::Large(MOST_BYTES));
            }
            hits.push(hit);
        }
        Ok(Answer { total, hits })
    }

    /// The best of what fits, and how much does.
    pub(super) fn ranked(
        &self,
        request: &Request,
        deadline: Option<Instant>,
    ) -> Result<(Vec<(Score, DocAddress)>, usize), SearchError> {
        let query = compile(request, &self.fields, &self.searcher)?;
        let top = TopDocs::with_limit(request.limit).and_offset(request.offset);
        // Equal scores come in an order that does not depend on how the index was made.
        let top = top.tweak_score(|segment: &SegmentReader| {
            let order = segment.fast_fields().u64(ORDER).ok().map(|column| column.first_or_default_col(0));
            move |document: u32, score: Score| (score, order.as_ref().map_or(0, |order| order.get_val(document)))
        });
        let statistics = Statistics { searcher: &self.searcher, lengths: self.lengths };
        let (best, total) = self
            .searcher
            .search_with_statistics_provider(&query, &Timed { inner: (top, Count), deadline }, &statistics)
            .map_err(|error| if is_late(deadline) { SearchError::Late } else { error.into() })?;
        Ok((best.into_iter().map(|((score, _), address)| (score, address)).collect(), total))
    }

    /// What is shown of a document.
    pub(super) fn shown(&self, address: DocAddress) -> Result<Shown, SearchError> {
        tick();
        let document: TantivyDocument = self.searcher.doc(address)?;
        self.fields.shown(&document)
    }
}

/// What things are called, each looked up once an answer.
struct Labels<'s> {
    searching: &'s Searching,
    known: FxHashMap<String, String>,
}

impl Labels<'_> {
    fn of(&mut self, iri: String) -> Result<Named, SearchError> {
        if let Some(label) = self.known.get(&iri) {
            return Ok(Named { label: label.clone(), iri });
        }
        let label = self.find(&iri)?.unwrap_or_else(|| tail(&iri).to_owned());
        self.known.insert(iri.clone(), label.clone());
        Ok(Named { iri, label })
    }

    fn find(&self, iri: &str) -> Result<Option<String>, SearchError> {
        let Searching { searcher, fields, .. } = self.searching;
        let query = TermQuery::new(Term::from_field_text(fields.key, iri), IndexRecordOption::Basic);
        for address in searcher.search(&query, &DocSetCollector)? {
            let shown = self.searching.shown(address)?;
            // Something else may be called by this address.
            if shown.iri == iri {
                return Ok(shown.names.into_iter().next().map(|name| name.text));
            }
        }
        Ok(None)
    }

    /// Several, in the order of their names.
    fn all(&mut self, iris: Vec<String>) -> Result<Vec<Named>, SearchError> {
        let mut named = iris.into_iter().map(|iri| self.of(iri)).collect::<Result<Vec<_>, _>>()?;
        named.sort_by(|a, b| (&a.label, &a.iri).cmp(&(&b.label, &b.iri)));
        Ok(named)
    }
}

fn hit(
    shown: Shown,
    score: Score,
    (wanted, splitter): (&Wanted, &mut Splitter),
    labels: &mut Labels<'_>,
) -> Result<Hit, SearchError> {
    let label = shown.names.first().map(|name| name.text.clone());
    let texts: Vec<&String> = shown.text.iter().chain(shown.names.iter().map(|name| &name.text)).collect();
    let marked = texts.into_iter().map(|text| {
        let words = splitter.words(text);
        let marks = marks(wanted, text, &words);
        (wanted.fits(&words), marks, text)
    });
    // A name that is all of what was looked for, else the one with most of it; of several the first.
    let best = marked.reduce(|best, next| if (next.0, next.1.len()) > (best.0, best.1.len()) { next } else { best });
    let (text, highlights) = best.map(|(_, marks, text)| (text.clone(), marks)).unwrap_or_default();
    let mut kinds = shown.kinds.into_iter();
    Ok(Hit {
        iri: shown.iri,
        kind: kinds.next().unwrap_or(Kind::Passage),
        also: kinds.collect(),
        score,
        label,
        snippet: snippet(&text, &highlights),
        text,
        highlights,
        act: shown.act,
        speaker: labels.all(shown.speakers)?,
        responsible: labels.all(shown.responsible)?,
        meeting: shown.meeting.map(|meeting| labels.of(meeting)).transpose()?,
        date: shown.date,
        series: shown.series.map(|series| labels.of(series)).transpose()?,
        place: shown.place,
    })
}

fn is_late(deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|deadline| Instant::now() >= deadline)
}

/// A collector that begins no further segment when its time is over. The words of a query are few, so that each segment takes little.
struct Timed<C> {
    inner: C,
    deadline: Option<Instant>,
}

impl<C: Collector> Collector for Timed<C> {
    type Fruit = C::Fruit;
    type Child = C::Child;

    fn check_schema(&self, schema: &Schema) -> tantivy::Result<()> {
        self.inner.check_schema(schema)
    }

    fn for_segment(&self, ordinal: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<C::Child> {
        self.inner.for_segment(ordinal, segment)
    }

    fn requires_scoring(&self) -> bool {
        self.inner.requires_scoring()
    }

    fn merge_fruits(&self, fruits: Vec<<C::Child as SegmentCollector>::Fruit>) -> tantivy::Result<C::Fruit> {
        self.inner.merge_fruits(fruits)
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        ordinal: u32,
        reader: &SegmentReader,
    ) -> tantivy::Result<<C::Child as SegmentCollector>::Fruit> {
        tick();
        if is_late(self.deadline) {
            return Err(TantivyError::InternalError("the time is over".to_owned()));
        }
        self.inner.collect_segment(weight, ordinal, reader)
    }
}
