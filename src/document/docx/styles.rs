//! Properties of paragraphs and runs, and the styles they take after.

use super::xml::{Token, Xml};
use crate::document::Unreadable;
use rustc_hash::FxHashMap;

/// No style stands on more styles than this; a chain that does goes round in a circle.
const MAX_CHAIN: usize = 32;
/// The outline level that says "running text".
const BODY_LEVEL: usize = 9;

/// What is said of a paragraph; nothing where its style decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ParagraphProperties {
    pub style: Option<String>,
    /// Its list; 0 takes it out of that of its style.
    pub list: Option<usize>,
    /// Its level in the list, counted from 0.
    pub level: Option<usize>,
    /// Its level as a heading, counted from 0.
    pub outline: Option<usize>,
    /// Its end was taken out by a tracked change: the next paragraph goes on with it.
    pub end_deleted: bool,
}

/// What is said of a run; nothing where its style or its paragraph's decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RunProperties {
    pub style: Option<String>,
    pub bold: Option<bool>,
    pub italic: Option<bool>,
    pub hidden: Option<bool>,
    /// Its font has pictures in place of letters.
    pub font: Option<String>,
}

/// Reads the rest of an open `pPr`.
pub(super) fn paragraph_properties(xml: &mut Xml<'_>) -> Result<ParagraphProperties, Unreadable> {
    let mut properties = ParagraphProperties::default();
    let outside = xml.depth().saturating_sub(1);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(element) => match element.name() {
                "pStyle" => properties.style = element.value(),
                "numId" => properties.list = element.number(),
                "ilvl" => properties.level = element.number(),
                "outlineLvl" => properties.outline = element.number(),
                "del" | "moveFrom" => properties.end_deleted = true,
                // What was before a tracked change, and what belongs to the page.
                "pPrChange" | "rPrChange" | "numberingChange" | "sectPr" => xml.skip()?,
                _ => {}
            },
            Token::Close if xml.depth() == outside => break,
            Token::Close | Token::Text(_) => {}
        }
    }
    Ok(properties)
}

/// Reads the rest of an open `rPr`.
pub(super) fn run_properties(xml: &mut Xml<'_>) -> Result<RunProperties, Unreadable> {
    let mut properties = RunProperties::default();
    let outside = xml.depth().saturating_sub(1);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(element) => match element.name() {
                "rStyle" => properties.style = element.value(),
                "b" => properties.bold = Some(element.is_on()),
                "i" => properties.italic = Some(element.is_on()),
                "vanish" | "webHidden" => properties.hidden = Some(element.is_on()),
                "rFonts" => properties.font = element.attribute("ascii"),
                "rPrChange" => xml.skip()?,
                _ => {}
            },
            Token::Close if xml.depth() == outside => break,
            Token::Close | Token::Text(_) => {}
        }
    }
    Ok(properties)
}

#[derive(Debug, Default)]
struct Style {
    /// Its name in the file, which is English for the built-in styles whatever the language of Word.
    name: String,
    based_on: Option<String>,
    paragraph: ParagraphProperties,
    run: RunProperties,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    all: FxHashMap<String, Style>,
    /// That of paragraphs that name none.
    default: Option<String>,
}

