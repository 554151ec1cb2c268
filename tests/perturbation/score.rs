//! How well the contributions that were read go with the gold; the reckoning is the scorer's.

use super::gold::Gold;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A row of an answer: its values by column.
pub(crate) type Row = BTreeMap<String, String>;

/// What came of one report.
#[derive(Debug, Default, Clone)]
pub(crate) struct Score {
    /// How many contributions the gold has.
    pub(crate) contributions: usize,
    /// F1 of the speakers.
    pub(crate) attribution: f64,
    /// Known people in other known people's place, as speakers.
    pub(crate) wrong_speakers: usize,
    /// The same on the list of participants.
    pub(crate) wrong_merges: usize,
    /// What differs, in words.
    pub(crate) differences: Vec<String>,
}

/// Makes texts comparable: quotes, dashes, Markdown, blanks and case do not matter.
pub(crate) fn norm(text: &str) -> String {
    let plain: String = text
        .nfkc()
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{201c}' | '\u{201d}' => '"',
            '\u{2013}' | '\u{2014}' => '-',
            '*' | '_' | '`' | '#' | '\\' | '>' | '|' => '\u{0}',
            c => c,
        })
        .collect();
    let plain = Regex::new(r"\[([^\]]*)\]\([^)]*\)").unwrap().replace_all(&plain, "$1").replace('\u{0}', " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().replace('ß', "ss")
}

/// Makes names comparable: punctuation and accents do not matter either.
pub(crate) fn fold(name: &str) -> String {
    let letters = norm(name).nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>();
    let words: String =
        letters.chars().map(|c| if c.is_alphanumeric() || matches!(c, '+' | '.' | '_') { c } else { ' ' }).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches([' ', '.']).to_owned()
}

struct Predicted {
    text: String,
    speakers: BTreeSet<String>,
}

/// Scores a report's answers. `known` are all people of the set, folded.
pub(crate) fn score(gold: &Gold, contributions: &[Row], attendance: &[Row], known: &BTreeSet<String>) -> Score {
    let mut by: BTreeMap<(usize, &str), Predicted> = BTreeMap::new();
    for row in contributions {
        let new = || Predicted { text: norm(&row["text"]), speakers: BTreeSet::new() };
        let open = by.entry((row["start"].parse().unwrap_or(0), row["contribution"].as_str())).or_insert_with(new);
        open.speakers.extend(row.get("speaker").map(|s| fold(s)));
    }
    let free = |text: &str| gold.optional.iter().any(|o| norm(text).contains(&norm(o)));
    let wanted: Vec<_> = gold.contributions.iter().filter(|c| !free(&c.starts[0])).collect();
    let starts: Vec<Vec<String>> = wanted.iter().map(|c| c.starts.iter().map(|s| norm(s)).collect()).collect();
    let found: Vec<Predicted> = by.into_values().filter(|p| !(free(&p.text) && p.speakers.is_empty())).collect();
    let (pairs, used) = align(&starts, &found);
    let slips: BTreeSet<String> = gold.passed_over.iter().map(|s| fold(s)).collect();
    let mut score = Score { contributions: wanted.len(), ..Score::default() };
    let mut right = 0;
    for (i, contribution) in wanted.iter().enumerate() {
        let Some(predicted) = pairs.get(&i).map(|p| &found[*p]) else {
            score.differences.push(format!("missed: {}", contribution.starts[0]));
            continue;
        };
        let accepted: Vec<BTreeSet<String>> =
            contribution.speakers.iter().map(|s| s.iter().map(|n| fold(n)).collect()).collect();
        let each = accepted.iter().all(|a| !a.is_disjoint(&predicted.speakers));
        if each && accepted.len() == predicted.speakers.len() {
            right += 1;
        } else {
            let want: Vec<&String> = contribution.speakers.iter().map(|s| &s[0]).collect();
            score
                .differences
                .push(format!("speaker: want {want:?}, got {:?}: {}", predicted.speakers, contribution.starts[0]));
        }
        for speaker in
            predicted.speakers.iter().filter(|s| known.contains(*s) && !accepted.iter().any(|a| a.contains(*s)))
        {
            score.wrong_speakers += 1;
            score.differences.push(format!("WRONG SPEAKER {speaker}: {}", contribution.starts[0]));
        }
    }
    // Behind a name with an error the right one goes on with the same contribution.
    let goes_on = |at: usize| {
        let before = (0..at).rev().find(|i| used.contains(i)).unwrap_or(0);
        let slipped = (before..at).any(|i| !found[i].speakers.is_disjoint(&slips));
        let paired = pairs.iter().find(|(_, p)| **p == before).map(|(g, _)| &wanted[*g]);
        slipped && paired.is_some_and(|c| c.speakers.iter().any(|s| found[at].speakers.contains(&fold(&s[0]))))
    };
    let slipped = |at: usize| !found[at].speakers.is_empty() && found[at].speakers.is_subset(&slips) || goes_on(at);
    let spurious: Vec<usize> = (0..found.len()).filter(|i| !used.contains(i)).collect();
    let counted: Vec<&Predicted> = spurious.iter().filter(|i| !slipped(**i)).map(|i| &found[*i]).collect();
    score.differences.extend(counted.iter().map(|p| format!("spurious: {:?} {:.80}", p.speakers, p.text)));
    let total = wanted.len() + found.len() - spurious.len() + counted.len();
    #[allow(clippy::cast_precision_loss, reason = "a report has fewer contributions than that")]
    let f1 = 2.0 * f64::from(right) / total.max(1) as f64;
    score.attribution = f1;
    merges(gold, attendance, known, &mut score);
    score
}

/// Pairs first words with texts that hold them, one to one, the nearest to a text's beginning first.
fn align(starts: &[Vec<String>], found: &[Predicted]) -> (BTreeMap<usize, usize>, BTreeSet<usize>) {
    let (mut pairs, mut used) = (BTreeMap::new(), BTreeSet::new());
    for limit in [3, 60, usize::MAX] {
        for (i, any) in starts.iter().enumerate() {
            if pairs.contains_key(&i) {
                continue;
            }
            let place = |p: &Predicted| any.iter().filter_map(|s| p.text.find(s)).min();
            let open = found.iter().enumerate().filter(|(p, _)| !used.contains(p));
            let best = open.filter_map(|(p, text)| place(text).filter(|at| *at <= limit).map(|at| (at, p))).min();
            if let Some((_, p)) = best {
                pairs.insert(i, p);
                used.insert(p);
            }
        }
    }
    (pairs, used)
}

/// Lines of the list of participants that were taken for another known person.
fn merges(gold: &Gold, attendance: &[Row], known: &BTreeSet<String>, score: &mut Score) {
    let listed: BTreeMap<String, String> =
        attendance.iter().filter_map(|r| Some((fold(r.get("listed")?), fold(r.get("person")?)))).collect();
    for line in &gold.attendance {
        let Some(person) = line.listed.as_ref().and_then(|l| listed.get(&fold(l))) else { continue };
        let right = *person == fold(&line.person) || line.or.as_ref().is_some_and(|o| *person == fold(o));
        if !right && known.contains(person) {
            score.wrong_merges += 1;
            score
                .differences
                .push(format!("WRONG MERGE: {} taken for {person}", line.listed.as_deref().unwrap_or_default()));
        }
    }
}

#[test]
fn names_and_texts_are_folded_as_the_scorer_does() {
    assert_eq!(fold("*Gudrún* Ó Súilleabháin-Hall"), "gudrun o suilleabhain hall");
    assert_eq!(norm("The “[Letter](#)” –\n x"), "the \"letter\" - x");
}
