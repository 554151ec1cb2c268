//! The outline of a report: which blocks open its parts.

use super::Recognisers;
use crate::document::{Block, BlockKind, Document};
use crate::language;
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// So many words make a passage; a head that tells of the meeting before its list of participants has fewer passages than this.
const PASSAGE_WORDS: usize = 8;
const MOST_OPENING: usize = 4;

/// What a heading or label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Agenda,
    Discussion,
    Participants,
    Apologies,
    Absent,
    NextMeeting,
    /// "Document:", "Next steps:": a label inside a section.
    Label,
    /// What the report calls itself.
    Report,
    /// "Annex 1" without more.
    Annex,
}

/// The language's words for the parts of a report.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    parts: FxHashMap<String, Part>,
    annex: Vec<String>,
    topic_columns: Vec<String>,
    attendance_groups: Vec<String>,
    attendance_ends: Vec<(String, Part)>,
    /// What opens the discussion, and may also be what the report calls itself: "Minutes".
    ambiguous: Vec<String>,
}

impl Layout {
    pub(super) fn new(words: &language::Layout) -> Self {
        let lists = [
            (&words.labels, Part::Label),
            (&words.report, Part::Report),
            (&words.discussion, Part::Discussion),
            (&words.agenda, Part::Agenda),
            (&words.participants, Part::Participants),
            (&words.apologies, Part::Apologies),
            (&words.absent, Part::Absent),
            (&words.next_meeting, Part::NextMeeting),
        ];
        let parts = lists.into_iter().flat_map(|(list, part)| list.iter().map(move |w| (w.clone(), part))).collect();
        let ends = words.attendance_ends.iter().flat_map(|(part, ends)| {
            let part = match part.as_str() {
                "apologies" => Part::Apologies,
                "absent" => Part::Absent,
                _ => Part::Participants,
            };
            ends.iter().map(move |end| (end.clone(), part))
        });
        let mut attendance_ends: Vec<(String, Part)> = ends.collect();
        // "not present" before "present".
        attendance_ends.sort_by_key(|(end, _)| usize::MAX - end.len());
        Self {
            parts,
            annex: words.annex.clone(),
            topic_columns: words.topic_columns.clone(),
            attendance_groups: words.attendance_groups.clone(),
            attendance_ends,
            ambiguous: words.report.iter().filter(|w| words.discussion.contains(*w)).cloned().collect(),
        }
    }

    /// Whether what opens the discussion may also name the report.
    fn is_ambiguous(&self, document: &Document, block: usize, at: usize) -> bool {
        let Some(block) = document.blocks().get(block) else { return false };
        let label = Span::new(block.span.start, at).of_text(document.text());
        let label = label.trim_end_matches([':', '.', ' ']).to_lowercase();
        self.ambiguous.contains(&label)
    }

    /// The part that a heading announces, "Annex 1: List of participants" and "3. Participants (12)" included.
    pub(super) fn part(&self, heading: &str) -> Option<Part> {
        if heading.len() > 64 {
            return None;
        }
        let mut bare = heading.trim().trim_end_matches([':', '.', ' ', '-', '–']).to_ascii_lowercase();
        if let Some(open) = bare.find('(') {
            bare.truncate(bare[..open].trim_end().len());
        }
        for annex in &self.annex {
            if let Some(rest) = bare.strip_prefix(annex.as_str()) {
                let rest = rest.trim_start_matches(|c: char| {
                    c.is_ascii_alphanumeric() && rest.trim().len() < 3 || c.is_ascii_digit() || " .:-–".contains(c)
                });
                if rest.is_empty() {
                    return Some(Part::Annex);
                }
                return self.parts.get(rest).copied();
            }
        }
        self.parts.get(bare.as_str()).copied().or_else(|| self.attendance(&bare))
    }

    /// "Voting members present", "TSC members absent": a group of people, and what the list below says of them.
    fn attendance(&self, heading: &str) -> Option<Part> {
        let (group, part) =
            self.attendance_ends.iter().find_map(|(end, part)| Some((heading.strip_suffix(end.as_str())?, *part)))?;
        let group = group.strip_suffix(' ')?;
        let last = group.rsplit(' ').next().unwrap_or(group);
        (group.split(' ').count() <= 6 && self.attendance_groups.iter().any(|g| g == last)).then_some(part)
    }

    /// Whether a cell is the head of a table's column of topics.
    pub(super) fn is_topic_column(&self, cell: &str) -> bool {
        self.topic_columns.iter().any(|head| head.eq_ignore_ascii_case(cell))
    }

    /// The part that a label at the beginning of a line announces, and where what it labels begins ("Present: A, B").
    pub(super) fn labelled(&self, line: &str) -> Option<(Part, usize)> {
        let colon = line.char_indices().take(48).find(|(_, c)| *c == ':').map(|(at, _)| at)?;
        Some((self.part(&line[..colon])?, colon + 1))
    }
}

