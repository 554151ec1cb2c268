//! The figures that scores are made of, counted over what can be found and nothing else.
//!
//! An index that followed its store still holds what was deleted, until its segments are merged. Counted with it, words would be commoner than they are, and the
//! same store would give other scores after other histories.

use super::schema::Fields;
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, InvertedIndexReader, Searcher, SegmentReader, TERMINATED, Term};

/// How many words the fields of an index hold that words are looked for in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lengths([(Field, u64); 2]);

impl Lengths {
    /// Adds up the lengths by which documents are scored.
    pub(super) fn of(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Self> {
        let mut lengths = [(fields.stems, 0), (fields.exact, 0)];
        for (field, total) in &mut lengths {
            for segment in searcher.segment_readers() {
                let norms = segment.get_fieldnorms_reader(*field)?;
                *total += segment.doc_ids_alive().map(|document| u64::from(norms.fieldnorm(document))).sum::<u64>();
            }
        }
        Ok(Self(lengths))
    }
}

/// The figures of one version of the index.
pub(super) struct Statistics<'s> {
    pub(super) searcher: &'s Searcher,
    pub(super) lengths: Lengths,
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let known = self.lengths.0.iter().find(|(of, _)| *of == field).map(|(_, total)| *total);
        known.map_or_else(|| Bm25StatisticsProvider::total_num_tokens(self.searcher, field), Ok)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.searcher.num_docs())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let mut found = 0;
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(term.field())?;
            found += u64::from(match segment.alive_bitset() {
                None => index.doc_freq(term)?,
                Some(alive) => {
                    let postings: Option<SegmentPostings> = index.read_postings(term, IndexRecordOption::Basic)?;
                    postings.map_or(0, |postings| postings.doc_freq_given_deletes(alive))
                }
            });
        }
        Ok(found)
    }
}

/// Whether a word of a segment stands in anything that can be found.
pub(super) fn is_alive(segment: &SegmentReader, index: &InvertedIndexReader, word: &TermInfo) -> tantivy::Result<bool> {
    let Some(alive) = segment.alive_bitset() else { return Ok(true) };
    let mut postings = index.read_postings_from_terminfo(word, IndexRecordOption::Basic)?;
    while postings.doc() != TERMINATED {
        if alive.is_alive(postings.doc()) {
            return Ok(true);
        }
        postings.advance();
    }
    Ok(false)
}
