//! Writes small Word documents, and shows what is read from any source.

use rapporteur::document::{BlockKind, Document};
use rapporteur::source::Source;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The namespaces that Word declares.
pub(crate) const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape""#;
/// The styles of a German Word, as far as the tests need them.
pub(crate) const STYLES: &str = r#"<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/><w:basedOn w:val="Standard"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Standard"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/><w:basedOn w:val="Standard"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="berschrift3"><w:name w:val="heading 3"/><w:basedOn w:val="Standard"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="berschrift4"><w:name w:val="heading 4"/><w:basedOn w:val="Standard"/><w:pPr><w:outlineLvl w:val="3"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="berschrift5"><w:name w:val="heading 5"/><w:basedOn w:val="Standard"/><w:pPr><w:outlineLvl w:val="4"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="berschrift6"><w:name w:val="heading 6"/><w:basedOn w:val="Standard"/><w:pPr><w:outlineLvl w:val="5"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Punkt"><w:name w:val="Tagesordnungspunkt"/><w:basedOn w:val="berschrift2"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>"#;
/// Lists: 1 counts 1., a), 1.a.i; 2 has bullets.
pub(crate) const LISTS: &str = r#"<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="&#8226;"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>"#;

/// The parts of a Word document.
#[derive(Default)]
pub(crate) struct Word {
    /// Inside of `w:body`.
    pub(crate) body: String,
    /// Inside of `w:numbering`, in place of [`LISTS`].
    pub(crate) lists: Option<String>,
    /// Identifier and address of the links.
    pub(crate) links: Vec<(String, String)>,
    /// Further relationships of the text.
    pub(crate) relations: String,
    /// Other parts, by their paths.
    pub(crate) others: Vec<(String, String)>,
}

impl Word {
    pub(crate) fn of(body: &str) -> Self {
        Self { body: body.to_owned(), ..Self::default() }
    }

    /// The document's bytes.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let relations = |inner: &str| {
            format!(
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>"#
            )
        };
        let to = |id: &str, kind: &str, target: &str| {
            format!(r#"<Relationship Id="{id}" Type="{office}/{kind}" Target="{target}"/>"#)
        };
        let mut named = to("s1", "styles", "styles.xml") + &to("n1", "numbering", "numbering.xml") + &self.relations;
        for (id, address) in &self.links {
            named += &to(id, "hyperlink", &escape(address)).replace("/>", r#" TargetMode="External"/>"#);
        }
        let lists = self.lists.as_deref().unwrap_or(LISTS);
        let part = |root: &str, inner: &str| {
            format!(
                r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{root} {NAMESPACES}>{inner}</w:{root}>"#
            )
        };
        let mut parts = vec![
            ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
            ("_rels/.rels".to_owned(), relations(&to("d1", "officeDocument", "word/document.xml"))),
            ("word/_rels/document.xml.rels".to_owned(), relations(&named)),
            ("word/document.xml".to_owned(), part("document", &format!("<w:body>{}</w:body>", self.body))),
            ("word/styles.xml".to_owned(), part("styles", STYLES)),
            ("word/numbering.xml".to_owned(), part("numbering", lists)),
        ];
        parts.extend(self.others.iter().cloned());
        archive(&parts)
    }

    /// The lines that are read from it.
    pub(crate) fn lines(&self) -> Vec<String> {
        lines(&read("report.docx", self.bytes()).unwrap())
    }
}

/// A zip archive of parts.
pub(crate) fn archive(parts: &[(String, String)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, text) in parts {
        archive.start_file(path.as_str(), SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A paragraph of Word with this style and these runs.
pub(crate) fn paragraph(style: &str, runs: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>"#)
}

/// An item of a list.
pub(crate) fn item(list: usize, level: usize, runs: &str) -> String {
    format!(r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr></w:pPr>{runs}</w:p>"#)
}

/// A run of plain text.
pub(crate) fn run(text: &str) -> String {
    format!(r#"<w:r><w:t xml:space="preserve">{}</w:t></w:r>"#, escape(text))
}

/// Text as XML and HTML want it.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Reads bytes of any format; what is the matter where they are not read.
pub(crate) fn read(name: &str, bytes: Vec<u8>) -> Result<Document, String> {
    let source = Source::from_bytes(name, bytes).map_err(|e| e.to_string())?;
    Document::read(&source).map_err(|e| e.of(&source.name, source.media_type).to_string())
}

/// The blocks of a document, one a line: what each is, its marker, its text.
pub(crate) fn lines(document: &Document) -> Vec<String> {
    let shown = document.blocks().iter().map(|block| {
        let kind = match block.kind {
            BlockKind::Heading { level } => format!("h{level}"),
            BlockKind::Paragraph => "p".to_owned(),
            BlockKind::ListItem { depth } => format!("li{depth}"),
            BlockKind::TableRow => "row".to_owned(),
        };
        let emphasis = if block.emphasised && kind == "p" { "*" } else { "" };
        let marker = block.marker.as_ref().map(|m| format!(" ({})", m.label)).unwrap_or_default();
        format!("{kind}{emphasis}{marker} {}", document.text_of(block))
    });
    shown.collect()
}
