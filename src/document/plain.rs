//! Plain text as lines.

use super::lines::{Line, LineKind, Lines};
use super::marker;

/// So many blanks within a line set columns apart.
pub const COLUMN_GAP: &str = "   ";
/// A numbered title is no longer, in bytes.
const LONGEST_TITLE: usize = 80;
/// A line below a title that is text has at least so many words.
const FEWEST_WORDS: usize = 4;
/// So many numbered titles show that a text has them.
const FEWEST_TITLES: usize = 3;

/// Turns plain text into lines of text with their kind.
pub(super) fn lines(source: &str) -> Lines {
    let mut lines = Lines::default();
    let (mut offset, mut indent) = (0, 0);
    let titles = numbered_titles(source);
    let mut rest = source.lines().enumerate().peekable();
    while let Some((number, line)) = rest.next() {
        let trimmed = line.trim();
        let at = offset + (line.len() - line.trim_start().len());
        offset += line.len() + line_end(source, offset + line.len());
        if trimmed.is_empty() || is_rule(trimmed) {
            lines.end_paragraph();
            continue;
        }
        let underlined = rest.peek().is_some_and(|(_, next)| is_rule(next.trim()));
        let (kind, content) = match bullet(trimmed) {
            Some(content) => (LineKind::Item(1), content),
            None if titles.binary_search(&number).is_ok() => (LineKind::Heading(title_level(trimmed)), trimmed),
            None if marker::read(trimmed).is_some() => (LineKind::Item(1), trimmed),
            None if underlined => (LineKind::Heading(2), trimmed),
            None => (LineKind::Text, trimmed),
        };
        // What stands less far in than the line above, and not at the margin, is no more of it.
        let depth = line.len() - line.trim_start().len();
        let columns = matches!(kind, LineKind::Text) && content.contains(COLUMN_GAP);
        if columns || !matches!(kind, LineKind::Text) || (1..std::mem::replace(&mut indent, depth)).contains(&depth) {
            lines.end_paragraph();
        }
        lines.begin();
        if content.len() < trimmed.len() {
            lines.push("- ", at);
            lines.content_begins();
        }
        lines.push(content, at + (trimmed.len() - content.len()));
        lines.end(Line { kind, emphasised: false, hard_break: false, ends_paragraph: underlined || columns });
    }
    lines.end_paragraph();
    lines
}

/// The numbered lines that are titles of what stands below them: "3. Mailing list policy" over a paragraph, "3. PUBLIC COMMENT". They are believed where the text
/// counts its titles through.
fn numbered_titles(source: &str) -> Vec<usize> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    let mut above = "";
    let mut all = source.lines().map(str::trim).enumerate().peekable();
    while let Some((at, line)) = all.next() {
        let below_title = found.last().is_some_and(|(last, _)| last + 1 == at);
        let apart = std::mem::replace(&mut above, line).is_empty();
        let short =
            (apart || below_title) && line.len() <= LONGEST_TITLE && line.starts_with(|c: char| c.is_ascii_digit());
        let Some((label, length)) = short.then(|| marker::read(line)).flatten() else { continue };
        // "5.1" may stand right below "5."
        if !apart && !label.contains('.') {
            continue;
        }
        let title = &line[length..];
        let whole = title.ends_with(char::is_alphanumeric) || title.ends_with(')');
        let shouted = title.chars().any(char::is_alphabetic) && !title.contains(char::is_lowercase);
        let over_text = all.peek().is_some_and(|(_, next)| {
            next.starts_with(char::is_uppercase)
                && marker::read(next).is_none()
                && next.split_whitespace().count() >= FEWEST_WORDS
                && next.ends_with(['.', ':', '?'])
        });
        if whole && title.starts_with(char::is_uppercase) && (shouted || over_text) {
            found.push((at, label));
        }
    }
    let numbers: Vec<usize> = found.iter().filter_map(|(_, label)| label.parse().ok()).collect();
    let begins = numbers.first().is_some_and(|first| (1..=2).contains(first));
    // A number that comes again, or goes back, is another list's.
    let counts = begins && numbers.len() >= FEWEST_TITLES && numbers.is_sorted_by(|one, next| one < next);
    if counts { found.into_iter().map(|(at, _)| at).collect() } else { Vec::new() }
}

/// "3." stands above "3.1".
fn title_level(line: &str) -> u8 {
    let parts = marker::read(line).map_or(0, |(label, _)| label.matches('.').count());
    if parts == 0 { 2 } else { 3 }
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

#[cfg(test)]
mod tests {
    use crate::document::{BlockKind, Document};

    fn titles(source: &str) -> Vec<String> {
        let document = Document::from_plain_text(source);
        let all = document.blocks().iter().filter(|b| matches!(b.kind, BlockKind::Heading { .. }));
        all.map(|b| document.text_of(b).to_owned()).collect()
    }

    #[test]
    fn numbered_titles_stand_over_what_was_said() {
        let text = "Forum\n\n1. Opening\nThe chair opened the forum at ten.\n\n2. Lights\nAda asked whether they are lit.\n\n\
                    3. BUSINESS\n3.1 Mill Road\nAlan said that it is closed.\n";
        assert_eq!(titles(text), ["Opening", "Lights", "BUSINESS", "Mill Road"]);
        for other in [
            "1. Ada Byron\nEngines\n\n2. Alan Turing\nNPL\n\n3. Grace Hopper\nNavy\n",
            "1. Oil the lamps\n2. Light them\n3. Go home\n",
            "1. The lamps were lit by Ada.\n\n2. Alan said that he saw them.\n\n3. It was so decided.\n",
            "1. BUDGET\n\n2. LAMPS\n\n1. BUDGET\n\n2. LAMPS\n",
        ] {
            assert_eq!(titles(other), [""; 0], "{other}");
        }
    }

    #[test]
    fn lines_that_begin_anew() {
        let blocks = |source: &str| Document::from_plain_text(source).blocks().len();
        let people = "Attendees: Ada Byron, Alan Turing, Grace Hopper\nRegrets: Mary Somerville\nChair: Ada Byron\n";
        assert_eq!(blocks(people), 3, "labels in capitals");
        assert_eq!(blocks("The group talked of what is said in the\nNote: it was long ago and nobody remembers.\n"), 1);
        let notes = "Lamps\n\t\tAda: they are old, and so are all the others\n\tOil prices\n\t\tAlan: too high\n";
        assert_eq!(blocks(notes), 4, "what stands less far in");
    }
}
