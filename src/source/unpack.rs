//! Containers: a mailbox holds messages, a message holds a text and what is attached to it. Each of them that can be a report is a source of its own.
//!
//! A message becomes a *reading copy*: header lines, a blank line, and the text decoded. Where the message is nothing but one text that nothing wraps, that is the
//! message as it came, line by line; else it is made from the part that is to be read, the plain one before the HTML one.

use super::{MAX_BYTES, MediaType, Refusal, Source, decode, media};
use crate::text::hex;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// No mailbox or message is larger. What it holds is bounded by [`MAX_BYTES`] each.
pub(super) const MAX_CONTAINER: u64 = 32 * 1024 * 1024;
/// So many messages of a mailbox are taken.
const MOST_MESSAGES: usize = 2000;
/// So many attachments of one message are looked at.
const MOST_ATTACHMENTS: usize = 64;
/// A message may be forwarded inside of another so often.
const MOST_FORWARDED: usize = 4;
/// A message names so many parts that hold others: the parser's work and the depth of its tree grow with them.
const MOST_NESTED: usize = 200;
/// A name of an attachment is cut behind so many characters.
const LONGEST_NAME: usize = 100;
/// Headers are looked for in so many lines.
const MOST_HEADERS: usize = 400;

/// Whether bytes begin as a container does that may be larger than a report.
pub(super) fn is_container(head: &[u8]) -> bool {
    is_mailbox(head) || is_message(head)
}

/// The sources in bytes: those of a mailbox, those of a message, else the one that the bytes are.
///
/// ```
/// use rapporteur::source::unpack;
///
/// let message = "From ada@example.org Tue May  7 10:00:00 2024\nSubject: Minutes\nFrom: ada@example.org\nMessage-ID: <1@example.org>\n\nPresent: Ada\n\n";
/// let names: Vec<String> = unpack("list.mbox", message.repeat(2).into()).into_iter().map(|s| s.unwrap().name).collect();
/// assert_eq!(names, ["list.mbox#1", "list.mbox#2"]);
/// ```
#[must_use]
pub fn unpack(name: &str, bytes: Vec<u8>) -> Vec<Result<Source, Refusal>> {
    let mut found = Vec::new();
    if is_container(&bytes) && bytes.len() as u64 > MAX_CONTAINER {
        return vec![Err(Refusal::TooLarge { name: name.to_owned(), limit: MAX_CONTAINER })];
    }
    if is_mailbox(&bytes) {
        for (i, one) in messages(&bytes).into_iter().enumerate() {
            if i == MOST_MESSAGES {
                let name = name.to_owned();
                found.push(Err(Refusal::TooMany { name, what: "messages", most: MOST_MESSAGES }));
                break;
            }
            message(&format!("{name}#{}", i + 1), &one, 0, &mut found);
        }
    } else if is_message(&bytes) {
        message(name, &bytes, 0, &mut found);
    } else {
        found.push(Source::from_bytes(name, bytes));
    }
    found
}

/// Whether bytes are one e-mail message: header fields from the first line on, among them a sender and one that only mail software writes.
pub(super) fn is_message(bytes: &[u8]) -> bool {
    let (mut sender, mut technical) = (false, false);
    for (i, line) in bytes.split(|b| *b == b'\n').take(MOST_HEADERS).enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            return sender && technical;
        }
        if i > 0 && line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(field) = field_name(line) else { return false };
        sender |= field.eq_ignore_ascii_case(b"from");
        technical |= [&b"message-id"[..], b"mime-version", b"received", b"return-path", b"delivered-to"]
            .iter()
            .any(|known| field.eq_ignore_ascii_case(known));
    }
    false
}

/// A mailbox begins with the line that parts its messages, and a header field below it.
fn is_mailbox(bytes: &[u8]) -> bool {
    bytes.starts_with(b"From ") && parts_messages(bytes)
}

/// Whether the line at the beginning parts messages: "From " and a header field below.
fn parts_messages(bytes: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', bytes) else { return false };
    bytes.starts_with(b"From ")
        && end < 998
        && bytes[end + 1..].split(|b| *b == b'\n').next().is_some_and(|line| field_name(line).is_some())
}

/// The name of the header field that a line is.
fn field_name(line: &[u8]) -> Option<&[u8]> {
    let colon = line.iter().take(78).position(|b| *b == b':')?;
    let name = &line[..colon];
    (!name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(b))).then_some(name)
}

/// The messages of a mailbox, one more than are taken at most, without the lines that part them and the signs that protect such lines in a text (mboxrd).
fn messages(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found: Vec<Vec<u8>> = Vec::new();
    let mut at = 0;
    let mut blank = true;
    while at < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length + 1);
        let line = &bytes[at..end];
        if blank && parts_messages(&bytes[at..]) {
            if found.len() > MOST_MESSAGES {
                break;
            }
            found.push(Vec::new());
        } else if let Some(last) = found.last_mut() {
            let quotes = line.iter().take_while(|b| **b == b'>').count();
            last.extend_from_slice(if line[quotes..].starts_with(b"From ") { &line[quotes.min(1)..] } else { line });
        }
        blank = line.iter().all(u8::is_ascii_whitespace);
        at = end;
    }
    found
}

