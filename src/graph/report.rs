//! The graph of one report: a pure function of its bytes and of the reading.

use super::Base;
use super::vocabulary::{concept, dct, rap};
use crate::document::Document;
use crate::entities::registry::Registry;
use crate::entities::{Entities, Meaning, Mention, Participation, Status};
use crate::minutes::{Found, Minutes, Mode, Moment, Office};
use crate::source::Source;
use crate::statements::Statements;
use crate::text::{CodePoints, Span};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};

/// How many hexadecimal digits of the digest name a report.
const DIGEST_DIGITS: usize = 20;

/// What a report's IRI and the IRIs of all its nodes carry: the beginning of its digest.
#[must_use]
pub fn report_slug(sha256: &str) -> &str {
    sha256.get(..DIGEST_DIGITS).unwrap_or(sha256)
}

/// Whether the last word of a slug could be a report's digits.
#[must_use]
pub fn could_be_report(word: &str) -> bool {
    word.len() == DIGEST_DIGITS && word.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Everything that was read from one report.
pub struct Reading<'r> {
    /// Its bytes.
    pub source: &'r Source,
    /// Its text.
    pub document: &'r Document,
    /// Its parts.
    pub minutes: &'r Minutes,
    /// Its names.
    pub entities: &'r Entities,
    /// What was said, agreed and promised.
    pub statements: &'r Statements,
}

/// The quads of a report's graph, in a fixed order.
#[must_use]
pub fn report_quads(reading: &Reading<'_>, registry: &Registry, base: &Base) -> Vec<Quad> {
    let slug = report_slug(&reading.source.sha256);
    let report = base.id("report", slug);
    let mentions = reading.entities.mentions.len();
    let mut graph = ReportGraph {
        quads: Vec::with_capacity(mentions * 10 + 512),
        points: CodePoints::of(reading.document.text()),
        text: reading.document.text(),
        graph: report.clone().into(),
        record: base.id("record", slug),
        report,
        registry,
        base,
        slug,
        evidence: 0,
    };
    graph.report(reading);
    graph.mentions(reading.entities);
    graph.header(reading);
    graph.agenda(reading.minutes);
    graph.participations(reading.entities);
    graph.documents(reading.minutes);
    graph.events(reading.minutes);
    graph.next_meeting(reading.minutes);
    graph.statements(reading.statements);
    graph.quads
}

pub(super) struct ReportGraph<'r> {
    quads: Vec<Quad>,
    points: CodePoints,
    pub(super) text: &'r str,
    graph: GraphName,
    report: NamedNode,
    record: NamedNode,
    registry: &'r Registry,
    base: &'r Base,
    slug: &'r str,
    evidence: usize,
}

