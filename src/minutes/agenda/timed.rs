//! An agenda of lines that begin with a time: "0800 Administrivia", "10:15 - 10:30 Budget (Ada)". Lines without one, between two that have one, stand below
//! the one before them.

use super::super::AgendaItem;
use super::super::layout::Part;
use super::{Source, is_address};
use crate::document::BlockKind;
use crate::language::AgendaWords;
use std::ops::Range;

/// No agenda of this layout is longer.
const MOST_LINES: usize = 120;
/// No item takes more bytes.
const LONGEST_ITEM: usize = 120;

/// The lines behind the word for an agenda that begin with times, and those below them; none where fewer than two do.
pub(super) fn find(source: &Source<'_>, anchor: usize, body: &Range<usize>) -> Vec<AgendaItem> {
    let blocks = source.document.blocks();
    let text = source.document.text();
    let ends = |at: &usize| {
        let part = source.outline.at(*at).map(|(part, _)| part);
        matches!(blocks[*at].kind, BlockKind::Heading { .. } | BlockKind::TableRow) || part == Some(Part::Discussion)
    };
    let until = body.end.min(anchor + 1 + MOST_LINES);
    let lines: Vec<usize> = (anchor + 1..until).take_while(|at| !ends(at)).collect();
    let time = |at: &usize| time_end(source.document.text_of(&blocks[*at]), source.words, true);
    let timed: Vec<usize> = lines.iter().copied().filter(|at| time(at).is_some()).collect();
    let years = timed.iter().all(|at| {
        let line = source.document.text_of(&blocks[*at]);
        line.starts_with("19") || line.starts_with("20")
    });
    let (Some(first), Some(last)) = (timed.first(), timed.last()) else { return Vec::new() };
    if timed.len() < 2 || years {
        return Vec::new();
    }
    let mut items: Vec<AgendaItem> = Vec::new();
    let mut parent = None;
    for at in lines.iter().copied().filter(|at| (first..=last).contains(&at)) {
        let block = &blocks[at];
        let line = source.document.text_of(block);
        let from = time(&at);
        let below = line.len() <= LONGEST_ITEM
            && !line.ends_with('.')
            && !line.starts_with('(')
            && !is_address(line)
            && source.outline.at(at).is_none_or(|(_, behind)| behind == block.span.end);
        if from.is_none() && !below {
            continue;
        }
        let span = crate::text::Span::new(block.span.start + from.unwrap_or(0), block.span.end);
        let (label, above) = (String::new(), if from.is_some() { None } else { parent });
        let title = source.title(span.trimmed(text));
        if from.is_some() {
            parent = Some(items.len());
        }
        items.push(AgendaItem { label, title, parent: above, block: at });
    }
    items
}

/// Where a time at the beginning of a line ends, with what sets it apart from the words behind it: "10:15 - 10:30 ", "9.30 am: ", and "0800 " where four
/// digits may be one. Nothing where no words follow.
pub(super) fn time_end(line: &str, words: &AgendaWords, four_digits: bool) -> Option<usize> {
    let mut at = usize::from(line.starts_with(['(', '[']));
    at += clock(&line[at..], four_digits)?;
    at += half_day(&line[at..], words);
    let gap = line[at..].len() - line[at..].trim_start_matches([' ', '-', '–', '—']).len();
    if gap > 0
        && line[at..at + gap].contains(['-', '–', '—'])
        && let Some(second) = clock(&line[at + gap..], four_digits)
    {
        at += gap + second;
        at += half_day(&line[at..], words);
    }
    let rest = line[at..].trim_start_matches([' ', ')', ']', ':', '-', '–', '—', ',', '|', '\t']);
    let apart =
        rest.len() < line[at..].len() && rest.starts_with(|c: char| c.is_alphanumeric() || "\"“'‘[(".contains(c));
    apart.then_some(line.len() - rest.len())
}

/// The bytes of "10:15", "9.30", "9h30", or of "0800".
fn clock(line: &str, four_digits: bool) -> Option<usize> {
    let bytes = line.as_bytes();
    let digits = bytes.iter().take(5).take_while(|b| b.is_ascii_digit()).count();
    let value = |from: usize, to: usize| line.get(from..to).and_then(|d| d.parse::<u8>().ok());
    let (hour, minute, end) = match digits {
        1 | 2 if bytes.get(digits).is_some_and(|b| b":.h".contains(b)) => {
            (value(0, digits)?, value(digits + 1, digits + 3)?, digits + 3)
        }
        4 if four_digits => (value(0, 2)?, value(2, 4)?, 4),
        _ => return None,
    };
    let whole = bytes.get(end).is_none_or(|b| !b.is_ascii_digit() && *b != b'.');
    (hour <= 24 && minute < 60 && whole).then_some(end)
}

/// The bytes of a word for a half of the day, blanks before it included.
fn half_day(line: &str, words: &AgendaWords) -> usize {
    let rest = line.trim_start();
    let length = |word: &String| {
        let head = rest.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
        (!rest[head.len()..].starts_with(char::is_alphanumeric)).then_some(line.len() - rest.len() + head.len())
    };
    words.half_days.iter().filter_map(length).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{plain_titles, titles};

    #[test]
    fn lines_with_times_and_lines_below_them() {
        let source = "Agenda\n======\n\nDate: Thursday, May 7, 2020\nTime: 0900-1000 PST\n\n0900 Opening\n    Note takers\n0910 Status of the drafts\n0950 Closing\n\nOpening\n=======\nAda opened the meeting and thanked everybody who had come to the new hall on such a cold day.\n";
        assert_eq!(plain_titles(source), ["Opening", "Note takers", "Status of the drafts", "Closing"]);
    }

    #[test]
    fn times_are_no_part_of_titles() {
        let source = "## Agenda\n\n- 10:00 - 10:15 Welcome (Ada)\n- 10:15 am: Budget for 2025\n- 2026 plan\n\n## Notes\n\nAda opened.\n";
        assert_eq!(titles(source), ["Welcome (Ada)", "Budget for 2025", "2026 plan"]);
    }
}
