//! The side of a run: starts processes that read files, asks them, and ends those that do not answer.

use super::Apart;
use super::child::{CONTAINER, PART, UNREADABLE};
use super::frames::{self, Frame};
use crate::document::{Lines, Unreadable};
use crate::source::{Content, MediaType, Part, Refusal, Source};
use std::io::{self, BufReader};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// After so many files a process makes room for a new one: what parsers leak does not add up, and starting one costs less than reading a page.
const MOST_FILES: usize = 200;
/// No answer is longer: eight megabytes of text, each line of it as short as lines are; or what a container holds, of which one byte can become three.
const LONGEST_ANSWER: u64 = 96 * 1024 * 1024;

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
    /// # Errors
    /// With the reason, when there are none, or the process broke off on it.
    pub(in crate::ingest) fn lines(&mut self, source: &Source) -> Result<(Lines, String), Refusal> {
        let bytes = match &source.content {
            Content::Text(text) | Content::Extracted(text) => text.as_bytes(),
            Content::Bytes(bytes) => bytes,
        };
        let refused = |unreadable: Unreadable| unreadable.of(&source.name, source.media_type);
        let read = self.ask(source.media_type as u8, bytes, &source.name)?.and_then(|mut answer| {
            let json = answer.pop().and_then(|frame| String::from_utf8(frame.body).ok());
            json.and_then(|json| Some((Lines::from_json(&json)?, json))).ok_or(Unreadable::GaveUp)
        });
        read.map_err(refused)
    }

    /// What is in a mailbox or a message.
    ///
    /// # Errors
    /// With the reason, when the process broke off on it.
    pub(in crate::ingest) fn parts(&mut self, name: &str, container: &[u8]) -> Result<Vec<Part>, Refusal> {
        let read = self.ask(CONTAINER, container, name)?.and_then(|answer| {
            let parts = answer.into_iter().filter(|frame| frame.kind == PART);
            parts.map(|frame| Part::restored(frame.body).ok_or(Unreadable::GaveUp)).collect()
        });
        read.map_err(|unreadable| unreadable.of(name, MediaType::Email))
    }

    /// What the process answers, or why it could not read the bytes; nothing where it broke off.
    ///
    /// A process that dies over its first file died of it. One that has read others before may have died of what these left, so the file is given to a new one:
    /// what becomes of a file must not hang on the files before it.
    ///
    /// # Errors
    /// When no process can be started.
    fn ask(&mut self, kind: u8, bytes: &[u8], name: &str) -> Result<Result<Vec<Frame>, Unreadable>, Refusal> {
        if self.running.as_ref().is_some_and(|running| running.files >= MOST_FILES) {
            self.running = None;
        }
        loop {
            let mut running = match self.running.take() {
                Some(running) => running,
                None => Running::start(self.apart).map_err(|e| Refusal::Unreadable {
                    name: name.to_owned(),
                    reason: format!("no process to read it in could be started: {e}"),
                })?,
            };
            match running.ask(kind, bytes) {
                Answer::Given(read) => {
                    self.running = Some(running);
                    return Ok(read);
                }
                Answer::Died if running.files > 1 => {}
                Answer::Died | Answer::TookTooLong => return Ok(Err(Unreadable::GaveUp)),
            }
        }
    }
}

/// What came of asking a process.
enum Answer {
    Given(Result<Vec<Frame>, Unreadable>),
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

    fn ask(&mut self, kind: u8, bytes: &[u8]) -> Answer {
        self.files += 1;
        let begun = Instant::now();
        let _ = self.mark.send(());
        let answered = self.answer(kind, bytes);
        let _ = self.mark.send(());
        match answered {
            Ok(read) => Answer::Given(read),
            Err(_) if begun.elapsed() < self.patience => Answer::Died,
            Err(_) => Answer::TookTooLong,
        }
    }

    /// All frames of an answer: parts follow each other, anything else is its end.
    fn answer(&mut self, kind: u8, bytes: &[u8]) -> io::Result<Result<Vec<Frame>, Unreadable>> {
        frames::write(&mut self.input, kind, bytes)?;
        let (mut answer, mut room) = (Vec::new(), LONGEST_ANSWER);
        loop {
            let frame = frames::read(&mut self.output, room)?.ok_or(io::ErrorKind::UnexpectedEof)?;
            room = room.saturating_sub(frame.body.len() as u64);
            match frame.kind {
                UNREADABLE => return Ok(Err(serde_json::from_slice(&frame.body)?)),
                PART => answer.push(frame),
                _ => {
                    answer.push(frame);
                    return Ok(Ok(answer));
                }
            }
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
