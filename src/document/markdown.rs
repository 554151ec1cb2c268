//! Markdown as lines: `pulldown-cmark` finds the structure, this file only listens.

use super::front::{self, Front};
use super::lines::{Line, LineKind, Lines, Run};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// What the parser is inside of.
#[derive(Default)]
struct Listener {
    lines: Lines,
    heading: Option<u8>,
    /// One entry an open list: whether it is ordered.
    lists: Vec<bool>,
    /// The printed marker of an item whose text has not begun.
    item: Option<String>,
    in_item: bool,
    /// Depth of bold and italics.
    emphasis: usize,
    /// Where in the flat text the outermost bold run began.
    bold_from: Option<usize>,
    plain_text_seen: bool,
    link: Option<(Option<usize>, String)>,
    cells: usize,
    quiet: usize,
    /// Struck text ended just now: the blanks around it are one.
    struck: bool,
}

/// Turns Markdown into lines of text with their kind.
pub(super) fn lines(source: &str) -> Lines {
    let front = front::read(source);
    let own = without_machine_parts(source, front.as_ref());
    let source = own.as_ref();
    let mut listener = Listener::default();
    if let Some(front) = &front {
        listener.front(front, source);
    }
    // Boxes of task lists stay in the text: whether they are checked is for others to read.
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_DEFINITION_LIST;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        match event {
            Event::Start(tag) => listener.start(&tag, range.start, source),
            Event::End(tag) => listener.end(tag),
            Event::Text(text) => listener.text(&text, range.start),
            Event::Code(text) => listener.text(&text, range.start + 1),
            Event::SoftBreak => listener.line_break(false),
            Event::HardBreak => listener.line_break(true),
            Event::InlineHtml(tag) if tag.starts_with("<br") => listener.line_break(true),
            _ => {}
        }
    }
    listener.close();
    listener.lines
}

/// The source with blanks for its front matter and for the tables of contents that a program wrote into it, so that all else stays where it is.
fn without_machine_parts<'s>(source: &'s str, front: Option<&Front>) -> Cow<'s, str> {
    let mut parts: Vec<Range<usize>> = front.map(|front| front.range.clone()).into_iter().collect();
    let mut at = 0;
    while let Some(start) = source[at..].find("<!-- START doctoc").map(|found| at + found) {
        let Some(length) = source[start..].find("<!-- END doctoc") else { break };
        at = start + length;
        parts.push(start..at);
    }
    if parts.is_empty() {
        return Cow::Borrowed(source);
    }
    let mut own = String::with_capacity(source.len());
    let mut last = 0;
    for part in parts {
        own.push_str(&source[last..part.start]);
        own.extend(source[part.clone()].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }));
        last = part.end;
    }
    own.push_str(&source[last..]);
    Cow::Owned(own)
}

impl Listener {
    /// The fields of front matter: a title is a heading where the text has none that says the same, all else a line with its key.
    fn front(&mut self, front: &Front, source: &str) {
        let titled = source.lines().any(|line| line.starts_with("# "));
        for field in &front.fields {
            let titles = field.key.eq_ignore_ascii_case("title");
            if titles && titled {
                continue;
            }
            let line = if titles { field.value.clone() } else { format!("{}: {}", field.key, field.value) };
            let kind = if titles { LineKind::Heading(1) } else { LineKind::Text };
            self.lines.add(kind, None, &[Run { text: &line, ..Run::default() }], field.at);
        }
    }

