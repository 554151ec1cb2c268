//! One message: its text as a *reading copy*, and what is attached to it.
//!
//! A reading copy is header lines, a blank line, and the text decoded. Where the message is nothing but one text that nothing wraps, that is the message as it came,
//! line by line; else it is made from the part that is to be read, the plain one before the HTML one.

use super::mailbox::is_message;
use super::{Held, MOST_ATTACHMENTS, Part, Wrong};
use crate::source::{MAX_BYTES, decode, media};
use crate::text::hex;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// A message may be forwarded inside of another so often.
const MOST_FORWARDED: usize = 4;
/// A message names so many parts that hold others: the parser's work and the depth of its tree grow with them.
const MOST_NESTED: usize = 200;
/// A name of an attachment is cut behind so many characters.
const LONGEST_NAME: usize = 100;

/// Finds the text of a message, and what is attached to it.
pub(super) fn parts(suffix: &str, bytes: &[u8], depth: usize, found: &mut Vec<Part>) {
    if nested(bytes) > MOST_NESTED || depth > MOST_FORWARDED {
        found.push(Wrong::Nested.at(suffix.to_owned()));
        return;
    }
    let Some(parsed) = MessageParser::default().parse(bytes).filter(|m| !m.parts.is_empty()) else {
        found.push(Wrong::Damaged.at(suffix.to_owned()));
        return;
    };
    let before = found.len();
    let mut names: Vec<String> = Vec::new();
    for (i, id) in parsed.attachments.iter().enumerate() {
        if i == MOST_ATTACHMENTS {
            found.push(Wrong::TooManyAttachments.at(suffix.to_owned()));
            break;
        }
        let Some(part) = parsed.parts.get(*id as usize) else { continue };
        let mut own = format!("{suffix}/{}", safe_name(part.attachment_name(), *id));
        if names.contains(&own) {
            let _ = write!(own, "-{id}");
        }
        names.push(own.clone());
        attachment(own, &parsed, part, depth, found);
    }
    let copy = reading_copy(&parsed, bytes);
    let empty = matches!(&copy, Ok(text) if body_of(text).trim().is_empty());
    if empty && found.len() > before {
        return;
    }
    let suffix = suffix.to_owned();
    let text = match copy {
        Ok(_) if empty => Wrong::Empty.at(suffix),
        Ok(text) => {
            Part { suffix, held: Held::Message { sha256: hex(&Sha256::digest(bytes)) }, bytes: text.into_bytes() }
        }
        Err(wrong) => wrong.at(suffix),
    };
    found.insert(before, text);
}

/// How often a message names parts that hold others. Counted in the raw bytes, before anything is built from them.
fn nested(bytes: &[u8]) -> usize {
    let lower = bytes.to_ascii_lowercase();
    let count = |sign: &[u8]| memchr::memmem::find_iter(&lower, sign).take(MOST_NESTED + 1).count();
    count(b"multipart") + count(b"rfc822") + count(b"/global")
}