/// The text of a message, and what is attached to it.
fn message(name: &str, bytes: &[u8], depth: usize, found: &mut Vec<Result<Source, Refusal>>) {
    let damaged = |reason: &str| Refusal::Damaged {
        name: name.to_owned(),
        format: "e-mail",
        code: "damaged",
        reason: reason.to_owned(),
    };
    if nested(bytes) > MOST_NESTED || depth > MOST_FORWARDED {
        found.push(Err(damaged("holds too many parts inside of each other; save what is to be read by itself")));
        return;
    }
    let Some(parsed) = MessageParser::default().parse(bytes).filter(|m| !m.parts.is_empty()) else {
        found.push(Err(damaged("is damaged or cut off; get it anew")));
        return;
    };
    let before = found.len();
    let mut names: Vec<String> = Vec::new();
    for (i, id) in parsed.attachments.iter().enumerate() {
        if i == MOST_ATTACHMENTS {
            found.push(Err(Refusal::TooMany { name: name.to_owned(), what: "attachments", most: MOST_ATTACHMENTS }));
            break;
        }
        let Some(part) = parsed.parts.get(*id as usize) else { continue };
        let mut own = format!("{name}/{}", safe_name(part.attachment_name(), *id));
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
    let sha256 = hex(&Sha256::digest(bytes));
    let source = copy.map_err(|wrong| wrong.of(name)).and_then(|text| {
        if empty {
            Err(Refusal::Empty(name.to_owned()))
        } else {
            Source::of_text(name, sha256, text, Some(MediaType::Email))
        }
    });
    found.insert(before, source);
}

/// How often a message names parts that hold others. Counted in the raw bytes, before anything is built from them.
fn nested(bytes: &[u8]) -> usize {
    let lower = bytes.to_ascii_lowercase();
    let count = |sign: &[u8]| memchr::memmem::find_iter(&lower, sign).take(MOST_NESTED + 1).count();
    count(b"multipart") + count(b"rfc822") + count(b"/global")
}

/// The text that is to be read in a message, as a message.
fn reading_copy(parsed: &Message<'_>, bytes: &[u8]) -> Result<String, decode::Undecodable> {
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
        return decode::decode_as(charset(only), bytes.to_vec());
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
        let raw = raw_of(parsed, part).ok_or(decode::Undecodable::Wrong { encoding: "Base64", at: 0, line: 1 })?;
        copy.push_str(&decode::decode_as(charset(part), raw)?);
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
fn attachment(
    name: String,
    parsed: &Message<'_>,
    part: &MessagePart<'_>,
    depth: usize,
    found: &mut Vec<Result<Source, Refusal>>,
) {
    let kind = part.content_type();
    let of_type = |t: &str, subtypes: &[&str]| {
        kind.is_some_and(|k| {
            k.ctype().eq_ignore_ascii_case(t)
                && k.subtype().is_some_and(|s| subtypes.iter().any(|known| s.eq_ignore_ascii_case(known)))
        })
    };
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
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
        let reason = "is damaged or cut off; get it anew".to_owned();
        found.push(Err(Refusal::Damaged { name, format: "attachment", code: "damaged", reason }));
        return;
    };
    if raw.len() as u64 > MAX_BYTES {
        found.push(Err(Refusal::TooLarge { name, limit: MAX_BYTES }));
    } else if forwarded || is_message(&raw) {
        message(&name, &raw, depth + 1, found);
    } else if known || !text {
        found.push(Source::from_bytes(&name, raw));
    } else {
        let sha256 = hex(&Sha256::digest(&raw));
        let decoded = decode::decode_as(charset(part), raw).map_err(|wrong| wrong.of(&name));
        found.push(decoded.and_then(|text| Source::of_text(&name, sha256, text, None)));
    }
}

/// A name for an attachment that is no path and holds no signs that a terminal or a path gives a meaning.
fn safe_name(printed: Option<&str>, id: u32) -> String {
    let last = printed.and_then(|p| p.rsplit(['/', '\\']).next()).unwrap_or("");
    let bare: String = last.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    let bare = bare.trim().trim_start_matches('.');
    if bare.is_empty() { format!("part-{id}") } else { bare.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{MOST_MESSAGES, is_message, unpack};
    use crate::source::{Content, MediaType};

    fn read(name: &str, bytes: &[u8]) -> Vec<Result<(String, MediaType, String), String>> {
        let text = |content: Content| match content {
            Content::Text(text) => text,
            other => format!("{other:?}"),
        };
        let one = |r: Result<super::Source, super::Refusal>| {
            r.map(|s| (s.name, s.media_type, text(s.content))).map_err(|e| e.to_string())
        };
        unpack(name, bytes.to_vec()).into_iter().map(one).collect()
    }

    const MIXED: &str = "From: Ada <ada@example.org>\r\nSubject: =?utf-8?Q?Minutes_of_the_harbour_board?=\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: multipart/alternative; boundary=\"b2\"\r\n\r\n\
        --b2\r\nContent-Type: text/plain; charset=iso-8859-1; format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        Present: J=FCrgen M=FCller, =\r\nAda Lovelace\r\n--b2\r\nContent-Type: text/html\r\n\r\n<p>Present: nobody</p>\r\n--b2--\r\n\
        --b1\r\nContent-Type: text/markdown; charset=windows-1252; name=\"../../minutes.md\"\r\nContent-Disposition: attachment; filename=\"../../minutes.md\"\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nIyBNaW51dGVzCgoqKlByZXNlbnQqKjogSvxyZ2VuCgojIEFnZW5kYQo=\r\n\
        --b1\r\nContent-Type: image/png; name=logo.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b1--\r\n";

    #[test]
    fn a_message_and_its_attachments() {
        let found = read("mail.eml", MIXED.as_bytes());
        let [Ok(body), Ok(attached)] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((body.0.as_str(), body.1), ("mail.eml", MediaType::Email));
        assert!(body.2.starts_with("Subject: Minutes of the harbour board\nContent-Type: text/plain"), "{}", body.2);
        assert!(body.2.contains("Present: Jürgen Müller, Ada Lovelace"), "{}", body.2);
        assert_eq!((attached.0.as_str(), attached.1), ("mail.eml/minutes.md", MediaType::Markdown));
        assert!(attached.2.contains("Jürgen"));
    }

    #[test]
    fn one_plain_text_stays_as_it_came() {
        let message = "Received: by mx\nFrom: Ada <ada@example.org>\nSubject: Minutes\n\nPresent: Ada\n";
        assert_eq!(read("a.eml", message.as_bytes())[0].as_ref().unwrap().2, message);
    }

    #[test]
    fn what_is_no_message() {
        for text in [
            "From: the chair\nDate: 5 May 2024\nSubject: Minutes\n\nPresent: Ada\n",
            "Minutes\n\nFrom: x\nMessage-ID: <1>\n\n",
            "From here on we met.\nMessage-ID: no\n",
            "# Minutes\n",
            "",
        ] {
            assert!(!is_message(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn mailboxes_are_bounded_and_protected_lines_freed() {
        let one = "From ada@example.org Tue May  7 10:00:00 2024\nFrom: a@example.org\nMessage-ID: <1@x>\n\nHello\n>From the chair\n\nFrom there we went on.\n\n";
        let found = read("list.mbox", one.repeat(2).as_bytes());
        assert_eq!(found.len(), 2);
        let (name, _, text) = found[1].as_ref().unwrap();
        assert_eq!(name, "list.mbox#2");
        assert!(text.contains("\nFrom the chair\n\nFrom there we went on.\n"), "{text}");
        let many = read("list.mbox", one.repeat(10_000).as_bytes());
        assert_eq!(many.len(), MOST_MESSAGES + 1);
        assert!(many[MOST_MESSAGES].as_ref().unwrap_err().contains("more than 2000 messages"));
    }

    #[test]
    fn hostile_messages_are_refused_and_harm_nothing() {
        let head = "From: a@example.org\nMIME-Version: 1.0\n";
        let forwarded = format!("{head}{}", "Content-Type: message/rfc822\n\n".repeat(100_000));
        assert!(read("deep.eml", forwarded.as_bytes())[0].as_ref().unwrap_err().contains("inside of each other"));
        let nested = |i| format!("Content-Type: multipart/digest; boundary=b{i}\n\n--b{i}\n");
        let nested = (0..5000).map(nested).collect::<Vec<_>>().concat();
        assert!(read("deep.eml", format!("{head}{nested}").as_bytes())[0].is_err());
        let parts = "--b\nContent-Type: text/plain; name=a.txt\nContent-Disposition: attachment\n\nx\n".repeat(10_000);
        let found = read("many.eml", format!("{head}Content-Type: multipart/mixed; boundary=b\n\n{parts}").as_bytes());
        assert!(found.iter().flatten().count() <= 65 && found.iter().any(Result::is_err), "{}", found.len());
        for boundary in ["", "\"", "b\0", "--", &"b".repeat(5000)] {
            let odd = format!(
                "{head}Content-Type: multipart/mixed; boundary=\"{boundary}\"\n\n--{boundary}\n\nMinutes\n--{boundary}--\n"
            );
            let _ = read("odd.eml", odd.as_bytes());
        }
        let cut = format!(
            "{head}Content-Type: application/pdf; name=m.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjcKx"
        );
        let found = read("cut.eml", cut.as_bytes());
        assert!(
            found.iter().all(|f| f.as_ref().is_err_and(|e| e.contains("cut off") || e.contains("empty"))),
            "{found:?}"
        );
    }
}
