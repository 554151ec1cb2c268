//! What a report of a meeting is made of: each part is found by one recogniser, as spans of the canonical text.
//!
//! Nothing here knows an organisation or a person; what a name means is for `entities` to say.

mod agenda;
mod apologies;
mod attendance;
pub mod dates;
mod discussion;
mod documents;
mod events;
mod file_name;
mod header;
mod layout;
mod moment;
pub mod names;
mod next_meeting;
mod numbers;
mod officers;
mod passages;
pub mod remarks;
pub mod sentences;
mod several;
mod signs;

pub use file_name::name_line;
pub use moment::Moment;

use crate::document::Document;
use crate::language::Language;
use crate::text::Span;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use dates::{Dates, Order};
use jiff::Timestamp;
use jiff::civil::Date;
use names::PrintedName;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A value, where it was read, by which recogniser, and how sure that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// What was read.
    pub value: T,
    /// The words it was read from.
    pub span: Span,
    /// The recogniser and its version, as `header.date/1`.
    pub recogniser: &'static str,
    /// 0 to 100.
    pub confidence: u8,
}

impl<T> Found<T> {
    /// A value that a recogniser read from a span.
    pub fn new(value: T, span: Span, recogniser: &'static str, confidence: u8) -> Self {
        Self { value, span, recogniser, confidence }
    }
}

/// How a meeting was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// By telephone or video.
    Online,
    /// In a room.
    InPerson,
    /// Both.
    Hybrid,
}

/// An office that somebody holds at a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Office {
    /// Leads the body that meets.
    Chair,
    /// Leads it with others.
    CoChair,
    /// Leads the discussion.
    Moderator,
    /// Receives the meeting.
    Host,
    /// Reports it.
    Rapporteur,
}

impl Office {
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "chair" => Self::Chair,
            "co-chair" => Self::CoChair,
            "moderator" => Self::Moderator,
            "host" => Self::Host,
            "rapporteur" => Self::Rapporteur,
            _ => return None,
        })
    }
}

/// What the head of a report says.
#[derive(Debug, Default)]
pub struct Header {
    /// The first line of the title, which names the body that met.
    pub title: Option<Found<()>>,
    /// The body in it, without date, number and words for a meeting or a report.
    pub body: Option<Span>,
    /// The running number.
    pub number: Option<Found<u32>>,
    /// The day.
    pub date: Option<Found<Date>>,
    /// The beginning.
    pub start: Option<Found<Timestamp>>,
    /// How it was held.
    pub mode: Option<Found<Mode>>,
    /// Who held an office, in the order of the text.
    pub officers: Vec<Found<(PrintedName, Office)>>,
    /// What the opening sentence says otherwise than the title; the title's word stands above.
    pub disagreements: Vec<Disagreement>,
}

/// A part of the head that the report gives twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeadField {
    /// The running number.
    Number,
    /// The day.
    Date,
    /// The beginning.
    Start,
}

/// Two words of the head for one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// What they are about.
    pub field: HeadField,
    /// What the title says, which counts.
    pub title: Span,
    /// What the opening sentence says.
    pub opening: Span,
}

/// An item of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaItem {
    /// "3", or "3.a" for an item below another; empty where none is printed.
    pub label: String,
    /// Its title, without marker and final punctuation.
    pub title: Span,
    /// The item above it, an index into the agenda.
    pub parent: Option<usize>,
    /// The block it stands in.
    pub block: usize,
}

/// The part of a report that treats one or more items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discussion {
    /// The heading as printed.
    pub heading: Span,
    /// The items it treats, indices into the agenda.
    pub treats: Vec<usize>,
    /// Its blocks, without the heading.
    pub blocks: Range<usize>,
    /// How sure the alignment is, 0 to 100.
    pub confidence: u8,
}

impl Discussion {
    /// The item that it treats, an index into the agenda, where it is one alone.
    #[must_use]
    pub fn sole_item(&self) -> Option<usize> {
        match self.treats.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }
}

/// One line of a list of participants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterLine {
    /// All of it.
    pub whole: Span,
    /// The name.
    pub name: PrintedName,
    /// The name in the order in which it is said, where it is printed otherwise: "Ada K Byron" of "Byron, Ada K".
    pub reading: Option<String>,
    /// Handles and initials that stand for the person in this report, as printed.
    pub signs: Vec<Span>,
    /// What stands behind the name, part by part: organisations, roles, countries.
    pub parts: Vec<Span>,
    /// What is a role by the column or heading that it stands under.
    pub roles: Vec<Span>,
    /// What may be an organisation or a role, if it is known as one or worded so: headings of groups, columns without a head.
    pub hints: Vec<Span>,
    /// Whether the person was there.
    pub presence: Presence,
    /// What tells it, where it is not the line itself.
    pub presence_at: Option<Span>,
    /// The recogniser of the layout and its version.
    pub recogniser: &'static str,
}

