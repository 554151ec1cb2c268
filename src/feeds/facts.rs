//! What meetings were, who took part and spoke, and of what: the facts that networks and tables are counted from.

use super::FeedError;
use super::parameters::{Parameters, Period, brief};
use super::reading::{Reading, cell, number, said};
use super::roster;
use super::things::{Id, Kind, Things};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A meeting, or a report of which no meeting is known.
#[derive(Debug, Clone, Default)]
pub(super) struct Meeting {
    /// A day.
    pub(super) date: Option<String>,
    /// An instant in UTC, where a report gives it.
    pub(super) start: Option<String>,
    pub(super) series: Option<Id>,
    pub(super) title: Option<String>,
    pub(super) mode: Option<String>,
    /// The places of its reports, in the order of the alphabet.
    pub(super) reports: BTreeSet<String>,
}

/// Somebody's part in a meeting.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Whether a list of participants has them as present.
    pub(super) listed: bool,
    /// Whether they are on a list, whatever it says of them.
    pub(super) on_roster: bool,
    /// The stakeholder group, and whether that report states it; else another one does.
    pub(super) group: Option<(String, bool)>,
}

/// A contribution, in one meeting.
#[derive(Debug, Clone, Default)]
pub(super) struct Contribution {
    pub(super) meeting: Id,
    pub(super) speakers: BTreeSet<Id>,
    /// Processes and topics that its words name.
    pub(super) subjects: BTreeSet<Id>,
    /// Whom it answers.
    pub(super) answers: BTreeSet<Id>,
}

/// A decision or a commitment.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    pub(super) meeting: Id,
    /// Who is responsible, where it is a commitment.
    pub(super) owners: BTreeSet<Id>,
    /// Processes and topics that its words name.
    pub(super) subjects: BTreeSet<Id>,
}

/// The facts of a store, by addresses, so that their order hangs on nothing else.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) things: Things,
    pub(super) meetings: BTreeMap<Id, Meeting>,
    /// By meeting and person.
    pub(super) parts: BTreeMap<(Id, Id), Part>,
    /// Meeting, person, body.
    pub(super) affiliations: BTreeSet<(Id, Id, Id)>,
    pub(super) contributions: BTreeMap<String, Contribution>,
    pub(super) decisions: BTreeMap<String, Statement>,
    pub(super) commitments: BTreeMap<String, Statement>,
    /// How often a process or topic is named in the reports of a meeting.
    pub(super) named: BTreeMap<(Id, Id), usize>,
    /// The meeting of a record and of a report.
    of_record: FxHashMap<String, Id>,
    of_report: FxHashMap<String, Id>,
}

pub(super) const PREFIXES: &str =
    "PREFIX rap: <https://w3id.org/rapporteur/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> ";

/// Where a process is named in a report: start, end, and which.
type Places = FxHashMap<String, Vec<(usize, usize, Id)>>;

