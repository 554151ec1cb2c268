//! Whether a passage of a later report speaks of what an earlier one promised, and what it says of it.
//!
//! Nothing but words counts: the act, the share of the promise's content words, how much the passage says beyond them, and who acts. A wrong "done" costs more than a
//! missing one, so the rules for done and dropped want all of these; what fails one of them is kept as a mention with what it suggests, for a curator.

use super::{Says, Wording};
use rustc_hash::FxHashSet;

/// So much of the promise's words must a passage have that says something of it.
const SHARE: f64 = 0.75;
/// So much where the same person did it, for a passage to suggest something.
const WEAK_SHARE: f64 = 0.5;
/// So many words, common ones counted by half, where nobody is named.
const WEIGHT: f64 = 3.0;
/// So many where the same person or body is named, or the passage says nothing else.
const WEIGHT_OF_SAME: f64 = 2.0;
/// So much of the passage's words may be about something else.
const BEYOND: f64 = 0.5;
/// So much of a line that a sign calls done, and of a promise that repeats one.
const BEYOND_IN_LINES: f64 = 0.34;
/// What a common word counts.
const COMMON_WEIGHT: f64 = 0.5;
/// Later than this, in days, two words are too few whoever is named.
const LONG: i64 = 200;

/// What somebody promised.
#[derive(Debug, Clone, Copy)]
pub struct Promise<'s> {
    /// The act and the content words.
    pub wording: &'s Wording,
    /// Who is responsible, by any names that are compared with those of passages.
    pub responsible: &'s FxHashSet<&'s str>,
    /// The year in which it was promised.
    pub year: i32,
}

/// In which form a passage speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A sentence that tells of a deed.
    Told,
    /// A line that a box or a heading calls done or open.
    Signed,
    /// A promise of the later meeting.
    Promised,
}

/// A passage of a later report.
#[derive(Debug, Clone, Copy)]
pub struct Passage<'s> {
    /// What it says of the deed.
    pub says: Says,
    /// In which form.
    pub form: Form,
    /// The acts and the content words.
    pub wording: &'s Wording,
    /// Who acts, as [`Promise::responsible`].
    pub agents: &'s FxHashSet<&'s str>,
}

/// That a passage speaks of a promise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// What it says of it.
    pub says: Says,
    /// What it might say, where that is not sure enough to be stated.
    pub suggests: Option<Says>,
    /// 0 to 100.
    pub confidence: u8,
    /// The rule and its version.
    pub rule: &'static str,
}

/// Who acts, against who promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Agent {
    Same,
    Other,
    Unnamed,
}

/// What a passage says of a promise made `days` before; nothing where the words do not bear out that it speaks of it.
///
/// ```
/// use rapporteur::statements::followup::{Form, Passage, Promise, follow};
/// use rapporteur::statements::{Says, Wording};
///
/// let wording = |words: &[&str]| Wording {
///     acts: vec!["send".to_owned()],
///     words: words.iter().map(|w| (*w).to_owned()).collect(),
///     ..Wording::default()
/// };
/// let (promised, told) = (wording(&["letter", "tech", "envoy"]), wording(&["letter", "tech", "envoy", "mag"]));
/// let titti = ["Titti"].into_iter().collect();
/// let promise = Promise { wording: &promised, responsible: &titti, year: 2022 };
/// let passage = Passage { says: Says::Done, form: Form::Told, wording: &told, agents: &titti };
/// assert_eq!(follow(&promise, &passage, 30).map(|m| m.says), Some(Says::Done));
/// let chris = ["Chris"].into_iter().collect();
/// assert_eq!(follow(&promise, &Passage { agents: &chris, ..passage }, 30).map(|m| m.says), Some(Says::Mentioned));
/// ```
#[must_use]
pub fn follow(promise: &Promise<'_>, passage: &Passage<'_>, days: i64) -> Option<Match> {
    let agent = match (promise.responsible.is_empty() || passage.agents.is_empty(), promise) {
        (true, _) => Agent::Unnamed,
        (false, p) if p.responsible.iter().any(|r| passage.agents.contains(r)) => Agent::Same,
        _ => Agent::Other,
    };
    let (wanted, told) = (promise.wording, passage.wording);
    if numbers_differ(wanted, told) || is_older(promise, told) {
        return None;
    }
    let overlap = Overlap::of(wanted, told);
    let same_act = told.acts.iter().any(|act| wanted.acts.last() == Some(act));
    // "is no longer needed", "is working on" name no act.
    let no_act =
        told.acts.is_empty() && (passage.says != Says::Done || passage.form == Form::Signed && wanted.acts.is_empty());
    let act_fits = same_act || no_act;
    let beyond = if passage.form == Form::Told { BEYOND } else { BEYOND_IN_LINES };
    let enough = match agent {
        Agent::Same => overlap.weight >= WEIGHT_OF_SAME,
        _ => overlap.weight >= WEIGHT || overlap.weight >= WEIGHT_OF_SAME && overlap.beyond == 0.0,
    } && (days <= LONG || overlap.weight >= WEIGHT);
    // Somebody else's deed speaks of the promise, and keeps it not.
    let act_fits = act_fits && agent != Agent::Other && passage.says != Says::Mentioned;
    let sure = act_fits && overlap.share >= SHARE && overlap.beyond <= beyond && enough;
    let confidence = overlap.confidence(agent, same_act);
    if sure {
        let rule = match (passage.form, passage.says) {
            (Form::Signed, _) => "followup.sign/1",
            (Form::Promised, _) => "followup.repeated/1",
            (Form::Told, Says::Done) => "followup.done/1",
            (Form::Told, Says::Dropped) => "followup.dropped/1",
            (Form::Told, _) => "followup.open/1",
        };
        return Some(Match { says: passage.says, suggests: None, confidence, rule });
    }
    let weak = act_fits
        && passage.form != Form::Promised
        && overlap.beyond <= BEYOND
        && match agent {
            Agent::Same => overlap.share >= WEAK_SHARE && overlap.weight >= WEIGHT_OF_SAME,
            _ => overlap.share >= SHARE && overlap.weight >= WEIGHT_OF_SAME,
        };
    if weak {
        let suggests = Some(passage.says);
        return Some(Match {
            says: Says::Mentioned,
            suggests,
            confidence: confidence.min(60),
            rule: "followup.weak/1",
        });
    }
    let mentioned = overlap.share >= SHARE && overlap.weight >= WEIGHT;
    mentioned.then_some(Match { says: Says::Mentioned, suggests: None, confidence: 70, rule: "followup.words/1" })
}

