//! What Word prints before the items of its lists: it stands nowhere in the text, so it is counted again.

use super::styles::Styles;
use super::xml::{Element, Token, Xml};
use crate::document::Unreadable;
use crate::document::paragraph::BULLET;
use rustc_hash::{FxHashMap, FxHashSet};

/// Word knows nine levels.
const LEVELS: usize = 9;
/// A letter or Roman number is no longer than this.
const MAX_DIGITS: usize = 16;

/// How one level of a list is numbered.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Level {
    start: usize,
    format: String,
    /// Its marker, with `%1` to `%9` for the numbers of the levels.
    text: String,
    /// Starts anew behind this level (counted from 1) or a higher one; 0 for never.
    restart: Option<usize>,
    /// The paragraph style that it is bound to.
    style: Option<String>,
    /// All numbers are decimal here.
    legal: bool,
}

impl Default for Level {
    fn default() -> Self {
        let (format, text) = ("decimal".to_owned(), String::new());
        Self { start: 1, format, text, restart: None, style: None, legal: false }
    }
}

#[derive(Debug, Default)]
struct Definition {
    levels: Vec<Level>,
    /// Stands for the list of this style.
    of_style: Option<String>,
}

/// A list of a document: a definition, and what it does otherwise.
#[derive(Debug, Default)]
struct List {
    definition: usize,
    starts: FxHashMap<usize, usize>,
    levels: FxHashMap<usize, Level>,
}

/// The lists of a document, and how far each was counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: FxHashMap<usize, Definition>,
    lists: FxHashMap<usize, List>,
    /// By definition: lists of one definition go on with each other's numbers.
    counted: FxHashMap<usize, [Option<usize>; LEVELS]>,
    begun: FxHashSet<usize>,
}

impl Numbering {
    /// Reads the numbering part.
    pub(super) fn read(text: &str, styles: &Styles) -> Result<Self, Unreadable> {
        let mut numbering = Self::default();
        let mut xml = Xml::new(text);
        while let Some(token) = xml.next()? {
            let Token::Open(element) = token else { continue };
            let id = |name| element.attribute(name).and_then(|id| id.parse().ok());
            match element.name() {
                "abstractNum" => {
                    let Some(id) = id("abstractNumId") else { continue };
                    numbering.definitions.insert(id, definition(&mut xml)?);
                }
                "num" => {
                    let Some(id) = id("numId") else { continue };
                    numbering.lists.insert(id, list(&mut xml)?);
                }
                _ => {}
            }
        }
        numbering.follow_styles(styles);
        Ok(numbering)
    }

    /// A definition may only name a style, whose list has the one that is meant.
    fn follow_styles(&mut self, styles: &Styles) {
        let mut meant = Vec::new();
        for (id, definition) in &self.definitions {
            let list = definition.of_style.as_deref().and_then(|style| styles.list_of_style(style));
            if let Some(list) = list.and_then(|list| self.lists.get(&list)) {
                meant.push((*id, list.definition));
            }
        }
        for list in self.lists.values_mut() {
            if let Some((_, definition)) = meant.iter().find(|(id, _)| *id == list.definition) {
                list.definition = *definition;
            }
        }
    }

    /// The level of a list that a paragraph style is bound to.
    pub(super) fn level_of_style(&self, list: usize, style: &str) -> Option<usize> {
        let definition = self.definitions.get(&self.lists.get(&list)?.definition)?;
        definition.levels.iter().position(|level| level.style.as_deref() == Some(style))
    }

    /// Counts one more item of a list, and returns its marker; nothing where Word prints none.
    pub(super) fn next(&mut self, list: usize, level: usize) -> Option<String> {
        let level = level.min(LEVELS - 1);
        let known = self.lists.get(&list)?;
        let levels = &self.definitions.get(&known.definition)?.levels;
        let of = |l: usize| known.levels.get(&l).or_else(|| levels.get(l));
        let start = |l: usize| known.starts.get(&l).copied().or_else(|| of(l).map(|level| level.start)).unwrap_or(1);
        let counted = self.counted.entry(known.definition).or_default();
        if self.begun.insert(list) {
            for begun in known.starts.keys().filter(|l| **l < LEVELS) {
                counted[*begun] = None;
            }
        }
        let wanted = of(level)?;
        for (l, higher) in counted.iter_mut().enumerate().take(level) {
            higher.get_or_insert_with(|| start(l));
        }
        counted[level] = Some(counted[level].map_or_else(|| start(level), |number| number.saturating_add(1)));
        for (l, lower) in counted.iter_mut().enumerate().skip(level + 1) {
            // Without another word, a level starts anew behind every higher one.
            if of(l).and_then(|lower| lower.restart).is_none_or(|behind| level < behind) {
                *lower = None;
            }
        }
        match wanted.format.as_str() {
            "bullet" => return Some(BULLET.to_owned()),
            "none" if !wanted.text.contains('%') => {
                return Some(wanted.text.trim().to_owned()).filter(|t| !t.is_empty());
            }
            _ => {}
        }
        let mut marker = String::new();
        let mut rest = wanted.text.chars().peekable();
        while let Some(c) = rest.next() {
            let digit = rest.peek().and_then(|d| d.to_digit(10)).filter(|d| c == '%' && *d > 0);
            match digit.map(|d| d as usize - 1) {
                Some(l) => {
                    rest.next();
                    let format = of(l).map_or("decimal", |level| level.format.as_str());
                    let format = if wanted.legal { "decimal" } else { format };
                    marker.push_str(&print(counted[l].unwrap_or_else(|| start(l)), format));
                }
                None => marker.push(c),
            }
        }
        Some(marker.trim().to_owned()).filter(|marker| !marker.is_empty())
    }
}

