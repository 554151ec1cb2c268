//! Writing XML: names and quotes as text, whatever they hold.

use super::FeedError;
use crate::text::is_xml;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::borrow::Cow;
use std::io;

/// A document that is written element after element.
pub(super) struct Document(Writer<Vec<u8>>);

impl Document {
    /// A document in UTF-8.
    pub(super) fn begin() -> Result<Self, FeedError> {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))).map_err(|e| broken(&e))?;
        Ok(Self(writer))
    }

    /// Opens an element.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), FeedError> {
        self.0.write_event(Event::Start(start(name, attributes))).map_err(|e| broken(&e))
    }

    /// Closes an element.
    pub(super) fn close(&mut self, name: &str) -> Result<(), FeedError> {
        self.0.write_event(Event::End(BytesEnd::new(name))).map_err(|e| broken(&e))
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), FeedError> {
        self.0.write_event(Event::Empty(start(name, attributes))).map_err(|e| broken(&e))
    }

    /// An element that holds text.
    pub(super) fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> Result<(), FeedError> {
        self.open(name, attributes)?;
        self.0.write_event(Event::Text(BytesText::new(&possible(text)))).map_err(|e| broken(&e))?;
        self.close(name)
    }

    /// The whole document.
    pub(super) fn end(self) -> Result<String, FeedError> {
        let mut text = String::from_utf8(self.0.into_inner()).map_err(|e| FeedError::Broken(e.to_string()))?;
        text.push('\n');
        Ok(text)
    }
}

fn start<'n>(name: &'n str, attributes: &[(&str, &str)]) -> BytesStart<'n> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        // A line end in an attribute is read as a space.
        start.push_attribute((*name, possible(value).replace(['\n', '\r', '\t'], " ").as_str()));
    }
    start
}

/// Text without the characters that XML cannot hold (XML 1.0, 2.2).
fn possible(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_xml) { text.into() } else { text.chars().filter(|c| is_xml(*c)).collect() }
}

fn broken(error: &io::Error) -> FeedError {
    FeedError::Broken(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_name_holds_it_stays_text() {
        let mut document = Document::begin().unwrap();
        document.open("a", &[("b", "\"<&>'\u{1}\n\u{1F600}")]).unwrap();
        document.text("c", &[], "</c>]]> & \u{FFFE}\u{202E}עברית").unwrap();
        document.close("a").unwrap();
        let text = document.end().unwrap();
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut words = String::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::Start(start) if start.name().as_ref() == "a" => {
                    let attribute = start.attributes().next().unwrap().unwrap();
                    assert_eq!(
                        attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap(),
                        "\"<&>' \u{1F600}"
                    );
                }
                Event::Text(piece) => words.push_str(&piece.xml10_content()),
                Event::GeneralRef(name) => words.extend(["&", &name.xml10_content(), ";"]),
                _ => {}
            }
        }
        let words = quick_xml::escape::unescape(words.trim()).unwrap().into_owned();
        assert_eq!(words, "</c>]]> & \u{202E}עברית");
    }
}
