//! Takes the lines out of sources: those of intricate formats in another process, where there is one.

use super::apart::{Apart, Worker};
use crate::document::{Lines, lines_of};
use crate::source::{Candidate, Content, Found, Refusal, Source, parts};

/// What one reading thread takes lines out of sources with.
pub(super) struct Extractor<'a>(Option<Worker<'a>>);

impl<'a> Extractor<'a> {
    /// Without another process all is done in this one, where a panic is caught, and a parser that hangs is not.
    pub(super) fn new(apart: Option<&'a Apart>) -> Self {
        Self(apart.map(Worker::new))
    }

    /// The sources that a candidate gives: a mailbox, and a message with what is attached to it, are taken apart like an intricate format.
    pub(super) fn sources(&mut self, candidate: &Candidate) -> Vec<Found> {
        candidate.read(&mut |name, container| match &mut self.0 {
            Some(worker) => worker.parts(name, container),
            None => Ok(parts(container)),
        })
    }

    /// The lines of a source. What is no text is kept as its lines from here on, so that it can be read anew without its file.
    pub(super) fn lines(&mut self, source: &mut Source) -> Result<Lines, Refusal> {
        let intricate = source.media_type.is_intricate() && !matches!(source.content, Content::Extracted(_));
        let (lines, json) = match &mut self.0 {
            Some(worker) if intricate => worker.lines(source).map(|(lines, json)| (lines, Some(json)))?,
            _ => (lines_of(source).map_err(|unreadable| unreadable.of(&source.name, source.media_type))?, None),
        };
        if matches!(source.content, Content::Bytes(_))
            && let Some(json) = json.or_else(|| lines.to_json().ok())
        {
            source.content = Content::Extracted(json);
        }
        Ok(lines)
    }
}
