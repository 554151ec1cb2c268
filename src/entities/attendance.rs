//! The people of the lists: who they are in this report, whether they came, and what stands beside their names.

use super::bodies::NamedBody;
use super::people::Listed;
use super::roster::{Classifier, RosterPart};
use super::{Draft, Meaning, Mention, Status};
use crate::minutes::{Found, Presence, RosterLine};
use crate::text::Span;

impl Draft<'_> {
    pub(super) fn roster(&mut self) {
        let minutes = self.minutes;
        let mut before: Option<(usize, Span)> = None;
        for (i, line) in minutes.roster.iter().flatten().enumerate() {
            if let Some(body) = self.classifier().organisation_alone(self.text, line) {
                // "Ada Byron, Nokia" in one line of many names: what follows a name at a comma is the organisation of its bearer.
                let beside =
                    before.filter(|(_, at)| self.text.get(at.end..line.whole.start).is_some_and(|b| b.trim() == ","));
                if let Some((person, _)) = beside {
                    self.stated(person, vec![body]);
                }
                continue;
            }
            let person = self.listed(line);
            before = Some((person, line.whole));
            let mention = self.mention(&line.name, person, "roster.name/1", 97);
            let (said, mut status) = match line.presence {
                Presence::Present => (Status::Present, 97),
                Presence::Apologies => (Status::Apologies, 95),
                Presence::Absent => (Status::Absent, 95),
                Presence::Open => {
                    self.open.push((i, person));
                    continue;
                }
            };
            if line.presence_at.is_some() {
                status = 92;
            }
            let mut status = Found::new(said, line.presence_at.unwrap_or(line.whole), line.recogniser, status);
            let parts = self.parts_of(line);
            for part in &parts {
                if let RosterPart::Status(span, kind) = part {
                    let kind = if kind == "absent" { Status::Absent } else { Status::Apologies };
                    status = Found::new(kind, *span, "roster.status/1", 92);
                }
            }
            self.take_part(person, mention, line, status);
            self.stated(person, parts);
        }
    }

    /// Lines that left open whether somebody came are theirs who spoke or held an office; of the others nothing is said.
    pub(super) fn open_lines(&mut self) {
        let minutes = self.minutes;
        for (i, person) in std::mem::take(&mut self.open) {
            let Some(line) = minutes.roster.iter().flatten().nth(i) else { continue };
            let Some(at) = self.by_person.get(&person).copied() else { continue };
            let Some(participation) = self.entities.participations.get_mut(at) else { continue };
            participation.listed.get_or_insert((line.whole, line.name.span));
            let parts = self.parts_of(line);
            self.stated(person, parts);
        }
    }

    /// The person of a line. What stands in parentheses behind a name is no other name of a person where it is an organisation's.
    fn listed(&mut self, line: &RosterLine) -> usize {
        let mut name = line.name.clone();
        name.alias = name.alias.filter(|alias| !self.classifier().is_organisation(self.text, *alias));
        let listed = Listed { name: &name, reading: line.reading.as_deref(), signs: &line.signs };
        self.entities.people.take_listed(self.text, &listed)
    }

    /// Somebody who stands on several lists came if one of them says so: regrets may be for a part of the meeting.
    fn take_part(&mut self, person: usize, mention: usize, line: &RosterLine, status: Found<Status>) {
        let present = status.value == Status::Present;
        let new = status.clone();
        let participation = self.participation(person, mention, status);
        if present && matches!(participation.status.value, Status::Apologies | Status::Absent) {
            participation.status = new;
            participation.listed = None;
        }
        participation.listed.get_or_insert((line.whole, line.name.span));
    }

    fn classifier(&self) -> Classifier<'_> {
        let reader = self.reader;
        let title = self.minutes.header.title.as_ref().map_or("", |t| t.span.of_text(self.text));
        Classifier {
            language: reader.language,
            registry: reader.registry,
            matcher: &reader.matcher,
            bodies: &reader.bodies,
            meets: title,
        }
    }

    /// Everything that a line says of its person besides the name.
    fn parts_of(&self, line: &RosterLine) -> Vec<RosterPart> {
        let classifier = self.classifier();
        let mut parts: Vec<RosterPart> = Vec::new();
        let alias = line.name.alias.filter(|a| classifier.is_organisation(self.text, *a));
        for part in alias.iter().chain(&line.parts) {
            let same = |found: &RosterPart| found.span().of_text(self.text) == part.of_text(self.text);
            if !parts.iter().any(same) {
                parts.extend(classifier.classify(self.text, *part));
            }
        }
        parts.extend(line.roles.iter().map(|role| RosterPart::Role(*role)));
        for hint in &line.hints {
            parts.extend(classifier.classify_if_told(self.text, *hint));
        }
        parts
    }

    /// Roles, offices, organisations and group of a line.
    fn stated(&mut self, person: usize, parts: Vec<RosterPart>) {
        let (mut roles, mut offices, mut affiliations, mut groups) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut stood_for: Vec<Found<String>> = Vec::new();
        for part in parts {
            match part {
                RosterPart::Role(span) => {
                    roles.push(Found::new((), span, "roster.role/1", 92));
                    for words in span.of_text(self.text).split('/') {
                        let office = self.reader.recognisers.office_at_meeting(words.trim());
                        offices.extend(office.map(|o| Found::new(o, span, "roster.office/1", 92)));
                    }
                }
                RosterPart::Known(span, entity) => {
                    let group = self.reader.registry.entities.get(entity as usize).and_then(|e| e.group.clone());
                    groups.extend(group.map(|g| Found::new(g, span, "roster.group-of-organisation/1", 90)));
                    let meaning = Meaning::Known(vec![entity]);
                    affiliations.push(self.affiliation(span, meaning, "roster.organisation/1", 95));
                }
                RosterPart::Named(NamedBody { span, name, group, recogniser, confidence }) => {
                    groups.extend(group.map(|g| Found::new(g.to_owned(), span, "roster.group-of-name/1", 85)));
                    affiliations.push(self.affiliation(span, Meaning::Body(name), recogniser, confidence));
                }
                RosterPart::Group(span, group) => stood_for.push(Found::new(group, span, "roster.group/1", 96)),
                RosterPart::Status(..) | RosterPart::Other(_) => {}
            }
        }
        let at = self.by_person.get(&person).copied();
        let (text, mentions) = (self.text, &self.entities.mentions);
        let Some(participation) = at.and_then(|at| self.entities.participations.get_mut(at)) else { return };
        // Who is listed twice has each role and organisation once.
        for role in roles {
            if !participation.roles.iter().any(|r| r.span.of_text(text) == role.span.of_text(text)) {
                participation.roles.push(role);
            }
        }
        // Who was not there held no office at this meeting.
        let there = !matches!(participation.status.value, Status::Absent | Status::Apologies);
        for office in offices.into_iter().filter(|_| there) {
            if !participation.offices.iter().any(|o| o.value == office.value) {
                participation.offices.push(office);
            }
        }
        let mut told = participation.group.take();
        let known = !participation.affiliations.is_empty();
        for affiliation in affiliations {
            if !participation.affiliations.iter().any(|a| mentions[*a].meaning == mentions[affiliation].meaning) {
                participation.affiliations.push(affiliation);
            }
        }
        // Two organisations of two groups leave the group open.
        if !known {
            told = groups.first().cloned();
        }
        // A line that says whom somebody stands for knows better than where they work.
        if !stood_for.is_empty() {
            told = stood_for.first().cloned();
            groups = stood_for;
        }
        participation.group = told.filter(|g| groups.iter().all(|other| other.value == g.value));
    }

    /// The mention of an organisation; one that stands over several people is one mention.
    fn affiliation(&mut self, span: Span, meaning: Meaning, recogniser: &'static str, confidence: u8) -> usize {
        let mentions = &mut self.entities.mentions;
        if let Some(same) = mentions.iter().rposition(|m| m.span == span && m.meaning == meaning) {
            return same;
        }
        mentions.push(Mention { span, meaning, recogniser, confidence });
        mentions.len() - 1
    }
}
