//! Characters of the fonts that have pictures in place of letters: the few that say something in minutes.

/// The character that shows what a code of such a font shows; nothing for one that only decorates.
pub(super) fn character(font: &str, code: u32) -> Option<char> {
    // Word moves these fonts to the private area.
    let code = if (0xF000..0xF100).contains(&code) { code - 0xF000 } else { code };
    let font = font.to_ascii_lowercase();
    match (font.as_str(), code) {
        ("wingdings", 0x6F | 0x70 | 0x71 | 0x72 | 0xA8) | ("wingdings 2", 0x2A | 0x30 | 0xA3) => Some('☐'),
        ("wingdings", 0xFE) | ("wingdings 2", 0x52) => Some('☑'),
        ("wingdings", 0x78 | 0xFD) | ("wingdings 2", 0x51 | 0x53 | 0x54) => Some('☒'),
        ("wingdings", 0xFC) | ("wingdings 2", 0x50) => Some('✓'),
        ("wingdings", 0xFB) | ("wingdings 2", 0x4F) => Some('✗'),
        ("wingdings", 0xE0 | 0xE8 | 0xF0) | ("symbol", 0xAE) => Some('→'),
        ("wingdings", 0xDF) | ("symbol", 0xAC) => Some('←'),
        ("symbol", 0xB7) => Some('•'),
        ("symbol", 0xB3) => Some('≥'),
        ("symbol", 0xA3) => Some('≤'),
        ("symbol", 0x2D) => Some('−'),
        ("wingdings" | "wingdings 2" | "wingdings 3" | "webdings" | "symbol", _) => None,
        _ => char::from_u32(code).filter(|c| !c.is_control()),
    }
}

/// Whether the letters of a font are pictures.
pub(super) fn is_pictures(font: &str) -> bool {
    let font = font.to_ascii_lowercase();
    font.starts_with("wingdings") || font == "webdings"
}

#[cfg(test)]
mod tests {
    use super::character;

    #[test]
    fn boxes_are_boxes() {
        assert_eq!(character("Wingdings", 0xF0FE), Some('☑'));
        assert_eq!(character("Wingdings", 0xA8), Some('☐'));
        assert_eq!(character("Wingdings 2", 0xF054), Some('☒'));
        assert_eq!(character("Wingdings", 0xF04A), None);
        assert_eq!(character("MS Gothic", 0x2610), Some('☐'));
    }
}
