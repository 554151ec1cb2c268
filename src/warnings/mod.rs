//! What is odd about a report: where it contradicts itself, and what was left out of it for a reason its author can mend.
//!
//! A warning is said beside the facts and is none: it stands in no graph. It follows from the bytes of the report and from what they are read with.

mod dates;
mod parts;
mod speakers;

use crate::document::{Document, Place};
use crate::entities::Entities;
use crate::entities::registry::Registry;
use crate::language::Language;
use crate::minutes::Minutes;
use crate::minutes::dates::Dates;
use crate::statements::Statements;
use crate::text::Span;
use serde::Serialize;
use std::fmt;

/// No more warnings are kept of one report.
const MOST_KEPT: usize = 100;
/// No more characters of a report are quoted in one.
const LONGEST_QUOTE: usize = 80;

/// What a warning is about. The name that tables and JSON show is its [`Display`](fmt::Display).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Title and opening sentence disagree on number, date or time: the title counts.
    Header,
    /// The next meeting is announced for two days: the last one counts.
    NextMeeting,
    /// One date is given for two things; both stay.
    DateTwice,
    /// A printed weekday is not the date's: nothing is dated by it.
    Weekday,
    /// There is no list of participants.
    NoRoster,
    /// The notes of another meeting follow: nothing of them is read.
    Meetings,
    /// A passage is in another language than the word lists: what it says is not read.
    Language,
    /// A section holds nothing but a word for nothing.
    Nothing,
    /// Somebody speaks who is on no list, and not in the registry; kept as printed.
    Speaker,
    /// A link leads nowhere; the document is kept without address.
    Link,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::NextMeeting => "next-meeting",
            Self::DateTwice => "date-twice",
            Self::Weekday => "weekday",
            Self::NoRoster => "no-roster",
            Self::Meetings => "meetings",
            Self::Language => "language",
            Self::Nothing => "nothing",
            Self::Speaker => "speaker",
            Self::Link => "link",
        })
    }
}

/// One odd thing. Warnings are ordered by line, kind and message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Warning {
    /// Where in the source it stands.
    pub place: Place,
    /// What it is about.
    pub kind: Kind,
    /// One sentence for people.
    pub message: String,
}

/// The warnings of one report: a row each for a table, an object for JSON. Ordered by file.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Warnings {
    /// The report's path below what was ingested, as everywhere.
    pub file: String,
    /// In their order; at most a hundred.
    pub found: Vec<Warning>,
    /// How many there are beyond these.
    pub more: usize,
}

impl Warnings {
    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.found.len() + self.more
    }

    /// A line for each, as compilers write them; at most this many, then one that counts the others.
    ///
    /// ```
    /// use rapporteur::document::Place;
    /// use rapporteur::warnings::{Kind, Warning, Warnings};
    ///
    /// let warning = |line| Warning { place: Place::Line(line), kind: Kind::Link, message: "a link leads nowhere".to_owned() };
    /// let warnings = Warnings { file: "wg-45.md".to_owned(), found: vec![warning(31), warning(40)], more: 11 };
    /// let lines: Vec<String> = warnings.lines(1).collect();
    /// assert_eq!(lines, ["wg-45.md:31: a link leads nowhere", "wg-45.md: and 12 more"]);
    /// ```
    pub fn lines(&self, most: usize) -> impl Iterator<Item = String> + '_ {
        let shown = self.found.iter().take(most).map(|w| format!("{}:{}: {}", self.file, w.place, w.message));
        let rest = self.count() - self.found.len().min(most);
        shown.chain((rest > 0).then(|| format!("{}: and {rest} more", self.file)))
    }
}

/// What warnings are drawn from.
#[derive(Clone, Copy)]
pub(crate) struct Report<'r> {
    pub file: &'r str,
    /// What the document was read from.
    pub source: &'r str,
    pub document: &'r Document,
    pub minutes: &'r Minutes,
    pub entities: &'r Entities,
    pub statements: &'r Statements,
    pub language: &'r Language,
    pub dates: &'r Dates,
    pub registry: &'r Registry,
}

impl<'r> Report<'r> {
    fn text(&self) -> &'r str {
        self.document.text()
    }

    /// Words of the report between quotation marks, cut where they are long, without signs that a terminal would obey.
    fn quoted(&self, span: Span) -> String {
        let words = span.of_text(self.text());
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        let quote: String = words.chars().take(LONGEST_QUOTE).map(plain).collect();
        let cut = if quote.len() < words.len() { " …" } else { "" };
        format!("\"{quote}{cut}\"")
    }
}

/// Gathers warnings, and counts those that are too many to keep.
struct Gathered<'r> {
    report: Report<'r>,
    found: Vec<(Span, Kind, String)>,
    more: usize,
}

impl Gathered<'_> {
    /// Takes a warning; the message is made only where it is kept.
    fn warn(&mut self, at: Span, kind: Kind, message: impl FnOnce() -> String) {
        if self.found.len() < MOST_KEPT {
            self.found.push((at, kind, message()));
        } else {
            self.more += 1;
        }
    }
}

/// The warnings of a report. Those that can come in great numbers are gathered last, so that they hide no others.
pub(crate) fn of(report: Report<'_>) -> Warnings {
    let mut gathered = Gathered { report, found: Vec::new(), more: 0 };
    dates::header(&mut gathered);
    parts::roster(&mut gathered);
    parts::meetings(&mut gathered);
    parts::language(&mut gathered);
    dates::next_meeting(&mut gathered);
    dates::twice(&mut gathered);
    dates::weekdays(&mut gathered);
    parts::nothing(&mut gathered);
    speakers::unknown(&mut gathered);
    parts::links(&mut gathered);
    let place = |at| report.document.place(report.source, at);
    let found = gathered.found.into_iter().map(|(at, kind, message)| Warning { place: place(at), kind, message });
    let mut found: Vec<Warning> = found.collect();
    found.sort();
    Warnings { file: report.file.to_owned(), found, more: gathered.more }
}

