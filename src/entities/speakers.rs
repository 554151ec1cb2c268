//! Who the labels of remarks are: people of the report's lists by any of their names, and names that only labels print, where the report plainly attributes by
//! labels.

use super::people::{Listed, Sieved, words_of};
use super::{Draft, Meaning, Mention, Status};
use crate::minutes::names::{PrintedName, as_said, looks_like_name};
use crate::minutes::remarks::{LabelShape, Remark, is_office};
use crate::minutes::{Found, Office};
use crate::text::{Span, fold};
use rustc_hash::FxHashMap;

/// So many remarks of known people make a report one that attributes by labels.
const ENOUGH_KNOWN: usize = 3;
/// So many names set apart by commas, dashes or lists make one that begins lines with names.
const ENOUGH_LOOSE: usize = 5;
/// So many full names in labels do, where some of them speak in their own words.
const ENOUGH_FULL: usize = 4;
/// No report has more initials: a bound for texts that are no reports.
const MOST_SIGNS: usize = 200;
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
        self.legend();
        let apart = minutes.remarks.iter().filter(|r| r.shape != LabelShape::Bare);
        let known = apart.filter(|r| r.names.iter().all(|n| self.known(*n).is_some())).count();
        let mut uses: FxHashMap<&str, usize> = FxHashMap::default();
        for remark in minutes.remarks.iter().filter(|r| r.shape == LabelShape::Colon) {
            for name in &remark.names {
                *uses.entry(name.of_text(self.text)).or_default() += 1;
            }
        }
        let regulars = uses.iter().filter(|(name, count)| **count > 1 && self.could_speak(name)).count();
        let by_labels =
            minutes.transcript || known >= ENOUGH_KNOWN || regulars >= ENOUGH_KNOWN || self.full_names_speak();
        let titles = self.titles();
        let fresh = |draft: &Self, remark: &Remark, name: Span| {
            let words = name.of_text(draft.text);
            let often = || words.contains(' ') || uses.get(words).is_some_and(|count| *count >= ENOUGH_OF_ONE_WORD);
            by_labels
                && remark.shape == LabelShape::Colon
                && (draft.is_titled(words, &titles) || often() && draft.could_speak(words))
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

    /// Whether several full names in labels ask or speak of themselves: "Ada Byron: have you looked at the other draft?".
    fn full_names_speak(&self) -> bool {
        // Who is on no list that the report has is nobody.
        if self.minutes.roster.is_some() {
            return false;
        }
        let mut names: Vec<&str> = Vec::new();
        let mut own_words = 0;
        for remark in self.minutes.remarks.iter().filter(|r| r.shape == LabelShape::Colon) {
            let [name] = remark.names.as_slice() else { continue };
            let name = name.of_text(self.text);
            if !name.contains(' ') || !self.could_speak(name) {
                continue;
            }
            let words = self.text.get(remark.words_at..remark.span.end).unwrap_or("").to_lowercase();
            let own = |word: &str| self.reader.language.remarks.myself.contains(word);
            own_words += usize::from(words.contains('?') || words.split(|c: char| !c.is_alphanumeric()).any(own));
            if !names.contains(&name) && names.len() < ENOUGH_FULL {
                names.push(name);
            }
        }
        names.len() >= ENOUGH_FULL && own_words >= ENOUGH_KNOWN
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
        // Nobody gets an office by what is said.
        let holders = self.holders.get_or_init(|| {
            let mut holders: FxHashMap<Office, Option<usize>> = FxHashMap::default();
            for participation in &self.entities.participations {
                for office in &participation.offices {
                    holders.entry(office.value).and_modify(|one| *one = None).or_insert(Some(participation.person));
                }
            }
            holders
        });
        holders.get(&office).copied().flatten()
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
                let honorific = roster.honorifics.contains(&title);
                if let Some(family) = words_of(name.of_text(self.text)).pop().filter(|_| honorific) {
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
        for word in often.into_iter().take(MOST_SIGNS) {
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

    /// Initials that stand behind a name in parentheses anywhere in the text ("Presenter: Ada Byron (ABN)") are those of its bearer wherever a label has them.
    fn legend(&mut self) {
        let labels = self.minutes.remarks.iter().filter(|r| r.shape == LabelShape::Colon).flat_map(|r| &r.names);
        let short =
            |letters: &&str| (2..=4).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
        let mut unknown: Vec<&str> = labels.map(|n| n.of_text(self.text)).filter(short).collect();
        unknown.sort_unstable();
        unknown.dedup();
        for letters in unknown.into_iter().take(MOST_SIGNS) {
            if self.entities.people.sieve(&words_of(letters)) != Sieved::Nobody {
                continue;
            }
            let declared = format!("({letters})");
            let mut places = memchr::memmem::find_iter(self.text.as_bytes(), declared.as_str());
            let name = places.find_map(|at| self.spelled_before(at, letters));
            let Some(name) = name else { continue };
            let printed = PrintedName { span: name, alias: None };
            let sign =
                self.text[name.end..].find(letters).map(|at| Span::new(name.end + at, name.end + at + letters.len()));
            let signs: Vec<Span> = sign.into_iter().collect();
            let known = match self.known(name) {
                Some(Sieved::One(person, _)) => Some(person),
                _ => None,
            };
            match known {
                Some(person) => self.entities.people.declare(self.text, person, &signs),
                None => {
                    self.entities
                        .people
                        .take_listed(self.text, &Listed { name: &printed, reading: None, signs: &signs });
                }
            }
        }
    }

    /// The name that ends right before an offset and that letters are taken from: two to four words in capitals.
    fn spelled_before(&self, at: usize, letters: &str) -> Option<Span> {
        let before = self.text[..at].trim_end();
        let line = before.rfind(['\n', ':', ',', ';', '(', '|']).map_or(0, |i| i + 1);
        let starts = before[line..].rmatch_indices(' ').map(|(i, _)| line + i + 1).chain([line]).skip(1).take(3);
        let spelled = |name: &str| {
            let folded = fold(name);
            let mut left = folded.chars();
            let mut wanted = letters.chars().flat_map(char::to_lowercase);
            folded.chars().next() == wanted.clone().next() && wanted.all(|l| left.any(|c| c == l))
        };
        let mut names = starts.map(|start| Span::new(start, before.len()).trimmed(self.text));
        names.find(|name| {
            let words = name.of_text(self.text);
            words.contains(' ') && looks_like_name(words, self.reader.language) && spelled(words)
        })
    }

    /// Whom the lists know by a name.
    pub(super) fn known(&self, name: Span) -> Option<Sieved> {
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
        let named = || self.small.prints(&reading);
        (reading.contains(' ') || named()) && self.small.could_be_somebody(&reading, self.reader.language, turns)
    }
}
