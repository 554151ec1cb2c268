//! Word documents (Office Open XML): `zip` unpacks, `quick-xml` reads, this folder knows what Word makes of it.
//!
//! What comes out is what a reader of the printed document sees, tracked changes accepted, without page headers, comments and footnote marks.

mod body;
mod fields;
mod numbering;
mod package;
mod styles;
mod symbols;
mod xml;

pub(super) use numbering::roman;

use super::lines::{Lines, PlaceUnit};
use super::{Unreadable, paragraph};
use body::Body;
use numbering::Numbering;
use package::Package;
use styles::Styles;
use xml::{Token, Xml};

/// Turns a Word document into lines of text with their kind; places are paragraphs.
pub(super) fn lines(bytes: &[u8]) -> Result<Lines, Unreadable> {
    let parts = Package::open(bytes)?.parts()?;
    let styles = parts.styles.as_deref().map_or_else(|| Ok(Styles::default()), Styles::read)?;
    let numbering =
        parts.numbering.as_deref().map_or_else(|| Ok(Numbering::default()), |text| Numbering::read(text, &styles))?;
    let mut body = Body::new(&styles, numbering, &parts.relationships);
    body.read(&parts.body)?;
    if let Some(footnotes) = &parts.footnotes {
        body.read(footnotes)?;
    }
    let mut lines = Lines::new(PlaceUnit::Paragraph);
    lines.written = parts.properties.as_deref().and_then(created);
    paragraph::write(&body.finish(), &mut lines);
    Ok(lines)
}

/// The day in the properties of a document on which it was made; nothing where they are damaged, since no text depends on them.
fn created(properties: &str) -> Option<(i16, i8, i8)> {
    let mut xml = Xml::new(properties);
    let mut open = false;
    loop {
        match xml.next().ok()?? {
            Token::Open(element) => open = element.name() == "created",
            Token::Close => open = false,
            Token::Text(text) if open => {
                let mut numbers = text.trim().get(..10)?.split('-');
                let (year, month, day) = (numbers.next()?, numbers.next()?, numbers.next()?);
                return Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?));
            }
            Token::Text(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::created;

    #[test]
    fn properties_tell_when_a_document_was_made() {
        let properties = |inner: &str| format!("<cp:coreProperties xmlns:dcterms=\"x\">{inner}</cp:coreProperties>");
        let of = |inner: &str| created(&properties(inner));
        let made = "<dc:creator>ada</dc:creator><dcterms:created xsi:type=\"dcterms:W3CDTF\">2021-05-03T09:08:00Z</dcterms:created>";
        assert_eq!(of(made), Some((2021, 5, 3)));
        for none in ["", "<dcterms:created/>", "<dcterms:created>soon</dcterms:created>", "<dcterms:created>2021-05"] {
            assert_eq!(of(none), None, "{none}");
        }
    }
}
