//! What single marks of a page mean: emphasis, notes, signs for links, the title.

use super::tree::{Go, Item, Tag, walk};
use crate::document::lines::LineKind;
use crate::document::paragraph::Paragraph;
use dom_query::Document;

/// No sign for a link to the heading it stands in is longer.
const LONGEST_SIGN: usize = 16;

/// Whether a style alone makes words bold or italic.
pub(super) fn is_emphasis(tag: &Tag<'_>) -> bool {
    tag.node.has_attr("style")
        && ["font-weight:bold", "font-weight:600", "font-weight:700", "font-style:italic"]
            .iter()
            .any(|s| tag.is_styled(s))
}

/// Whether a raised mark leads to a note.
pub(super) fn is_note(tag: &Tag<'_>) -> bool {
    let linked = tag.node.element_children().into_iter().filter_map(Tag::of).find(|inner| inner.name == "a");
    linked.is_some_and(|a| a.attribute("href").is_some_and(|href| href.starts_with('#')))
}

/// Whether a link only shows the address of the heading it stands in.
pub(super) fn is_permalink(tag: &Tag<'_>) -> bool {
    let here = tag.attribute("href").is_some_and(|href| href.starts_with('#'));
    let mut text = String::new();
    if here {
        walk(&tag.node, |item| {
            if let Item::Text(piece) = item {
                text.push_str(piece);
            }
            if text.len() < LONGEST_SIGN { Go::On } else { Go::Stop }
        });
    }
    here && matches!(text.trim(), "¶" | "#" | "§" | "🔗" | "")
}

/// The page's title as a heading, where no first heading says the same.
pub(super) fn title(document: &Document, paragraphs: &[Paragraph]) -> Option<Paragraph> {
    let text = document.head()?.children_it(false).filter_map(Tag::of).find(|tag| tag.name == "title")?.node.text();
    let mut title = Paragraph { kind: LineKind::Heading(1), ..Paragraph::new(1) };
    title.push(&text.replace(['\n', '\r'], " "), false, None);
    title.tidy();
    let said = letters(&title.text());
    let mut first = paragraphs.iter().filter(|p| p.kind == LineKind::Heading(1)).map(|p| letters(&p.text()));
    let same = |heading: String| !heading.is_empty() && (said.contains(&heading) || heading.contains(&said));
    (!said.is_empty() && !first.any(same)).then_some(title)
}

/// The letters and digits of a text, in small letters.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
