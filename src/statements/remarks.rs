//! What speakers do in their own words: a question by its mark, all else by its first sign.

use super::{Context, Contribution, Move};
use crate::minutes::Found;
use crate::minutes::sentences::sentences;
use crate::text::Span;

/// The recogniser of the kind of direct speech, and its version.
const RECOGNISER: &str = "remarks.direct/1";
/// A sign tells the kind where it stands among the first so many bytes.
const WINDOW: usize = 160;

/// The kind of a remark: that of the first of its sentences that shows one.
pub(super) fn kind(context: &Context<'_>, words: Span) -> Found<String> {
    let all = sentences(context.text(), words, context.language);
    let shown = all.iter().find_map(|sentence| kind_of(context, *sentence).map(|kind| (kind, *sentence)));
    let (kind, at) = shown.unwrap_or(("informs", all.first().copied().unwrap_or(words)));
    Found::new(kind.to_owned(), at, RECOGNISER, 70)
}

/// The sentences of a remark, those of one kind that follow each other as one move.
pub(super) fn moves(context: &Context<'_>, contribution: &Contribution) -> Vec<Move> {
    let mut found: Vec<Move> = Vec::new();
    for sentence in sentences(context.text(), contribution.span, context.language) {
        let kind = kind_of(context, sentence).unwrap_or("informs");
        match found.last_mut().filter(|last| last.kind == kind) {
            Some(last) => last.span.end = sentence.end,
            None => found.push(Move { span: sentence, kind: kind.to_owned(), subjects: Vec::new() }),
        }
    }
    if let Some(first) = found.first_mut() {
        first.kind.clone_from(&contribution.kind.value);
    }
    for part in &mut found {
        part.subjects = context.subjects_in(part.span);
    }
    found
}

fn kind_of<'c>(context: &Context<'c>, sentence: Span) -> Option<&'c str> {
    let words = sentence.of_text(context.text());
    if words.trim_end_matches(['"', '”', ')', ' ']).ends_with('?') {
        return Some("asks");
    }
    let near = words.char_indices().nth(WINDOW).map_or(words, |(at, _)| &words[..at]);
    // "Privacy Pass does this already", "a reason is there": the words of a question, and none.
    let asked = |at: usize| {
        near[..at].trim_end().is_empty() || near[..at].trim_end().ends_with([',', ';', ':', '.', '-', '–', '—'])
    };
    let shown = context.language.remarks.direct.find(near)?;
    let inverted = context
        .language
        .remarks
        .inverted
        .iter()
        .any(|sign| near[shown.1..shown.1 + shown.2].eq_ignore_ascii_case(sign));
    (!inverted || asked(shown.1)).then_some(shown.0)
}
