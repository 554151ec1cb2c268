//! An answer that is sent while it is still being computed.

use super::App;
use super::cache::{self, Answer, Key, Leader};
use crate::sparql::meter;
use axum::body::Bytes;
use futures_core::Stream;
use oxigraph::sparql::CancellationToken;
use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::{Instant, timeout_at};

/// Bytes that are gathered into one part.
const PART: usize = 32 * 1024;

/// What the thread that computes hands to the one that sends.
#[derive(Debug)]
pub(super) enum Part<E> {
    /// The next bytes.
    Bytes(Bytes),
    /// The last bytes: the answer is whole. `more` says that it is a page, and there is another.
    End {
        /// What was not sent yet.
        rest: Bytes,
        /// Whether there is more of the answer than was wanted.
        more: bool,
    },
    /// There will be no more: the answer is broken.
    Failed(E),
}

/// Stops a query when the request that asked for it ends, however it ends. Its deadline it keeps by itself.
pub(super) struct RunningQuery(pub(super) CancellationToken);

impl Drop for RunningQuery {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// The writing end, for a thread that may block.
pub(super) struct PartWriter<E> {
    sender: Sender<Part<E>>,
    runtime: Handle,
    deadline: Instant,
    /// Bytes that may still be written.
    left: usize,
    gathered: Vec<u8>,
}

impl<E> PartWriter<E> {
    /// A writer that gives up at the deadline, also when the client just does not read on, and where there is more to write than `most` bytes.
    pub(super) fn new(sender: Sender<Part<E>>, runtime: Handle, deadline: Instant, most: usize) -> Self {
        Self { sender, runtime, deadline, left: most, gathered: Vec::with_capacity(PART) }
    }

    fn send(&mut self) -> io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let part = std::mem::replace(&mut self.gathered, Vec::with_capacity(PART));
        // The thread that sends frees it.
        meter::handed_over(part.capacity());
        let part = Part::Bytes(part.into());
        match self.runtime.block_on(timeout_at(self.deadline, self.sender.send(part))) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::Error::new(io::ErrorKind::BrokenPipe, "the client has gone")),
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "the client reads too slowly")),
        }
    }
}

impl<E> Write for PartWriter<E> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len()).ok_or(io::ErrorKind::FileTooLarge)?;
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PART {
            self.send()?;
        }
        Ok(bytes.len())
    }

    /// Serialisers flush when it suits them; parts stay whole until [`PartWriter::finish`].
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<E> PartWriter<E> {
    /// Sends what is left and says that the answer is whole, and whether there is more than was wanted of it.
    pub(super) fn finish(self, more: bool) {
        meter::handed_over(self.gathered.capacity());
        let part = Part::End { rest: self.gathered.into(), more };
        // When the client has gone meanwhile there is nobody to tell.
        let _ = self.runtime.block_on(timeout_at(self.deadline, self.sender.send(part)));
    }
}

/// The sending end. An answer that breaks off ends in an error, so that the connection is cut and no client takes the part for the whole.
pub(super) struct PartStream<E> {
    /// The part that was awaited before the status was sent.
    pub(super) first: Option<Bytes>,
    /// The parts to come.
    pub(super) rest: Receiver<Part<E>>,
    /// Stops the query when the stream is dropped.
    pub(super) _query: RunningQuery,
    /// Nothing comes after the end.
    pub(super) ended: bool,
    /// Where the whole is kept once it was sent.
    pub(super) keeping: Option<Keeping>,
}

/// Gathers an answer while it is sent, so that it can be given again.
pub(super) struct Keeping {
    pub(super) gathered: Vec<u8>,
    pub(super) media_type: &'static str,
    pub(super) app: App,
    pub(super) key: Key,
    /// Others wait for the answer as long as this is held.
    pub(super) leader: Leader,
}

impl<E> PartStream<E> {
    /// Adds to what is kept; an answer that grows too long is not.
    fn gather(&mut self, bytes: &Bytes) {
        if let Some(keeping) = &mut self.keeping {
            keeping.gathered.extend_from_slice(bytes);
        }
        self.keeping.take_if(|keeping| keeping.gathered.len() > cache::LONGEST);
    }

    /// Keeps the whole answer.
    fn keep(&mut self) {
        if let Some(Keeping { gathered, media_type, app, key, leader }) = self.keeping.take() {
            app.0.answers.give(key, leader, Answer { media_type, bytes: gathered.into(), more: false });
        }
    }
}

impl<E: std::fmt::Display + Unpin> Stream for PartStream<E> {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(first) = self.first.take() {
            self.gather(&first);
            return Poll::Ready(Some(Ok(first)));
        }
        if self.ended {
            return Poll::Ready(None);
        }
        self.rest.poll_recv(context).map(|part| match part {
            Some(Part::Bytes(bytes)) => {
                self.gather(&bytes);
                Some(Ok(bytes))
            }
            Some(Part::End { rest, .. }) => {
                self.ended = true;
                self.gather(&rest);
                self.keep();
                (!rest.is_empty()).then_some(Ok(rest))
            }
            Some(Part::Failed(error)) => {
                self.ended = true;
                tracing::warn!(%error, "an answer broke off");
                Some(Err(io::Error::other(error.to_string())))
            }
            None => {
                self.ended = true;
                Some(Err(io::Error::other("the query ended without its answer")))
            }
        })
    }
}
