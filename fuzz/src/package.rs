//! Word documents from the text of their parts, so that what is tried is XML and not the compression around it.

use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What parts two parts of a document in the bytes of a target: the record separator of ASCII.
const BETWEEN: u8 = 0x1E;
/// The parts in the order in which they stand in such bytes: the path, and the element around them.
const PARTS: [(&str, &str); 4] = [
    ("word/document.xml", "document"),
    ("word/numbering.xml", "numbering"),
    ("word/styles.xml", "styles"),
    ("word/footnotes.xml", "footnotes"),
];
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The document that bytes are, or that has the parts which they hold; nothing where it cannot be written.
#[must_use]
pub fn of(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.starts_with(b"PK") {
        return Some(bytes.to_vec());
    }
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |path: &str, parts: &[&[u8]]| {
        archive.start_file(path, stored).ok()?;
        parts.iter().try_for_each(|part| archive.write_all(part)).ok()
    };
    let to = |id: &str, kind: &str, target: &str| {
        format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
    };
    let relations = |inner: &str| format!("<Relationships>{inner}</Relationships>");
    add("_rels/.rels", &[relations(&to("d", "officeDocument", "word/document.xml")).as_bytes()])?;
    let named = ["styles", "numbering", "footnotes"].map(|kind| to(kind, kind, &format!("{kind}.xml"))).concat()
        + &to("x1", "hyperlink", "https://example.org/x").replace("/>", r#" TargetMode="External"/>"#);
    add("word/_rels/document.xml.rels", &[relations(&named).as_bytes()])?;
    for ((path, root), part) in PARTS.iter().zip(bytes.split(|byte| *byte == BETWEEN)) {
        let (open, close) = (format!("<w:{root} xmlns:w='w' xmlns:r='r' xmlns:mc='m'>"), format!("</w:{root}>"));
        add(path, &[open.as_bytes(), part, close.as_bytes()])?;
    }
    archive.finish().ok().map(Cursor::into_inner)
}