    fn start(&mut self, tag: &Tag<'_>, at: usize, source: &str) {
        match tag {
            Tag::Heading { level, .. } => {
                self.close();
                self.heading = Some(level_number(*level));
            }
            // The first paragraph of an item goes on the item's own line.
            Tag::Paragraph | Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::HtmlBlock if self.item.is_none() => {
                self.close();
            }
            Tag::List(first) => {
                self.close();
                self.lists.push(first.is_some());
            }
            Tag::Item => {
                self.close();
                let printed = source.get(at..).unwrap_or("");
                let ordered = self.lists.last().copied().unwrap_or(false);
                let length = printed.bytes().take_while(u8::is_ascii_digit).count() + 1;
                self.item = Some(if ordered { printed.get(..length).unwrap_or("").to_owned() } else { "-".to_owned() });
                self.in_item = true;
            }
            Tag::Emphasis | Tag::Strong => {
                if self.emphasis == 0 {
                    self.bold_from = Some(self.lines.flat.len());
                }
                self.emphasis += 1;
            }
            Tag::Link { dest_url, .. } => self.link = Some((None, dest_url.to_string())),
            // Struck text was withdrawn.
            Tag::Image { .. } | Tag::Strikethrough => self.quiet += 1,
            Tag::DefinitionListTitle | Tag::DefinitionListDefinition => self.close(),
            Tag::TableRow | Tag::TableHead => {
                self.close();
                self.cells = 0;
            }
            Tag::TableCell => {
                if self.cells > 0 {
                    self.text(" | ", at);
                }
                self.cells += 1;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.close();
                self.heading = None;
            }
            TagEnd::Paragraph | TagEnd::TableRow | TagEnd::TableHead | TagEnd::CodeBlock => {
                self.close();
                self.cells = 0;
            }
            TagEnd::Item => {
                self.close();
                self.in_item = false;
                self.item = None;
            }
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
                self.in_item = !self.lists.is_empty();
            }
            TagEnd::Emphasis | TagEnd::Strong => {
                self.emphasis = self.emphasis.saturating_sub(1);
                if self.emphasis == 0 {
                    let end = self.lines.flat.len();
                    self.lines.emphases.extend(self.bold_from.map(|from| from..end).filter(|r| !r.is_empty()));
                    self.split_glued_heading();
                }
            }
            TagEnd::Link => {
                if let Some((Some(start), url)) = self.link.take() {
                    let end = self.lines.flat.len();
                    if end > start {
                        self.lines.links.push((start..end, url));
                    }
                }
            }
            TagEnd::Image | TagEnd::Strikethrough => {
                self.quiet = self.quiet.saturating_sub(1);
                self.struck = matches!(tag, TagEnd::Strikethrough);
            }
            TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition | TagEnd::FootnoteDefinition => self.close(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, at: usize) {
        if self.quiet > 0 {
            return;
        }
        let doubled = std::mem::take(&mut self.struck) && self.lines.flat.ends_with(' ');
        let (text, at) = match text.strip_prefix(' ').filter(|_| doubled) {
            Some(rest) => (rest, at + 1),
            None => (text, at),
        };
        if self.lines.open.is_none() {
            self.lines.begin();
            if let Some(marker) = self.item.take() {
                self.lines.push(&marker, at.saturating_sub(marker.len() + 1));
                self.lines.push(" ", at.saturating_sub(1));
                self.lines.content_begins();
            }
        }
        if let Some((start @ None, _)) = &mut self.link {
            *start = Some(self.lines.flat.len());
        }
        if self.emphasis == 0 && text.chars().any(char::is_alphanumeric) {
            self.plain_text_seen = true;
        }
        // Code blocks arrive as one text with line ends.
        for (i, piece) in text.split('\n').enumerate() {
            if i > 0 {
                self.line_break(true);
                if piece.is_empty() {
                    continue;
                }
                self.lines.begin();
            }
            self.lines.push(piece, at + (piece.as_ptr() as usize - text.as_ptr() as usize));
        }
    }

    fn line_break(&mut self, hard: bool) {
        let kind = self.kind();
        let plain = self.plain_text_seen;
        self.lines.end(Line { kind, emphasised: !plain, hard_break: hard, ends_paragraph: false });
    }

    fn close(&mut self) {
        let kind = self.kind();
        let plain = self.plain_text_seen;
        self.lines.end(Line { kind, emphasised: !plain, hard_break: true, ends_paragraph: true });
        self.plain_text_seen = false;
    }

    /// "…and priorities**Document:**" is a heading and a label that a converter glued together.
    fn split_glued_heading(&mut self) {
        let Some(from) = self.bold_from.take() else { return };
        let glued = self.lines.flat[..from].chars().next_back().is_some_and(char::is_alphanumeric);
        let begun = self.lines.open.is_some_and(|open| open < from);
        if glued && begun && self.lines.flat.ends_with(':') {
            let kind = self.kind();
            self.lines.split_at(from, Line { kind, emphasised: false, hard_break: true, ends_paragraph: true });
            self.plain_text_seen = false;
        }
    }

    fn kind(&self) -> LineKind {
        if let Some(level) = self.heading {
            LineKind::Heading(level)
        } else if self.cells > 0 {
            LineKind::Row
        } else if self.in_item {
            LineKind::Item(u8::try_from(self.lists.len()).unwrap_or(u8::MAX))
        } else {
            LineKind::Text
        }
    }
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use crate::document::Document;

    fn read(source: &str) -> (Vec<String>, Vec<usize>) {
        let document = Document::from_markdown(source);
        let lines = document.blocks().iter().map(|b| document.source_line(source, b.span)).collect();
        (document.text().lines().map(str::to_owned).collect(), lines)
    }

    #[test]
    fn front_matter_is_lines_at_the_beginning() {
        let (text, lines) = read(
            "---\ntitle: Harbour board\nlayout: post\ndate: 2024-05-07\nApproved: 2024-06-04\n---\n\n## Present\n\n- Ada\n",
        );
        assert_eq!(text, ["Harbour board", "Date: 2024-05-07", "Present", "- Ada"]);
        assert_eq!(lines, [2, 4, 8, 10]);
        let (text, _) = read("---\ntitle: board\nchair: Ada Lovelace\n---\n# Harbour board\n");
        assert_eq!(text, ["Chair: Ada Lovelace", "Harbour board"]);
    }

    #[test]
    fn what_is_not_said_is_left_out() {
        let source = "# Board\n\n<!-- START doctoc generated -->\n\n- [Vocabulary](#v)\n\n<!-- END doctoc generated -->\n\n<!-- a note -->\n\
            Ada ~~objects~~ agrees.[^1]\n\n[^1]: By e-mail.\n";
        let (text, lines) = read(source);
        assert_eq!(text, ["Board", "Ada agrees.", "By e-mail."]);
        assert_eq!(lines, [1, 10, 12]);
    }

    #[test]
    fn boxes_escapes_and_definitions() {
        let (text, _) = read("- [x] Ada\n- [ ] Alan\n\nQuorum \\- 50% &amp; more\n\nChair\n: Ada Lovelace\n");
        assert_eq!(text, ["- [x] Ada", "- [ ] Alan", "Quorum - 50% & more", "Chair", "Ada Lovelace"]);
    }
}
