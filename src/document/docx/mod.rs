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
    paragraph::write(&body.finish(), &mut lines);
    Ok(lines)
}
