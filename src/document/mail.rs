//! An e-mail as lines: its subject as the first heading, then its text without what mail adds around it: quoted messages, signatures, the footers of lists.
//!
//! The date of a message is when it was sent, not when a meeting was held: it is no line of the text, and neither is the sender. It only tells the year of a
//! day that the minutes print without one.

use super::lines::{LineKind, Lines, PlaceUnit, Run};
use super::{Unreadable, extract};
use crate::source::MediaType;
use mail_parser::parsers::fields::thread::thread_name;
use mail_parser::{MessageParser, MimeHeaders};

/// A signature without the blank behind its dashes has so many lines at most.
const LONGEST_SIGNATURE: usize = 12;
/// The footer of a list stands below a line of so many underscores at least, and has so many lines at most.
const SHORTEST_RULE: usize = 30;
const LONGEST_FOOTER: usize = 8;

/// Turns a message, its header and its decoded text, into lines of text.
///
/// # Errors
/// When it has no header, or as those of the format that its text is in.
pub(super) fn lines(message: &str) -> Result<Lines, Unreadable> {
    let (head, body_at) = parts(message).ok_or(Unreadable::Damaged)?;
    let parsed = MessageParser::default().parse(head.as_bytes()).filter(|m| !m.parts.is_empty());
    let parsed = parsed.ok_or(Unreadable::Damaged)?;
    let kind = parsed.content_type();
    let parameter = |key, value: &str| {
        kind.and_then(|k| k.attribute(key)).is_some_and(|printed| printed.eq_ignore_ascii_case(value))
    };
    let body = &message[body_at..];
    let inner = if kind.is_some_and(|k| k.subtype().is_some_and(|s| s.eq_ignore_ascii_case("html"))) {
        let mut inner = extract(MediaType::Html, body.as_bytes())?;
        inner.move_places(|at| at + body_at);
        inner
    } else {
        let own = Own::of(body, parameter("format", "flowed"), parameter("delsp", "yes"));
        // A message in a message is an attachment; here it is text.
        let media_type = Some(MediaType::of_text(&own.text)).filter(|told| *told != MediaType::Email);
        let mut inner = extract(media_type.unwrap_or(MediaType::PlainText), own.text.as_bytes())?;
        inner.move_places(|at| own.place(at) + body_at);
        inner
    };
    let mut lines = Lines::new(PlaceUnit::Byte);
    if let Some(subject) = parsed.subject().map(thread_name).filter(|s| s.contains(char::is_alphanumeric)) {
        let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
        let at = head.to_ascii_lowercase().find("subject:").unwrap_or(0);
        lines.add(LineKind::Heading(1), None, &[Run { text: &subject, ..Run::default() }], at);
    }
    lines.written = parsed
        .date()
        .and_then(|d| Some((i16::try_from(d.year).ok()?, i8::try_from(d.month).ok()?, i8::try_from(d.day).ok()?)));
    lines.append(inner);
    Ok(lines)
}

/// The header with the blank line behind it, and where the text begins.
fn parts(message: &str) -> Option<(&str, usize)> {
    let ends = [message.find("\n\n").map(|at| at + 2), message.find("\r\n\r\n").map(|at| at + 4)];
    let end = ends.into_iter().flatten().min()?;
    Some((&message[..end], end))
}

/// What the sender wrote, and where each line of it stood.
struct Own {
    text: String,
    /// Offset in the text to offset in the body, ascending.
    map: Vec<(usize, usize)>,
}

impl Own {
    fn of(body: &str, flowed: bool, delsp: bool) -> Self {
        let all: Vec<&str> = body.lines().collect();
        let mut own = Self { text: String::with_capacity(body.len()), map: Vec::new() };
        let mut joined = false;
        for (i, line) in all.iter().enumerate() {
            if ends_here(&all, i) {
                break;
            }
            if line.starts_with('>') && !is_caption(line) || introduces_quote(&all, i) {
                own.text.push('\n');
                joined = false;
                continue;
            }
            let at = (line.as_ptr() as usize).saturating_sub(body.as_ptr() as usize);
            // A blank was put before lines that would mean something else (RFC 3676, 4.4).
            let stuffed = flowed && line.starts_with(' ');
            let content = if stuffed { &line[1..] } else { line };
            if !joined && !own.text.is_empty() {
                own.text.push('\n');
            }
            own.map.push((own.text.len(), at + usize::from(stuffed)));
            joined = flowed && content.ends_with(' ') && all.get(i + 1).is_some_and(|next| !next.starts_with('>'));
            own.text.push_str(if joined && delsp { &content[..content.len() - 1] } else { content });
        }
        own.text.push('\n');
        own
    }

