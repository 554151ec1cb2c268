//! Markdown as web pages and as Word documents, written as plainly as the formats allow.

use super::package::{LISTS, Word, escape, item, paragraph, run};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

pub(crate) fn parser(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES)
}

fn level(level: HeadingLevel) -> usize {
    level as usize
}

/// Markdown as a web page.
pub(crate) fn page(markdown: &str) -> String {
    let mut page = "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n".to_owned();
    for event in parser(markdown) {
        page += &match event {
            Event::Start(tag) => match tag {
                Tag::Heading { level: l, .. } => format!("<h{}>", level(l)),
                Tag::Paragraph => "<p>".to_owned(),
                Tag::List(None) => "<ul>\n".to_owned(),
                Tag::List(Some(first)) => format!("<ol start=\"{first}\">\n"),
                Tag::Item => "<li>".to_owned(),
                Tag::Strong => "<strong>".to_owned(),
                Tag::Emphasis => "<em>".to_owned(),
                Tag::Link { dest_url, .. } => format!("<a href=\"{}\">", escape(&dest_url)),
                Tag::Table(_) => "<table>\n".to_owned(),
                Tag::TableHead | Tag::TableRow => "<tr>".to_owned(),
                Tag::TableCell => "<td>".to_owned(),
                _ => String::new(),
            },
            Event::End(tag) => match tag {
                TagEnd::Heading(l) => format!("</h{}>\n", level(l)),
                TagEnd::Paragraph => "</p>\n".to_owned(),
                TagEnd::List(false) => "</ul>\n".to_owned(),
                TagEnd::List(true) => "</ol>\n".to_owned(),
                TagEnd::Item => "</li>\n".to_owned(),
                TagEnd::Strong => "</strong>".to_owned(),
                TagEnd::Emphasis => "</em>".to_owned(),
                TagEnd::Link => "</a>".to_owned(),
                TagEnd::Table => "</table>\n".to_owned(),
                TagEnd::TableHead | TagEnd::TableRow => "</tr>\n".to_owned(),
                TagEnd::TableCell => "</td>".to_owned(),
                _ => String::new(),
            },
            Event::Text(text) | Event::Code(text) => escape(&text),
            Event::SoftBreak => "\n".to_owned(),
            Event::HardBreak => "<br>\n".to_owned(),
            _ => String::new(),
        };
    }
    page + "</body></html>\n"
}

/// Markdown as a Word document.
#[derive(Default)]
struct Writer {
    word: Word,
    runs: String,
    heading: usize,
    /// The number of each open list.
    lists: Vec<usize>,
    /// An item was opened whose paragraph was not written yet.
    item: bool,
    bold: usize,
    numbered: String,
    count: usize,
    cells: usize,
}

impl Writer {
    fn paragraph(&mut self) {
        let runs = std::mem::take(&mut self.runs);
        if runs.is_empty() {
            return;
        }
        self.word.body += &match (self.heading, self.lists.last()) {
            (1..=6, _) => paragraph(&format!("berschrift{}", self.heading), &runs),
            (_, Some(list)) if std::mem::take(&mut self.item) => item(*list, self.lists.len() - 1, &runs),
            _ => paragraph("Standard", &runs),
        };
    }

    fn open_list(&mut self, first: Option<u64>) {
        self.paragraph();
        let depth = self.lists.len();
        let list = match first {
            None => 2,
            Some(first) => {
                self.count += 1;
                let id = 100 + self.count;
                let levels: String = (0..9)
                    .map(|l| format!(r#"<w:lvl w:ilvl="{l}"><w:start w:val="{}"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%{}."/></w:lvl>"#, if l == depth { first } else { 1 }, l + 1))
                    .collect();
                self.numbered += &format!(
                    r#"<w:abstractNum w:abstractNumId="{id}">{levels}</w:abstractNum><w:num w:numId="{id}"><w:abstractNumId w:val="{id}"/></w:num>"#
                );
                id
            }
        };
        self.lists.push(list);
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Heading { level: l, .. }) => self.heading = level(l),
            Event::Start(Tag::List(first)) => self.open_list(first),
            Event::Start(Tag::Item) => self.item = true,
            Event::Start(Tag::Strong | Tag::Emphasis) => self.bold += 1,
            Event::End(TagEnd::Strong | TagEnd::Emphasis) => self.bold -= 1,
            Event::Start(Tag::Link { dest_url, .. }) => {
                let id = format!("x{}", self.word.links.len());
                self.runs += &format!(r#"<w:hyperlink r:id="{id}">"#);
                self.word.links.push((id, dest_url.to_string()));
            }
            Event::End(TagEnd::Link) => self.runs += "</w:hyperlink>",
            Event::End(TagEnd::Heading(_)) => {
                self.paragraph();
                self.heading = 0;
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item) => self.paragraph(),
            Event::End(TagEnd::List(_)) => {
                self.paragraph();
                self.lists.pop();
            }
            Event::Start(Tag::Table(_)) => self.word.body += "<w:tbl>",
            Event::End(TagEnd::Table) => self.word.body += "</w:tbl>",
            Event::Start(Tag::TableHead | Tag::TableRow) => self.word.body += "<w:tr>",
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => self.word.body += "</w:tr>",
            Event::Start(Tag::TableCell) => self.cells += 1,
            Event::End(TagEnd::TableCell) => {
                let runs = std::mem::take(&mut self.runs);
                self.word.body += &format!("<w:tc>{}</w:tc>", paragraph("Standard", &runs));
            }
            Event::Text(text) | Event::Code(text) => {
                let bold = if self.bold > 0 { "<w:r><w:rPr><w:b/></w:rPr>" } else { "<w:r>" };
                self.runs += &run(&text).replacen("<w:r>", bold, 1);
            }
            Event::SoftBreak => self.runs += &run(" "),
            Event::HardBreak => self.runs += "<w:r><w:br/></w:r>",
            _ => {}
        }
    }
}

pub(crate) fn word(markdown: &str) -> Vec<u8> {
    let mut writer = Writer::default();
    for event in parser(markdown) {
        writer.event(event);
    }
    writer.word.lists = Some(format!("{}{}", LISTS, writer.numbered));
    writer.word.bytes()
}