impl ReportGraph<'_> {
    pub(super) fn node(&self, kind: &str, number: usize) -> NamedNode {
        self.base.id(kind, &format!("{}-{number}", self.slug))
    }

    pub(super) fn add(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.quads.push(Quad::new(subject.clone(), predicate.into_owned(), object, self.graph.clone()));
    }

    /// A fact and the words that it was read from.
    pub(super) fn fact<T>(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNodeRef<'_>,
        object: impl Into<Term>,
        found: &Found<T>,
    ) {
        self.add(subject, predicate, object);
        let node = self.node("evidence", self.evidence);
        self.evidence += 1;
        self.add(&node, rdf::TYPE, rap::EVIDENCE);
        self.add(&node, rap::SUPPORTS, subject.clone());
        self.add(&node, rap::SUPPORTED_PROPERTY, predicate);
        self.span(&node, found.span, found.recogniser, found.confidence);
    }

    pub(super) fn span(&mut self, node: &NamedNode, span: Span, recogniser: &str, confidence: u8) {
        let quote = span.of_text(self.text);
        self.add(node, rap::IN_REPORT, self.report.clone());
        self.add(node, rap::START, integer(self.points.at(span.start)));
        self.add(node, rap::END, integer(self.points.at(span.end)));
        self.add(node, rap::QUOTE, Literal::new_simple_literal(quote));
        self.add(node, rap::RECOGNISER, Literal::new_simple_literal(recogniser));
        self.add(node, rap::CONFIDENCE, decimal(confidence));
    }

    fn report(&mut self, reading: &Reading<'_>) {
        let report = self.report.clone();
        self.add(&report, rdf::TYPE, rap::REPORT);
        self.add(&report, dct::FORMAT, Literal::new_simple_literal(reading.source.media_type.as_str()));
        self.add(&report, rap::SHA256, Literal::new_simple_literal(&reading.source.sha256));
        self.add(&report, rap::TEXT, Literal::new_simple_literal(self.text));
        self.add(&report, rap::RECORD, self.record.clone());
    }

    fn mentions(&mut self, entities: &Entities) {
        let at = |name: Span| {
            let first = entities.mentions.partition_point(|m| m.span < name);
            entities.mentions.get(first).filter(|m| m.span == name).map(|_| first)
        };
        let anchors: Vec<Option<usize>> = entities.people.all.iter().map(|p| at(p.name)).collect();
        for (i, mention) in entities.mentions.iter().enumerate() {
            let node = self.node("mention", i);
            self.add(&node, rdf::TYPE, rap::MENTION);
            self.span(&node, mention.span, mention.recogniser, mention.confidence);
            self.meaning(&node, i, mention, entities, &anchors);
        }
    }

    fn meaning(
        &mut self,
        node: &NamedNode,
        at: usize,
        mention: &Mention,
        entities: &Entities,
        anchors: &[Option<usize>],
    ) {
        match &mention.meaning {
            Meaning::Known(known) => {
                for entity in known.iter().filter_map(|e| self.registry.entities.get(*e as usize)) {
                    self.add(node, rap::MATCHED, entity.iri.clone());
                }
            }
            Meaning::Body(name) => self.add(node, rap::BODY_NAME, Literal::new_simple_literal(name)),
            Meaning::Series(name) => self.add(node, rap::SERIES_NAME, Literal::new_simple_literal(name)),
            Meaning::Person(person) => match anchors.get(*person).copied().flatten() {
                Some(anchor) if anchor != at => self.add(node, rap::ANTECEDENT, self.node("mention", anchor)),
                _ => {
                    let reading = entities.people.all.get(*person).and_then(|p| p.reading.as_deref());
                    let name = reading.unwrap_or_else(|| mention.span.of_text(self.text));
                    self.add(node, rap::PERSON_NAME, Literal::new_simple_literal(name));
                    for (_, alias) in entities.people.all.get(*person).map_or(&[][..], |p| &p.aliases) {
                        self.add(node, rap::ALIAS, Literal::new_simple_literal(alias.of_text(self.text)));
                    }
                }
            },
            Meaning::OpenPerson(candidates) => {
                self.add(node, rap::PERSON_NAME, Literal::new_simple_literal(mention.span.of_text(self.text)));
                for anchor in candidates.iter().filter_map(|c| anchors.get(*c).copied().flatten()) {
                    self.add(node, rap::CANDIDATE_MENTION, self.node("mention", anchor));
                }
            }
        }
    }

    fn header(&mut self, reading: &Reading<'_>) {
        let (record, header) = (self.record.clone(), &reading.minutes.header);
        self.add(&record, rdf::TYPE, rap::MEETING_RECORD);
        if let Some(title) = &header.title {
            self.fact(&record, rap::TITLE, Literal::new_simple_literal(title.span.of_text(self.text)), title);
        }
        if let Some(number) = &header.number {
            self.fact(&record, rap::NUMBER, integer(number.value as usize), number);
        }
        if let Some(date) = &header.date {
            self.fact(&record, rap::DATE, day(date.value), date);
        }
        if let Some(start) = &header.start {
            self.fact(&record, rap::START_TIME, instant(start.value), start);
        }
        if let Some(mode) = &header.mode {
            self.fact(&record, rap::MODE, mode_concept(mode.value), mode);
        }
        if let Some(series) = reading.entities.series {
            self.add(&record, rap::SERIES_MENTION, self.node("mention", series));
        }
    }

    fn agenda(&mut self, minutes: &Minutes) {
        for (i, item) in minutes.agenda.iter().enumerate() {
            let node = self.part("agenda-item", i, rap::AGENDA_ITEM);
            let found = Found::new((), item.title, "agenda.item/1", 95);
            if !item.label.is_empty() {
                self.add(&node, rap::LABEL, Literal::new_simple_literal(&item.label));
            }
            self.fact(&node, rap::TITLE, Literal::new_simple_literal(item.title.of_text(self.text)), &found);
            if let Some(parent) = item.parent {
                self.add(&node, rap::PARENT_ITEM, self.node("agenda-item", parent));
            }
        }
        for (i, discussion) in minutes.discussions.iter().enumerate() {
            let node = self.part("discussion", i, rap::DISCUSSION);
            let found = Found::new((), discussion.heading, "discussion.heading/1", discussion.confidence);
            self.fact(&node, rap::HEADING, Literal::new_simple_literal(discussion.heading.of_text(self.text)), &found);
            for item in &discussion.treats {
                self.add(&node, rap::TREATS, self.node("agenda-item", *item));
            }
        }
    }

    /// A numbered part of the record.
    pub(super) fn part(&mut self, kind: &str, number: usize, class: NamedNodeRef<'_>) -> NamedNode {
        let node = self.node(kind, number);
        self.add(&node, rdf::TYPE, class);
        self.add(&node, rap::IN_RECORD, self.record.clone());
        self.add(&node, rap::ORDER, integer(number));
        node
    }

    fn participations(&mut self, entities: &Entities) {
        for (i, participation) in entities.participations.iter().enumerate() {
            let node = self.part("participation", i, rap::PARTICIPATION);
            self.participation(&node, participation);
        }
    }

    fn participation(&mut self, node: &NamedNode, participation: &Participation) {
        self.add(node, rap::PERSON_MENTION, self.node("mention", participation.mention));
        if let Some((_, name)) = participation.listed {
            self.add(node, rap::LISTED_NAME, Literal::new_simple_literal(name.of_text(self.text)));
        }
        self.fact(node, rap::STATUS, status_concept(participation.status.value), &participation.status);
        for office in &participation.offices {
            self.fact(node, rap::OFFICER_ROLE, office_concept(office.value), office);
        }
        for role in &participation.roles {
            self.fact(node, rap::ROLE_AS_STATED, Literal::new_simple_literal(role.span.of_text(self.text)), role);
        }
        for affiliation in &participation.affiliations {
            self.add(node, rap::AFFILIATION_MENTION, self.node("mention", *affiliation));
        }
        if let Some(group) = &participation.group {
            self.fact(node, rap::STATED_GROUP, concept("group", &group.value), group);
        }
    }

    fn documents(&mut self, minutes: &Minutes) {
        for (i, document) in minutes.documents.iter().enumerate() {
            let node = self.part("document", i, rap::DOCUMENT_REFERENCE);
            let found = Found::new((), document.span, "documents.link/1", 97);
            self.fact(&node, dct::TITLE, Literal::new_simple_literal(document.title.of_text(self.text)), &found);
            if let Some(url) = &document.url {
                self.add(&node, rap::URL, Literal::new_typed_literal(url, xsd::ANY_URI));
            }
        }
    }

    fn events(&mut self, minutes: &Minutes) {
        for (i, event) in minutes.events.iter().enumerate() {
            let node = self.part("event", i, rap::EVENT);
            let name = Found::new((), event.name, "events.name/1", event.confidence);
            self.fact(&node, rap::NAME, Literal::new_simple_literal(event.name.of_text(self.text)), &name);
            let date = Found::new((), event.sentence, "events.date/1", event.confidence);
            if let Some(start) = event.start {
                self.fact(&node, rap::START_DATE, moment(start), &date);
            }
            if let Some(end) = event.end {
                self.fact(&node, rap::END_DATE, moment(end), &date);
            }
        }
    }

    fn next_meeting(&mut self, minutes: &Minutes) {
        let Some(next) = &minutes.next_meeting else { return };
        let node = self.base.id("next-meeting", self.slug);
        let found = Found::new((), next.span, "next-meeting.announcement/1", 95);
        self.add(&node, rdf::TYPE, rap::NEXT_MEETING);
        self.add(&node, rap::IN_RECORD, self.record.clone());
        self.fact(&node, rap::DATE, day(next.date), &found);
        if let Some(start) = next.start {
            self.fact(&node, rap::START_TIME, instant(start), &found);
        }
    }
}

