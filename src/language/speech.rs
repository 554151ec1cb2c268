//! How reports tell who said what: `speech.toml`.

use crate::text::find_words;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Signs by the kind of contribution that they tell.
#[derive(Debug, Default, Deserialize)]
pub struct Kinds {
    /// The words in front of a sign, where it wants some.
    #[serde(default)]
    pub verbs: Vec<String>,
    /// How far a sign may stand behind its verb, in words.
    #[serde(default)]
    pub window: usize,
    /// Verbs behind which the signs tell nothing.
    #[serde(default)]
    pub except: Vec<String>,
    /// The signs themselves.
    #[serde(flatten)]
    pub signs: BTreeMap<String, Vec<String>>,
}

impl Kinds {
    /// The first sign in a text: its kind, where it stands, how long it is. Of two at one place the longer.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<(&str, usize, usize)> {
        let all = self.signs.iter().flat_map(|(kind, signs)| signs.iter().map(move |s| (kind.as_str(), s.as_str())));
        let found = all.filter_map(|(kind, sign)| find_words(text, sign).map(|at| (kind, at, sign.len())));
        found.min_by_key(|(kind, at, length)| (*at, usize::MAX - length, *kind))
    }
}

/// Words between a name and its verb.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in speech.toml")]
pub struct Between {
    pub adverbs: Vec<String>,
    pub modifiers: Vec<String>,
    pub most_modifier_words: usize,
}

/// Speakers without a name.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in speech.toml")]
pub struct Collectives {
    pub heads: Vec<String>,
    pub openers: Vec<String>,
    pub phrases: Vec<String>,
}

/// What makes a contribution an answer.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in speech.toml")]
pub struct Replies {
    pub verbs: Vec<String>,
    pub content: Vec<String>,
    pub before_names: Vec<String>,
    pub possessed: Vec<String>,
}

/// What the group settled, and who will do what.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in speech.toml")]
pub struct Outcomes {
    pub agreed: Vec<String>,
    pub impersonal: Vec<String>,
    pub labels: Vec<String>,
    pub will: Vec<String>,
    pub in_decisions_only: Vec<String>,
    pub no_deeds: Vec<String>,
    pub plans: Vec<String>,
}

/// All of it.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in speech.toml")]
pub struct Speech {
    pub verbs: BTreeMap<String, Vec<String>>,
    pub objects_of: Kinds,
    pub states: Kinds,
    pub content: Kinds,
    pub between: Between,
    pub collectives: Collectives,
    pub pronouns: Vec<String>,
    pub fronts: Vec<String>,
    pub clause_joints: Vec<String>,
    pub replies: Replies,
    pub outcomes: Outcomes,
}
