//! Markdown as a web page, for programs that make other formats of it. What is printed stays as printed.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::fmt::Write as _;

/// A web page of a report. A list whose item begins with a list of its own ("- 1) Letter") keeps both markers as text, since programs number anew.
pub(crate) fn page(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut html = String::from("<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body>\n");
    let mut rest = Parser::new_ext(markdown, options).into_offset_iter().peekable();
    // Lists whose markers are written as text.
    let mut as_text = 0;
    while let Some((event, range)) = rest.next() {
        match event {
            Event::Start(Tag::Item) => {
                html.push_str("<li>");
                if let Some((Event::Start(Tag::List(_)), _)) = rest.peek() {
                    as_text += 1;
                } else if as_text > 0 {
                    let printed: String = markdown[range.start..].chars().take_while(|c| !c.is_whitespace()).collect();
                    html.truncate(html.len() - "<li>".len());
                    let _ = write!(html, "{printed} ");
                }
            }
            Event::End(TagEnd::Item) if as_text > 0 => html.push_str("<br>"),
            Event::Start(Tag::List(_)) if as_text > 0 => {}
            Event::End(TagEnd::List(_)) if as_text > 0 => {
                as_text -= 1;
            }
            Event::Start(tag) => open(&mut html, &tag),
            Event::End(tag) => html.push_str(close(tag)),
            Event::Text(text) | Event::Code(text) => html.push_str(&escaped(&text)),
            Event::SoftBreak | Event::HardBreak => html.push_str("<br>"),
            _ => {}
        }
    }
    html.push_str("</body></html>\n");
    html
}

fn open(html: &mut String, tag: &Tag<'_>) {
    match tag {
        Tag::Paragraph => html.push_str("<p>"),
        Tag::Heading { level, .. } => {
            let _ = write!(html, "<h{}>", *level as u8);
        }
        Tag::List(None) => html.push_str("<ul>"),
        Tag::List(Some(first)) => {
            let _ = write!(html, "<ol start=\"{first}\">");
        }
        Tag::Table(_) => html.push_str("<table border=\"1\">"),
        Tag::TableHead | Tag::TableRow => html.push_str("<tr>"),
        Tag::TableCell => html.push_str("<td>"),
        Tag::Strong => html.push_str("<b>"),
        Tag::Emphasis => html.push_str("<i>"),
        Tag::Link { dest_url, .. } => {
            let _ = write!(html, "<a href=\"{}\">", escaped(dest_url));
        }
        _ => {}
    }
}

fn close(tag: TagEnd) -> &'static str {
    match tag {
        TagEnd::Paragraph => "</p>\n",
        TagEnd::Heading(HeadingLevel::H1) => "</h1>\n",
        TagEnd::Heading(HeadingLevel::H2) => "</h2>\n",
        TagEnd::Heading(HeadingLevel::H3) => "</h3>\n",
        TagEnd::Heading(HeadingLevel::H4) => "</h4>\n",
        TagEnd::Heading(HeadingLevel::H5) => "</h5>\n",
        TagEnd::Heading(HeadingLevel::H6) => "</h6>\n",
        TagEnd::Item => "</li>\n",
        TagEnd::List(false) => "</ul>\n",
        TagEnd::List(true) => "</ol>\n",
        TagEnd::Table => "</table>\n",
        TagEnd::TableHead | TagEnd::TableRow => "</tr>\n",
        TagEnd::TableCell => "</td>",
        TagEnd::Strong => "</b>",
        TagEnd::Emphasis => "</i>",
        TagEnd::Link => "</a>",
        _ => "",
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
