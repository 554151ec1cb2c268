//! What came in: what became of each source of a run, told one by one in the order in which they were given.

use super::reader::Facts;
use crate::source::{MediaType, Refusal};
use crate::warnings::Warnings;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// What became of a source.
#[derive(Debug)]
pub enum Fate {
    /// It was not in the store.
    Taken,
    /// It was in the store as it is, or came before in this run.
    Unchanged,
    /// It was in the store, and was read anew since code, word lists, registry or the name of its file changed.
    Replaced,
    /// Its place gave another report before, by the beginning of whose digest it is known; that one goes, unless other places give it.
    Changed(String),
    /// It is no report, and need not be one: the text of a message with reports attached. With the reason.
    PassedOver(Refusal),
    /// It was not taken. With the reason.
    Refused(Refusal),
}

/// What was read from a report, in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gist {
    /// The body that met as the title names it, else the title.
    pub meeting: Option<String>,
    /// The number of the meeting.
    pub number: Option<u32>,
    /// Its day.
    pub date: Option<Date>,
    /// How many people are on the lists, or spoke.
    pub participants: usize,
    /// How many contributions there are.
    pub contributions: usize,
    /// How many decisions.
    pub decisions: usize,
    /// How many actions.
    pub actions: usize,
}

/// No more characters are kept of the name of a meeting.
const LONGEST_NAME: usize = 80;

impl Gist {
    pub(super) fn of(facts: &Facts) -> Self {
        let header = &facts.minutes.header;
        let name = header.body.or(header.title.as_ref().map(|title| title.span));
        let short =
            |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST_NAME).collect();
        Self {
            meeting: name.map(|span| short(span.of_text(facts.document.text()))),
            number: header.number.as_ref().map(|number| number.value),
            date: header.date.as_ref().map(|date| date.value),
            participants: facts.entities.participations.len(),
            contributions: facts.statements.contributions.len(),
            decisions: facts.statements.decisions.len(),
            actions: facts.statements.commitments.len(),
        }
    }
}

/// A source of a run, and what became of it.
#[derive(Debug)]
pub struct Came {
    /// Its path below what was asked for, or what was asked for.
    pub name: String,
    /// What became of it.
    pub fate: Fate,
    /// What it is written in, where that is known.
    pub media_type: Option<MediaType>,
    /// The beginning of its digest, by which its addresses are made; none where it is not in the store.
    pub report: Option<String>,
    /// What was read from it; none where nothing was read in this run.
    pub gist: Option<Gist>,
    /// What is odd about it.
    pub warnings: Warnings,
}

impl Came {
    /// What was refused before anything could be read from it.
    #[must_use]
    pub fn refused(refusal: Refusal) -> Self {
        Self {
            name: refusal.name().to_owned(),
            fate: Fate::Refused(refusal),
            media_type: None,
            report: None,
            gist: None,
            warnings: Warnings::default(),
        }
    }
}

/// What was read of a report, until it is told.
pub(super) struct Told {
    pub replaced: bool,
    pub gist: Gist,
    pub warnings: Warnings,
}

/// A source, before it is its turn to be told.
pub(super) enum Arrived {
    /// A report that is in the store, or will be with the next commit.
    Report {
        name: String,
        media_type: MediaType,
        slug: String,
        /// The one that its place gave before.
        earlier: Option<String>,
    },
    /// A place that gives what it gave before, which nobody looked at.
    Unchanged { name: String, media_type: Option<MediaType>, slug: Option<String> },
    /// None.
    Refused { media_type: Option<MediaType>, refusal: Refusal },
}

/// Tells of sources in the order of the candidates, whichever thread was faster. It holds what waits for its turn, and two words for each report of the run.
pub(super) struct Teller<'t> {
    tell: &'t mut dyn FnMut(Came),
    next: usize,
    waiting: BTreeMap<usize, Vec<Arrived>>,
    done: BTreeSet<usize>,
    /// What was read of each report of this run, until it is told for the first source that holds it.
    read: FxHashMap<String, Option<Told>>,
}

