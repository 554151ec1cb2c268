//! The process that reads files: what it is asked comes in on standard input, what it found goes out on standard output, and nothing else does.

use super::frames;
use crate::document::{Unreadable, extract};
use crate::source::{MAX_BINARY_BYTES, MediaType};
use crate::store::FAULT_VARIABLE;
use std::io;
use std::panic::AssertUnwindSafe;
use std::process;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

/// An answer that holds lines, and one that holds why there are none.
pub(super) const LINES: u8 = 0;
pub(super) const UNREADABLE: u8 = 1;

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
        for question in questions {
            let (kind, body) = answer(question.kind, &question.body);
            frames::write(&mut output, kind, body.as_bytes())?;
        }
        Ok(())
    })?;
    answers.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
}

/// The lines of a file as JSON, or why there are none.
fn answer(kind: u8, bytes: &[u8]) -> (u8, String) {
    fault(bytes);
    let lines = MediaType::ALL.get(usize::from(kind)).ok_or(Unreadable::Damaged).and_then(|media_type| {
        std::panic::catch_unwind(AssertUnwindSafe(|| extract(*media_type, bytes))).unwrap_or(Err(Unreadable::GaveUp))
    });
    match lines.and_then(|lines| lines.to_json().map_err(|_| Unreadable::GaveUp)) {
        Ok(json) => (LINES, json),
        // A variant without fields always can be written.
        Err(unreadable) => (UNREADABLE, serde_json::to_string(&unreadable).unwrap_or_default()),
    }
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

    #[test]
    fn an_answer_is_lines_or_a_reason() {
        let html = u8::try_from(MediaType::ALL.iter().position(|m| *m == MediaType::Html).unwrap()).unwrap();
        let (kind, json) = answer(html, b"<html><body><p>The budget was approved.</p>");
        assert_eq!(kind, LINES);
        assert_eq!(
            Lines::from_json(&json),
            extract(MediaType::Html, b"<html><body><p>The budget was approved.</p>").ok()
        );
        let reason = |(kind, json): (u8, String)| (kind, serde_json::from_str::<Unreadable>(&json).unwrap());
        assert_eq!(reason(answer(html, b"<html><body></body></html>")), (UNREADABLE, Unreadable::NoText));
        assert_eq!(reason(answer(200, b"Minutes")), (UNREADABLE, Unreadable::Damaged));
    }
}
