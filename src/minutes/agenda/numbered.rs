//! No agenda, and no headings, but numbered titles between the paragraphs of what was discussed: "41. Apologies", "42. Declarations of interest".

use super::super::AgendaItem;
use super::Source;
use super::headings::{is_item, item};
use crate::document::BlockKind;
use std::ops::Range;

/// So many titles whose numbers follow each other are an agenda.
const FEWEST: usize = 3;
/// A longer line is no title.
const LONGEST_TITLE: usize = 90;

/// The numbered titles that have something said below them, in the order of their numbers, whatever the first is. None where most of them follow each other without
/// anything between: then they are a list of something.
pub(super) fn find(source: &Source<'_>, body: &Range<usize>) -> Vec<AgendaItem> {
    let titles = (body.start..body.end).filter_map(|at| Some((at, number(source, at)?)));
    let mut run: Vec<(usize, u32)> = Vec::new();
    let mut best: Vec<(usize, u32)> = Vec::new();
    for (at, number) in titles {
        match run.last() {
            Some((_, last)) if number == last + 1 => {}
            // A list inside of an item begins anew, and the titles go on behind it.
            Some((_, last)) if number <= *last => continue,
            _ => {
                best = longer(best, std::mem::take(&mut run));
            }
        }
        run.push((at, number));
    }
    let run = longer(best, run);
    let told = run.windows(2).filter(|pair| pair[1].0 > pair[0].0 + 1).count();
    if run.len() < FEWEST || told * 3 < (run.len() - 1) * 2 {
        return Vec::new();
    }
    run.into_iter().map(|(at, _)| at).filter(|at| is_item(source, *at)).map(|at| item(source, at, None)).collect()
}

fn longer(one: Vec<(usize, u32)>, other: Vec<(usize, u32)>) -> Vec<(usize, u32)> {
    if other.len() > one.len() { other } else { one }
}

/// The number of a block that could be a title: short, begun with a capital, and without the end of a sentence.
fn number(source: &Source<'_>, at: usize) -> Option<u32> {
    let block = source.document.blocks().get(at)?;
    let number = block.marker.as_ref()?.label.parse().ok()?;
    let words = source.document.text_of(block).trim_end();
    let title = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { depth: 1 })
        && words.len() <= LONGEST_TITLE
        && words.starts_with(char::is_uppercase)
        && !words.ends_with(['.', '!', '?', ';', ':', ','])
        && !words.contains(['\n', '|']);
    title.then_some(number)
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::language::Language;
    use crate::minutes::Recognisers;

    fn items(source: &str) -> Vec<String> {
        let language = Language::embedded().unwrap();
        let document = Document::from_plain_text(source);
        let minutes = Recognisers::new(&language).unwrap().read(&document).unwrap();
        let title = |span: crate::text::Span| span.of_text(document.text());
        minutes.agenda.iter().map(|item| format!("{} {}", item.label, title(item.title))).collect()
    }

    const HEAD: &str =
        "Harbour Council\n\nMinutes of the meeting held on 12 February 2024\n\nPRESENT:\n\nAda Cole\nBea Roux\n\n";

    #[test]
    fn titles_between_paragraphs() {
        let said = "41. LAMPS\n\nAda Cole asked why the lamps are late.\n\n42. DECLARATIONS OF INTEREST\n\nNone were made by anybody.\n\n43. FEES\n\nAda Cole listed three:\n\n1. Boats\n\n2. Cars\n\nThe fees stay as they are.\n\n44. WORK PROGRAMME\n\nBea Roux noted that it is long.\n";
        assert_eq!(
            items(&format!("{HEAD}{said}")),
            ["41 LAMPS", "42 DECLARATIONS OF INTEREST", "43 FEES", "44 WORK PROGRAMME"]
        );
    }

    #[test]
    fn lists_are_none() {
        let said =
            "Ada Cole listed the fees:\n\n1. Boats\n\n2. Cars\n\n3. Bicycles\n\nBea Roux noted that they are high.\n";
        assert_eq!(items(&format!("{HEAD}{said}")), [""; 0]);
        let said = "1. Ada Cole asked why the lamps are late.\n\n2. Bea Roux did not know.\n\n3. Nobody else spoke.\n";
        assert_eq!(items(&format!("{HEAD}{said}")), [""; 0]);
    }
}