/// Which blocks open which part.
#[derive(Debug)]
pub(super) struct Outline {
    /// Block, part, and where what the block itself holds of that part begins (its end for a heading).
    pub openings: Vec<(usize, Part, usize)>,
}

impl Outline {
    pub(super) fn of(recognisers: &Recognisers<'_>, document: &Document) -> Self {
        let mut openings = Vec::new();
        for (i, block) in document.blocks().iter().enumerate() {
            let line = document.text_of(block);
            if let Some(part) = recognisers.layout.part(line) {
                openings.push((i, part, block.span.end));
            } else if let Some((part, at)) = recognisers.layout.labelled(line) {
                openings.push((i, part, block.span.start + at));
            }
        }
        let is_title = |i: &usize| {
            let (block, part, at) = openings[*i];
            part == Part::Discussion
                && recognisers.layout.is_ambiguous(document, block, at)
                && (is_short_value(document, block, at) || names_report(document, block, openings.get(i + 1)))
        };
        let titles: Vec<usize> = (0..openings.len()).filter(is_title).collect();
        let parts = openings.into_iter().enumerate().filter(|(i, _)| titles.binary_search(i).is_err());
        Self { openings: parts.map(|(_, opening)| opening).collect() }
    }

    /// The first block that opens a part.
    pub(super) fn first(&self, part: Part) -> Option<usize> {
        self.openings.iter().find(|(_, p, _)| *p == part).map(|(block, ..)| *block)
    }

    /// What a block opens.
    pub(super) fn at(&self, block: usize) -> Option<(Part, usize)> {
        let i = self.openings.binary_search_by_key(&block, |(b, ..)| *b).ok()?;
        self.openings.get(i).map(|(_, part, at)| (*part, *at))
    }

    /// The blocks behind the head: from the agenda or the discussion on.
    pub(super) fn body(&self, document: &Document) -> Range<usize> {
        let opens = |part| matches!(part, Part::Agenda | Part::Discussion | Part::Participants);
        let first = self.openings.iter().find(|(_, part, _)| opens(*part));
        let start = first.map_or(0, |(block, part, _)| match part {
            Part::Participants => told_before(document, *block).unwrap_or(*block),
            _ => *block,
        });
        start..document.blocks().len()
    }
}

/// "Minutes: Guo Wei" says who wrote them.
fn is_short_value(document: &Document, block: usize, at: usize) -> bool {
    let end = document.blocks().get(block).map_or(at, |block| block.span.end);
    let value = Span::new(at.min(end), end).trimmed(document.text());
    !value.is_empty() && value.of_text(document.text()).split_whitespace().count() < PASSAGE_WORDS
}

/// "Minutes" right over the list of those present, or over the agenda, is what the report calls itself.
fn names_report(document: &Document, block: usize, next: Option<&(usize, Part, usize)>) -> bool {
    let Some((next, part, _)) = next else { return false };
    let front = matches!(part, Part::Participants | Part::Agenda | Part::Apologies | Part::Absent);
    front && passages(document, block + 1..*next) == 0
}

/// Whether a block can hold what somebody said.
pub(super) fn is_speech(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. })
}

/// How many blocks of a range tell something at length; what is emphasised tells how to fill in a form.
pub(super) fn passages(document: &Document, range: Range<usize>) -> usize {
    let long = |b: &&Block| document.text_of(b).split_whitespace().count() >= PASSAGE_WORDS;
    let told = document.blocks().get(range).unwrap_or(&[]).iter().filter(|b| is_speech(b) && !b.emphasised);
    told.filter(long).count()
}

/// Where what was said begins in a report that closes with the list of those present: most of it stands before that list, under headings.
fn told_before(document: &Document, list: usize) -> Option<usize> {
    let blocks = document.blocks();
    let before = passages(document, 0..list);
    if before < MOST_OPENING || before <= passages(document, list + 1..blocks.len()) {
        return None;
    }
    (1..list).find(|at| matches!(blocks[*at].kind, BlockKind::Heading { .. }))
}

/// Whether a block is set apart as a heading is: marked as one, or short, without a sentence's end, and emphasised or numbered.
pub(super) fn stands_apart(document: &Document, block: &Block) -> bool {
    let line = document.text_of(block);
    match block.kind {
        BlockKind::Heading { .. } => true,
        BlockKind::Paragraph => {
            line.len() <= 140 && (block.emphasised && !line.ends_with('.') || block.marker.is_some())
        }
        BlockKind::ListItem { .. } => line.len() <= 140 && block.marker.is_some(),
        BlockKind::TableRow => false,
    }
}

/// A title without the punctuation that ends it.
pub(super) fn title_span(text: &str, span: Span) -> Span {
    let words = span.of_text(text).trim_end_matches(['.', ';', ':', ',', ' ']);
    let words = if words.is_empty() { span.of_text(text) } else { words };
    Span::new(span.start, span.start + words.len()).trimmed(text)
}
