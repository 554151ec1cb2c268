//! The agenda, in the layouts it comes in, tried in this order: a list, a table, the headings of what was discussed.

mod headings;
mod list;
mod table;

use super::AgendaItem;
use super::layout::{Layout, Outline};
use crate::document::Document;
use std::ops::Range;

/// The items of the agenda in printed order; none where the report shows none.
pub(super) fn find(document: &Document, layout: &Layout, outline: &Outline, body: &Range<usize>) -> Vec<AgendaItem> {
    let listed = list::find(document, outline, body);
    if !listed.is_empty() {
        return listed;
    }
    let tabled = table::find(document, layout, body);
    if !tabled.is_empty() {
        return tabled;
    }
    headings::find(document, outline, body)
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::language::Language;
    use crate::minutes::Recognisers;
    use crate::minutes::layout::Outline;

    /// The labels and titles of a report's items.
    pub(super) fn agenda(source: &str) -> Vec<(String, String)> {
        let (language, document) = (Language::embedded().unwrap(), Document::from_markdown(source));
        let recognisers = Recognisers::new(&language).unwrap();
        let outline = Outline::of(&recognisers, &document);
        let items = super::find(&document, &recognisers.layout, &outline, &(0..document.blocks().len()));
        items.into_iter().map(|i| (i.label, i.title.of_text(document.text()).to_owned())).collect()
    }

    pub(super) fn titles(source: &str) -> Vec<String> {
        agenda(source).into_iter().map(|(_, title)| title).collect()
    }
}
