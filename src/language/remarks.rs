//! Notes that attribute by labels, and how decisions and actions are told: `remarks.toml`.

use super::{Kinds, Phrases};
use rustc_hash::FxHashSet;
use serde::Deserialize;

/// Notes that attribute by labels, and what direct speech does.
#[derive(Debug, Deserialize)]
pub struct RemarkWords {
    /// Labels that are nobody, in small letters.
    pub no_speakers: FxHashSet<String>,
    /// Words behind a name that make a line no remark of theirs, in small letters.
    pub no_remarks: FxHashSet<String>,
    /// How speakers call themselves, in small letters.
    pub myself: FxHashSet<String>,
    /// Labels of what the meeting settled, in small letters.
    pub decisions: FxHashSet<String>,
    /// Labels of what somebody is to do, in small letters.
    pub actions: FxHashSet<String>,
    /// Headings of lists of decisions, in small letters.
    pub decision_headings: FxHashSet<String>,
    /// Headings of lists of actions, in small letters.
    pub action_headings: FxHashSet<String>,
    /// What may follow the words of such a heading.
    pub outcome_tails: Vec<String>,
    /// What may stand before the words of a heading for outcomes.
    pub outcome_leads: Vec<String>,
    /// What a sentence says that tells a decision and names nobody.
    pub settled: Phrases,
    /// How a line begins that tells a decision and names nobody, in small letters.
    pub settled_openers: Vec<String>,
    /// How a line ends, behind a dash or in brackets, that tells a decision, in small letters.
    pub settled_closers: FxHashSet<String>,
    /// What takes the certainty from words of a decision, before them.
    pub unsettled: Phrases,
    /// What denies words of a decision, right before them.
    pub denied: Vec<String>,
    /// Motions and votes.
    pub motions: MotionWords,
    /// The approval of minutes and agendas.
    pub approval: ApprovalWords,
    /// Who is to do something, and by when.
    pub owners: OwnerWords,
    /// The columns of a table of actions.
    pub columns: ActionColumns,
    /// What direct speech does, by its first sign.
    pub direct: Kinds,
    /// Of its signs those that ask only where a clause begins with them: "is there".
    pub inverted: Vec<String>,
}

impl RemarkWords {
    /// Whether a sentence begins as those do that tell what was settled and name nobody.
    #[must_use]
    pub fn opens_settled(&self, sentence: &str) -> bool {
        let begins = |opener: &String| {
            let head = sentence.get(..opener.len()).is_some_and(|head| head.eq_ignore_ascii_case(opener));
            head && !sentence[opener.len()..].starts_with(char::is_alphanumeric)
        };
        self.settled_openers.iter().any(begins)
    }

    /// Whether a line begins with a label of a decision or an action.
    #[must_use]
    pub fn announces(&self, line: &str) -> bool {
        let label = line.split(':').next().filter(|label| label.len() < line.len()).map(|l| l.trim().to_lowercase());
        label.is_some_and(|label| self.decisions.contains(&label) || self.actions.contains(&label))
    }
}

/// How motions are put and what becomes of them.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in remarks.toml")]
pub struct MotionWords {
    pub openers: Vec<String>,
    pub told: Phrases,
    pub bare: FxHashSet<String>,
    pub spoken: FxHashSet<String>,
    pub carried: Phrases,
    pub lost: Phrases,
    pub labels: FxHashSet<String>,
    pub matters: Phrases,
    pub settled_matters: Phrases,
    pub what: FxHashSet<String>,
    pub result: FxHashSet<String>,
}

/// How the approval of minutes and agendas is told under an item that is about it.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in remarks.toml")]
pub struct ApprovalWords {
    pub items: Phrases,
    pub of: Phrases,
    pub signs: Phrases,
}

/// Who is to do something, and by when.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in remarks.toml")]
pub struct OwnerWords {
    pub to: String,
    pub roles: FxHashSet<String>,
    pub everyone: FxHashSet<String>,
    pub meets: Vec<String>,
    pub obliged: Vec<String>,
    pub joints: Vec<String>,
    pub nobody: FxHashSet<String>,
    pub agreeing: FxHashSet<String>,
    pub who: FxHashSet<String>,
    pub when: FxHashSet<String>,
}

/// How tables of actions name their columns, in small letters.
#[derive(Debug, Deserialize)]
pub struct ActionColumns {
    /// What is to be done.
    pub what: Vec<String>,
    /// Who does it.
    pub who: Vec<String>,
    /// By when.
    pub when: Vec<String>,
    /// What became of it.
    pub status: Vec<String>,
    /// Of what is to be done, the names that other tables have as well.
    pub general: Vec<String>,
    /// What registers of risks and issues have, and tables of actions do not.
    pub registers: Vec<String>,
    /// Of what kind each row of a log is.
    pub kinds: Vec<String>,
}