#[cfg(test)]
mod tests {
    use crate::graph::Base;
    use crate::ingest::{Knowledge, KnowledgeSource, Reader};
    use crate::minutes::Recognisers;
    use crate::source::Source;

    /// The warnings of a report in lines: line, kind and message.
    fn warned(source: &str) -> Vec<String> {
        let base = Base::new(Base::DEFAULT).unwrap();
        let knowledge = Knowledge::load(&KnowledgeSource::default(), &base).unwrap();
        let recognisers = Recognisers::new(&knowledge.language).unwrap();
        let reader = Reader::new(&knowledge, &recognisers, &base).unwrap();
        let source = Source::from_bytes("7.md", source.as_bytes().to_vec()).unwrap();
        let facts = reader.facts(&source).unwrap();
        let warnings = reader.warnings(&source, &facts);
        warnings.found.iter().map(|w| format!("{} {} {}", w.place, w.kind, w.message)).collect()
    }

    /// A report of a group with two items, the first of which is discussed so.
    fn report(opening: &str, section: &str) -> String {
        format!(
            "# IGF Group (WG-Strategy)\n\nOnline Meeting 45\n\n30 September 2022 at 14:00 UTC\n\n{opening}\n\n## Agenda\n\n1. Letter\n2. AoB\n\n\
             ## Discussion\n\n### 1. Letter\n\n{section}\n\n## Participants\n\n1. Anja Gengo, IGF Secretariat\n2. Wout de Natris\n"
        )
    }

    #[test]
    fn a_report_without_fault() {
        let opening =
            "The 45th virtual meeting of the IGF Group (WG-Strategy) was held on 30 September 2022 at 14:00 UTC.";
        let section = "Anja noted that the Town Hall takes place on Thursday, 6 October. The next meeting will be held on 13 October.";
        assert_eq!(warned(&report(opening, section)), [""; 0]);
    }

    #[test]
    fn a_head_that_disagrees_with_itself() {
        let opening = "The 44th virtual meeting of the IGF Group (WG-Strategy) was held on 29 September at 15:00 UTC. It followed the 43rd meeting of 8 September 2022.";
        assert_eq!(
            warned(&report(opening, "Anja noted it.")),
            [
                "7 header the opening gives \"15:00 UTC\" as the meeting's beginning, the title \"14:00 UTC\": the title counts",
                "7 header the opening gives \"29 September\" as the meeting's date, the title \"30 September 2022\": the title counts",
                "7 header the opening gives \"44th\" as the meeting's number, the title \"45\": the title counts",
            ]
        );
    }

    #[test]
    fn dates_that_contradict_each_other() {
        let section = "Anja noted that the Town Hall takes place on 13 October.\n\nThe workshop on standards takes place on Friday 14 October 2021.\n\n\
                       The next meeting will be held on 12 October.\n\nNext meeting: 13 October.";
        assert_eq!(
            warned(&report("", section)),
            [
                "20 weekday \"Friday 14 October 2021\": 14 October 2021 is a Thursday, and nothing is dated by it",
                "22 next-meeting the next meeting is announced for 12 October here and for 13 October later: the later one counts",
                "24 date-twice 13 October is given for two things: the next meeting and \"Town Hall\"",
            ]
        );
    }

    #[test]
    fn what_is_empty_unknown_or_leads_nowhere() {
        let section = "Bongani said that the [letter](#) is ready.\n\nBongani added that Wout agreed.\n\nWout agreed.\n\n### 2. AoB\n\nN/A.";
        assert_eq!(
            warned(&report("", section)),
            [
                "18 speaker \"Bongani\" speaks, and is neither on the list nor in the registry: kept as printed",
                "18 link the link \"letter\" leads nowhere: its address is #",
                "26 nothing \"AoB\" holds nothing but \"N/A.\"",
            ]
        );
    }

    #[test]
    fn no_list_and_another_language() {
        let french = "Le groupe est convenu que la lettre serait envoyée au secrétariat avant la fin du mois, et que les membres feraient leurs remarques.";
        let source = report("", &format!("Bongani noted it.\n\n{french}\n\nAnja noted it.\n\n{french}"));
        let source = source.split("## Participants").next().unwrap();
        let found = warned(source);
        assert_eq!(found[0], "1 no-roster no list of participants was found: who was present is not known");
        assert!(found[1].starts_with("20 language this passage and 1 more ("), "{found:?}");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn many_are_counted_and_few_are_kept() {
        let base = Base::new(Base::DEFAULT).unwrap();
        let knowledge = Knowledge::load(&KnowledgeSource::default(), &base).unwrap();
        let recognisers = Recognisers::new(&knowledge.language).unwrap();
        let reader = Reader::new(&knowledge, &recognisers, &base).unwrap();
        let section = "The [letter](#) is ready. ".repeat(300);
        let source = Source::from_bytes("7.md", report("", &section).into_bytes()).unwrap();
        let warnings = reader.warnings(&source, &reader.facts(&source).unwrap());
        assert_eq!((warnings.found.len(), warnings.count()), (super::MOST_KEPT, 300));
        assert_eq!(warnings.lines(10).last().unwrap(), "7.md: and 290 more");
    }
}
