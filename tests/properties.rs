//! What holds for any text whatever: nothing panics, and every span lies where it should.

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

mod support;

use proptest::prelude::*;
use rapporteur::document::{Document, Place};
use rapporteur::graph::{Base, slug};
use rapporteur::ingest::{Knowledge, KnowledgeSource, Reader};
use rapporteur::minutes::Recognisers;
use rapporteur::source::{Content, MediaType, Source};
use rapporteur::text::{CodePoints, Span, fold};
use std::sync::OnceLock;
use support::generator::{self, SEED};
use support::sample_files;

/// The reader, made once; it lasts as long as the process.
fn reader() -> &'static Reader<'static> {
    static READER: OnceLock<Reader<'static>> = OnceLock::new();
    READER.get_or_init(|| {
        let base: &'static Base = Box::leak(Box::new(Base::new(Base::DEFAULT).unwrap()));
        let knowledge: &'static Knowledge =
            Box::leak(Box::new(Knowledge::load(&KnowledgeSource::default(), base).unwrap()));
        let recognisers: &'static Recognisers<'static> =
            Box::leak(Box::new(Recognisers::new(&knowledge.language).unwrap()));
        Reader::new(knowledge, recognisers, base).unwrap()
    })
}

/// The five sample reports and five made-up ones.
fn texts() -> &'static [String] {
    static TEXTS: OnceLock<Vec<String>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let samples = sample_files().into_iter().map(|path| std::fs::read_to_string(path).unwrap());
        samples.chain((0..5).map(|index| generator::report(SEED, index).1)).collect()
    })
}

/// What happens to a report on its way.
#[derive(Debug, Clone)]
enum Harm {
    /// Characters are lost.
    Cut(prop::sample::Index, usize),
    /// All from a character on is lost.
    Truncate(prop::sample::Index),
    /// Two lines change places.
    Swap(prop::sample::Index, prop::sample::Index),
    /// A line break is lost.
    Join(prop::sample::Index),
    /// Something comes in.
    Insert(prop::sample::Index, String),
}

fn harm() -> impl Strategy<Value = Harm> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        (at(), 1..40_usize).prop_map(|(at, length)| Harm::Cut(at, length)),
        at().prop_map(Harm::Truncate),
        (at(), at()).prop_map(|(one, other)| Harm::Swap(one, other)),
        at().prop_map(Harm::Join),
        (at(), "[#*>\\[\\]()`|_<&;:,.\\- \n0-9a-zé\u{301}\u{200b}漢🙂]{1,12}")
            .prop_map(|(at, text)| Harm::Insert(at, text)),
    ]
}

