//! Small changes in the prose: typing errors in names, lines broken at a width.

use super::gold::Gold;
use super::names::{Renaming, occurrences};
use super::random::Random;
use std::collections::BTreeSet;

/// A place where a person is named in the sections of a report.
struct Mention {
    report: usize,
    at: usize,
    form: String,
}

/// Puts a typing error into one mention of a tenth of the people, never on a list; the gold then takes the name as printed, too.
///
/// `sections` are the sections of the reports; `others` the text around them. Says in which reports something changed.
pub(crate) fn mistype(
    sections: &mut [String],
    others: &[String],
    reports: &mut [Gold],
    names: &Renaming,
    random: &mut Random,
) -> Vec<bool> {
    let mut changed = vec![false; reports.len()];
    let all: BTreeSet<&str> = names.forms().values().flatten().map(String::as_str).collect();
    let mut longest: Vec<&str> = all.iter().copied().collect();
    longest.sort_by_key(|f| std::cmp::Reverse(f.len()));
    let count = |form: &str| sections.iter().chain(others).map(|t| t.matches(form).count()).sum::<usize>();
    let mut eligible: Vec<(String, Vec<Mention>)> = Vec::new();
    for (name, forms) in names.forms() {
        let mut mentions = Vec::new();
        for (report, text) in sections.iter().enumerate() {
            for (at, index) in occurrences(text, &longest) {
                let form = longest[index];
                // A full name that stands nowhere else would be nobody's any more.
                let enough =
                    form != name && !form.contains(' ') && form.chars().count() > 3 || form == name && count(form) > 1;
                if forms.contains(form) && enough {
                    mentions.push(Mention { report, at, form: form.to_owned() });
                }
            }
        }
        if !mentions.is_empty() {
            eligible.push((name.clone(), mentions));
        }
    }
    random.shuffle(&mut eligible);
    eligible.truncate(names.forms().len().div_ceil(10));
    let mut taken: Vec<(Mention, String)> = Vec::new();
    for (_, mut mentions) in eligible {
        let mention = mentions.swap_remove(random.below(mentions.len()));
        let wrong = slip(&mention.form, random);
        let free = taken.iter().all(|(m, _)| (m.report, m.at) != (mention.report, mention.at));
        if free && !all.contains(wrong.as_str()) {
            taken.push((mention, wrong));
        }
    }
    taken.sort_by_key(|(m, _)| std::cmp::Reverse(m.at));
    for (mention, wrong) in taken {
        changed[mention.report] = true;
        carry(&mut reports[mention.report], &sections[mention.report], &mention, &wrong, names);
        sections[mention.report].replace_range(mention.at..mention.at + mention.form.len(), &wrong);
    }
    changed
}

/// Carries a typing error over to the gold.
fn carry(gold: &mut Gold, text: &str, mention: &Mention, wrong: &str, names: &Renaming) {
    gold.passed_over.push(wrong.to_owned());
    for contribution in &mut gold.contributions {
        for starts in &mut contribution.starts {
            // The error may stand behind the first words, but in the sentence that says who speaks.
            let sentence =
                |at: usize| at + text[at..].find(['.', '\n']).map_or(text.len() - at, |end| end.max(starts.len()));
            let mut places = text.match_indices(starts.as_str()).map(|(at, _)| at);
            let Some(at) = places.find(|at| (*at..sentence(*at)).contains(&mention.at)) else { continue };
            let from = mention.at - at;
            if starts.get(from..).is_some_and(|rest| rest.starts_with(&mention.form)) {
                starts.replace_range(from..from + mention.form.len(), wrong);
            }
            for speaker in &mut contribution.speakers {
                let is_meant = names.forms().get(&speaker[0]).is_some_and(|forms| forms.contains(&mention.form));
                if is_meant && !speaker.iter().any(|s| s == wrong) {
                    speaker.push(wrong.to_owned());
                }
            }
        }
    }
}

/// One wrong letter in the longest word of a name, behind its first: left out, doubled, exchanged with the next, or another.
fn slip(name: &str, random: &mut Random) -> String {
    let word = name.split([' ', '-', '\'']).max_by_key(|w| w.chars().count()).unwrap();
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + random.below(letters.len() - 2);
    match random.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 if letters[at] != letters[at + 1] => letters.swap(at, at + 1),
        _ => letters[at] = if letters[at] == 'e' { 'a' } else { 'e' },
    }
    name.replacen(word, &letters.into_iter().collect::<String>(), 1)
}

/// Breaks the lines of prose at a width; lists, headings and short lines stay. No line comes to begin like a list's.
pub(crate) fn wrap(text: &str, width: usize) -> String {
    let broken = |line: &str| {
        let prose =
            line.len() > width && line.starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '*' | '(' | '“'));
        if !prose || line.starts_with("* ") {
            return line.to_owned();
        }
        let (mut written, mut column) = (String::new(), 0);
        for word in line.split(' ') {
            let mark =
                word.starts_with(['-', '+', '*', '#', '>', '=', '–']) || word.ends_with([')', '.']) && word.len() < 5;
            if column > 0 && column + word.chars().count() >= width && !mark {
                written.push('\n');
                column = 0;
            } else if column > 0 {
                written.push(' ');
            }
            written.push_str(word);
            column += word.chars().count() + 1;
        }
        written
    };
    text.lines().map(broken).collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn a_slip_is_one_letter() {
    for seed in 0..200 {
        let wrong = slip("Kiran Deshpande", &mut Random::new(seed));
        assert_eq!(strsim::osa_distance(&wrong, "Kiran Deshpande"), 1, "{wrong}");
    }
}
