//! The discussion: sections aligned to the items of the agenda, although headings differ in level, letter and wording.
//!
//! Candidates are blocks that stand apart as headings do. Each is compared with each item by number and by words, and the best order-keeping
//! pairing of all is taken, so that one odd heading does not draw the others with it.

use super::layout::{Outline, Part, stands_apart, title_span};
use super::{AgendaItem, Discussion, Minutes};
use crate::document::{BlockKind, Document};
use crate::language::Language;
use crate::text::fold;
use rustc_hash::FxHashSet;
use std::ops::Range;

/// No more headings are compared with the agenda: a bound for texts that are no reports.
const MOST_HEADINGS: usize = 2000;
/// Below this score a heading is none of an agenda item's.
const LEAST_SCORE: u32 = 45;

/// The sections of the discussion in printed order.
pub(super) fn find(document: &Document, language: &Language, outline: &Outline, minutes: &Minutes) -> Vec<Discussion> {
    let agenda = &minutes.agenda;
    let Some(last) = agenda.iter().map(|a| a.block).max() else { return Vec::new() };
    // An address below an item treats nothing, nor does a row of the agenda without a topic.
    let told = |at: usize| {
        let block = document.blocks().get(at).filter(|b| b.kind != BlockKind::TableRow);
        block.is_some_and(|b| document.text_of(b).contains(char::is_whitespace))
    };
    let interleaved = agenda.windows(2).any(|pair| (pair[0].block + 1..pair[1].block).any(told));
    let mut pairs: Vec<(usize, Vec<usize>, u32)> = if interleaved {
        agenda.iter().enumerate().map(|(i, a)| (a.block, vec![i], 100)).collect()
    } else {
        // "Next steps" is the name of a part, and may be that of an item.
        let titles: FxHashSet<String> = agenda.iter().map(|a| fold(a.title.of_text(document.text()))).collect();
        let is_title = |at: usize| titles.contains(&fold(document.text_of(&document.blocks()[at])));
        let candidates = (last + 1..minutes.body.end)
            .filter(|i| stands_apart(document, &document.blocks()[*i]))
            .filter(|i| outline.at(*i).is_none_or(|(part, _)| part == Part::Agenda || is_title(*i)))
            .take(MOST_HEADINGS)
            .collect::<Vec<_>>();
        align(document, language, agenda, &candidates)
    };
    pairs.sort_by_key(|(block, ..)| *block);
    let ends = pairs.iter().skip(1).map(|(block, ..)| *block).chain([minutes.body.end]).collect::<Vec<_>>();
    let sections = pairs.into_iter().zip(ends);
    let mut found: Vec<Discussion> = sections
        .map(|((block, treats, score), end)| Discussion {
            heading: title_span(document.text(), document.blocks()[block].span),
            treats,
            blocks: block + 1..end.max(block + 1),
            confidence: u8::try_from(score.min(100)).unwrap_or(100),
        })
        .collect();
    if let Some(last) = found.last_mut() {
        last.blocks.end = closed(document, language, outline, last.blocks.clone());
    }
    found
}

/// Where the last section ends: before a heading that is not below its own and opens another part, or what came of the whole meeting ("Decisions").
fn closed(document: &Document, language: &Language, outline: &Outline, blocks: Range<usize>) -> usize {
    let level = |at: usize| match document.blocks().get(at).map(|b| b.kind) {
        Some(BlockKind::Heading { level }) => Some(level),
        _ => None,
    };
    let own = blocks.start.checked_sub(1).and_then(level).unwrap_or(u8::MAX);
    let remarks = &language.remarks;
    let closes = |at: &usize| {
        let part = outline.at(*at).map(|(part, _)| part);
        let line = document.text_of(&document.blocks()[*at]).trim_end_matches([':', '.', ' ']).to_lowercase();
        level(*at).is_some_and(|l| l <= own)
            && (matches!(part, Some(Part::Participants | Part::Apologies | Part::NextMeeting | Part::Annex))
                || remarks.decision_headings.contains(&line)
                || remarks.action_headings.contains(&line))
    };
    blocks.clone().find(closes).unwrap_or(blocks.end)
}