    fn place(&self, at: usize) -> usize {
        let behind = self.map.partition_point(|(own, _)| *own <= at);
        behind.checked_sub(1).and_then(|i| self.map.get(i)).map_or(0, |(own, place)| place + (at - own))
    }
}

/// ">> CHAIR: thank you" is a speaker of captions, not a quotation of a quotation.
fn is_caption(line: &str) -> bool {
    line.starts_with(">> ") && line[3..].split_once(": ").is_some_and(|(label, _)| !label.contains(char::is_lowercase))
}

/// "On Tuesday Ada Lovelace wrote:" directly above a quotation; over two lines, where a narrow column broke it.
fn introduces_quote(all: &[&str], i: usize) -> bool {
    let quoted = |line: &&str| line.starts_with('>') && !is_caption(line);
    let last = |i: usize| {
        let behind = all[i + 1..].iter().take(2).find(|line| !line.trim().is_empty());
        all[i].trim_end().ends_with(':') && behind.is_some_and(quoted)
    };
    let who =
        |line: &str| line.contains('@') || line.contains(|c: char| c.is_ascii_digit()) || line.split(' ').count() < 8;
    !all[i].trim().is_empty()
        && (last(i) && who(all[i])
            || i + 1 < all.len()
                && !all[i + 1].trim().is_empty()
                && last(i + 1)
                && all[i].contains(',')
                && all[i].contains(|c: char| c.is_ascii_digit()))
}

/// Whether nothing of the sender's own follows: a signature, or the footer of a list.
fn ends_here(all: &[&str], i: usize) -> bool {
    let (line, rest) = (all[i], &all[i + 1..]);
    if line == "-- " || line == "--" && rest.len() <= LONGEST_SIGNATURE {
        return true;
    }
    let rule = line.trim_end();
    let filled = rest.iter().filter(|line| !line.trim().is_empty()).count();
    rule.len() >= SHORTEST_RULE
        && rule.bytes().all(|b| b == b'_')
        && (1..=LONGEST_FOOTER).contains(&filled)
        && rest.iter().any(|line| line.contains("://") || line.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::document::Document;

    fn read(message: &str) -> Document {
        Document::from_lines(&lines(message).unwrap(), message.len())
    }

    #[test]
    fn subject_and_own_words() {
        let message = "Received: by mx.example.org\nFrom: Ada <ada@example.org>\nDate: Wed, 8 May 2024 10:00:00 +0000\n\
            Subject: Re: [board] =?utf-8?Q?Minutes_=E2=80=93_harbour_board?=\n\nHello all,\n\nPresent: Ada Lovelace\n\n\
            On Tue, 7 May 2024, Alan Turing <alan@example.org>\nwrote:\n> Present: nobody\n>> nor me\n\nThe draft was approved.\n\n-- \nAda\nhttps://example.org\n";
        let document = read(message);
        assert_eq!(
            document.text(),
            "Minutes – harbour board\nHello all,\nPresent: Ada Lovelace\nThe draft was approved."
        );
        let lines: Vec<usize> = document.blocks().iter().map(|b| document.source_line(message, b.span)).collect();
        assert_eq!(lines, [4, 6, 8, 15]);
    }

    #[test]
    fn flowed_lines_are_joined() {
        let head = "From: a@example.org\nSubject: Minutes\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n";
        let document =
            read(&format!("{head}The board agreed \nthat the draft \nis ready.\n\n > was the sign.\n\nPresent: Ada\n"));
        assert_eq!(
            document.text(),
            "Minutes\nThe board agreed that the draft is ready.\n> was the sign.\nPresent: Ada"
        );
    }

    #[test]
    fn footers_of_lists_and_signatures() {
        let head = "From: a@example.org\nSubject: Minutes\n\n";
        let rule = "_".repeat(47);
        let list = read(&format!(
            "{head}Present: Ada\n\n{rule}\nboard mailing list\nboard@example.org\nhttps://example.org/board\n"
        ));
        assert_eq!(list.text(), "Minutes\nPresent: Ada");
        let signed = read(&format!("{head}Present: Ada\n\n--\nAda\n"));
        assert_eq!(signed.text(), "Minutes\nPresent: Ada");
        let ruled = read(&format!("{head}Present: Ada\n\n{rule}\n\nAgenda\n\n1. Draft\n"));
        assert!(ruled.text().contains("Agenda"), "{}", ruled.text());
    }
}