/// The border of a character at a byte, or before it.
fn border_before(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn harmed(text: &str, harms: &[Harm]) -> String {
    let mut text = text.to_owned();
    for harm in harms {
        let border = |at: &prop::sample::Index| border_before(&text, at.index(text.len() + 1));
        match harm {
            Harm::Cut(at, length) => {
                let start = border(at);
                let end = border_before(&text, start + length);
                text.replace_range(start..end, "");
            }
            Harm::Truncate(at) => text.truncate(border(at).max(border_before(&text, text.len() / 4))),
            Harm::Swap(one, other) => {
                let mut lines: Vec<&str> = text.split('\n').collect();
                let (one, other) = (one.index(lines.len()), other.index(lines.len()));
                lines.swap(one, other);
                text = lines.join("\n");
            }
            Harm::Join(at) => {
                let breaks: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
                if !breaks.is_empty() {
                    text.remove(breaks[at.index(breaks.len())]);
                }
            }
            Harm::Insert(at, new) => text.insert_str(border(at), new),
        }
    }
    text
}

/// Insists that a span lies in a text, on the borders of characters.
fn lies_in(span: Span, text: &str, what: &str) {
    assert!(span.start <= span.end && text.get(span.start..span.end).is_some(), "{what} {span:?} of {}", text.len());
}

/// Insists on what every document promises.
fn is_sound(document: &Document, source: &str) {
    let text = document.text();
    let mut end = 0;
    for block in document.blocks() {
        let whole = block.whole();
        lies_in(block.span, text, "a block");
        lies_in(whole, text, "a block with its marker");
        assert!(whole.start >= end, "{whole:?} begins before {end}, where the block before it ends");
        end = whole.end;
        let back = document.source_span(block.span);
        if !block.span.is_empty() {
            lies_in(back, source, "what a block was made of");
        }
    }
    let mut start = 0;
    for link in document.links() {
        lies_in(link.span, text, "a link");
        assert!(link.span.start >= start, "links are out of order");
        start = link.span.start;
    }
}

/// Reads a text with everything there is; what it finds must stand in the text.
fn read(text: &str, media_type: MediaType) {
    let source = Source {
        name: "harmed".to_owned(),
        location: None,
        content: Content::Text(text.to_owned()),
        sha256: "0".repeat(64),
        media_type,
    };
    let Ok(facts) = reader().facts(&source) else { return };
    let lines = source.kept().unwrap_or_default().lines().count();
    for warning in reader().warnings(&source, &facts).found {
        let inside = matches!(warning.place, Place::Line(line) if (1..=lines.max(1)).contains(&line));
        assert!(inside, "{warning:?} of {lines} lines");
        assert!(!warning.message.contains(char::is_control), "{warning:?} would reach a terminal as it is");
    }
    let text = facts.document.text();
    let points = CodePoints::of(text);
    for mention in &facts.entities.mentions {
        lies_in(mention.span, text, "a mention");
        assert!(!mention.span.is_empty(), "an empty mention");
        assert_eq!(points.at(mention.span.start), text[..mention.span.start].chars().count());
    }
    for line in facts.minutes.roster.iter().flatten() {
        lies_in(line.whole, text, "a line of the list");
        line.parts.iter().for_each(|part| lies_in(*part, text, "a part of a line"));
    }
    for item in &facts.minutes.agenda {
        lies_in(item.title, text, "a title");
        assert!(item.parent.is_none_or(|parent| parent < facts.minutes.agenda.len()));
    }
    for event in &facts.minutes.events {
        for span in [event.name, event.sentence, event.printed] {
            lies_in(span, text, "an event");
        }
    }
    facts.minutes.documents.iter().for_each(|document| lies_in(document.title, text, "a document"));
    for participation in &facts.entities.participations {
        assert!(participation.mention < facts.entities.mentions.len());
        lies_in(participation.status.span, text, "a status");
    }
    // Quads check every quote against the text while they are made.
    reader().quads(&source).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_document(text in "(?s).{0,400}") {
        is_sound(&Document::from_markdown(&text), &text);
        is_sound(&Document::from_plain_text(&text), &text);
    }

    #[test]
    fn any_markup_is_a_document(text in "([#*_>|`~+.:\\-\\[\\]()<>&;!\\\\ \n\t=0-9a-cIVé🙂]{0,8}|\n\n|1\\. |\\[a\\]\\(b\\)|\\*\\*|&amp;|https://e\\.org/){0,60}") {
        is_sound(&Document::from_markdown(&text), &text);
        is_sound(&Document::from_plain_text(&text), &text);
    }

    #[test]
    fn harmed_reports_are_read_or_refused(which in 0..10_usize, harms in proptest::collection::vec(harm(), 1..12)) {
        let text = harmed(&texts()[which], &harms);
        is_sound(&Document::from_markdown(&text), &text);
        is_sound(&Document::from_plain_text(&text), &text);
        read(&text, MediaType::Markdown);
        read(&text, MediaType::PlainText);
    }

    #[test]
    fn a_report_that_breaks_off_anywhere_is_read_or_refused(which in 0..10_usize, at in any::<prop::sample::Index>()) {
        let text = &texts()[which];
        read(&text[..border_before(text, at.index(text.len()))], MediaType::Markdown);
    }

    #[test]
    fn folding_and_slugs_come_to_rest(name in "(?s).{0,30}|[A-Za-zÀ-ſ '’.\\-]{0,40}") {
        prop_assert_eq!(fold(&fold(&name)), fold(&name));
        prop_assert_eq!(slug(&slug(&name)), slug(&name));
        prop_assert!(!slug(&name).is_empty() && !slug(&name).contains([' ', '/', '?', '#', '<', '>', '"', '%']));
    }
}

#[test]
fn the_map_leads_back_to_the_words() {
    for text in texts() {
        for document in [Document::from_markdown(text), Document::from_plain_text(text)] {
            is_sound(&document, text);
            assert!(document.blocks().len() > 20);
            for block in document.blocks() {
                let back = document.source_span(block.span).of_text(text);
                let mut letters = back.chars().filter(|c| c.is_alphanumeric());
                let words = document.text_of(block);
                let found = words.chars().filter(|c| c.is_alphanumeric()).all(|c| letters.any(|letter| letter == c));
                assert!(found, "{words:?} is not in {back:?}");
            }
        }
    }
}

#[test]
fn a_text_without_words_is_no_report() {
    for text in ["", "\n", "#", "1.", "\u{feff}", "|\n|-|\n", "Agenda", "12 May 2020"] {
        for media_type in [MediaType::Markdown, MediaType::PlainText] {
            let source = Source {
                name: "a".to_owned(),
                location: None,
                content: Content::Text(text.to_owned()),
                sha256: "0".repeat(64),
                media_type,
            };
            assert!(reader().facts(&source).is_err(), "{text:?}");
        }
    }
}
