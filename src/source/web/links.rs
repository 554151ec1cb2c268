//! The links of a web page.
//!
//! A page may be markup of any kind, and parsing hostile markup as the standard prescribes costs the square of its length. For its links no tree is needed:
//! their tags are found one by one, and the parser sees each of them alone, with the words between it and its end.

use super::Address;
use dom_query::Document;
use memchr::memchr;

/// So many links of a page are looked at.
const MOST_LINKS: usize = 20_000;
/// A longer tag is no link.
const LONGEST_TAG: usize = 8 * 1024;
/// The words of a link are cut behind so many characters, or a few more.
const LONGEST_WORDS: usize = 1024;
/// Elements whose content is no markup.
const RAW: [&str; 6] = ["script", "style", "textarea", "title", "xmp", "iframe"];

/// A link to something that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// To where.
    pub(super) to: Address,
    /// Its words, with single blanks.
    pub(super) words: String,
}

/// The links of a page that came from an address, in their order, with the base that the page names. Those to other things than pages (mail, places inside of
/// this page) are left out.
pub(super) fn links(page: &str, from: &Address) -> Vec<Link> {
    let mut base = from.clone();
    let mut based = false;
    let mut found = Vec::new();
    let mut tags = Tags { page, at: 0 };
    while let Some((name, tag)) = tags.next() {
        if found.len() >= MOST_LINKS {
            break;
        }
        match name.as_str() {
            "base" if !based => {
                if let Some(href) = href(tag, "", "base").and_then(|(href, _)| from.joined(&href).ok()) {
                    (base, based) = (href, true);
                }
            }
            "a" | "area" => {
                let words = if name == "a" { tags.words() } else { String::new() };
                let Some((href, words)) = href(tag, &words, &name) else { continue };
                if href.trim_start().starts_with('#') {
                    continue;
                }
                if let Ok(to) = base.joined(&href) {
                    found.push(Link { to, words });
                }
            }
            _ => {}
        }
    }
    found
}

/// Where a tag leads, and the words behind it, with their escapes resolved.
fn href(tag: &str, words: &str, name: &str) -> Option<(String, String)> {
    if tag.len() > LONGEST_TAG {
        return None;
    }
    let parsed = Document::from(format!("<html><body>{tag}{words}</{name}>"));
    let link = parsed.select(name);
    let href = link.attr("href")?.trim().to_owned();
    let words = link.text().split_whitespace().collect::<Vec<_>>().join(" ");
    Some((href, words))
}

/// Goes from tag to tag.
struct Tags<'p> {
    page: &'p str,
    at: usize,
}

impl<'p> Tags<'p> {
    /// The next tag that opens an element, and the element's name in small letters. Comments and what is no markup are passed over.
    fn next(&mut self) -> Option<(String, &'p str)> {
        loop {
            self.at += memchr(b'<', self.page.as_bytes().get(self.at..)?)?;
            let rest = &self.page[self.at..];
            if let Some(length) = comment_length(rest) {
                self.at += length;
                continue;
            }
            let name: String = rest[1..].chars().take(12).take_while(char::is_ascii_alphanumeric).collect();
            let name = name.to_ascii_lowercase();
            let length = tag_length(rest);
            self.at += length;
            if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            if RAW.contains(&name.as_str()) {
                self.pass_over(&name);
            }
            return Some((name, &rest[..length]));
        }
    }

    /// Goes to the end of an element whose content is no markup.
    fn pass_over(&mut self, name: &str) {
        let bytes = self.page.as_bytes();
        while let Some(found) = bytes.get(self.at..).and_then(|rest| memchr::memmem::find(rest, b"</")) {
            self.at += found + 2;
            if bytes.get(self.at..self.at + name.len()).is_some_and(|b| b.eq_ignore_ascii_case(name.as_bytes())) {
                return;
            }
        }
        self.at = self.page.len();
    }

