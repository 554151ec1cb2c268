//! Who the labels of remarks are: people of the report's lists by any of their names, and names that only labels print, where the report plainly attributes by
//! labels.

use super::people::{Listed, Sieved, words_of};
use super::{Draft, Meaning, Mention, Status};
use crate::minutes::Found;
use crate::minutes::names::{PrintedName, as_said, looks_like_name};
use crate::minutes::remarks::{LabelShape, Remark, is_office};
use crate::text::{Span, at_word_borders, fold};
use rustc_hash::FxHashMap;

/// So many remarks of known people make a report one that attributes by labels.
const ENOUGH_KNOWN: usize = 3;
/// So many names set apart by commas, dashes or lists make one that begins lines with names.
const ENOUGH_LOOSE: usize = 5;
/// A given name is no longer.
const LONGEST_GIVEN: usize = 24;
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
        self.respell();
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
        let titles = self.titles();
        let fresh = |draft: &Self, remark: &Remark, name: Span| {
            let words = name.of_text(draft.text);
            by_labels
                && remark.shape == LabelShape::Colon
                && (draft.could_speak(words) || draft.is_titled(words, &titles))
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
            let somebody = |name: Span| {
                let holder = self.office_holder(name).filter(|_| !self.names_an_officer(remark.span));
                holder.is_some()
                    || !self.is_two(remark, name, &titles) && (self.known(name).is_some() || fresh(self, remark, name))
            };
            let all = remark.names.iter().all(|name| somebody(*name));
            if !all || remark.names.is_empty() {
                continue;
            }
            let speakers = remark.names.iter().map(|name| self.speaker(*name)).collect();
            self.entities.attributions.push(Attribution { remark: i, speakers });
        }
    }

    /// The mention of a label's name, whose person takes part by it.
    fn speaker(&mut self, name: Span) -> usize {
        let holder = self.office_holder(name);
        let person = match holder.map(|person| Sieved::One(person, "office")).or_else(|| self.known(name)) {
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
            _ => {
                let printed = PrintedName { span: name, alias: None };
                let reading = as_said(name.of_text(self.text));
                let signs = if reading.as_ref().is_some_and(|r| fold(r) != fold(name.of_text(self.text))) {
                    vec![name]
                } else {
                    Vec::new()
                };
                let listed = Listed { name: &printed, reading: reading.as_deref(), signs: &signs };
                self.entities.people.take_listed(self.text, &listed)
            }
        };
        let mention = self.mention(&PrintedName { span: name, alias: None }, person, "remark.label/1", 92);
        self.participation(person, mention, Found::new(Status::Spoke, name, "remark.speaker/1", 92));
        mention
    }

    /// Who holds the office that a label is: "CHAIR", where one person does.
    fn office_holder(&self, label: Span) -> Option<usize> {
        let words = label.of_text(self.text);
        if !is_office(words, self.reader.language) {
            return None;
        }
        let office = self.reader.recognisers.office_at_meeting(words)?;
        let mut holders = self.entities.participations.iter().filter(|p| p.offices.iter().any(|o| o.value == office));
        holders.next().filter(|_| holders.next().is_none()).map(|p| p.person)
    }

    /// Whether a stretch is where the report says who holds an office ("Chair: Ada Byron").
    fn names_an_officer(&self, stretch: Span) -> bool {
        self.minutes.header.officers.iter().any(|o| stretch.contains(o.value.0.span))
    }

    /// Whether those whom labels address by a family name are men, women, or both: "MR. DOE" and "MS. DOE" are two.
    fn titles(&self) -> FxHashMap<String, (bool, bool)> {
        let mut titles: FxHashMap<String, (bool, bool)> = FxHashMap::default();
        for remark in self.minutes.remarks.iter().filter(|r| r.shape == LabelShape::Colon) {
            for name in &remark.names {
                let before = self.text.get(remark.label.start..name.start).unwrap_or("").trim_end();
                let title = before.rsplit(' ').next().unwrap_or("").trim_end_matches('.').to_lowercase();
                let roster = &self.reader.language.roster;
                let (he, she) = (roster.his.contains(&title), roster.hers.contains(&title));
                if let Some(family) = words_of(name.of_text(self.text)).pop().filter(|_| he || she) {
                    let known = titles.entry(family).or_default();
                    *known = (known.0 || he, known.1 || she);
                }
            }
        }
        titles
    }

    /// Whether a label prints an honorific before a family name, which shows that it is one.
    fn is_titled(&self, words: &str, titles: &FxHashMap<String, (bool, bool)>) -> bool {
        let said = as_said(words).unwrap_or_else(|| words.to_owned());
        titles.contains_key(&fold(words)) && looks_like_name(&said, self.reader.language)
    }

    /// Whether a family name alone is that of a man and a woman who both speak.
    fn is_two(&self, remark: &Remark, name: Span, titles: &FxHashMap<String, (bool, bool)>) -> bool {
        let words = words_of(name.of_text(self.text));
        remark.shape == LabelShape::Colon
            && words.len() == 1
            && words.last().and_then(|family| titles.get(family)) == Some(&(true, true))
    }

    /// A list that spells a given name in one way, and all labels in another that only one on the list comes near: the labels are right, and the list has a slip.
    fn respell(&mut self) {
        let mut uses: FxHashMap<&str, usize> = FxHashMap::default();
        for name in self.minutes.remarks.iter().filter(|r| r.shape == LabelShape::Colon).flat_map(|r| &r.names) {
            let word = name.of_text(self.text);
            if word.len() <= LONGEST_GIVEN && word.chars().all(char::is_alphabetic) {
                *uses.entry(word).or_default() += 1;
            }
        }
        let mut often: Vec<&str> = uses.iter().filter(|(_, n)| **n >= ENOUGH_KNOWN).map(|(word, _)| *word).collect();
        often.sort_unstable();
        for word in often {
            let folded = fold(word);
            if self.entities.people.sieve(std::slice::from_ref(&folded)) != Sieved::Nobody {
                continue;
            }
            let Some(person) = self.entities.people.nearly(&folded) else { continue };
            let listed = self.entities.people.all[person].name.of_text(self.text);
            let given = listed.split(' ').next().unwrap_or(listed);
            if memchr::memmem::find_iter(self.text.as_bytes(), given).take(2).count() == 1 {
                self.entities.people.respell(self.text, person, word);
            }
        }
    }

    /// Whom the lists know by a name.
    fn known(&self, name: Span) -> Option<Sieved> {
        match self.entities.people.sieve_speaker(self.text, name) {
            Sieved::Nobody => None,
            sieved => Some(sieved),
        }
    }

    /// Whether words that no list has could be somebody. One word in capitals is a name where the text elsewhere prints it as one.
    fn could_speak(&self, words: &str) -> bool {
        let turns = self.minutes.transcript;
        let Some(reading) =
            as_said(words).filter(|_| turns || !words.contains(' ') && words.chars().any(char::is_lowercase))
        else {
            return self.small.could_be_somebody(words, self.reader.language, turns);
        };
        let named = || find_exact(self.text, &reading);
        (reading.contains(' ') || named()) && self.small.could_be_somebody(&reading, self.reader.language, turns)
    }
}

/// Whether a text prints a word just so.
fn find_exact(text: &str, word: &str) -> bool {
    let mut places = memchr::memmem::find_iter(text.as_bytes(), word);
    places.any(|at| at_word_borders(text, Span::new(at, at + word.len())))
}
