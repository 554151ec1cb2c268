//! Plain text as lines.

use super::lines::{Line, LineKind, Lines};
use super::marker;

/// Turns plain text into lines of text with their kind.
pub(super) fn lines(source: &str) -> Lines {
    let mut lines = Lines::default();
    let mut offset = 0;
    let mut rest = source.lines().peekable();
    while let Some(line) = rest.next() {
        let trimmed = line.trim();
        let at = offset + (line.len() - line.trim_start().len());
        offset += line.len() + line_end(source, offset + line.len());
        if trimmed.is_empty() || is_rule(trimmed) {
            lines.end_paragraph();
            continue;
        }
        let underlined = rest.peek().is_some_and(|next| is_rule(next.trim()));
        let (kind, content) = match bullet(trimmed) {
            Some(content) => (LineKind::Item(1), content),
            None if marker::read(trimmed).is_some() => (LineKind::Item(1), trimmed),
            None if underlined => (LineKind::Heading(2), trimmed),
            None => (LineKind::Text, trimmed),
        };
        if !matches!(kind, LineKind::Text) {
            lines.end_paragraph();
        }
        lines.begin();
        if content.len() < trimmed.len() {
            lines.push("- ", at);
            lines.content_begins();
        }
        lines.push(content, at + (trimmed.len() - content.len()));
        lines.end(Line { kind, emphasised: false, hard_break: false, ends_paragraph: underlined });
    }
    lines.end_paragraph();
    lines
}

/// How many bytes the line end at this offset takes.
fn line_end(source: &str, at: usize) -> usize {
    let bytes = source.as_bytes();
    match (bytes.get(at), bytes.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => 2,
        (Some(b'\n'), _) => 1,
        _ => 0,
    }
}

/// A line that only underlines or parts.
fn is_rule(line: &str) -> bool {
    line.len() >= 3 && line.bytes().all(|b| b"-=_*~+".contains(&b))
}

fn bullet(line: &str) -> Option<&str> {
    ["- ", "* ", "+ ", "• ", "o ", "– ", "· "].iter().find_map(|glyph| line.strip_prefix(glyph)).map(str::trim_start)
}