    /// The words up to the end of the link at hand, without the tags between them; nothing is gone past that could be another link.
    fn words(&mut self) -> String {
        let mut words = String::new();
        while let Some(rest) = self.page.get(self.at..).filter(|rest| !rest.is_empty()) {
            let text = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
            if words.len() < LONGEST_WORDS {
                words.extend(rest[..text].chars().take(LONGEST_WORDS));
            }
            self.at += text;
            let tag = &rest[text..];
            let name: String =
                tag.chars().skip(1).take(12).take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
            match name.to_ascii_lowercase().as_str() {
                "a" | "/a" | "area" | "/body" | "/html" => break,
                raw if RAW.contains(&raw) => break,
                _ => {
                    words.push(' ');
                    self.at += comment_length(tag).unwrap_or_else(|| tag_length(tag));
                }
            }
        }
        words
    }
}

/// How long a comment is that stands at the beginning, with its signs.
fn comment_length(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix("<!--")?;
    Some(inside.find("-->").map_or(rest.len(), |end| "<!--".len() + end + "-->".len()))
}

/// How long a tag is, with its brackets: quotes protect the bracket that ends it. What never ends is as long as all that follows.
fn tag_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut quote = None;
    // A quote begins a value only behind `=`.
    let mut before = b' ';
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        match (quote, byte) {
            (Some(open), byte) if open == *byte => quote = None,
            (None, b'"' | b'\'') if before == b'=' => quote = Some(*byte),
            (None, b'>') => return at + 1,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = *byte;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::{Address, links};

    fn read(page: &str) -> Vec<(String, String)> {
        let from = Address::new("https://example.org/wg/index.html").unwrap();
        links(page, &from).into_iter().map(|link| (link.to.to_string(), link.words)).collect()
    }

    #[test]
    fn links_with_their_words() {
        let page = r##"<!DOCTYPE html><html><head><title><a href=no></title><style>a { content: "<a href=no>" }</style></head><body>
            <ul><li><A HREF="7.html">Minutes of <b>meeting&nbsp;7</b>&amp; more</A> <li><a class="x>y" href='/docs/8.pdf?a=1&amp;b=2#page'>8
            (<i>PDF</i>)</a><li><a href=https://other.example/9>nine</a> <a name="top">no link</a> <a href="#top">up</a>
            <a href="mailto:chair@example.org">mail</a> <!-- <a href="hidden">hidden</a> --> <a href="">this</a>
            <script>document.write('<a href="no">')</script><area href="area.html">
            </body></html>"##;
        let expected = [
            ("https://example.org/wg/7.html", "Minutes of meeting 7 & more"),
            ("https://example.org/docs/8.pdf?a=1&b=2", "8 ( PDF )"),
            ("https://other.example/9", "nine"),
            ("https://example.org/wg/index.html", "this"),
            ("https://example.org/wg/area.html", ""),
        ];
        assert_eq!(read(page), expected.map(|(to, words)| (to.to_owned(), words.to_owned())));
    }

    #[test]
    fn a_base_counts_once() {
        let page = "<base href='/archive/'><base href='/other/'><a href='1.html'>1</a>";
        assert_eq!(read(page), [("https://example.org/archive/1.html".to_owned(), "1".to_owned())]);
        assert_eq!(read("<base href='javascript:x'><a href='1.html'>1</a>")[0].0, "https://example.org/wg/1.html");
    }

    #[test]
    fn links_that_are_never_closed() {
        let page = "<p><a href=1.html>one <a href=2.html>two <p>and <a href=3.html>three";
        let words: Vec<String> = read(page).into_iter().map(|(_, words)| words).collect();
        assert_eq!(words, ["one", "two and", "three"]);
    }

    #[test]
    fn hostile_pages_are_bounded() {
        for page in [
            "<a href=x>".repeat(100_000),
            "<".repeat(1_000_000),
            format!("<a {}href=x>y</a>", "a=b ".repeat(100_000)),
            format!("<a href=x>{}", "<b>".repeat(300_000)),
            format!("<a href='{}", "x".repeat(1_000_000)),
            "<!--".repeat(100_000),
            "<script>".repeat(100_000),
            format!("<a href=x>{}</a>", "ü".repeat(1_000_000)),
            "<a href=\"http://[::1\">x</a><a href='//'>y</a>".repeat(1000),
        ] {
            let found = read(&page);
            assert!(found.len() <= 20_000 && found.iter().all(|(_, words)| words.len() <= 4096));
        }
    }
}