fn definition(xml: &mut Xml<'_>) -> Result<Definition, Unreadable> {
    let mut definition = Definition::default();
    let outside = xml.depth().saturating_sub(1);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(element) => match element.name() {
                "numStyleLink" => definition.of_style = element.value(),
                "lvl" => {
                    let at = level_number(&element);
                    let level = level(xml)?;
                    if at < LEVELS {
                        definition.levels.resize(definition.levels.len().max(at + 1), Level::default());
                        definition.levels[at] = level;
                    }
                }
                _ => {}
            },
            Token::Close if xml.depth() == outside => break,
            Token::Close | Token::Text(_) => {}
        }
    }
    Ok(definition)
}

fn list(xml: &mut Xml<'_>) -> Result<List, Unreadable> {
    let mut list = List::default();
    let mut at = 0;
    let outside = xml.depth().saturating_sub(1);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(element) => match element.name() {
                "abstractNumId" => list.definition = element.number().unwrap_or(0),
                "lvlOverride" => at = level_number(&element),
                "startOverride" => {
                    list.starts.insert(at, element.number().unwrap_or(1));
                }
                "lvl" => {
                    at = level_number(&element);
                    let level = level(xml)?;
                    list.levels.insert(at, level);
                }
                _ => {}
            },
            Token::Close if xml.depth() == outside => break,
            Token::Close | Token::Text(_) => {}
        }
    }
    Ok(list)
}

fn level_number(element: &Element<'_>) -> usize {
    element.attribute("ilvl").and_then(|l| l.parse().ok()).unwrap_or(0)
}

fn level(xml: &mut Xml<'_>) -> Result<Level, Unreadable> {
    let mut level = Level::default();
    xml.each(|element| {
        match element.name() {
            "start" => level.start = element.number().unwrap_or(1),
            "numFmt" => level.format = element.value().unwrap_or_default(),
            "lvlText" => level.text = element.value().unwrap_or_default(),
            "lvlRestart" => level.restart = element.number(),
            "pStyle" => level.style = element.value(),
            "isLgl" => level.legal = element.is_on(),
            _ => {}
        }
        Ok(())
    })?;
    Ok(level)
}

/// A number as a format of Word prints it.
fn print(number: usize, format: &str) -> String {
    match format {
        "none" | "bullet" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "lowerLetter" => letters(number, b'a'),
        "upperLetter" => letters(number, b'A'),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperRoman" => roman(number),
        _ => number.to_string(),
    }
}

/// a, b, … z, aa, bb: Word repeats the letter. A number of no letter is printed as one.
fn letters(number: usize, first: u8) -> String {
    let Some(index) = number.checked_sub(1).filter(|index| index / 26 < MAX_DIGITS) else { return number.to_string() };
    let letter = char::from(first + u8::try_from(index % 26).unwrap_or(0));
    std::iter::repeat_n(letter, index / 26 + 1).collect()
}

/// A Roman number in capitals. One that is too large for that is printed as it is.
pub(in crate::document) fn roman(mut number: usize) -> String {
    const SIGNS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 3999 {
        return number.to_string();
    }
    let mut printed = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            printed.push_str(sign);
            number -= value;
        }
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::{Numbering, letters, print, roman};
    use crate::document::docx::styles::Styles;

    const LISTS: &str = r#"<w:numbering>
        <w:abstractNum w:abstractNumId="0">
            <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
            <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:pStyle w:val="Sub"/><w:lvlText w:val="%2)"/></w:lvl>
            <w:lvl w:ilvl="2"><w:start w:val="4"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1.%2.%3"/></w:lvl>
            <w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
        </w:abstractNum>
        <w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="Punkte"/></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>
        <w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
        <w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>
    </w:numbering>"#;
    const STYLES: &str = r#"<w:styles><w:style w:type="numbering" w:styleId="Punkte"><w:pPr><w:numPr><w:numId w:val="1"/>
        </w:numPr></w:pPr></w:style></w:styles>"#;

    #[test]
    fn counts_as_word_does() {
        let mut lists = Numbering::read(LISTS, &Styles::read(STYLES).unwrap()).unwrap();
        let mut printed = Vec::new();
        for (list, level) in
            [(1, 0), (1, 1), (1, 1), (1, 2), (1, 3), (1, 0), (1, 1), (2, 0), (3, 0), (3, 0), (1, 0), (5, 0), (9, 0)]
        {
            printed.push(lists.next(list, level).unwrap_or_default());
        }
        assert_eq!(printed, ["1.", "a)", "b)", "1.b.IV", "-", "2.", "a)", "3.", "7.", "8.", "9.", "10.", ""]);
        assert_eq!(lists.level_of_style(1, "Sub"), Some(1));
    }

    #[test]
    fn numbers_in_letters() {
        assert_eq!([1, 26, 27, 53].map(|n| letters(n, b'a')), ["a", "z", "aa", "aaa"]);
        assert_eq!([4, 9, 14, 1987].map(roman), ["IV", "IX", "XIV", "MCMLXXXVII"]);
        assert_eq!(print(7, "decimalZero"), "07");
        assert_eq!(print(usize::MAX, "lowerLetter"), usize::MAX.to_string());
        assert_eq!(print(0, "upperRoman"), "0");
    }
}