fn integer(value: usize) -> Literal {
    Literal::new_typed_literal(value.to_string(), xsd::INTEGER)
}

/// A confidence of 0 to 100 as a decimal of 0 to 1, in canonical form.
pub(super) fn decimal(hundredths: u8) -> Literal {
    let text = match hundredths {
        100.. => "1.0".to_owned(),
        _ if hundredths.is_multiple_of(10) => format!("0.{}", hundredths / 10),
        _ => format!("0.{hundredths:02}"),
    };
    Literal::new_typed_literal(text, xsd::DECIMAL)
}

fn day(date: jiff::civil::Date) -> Literal {
    Literal::new_typed_literal(date.to_string(), xsd::DATE)
}

fn instant(at: jiff::Timestamp) -> Literal {
    Literal::new_typed_literal(at.to_string(), xsd::DATE_TIME)
}

pub(super) fn moment(moment: Moment) -> Literal {
    let datatype = match moment {
        Moment::Day(_) => xsd::DATE,
        Moment::Week(_) => rap::ISO_WEEK,
        Moment::Month(..) => xsd::G_YEAR_MONTH,
        Moment::Year(_) => xsd::G_YEAR,
    };
    Literal::new_typed_literal(moment.to_string(), datatype)
}

fn mode_concept(mode: Mode) -> NamedNode {
    concept(
        "mode",
        match mode {
            Mode::Online => "online",
            Mode::InPerson => "in-person",
            Mode::Hybrid => "hybrid",
        },
    )
}

fn status_concept(status: Status) -> NamedNode {
    concept(
        "status",
        match status {
            Status::Present => "present",
            Status::Spoke => "spoke",
            Status::Apologies => "apologies",
            Status::Absent => "absent",
        },
    )
}

fn office_concept(office: Office) -> NamedNode {
    concept(
        "role",
        match office {
            Office::Chair => "chair",
            Office::CoChair => "co-chair",
            Office::Moderator => "moderator",
            Office::Host => "host",
            Office::Rapporteur => "rapporteur",
        },
    )
}
