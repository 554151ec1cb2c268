//! Makes markup harmless before the parser sees it.
//!
//! HTML has no errors: a parser must make something of everything, and what the standard prescribes for hostile markup costs the square of its
//! length (deep nesting, thousands of attributes, bold text that is never closed). So what no page needs is left out: scripts, comments, most
//! attributes, and whatever is nested deeper than browsers show.

use crate::document::Unreadable;
use memchr::memchr;

/// Browsers stop at 512; minutes come to some thirty.
const MAX_DEPTH: usize = 128;
/// Longer ones hold pictures.
const MAX_VALUE: usize = 4096;
/// How often open formatting is taken up again in a new block, summed up; a page of a thousand paragraphs in three fonts comes to some thousands.
const MAX_REOPENED: usize = 500_000;
/// The attributes that say something of the text.
const ATTRIBUTES: [&str; 13] = [
    "checked", "class", "colspan", "hidden", "href", "id", "reversed", "role", "rowspan", "start", "style", "type",
    "value",
];
/// Elements whose content is no text of the page, or no markup.
const RAW: [&str; 10] =
    ["script", "style", "svg", "iframe", "textarea", "noembed", "noframes", "xmp", "object", "template"];
const VOID: [&str; 16] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta",
    "param", "source", "wbr",
];
/// Elements that the parser closes by itself, and that never nest in each other without another between them.
const SELF_CLOSING: [&str; 8] = ["p", "html", "head", "body", "option", "optgroup", "colgroup", "frameset"];
const TABLE_PARTS: [&str; 6] = ["td", "th", "tr", "tbody", "thead", "tfoot"];
/// Elements that the parser opens again in the next block, when they were not closed in this.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements that an unclosed item of a list does not reach out of.
const WALLS: [&str; 20] = [
    "ul",
    "ol",
    "dl",
    "menu",
    "table",
    "blockquote",
    "section",
    "article",
    "aside",
    "nav",
    "main",
    "header",
    "footer",
    "form",
    "fieldset",
    "details",
    "center",
    "pre",
    "figure",
    "button",
];

/// Copies markup without what could hurt the parser.
pub(super) fn harmless(source: &str) -> Result<String, Unreadable> {
    let mut guard = Guard {
        rest: source,
        out: String::with_capacity(source.len()),
        open: Vec::new(),
        formatting: [0; 14],
        reopened: 0,
    };
    while let Some(at) = memchr(b'<', guard.rest.as_bytes()) {
        guard.out.push_str(&guard.rest[..at]);
        guard.rest = &guard.rest[at..];
        guard.markup();
        if guard.reopened > MAX_REOPENED {
            return Err(Unreadable::TooLarge);
        }
    }
    guard.out.push_str(guard.rest);
    Ok(guard.out)
}

struct Guard<'s> {
    rest: &'s str,
    out: String,
    /// The elements that are open, and whether each was copied.
    open: Vec<(String, bool)>,
    /// How many formatting elements of each kind the parser holds open.
    formatting: [usize; FORMATTING.len()],
    reopened: usize,
}