/// The text that is to be read in a message, as a message.
fn reading_copy(parsed: &Message<'_>, bytes: &[u8]) -> Result<String, Wrong> {
    let text = |id: &u32| parsed.parts.get(*id as usize).filter(|p| matches!(p.body, PartType::Text(_)));
    let html = |id: &u32| parsed.parts.get(*id as usize).filter(|p| matches!(p.body, PartType::Html(_)));
    let plain: Vec<&MessagePart<'_>> = parsed.text_body.iter().filter_map(text).collect();
    let (parts, subtype) = if plain.iter().any(|p| p.text_contents().is_some_and(|t| !t.trim().is_empty())) {
        (plain, "plain")
    } else {
        (parsed.html_body.iter().filter_map(html).collect(), "html")
    };
    if let ([only], 1) = (parts.as_slice(), parsed.parts.len())
        && only.encoding == Encoding::None
    {
        return decode::decode_as(charset(only), bytes.to_vec()).map_err(Wrong::Undecodable);
    }
    let mut copy = String::new();
    if let Some(subject) = parsed.subject() {
        let _ = writeln!(copy, "Subject: {}", subject.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    let parameter = |key| parts.first().and_then(|p| p.content_type()).and_then(|c| c.attribute(key));
    let _ = write!(copy, "Content-Type: text/{subtype}; charset=utf-8");
    if parameter("format").is_some_and(|f| f.eq_ignore_ascii_case("flowed")) {
        copy.push_str("; format=flowed");
        if parameter("delsp").is_some_and(|d| d.eq_ignore_ascii_case("yes")) {
            copy.push_str("; delsp=yes");
        }
    }
    copy.push_str("\n\n");
    for part in parts {
        let raw = raw_of(parsed, part).ok_or(Wrong::Damaged)?;
        copy.push_str(&decode::decode_as(charset(part), raw).map_err(Wrong::Undecodable)?);
        if !copy.ends_with('\n') {
            copy.push('\n');
        }
    }
    Ok(copy)
}

/// What stands behind the header of a reading copy.
fn body_of(copy: &str) -> &str {
    let ends = [("\n\n", 2), ("\r\n\r\n", 4)];
    let first = ends.iter().filter_map(|(sign, length)| copy.find(sign).map(|at| at + length)).min();
    first.and_then(|at| copy.get(at..)).unwrap_or("")
}

fn charset<'p>(part: &'p MessagePart<'_>) -> &'p str {
    part.content_type().and_then(|c| c.attribute("charset")).unwrap_or("utf-8")
}

/// The bytes of a part without the wrapping of the transfer; nothing where they are cut off.
fn raw_of(parsed: &Message<'_>, part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let raw = parsed.raw_message.get(part.offset_body as usize..part.offset_end as usize)?;
    match part.encoding {
        Encoding::None if part.is_encoding_problem => None,
        Encoding::None => Some(raw.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        // Four letters hold three bytes: one letter at the end holds none.
        Encoding::Base64 => {
            let letters = raw.iter().filter(|b| b.is_ascii_alphanumeric() || b"+/".contains(b)).count();
            (letters % 4 != 1).then(|| base64_decode(raw)).flatten()
        }
    }
}

/// An attachment, where it is of a kind that can be a report: pictures, invitations and keys are passed over.
fn attachment(suffix: String, parsed: &Message<'_>, part: &MessagePart<'_>, depth: usize, found: &mut Vec<Part>) {
    let kind = part.content_type();
    let of_type = |t: &str, subtypes: &[&str]| {
        kind.is_some_and(|k| {
            k.ctype().eq_ignore_ascii_case(t)
                && k.subtype().is_some_and(|s| subtypes.iter().any(|known| s.eq_ignore_ascii_case(known)))
        })
    };
    let ending = suffix.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let forwarded = matches!(part.body, PartType::Message(_)) || of_type("message", &["rfc822", "global"]);
    let text = of_type("text", &["plain", "html", "markdown", "x-markdown", "vtt"])
        || ["md", "markdown", "txt", "html", "htm", "vtt", "srt", "eml"].contains(&ending.as_str());
    let document = of_type("application", &["pdf"]) || ["pdf", "docx"].contains(&ending.as_str());
    let raw = raw_of(parsed, part);
    let known = raw.as_deref().and_then(media::of_bytes).is_some();
    if !(forwarded || text || document || known) {
        return;
    }
    let Some(raw) = raw else {
        found.push(Wrong::DamagedAttachment.at(suffix));
        return;
    };
    if forwarded || is_message(&raw) {
        parts(&suffix, &raw, depth + 1, found);
    } else if known || !text {
        found.push(Part { suffix, held: Held::File, bytes: raw });
    } else if raw.len() as u64 > MAX_BYTES {
        found.push(Wrong::TooLarge.at(suffix));
    } else {
        let held = Held::Text { sha256: hex(&Sha256::digest(&raw)) };
        found.push(match decode::decode_as(charset(part), raw) {
            Ok(text) => Part { suffix, held, bytes: text.into_bytes() },
            Err(wrong) => Wrong::Undecodable(wrong).at(suffix),
        });
    }
}

/// A name for an attachment that is no path and holds no signs that a terminal or a path gives a meaning.
fn safe_name(printed: Option<&str>, id: u32) -> String {
    let last = printed.and_then(|p| p.rsplit(['/', '\\']).next()).unwrap_or("");
    let bare: String = last.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    let bare = bare.trim().trim_start_matches('.');
    if bare.is_empty() { format!("part-{id}") } else { bare.to_owned() }
}
