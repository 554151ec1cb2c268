//! How later reports tell what became of a promise: `followup.toml`.

use super::Phrases;
use aho_corasick::BuildError;
use rustc_hash::FxHashSet;
use serde::Deserialize;

/// The form in which an act stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// "send".
    Plain,
    /// "sent".
    Past,
    /// "sending".
    Ongoing,
    /// "dispatch".
    Noun,
}

/// A place where an act is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deed<'l> {
    /// The act, by its first plain form.
    pub act: &'l str,
    /// In which form.
    pub form: Form,
    /// Where the form begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
}

/// What completed deeds look like.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in followup.toml")]
pub struct DoneWords {
    pub passive: Vec<String>,
    pub active: Vec<String>,
    pub adverbs: Vec<String>,
    pub closing: String,
    pub joined: Vec<String>,
    pub goes_on: String,
    pub reporting: Vec<String>,
    pub light: Vec<String>,
    pub labels: FxHashSet<String>,
    pub checked: Vec<String>,
    pub unchecked: Vec<String>,
}

/// What takes the certainty away.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in followup.toml")]
pub struct DoubtWords {
    pub sentence: Phrases,
    pub before: Phrases,
    pub not_yet: Phrases,
    pub others: Phrases,
    pub recurring: Phrases,
    pub joints: Phrases,
}

/// Signs of a state, and what takes them back.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in followup.toml")]
pub struct StateWords {
    pub phrases: Phrases,
    pub before: Phrases,
    #[serde(default)]
    pub except: Option<Phrases>,
}

/// Words without a subject of their own, and how forms of a word become one.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in followup.toml")]
pub struct PlainWords {
    pub function: FxHashSet<String>,
    pub generic: FxHashSet<String>,
    pub endings: Vec<String>,
    pub stem: usize,
}

#[derive(Deserialize)]
struct ActFile {
    plain: Vec<String>,
    past: Vec<String>,
    ongoing: Vec<String>,
    nouns: Vec<String>,
}

#[derive(Deserialize)]
struct File {
    acts: Vec<ActFile>,
    done: DoneWords,
    doubt: DoubtWords,
    open: StateWords,
    dropped: StateWords,
    words: PlainWords,
}

/// All of it.
#[derive(Debug, Deserialize)]
#[serde(try_from = "File")]
#[allow(missing_docs, reason = "each list is explained where it stands, in followup.toml")]
pub struct FollowUpWords {
    /// Names of the acts.
    names: Vec<String>,
    forms: Phrases,
    /// Act and form of each phrase of `forms`.
    of_form: Vec<(usize, Form)>,
    pub done: DoneWords,
    pub doubt: DoubtWords,
    pub open: StateWords,
    pub dropped: StateWords,
    pub words: PlainWords,
}

impl TryFrom<File> for FollowUpWords {
    type Error = BuildError;

    fn try_from(file: File) -> Result<Self, BuildError> {
        let (mut names, mut forms, mut of_form) = (Vec::new(), Vec::new(), Vec::new());
        for (number, act) in file.acts.into_iter().enumerate() {
            names.push(act.plain.first().cloned().unwrap_or_default());
            let lists = [
                (act.plain, Form::Plain),
                (act.past, Form::Past),
                (act.ongoing, Form::Ongoing),
                (act.nouns, Form::Noun),
            ];
            for (list, form) in lists {
                for word in list {
                    forms.push(word);
                    of_form.push((number, form));
                }
            }
        }
        let mut words = file.words;
        words.endings.sort_by_key(|ending| std::cmp::Reverse(ending.len()));
        Ok(Self {
            names,
            forms: Phrases::try_from(forms)?,
            of_form,
            done: file.done,
            doubt: file.doubt,
            open: file.open,
            dropped: file.dropped,
            words,
        })
    }
}

impl FollowUpWords {
    /// All places of a text where an act is named, in its order; of those that begin together the longest of each form.
    #[must_use]
    pub fn deeds<'l>(&'l self, text: &str) -> Vec<Deed<'l>> {
        let mut found: Vec<Deed<'l>> = self
            .forms
            .all(text)
            .filter_map(|m| {
                let (act, form) = *self.of_form.get(m.index)?;
                Some(Deed { act: self.names.get(act)?, form, start: m.start, end: m.end })
            })
            .collect();
        found.sort_by_key(|d| (d.start, std::cmp::Reverse(d.end)));
        found.dedup_by(|later, earlier| later.start == earlier.start && later.form == earlier.form);
        found
    }

    /// A word without its ending, folded words given: "circulated" and "circulate" become one.
    #[must_use]
    pub fn stem<'w>(&self, word: &'w str) -> &'w str {
        if word.ends_with("ss") {
            return word;
        }
        let long = |rest: &&str| rest.len() >= self.words.stem;
        // Most endings differ in the last letter already, which spares the comparison.
        let last = word.as_bytes().last();
        let endings = self.words.endings.iter().filter(|ending| ending.as_bytes().last() == last);
        endings.filter_map(|ending| word.strip_suffix(ending.as_str())).find(long).unwrap_or(word)
    }

    /// Whether a folded word tells nothing of what a sentence is about.
    #[must_use]
    pub fn is_empty_word(&self, word: &str) -> bool {
        self.words.function.contains(word) || self.words.generic.contains(word)
    }
}
