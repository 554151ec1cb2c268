//! What the targets share: bytes go the whole way, from a source to quads, and what is found on it must stand in the text.
//!
//! A finding is a panic, a law that does not hold, or what libFuzzer itself watches: time and memory. The program reads [intricate formats](MediaType::is_intricate) and
//! takes mail apart in a process of their own, which a panic in a parser of somebody else's costs; such a panic is told once a place, and is no finding.

pub mod laws;
pub mod package;
pub mod page;
mod panics;

pub use panics::watch;

use rapporteur::document::{Lines, Unreadable, extract};
use rapporteur::graph::Base;
use rapporteur::ingest::{Knowledge, KnowledgeSource, Reader};
use rapporteur::minutes::Recognisers;
use rapporteur::source::{Content, MediaType, Source, unpack};
use std::sync::OnceLock;

/// The reader of the program, with its own word lists and registry; it lasts as long as the process.
///
/// # Panics
/// When what the program carries cannot be loaded.
pub fn reader() -> &'static Reader<'static> {
    static READER: OnceLock<Reader<'static>> = OnceLock::new();
    READER.get_or_init(|| {
        let base: &'static Base = Box::leak(Box::new(Base::new(Base::DEFAULT).expect("an address")));
        let knowledge = Knowledge::load(&KnowledgeSource::default(), base).expect("what the program carries");
        let knowledge: &'static Knowledge = Box::leak(Box::new(knowledge));
        let recognisers = Recognisers::new(&knowledge.language).expect("what the program carries");
        Reader::new(knowledge, Box::leak(Box::new(recognisers)), base).expect("what the program carries")
    })
}

/// Takes bytes for a file of this format, whatever they are, and reads them to the end.
pub fn read_as(media_type: MediaType, bytes: &[u8]) {
    let content = match std::str::from_utf8(bytes) {
        Ok(text) if media_type.is_text() => Content::Text(text.to_owned()),
        _ if media_type.is_text() => return,
        _ => Content::Bytes(bytes.to_vec()),
    };
    // With a name that gives a date, so that texts without one are read as well.
    let source =
        Source { name: "2021-05-04.txt".to_owned(), location: None, content, sha256: "0".repeat(64), media_type };
    read(&source);
}

/// Takes bytes for whatever the program takes them for, and reads each source in them to the end.
pub fn read_any(bytes: &[u8]) {
    let sources = panics::apart(true, || unpack("2021-05-04.txt", bytes.to_vec()));
    for source in sources.into_iter().flatten().flatten() {
        read(&source);
    }
}

fn read(source: &Source) {
    let Some(Ok(lines)) = panics::apart(source.media_type.is_intricate(), || lines_of(source)) else { return };
    laws::lines(&lines);
    let Ok(facts) = reader().facts_of(source, &lines, &[]) else { return };
    laws::document(&facts.document);
    laws::facts(&facts);
    laws::warnings(&reader().warnings(source, &facts));
    // Every quote is held against the text while quads are made.
    laws::quads(&reader().quads_of(source, &facts));
}

fn lines_of(source: &Source) -> Result<Lines, Unreadable> {
    match &source.content {
        Content::Text(text) => extract(source.media_type, text.as_bytes()),
        Content::Bytes(bytes) => extract(source.media_type, bytes),
        Content::Extracted(_) => Err(Unreadable::Damaged),
    }
}
