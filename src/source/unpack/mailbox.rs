//! Mailboxes (mboxrd), and how bytes look that are one or a message. No parser is asked here.

/// Headers are looked for in so many lines.
const MOST_HEADERS: usize = 400;

/// Whether bytes begin as a container does that may be larger than a report.
pub(in crate::source) fn is_container(head: &[u8]) -> bool {
    is_mailbox(head) || is_message(head)
}

/// Whether bytes are one e-mail message: header fields from the first line on, among them a sender and one that only mail software writes.
pub(in crate::source) fn is_message(bytes: &[u8]) -> bool {
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
pub(super) fn is_mailbox(bytes: &[u8]) -> bool {
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

/// The first messages of a mailbox, so many at most, without the lines that part them and the signs that protect such lines in a text.
pub(super) fn messages(bytes: &[u8], most: usize) -> Vec<Vec<u8>> {
    let mut found: Vec<Vec<u8>> = Vec::new();
    let mut at = 0;
    let mut blank = true;
    while at < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length + 1);
        let line = &bytes[at..end];
        if blank && parts_messages(&bytes[at..]) {
            if found.len() == most {
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

#[cfg(test)]
mod tests {
    use super::{is_message, messages};

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
    fn protected_lines_are_freed() {
        let one = "From ada@example.org Tue May  7 10:00:00 2024\nFrom: a@example.org\nMessage-ID: <1@x>\n\nHello\n>From the chair\n\nFrom there we went on.\n\n";
        let found = messages(one.repeat(3).as_bytes(), 2);
        assert_eq!(found.len(), 2);
        let text = String::from_utf8_lossy(&found[1]);
        assert!(text.contains("\nFrom the chair\n\nFrom there we went on.\n"), "{text}");
    }
}