impl<'t> Teller<'t> {
    pub(super) fn new(tell: &'t mut dyn FnMut(Came)) -> Self {
        Self { tell, next: 0, waiting: BTreeMap::new(), done: BTreeSet::new(), read: FxHashMap::default() }
    }

    /// Whether this run met a report already.
    pub(super) fn has(&self, slug: &str) -> bool {
        self.read.contains_key(slug)
    }

    /// Forgets that this run read reports which are to be read once more.
    pub(super) fn forget(&mut self, slugs: &[String]) {
        for slug in slugs {
            self.read.remove(slug);
        }
    }

    /// What was read of a report. What was read of it before in this run counts no more, where it was not told yet.
    pub(super) fn read(&mut self, slug: &str, told: Told) {
        match self.read.get_mut(slug) {
            None => {
                self.read.insert(slug.to_owned(), Some(told));
            }
            Some(waiting) => {
                if let Some(before) = waiting {
                    *before = Told { replaced: before.replaced, ..told };
                }
            }
        }
    }

    /// Says at once what became of what no candidate came of.
    pub(super) fn say(&mut self, came: Came) {
        (self.tell)(came);
    }

    /// A source of a candidate.
    pub(super) fn came(&mut self, at: usize, arrived: Arrived) {
        self.waiting.entry(at).or_default().push(arrived);
    }

    /// All sources of a candidate have come.
    pub(super) fn ended(&mut self, at: usize) {
        self.done.insert(at);
        while self.done.remove(&self.next) {
            let all = self.waiting.remove(&self.next).unwrap_or_default();
            self.next += 1;
            // Only a container has several.
            let reports: Vec<String> =
                if all.len() > 1 { all.iter().filter_map(Arrived::report).collect() } else { Vec::new() };
            for arrived in all {
                let came = self.turn(arrived, &reports);
                (self.tell)(came);
            }
        }
    }

    fn turn(&mut self, arrived: Arrived, reports: &[String]) -> Came {
        match arrived {
            Arrived::Report { name, media_type, slug, earlier } => {
                let told = self.read.get_mut(&slug).and_then(Option::take);
                let fate = match (earlier, &told) {
                    (Some(earlier), _) => Fate::Changed(earlier),
                    (None, None) => Fate::Unchanged,
                    (None, Some(told)) if told.replaced => Fate::Replaced,
                    (None, Some(_)) => Fate::Taken,
                };
                let (gist, mut warnings) =
                    told.map_or_else(|| (None, Warnings::default()), |told| (Some(told.gist), told.warnings));
                warnings.file.clone_from(&name);
                Came { name, fate, media_type: Some(media_type), report: Some(slug), gist, warnings }
            }
            Arrived::Unchanged { name, media_type, slug } => {
                let (gist, warnings) = (None, Warnings::default());
                Came { name, fate: Fate::Unchanged, media_type, report: slug, gist, warnings }
            }
            Arrived::Refused { media_type, refusal } => {
                let attached =
                    |name: &String| name.strip_prefix(refusal.name()).is_some_and(|rest| rest.starts_with('/'));
                let cover = media_type == Some(MediaType::Email)
                    && matches!(refusal, Refusal::NoMinutes { .. })
                    && reports.iter().any(attached);
                let name = refusal.name().to_owned();
                let fate = if cover { Fate::PassedOver(refusal) } else { Fate::Refused(refusal) };
                Came { name, fate, media_type, report: None, gist: None, warnings: Warnings::default() }
            }
        }
    }
}