impl Styles {
    /// Reads the styles part.
    pub(super) fn read(text: &str) -> Result<Self, Unreadable> {
        let mut styles = Self::default();
        let mut xml = Xml::new(text);
        let mut open: Option<(String, Style)> = None;
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(element) => match (element.name(), &mut open) {
                    ("style", _) => {
                        let id = element.attribute("styleId").unwrap_or_default();
                        let is = |name, value| element.attribute(name).as_deref() == Some(value);
                        if is("type", "paragraph") && (is("default", "1") || is("default", "true")) {
                            styles.default = Some(id.clone());
                        }
                        styles.keep(open.replace((id, Style::default())));
                    }
                    ("name", Some((_, style))) => style.name = element.value().unwrap_or_default().to_lowercase(),
                    ("basedOn", Some((_, style))) => style.based_on = element.value(),
                    ("pPr", Some((_, style))) => style.paragraph = paragraph_properties(&mut xml)?,
                    ("rPr", Some((_, style))) => style.run = run_properties(&mut xml)?,
                    // How the parts of a table look.
                    ("tblStylePr" | "docDefaults" | "latentStyles", _) => xml.skip()?,
                    _ => {}
                },
                Token::Close | Token::Text(_) => {}
            }
        }
        styles.keep(open);
        Ok(styles)
    }

    fn keep(&mut self, style: Option<(String, Style)>) {
        if let Some((id, style)) = style {
            self.all.insert(id, style);
        }
    }

    /// A style and those it stands on, the nearest first.
    fn chain<'s>(&'s self, id: Option<&'s str>) -> impl Iterator<Item = (&'s str, &'s Style)> {
        let known = |id: &'s str| self.all.get(id).map(|style| (id, style));
        let first = id.and_then(known);
        std::iter::successors(first, move |(_, style)| style.based_on.as_deref().and_then(known)).take(MAX_CHAIN)
    }

    fn of_paragraph<'s>(&'s self, own: &'s ParagraphProperties) -> impl Iterator<Item = (&'s str, &'s Style)> {
        let named = own.style.as_deref().filter(|id| self.all.contains_key(*id));
        self.chain(named.or(self.default.as_deref()))
    }

    /// The level of a heading, counted from 1; nothing for running text.
    pub(super) fn heading(&self, own: &ParagraphProperties) -> Option<u8> {
        let named = |style: &Style| match style.name.as_str() {
            "title" => Some(0),
            "subtitle" => Some(1),
            name => name.strip_prefix("heading ")?.parse::<usize>().ok()?.checked_sub(1),
        };
        let of_style = || self.of_paragraph(own).find_map(|(_, s)| s.paragraph.outline.or_else(|| named(s)));
        let level = own.outline.or_else(of_style).filter(|level| *level < BODY_LEVEL)?;
        u8::try_from(level + 1).ok()
    }

    /// The list of a paragraph and its level in it, as it says itself or its style does: `levels` knows which level of a list a style is bound to.
    pub(super) fn list(
        &self,
        own: &ParagraphProperties,
        levels: impl Fn(usize, &str) -> Option<usize>,
    ) -> Option<(usize, usize)> {
        let of_style = || self.of_paragraph(own).find_map(|(_, s)| s.paragraph.list);
        let list = own.list.or_else(of_style).filter(|list| *list > 0)?;
        let bound = || self.of_paragraph(own).find_map(|(id, s)| levels(list, id).or(s.paragraph.level));
        Some((list, own.level.or_else(bound).unwrap_or(0)))
    }

    /// The list that a style of lists stands for.
    pub(super) fn list_of_style(&self, id: &str) -> Option<usize> {
        self.chain(Some(id)).find_map(|(_, style)| style.paragraph.list)
    }

    /// Whether a run is emphasised (bold or in italics), and whether it is hidden.
    pub(super) fn look(&self, paragraph: &ParagraphProperties, run: &RunProperties) -> (bool, bool) {
        let decide = |of: fn(&RunProperties) -> Option<bool>| {
            of(run)
                .or_else(|| self.chain(run.style.as_deref()).find_map(|(_, s)| of(&s.run)))
                .or_else(|| self.of_paragraph(paragraph).find_map(|(_, s)| of(&s.run)))
                .unwrap_or(false)
        };
        (decide(|r| r.bold) || decide(|r| r.italic), decide(|r| r.hidden))
    }
}

#[cfg(test)]
mod tests {
    use super::{ParagraphProperties, RunProperties, Styles};

    const STYLES: &str = r#"<w:styles>
        <w:docDefaults><w:rPrDefault><w:rPr><w:b w:val="0"/></w:rPr></w:rPrDefault></w:docDefaults>
        <w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
        <w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/><w:basedOn w:val="Standard"/>
            <w:pPr><w:numPr><w:numId w:val="4"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
        <w:style w:type="paragraph" w:styleId="Punkt"><w:name w:val="Tagesordnungspunkt"/><w:basedOn w:val="berschrift2"/></w:style>
        <w:style w:type="paragraph" w:styleId="TOC"><w:name w:val="TOC Heading"/><w:basedOn w:val="berschrift2"/>
            <w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
        <w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>
        <w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>
        <w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
        <w:style w:type="character" w:styleId="Weg"><w:rPr><w:vanish/></w:rPr></w:style>
    </w:styles>"#;

    fn of(style: &str) -> ParagraphProperties {
        ParagraphProperties { style: Some(style.to_owned()), ..ParagraphProperties::default() }
    }

    #[test]
    fn headings_are_known_in_any_language() {
        let styles = Styles::read(STYLES).unwrap();
        for (style, level) in
            [("berschrift2", Some(2)), ("Punkt", Some(2)), ("Titel", Some(1)), ("TOC", None), ("A", None), ("?", None)]
        {
            assert_eq!(styles.heading(&of(style)), level, "{style}");
        }
        assert_eq!(styles.heading(&ParagraphProperties { outline: Some(0), ..of("A") }), Some(1));
        assert_eq!(styles.heading(&ParagraphProperties { outline: Some(9), ..of("Punkt") }), None);
    }

    #[test]
    fn lists_and_looks_come_from_styles() {
        let styles = Styles::read(STYLES).unwrap();
        assert_eq!(styles.list(&of("Punkt"), |_, id| (id == "berschrift2").then_some(1)), Some((4, 1)));
        assert_eq!(styles.list(&ParagraphProperties { list: Some(0), ..of("Punkt") }, |_, _| None), None);
        let plain = RunProperties { bold: Some(false), ..RunProperties::default() };
        assert_eq!(styles.look(&of("Punkt"), &RunProperties::default()), (true, false));
        assert_eq!(styles.look(&of("Punkt"), &plain), (false, false));
        let hidden = RunProperties { style: Some("Weg".to_owned()), ..RunProperties::default() };
        assert_eq!(styles.look(&of("Standard"), &hidden), (false, true));
    }
}
