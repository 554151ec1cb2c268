//! The labels by which captions tell who speaks: "Ada Lovelace: …", "CHAIR: …", and what programs print for those they do not know.

use std::borrow::Cow;

/// A label that a remark can begin with is no longer.
pub(super) const LONGEST_LABEL: usize = 60;
/// Words before a colon that could be a speaker: few, each begun with a capital but for the particles of names; and what is said.
pub(super) fn label(row: &str) -> Option<(&str, &str)> {
    let colon = row.find(':').filter(|at| *at <= LONGEST_LABEL)?;
    let (label, said) = (row[..colon].trim(), &row[colon + 1..]);
    let names = |word: &str| {
        word.starts_with(|c: char| c.is_uppercase() || c == '(')
            || word.len() <= 3 && !word.contains(|c: char| c.is_ascii_digit())
    };
    let fits = said.starts_with(' ')
        && label.starts_with(char::is_alphabetic)
        && label.split(" | ").next().unwrap_or(label).split(' ').count() <= 5
        && label.split(' ').all(names)
        && label.starts_with(|c: char| !c.is_lowercase());
    fits.then_some((label, said.trim()))
}

/// The label of a speaker; nothing for a key. That "Speaker 1" is nobody is for those to say who know the language. A directory's "Lovelace, Ada B CTR (UK)" is turned round: in a label a comma
/// parts two speakers, and the marks of her office are none of her name.
pub(super) fn speaker_label(printed: &str) -> Option<Cow<'_, str>> {
    // "Claire de Montfort | DG CNECT": whom she works for is none of her name.
    let printed = printed.split(" | ").next().unwrap_or(printed).trim();
    let bare = printed.split(['(', '[']).next().unwrap_or("").trim();
    let is_key = !bare.contains(' ') && bare.contains(|c: char| c.is_ascii_digit()) && bare.len() > 12;
    if !bare.contains(char::is_alphabetic) || is_key {
        return None;
    }
    if let Some((family, given)) = bare.split_once(',') {
        let given: Vec<&str> = given.split_whitespace().take_while(|word| !is_mark(word)).collect();
        return (!given.is_empty() && !family.trim().is_empty())
            .then(|| format!("{} {}", given.join(" "), family.trim()).into());
    }
    Some(if printed.len() > LONGEST_LABEL || printed.contains([':', '[']) { bare.into() } else { printed.into() })
}

/// Several capitals or a digit: a mark of office behind a name, and no initial.
fn is_mark(word: &str) -> bool {
    word.len() > 1 && !word.contains(char::is_lowercase) && !word.ends_with('.')
}
