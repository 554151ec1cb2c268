//! Lines that attribute by a label: "Alex: is there a concept of focus?", "Dan/Luke: change to the scope", a name with what was said in a list below it,
//! "... and goes on". Here a label is only a shape; whether it is somebody, the report's people tell.

use super::Minutes;
use super::layout::is_speech;
use super::names::without_honorifics;
use crate::document::{Block, BlockKind, Document};
use crate::language::Language;
use crate::text::Span;
use std::ops::Range;

/// A label is no longer.
const LONGEST_LABEL: usize = 64;
/// Nor do names before a dash have more words.
const MOST_NAME_WORDS: usize = 7;
/// No more remarks are weighed: a bound for texts that are no reports.
const MOST_REMARKS: usize = 20_000;

/// How sure a label is one by its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelShape {
    /// Set apart by a colon.
    Colon,
    /// Set apart by a comma or a dash, or alone over a list: a label only where it is somebody known.
    Loose,
    /// Set apart by a dash or semicolon in a paragraph: "Stephan- very useful". A label only where the report attributes so, and it is somebody known.
    Dashed,
    /// Set apart by nothing: "Michael maybe we can add a section". A label only where the report attributes so, and it is somebody known.
    Bare,
}

/// What a label attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The label, without its colon.
    pub label: Span,
    /// The names in it, as printed.
    pub names: Vec<Span>,
    /// Label and words, to the end of what belongs to it.
    pub span: Span,
    /// Where the words behind the label begin.
    pub words_at: usize,
    /// The block of the label and those that go on with it.
    pub blocks: Range<usize>,
    /// Its shape.
    pub shape: LabelShape,
}

/// A nick is no longer, and neither is the time before it.
const LONGEST_NICK: usize = 24;
const LONGEST_CLOCK: usize = 12;

/// The candidates in the body, in the order of the text.
pub(super) fn find(document: &Document, minutes: &Minutes, language: &Language) -> Vec<Remark> {
    let text = document.text();
    let blocks = document.blocks();
    let mut found: Vec<Remark> = Vec::new();
    let mut at = minutes.body.start;
    while at < minutes.body.end && found.len() < MOST_REMARKS {
        let block = &blocks[at];
        let apart = minutes.lists.iter().any(|l| l.contains(&at)) || minutes.agenda.iter().any(|item| item.block == at);
        let label = (!apart && is_speech(block)).then(|| label_of(document, at, language)).flatten();
        let Some((label, words_at, shape)) = label else {
            at += 1;
            continue;
        };
        let names = names_of(text, label, language);
        let end = end_of(document, at, minutes.body.end, language);
        let last = blocks[at..end].last().map_or(block.span.end, |b| b.span.end);
        // What is said by a name alone over a list is the list.
        let alone = words_at >= block.span.end && end > at + 1;
        let start = if alone { blocks[at + 1].whole().start } else { block.span.start };
        found.push(Remark {
            label,
            names,
            span: Span::new(start, last),
            words_at: words_at.max(start),
            blocks: at..end,
            shape,
        });
        // Below a name in a list others may speak.
        at += 1;
    }
    found
}

/// The label at the beginning of a block: where it stands, where the words behind it begin, its shape.
fn label_of(document: &Document, at: usize, language: &Language) -> Option<(Span, usize, LabelShape)> {
    let text = document.text();
    let block = document.blocks().get(at)?;
    let line = block.span.of_text(text);
    let opening = opening_signs(line);
    let start = block.span.start + opening;
    let line = &line[opening..];
    let listed = matches!(block.kind, BlockKind::ListItem { .. });
    let below = has_items_below(document, at);
    if let Some((from, to, behind)) = nick_end(text.get(block.span.start..block.span.end)?) {
        let label = Span::new(block.span.start + from, block.span.start + to);
        let nick = label.of_text(text).to_lowercase();
        // "<ada> Alan: it is late", "<ada> ... and dark": Ada writes down what somebody else says.
        let said = text.get(block.span.start + behind..block.span.end).unwrap_or("");
        let colon = said.char_indices().take(LONGEST_LABEL).find(|(_, c)| *c == ':').map(|(at, _)| at);
        let relayed = said.starts_with("...")
            || said.starts_with('…')
            || colon.is_some_and(|at| said[at + 1..].starts_with(' ') && could_be_label(&said[..at], language));
        let somebody = !relayed && !language.remarks.no_speakers.contains(&nick);
        return somebody.then_some((label, block.span.start + behind, LabelShape::Colon));
    }
    if let Some(colon) = line.char_indices().take(LONGEST_LABEL).find(|(_, c)| *c == ':').map(|(at, _)| at) {
        let behind = &line[colon + 1..];
        let apart = behind.starts_with(char::is_whitespace) || behind.is_empty() && below;
        if apart && could_be_label(&line[..colon], language) {
            let label = Span::new(start, start + colon).trimmed(text);
            return Some((label, start + colon + 1, LabelShape::Colon));
        }
    }
    if !listed {
        let end = dashed_end(line, language)?;
        let label = Span::new(start, start + end).trimmed(text);
        let words_at =
            start + end + line[end..].len() - line[end..].trim_start_matches([' ', '-', '–', '—', ';']).len();
        return could_be_label(label.of_text(text), language).then_some((label, words_at, LabelShape::Dashed));
    }
    if below && line.len() <= LONGEST_LABEL && could_be_label(line, language) {
        let label = Span::new(start, start + line.len()).trimmed(text);
        return Some((label, label.end, LabelShape::Loose));
    }
    let (end, shape) = match loose_end(line, language).or_else(|| dashed_end(line, language)) {
        Some(end) => (end, LabelShape::Loose),
        None => (bare_end(line, language)?, LabelShape::Bare),
    };
    let label = Span::new(start, start + end).trimmed(text);
    could_be_label(label.of_text(text), language).then_some((label, start + end, shape))
}

