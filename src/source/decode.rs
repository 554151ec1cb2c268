//! From the bytes of a text to its characters: by its byte-order mark, by what its bytes can only be, by the charset that it declares, and last by what they
//! most likely are. Nothing is replaced in silence: bytes that are no text in any of these ways are refused with their place.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Serialize};

/// A web page declares its charset among its first bytes (HTML Standard, 13.2.3.2).
const DECLARED_WITHIN: usize = 1024;
/// Text in UTF-16 without a byte-order mark has a blank or a line end in so many characters.
const CHARACTERS_PER_BLANK: usize = 200;

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Undecodable {
    /// They hold what no text does.
    Binary,
    /// They are not of the encoding that they are in, as far as can be told.
    Wrong {
        /// The encoding.
        encoding: &'static Encoding,
        /// Offset of the first wrong byte.
        at: usize,
        /// Its line, counted from 1.
        line: usize,
    },
}

/// The text of bytes, without a byte-order mark.
///
/// # Errors
/// With the place of the first byte that is wrong, or when the bytes are no text at all.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, Undecodable> {
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        if bytes[length..].starts_with(&[0, 0]) && encoding == UTF_16LE {
            return Err(Undecodable::Binary);
        }
        return strictly(encoding, &bytes, length).and_then(without_nul);
    }
    if memchr::memchr(0, &bytes).is_some() {
        return wide(&bytes).ok_or(Undecodable::Binary);
    }
    let declared = declared(&bytes);
    match String::from_utf8(bytes) {
        Ok(text) => {
            // Seven bits are enough for it, so that it passes as UTF-8.
            let seven_bits = text.contains("\u{1b}$") || declared == Some(ISO_2022_JP);
            let japanese = seven_bits.then(|| strictly(ISO_2022_JP, text.as_bytes(), 0).ok()).flatten();
            Ok(japanese.unwrap_or(text))
        }
        Err(wrong) => {
            let at = wrong.utf8_error().valid_up_to();
            let bytes = wrong.as_bytes();
            let by_declaration = declared.filter(|e| *e != UTF_8).and_then(|e| strictly(e, bytes, 0).ok());
            by_declaration.map_or_else(|| legacy(bytes, at), Ok)
        }
    }
}

/// The text of bytes whose charset was declared beside them; where they are not of it, what they most likely are.
///
/// # Errors
/// As [`decode`].
pub(super) fn decode_as(label: &str, bytes: Vec<u8>) -> Result<String, Undecodable> {
    // "us-ascii" and "iso-8859-1" are labels of Windows-1252 (Encoding Standard, 4.2), and are written over all kinds of bytes.
    let declared = Encoding::for_label(label.trim().as_bytes()).filter(|e| *e != UTF_8);
    let vague = declared.is_none_or(|e| e == encoding_rs::WINDOWS_1252);
    if vague && std::str::from_utf8(&bytes).is_ok() {
        return decode(bytes);
    }
    declared.and_then(|encoding| strictly(encoding, &bytes, 0).ok()).map_or_else(|| decode(bytes), Ok)
}

/// Decodes without replacing anything. What Windows-1252 and its relatives leave undefined comes out as control characters, which no text holds.
fn strictly(encoding: &'static Encoding, bytes: &[u8], from: usize) -> Result<String, Undecodable> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let source = &bytes[from..];
    let room = decoder.max_utf8_buffer_length_without_replacement(source.len()).unwrap_or(source.len());
    let mut text = String::with_capacity(room);
    let (result, read) = decoder.decode_to_string_without_replacement(source, &mut text, true);
    let wrong = |at: usize, text: &str| Undecodable::Wrong {
        encoding,
        at: from + at,
        line: memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1,
    };
    if let DecoderResult::Malformed(length, behind) = result {
        return Err(wrong(read.saturating_sub(usize::from(length) + usize::from(behind)), &text));
    }
    if encoding != UTF_8 {
        let control = text.char_indices().position(|(_, c)| ('\u{80}'..='\u{9f}').contains(&c) && c != '\u{85}');
        if let Some(count) = control {
            let before = text.char_indices().nth(count).map_or("", |(at, _)| &text[..at]);
            let width = if encoding == UTF_16LE || encoding == UTF_16BE { 2 } else { 1 };
            return Err(wrong(count * width, before));
        }
    }
    text.shrink_to_fit();
    Ok(text)
}

fn without_nul(text: String) -> Result<String, Undecodable> {
    if text.contains('\0') { Err(Undecodable::Binary) } else { Ok(text) }
}

/// UTF-16 without a byte-order mark: one order of the bytes gives characters of text with blanks or line ends between them. In the other order those are
/// U+2000 and the unassigned U+0A00, so that at most one of the two holds.
fn wide(bytes: &[u8]) -> Option<String> {
    let of_text = |text: &String| {
        let blanks = text.chars().filter(|c| matches!(c, ' ' | '\n')).count();
        let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}');
        let odd = |c: char| control(c) || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}' | '\u{a00}');
        blanks * CHARACTERS_PER_BLANK >= text.chars().count() && !text.chars().any(odd)
    };
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let mut read = [UTF_16LE, UTF_16BE].into_iter().filter_map(|e| strictly(e, bytes, 0).ok().filter(of_text));
    let text = read.next()?;
    read.next().is_none().then_some(text)
}

