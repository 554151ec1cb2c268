//! The process that reads files: what it is asked comes in on standard input, what it found goes out on standard output, and nothing else does.

use super::frames::{self, Frame};
use crate::document::{Unreadable, extract};
use crate::source::{MAX_BINARY_BYTES, MediaType, parts};
use crate::store::FAULT_VARIABLE;
use std::io::{self, Write};
use std::panic::AssertUnwindSafe;
use std::process;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

/// What a frame asks that holds a mailbox or a message. One that holds a file of a format has that one's place in [`MediaType::ALL`].
pub(super) const CONTAINER: u8 = u8::MAX;
/// An answer that holds lines, and one that holds why nothing could be read.
const LINES: u8 = 0;
pub(super) const UNREADABLE: u8 = 1;
/// What is in a container, one answer a part, and the end of them.
pub(super) const PART: u8 = 2;
const END: u8 = 3;

/// Memory that the process may take: a parser gets twenty times the largest file, and two cores have room for both of their processes.
#[cfg(unix)]
const MOST_MEMORY: u64 = 1536 * 1024 * 1024;
/// Seconds of computing for all files of one process: the time of each is bounded by who asks, so this only ends what nobody waits for any more.
#[cfg(unix)]
const MOST_SECONDS: u64 = 3600;
/// A parser may call itself deeper than a thread usually can; the system lends memory only for what is used.
const STACK: usize = 64 * 1024 * 1024;

/// Answers one question after the other until standard input ends; the process then ends at once, also in the middle of a file.
///
/// # Errors
/// When standard output is closed.
pub fn serve() -> io::Result<()> {
    bound();
    let (asked, questions) = sync_channel(1);
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        while let Ok(Some(frame)) = frames::read(&mut input, MAX_BINARY_BYTES) {
            if asked.send(frame).is_err() {
                break;
            }
        }
        // Whoever asked has gone, and nobody wants the answer.
        process::exit(0);
    });
    let answers = thread::Builder::new().stack_size(STACK).spawn(move || {
        let mut output = io::stdout().lock();
        questions.into_iter().try_for_each(|question| answer(&question, &mut output))
    })?;
    answers.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
}

/// Writes what was found, or why there is nothing.
fn answer(question: &Frame, output: &mut impl Write) -> io::Result<()> {
    fault(&question.body);
    match read(question) {
        Ok(answers) => answers.iter().try_for_each(|(kind, body)| frames::write(output, *kind, body)),
        // A variant without fields always can be written.
        Err(unreadable) => frames::write(output, UNREADABLE, &serde_json::to_vec(&unreadable).unwrap_or_default()),
    }
}

/// The lines of a file as JSON, or the parts of a container.
fn read(question: &Frame) -> Result<Vec<(u8, Vec<u8>)>, Unreadable> {
    let unwritten = |_: serde_json::Error| Unreadable::GaveUp;
    if question.kind == CONTAINER {
        let parts = sound(|| Ok(parts(&question.body)))?;
        let written = parts.iter().map(|part| Ok((PART, part.written().map_err(unwritten)?)));
        return written.chain([Ok((END, Vec::new()))]).collect();
    }
    let media_type = *MediaType::ALL.get(usize::from(question.kind)).ok_or(Unreadable::Damaged)?;
    let lines = sound(|| extract(media_type, &question.body))?;
    Ok(vec![(LINES, lines.to_json().map_err(unwritten)?.into_bytes())])
}

/// What a parser found, or that it broke off.
fn sound<T>(read: impl FnOnce() -> Result<T, Unreadable>) -> Result<T, Unreadable> {
    std::panic::catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Unreadable::GaveUp))
}

/// Bounds what the process may take of the machine. Where the system has no such bound, the one of time stays.
#[cfg(unix)]
fn bound() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    for (resource, most) in [(Resource::As, MOST_MEMORY), (Resource::Cpu, MOST_SECONDS), (Resource::Core, 0)] {
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    }
}

#[cfg(not(unix))]
fn bound() {}

/// Hangs, breaks or eats memory over a file that holds the words that a test names, as a parser might over a hostile one.
fn fault(bytes: &[u8]) {
    let Ok(wanted) = std::env::var(FAULT_VARIABLE) else { return };
    let Some((what, words)) = wanted.split_once(':') else { return };
    if !what.starts_with("parser-") || memchr::memmem::find(bytes, words.as_bytes()).is_none() {
        return;
    }
    match what {
        "parser-hangs" => loop {
            thread::sleep(Duration::from_secs(60));
        },
        "parser-aborts" => process::abort(),
        "parser-eats-memory" => {
            let mut eaten = Vec::new();
            loop {
                eaten.push(vec![1_u8; 16 * 1024 * 1024]);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Lines;
    use crate::source::Part;

    fn answers(kind: u8, body: &[u8]) -> Vec<Frame> {
        let mut output = Vec::new();
        answer(&Frame { kind, body: body.to_vec() }, &mut output).unwrap();
        let mut from = output.as_slice();
        std::iter::from_fn(|| frames::read(&mut from, 1 << 20).unwrap()).collect()
    }

    #[test]
    fn an_answer_is_lines_or_a_reason() {
        let html = MediaType::Html as u8;
        let page = b"<html><body><p>The budget was approved.</p>";
        let [lines] = answers(html, page).try_into().ok().unwrap();
        assert_eq!(lines.kind, LINES);
        assert_eq!(Lines::from_json(std::str::from_utf8(&lines.body).unwrap()), extract(MediaType::Html, page).ok());
        let reason = |kind, body| {
            let [reason] = answers(kind, body).try_into().ok().unwrap();
            assert_eq!(reason.kind, UNREADABLE);
            serde_json::from_slice::<Unreadable>(&reason.body).unwrap()
        };
        assert_eq!(reason(html, b"<html><body></body></html>"), Unreadable::NoText);
        assert_eq!(reason(200, b"Minutes"), Unreadable::Damaged);
    }

    #[test]
    fn a_container_is_answered_part_by_part() {
        let message = "From ada@example.org Tue May  7 10:00:00 2024\nFrom: ada@example.org\nMessage-ID: <1@x>\n\nPresent: Ada\n\n";
        let all = answers(CONTAINER, message.repeat(2).as_bytes());
        assert_eq!(all.iter().map(|frame| frame.kind).collect::<Vec<_>>(), [PART, PART, END]);
        assert!(all.into_iter().take(2).all(|frame| Part::restored(frame.body).is_some()));
    }

    #[test]
    fn a_kind_is_a_place_among_all() {
        assert!(MediaType::ALL.iter().enumerate().all(|(place, kind)| place == usize::from(*kind as u8)));
    }
}