/// Where a nick stands that a chat prints before what was said, and where that begins: "<ada> yes", "[10:02] <ada-l> yes", "10:02:31 <ada> yes".
fn nick_end(line: &str) -> Option<(usize, usize, usize)> {
    let clock = line.find('<').filter(|at| *at <= LONGEST_CLOCK)?;
    if !line[..clock].chars().all(|c| c.is_ascii_digit() || "[]: ".contains(c)) {
        return None;
    }
    let inner = &line[clock + 1..];
    let length = inner.bytes().take(LONGEST_NICK + 1).position(|b| b == b'>')?;
    let nick = inner[..length].trim_start_matches(['@', '+', ' ']);
    let from = clock + 1 + length - nick.len();
    let plain =
        nick.starts_with(char::is_alphabetic) && nick.chars().all(|c| c.is_alphanumeric() || "_-|`^".contains(c));
    let behind = inner.get(length + 1..)?;
    (plain && behind.starts_with(' ')).then_some((from, clock + 1 + length, clock + length + 3))
}

/// Where one or two capitalised words end that begin a line which goes on in small letters, with no verb that reports or promises.
fn bare_end(line: &str, language: &Language) -> Option<usize> {
    let mut end = 0;
    for (count, word) in line.split_inclusive(' ').take(3).enumerate() {
        let bare = word.trim_end();
        if bare.starts_with(char::is_uppercase)
            && bare.chars().all(|c| c.is_alphabetic() || "-'’/".contains(c))
            && count < 2
        {
            end += word.len();
            continue;
        }
        let told = language.verb_kinds.contains_key(bare)
            || language.remarks.no_remarks.contains(bare)
            || !bare.starts_with(char::is_lowercase);
        return (count > 0 && !told).then(|| line[..end].trim_end().len());
    }
    None
}

/// Signs before a label: those of captions and of chats.
fn opening_signs(line: &str) -> usize {
    line.len() - line.trim_start_matches(['>', '*', '_', ' ', '"']).len()
}

/// Where the names end that a dash or a semicolon sets apart from what was said: "Jonathan and Andy- what about", "Ada B. – it was", "Alan; depends".
fn dashed_end(line: &str, language: &Language) -> Option<usize> {
    let (mut names, mut at) = (0, 0);
    for word in line.split_inclusive(' ').take(MOST_NAME_WORDS) {
        let bare = word.trim_end();
        if names > 0 && matches!(bare, "-" | "–" | "—") {
            return Some(line[..at].trim_end().len()).filter(|_| !line[at + word.len()..].trim().is_empty());
        }
        if !(bare.starts_with(char::is_uppercase) || names > 0 && language.words.joins(bare)) {
            return None;
        }
        names += 1;
        let name = bare.trim_end_matches(['-', '–', '—', ';']);
        if name.len() < bare.len() {
            return Some(at + name.len()).filter(|_| !line[at + word.len()..].trim().is_empty());
        }
        at += word.len();
    }
    None
}