impl RosterLine {
    /// A line that holds a name and no more.
    #[must_use]
    pub fn new(whole: Span, name: PrintedName, presence: Presence, recogniser: &'static str) -> Self {
        Self {
            whole,
            name,
            reading: None,
            signs: Vec::new(),
            parts: Vec::new(),
            roles: Vec::new(),
            hints: Vec::new(),
            presence,
            presence_at: None,
            recogniser,
        }
    }
}

/// What a list says of somebody on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Was there, for all of the meeting or a part of it.
    Present,
    /// Sent apologies.
    Apologies,
    /// Was not there.
    Absent,
    /// Nothing: one of several in a line with one mark, or on a form that nobody filled in.
    Open,
}

/// A document that a report links or names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentReference {
    /// Its title as printed.
    pub title: Span,
    /// Its address, where there is one.
    pub url: Option<String>,
    /// Where the link stands.
    pub span: Span,
}

/// An event with a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The words that name it.
    pub name: Span,
    /// Its first day or month.
    pub start: Option<Moment>,
    /// Its last.
    pub end: Option<Moment>,
    /// The sentence.
    pub sentence: Span,
    /// The date as printed.
    pub printed: Span,
    /// 0 to 100.
    pub confidence: u8,
}

/// The next meeting of the same body, as announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextMeeting {
    /// Its day.
    pub date: Date,
    /// Its beginning, where time and zone are printed.
    pub start: Option<Timestamp>,
    /// The words that announce it.
    pub span: Span,
}

/// Everything that the recognisers found.
#[derive(Debug, Default)]
pub struct Minutes {
    /// The head.
    pub header: Header,
    /// The agenda in printed order.
    pub agenda: Vec<AgendaItem>,
    /// The discussion in printed order.
    pub discussions: Vec<Discussion>,
    /// The lines of the lists of participants; none where there is no list.
    pub roster: Option<Vec<RosterLine>>,
    /// Who sent apologies in prose.
    pub apologies: Vec<Found<PrintedName>>,
    /// Links and linked titles.
    pub documents: Vec<DocumentReference>,
    /// Dated events.
    pub events: Vec<Event>,
    /// The next meeting: the last announcement.
    pub next_meeting: Option<NextMeeting>,
    /// Lines of the body that a label could attribute.
    pub remarks: Vec<remarks::Remark>,
    /// The order in which it prints dates in digits, where one of its dates needs it and others tell it: see [`Dates::order_told`].
    pub date_order: Option<Order>,
    /// Whether the report is what was said, turn by turn, and nothing that anybody wrote about it.
    pub transcript: bool,
    /// All announcements of it, in the order of the text.
    pub announcements: Vec<NextMeeting>,
    /// The blocks between the head and the lists: where people speak.
    pub body: Range<usize>,
    /// The blocks of the lists of participants.
    pub lists: Vec<Range<usize>>,
    /// The blocks in another language than the word lists, ascending: what they say is not read.
    pub foreign: Vec<usize>,
}

impl Minutes {
    /// Whether a block is in another language than the word lists.
    #[must_use]
    pub fn is_foreign(&self, block: usize) -> bool {
        self.foreign.binary_search(&block).is_ok()
    }

    /// Whether the day of the meeting comes from the name of the file.
    #[must_use]
    pub fn is_dated_by_name(&self) -> bool {
        self.header.date.as_ref().is_some_and(|date| date.recogniser == file_name::FILE_NAME)
    }
}

/// The recognisers, made once from a language.
#[derive(Debug, Clone)]
pub struct Recognisers<'l> {
    language: &'l Language,
    dates: Dates,
    layout: layout::Layout,
    /// Words for offices, folded and without hyphens.
    offices: FxHashMap<String, Office>,
    modes: AhoCorasick,
    mode_of: Vec<Mode>,
    apologies_before: AhoCorasick,
    apologies_after: AhoCorasick,
    past: AhoCorasick,
    future: AhoCorasick,
    next: AhoCorasick,
    again: AhoCorasick,
    to_come: AhoCorasick,
}

