//! The text of a Word document: paragraphs, tables, text boxes. One pass over the XML, with a stack of what is open.

use super::fields::Fields;
use super::numbering::Numbering;
use super::package::Relationships;
use super::styles::{ParagraphProperties, RunProperties, Styles, paragraph_properties, run_properties};
use super::symbols;
use super::xml::{Element, Token, Xml};
use crate::document::Unreadable;
use crate::document::extract::MAX_TEXT;
use crate::document::lines::LineKind;
use crate::document::paragraph::{BULLET, Cell, Paragraph, Piece, add_row};
use std::rc::Rc;

/// What paragraphs are put into.
enum Frame {
    Document(Vec<Paragraph>),
    Table(Vec<Paragraph>),
    Row {
        cells: Vec<Cell>,
        deleted: bool,
    },
    Cell(Cell),
    /// A text box: it is read behind the paragraph that it hangs on.
    Box {
        paragraphs: Vec<Paragraph>,
        run: RunProperties,
        fields: Fields,
    },
}

/// An open paragraph.
#[derive(Default)]
struct Open {
    properties: ParagraphProperties,
    pieces: Vec<Piece>,
    boxes: Vec<Paragraph>,
    place: usize,
}

/// What an open element does when it ends.
enum Scope {
    Nothing,
    Paragraph,
    Frame,
    Run,
    Text,
    Instruction,
    Link,
    Field,
    /// A picture or drawing: nothing in it is read but text boxes.
    Shape,
    /// Of several versions of the same, one is taken: whether it was.
    Alternatives(bool),
    Control,
}

/// A content control.
#[derive(Default)]
struct Control {
    /// A check box, until it was written.
    check: Option<char>,
    /// Nothing in it is read: it only asks to be filled in, or its check box was written.
    silent: bool,
}

/// Reads the parts that hold text, one after the other.
pub(super) struct Body<'p> {
    styles: &'p Styles,
    numbering: Numbering,
    relationships: &'p Relationships,
    frames: Vec<Frame>,
    open: Vec<Open>,
    scopes: Vec<Scope>,
    run: RunProperties,
    fields: Fields,
    links: Vec<Option<Rc<str>>>,
    controls: Vec<Control>,
    in_shape: bool,
    /// The text of the open text element, and whether the blanks at its ends count.
    in_text: Option<(String, bool)>,
    in_instruction: bool,
    /// What the paragraph before left over, whose end was deleted.
    carried: Vec<Piece>,
    place: usize,
    length: usize,
}

impl<'p> Body<'p> {
    pub(super) fn new(styles: &'p Styles, numbering: Numbering, relationships: &'p Relationships) -> Self {
        Self {
            styles,
            numbering,
            relationships,
            frames: vec![Frame::Document(Vec::new())],
            open: Vec::new(),
            scopes: Vec::new(),
            run: RunProperties::default(),
            fields: Fields::default(),
            links: Vec::new(),
            controls: Vec::new(),
            in_shape: false,
            in_text: None,
            in_instruction: false,
            carried: Vec::new(),
            place: 0,
            length: 0,
        }
    }

