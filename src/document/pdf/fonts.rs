//! Fonts that do not say which letters their signs are.
//!
//! A subset font numbers its signs anew, and a map in the file (`ToUnicode`) says which letters these numbers are. Where that map leaves numbers out, readers fall back to the
//! encoding that the font claims to have. If the map shows that claim to be wrong for the numbers it has (21 is "h", not "!"), it is wrong for those that
//! it leaves out as well: what such a sign shows cannot be known from the file.

use super::glyphs::Glyph;
use pdf_oxide::PdfDocument;
use pdf_oxide::fonts::{FontInfo, MappingProvenance};
use pdf_oxide::object::Object;

/// How far a width may be off, in parts of the size.
const SAME_WIDTH: f32 = 0.004;

/// A font with signs that cannot be read.
struct Doubt {
    font: String,
    /// The letters that its encoding makes of them, with their widths in parts of the size; none stands for all letters.
    signs: Option<Vec<(char, f32)>>,
}

/// The fonts of a page with signs that cannot be read.
pub(super) struct Doubts(Vec<Doubt>);

impl Doubts {
    /// Looks into the fonts of a page.
    pub(super) fn of_page(document: &PdfDocument, index: usize) -> Self {
        let resolved = |object: Option<&Object>| object.and_then(|o| document.resolve_object(o).ok());
        let page = document.get_page(index).ok();
        let resources = resolved(page.as_ref().and_then(Object::as_dict).and_then(|d| d.get("Resources")));
        let fonts = resolved(resources.as_ref().and_then(Object::as_dict).and_then(|d| d.get("Font")));
        let entries = fonts.as_ref().and_then(Object::as_dict).into_iter().flatten();
        let fonts = entries.take(200).filter_map(|(_, font)| resolved(Some(font)));
        Self(fonts.filter_map(|font| doubt(&FontInfo::from_dict(&font, document).ok()?)).collect())
    }

    /// Puts U+FFFD where a sign of this font cannot be read.
    pub(super) fn blank_out(&self, font: &str, size: f32, glyphs: &mut [Glyph]) {
        for doubt in self.0.iter().filter(|doubt| doubt.font == font) {
            for glyph in glyphs.iter_mut().filter(|g| !g.text.is_whitespace()) {
                let width = (glyph.x1 - glyph.x0) / size;
                let known = |(text, wide): &(char, f32)| *text == glyph.text && (wide - width).abs() < SAME_WIDTH;
                if doubt.signs.as_ref().is_none_or(|signs| signs.iter().any(known)) {
                    glyph.text = '\u{fffd}';
                }
            }
        }
    }
}

fn doubt(font: &FontInfo) -> Option<Doubt> {
    let name = font.base_font.clone();
    if font.best_mapping_provenance() == MappingProvenance::Fallback {
        return Some(Doubt { font: name, signs: None });
    }
    if font.subtype == "Type0" {
        return None;
    }
    let map = font.to_unicode.as_ref()?.get()?;
    let letter = |code: u8| map.get(&u32::from(code)).and_then(|text| text.chars().next());
    let mapped = (0x21..=0x7e).filter_map(|code| letter(code).map(|letter| (code, letter)));
    let (all, contradicted) =
        mapped.fold((0, 0), |(all, off), (code, letter)| (all + 1, off + usize::from(letter != char::from(code))));
    if contradicted * 2 <= all || all < 4 {
        return None;
    }
    let shown = |code: u8| font.get_glyph_width(u16::from(code)) / 1000.0;
    let within = |code: u8| {
        let code = u32::from(code);
        font.first_char.is_some_and(|first| first <= code) && font.last_char.is_some_and(|last| code <= last)
    };
    let left_out = (0x21..=0x7e).filter(|code| letter(*code).is_none() && within(*code) && shown(*code) > 0.0);
    let signs: Vec<(char, f32)> = left_out.map(|code| (char::from(code), shown(code))).collect();
    (!signs.is_empty()).then_some(Doubt { font: name, signs: Some(signs) })
}