impl Facts {
    /// All that is known of who and what there is.
    pub(super) fn of_things(reading: &mut Reading<'_>) -> Result<Self, FeedError> {
        let mut facts = Self::default();
        let query = format!(
            "{PREFIXES} SELECT ?thing ?kind ?label ?group {{
               VALUES (?class ?kind) {{ (rap:Person 0) (rap:Organisation 1) (rap:Process 2) (rap:Topic 3) (rap:MeetingSeries 4) }}
               ?thing a ?class . ?thing skos:prefLabel ?label . OPTIONAL {{ ?thing rap:stakeholderGroup/skos:prefLabel ?group }} }}"
        );
        let kinds = [Kind::Person, Kind::Organisation, Kind::Process, Kind::Topic, Kind::Series];
        for row in reading.own(&query, &["thing", "kind", "label", "group"])? {
            let (Some(iri), Some(kind)) = (cell(&row, 0), kinds.get(number(&row, 1))) else { continue };
            let id = facts.things.describe(iri, *kind, cell(&row, 2));
            if let (Some(group), Some(thing)) = (cell(&row, 3), facts.things.get_mut(id))
                && thing.group.as_deref().is_none_or(|known| group < known)
            {
                thing.group = Some(group.to_owned());
            }
        }
        facts.read_meetings(reading)?;
        Ok(facts)
    }

    /// All facts.
    pub(super) fn read(reading: &mut Reading<'_>) -> Result<Self, FeedError> {
        let mut facts = Self::of_things(reading)?;
        facts.read_parts(reading)?;
        facts.read_contributions(reading)?;
        let places = facts.read_places(reading)?;
        facts.read_statements(reading, &places)?;
        Ok(facts)
    }

    fn read_meetings(&mut self, reading: &mut Reading<'_>) -> Result<(), FeedError> {
        let query = format!(
            "{PREFIXES} SELECT ?meeting ?label ?series {{ ?meeting a rap:Meeting ; skos:prefLabel ?label OPTIONAL {{ ?meeting rap:series ?series }} }}"
        );
        for row in reading.own(&query, &["meeting", "label", "series"])? {
            let Some(iri) = cell(&row, 0) else { continue };
            let id = self.things.describe(iri, Kind::Meeting, cell(&row, 1));
            let series = cell(&row, 2).map(|series| self.things.number(series));
            self.meetings.entry(id).or_default().series = series;
        }
        let columns = ["record", "source", "report", "meeting", "title", "date", "start", "mode"];
        for row in reading.named("meetings", &[], &columns)? {
            let (Some(record), Some(source)) = (cell(&row, 0), cell(&row, 1)) else { continue };
            let report = said(&row, 2);
            // A report of which no meeting is known stands for it.
            let id = match cell(&row, 3) {
                Some(meeting) => self.things.describe(meeting, Kind::Meeting, None),
                None => self.things.describe(source, Kind::Meeting, Some(cell(&row, 4).unwrap_or(&report))),
            };
            self.of_record.insert(record.to_owned(), id);
            self.of_report.insert(source.to_owned(), id);
            let meeting = self.meetings.entry(id).or_default();
            meeting.reports.insert(report);
            for (place, column) in
                [(&mut meeting.title, 4), (&mut meeting.date, 5), (&mut meeting.start, 6), (&mut meeting.mode, 7)]
            {
                if place.is_none() {
                    *place = cell(&row, column).map(str::to_owned);
                }
            }
        }
        // Meetings of which no report is left say nothing.
        self.meetings.retain(|_, meeting| !meeting.reports.is_empty());
        Ok(())
    }

    fn read_parts(&mut self, reading: &mut Reading<'_>) -> Result<(), FeedError> {
        self.parts = roster::parts(self, reading)?;
        let query = format!(
            "{PREFIXES} SELECT DISTINCT ?record ?person ?body {{ ?part rap:person ?person ; rap:organisation ?body ; rap:inRecord ?record }}"
        );
        for row in reading.own(&query, &["record", "person", "body"])? {
            let Some(meeting) = self.meeting_of(cell(&row, 0)) else { continue };
            let (Some(person), Some(body)) = (cell(&row, 1), cell(&row, 2)) else { continue };
            let (person, body) = (self.things.number(person), self.things.number(body));
            self.affiliations.insert((meeting, person, body));
        }
        Ok(())
    }

    fn read_contributions(&mut self, reading: &mut Reading<'_>) -> Result<(), FeedError> {
        let query = format!(
            "{PREFIXES} SELECT ?contribution ?record ?link ?other {{
               ?contribution a rap:Contribution ; rap:inRecord ?record .
               VALUES (?property ?link) {{ (rap:speaker 0) (rap:subject 1) (rap:repliesTo 2) }}
               ?contribution ?property ?other . }}"
        );
        for row in reading.own(&query, &["contribution", "record", "link", "other"])? {
            let Some(meeting) = self.meeting_of(cell(&row, 1)) else { continue };
            let (Some(iri), Some(other)) = (cell(&row, 0), cell(&row, 3)) else { continue };
            let other = self.things.number(other);
            let contribution = self.contributions.entry(iri.to_owned()).or_default();
            contribution.meeting = meeting;
            match number(&row, 2) {
                0 => contribution.speakers.insert(other),
                1 => contribution.subjects.insert(other),
                _ => contribution.answers.insert(other),
            };
        }
        Ok(())
    }

    /// Where processes and topics are named, counted by meeting on the way.
    fn read_places(&mut self, reading: &mut Reading<'_>) -> Result<Places, FeedError> {
        let query = format!(
            "{PREFIXES} SELECT DISTINCT ?source ?subject ?mention ?start ?end {{
               VALUES ?class {{ rap:Process rap:Topic }} ?subject a ?class .
               ?mention rap:refersTo ?subject ; rap:inReport ?source ; rap:start ?start ; rap:end ?end . }}"
        );
        let mut places = Places::default();
        for row in reading.own(&query, &["source", "subject", "start", "end"])? {
            let (Some(source), Some(subject)) = (cell(&row, 0), cell(&row, 1)) else { continue };
            let subject = self.things.number(subject);
            places.entry(source.to_owned()).or_default().push((number(&row, 2), number(&row, 3), subject));
            if let Some(meeting) = self.of_report.get(source) {
                *self.named.entry((*meeting, subject)).or_default() += 1;
            }
        }
        for places in places.values_mut() {
            places.sort_unstable();
        }
        Ok(places)
    }

    fn read_statements(&mut self, reading: &mut Reading<'_>, places: &Places) -> Result<(), FeedError> {
        let query =
            format!("{PREFIXES} SELECT ?commitment ?owner {{ ?commitment a rap:Commitment ; rap:responsible ?owner }}");
        let mut owners: FxHashMap<String, BTreeSet<Id>> = FxHashMap::default();
        for row in reading.own(&query, &["commitment", "owner"])? {
            let (Some(commitment), Some(owner)) = (cell(&row, 0), cell(&row, 1)) else { continue };
            let owner = self.things.number(owner);
            owners.entry(commitment.to_owned()).or_default().insert(owner);
        }
        // The tables of these names in the catalogue also look for words, agenda items and places of reports.
        for (class, decided) in [("rap:Decision", true), ("rap:Commitment", false)] {
            let query = format!(
                "{PREFIXES} SELECT ?statement ?source ?start ?end {{
                   ?statement a {class} ; rap:inReport ?source ; rap:start ?start ; rap:end ?end .
                   FILTER NOT EXISTS {{ ?statement rap:rejectedBy ?rejection }} }}"
            );
            for row in reading.own(&query, &["statement", "source", "start", "end"])? {
                let (Some(iri), Some(source)) = (cell(&row, 0), cell(&row, 1)) else { continue };
                let Some(meeting) = self.of_report.get(source).copied() else { continue };
                let (start, end) = (number(&row, 2), number(&row, 3));
                let here = places.get(source).map_or(&[][..], Vec::as_slice);
                let from = here.partition_point(|(at, ..)| *at < start);
                let within = here[from..].iter().take_while(|(at, ..)| *at < end).filter(|(_, to, _)| *to <= end);
                let subjects = within.map(|(.., subject)| *subject).collect();
                let owners = owners.remove(iri).unwrap_or_default();
                let statement = Statement { meeting, owners, subjects };
                let list = if decided { &mut self.decisions } else { &mut self.commitments };
                list.insert(iri.to_owned(), statement);
            }
        }
        Ok(())
    }

    /// The meeting of a record that no curator rejected.
    pub(super) fn meeting_of(&self, record: Option<&str>) -> Option<Id> {
        self.of_record.get(record?).copied()
    }

    /// The meeting of a report.
    pub(super) fn meeting_of_report(&self, report: Option<&str>) -> Option<Id> {
        self.of_report.get(report?).copied()
    }

    /// The day of a meeting.
    pub(super) fn date(&self, meeting: Id) -> Option<&str> {
        self.meetings.get(&meeting)?.date.as_deref()
    }

    /// The name of a meeting's series.
    pub(super) fn series_of(&self, meeting: Id) -> Option<&str> {
        let series = self.meetings.get(&meeting)?.series?;
        Some(self.things[series].label.as_str())
    }

    /// The things that a value means: an address, one below the base, or a name in any case; they are one of `kinds`.
    pub(super) fn meant(
        &self,
        reading: &mut Reading<'_>,
        parameter: &str,
        value: &str,
        kinds: &[Kind],
    ) -> Result<BTreeSet<Id>, FeedError> {
        let fits = |id: &Id| kinds.iter().any(|kind| self.things[*id].is(*kind));
        let iri = oxiri::Iri::parse(reading.base().as_str()).ok().and_then(|base| base.resolve(value).ok());
        if let Some(id) = iri.and_then(|iri| self.things.known(iri.as_str())).filter(fits) {
            return Ok([id].into());
        }
        let folded = value.to_lowercase();
        let mut found: BTreeSet<Id> = self
            .things
            .iter()
            .filter(|(id, thing)| fits(id) && thing.label.to_lowercase() == folded)
            .map(|(id, _)| id)
            .collect();
        if found.is_empty() && kinds.iter().any(|kind| matches!(kind, Kind::Process | Kind::Topic | Kind::Series)) {
            let query = format!(
                "{PREFIXES} SELECT ?thing ?name {{ VALUES ?class {{ rap:Process rap:Topic rap:MeetingSeries }} ?thing a ?class .
                   {{ ?thing skos:altLabel ?name }} UNION {{ ?thing rap:abbreviation ?name }} UNION {{ ?thing skos:hiddenLabel ?name }} }}"
            );
            for row in reading.own(&query, &["thing", "name"])? {
                if let (Some(thing), Some(name)) = (cell(&row, 0), cell(&row, 1))
                    && name.to_lowercase() == folded
                {
                    found.extend(self.things.known(thing).filter(fits));
                }
            }
        }
        if found.is_empty() { Err(self.unknown(parameter, value, kinds)) } else { Ok(found) }
    }

    fn unknown(&self, parameter: &str, value: &str, kinds: &[Kind]) -> FeedError {
        let fitting = |thing: &super::things::Thing| kinds.iter().any(|kind| thing.is(*kind));
        let mut labels: Vec<&str> =
            self.things.iter().filter(|(_, thing)| fitting(thing)).map(|(_, thing)| thing.label.as_str()).collect();
        labels.sort_unstable();
        labels.dedup();
        let words: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
        let (shown, more) = (labels.len().min(8), labels.len().saturating_sub(8));
        let mut message =
            format!("`{parameter}` is the address or name of a {}; `{}` is none", words.join(" or "), brief(value));
        if shown > 0 {
            message.push_str(", but for instance ");
            message.push_str(&labels.get(..shown).unwrap_or_default().join(", "));
        }
        if more > 0 {
            // Writing to a string cannot fail.
            let _ = write!(message, " and {more} more");
        }
        FeedError::Wrong(message)
    }
}