/// Where a label of one to three capitalised words ends that a comma or a dash sets apart: "Richard, have seen complaints".
fn loose_end(line: &str, language: &Language) -> Option<usize> {
    let mut words = 0;
    let mut at = 0;
    for word in line.split_inclusive(' ') {
        let bare = word.trim_end();
        if !bare.starts_with(char::is_uppercase) {
            break;
        }
        words += 1;
        let name = bare.trim_end_matches([',', ';']);
        if name.len() < bare.len() {
            let rest = line[at + word.len()..].trim_start();
            // "Vicky, Roman, and Michael met" is a list of names, "Ada, who chairs it," an aside.
            let next = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
            let own_words = language.remarks.myself.contains(next.to_lowercase().as_str());
            let goes_on =
                rest.starts_with(char::is_uppercase) && rest.contains(',') && !own_words || language.words.joins(next);
            return (words <= 3 && !goes_on && !rest.is_empty()).then_some(at + name.len());
        }
        at += word.len();
        if line[at..].starts_with("- ") || line[at..].starts_with("– ") {
            return (words <= 3).then_some(at);
        }
    }
    None
}

/// Whether words could be a label of speakers: few, begun as names are or a single nick, without what names never hold.
fn could_be_label(words: &str, language: &Language) -> bool {
    let bare = words.split('(').next().unwrap_or("").trim();
    let first = bare.split([' ', '/', '&', ',']).next().unwrap_or("").to_lowercase();
    let count = bare.split_whitespace().count();
    !bare.is_empty()
        && count <= 7
        && !bare.contains(['?', '!', '"', '“', '#', '=', '<', '[', ']', '|', '@'])
        && bare.split(' ').filter(|w| w.contains('.')).all(|w| is_short(w, language))
        && !bare.contains("//")
        && bare.chars().any(char::is_alphabetic)
        && !bare.chars().all(|c| c.is_ascii_digit() || c == ':')
        && (is_office(bare, language)
            || !(language.remarks.no_speakers.contains(&first) && !(count > 1 && is_office(&first, language)))
                && !language.remarks.no_speakers.contains(bare.to_lowercase().as_str()))
}

/// Whether words are an office and no more: "CHAIR", "The Moderator". Who holds it speaks, where the report says who that is.
#[must_use]
pub fn is_office(words: &str, language: &Language) -> bool {
    let small = words.to_lowercase();
    let bare = language.words.articles.iter().find_map(|a| small.strip_prefix(a.as_str())?.strip_prefix(' '));
    language.meeting.officers.offices.contains_key(bare.unwrap_or(&small))
}

/// Whether a word with a full stop is one that names have: an initial ("B.", "J.R."), an honorific ("Dr.").
fn is_short(word: &str, language: &Language) -> bool {
    let initials = word.split('.').all(|part| part.chars().count() <= 1 && !part.chars().any(char::is_lowercase));
    initials || language.roster.is_honorific(word)
}

/// The names in a label, without honorifics: "Dan/Luke", "Ben and Robin", "Jennifer Fernick (NCC Group)", "MS. JANE DOE".
fn names_of(text: &str, label: Span, language: &Language) -> Vec<Span> {
    let words = label.of_text(text);
    let words = words.split('(').next().unwrap_or(words);
    let mut names = Vec::new();
    for part in words.split(['/', '&', '+', ',']) {
        let mut from = 0;
        let mut push = |from: usize, to: usize| {
            let mut span = without_honorifics(text, Span::of(&part[from..to], text, 0).trimmed(text), language);
            // "Co-Chair Ada Byron".
            if let Some((office, _)) = span.of_text(text).split_once(' ').filter(|(word, _)| is_office(word, language))
                && !is_office(span.of_text(text), language)
            {
                let name = Span::new(span.start + office.len(), span.end).trimmed(text);
                span = without_honorifics(text, name, language);
            }
            names.extend((!span.is_empty()).then_some(span));
        };
        for (at, _) in part.match_indices(' ') {
            let word = part[at + 1..].split(' ').next().unwrap_or("");
            if at >= from && word.chars().all(char::is_alphabetic) && language.words.joins(word) {
                push(from, at);
                from = at + 1 + word.len();
            }
        }
        push(from, part.len());
    }
    names
}

fn depth(block: &Block) -> u8 {
    match block.kind {
        BlockKind::ListItem { depth } => depth,
        _ => 0,
    }
}

fn has_items_below(document: &Document, at: usize) -> bool {
    let blocks = document.blocks();
    match (blocks.get(at), blocks.get(at + 1)) {
        (Some(own), Some(next)) => matches!(next.kind, BlockKind::ListItem { .. }) && depth(next) > depth(own),
        _ => false,
    }
}

