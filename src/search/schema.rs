//! The fields of the index.

use super::SearchError;
use super::entry::{Entry, Kind, Shown};
use super::words;
use sha2::{Digest, Sha256};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, TantivyDocument};

/// The layout of the index and the words in it. With another number an index is thrown away and made anew.
pub(super) const FORMAT: u32 = 3;

/// The kind of passages that are nothing but statements, which stand in the index themselves.
pub(super) const COVERED: &str = "covered";

const EXACT: &str = "rapporteur_exact";
const STEMS: &str = "rapporteur_stems";

/// The fields, by what they are for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// The unit that an entry belongs to.
    pub(super) unit: Field,
    /// The unit that a document sums up, and what its entries came to, or were made of.
    pub(super) summed: Field,
    pub(super) fingerprint: Field,
    /// The words by their stems, and as they stand.
    pub(super) stems: Field,
    pub(super) exact: Field,
    pub(super) kind: Field,
    /// What filters may call a thing by.
    pub(super) key: Field,
    /// The addresses that an entry is filtered by.
    pub(super) series: Field,
    pub(super) process: Field,
    pub(super) speaker: Field,
    pub(super) day: Field,
    /// Which of two that fit as well comes first.
    pub(super) order: Field,
    /// What is shown, as JSON.
    pub(super) shown: Field,
}

/// The name of [`Fields::order`], by which its column is found.
pub(super) const ORDER: &str = "order";

impl Fields {
    /// The schema and its fields.
    pub(super) fn make() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let text = |tokenizer: &str| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions);
            TextOptions::default().set_indexing_options(indexing)
        };
        let fields = Self {
            unit: schema.add_text_field("unit", STRING),
            summed: schema.add_text_field("summed", STORED),
            fingerprint: schema.add_bytes_field("fingerprint", STORED),
            stems: schema.add_text_field("stems", text(STEMS)),
            exact: schema.add_text_field("exact", text(EXACT)),
            kind: schema.add_text_field("kind", STRING),
            key: schema.add_text_field("key", STRING),
            series: schema.add_text_field("series", STRING),
            process: schema.add_text_field("process", STRING),
            speaker: schema.add_text_field("speaker", STRING),
            day: schema.add_u64_field("day", INDEXED | FAST),
            order: schema.add_u64_field(ORDER, FAST),
            shown: schema.add_text_field("shown", STORED),
        };
        (schema.build(), fields)
    }

    /// Makes the words of the fields known to an index.
    pub(super) fn register(index: &mut Index) {
        let words = TokenizerManager::default();
        words.register(EXACT, words::exact());
        words.register(STEMS, words::stems());
        index.set_tokenizers(words);
    }

    /// An entry as the index holds it.
    pub(super) fn document(&self, unit: &str, entry: &Entry) -> Result<TantivyDocument, SearchError> {
        let mut document = TantivyDocument::default();
        document.add_text(self.unit, unit);
        let shown = &entry.shown;
        let names = shown.names.iter().map(|name| name.text.as_str());
        let texts = shown.text.as_deref().into_iter().chain(names).chain(entry.hidden.iter().map(String::as_str));
        for text in texts {
            document.add_text(self.stems, text);
            document.add_text(self.exact, text);
        }
        for kind in &shown.kinds {
            document.add_text(self.kind, if entry.covered { COVERED } else { kind.name() });
        }
        let addresses =
            [(self.series, &entry.series), (self.process, &entry.processes), (self.speaker, &entry.speakers)];
        for (field, texts) in addresses.into_iter().chain([(self.key, &entry.keys)]) {
            for text in texts {
                document.add_text(field, text);
            }
        }
        if let Some(day) = entry.day {
            document.add_u64(self.day, day);
        }
        document.add_u64(self.order, order(entry));
        let json = serde_json::to_string(shown).map_err(|e| SearchError::Damaged(e.to_string()))?;
        document.add_text(self.shown, json);
        Ok(document)
    }

    /// What is shown of a document.
    pub(super) fn shown(&self, document: &TantivyDocument) -> Result<Shown, SearchError> {
        let json = document.get_first(self.shown).and_then(|value| value.as_str()).unwrap_or_default();
        serde_json::from_str(json).map_err(|e| SearchError::Damaged(e.to_string()))
    }
}

/// Of entries that fit as well, names come first, then the latest; on one day those that stand first in their report. What is left is told apart by a digest,
/// so that the order does not depend on how the index was written.
fn order(entry: &Entry) -> u64 {
    let shown = &entry.shown;
    let digest = Sha256::digest(&shown.iri);
    let digest = digest.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    let day = entry.day.unwrap_or(0).min((1 << 25) - 1) << 38;
    match &shown.place {
        None if !shown.kinds.contains(&Kind::Meeting) => (1 << 63) | (digest >> 1),
        None => day | (digest >> 26),
        Some(place) => {
            let most = (1 << 22) - 1;
            let start = u64::try_from(place.start).unwrap_or(most).min(most);
            day | ((most - start) << 16) | (digest >> 48)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::Place;
    use super::*;

    fn entry(iri: &str, kind: Kind, day: Option<u64>, start: Option<usize>) -> Entry {
        let place = start.map(|start| Place {
            report: "r".to_owned(),
            path: None,
            start,
            end: start + 1,
            quote: "q".to_owned(),
        });
        let shown = Shown {
            iri: iri.to_owned(),
            kinds: vec![kind],
            graph: "g".to_owned(),
            names: Vec::new(),
            text: None,
            place,
            act: None,
            speakers: Vec::new(),
            responsible: Vec::new(),
            meeting: None,
            series: None,
            date: None,
        };
        let none = Vec::new;
        Entry {
            shown,
            hidden: none(),
            keys: none(),
            covered: false,
            series: none(),
            processes: none(),
            speakers: none(),
            day,
        }
    }

    #[test]
    fn names_come_first_then_the_latest_then_the_first_in_a_report() {
        let person = entry("p", Kind::Person, None, None);
        let late = entry("c", Kind::Contribution, Some(20_241_031), Some(9_000));
        let later = entry("d", Kind::Contribution, Some(20_241_031), Some(10_000));
        let early = entry("e", Kind::Decision, Some(20_201_210), Some(1));
        let undated = entry("u", Kind::Passage, None, Some(0));
        let orders = [&person, &late, &later, &early, &undated].map(order);
        assert!(orders.windows(2).all(|two| two[0] > two[1]), "{orders:?}");
        assert_ne!(order(&person), order(&entry("q", Kind::Person, None, None)));
    }
}
