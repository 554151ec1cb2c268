//! The side of a run: starts processes that read files, asks them, and ends those that do not answer.

use super::child::LINES;
use super::{Apart, frames};
use crate::document::{Lines, Unreadable};
use crate::source::{Content, MediaType, Refusal, Source};
use std::io::{self, BufReader};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// After so many files a process makes room for a new one: what parsers leak does not add up, and starting one costs less than reading a page.
const MOST_FILES: usize = 200;
/// No answer is longer: eight megabytes of text, each line of it as short as lines are.
const LONGEST_ANSWER: u64 = 64 * 1024 * 1024;

/// Reads files one after the other in another process.
pub(in crate::ingest) struct Worker<'a> {
    apart: &'a Apart,
    running: Option<Running>,
}

impl<'a> Worker<'a> {
    /// No process is started before there is a file.
    pub(in crate::ingest) fn new(apart: &'a Apart) -> Self {
        Self { apart, running: None }
    }

    /// The lines of a source, and the same as they were written down.
    ///
    /// A process that dies over its first file died of it. One that has read others before may have died of what these left, so the file is given to a new one:
    /// what becomes of a file must not hang on the files before it.
    pub(in crate::ingest) fn lines(&mut self, source: &Source) -> Result<(Lines, String), Refusal> {
        let bytes = match &source.content {
            Content::Text(text) | Content::Extracted(text) => text.as_bytes(),
            Content::Bytes(bytes) => bytes,
        };
        if self.running.as_ref().is_some_and(|running| running.files >= MOST_FILES) {
            self.running = None;
        }
        loop {
            let mut running = match self.running.take() {
                Some(running) => running,
                None => Running::start(self.apart).map_err(|e| Refusal::Unreadable {
                    name: source.name.clone(),
                    reason: format!("no process to read it in could be started: {e}"),
                })?,
            };
            match running.ask(source.media_type, bytes) {
                Answer::Given(read) => {
                    self.running = Some(running);
                    return read.map_err(|unreadable| unreadable.of(source));
                }
                Answer::Died if running.files > 1 => {}
                Answer::Died | Answer::TookTooLong => return Err(Unreadable::GaveUp.of(source)),
            }
        }
    }
}

/// What came of asking a process.
enum Answer {
    Given(Result<(Lines, String), Unreadable>),
    Died,
    TookTooLong,
}

/// A process that reads files.
struct Running {
    child: Arc<Mutex<Child>>,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// Tells who watches the time that a file begins, and that it is done.
    mark: Sender<()>,
    patience: Duration,
    /// How many files it was asked for.
    files: usize,
}

impl Running {
    fn start(apart: &Apart) -> io::Result<Self> {
        let mut child = Command::new(&apart.program)
            .args(&apart.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What a parser says when it breaks is of no use to who ingests.
            .stderr(Stdio::null())
            .spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (mark, marks) = channel();
        let child = Arc::new(Mutex::new(child));
        let (Some(input), Some(output)) = (input, output) else { return Err(io::ErrorKind::BrokenPipe.into()) };
        let patience = apart.patience;
        let running = Self { child, input, output: BufReader::new(output), mark, patience, files: 0 };
        let child = running.child.clone();
        thread::Builder::new().spawn(move || watch(&child, patience, &marks))?;
        Ok(running)
    }

    fn ask(&mut self, media_type: MediaType, bytes: &[u8]) -> Answer {
        self.files += 1;
        let kind = MediaType::ALL.iter().position(|m| *m == media_type).and_then(|at| u8::try_from(at).ok());
        let begun = Instant::now();
        let _ = self.mark.send(());
        let answered = frames::write(&mut self.input, kind.unwrap_or(u8::MAX), bytes)
            .and_then(|()| frames::read(&mut self.output, LONGEST_ANSWER));
        let _ = self.mark.send(());
        let Ok(Some(frame)) = answered else {
            return if begun.elapsed() < self.patience { Answer::Died } else { Answer::TookTooLong };
        };
        let Ok(json) = String::from_utf8(frame.body) else { return Answer::Died };
        if frame.kind == LINES {
            Lines::from_json(&json).map_or(Answer::Died, |lines| Answer::Given(Ok((lines, json))))
        } else {
            serde_json::from_str(&json).map_or(Answer::Died, |unreadable| Answer::Given(Err(unreadable)))
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        end(&self.child);
    }
}

/// Ends a process and takes it off the system's list; one that has ended already stays so.
fn end(child: &Mutex<Child>) {
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    let _ = child.kill();
    let _ = child.wait();
}

/// Ends a process that takes too long between the two marks of a file. A pipe cannot be waited for with a bound, but it breaks when its other end dies.
fn watch(child: &Mutex<Child>, patience: Duration, marks: &Receiver<()>) {
    while marks.recv().is_ok() {
        if marks.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
            return end(child);
        }
    }
}