/// Whether a text that tells nothing of deeds (a clause, a decision, an item of the agenda) speaks of a promise: `has` tells whether the text has a word.
#[must_use]
pub fn mentions(promise: &Wording, has: impl Fn(&str) -> bool) -> bool {
    let all: f64 = promise.words.iter().map(|w| weight(promise, w)).sum();
    let met: f64 = promise.words.iter().filter(|w| has(w)).map(|w| weight(promise, w)).sum();
    let numbers = promise.words.iter().filter(|w| is_number(w)).all(|w| has(w));
    met >= WEIGHT && met >= SHARE * all && numbers
}

/// How far the words of a promise and of a passage are the same.
struct Overlap {
    /// Of the promise's words, 0 to 1.
    share: f64,
    /// Words that both have, common ones by half.
    weight: f64,
    /// Of the passage's words those that the promise has not, 0 to 1.
    beyond: f64,
}

impl Overlap {
    fn of(promise: &Wording, passage: &Wording) -> Self {
        let weigh = |word: &str| weight(promise, word).min(weight(passage, word));
        let sum = |words: &mut dyn Iterator<Item = &String>| words.map(|w| weigh(w)).sum::<f64>();
        let both = sum(&mut promise.words.intersection(&passage.words));
        let promised = sum(&mut promise.words.iter());
        let told = sum(&mut passage.words.iter());
        Self {
            share: if promised > 0.0 { both / promised } else { 0.0 },
            weight: both,
            beyond: if told > 0.0 { (told - both) / told } else { 1.0 },
        }
    }

    /// 0 to 100: what speaks for it, added up; never as sure as a curator.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 97")]
    fn confidence(&self, agent: Agent, same_act: bool) -> u8 {
        let words = 40.0 * self.share + 10.0 * (1.0 - self.beyond) + 5.0 * self.weight.min(4.0);
        let named = if agent == Agent::Same { 15.0 } else { 5.0 };
        (words + named + if same_act { 12.0 } else { 4.0 }).clamp(0.0, 97.0) as u8
    }
}

fn weight(wording: &Wording, word: &str) -> f64 {
    if wording.common.contains(word) { COMMON_WEIGHT } else { 1.0 }
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// "Priority 3" is not "priority 4": a number of the promise is missing where the passage has another one.
fn numbers_differ(promise: &Wording, passage: &Wording) -> bool {
    let numbers = |w: &Wording| w.words.iter().filter(|w| is_number(w)).cloned().collect::<FxHashSet<_>>();
    let (promised, told) = (numbers(promise), numbers(passage));
    !promised.is_empty() && !told.is_empty() && promised != told
}

/// Whether a passage tells of a year before the promise, which the promise does not name.
fn is_older(promise: &Promise<'_>, passage: &Wording) -> bool {
    let years = passage.words.difference(&promise.wording.words).filter(|w| w.len() == 4 && is_number(w));
    years.filter_map(|w| w.parse::<i32>().ok()).any(|y| (1990..promise.year).contains(&y))
}