/// Which facts are wanted: those of a period, a series, a process.
#[derive(Debug, Default)]
pub(super) struct Asked {
    period: Period,
    series: Option<String>,
    process: Option<String>,
}

/// The same, with the things that names mean.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) period: Period,
    pub(super) series: Option<BTreeSet<Id>>,
    pub(super) process: Option<BTreeSet<Id>>,
}

impl Asked {
    /// Reads `from`, `to`, `series` and `process`.
    pub(super) fn read(parameters: &mut Parameters) -> Result<Self, FeedError> {
        Ok(Self {
            period: parameters.period()?,
            series: parameters.one("series")?,
            process: parameters.one("process")?,
        })
    }

    /// What it means among these facts.
    pub(super) fn among(self, facts: &Facts, reading: &mut Reading<'_>) -> Result<Scope, FeedError> {
        let series = self.series.map(|value| facts.meant(reading, "series", &value, &[Kind::Series])).transpose()?;
        let process = self
            .process
            .map(|value| facts.meant(reading, "process", &value, &[Kind::Process, Kind::Topic]))
            .transpose()?;
        Ok(Scope { period: self.period, series, process })
    }
}

impl Scope {
    /// Whether a meeting is of the series, whenever it was.
    pub(super) fn is_of_series(&self, facts: &Facts, meeting: Id) -> bool {
        let series = facts.meetings.get(&meeting).and_then(|meeting| meeting.series);
        self.series.as_ref().is_none_or(|wanted| series.is_some_and(|series| wanted.contains(&series)))
    }

    /// Whether a meeting is of the period and the series.
    pub(super) fn has_meeting(&self, facts: &Facts, meeting: Id) -> bool {
        self.period.holds(facts.date(meeting)) && self.is_of_series(facts, meeting)
    }

    /// Whether a meeting is of the period and the series, and its reports name the process.
    pub(super) fn has_roster_of(&self, facts: &Facts, meeting: Id) -> bool {
        let named =
            || self.process.as_ref().is_none_or(|all| all.iter().any(|one| facts.named.contains_key(&(meeting, *one))));
        self.has_meeting(facts, meeting) && named()
    }

    /// Whether words that name these subjects are wanted.
    pub(super) fn has_subjects(&self, subjects: &BTreeSet<Id>) -> bool {
        self.process.as_ref().is_none_or(|wanted| !wanted.is_disjoint(subjects))
    }

    /// Whether a process or topic is wanted.
    pub(super) fn has_subject(&self, subject: Id) -> bool {
        self.process.as_ref().is_none_or(|wanted| wanted.contains(&subject))
    }
}