impl Arrived {
    /// The name of a report.
    fn report(&self) -> Option<String> {
        match self {
            Self::Report { name, .. } => Some(name.clone()),
            Self::Unchanged { .. } | Self::Refused { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(replaced: bool) -> Told {
        let gist = Gist {
            meeting: None,
            number: Some(7),
            date: None,
            participants: 0,
            contributions: 0,
            decisions: 0,
            actions: 0,
        };
        Told { replaced, gist, warnings: Warnings::default() }
    }

    fn report(name: &str, slug: &str) -> Arrived {
        Arrived::Report { name: name.to_owned(), media_type: MediaType::Pdf, slug: slug.to_owned(), earlier: None }
    }

    fn no_minutes(name: &str) -> Arrived {
        let refusal = Refusal::NoMinutes { name: name.to_owned(), missing: "no date or number of a meeting was found" };
        Arrived::Refused { media_type: Some(MediaType::Email), refusal }
    }

    fn line(came: &Came) -> String {
        let fate = match came.fate {
            Fate::Taken => "taken",
            Fate::Unchanged => "unchanged",
            Fate::Replaced => "replaced",
            Fate::Changed(_) => "changed",
            Fate::PassedOver(_) => "passed over",
            Fate::Refused(_) => "refused",
        };
        format!("{} {fate}", came.name)
    }

    #[test]
    fn each_in_its_turn_whoever_was_faster() {
        let mut lines = Vec::new();
        let mut tell = |came: Came| lines.push(line(&came));
        let mut teller = Teller::new(&mut tell);
        teller.read("aa", told(false));
        teller.came(2, report("c.pdf", "aa"));
        teller.ended(2);
        teller.ended(1);
        teller.came(0, report("a.pdf", "aa"));
        teller.ended(0);
        teller.read("bb", told(true));
        teller.came(3, report("d.pdf", "bb"));
        teller.ended(3);
        assert!(teller.has("bb") && !teller.has("cc"));
        teller.forget(&["bb".to_owned()]);
        assert!(!teller.has("bb"));
        assert_eq!(lines, ["a.pdf taken", "c.pdf unchanged", "d.pdf replaced"]);
    }

    #[test]
    fn a_place_that_gives_another_report() {
        let mut lines = Vec::new();
        let mut tell = |came: Came| {
            lines.push(format!("{} {}", line(&came), if came.gist.is_some() { "read" } else { "known" }));
        };
        let mut teller = Teller::new(&mut tell);
        teller.read("bb", told(false));
        teller.came(1, report("copy.pdf", "bb"));
        teller.ended(1);
        let earlier = Some("aa".to_owned());
        let (name, slug) = ("a.pdf".to_owned(), "bb".to_owned());
        teller.came(0, Arrived::Report { name, media_type: MediaType::Pdf, slug, earlier });
        teller.ended(0);
        let (name, slug) = ("https://example.org/c.pdf".to_owned(), Some("cc".to_owned()));
        teller.came(2, Arrived::Unchanged { name, media_type: None, slug });
        teller.ended(2);
        assert_eq!(
            lines,
            ["a.pdf changed read", "copy.pdf unchanged known", "https://example.org/c.pdf unchanged known"]
        );
    }

    #[test]
    fn a_message_with_a_report_attached_need_not_be_one() {
        let mut lines = Vec::new();
        let mut tell = |came: Came| lines.push(line(&came));
        let mut teller = Teller::new(&mut tell);
        teller.came(0, no_minutes("a.eml"));
        teller.came(0, no_minutes("a.eml/forwarded.eml"));
        teller.came(0, report("a.eml/forwarded.eml/minutes.pdf", "aa"));
        teller.came(0, no_minutes("a.eml/agenda.eml"));
        teller.ended(0);
        teller.came(1, no_minutes("b.eml"));
        teller.ended(1);
        teller.came(2, no_minutes("list.mbox#1"));
        teller.came(2, no_minutes("list.mbox#11"));
        teller.came(2, report("list.mbox#11/minutes.pdf", "aa"));
        teller.ended(2);
        assert_eq!(
            lines,
            [
                "a.eml passed over",
                "a.eml/forwarded.eml passed over",
                "a.eml/forwarded.eml/minutes.pdf unchanged",
                "a.eml/agenda.eml refused",
                "b.eml refused",
                "list.mbox#1 refused",
                "list.mbox#11 passed over",
                "list.mbox#11/minutes.pdf unchanged",
            ]
        );
    }
}