    /// Reads one part.
    pub(super) fn read(&mut self, text: &str) -> Result<(), Unreadable> {
        let mut xml = Xml::new(text);
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(element) => {
                    if let Some(scope) = self.begin(&element, &mut xml)? {
                        self.scopes.push(scope);
                    }
                }
                Token::Close => self.end(),
                Token::Text(text) => {
                    if self.in_instruction {
                        self.fields.instruct(&text);
                    } else if let Some((all, _)) = &mut self.in_text {
                        all.push_str(&text);
                    }
                }
            }
            if self.length > MAX_TEXT {
                return Err(Unreadable::TooLarge);
            }
        }
        self.fields = Fields::default();
        Ok(())
    }

    /// What was read.
    pub(super) fn finish(mut self) -> Vec<Paragraph> {
        match self.frames.drain(..).next() {
            Some(Frame::Document(paragraphs)) => paragraphs,
            _ => Vec::new(),
        }
    }

    /// An element begins: returns what happens when it ends, or nothing when it was read to its end.
    fn begin(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<Option<Scope>, Unreadable> {
        let name = element.name();
        if let ("Choice" | "Fallback", Some(Scope::Alternatives(taken))) = (name, self.scopes.last_mut()) {
            return if std::mem::replace(taken, true) { xml.skip().map(|()| None) } else { Ok(Some(Scope::Nothing)) };
        }
        let scope = match name {
            "AlternateContent" => Scope::Alternatives(false),
            "txbxContent" => {
                let (run, fields) = (std::mem::take(&mut self.run), std::mem::take(&mut self.fields));
                self.frames.push(Frame::Box { paragraphs: Vec::new(), run, fields });
                self.in_shape = false;
                Scope::Frame
            }
            _ if self.in_shape => Scope::Nothing,
            "drawing" | "pict" | "object" => {
                self.in_shape = true;
                Scope::Shape
            }
            // What tracked changes took away, what belongs to the look of a table or page, and how a word is pronounced.
            "del" | "moveFrom" | "sectPr" | "tblPr" | "tblPrEx" | "tblGrid" | "tcPr" | "sdtEndPr" | "fldData"
            | "rt" | "rubyPr" | "customXmlPr" | "smartTagPr" => {
                xml.skip()?;
                return Ok(None);
            }
            "footnote" | "endnote" if element.attribute("type").is_some_and(|kind| kind != "normal") => {
                xml.skip()?;
                return Ok(None);
            }
            "p" => {
                self.place += 1;
                let pieces = std::mem::take(&mut self.carried);
                self.open.push(Open { pieces, place: self.place, ..Open::default() });
                Scope::Paragraph
            }
            "pPr" => {
                let properties = paragraph_properties(xml)?;
                if let Some(open) = self.open.last_mut() {
                    open.properties = properties;
                }
                return Ok(None);
            }
            "rPr" => {
                self.run = run_properties(xml)?;
                return Ok(None);
            }
            "tbl" => {
                self.frames.push(Frame::Table(Vec::new()));
                Scope::Frame
            }
            "tr" => {
                self.frames.push(Frame::Row { cells: Vec::new(), deleted: false });
                Scope::Frame
            }
            "trPr" => {
                let mut gone = false;
                xml.each(|property| {
                    gone |= property.name() == "del";
                    Ok(())
                })?;
                if let Some(Frame::Row { deleted, .. }) = self.frames.last_mut() {
                    *deleted = gone;
                }
                return Ok(None);
            }
            "tc" => {
                self.frames.push(Frame::Cell(Vec::new()));
                Scope::Frame
            }
            "sdt" => {
                self.controls.push(Control::default());
                Scope::Control
            }
            "sdtPr" => {
                let control = control(xml)?;
                if let Some(open) = self.controls.last_mut() {
                    *open = control;
                }
                return Ok(None);
            }
            _ => return self.begin_inline(element).map(Some),
        };
        Ok(Some(scope))
    }

    /// An element inside of a paragraph begins.
    fn begin_inline(&mut self, element: &Element<'_>) -> Result<Scope, Unreadable> {
        match element.name() {
            "r" => {
                self.run = RunProperties::default();
                return Ok(Scope::Run);
            }
            "t" => {
                self.in_text = Some((String::new(), element.attribute("space").as_deref() == Some("preserve")));
                return Ok(Scope::Text);
            }
            "instrText" => {
                self.in_instruction = true;
                return Ok(Scope::Instruction);
            }
            "hyperlink" => {
                let address = element.attribute("id").and_then(|id| self.relationships.address(&id));
                self.links.push(address);
                return Ok(Scope::Link);
            }
            "fldSimple" => {
                self.fields.begin()?;
                self.fields.instruct(&element.attribute("instr").unwrap_or_default());
                self.fields.result();
                return Ok(Scope::Field);
            }
            "fldChar" => match element.attribute("fldCharType").as_deref() {
                Some("begin") => self.fields.begin()?,
                Some("separate") => self.fields.result(),
                Some("end") => {
                    if let Some(checked) = self.fields.end() {
                        self.text(if checked { "☑" } else { "☐" });
                    }
                }
                _ => {}
            },
            "checkBox" => self.fields.check(false),
            "default" | "checked" if self.fields.is_check() => self.fields.check(element.is_on()),
            "tab" | "ptab" => self.text("\t"),
            "br" | "cr" => self.text("\n"),
            "noBreakHyphen" => self.text("-"),
            "sym" => {
                let font = element.attribute("font").unwrap_or_default();
                let code = element.attribute("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                if let Some(character) = code.and_then(|code| symbols::character(&font, code)) {
                    self.text(character.encode_utf8(&mut [0; 4]));
                }
            }
            _ => {}
        }
        Ok(Scope::Nothing)
    }

    fn end(&mut self) {
        match self.scopes.pop() {
            Some(Scope::Paragraph) => self.end_paragraph(),
            Some(Scope::Frame) => self.end_frame(),
            Some(Scope::Run) => self.run = RunProperties::default(),
            Some(Scope::Text) => {
                if let Some((text, preserve)) = self.in_text.take() {
                    self.text(if preserve { &text } else { text.trim_matches(['\n', '\r', '\t', ' ']) });
                }
            }
            Some(Scope::Instruction) => self.in_instruction = false,
            Some(Scope::Link) => {
                self.links.pop();
            }
            Some(Scope::Field) => {
                self.fields.end();
            }
            Some(Scope::Shape) => self.in_shape = false,
            Some(Scope::Control) => {
                self.controls.pop();
            }
            Some(Scope::Alternatives(_) | Scope::Nothing) | None => {}
        }
    }

    /// Adds text to the open paragraph, if it is to be read.
    fn text(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else { return };
        if !self.fields.are_readable() || self.controls.iter().any(|control| control.silent) {
            return;
        }
        let (emphasised, hidden) = self.styles.look(&open.properties, &self.run);
        if hidden {
            return;
        }
        let mut shown = None;
        if let Some(control) = self.controls.last_mut()
            && let Some(check) = control.check.take()
        {
            control.silent = true;
            shown = Some(check.to_string());
        } else if let Some(font) = self.run.font.as_deref().filter(|font| symbols::is_pictures(font)) {
            shown = Some(text.chars().filter_map(|c| symbols::character(font, u32::from(c))).collect());
        }
        let text = shown.as_deref().unwrap_or(text);
        self.length += text.len();
        let link = self.links.last().and_then(Option::as_ref).or_else(|| self.fields.link());
        match open.pieces.last_mut() {
            Some(last) if last.emphasised == emphasised && last.link.as_ref() == link => last.text.push_str(text),
            _ => open.pieces.push(Piece { text: text.to_owned(), emphasised, link: link.cloned() }),
        }
    }

    fn end_paragraph(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if open.properties.end_deleted {
            self.carried = open.pieces;
            self.put(open.boxes);
            return;
        }
        let list = self.styles.list(&open.properties, |list, style| self.numbering.level_of_style(list, style));
        let marker = list.and_then(|(list, level)| self.numbering.next(list, level));
        let level = list.map_or(0, |(_, level)| level);
        let mut paragraph = Paragraph { pieces: open.pieces, ..Paragraph::new(open.place) };
        paragraph.tidy();
        match (self.styles.heading(&open.properties), marker) {
            (Some(level), marker) => {
                paragraph.kind = LineKind::Heading(level.min(6));
                paragraph.marker = marker.filter(|marker| marker != BULLET);
            }
            (None, Some(marker)) => {
                paragraph.kind = LineKind::Item(u8::try_from(level + 1).unwrap_or(u8::MAX));
                paragraph.marker = Some(marker);
            }
            (None, None) => {}
        }
        let mut all = open.boxes;
        all.insert(0, paragraph);
        self.put(all);
    }

    fn end_frame(&mut self) {
        match self.frames.pop() {
            Some(Frame::Table(paragraphs) | Frame::Document(paragraphs)) => self.put(paragraphs),
            Some(Frame::Row { cells, deleted }) => {
                let mut rows = Vec::new();
                if !deleted {
                    add_row(cells, &mut rows);
                }
                self.put(rows);
            }
            Some(Frame::Cell(cell)) => match self.frames.last_mut() {
                Some(Frame::Row { cells, .. }) => cells.push(cell),
                _ => self.put(cell),
            },
            Some(Frame::Box { mut paragraphs, run, fields }) => {
                self.in_shape = true;
                (self.run, self.fields) = (run, fields);
                match self.open.last_mut() {
                    Some(open) => open.boxes.append(&mut paragraphs),
                    None => self.put(paragraphs),
                }
            }
            None => {}
        }
    }

    /// Puts paragraphs into what is open.
    fn put(&mut self, mut new: Vec<Paragraph>) {
        match self.frames.last_mut() {
            Some(Frame::Document(all) | Frame::Table(all) | Frame::Cell(all) | Frame::Box { paragraphs: all, .. }) => {
                all.append(&mut new);
            }
            Some(Frame::Row { cells, .. }) => cells.push(new),
            None => {}
        }
    }
}

/// Reads the rest of an open `sdtPr`.
fn control(xml: &mut Xml<'_>) -> Result<Control, Unreadable> {
    let mut control = Control::default();
    xml.each(|property| {
        match property.name() {
            "checkbox" => control.check = Some('☐'),
            "checked" if control.check.is_some() && property.is_on() => control.check = Some('☑'),
            "showingPlcHdr" => control.silent = true,
            _ => {}
        }
        Ok(())
    })?;
    Ok(control)
}
