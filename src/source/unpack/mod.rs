//! Containers: a mailbox holds messages, a message holds a text and what is attached to it. Each of them that can be a report is a source of its own.
//!
//! Two steps, so that the first can be taken in a process that may break: [`parts`] runs the parser over bytes that nobody vouches for, and what it finds
//! becomes sources here.

mod mailbox;
mod message;

pub(super) use mailbox::{is_container, is_message};

use super::decode::Undecodable;
use super::{MAX_BYTES, MediaType, Refusal, Source};
use mailbox::{is_mailbox, messages};
use serde::{Deserialize, Serialize};

/// No mailbox or message is larger. What it holds is bounded by [`MAX_BYTES`] each.
pub(super) const MAX_CONTAINER: u64 = 32 * 1024 * 1024;
/// So many messages of a mailbox are taken.
const MOST_MESSAGES: usize = 2000;
/// So many attachments of one message are looked at.
const MOST_ATTACHMENTS: usize = 64;

/// Something in a container.
#[derive(Debug, Serialize, Deserialize)]
pub struct Part {
    /// What its name has behind that of the container, such as `#7/minutes.pdf`; nothing for the text of a message that came alone.
    suffix: String,
    held: Held,
    /// The bytes; those of a text are UTF-8.
    #[serde(skip)]
    bytes: Vec<u8>,
}

/// What a part is.
#[derive(Debug, Serialize, Deserialize)]
enum Held {
    /// The text of a message, as a message.
    Message {
        /// SHA-256 of the message as it came, in hexadecimal.
        sha256: String,
    },
    /// An attached text, decoded.
    Text {
        /// SHA-256 of the attachment without the wrapping of the transfer, in hexadecimal.
        sha256: String,
    },
    /// An attachment that says itself what it is.
    File,
    /// Nothing that could be read.
    Wrong(Wrong),
}

/// Why a part cannot be read.
#[derive(Debug, Serialize, Deserialize)]
enum Wrong {
    Nested,
    Damaged,
    DamagedAttachment,
    Empty,
    TooLarge,
    TooManyMessages,
    TooManyAttachments,
    Undecodable(Undecodable),
}

impl Part {
    /// The source that a part of a container with this name is.
    ///
    /// # Errors
    /// With the reason, when it cannot be read.
    fn source(self, container: &str) -> Result<Source, Refusal> {
        let name = format!("{container}{}", self.suffix);
        let (sha256, media_type) = match self.held {
            Held::Message { sha256 } => (sha256, Some(MediaType::Email)),
            Held::Text { sha256 } => (sha256, None),
            Held::File => return Source::from_bytes(&name, self.bytes),
            Held::Wrong(wrong) => return Err(wrong.of(name)),
        };
        let damaged = |_| Wrong::Damaged.of(name.clone());
        Source::of_text(&name, sha256, String::from_utf8(self.bytes).map_err(damaged)?, media_type)
    }

    /// The part as it goes from one process to another: a line of JSON, and the bytes.
    pub(crate) fn written(&self) -> serde_json::Result<Vec<u8>> {
        let mut written = serde_json::to_vec(self)?;
        written.push(b'\n');
        written.extend_from_slice(&self.bytes);
        Ok(written)
    }

    /// What [`Part::written`] wrote down; nothing for anything else.
    pub(crate) fn restored(mut written: Vec<u8>) -> Option<Self> {
        let line = memchr::memchr(b'\n', &written)?;
        let bytes = written.split_off(line + 1);
        Some(Self { bytes, ..serde_json::from_slice(&written).ok()? })
    }
}

impl Wrong {
    /// The refusal of a part.
    fn of(self, name: String) -> Refusal {
        let damaged = |format, reason: &str| Refusal::Damaged {
            name: name.clone(),
            format,
            code: "damaged",
            reason: reason.to_owned(),
        };
        match self {
            Self::Nested => {
                damaged("e-mail", "holds too many parts inside of each other; save what is to be read by itself")
            }
            Self::Damaged => damaged("e-mail", "is damaged or cut off; get it anew"),
            Self::DamagedAttachment => damaged("attachment", "is damaged or cut off; get it anew"),
            Self::Empty => Refusal::Empty(name),
            Self::TooLarge => Refusal::TooLarge { name, limit: MAX_BYTES },
            Self::TooManyMessages => Refusal::TooMany { name, what: "messages", most: MOST_MESSAGES },
            Self::TooManyAttachments => Refusal::TooMany { name, what: "attachments", most: MOST_ATTACHMENTS },
            Self::Undecodable(undecodable) => undecodable.of(&name),
        }
    }
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
    unpack_with(name, bytes, &mut |_, container| Ok(parts(container)))
}

/// The same with somebody else to take a container apart, who is given its name and bytes.
pub(super) fn unpack_with(name: &str, bytes: Vec<u8>, parts: Unpacker<'_>) -> Vec<Result<Source, Refusal>> {
    if !is_container(&bytes) {
        return vec![Source::from_bytes(name, bytes)];
    }
    if bytes.len() as u64 > MAX_CONTAINER {
        return vec![Err(Refusal::TooLarge { name: name.to_owned(), limit: MAX_CONTAINER })];
    }
    match parts(name, &bytes) {
        Ok(parts) => parts.into_iter().map(|part| part.source(name)).collect(),
        Err(refusal) => vec![Err(refusal)],
    }
}

/// Takes a container apart, by its name and bytes; see [`parts`].
pub type Unpacker<'u> = &'u mut dyn FnMut(&str, &[u8]) -> Result<Vec<Part>, Refusal>;

/// What is in a mailbox or a message, in its order, the text of a message before what is attached to it.
#[must_use]
pub fn parts(container: &[u8]) -> Vec<Part> {
    let mut found = Vec::new();
    if is_mailbox(container) {
        for (i, one) in messages(container, MOST_MESSAGES + 1).into_iter().enumerate() {
            if i == MOST_MESSAGES {
                found.push(Wrong::TooManyMessages.at(String::new()));
                break;
            }
            message::parts(&format!("#{}", i + 1), &one, 0, &mut found);
        }
    } else {
        message::parts("", container, 0, &mut found);
    }
    found
}

impl Wrong {
    /// The part that cannot be read.
    fn at(self, suffix: String) -> Part {
        Part { suffix, held: Held::Wrong(self), bytes: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_MESSAGES, Part, parts, unpack};
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
    fn a_part_is_the_same_after_it_was_written_down() {
        let one_by_one = |part: Part| Part::restored(part.written().unwrap()).unwrap().source("mail.eml");
        let again: Vec<_> = parts(MIXED.as_bytes()).into_iter().map(one_by_one).collect();
        assert_eq!(format!("{again:?}"), format!("{:?}", unpack("mail.eml", MIXED.into())));
        assert!(Part::restored(b"{}\nMinutes".to_vec()).is_none() && Part::restored(Vec::new()).is_none());
    }

    #[test]
    fn one_plain_text_stays_as_it_came() {
        let message = "Received: by mx\nFrom: Ada <ada@example.org>\nSubject: Minutes\n\nPresent: Ada\n";
        assert_eq!(read("a.eml", message.as_bytes())[0].as_ref().unwrap().2, message);
    }

    #[test]
    fn mailboxes_are_bounded() {
        let one = "From ada@example.org Tue May  7 10:00:00 2024\nFrom: a@example.org\nMessage-ID: <1@x>\n\nHello\n\n";
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