/// The best pairing that keeps the order of both: block, items, score.
fn align(
    document: &Document,
    language: &Language,
    agenda: &[AgendaItem],
    candidates: &[usize],
) -> Vec<(usize, Vec<usize>, u32)> {
    let titles: Vec<Vec<String>> = agenda.iter().map(|a| stems(a.title.of_text(document.text()))).collect();
    let scores: Vec<Vec<u32>> = candidates
        .iter()
        .map(|block| {
            let block = &document.blocks()[*block];
            let line = document.text_of(block);
            let words = stems(line);
            // "3. Budget" and "Agenda item 3 - Budget"
            let printed = block.marker.as_ref().map(|m| m.label.as_str()).or_else(|| language.agenda.number(line));
            let label = printed.map(str::to_ascii_lowercase);
            agenda
                .iter()
                .zip(&titles)
                .map(|(item, title)| score(&words, title, label.as_deref(), &item.label))
                .collect()
        })
        .collect();
    let (rows, columns) = (candidates.len(), agenda.len());
    let mut best = vec![vec![0_u32; columns + 1]; rows + 1];
    for r in (0..rows).rev() {
        for c in (0..columns).rev() {
            let paired = if scores[r][c] >= LEAST_SCORE { scores[r][c] + best[r + 1][c + 1] } else { 0 };
            best[r][c] = paired.max(best[r + 1][c]).max(best[r][c + 1]);
        }
    }
    let (mut r, mut c, mut pairs) = (0, 0, Vec::new());
    while r < rows && c < columns {
        if scores[r][c] >= LEAST_SCORE && best[r][c] == scores[r][c] + best[r + 1][c + 1] {
            pairs.push((candidates[r], vec![c], scores[r][c]));
            r += 1;
            c += 1;
        } else if best[r][c] == best[r + 1][c] {
            r += 1;
        } else {
            c += 1;
        }
    }
    for block in candidates {
        if let Some(items) = several(language, document.text_of(&document.blocks()[*block]), agenda)
            .filter(|_| !pairs.iter().any(|(b, ..)| b == block))
        {
            pairs.push((*block, items, 80));
        }
    }
    pairs
}

/// How well a heading fits an item, 0 to 100: words shared, and 25 for the same number or letter.
fn score(words: &[String], title: &[String], marker: Option<&str>, label: &str) -> u32 {
    let shared = words.iter().filter(|w| title.contains(w)).count();
    let most = words.len().max(title.len()).max(1);
    let least = words.len().min(title.len()).max(1);
    // A heading may leave out words of the item, or add some: between the two measures lies the truth.
    let likeness = u32::try_from((shared * 50 / most) + (shared * 35 / least)).unwrap_or(0);
    let own = label.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    let same = marker.is_some_and(|m| !own.is_empty() && m == own);
    // "Budget" over what was said on "Budget, accounts and the plan for 2025".
    let opens = !words.is_empty() && title.starts_with(words);
    likeness + if same { 25 } else { 0 } + if shared == most { 15 } else { 0 } + if opens { 10 } else { 0 }
}

/// The words of a title, folded and cut to five letters, so that "Parliamentarian" meets "Parliamentary".
fn stems(title: &str) -> Vec<String> {
    fold(title)
        .split(' ')
        .filter(|w| w.len() > 2 || w.chars().all(|c| c.is_ascii_digit()))
        .map(|w| w.chars().take(5).collect())
        .collect()
}

/// "Remaining agenda items (3-5)": one heading for a range of items.
fn several(language: &Language, heading: &str, agenda: &[AgendaItem]) -> Option<Vec<usize>> {
    let words = &language.agenda;
    let lower = heading.to_lowercase();
    if !lower.split(|c: char| !c.is_alphabetic()).any(|word| words.several.contains(word)) {
        return None;
    }
    let digits = lower.find(|c: char| c.is_ascii_digit())?;
    let range = lower[digits..].trim_end_matches(|c: char| !c.is_ascii_digit());
    let (first, last) = words.ranges.iter().find_map(|joint| range.split_once(joint.as_str()))?;
    let (first, last): (u32, u32) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    let inside = |a: &AgendaItem| a.parent.is_none() && a.label.parse().is_ok_and(|n: u32| (first..=last).contains(&n));
    let items: Vec<usize> = agenda.iter().enumerate().filter(|(_, a)| inside(a)).map(|(i, _)| i).collect();
    (!items.is_empty()).then_some(items)
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::language::Language;
    use crate::minutes::Recognisers;

    #[test]
    fn headings_that_differ_in_letter_level_and_wording() {
        let source = "Meeting 7, 1 May 2020\n\nAgenda\n\n- A. Draft proposal to MAG;\n- B. Priorities;\n- C. Parliamentary track;\n- D. AoB.\n\n\
            A. Draft proposal to MAG\n\nAnja noted it.\n\n#### IGF priorities\n\n1. To build\n2. To have\n\nc. Parliamentarian track\n\nShe said so.\n";
        let language = Language::embedded().unwrap();
        let document = Document::from_markdown(source);
        let minutes = Recognisers::new(&language).unwrap().read(&document).unwrap();
        let found: Vec<_> =
            minutes.discussions.iter().map(|d| (d.heading.of_text(document.text()), d.treats.clone())).collect();
        assert_eq!(
            found,
            [("Draft proposal to MAG", vec![0]), ("IGF priorities", vec![1]), ("Parliamentarian track", vec![2])]
        );
    }

    #[test]
    fn one_heading_for_several_items() {
        let source = "Meeting 8, 1 May 2020\n\nAgenda\n\n1. Debrief\n2. Plan\n3. Update\n4. AoB\n\n#### 1. Debrief\n\nText.\n\n#### *Remaining agenda items (2-4)*\n\nText.\n";
        let language = Language::embedded().unwrap();
        let document = Document::from_markdown(source);
        let minutes = Recognisers::new(&language).unwrap().read(&document).unwrap();
        assert_eq!(minutes.discussions[1].treats, [1, 2, 3]);
    }
}