/// Why recognisers could not be made from the word lists.
#[derive(Debug, thiserror::Error)]
#[error("the word lists cannot be made into matchers: {0}; shorten them")]
pub struct RecogniserError(#[from] aho_corasick::BuildError);

impl<'l> Recognisers<'l> {
    /// Prepares the recognisers.
    ///
    /// # Errors
    /// When the word lists are too large to be matched.
    pub fn new(language: &'l Language) -> Result<Self, RecogniserError> {
        let mut mode_of = Vec::new();
        let mut phrases = Vec::new();
        for (mode, words) in &language.meeting.modes {
            let mode = match mode.as_str() {
                "online" => Mode::Online,
                "hybrid" => Mode::Hybrid,
                _ => Mode::InPerson,
            };
            for word in words {
                mode_of.push(mode);
                phrases.push(word);
            }
        }
        Ok(Self {
            language,
            dates: Dates::new(language)?,
            layout: layout::Layout::new(&language.layout),
            offices: officers::folded(&language.meeting.officers.offices),
            modes: matcher(&phrases)?,
            mode_of,
            apologies_before: matcher(&language.roster.apologies_before)?,
            apologies_after: matcher(&language.roster.apologies_after)?,
            past: matcher(&language.calendar.past)?,
            future: matcher(&language.calendar.future)?,
            next: matcher(&language.meeting.next)?,
            again: matcher(&language.meeting.again)?,
            to_come: matcher(&language.meeting.to_come)?,
        })
    }

    /// The grammar of dates.
    #[must_use]
    pub fn dates(&self) -> &Dates {
        &self.dates
    }

    /// Reads a document. Nothing where it shows no sign of a report of a meeting.
    ///
    /// # Errors
    /// With what was looked for in vain.
    pub fn read(&self, document: &Document) -> Result<Minutes, &'static str> {
        match self.dates.order_told(document.text()) {
            None => self.read_in_order(document, None),
            order => {
                Self { dates: self.dates.in_order(order).into_owned(), ..self.clone() }.read_in_order(document, order)
            }
        }
    }

    fn read_in_order(&self, document: &Document, date_order: Option<Order>) -> Result<Minutes, &'static str> {
        let outline = layout::Outline::of(self, document);
        if self.is_attendance_sheet(document, &outline) {
            return Err("it is an attendance sheet, who joined and left when, without what was discussed");
        }
        let transcript = document.is_transcript();
        let mut minutes = Minutes { body: outline.body(document), transcript, date_order, ..Minutes::default() };
        minutes.header = self.header(document, &outline);
        (minutes.roster, minutes.lists) = self.roster(document, &outline);
        self.officers_set_apart(document, &outline, &mut minutes);
        minutes.foreign = passages::foreign(document, &minutes.lists, self.language);
        minutes.body.end = body_end(&outline, &minutes);
        minutes.agenda = agenda::find(document, self.language, &self.layout, &outline, &minutes.body);
        minutes.discussions = discussion::find(document, self.language, &outline, &minutes);
        minutes.apologies = self.apologies(document, &minutes);
        minutes.apologies.retain(|found| document.is_of_source(found.span));
        minutes.announcements = self.announcements(document, &minutes);
        minutes.next_meeting = minutes.announcements.last().cloned();
        minutes.documents = documents::find(document, &minutes);
        minutes.events = self.events(document, &minutes);
        minutes.remarks = remarks::find(document, &minutes, self.language);
        let meeting = minutes.header.date.is_some() || minutes.header.number.is_some();
        match (meeting, self.reports_a_meeting(document, &outline, &minutes)) {
            (true, true) if signs::is_only_an_agenda(document, &minutes) => {
                Err("it is an agenda, without who was there or what was discussed")
            }
            (true, true) => Ok(minutes),
            _ if passages::mostly_foreign(document, &minutes.foreign) => {
                Err("most of it is in another language than the word lists (--language)")
            }
            (false, _) => Err("no date or number of a meeting was found"),
            (true, false) => Err("neither agenda nor participants were found"),
        }
    }
}

/// Where people stop speaking: at a list of participants behind agenda or discussion, unless they open behind it.
fn body_end(outline: &layout::Outline, minutes: &Minutes) -> usize {
    let opens = |part| matches!(part, layout::Part::Agenda | layout::Part::Discussion);
    let openings = || outline.openings.iter().filter(|(_, part, _)| opens(*part)).map(|(block, ..)| *block);
    // "Agenda", its items, "Attendees" and then all that was said: a list in the front part closes nothing.
    let discussed = |list: &Range<usize>| {
        let before =
            |part| outline.openings.iter().find(|(at, p, _)| *p == part && *at < list.start).map(|(at, ..)| *at);
        let agenda = before(layout::Part::Agenda).unwrap_or(0);
        before(layout::Part::Discussion).is_some() || list.start - agenda >= minutes.body.end.saturating_sub(list.end)
    };
    let closes = |list: &&Range<usize>| {
        (openings().any(|at| at < list.start) || minutes.body.start + 1 < list.start && openings().next().is_none())
            && !openings().any(|at| at >= list.end)
            && discussed(list)
    };
    let first = minutes.lists.iter().filter(closes).map(|list| list.start).filter(|at| *at >= minutes.body.start).min();
    first.map_or(minutes.body.end, |at| at.min(minutes.body.end))
}

fn matcher<S: AsRef<[u8]>>(words: &[S]) -> Result<AhoCorasick, aho_corasick::BuildError> {
    AhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(true).build(words)
}