/// The block behind the last one that goes on with a remark: continuations ("... and then"), and items deeper than its own that no other label opens.
fn end_of(document: &Document, at: usize, end: usize, language: &Language) -> usize {
    let blocks = document.blocks();
    let own = depth(&blocks[at]);
    let mut last = at + 1;
    while let Some(block) = blocks.get(last).filter(|_| last < end) {
        let line = document.text_of(block);
        let continued = is_speech(block) && (line.starts_with("...") || line.starts_with('…'));
        let below = matches!(block.kind, BlockKind::ListItem { .. })
            && depth(block) > own
            && (own > 0 || blocks[at].span.of_text(document.text()).ends_with(':'));
        if !(continued || below)
            || label_of(document, last, language).is_some_and(|(.., shape)| shape == LabelShape::Colon)
        {
            break;
        }
        last += 1;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::{LabelShape, find, nick_end};
    use crate::document::Document;
    use crate::language::Language;
    use crate::minutes::Minutes;

    fn remarks(source: &str) -> Vec<(Vec<String>, String, LabelShape)> {
        let (language, document) = (Language::embedded().unwrap(), Document::from_markdown(source));
        let minutes = Minutes { body: 0..document.blocks().len(), ..Minutes::default() };
        let text = document.text();
        let own = |s: &crate::text::Span| s.of_text(text).to_owned();
        let found = find(&document, &minutes, &language);
        found.into_iter().map(|r| (r.names.iter().map(own).collect(), own(&r.span), r.shape)).collect()
    }

    #[test]
    fn labels_with_colons_and_what_goes_on_with_them() {
        let found = remarks(
            "- Ada: is the draft ready?\n- Alan Turing (Bletchley): nearly\n- Ada/Grace: then let us wait\n  - until Monday\n- ... or Tuesday\n- Goal: a draft\n- Next call: Monday\n",
        );
        let labels: Vec<Vec<String>> = found.iter().map(|(names, ..)| names.clone()).collect();
        assert_eq!(labels, [vec!["Ada"], vec!["Alan Turing"], vec!["Ada", "Grace"]]);
        assert_eq!(found[2].1, "Ada/Grace: then let us wait\n- until Monday\n- ... or Tuesday");
    }

    #[test]
    fn names_over_lists_and_before_commas_are_loose() {
        let found = remarks(
            "- Grace\n  - has a draft\n- Alan, have seen complaints\n- Ada, Grace, and Alan met\n- The draft, then\n",
        );
        let loose: Vec<&str> =
            found.iter().filter(|(.., s)| *s == LabelShape::Loose).map(|(n, ..)| n[0].as_str()).collect();
        assert_eq!(loose, ["Grace", "Alan", "The draft"][..2]);
    }

    #[test]
    fn dashes_and_semicolons_in_paragraphs() {
        let found = remarks(
            "Ada – what about the origin?\n\nAlan- very useful. We want it.\n\nAda and Grace B. - agreed on that\n\nGrace; depends on it\n\nThe report – due in May\n\nMulti-view is needed, though.\n\nAlan, who was late, agreed.\n",
        );
        let dashed: Vec<Vec<String>> =
            found.into_iter().filter(|(.., s)| *s == LabelShape::Dashed).map(|(n, ..)| n).collect();
        assert_eq!(dashed, [vec!["Ada"], vec!["Alan"], vec!["Ada", "Grace B."], vec!["Grace"]]);
    }

    #[test]
    fn labels_with_honorifics_and_initials() {
        let found = remarks("MS. JANE DOE: Thank you.\n\nDr. Turing: Nearly.\n\nGrace H.: Yes.\n\nVersion 2.1: out\n");
        let names: Vec<String> = found.into_iter().map(|(n, ..)| n.join("+")).collect();
        assert_eq!(names, ["JANE DOE", "Turing", "Grace H."]);
        let offices =
            remarks("CHAIR: Thank you.\n\nCo-Chair Ada Byron: Nearly.\n\nOPERATOR: Next.\n\nSpeaker 1: Yes.\n");
        let names: Vec<String> = offices.into_iter().map(|(n, ..)| n.join("+")).collect();
        assert_eq!(names, ["CHAIR", "Ada Byron"]);
        let own = remarks("- Ada, I think so, too\n- Ada, Alan, and Grace met\n");
        assert_eq!(own.len(), 1);
    }

    #[test]
    fn nicks_of_chats() {
        let found = |line: &'static str| nick_end(line).map(|(from, to, behind)| (&line[from..to], &line[behind..]));
        assert_eq!(found("<ada> yes"), Some(("ada", "yes")));
        assert_eq!(found("[10:02] <@ada-l> it is"), Some(("ada-l", "it is")));
        for none in ["<ada>yes", "see <ada> there", "<ada@example.org> wrote", "a < b and c > d", "<> none", "<ada"] {
            assert_eq!(found(none), None, "{none}");
        }
    }

    #[test]
    fn what_is_no_label() {
        assert_eq!(
            remarks(
                "See https://example.org/a: it is there\n\nIt was 15:30 when we ended. Note: none\n\nResolution: approved\n"
            ),
            []
        );
    }
}
