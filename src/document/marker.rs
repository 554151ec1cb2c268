//! The printed number or letter before an item: `1.`, `a)`, `(b)`, `IV.`, `2.1`.

use crate::text::Span;

/// A printed number or letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    /// The marker with its delimiters.
    pub span: Span,
    /// The marker without them, as printed.
    pub label: String,
}

/// Reads a marker at the beginning of a line: its label, and how many bytes it takes with the white space behind it.
///
/// A single letter or Roman number wants a delimiter, and so does a number of more than three digits (a year is no marker).
pub(super) fn read(line: &str) -> Option<(&str, usize)> {
    let open = usize::from(line.starts_with('('));
    let rest = &line[open..];
    let bytes = rest.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let label = if (1..=3).contains(&digits) {
        let mut end = digits;
        // "2.1" and "2.a" are one label
        while bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) {
            let more = bytes[end + 1..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
            if more > 2 {
                break;
            }
            end += 1 + more;
        }
        end
    } else if digits > 0 {
        return None;
    } else {
        let letters = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let roman = || rest[..letters].bytes().all(|b| b"IVXivx".contains(&b));
        if letters == 1 || ((2..=5).contains(&letters) && roman()) { letters } else { return None }
    };
    let closed = match bytes.get(label) {
        Some(b')') => true,
        Some(b'.') if open == 0 => true,
        _ => false,
    };
    let end = open + label + usize::from(closed);
    let blanks = line[end..].len() - line[end..].trim_start().len();
    let several = rest[..label].contains('.');
    let enough = closed || several;
    (enough && blanks > 0 && !line[end..].trim().is_empty()).then(|| (&rest[..label], end + blanks))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn what_is_a_marker() {
        for (line, label) in [
            ("1. Debrief on the EGM", "1"),
            ("a) Leadership Panel", "a"),
            ("(b) Tech Envoy nomination", "b"),
            ("IV. Any other business", "IV"),
            ("2.1 Update", "2.1"),
            ("c. Parliamentarian track", "c"),
        ] {
            assert_eq!(read(line).map(|(label, _)| label), Some(label), "{line}");
        }
    }

    #[test]
    fn what_is_none() {
        for line in
            ["2021. was a year", "A draft", "16 Years of IGF", "1.", "N/A", "Dr. Kummer", "(see annex)", "mix. of"]
        {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