impl Guard<'_> {
    /// Takes what begins with `<`.
    fn markup(&mut self) {
        let bytes = self.rest.as_bytes();
        match bytes.get(1) {
            Some(b'!') if self.rest.starts_with("<!--") => self.pass(memchr::memmem::find(bytes, b"-->"), 3),
            Some(b'!' | b'?') => self.pass(memchr(b'>', bytes), 1),
            Some(b'/') if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => {
                let name = name(&self.rest[2..]);
                self.pass(memchr(b'>', bytes), 1);
                self.close(&name);
            }
            Some(c) if c.is_ascii_alphabetic() => {
                let name = name(&self.rest[1..]);
                self.tag(&name);
            }
            _ => {
                self.out.push_str("&lt;");
                self.rest = &self.rest[1..];
            }
        }
    }

    /// Passes over what ends at an offset, and its end mark; without an end, over all.
    fn pass(&mut self, end: Option<usize>, mark: usize) {
        self.rest = end.and_then(|end| self.rest.get(end + mark..)).unwrap_or("");
    }

    fn close(&mut self, name: &str) {
        if TABLE_PARTS.contains(&name) {
            self.end_cell();
        } else if !SELF_CLOSING.contains(&name) && !VOID.contains(&name) {
            let near = self.open.len().saturating_sub(MAX_DEPTH);
            let Some(at) = self.open[near..].iter().rposition(|(open, _)| open == name) else { return };
            let copied = self.open[near + at].1;
            self.open.truncate(near + at);
            if !copied {
                return;
            }
            if let Some(kind) = FORMATTING.iter().position(|formatting| *formatting == name) {
                self.formatting[kind] = self.formatting[kind].saturating_sub(1);
            }
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn tag(&mut self, name: &str) {
        let (attributes, closed) = self.attributes(name.len() + 1);
        if RAW.contains(&name) {
            if !closed || name != "svg" {
                self.pass(end_of(self.rest, name), name.len() + 2);
                self.pass(memchr(b'>', self.rest.as_bytes()), 1);
            }
            return;
        }
        let mut copied = true;
        let formatting = FORMATTING.iter().position(|formatting| *formatting == name);
        if TABLE_PARTS.contains(&name) {
            self.end_cell();
        } else if !SELF_CLOSING.contains(&name) && !VOID.contains(&name) {
            match name {
                "li" | "dt" | "dd" => self.end_item(name),
                // A link ends where another begins.
                "a" => {
                    let near = self.open.len().saturating_sub(MAX_DEPTH);
                    if let Some(link) = self.open[near..].iter().rposition(|(open, _)| open == "a") {
                        self.open.remove(near + link);
                    }
                }
                _ => {}
            }
            copied =
                self.open.len() < MAX_DEPTH && !(formatting.is_some() && attributes.contains("font-weight:normal"));
            // HTML knows no empty elements: "<div/>" stays open.
            self.open.push((name.to_owned(), copied));
        }
        if !copied {
            return;
        }
        if let Some(kind) = formatting {
            // The parser keeps no more than three of a kind, and of links one.
            self.formatting[kind] = (self.formatting[kind] + 1).min(if name == "a" { 1 } else { 3 });
        } else {
            self.reopened += self.formatting.iter().sum::<usize>();
        }
        self.out.push('<');
        self.out.push_str(name);
        // Formatting elements that differ in nothing are held open three times at most.
        if formatting.is_none() || name == "a" {
            self.out.push_str(&attributes);
        }
        self.out.push_str(if closed { "/>" } else { ">" });
    }

    /// Passes over the attributes of a tag from an offset on; returns those that count, as they are to be written, and whether the tag ends with `/>`.
    fn attributes(&mut self, from: usize) -> (String, bool) {
        let bytes = self.rest.as_bytes();
        let mut kept = String::new();
        let mut seen = [false; ATTRIBUTES.len()];
        let mut at = from;
        let skip = |mut at: usize, of: fn(u8) -> bool| {
            while bytes.get(at).is_some_and(|b| of(*b)) {
                at += 1;
            }
            at
        };
        loop {
            let before = at;
            at = skip(at, |b| b.is_ascii_whitespace() || b == b'/');
            match bytes.get(at) {
                None => {
                    self.rest = "";
                    return (kept, false);
                }
                Some(b'>') => {
                    let closed = bytes.get(at - 1) == Some(&b'/') && at > before;
                    self.rest = &self.rest[at + 1..];
                    return (kept, closed);
                }
                Some(_) => {}
            }
            let start = at;
            at = skip(at + 1, |b| !b.is_ascii_whitespace() && !b"/>=".contains(&b));
            let key = start..at;
            let equals = skip(at, |b| b.is_ascii_whitespace());
            let mut value = equals..equals;
            if bytes.get(equals) == Some(&b'=') {
                let begin = skip(equals + 1, |b| b.is_ascii_whitespace());
                if let Some(quote @ (b'"' | b'\'')) = bytes.get(begin) {
                    let end = memchr(*quote, &bytes[begin + 1..]).map_or(bytes.len(), |end| begin + 1 + end);
                    value = begin + 1..end;
                    at = (end + 1).min(bytes.len());
                } else {
                    at = skip(begin, |b| !b.is_ascii_whitespace() && b != b'>');
                    value = begin..at;
                }
            }
            let key = self.rest.get(key).unwrap_or("");
            let known = ATTRIBUTES.iter().position(|name| key.eq_ignore_ascii_case(name));
            let value = self.rest.get(value).unwrap_or("");
            if let Some(known) = known.filter(|known| !seen[*known] && value.len() <= MAX_VALUE) {
                seen[known] = true;
                kept.push(' ');
                kept.push_str(ATTRIBUTES[known]);
                kept.push_str("=\"");
                kept.push_str(&value.replace('"', "&quot;"));
                kept.push('"');
            }
        }
    }

    /// A new cell or row: whatever was left open in the one before is closed.
    fn end_cell(&mut self) {
        let near = self.open.len().saturating_sub(MAX_DEPTH);
        if let Some(table) = self.open[near..].iter().rposition(|(name, _)| name == "table") {
            self.open.truncate(near + table + 1);
        }
    }

    /// A new item of a list: the one before it in the same list is closed.
    fn end_item(&mut self, name: &str) {
        let same = |open: &str| if name == "li" { open == "li" } else { open == "dt" || open == "dd" };
        for at in (0..self.open.len()).rev().take(MAX_DEPTH) {
            let open = self.open[at].0.as_str();
            if same(open) {
                self.open.truncate(at);
                return;
            }
            if WALLS.contains(&open) || matches!(open, "li" | "dt" | "dd") {
                return;
            }
        }
    }
}

/// The name at the beginning of a text, in small letters.
fn name(text: &str) -> String {
    let end = text.bytes().position(|b| b.is_ascii_whitespace() || b == b'/' || b == b'>').unwrap_or(text.len());
    text.get(..end).unwrap_or("").to_ascii_lowercase()
}

/// Where the end tag of an element begins whose content is no markup.
fn end_of(text: &str, name: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memmem::find_iter(bytes, b"</").find(|at| {
        bytes.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::{MAX_DEPTH, harmless};
    use crate::document::Unreadable;

    #[test]
    fn text_and_structure_stay() {
        let source = "<!DOCTYPE html><!-- x --><P Class=note onclick='a>b'>1 < 2 &amp; <a href=\"u?a=1&b=2\" data-x>link</a>\
            <script>if (a</b) {}</script ><br/></p>";
        let copied = "<p class=\"note\">1 &lt; 2 &amp; <a href=\"u?a=1&b=2\">link</a><br/></p>";
        assert_eq!(harmless(source).as_deref(), Ok(copied));
    }

    #[test]
    fn depth_is_bounded() {
        let deep = harmless(&format!("{}x{}", "<div>".repeat(5000), "</div>".repeat(5000))).unwrap();
        assert_eq!((deep.matches("<div>").count(), deep.matches("</div>").count()), (MAX_DEPTH, MAX_DEPTH));
        let items = harmless(&"<ul><li><b>x".repeat(100)).unwrap();
        assert_eq!(items.matches("<li>").count(), 43);
        let flat = harmless(&"<li><b>x<p>y".repeat(5000)).unwrap();
        assert_eq!(flat.matches("<li>").count(), 5000);
        let crossed = harmless(&"<dd><li>".repeat(5000)).unwrap();
        assert_eq!(crossed.matches("<li>").count(), MAX_DEPTH / 2);
    }

    #[test]
    fn what_grows_with_the_square_is_refused() {
        let reopened = format!("{}{}", "<b><i><u><s><tt><em>".repeat(3), "<p>x".repeat(200_000));
        assert_eq!(harmless(&reopened), Err(Unreadable::TooLarge));
        let attributes: Vec<String> = (0..100_000).map(|n| format!("a{n}")).collect();
        let attributes = format!("<p {}>x", attributes.join(" "));
        assert_eq!(harmless(&attributes).as_deref(), Ok("<p>x"));
        for cut in ["<p class=\"x", "<p", "<!--", "<script>x", "</", "<"] {
            assert!(harmless(cut).is_ok(), "{cut}");
        }
    }
}
