//! Who the labels of remarks are: people of the report's lists by any of their names, and names that only labels print, where the report plainly attributes by
//! labels.

use super::people::Sieved;
use super::{Draft, Meaning, Mention, Status};
use crate::minutes::Found;
use crate::minutes::names::PrintedName;
use crate::minutes::remarks::{LabelShape, Remark};
use crate::text::Span;
use rustc_hash::FxHashMap;

/// So many remarks of known people make a report one that attributes by labels.
const ENOUGH_KNOWN: usize = 3;
/// So many names set apart by commas, dashes or lists make one that begins lines with names.
const ENOUGH_LOOSE: usize = 5;
/// A name of one word that no list has wants so many remarks.
const ENOUGH_OF_ONE_WORD: usize = 2;

/// A remark whose label is somebody: the remark, an index into the minutes' remarks, and a mention of each speaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// The remark.
    pub remark: usize,
    /// Mentions of those who speak.
    pub speakers: Vec<usize>,
}

impl Draft<'_> {
    /// Takes the labels that are somebody.
    pub(super) fn remarks(&mut self) {
        let minutes = self.minutes;
        if minutes.remarks.is_empty() {
            return;
        }
        let apart = minutes.remarks.iter().filter(|r| r.shape != LabelShape::Bare);
        let known = apart.filter(|r| r.names.iter().all(|n| self.known(*n).is_some())).count();
        let mut uses: FxHashMap<&str, usize> = FxHashMap::default();
        for remark in minutes.remarks.iter().filter(|r| r.shape == LabelShape::Colon) {
            for name in &remark.names {
                *uses.entry(name.of_text(self.text)).or_default() += 1;
            }
        }
        let regulars = uses.iter().filter(|(name, count)| **count > 1 && self.could_speak(name)).count();
        let by_labels = minutes.transcript || known >= ENOUGH_KNOWN || regulars >= ENOUGH_KNOWN;
        let fresh = |draft: &Self, remark: &Remark, name: Span| {
            let words = name.of_text(draft.text);
            by_labels
                && remark.shape == LabelShape::Colon
                && draft.could_speak(words)
                && (words.contains(' ') || uses.get(words).is_some_and(|count| *count >= ENOUGH_OF_ONE_WORD))
        };
        let loose = |r: &&Remark| r.shape == LabelShape::Loose && r.names.iter().all(|n| self.known(*n).is_some());
        let bare_too = minutes.remarks.iter().filter(loose).count() >= ENOUGH_LOOSE;
        let weighed = |r: &Remark| match r.shape {
            LabelShape::Colon | LabelShape::Loose => true,
            LabelShape::Dashed => known >= ENOUGH_KNOWN,
            LabelShape::Bare => bare_too,
        };
        for (i, remark) in minutes.remarks.iter().enumerate().filter(|(_, r)| weighed(r)) {
            let all = remark.names.iter().all(|n| self.known(*n).is_some() || fresh(self, remark, *n));
            if !all || remark.names.is_empty() {
                continue;
            }
            let speakers = remark.names.iter().map(|name| self.speaker(*name)).collect();
            self.entities.attributions.push(Attribution { remark: i, speakers });
        }
    }

    /// The mention of a label's name, whose person takes part by it.
    fn speaker(&mut self, name: Span) -> usize {
        let person = match self.known(name) {
            Some(Sieved::One(person, _)) => person,
            Some(Sieved::Several(candidates)) => {
                self.entities.mentions.push(Mention {
                    span: name,
                    meaning: Meaning::OpenPerson(candidates),
                    recogniser: "remark.label/1",
                    confidence: 80,
                });
                return self.entities.mentions.len() - 1;
            }
            _ => self.entities.people.take(self.text, &PrintedName { span: name, alias: None }, false),
        };
        let mention = self.mention(&PrintedName { span: name, alias: None }, person, "remark.label/1", 92);
        self.participation(person, mention, Found::new(Status::Spoke, name, "remark.speaker/1", 92));
        mention
    }

    /// Whom the lists know by a name.
    fn known(&self, name: Span) -> Option<Sieved> {
        match self.entities.people.sieve_speaker(self.text, name) {
            Sieved::Nobody => None,
            sieved => Some(sieved),
        }
    }

    /// Whether words that no list has could be somebody.
    fn could_speak(&self, words: &str) -> bool {
        self.small.could_be_somebody(words, self.reader.language, self.minutes.transcript)
    }
}
