//! Sentences, by rules that know the full stops of reports: "p.m.", "etc.", "Rec. 4" end none.

use crate::language::Language;
use crate::text::Span;

/// The sentences of a stretch of the text, in its order, without the blanks between them.
#[must_use]
pub fn sentences(text: &str, within: Span, language: &Language) -> Vec<Span> {
    let part = within.of_text(text);
    let bytes = part.as_bytes();
    let (mut found, mut start, mut at) = (Vec::new(), 0, 0);
    while let Some(next) = memchr::memchr3(b'.', b'?', b'!', &bytes[at..]) {
        at += next + 1;
        let closing = part[at..]
            .find(|c: char| !matches!(c, ')' | '"' | '”' | '’' | '\'' | ']' | '.' | '?' | '!'))
            .unwrap_or(part.len() - at);
        let end = at + closing;
        if ends_sentence(&part[start..at], &part[end..], language) {
            push(&mut found, text, Span::new(within.start + start, within.start + end));
            start = end;
        }
        at = end;
    }
    push(&mut found, text, Span::new(within.start + start, within.end));
    found
}

fn push(found: &mut Vec<Span>, text: &str, span: Span) {
    let span = span.trimmed(text);
    if !span.is_empty() {
        found.push(span);
    }
}

fn ends_sentence(before: &str, after: &str, language: &Language) -> bool {
    let Some(next) = after.trim_start().chars().next() else { return true };
    if !after.starts_with(char::is_whitespace) || next.is_lowercase() {
        return false;
    }
    if !before.ends_with('.') {
        return true;
    }
    let bare = &before[..before.len() - 1];
    let word = bare.rsplit(|c: char| c.is_whitespace() || c == '(' || c == '/').next().unwrap_or("");
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    !(initial || language.words.abbreviations.iter().any(|a| a.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let language = Language::embedded().unwrap();
        sentences(text, Span::new(0, text.len()), &language).into_iter().map(|s| s.of_text(text)).collect()
    }

    #[test]
    fn sentences_of_real_reports() {
        let text = "It was held at 1 p.m. UTC. He cited Rec. 4 and J. Smith. \"Why?\" They left.";
        assert_eq!(
            split(text),
            ["It was held at 1 p.m. UTC.", "He cited Rec. 4 and J. Smith.", "\"Why?\"", "They left."]
        );
        assert_eq!(
            split("(IGF Secretariat, the MAG, etc.) Amrita asked"),
            ["(IGF Secretariat, the MAG, etc.)", "Amrita asked"]
        );
        assert_eq!(split("published on intgovforum.org today"), ["published on intgovforum.org today"]);
    }
}
