//! How reports tell who said what: `speech.toml`.

use super::Phrases;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Signs by the kind of contribution that they tell.
#[derive(Debug, Deserialize)]
#[serde(try_from = "KindsFile")]
pub struct Kinds {
    /// The words in front of a sign, where it wants some.
    pub verbs: Vec<String>,
    /// How far a sign may stand behind its verb, in words.
    pub window: usize,
    /// Verbs behind which the signs tell nothing.
    pub except: Vec<String>,
    signs: Phrases,
    kind_of: Vec<String>,
}

/// [`Kinds`] as the file has them.
#[derive(Deserialize)]
struct KindsFile {
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    window: usize,
    #[serde(default)]
    except: Vec<String>,
    #[serde(flatten)]
    signs: BTreeMap<String, Vec<String>>,
}

impl TryFrom<KindsFile> for Kinds {
    type Error = aho_corasick::BuildError;

    fn try_from(file: KindsFile) -> Result<Self, Self::Error> {
        let all = file.signs.into_iter().flat_map(|(kind, signs)| signs.into_iter().map(move |s| (kind.clone(), s)));
        let (kind_of, signs): (Vec<_>, Vec<_>) = all.unzip();
        let signs = Phrases::try_from(signs)?;
        Ok(Self { verbs: file.verbs, window: file.window, except: file.except, signs, kind_of })
    }
}

impl Kinds {
    /// The first sign in a text: its kind, where it stands, how long it is. Of two at one place the longer.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<(&str, usize, usize)> {
        let found = self.signs.first(text)?;
        Some((self.kind_of.get(found.index)?, found.start, found.end - found.start))
    }
}

/// Words between a name and its verb.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in speech.toml")]
pub struct Between {
    pub adverbs: Vec<String>,
    pub modifiers: Vec<String>,
    pub most_modifier_words: usize,
    pub appositives: Vec<String>,
    pub clauses: Vec<String>,
}

/// Speakers without a name.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in speech.toml")]
pub struct Collectives {
    pub heads: Vec<String>,
    pub somebody: Vec<String>,
    pub openers: Vec<String>,
    pub phrases: Vec<String>,
}

/// Clauses, and what their words tell.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in speech.toml")]
pub struct Clauses {
    pub ends: Vec<String>,
    pub joints: Phrases,
    pub agreement: Vec<String>,
    pub reported: Vec<String>,
    pub of_another: Vec<String>,
    pub views: Vec<String>,
    pub possessive: Vec<String>,
}

/// What makes a contribution an answer.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in speech.toml")]
pub struct Replies {
    pub verbs: Vec<String>,
    pub adjacent: Vec<String>,
    pub confirming: Vec<String>,
    pub content: Phrases,
    pub with: Phrases,
    pub openers: Vec<String>,
    pub openers_alone: Vec<String>,
    pub before_names: Phrases,
    pub possessed: Vec<String>,
}

/// What the group settled, and who will do what.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in speech.toml")]
pub struct Outcomes {
    pub agreed: Phrases,
    pub impersonal: Phrases,
    pub undone: Vec<String>,
    pub labels: Vec<String>,
    pub will: Phrases,
    pub in_decisions_only: Vec<String>,
    pub no_deeds: Vec<String>,
    pub foretelling: Vec<String>,
    pub that: String,
    pub plans: Phrases,
    pub aims: Phrases,
}

/// The group that meets.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in speech.toml")]
pub struct Own {
    pub settles: Vec<String>,
    pub bodies: Vec<String>,
    pub some: Vec<String>,
    pub owners: Vec<String>,
    pub all: Vec<String>,
    pub heads: Vec<String>,
}

/// Verbs that report by themselves.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in speech.toml")]
pub struct Expressing {
    pub verbs: Vec<String>,
}

/// All of it.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in speech.toml")]
pub struct Speech {
    pub verbs: BTreeMap<String, Vec<String>>,
    pub objects_of: Kinds,
    pub states: Kinds,
    pub attitudes: Kinds,
    pub gerund_ends: Vec<String>,
    pub content: Kinds,
    pub between: Between,
    pub collectives: Collectives,
    pub pronouns: Vec<String>,
    pub one: Vec<String>,
    pub plurals: Vec<String>,
    pub own: Own,
    pub expressing: Expressing,
    pub fronts: Vec<String>,
    pub closings: Vec<String>,
    pub clause_joints: Phrases,
    pub clauses: Clauses,
    pub replies: Replies,
    pub outcomes: Outcomes,
    pub nouns: Vec<String>,
}

impl Speech {
    /// Whether the words of a cue tell by themselves that somebody speaks, whoever stands before them: a verb that is no noun, too ("questions", "comments"), and more than
    /// an attitude, which products and companies have as well ("Acme wants").
    #[must_use]
    pub fn reports_alone(&self, cue: &str) -> bool {
        !self.nouns.iter().any(|noun| noun == cue) && self.attitudes.find(cue).is_none_or(|(_, at, _)| at > 0)
    }
}
