//! Passages in another language than the word lists. What they say is not read: a word that both languages spell alike would make a fact of nothing.

use super::layout::is_speech;
use crate::document::Document;
use crate::language::Language;
use std::ops::Range;

/// The blocks in another language, ascending. Headings, tables and lists of participants are names more than prose.
pub(super) fn foreign(document: &Document, lists: &[Range<usize>], language: &Language) -> Vec<usize> {
    let blocks = document.blocks().iter().enumerate().filter(|(_, block)| is_speech(block));
    let others = blocks.filter(|(_, block)| language.is_other(document.text_of(block)));
    let listed = |at: &usize| lists.get(lists.partition_point(|l| l.end <= *at)).is_some_and(|l| l.contains(at));
    others.map(|(at, _)| at).filter(|at| !listed(at)).collect()
}

/// Whether more than half of a text stands in these blocks.
pub(super) fn mostly_foreign(document: &Document, foreign: &[usize]) -> bool {
    let spans = foreign.iter().filter_map(|at| document.blocks().get(*at)).map(|b| b.span);
    spans.map(|s| s.end - s.start).sum::<usize>() > document.text().len() / 2
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::language::Language;
    use crate::minutes::Recognisers;

    const HEAD: &str =
        "IGF Group\n\nOnline Meeting 7\n\n28 October 2021\n\nAgenda\n\n1. Letter\n2. AoB\n\n1. Letter\n\n";
    const GERMAN: &str = "Titti will das Schreiben am 13. November noch vor dem Treffen der Gruppe an das Sekretariat senden, damit alle es lesen.";

    #[test]
    fn nothing_is_read_from_a_passage_in_another_language() {
        let language = Language::embedded().unwrap();
        let recognisers = Recognisers::new(&language).unwrap();
        let read = |source: &str| {
            let document = Document::from_markdown(source);
            recognisers.read(&document).map(|minutes| (minutes.foreign.len(), minutes.events.len()))
        };
        assert_eq!(read(&format!("{HEAD}{GERMAN}\n")), Ok((1, 0)));
        assert_eq!(read(&format!("{HEAD}The Town Hall takes place on 13 November.\n")), Ok((0, 1)));
        assert_eq!(
            read(&format!("# Protokoll\n\n{GERMAN}\n\n{GERMAN}\n")),
            Err("most of it is in another language than the word lists (--language)")
        );
    }
}
