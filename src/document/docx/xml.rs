//! XML as a row of tokens: no entities of its own, no unbounded depth, elements known by their names without prefix.

use crate::document::Unreadable;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// Tables in text boxes in tables come to some sixty.
const MAX_DEPTH: usize = 512;

/// Reads XML token by token.
pub(super) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    depth: usize,
}

/// What comes next.
pub(super) enum Token<'x> {
    /// An element begins; an empty one ends with the next token.
    Open(Element<'x>),
    /// The innermost open element ends.
    Close,
    /// Text between elements.
    Text(Cow<'x, str>),
}

/// The beginning of an element.
pub(super) struct Element<'x>(BytesStart<'x>);

impl Element<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of an attribute by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes.with_checks(false).flatten().find(|a| a.key.local_name().into_inner() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
    }

    /// Its `val`.
    pub(super) fn value(&self) -> Option<String> {
        self.attribute("val")
    }

    /// Whether a property is on: it is where its `val` does not say otherwise.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.value().as_deref(), Some("0" | "false" | "off"))
    }

    /// Its `val` as a number.
    pub(super) fn number(&self) -> Option<usize> {
        self.value()?.parse().ok()
    }
}

impl<'x> Xml<'x> {
    pub(super) fn new(text: &'x str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0 }
    }

    /// The next token; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Token<'x>>, Unreadable> {
        loop {
            return Ok(Some(match self.reader.read_event().map_err(|_| Unreadable::Damaged)? {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(Unreadable::Damaged);
                    }
                    Token::Open(Element(start))
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Token::Close
                }
                Event::Text(text) => Token::Text(text.into_inner()),
                Event::CData(text) => Token::Text(text.into_inner()),
                Event::GeneralRef(reference) => {
                    let character = match reference.resolve_char_ref() {
                        Ok(Some(character)) => character,
                        Ok(None) => predefined(&reference.into_inner()).ok_or(Unreadable::Damaged)?,
                        Err(_) => return Err(Unreadable::Damaged),
                    };
                    Token::Text(Cow::Owned(character.to_string()))
                }
                // Office writes no document type, and what could stand in one is never wanted.
                Event::DocType(_) => return Err(Unreadable::Damaged),
                Event::Eof if self.depth > 0 => return Err(Unreadable::Damaged),
                Event::Eof => return Ok(None),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            }));
        }
    }

    /// Passes over the rest of the innermost open element.
    pub(super) fn skip(&mut self) -> Result<(), Unreadable> {
        self.each(|_| Ok(()))
    }

    /// Hands every element inside of the innermost open one to `take`.
    pub(super) fn each(
        &mut self,
        mut take: impl FnMut(&Element<'x>) -> Result<(), Unreadable>,
    ) -> Result<(), Unreadable> {
        let outside = self.depth.saturating_sub(1);
        while let Some(token) = self.next()? {
            match token {
                Token::Open(element) => take(&element)?,
                Token::Close if self.depth == outside => break,
                Token::Close | Token::Text(_) => {}
            }
        }
        Ok(())
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Token, Xml};
    use crate::document::Unreadable;

    fn text(source: &str) -> Result<String, Unreadable> {
        let (mut xml, mut text) = (Xml::new(source), String::new());
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(element) if element.name() == "skipped" => xml.skip()?,
                Token::Text(piece) => text.push_str(&piece),
                Token::Open(_) | Token::Close => {}
            }
        }
        Ok(text)
    }

    #[test]
    fn reads_text_and_passes_over_the_rest() {
        let source = "<w:a><w:t>R&amp;D &#x2013; 7</w:t><skipped><b>no<c/></b></skipped><w:br/> end</w:a>";
        assert_eq!(text(source).as_deref(), Ok("R&D – 7 end"));
    }

    #[test]
    fn refuses_what_is_not_right() {
        for wrong in [
            "<a><b></a>",
            "<a><b>",
            "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
            "<a>&unknown;</a>",
            &"<a>".repeat(600),
        ] {
            assert_eq!(text(wrong), Err(Unreadable::Damaged), "{wrong}");
        }
    }
}