/// The charset that a web page or an XML file declares in its head.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(DECLARED_WITHIN)].to_ascii_lowercase();
    let html = [&b"<html"[..], b"<!doctype", b"<meta", b"<head", b"<?xml"];
    if !html.iter().any(|sign| memchr::memmem::find(&head, sign).is_some()) {
        return None;
    }
    [&b"charset"[..], b"encoding"].iter().find_map(|sign| {
        let behind = &head[memchr::memmem::find(&head, sign)? + sign.len()..];
        let behind = behind.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let label = behind.strip_prefix(b"\"").or_else(|| behind.strip_prefix(b"'")).unwrap_or(behind);
        let end = label.iter().position(|b| b"\"' >;?/".contains(b)).unwrap_or(label.len());
        Encoding::for_label(&label[..end])
    })
}

/// Bytes that are no UTF-8 from `at` on: in the encoding that they most likely are in.
fn legacy(bytes: &[u8], at: usize) -> Result<String, Undecodable> {
    let control = |b: &u8| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1a | 0x1b);
    if bytes.iter().any(control) {
        return Err(Undecodable::Binary);
    }
    let damaged =
        Undecodable::Wrong { encoding: UTF_8, at, line: memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1 };
    // A text in UTF-8 with a few wrong bytes is a damaged one: another encoding would make nonsense of the rest of it.
    let (mut sound, mut wrong) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    if sound >= wrong {
        return Err(damaged);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    strictly(guess, bytes, 0).map_err(|_| damaged)
}

#[cfg(test)]
mod tests {
    use super::{Undecodable, decode, decode_as};
    use encoding_rs::{Encoding, ISO_2022_JP, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};

    const MINUTES: &str = "Minutes of the harbour board\r\n\r\nPresent: Jürgen Kleinwächter, Zoë Müller – “chair”\r\n";

    fn wide(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    }

    #[test]
    fn marks_and_utf16_without_one() {
        let utf8 = [b"\xef\xbb\xbf", MINUTES.as_bytes()].concat();
        let little = [b"\xff\xfe".to_vec(), wide(MINUTES, true)].concat();
        let big = [b"\xfe\xff".to_vec(), wide(MINUTES, false)].concat();
        for bytes in [utf8, little, big, wide(MINUTES, true), wide(MINUTES, false), MINUTES.into()] {
            assert_eq!(decode(bytes).as_deref(), Ok(MINUTES));
        }
        let japanese = "第7回運営委員会 議事録\n出席: 梶原 龍\n";
        for little in [true, false] {
            assert_eq!(decode(wide(japanese, little)).as_deref(), Ok(japanese));
        }
    }

    #[test]
    fn encodings_of_the_past() {
        let encode = |encoding: &'static Encoding, text: &str| encoding.encode(text).0.into_owned();
        assert_eq!(decode(encode(WINDOWS_1252, MINUTES)).as_deref(), Ok(MINUTES));
        let russian = "Протокол заседания рабочей группы\nПрисутствовали: Иван Петров, Анна Смирнова\n";
        assert_eq!(decode(encode(WINDOWS_1251, russian)).as_deref(), Ok(russian));
        let japanese = "第７回運営委員会の議事録です。出席者は次のとおりです。\n";
        for encoding in [SHIFT_JIS, ISO_2022_JP] {
            assert_eq!(decode(encode(encoding, japanese)).as_deref(), Ok(japanese), "{encoding:?}");
        }
    }

    #[test]
    fn declared_charsets_go_first() {
        let page = b"<html><head><meta charset=\"iso-8859-2\"></head><body>Prezes: \xa3ukasz\n</body></html>".to_vec();
        assert!(decode(page).unwrap().contains("Łukasz"));
        assert_eq!(decode_as("iso-8859-2", b"\xa3ukasz".to_vec()).as_deref(), Ok("Łukasz"));
        // What is said and is not so.
        assert_eq!(decode_as("iso-8859-1", "Łukasz".into()).as_deref(), Ok("Łukasz"));
        assert_eq!(decode_as("utf-8", b"Jos\xe9 spoke".to_vec()).as_deref(), Ok("José spoke"));
        assert_eq!(decode_as("no-such-charset", "José".into()).as_deref(), Ok("José"));
    }

    #[test]
    fn wrong_bytes_are_told_with_their_place() {
        let wrong = |bytes: &[u8]| match decode(bytes.to_vec()) {
            Err(Undecodable::Wrong { encoding, at, line }) => (encoding.name(), at, line),
            other => panic!("{other:?}"),
        };
        assert_eq!(wrong(&["one\nJürgen Müller ".as_bytes(), b"\xff!"].concat()), ("UTF-8", 20, 2));
        let lone = [b"\xff\xfe".to_vec(), wide("one\ntwo ", true), vec![0x00, 0xd8], wide(" three", true)].concat();
        assert_eq!(wrong(&lone), ("UTF-16LE", 18, 2));
        assert_eq!(wrong(b"\xfe\xff\0a\0"), ("UTF-16BE", 4, 1), "half a character");
    }

    #[test]
    fn binary_files_are_no_text() {
        for bytes in [
            &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..],
            b"one\0two",
            b"a\0b",
            b"\xff\xfe\0\0M\0\0\0i\0\0\0",
            b"\x01\x02\xff\xfd",
            b"\xff\xfea\0\0\0b\0",
        ] {
            assert_eq!(decode(bytes.to_vec()), Err(Undecodable::Binary), "{bytes:?}");
        }
    }
}
