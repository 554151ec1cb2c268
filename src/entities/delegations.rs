//! Bodies that speak as those who meet: country codes ("IT agreed, NL suggested"), and short forms of bodies beside them ("JRC replied").
//!
//! A report is one of delegations where several codes of countries are the subjects of reporting verbs; elsewhere capitals are no speaker.

use super::cues::cue_after;
use super::{Draft, Meaning, Mention};
use crate::document::{BlockKind, Document};
use crate::minutes::sentences::sentences;
use crate::text::Span;
use rustc_hash::FxHashMap;

/// The recogniser and its version.
pub(super) const RECOGNISER: &str = "delegation.speaks/1";
/// So many countries that speak make a report one of delegations.
const ENOUGH_COUNTRIES: usize = 2;
/// So often at least the delegations of such a report speak in all.
const ENOUGH_UTTERANCES: usize = 4;

impl Draft<'_> {
    /// Takes the delegations that speak.
    pub(super) fn delegations(&mut self, document: &Document) {
        let language = self.reader.language;
        let codes = &language.country_codes;
        let mut found: Vec<Span> = Vec::new();
        for block in document.blocks().iter().take(self.minutes.body.end).skip(self.minutes.body.start) {
            if !matches!(block.kind, BlockKind::Heading { .. } | BlockKind::TableRow) {
                for sentence in sentences(self.text, block.span, self.reader.language) {
                    found.extend(self.subjects(sentence));
                }
            }
        }
        // Letters that a list declares to be somebody's are no country's.
        found.retain(|span| self.known(*span).is_none());
        let mut uses: FxHashMap<&str, usize> = FxHashMap::default();
        for span in &found {
            *uses.entry(span.of_text(self.text)).or_default() += 1;
        }
        let countries = uses.iter().filter(|(name, _)| codes.contains(**name));
        let (count, utterances) = countries.fold((0, 0), |(count, all), (_, uses)| (count + 1, all + uses));
        if count < ENOUGH_COUNTRIES || utterances < ENOUGH_UTTERANCES {
            return;
        }
        for span in found {
            let name = span.of_text(self.text);
            let regular = codes.contains(name) || uses.get(name).is_some_and(|uses| *uses > 1);
            if regular && !self.by_span.contains_key(&span) {
                let meaning = Meaning::Body(name.to_owned());
                self.entities.mentions.push(Mention { span, meaning, recogniser: RECOGNISER, confidence: 85 });
            }
        }
    }

    /// Words of two to six capitals that begin a clause of a sentence and have a reporting verb behind them.
    fn subjects(&self, sentence: Span) -> Vec<Span> {
        let words = sentence.of_text(self.text);
        let joints = &self.reader.language.speech.clause_joints;
        let mut found = Vec::new();
        // "NL, SE and AT commented": those before the last speak with it.
        let mut with: Vec<Span> = Vec::new();
        let mut at = 0;
        for word in words.split_inclusive(' ') {
            let bare = word.trim_end().trim_end_matches(',');
            let capitals = (2..=6).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_uppercase());
            let span = Span::new(sentence.start + at, sentence.start + at + bare.len());
            let before = &words[..at];
            let begins = || {
                before.is_empty()
                    || before.eq_ignore_ascii_case("the ")
                    || joints.list().iter().any(|j| before.ends_with(j.as_str()))
                    || before.ends_with(", ")
            };
            let joined = !with.is_empty();
            if capitals
                && (begins() || joined)
                && cue_after(self.text, span.end, sentence.end, self.reader.language).is_some()
            {
                found.append(&mut with);
                found.push(span);
            } else if capitals && (before.is_empty() || joined) {
                with.push(span);
            } else if !self.reader.language.words.joins(bare) {
                with.clear();
            }
            at += word.len();
        }
        found
    }
}
