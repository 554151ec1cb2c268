//! Summaries in little room: a run holds one for each of its reports until the resolution is made.
//!
//! Most of a summary are IRIs of its report's own nodes. Of these no more is kept than which of the words for kinds it is and a number, so that a packed summary
//! takes about as much room as the words of the report that it repeats.

use super::passages::PassageNode;
use super::summary::{Summary, SummaryMention, SummaryParticipation, SummaryStatement};
use crate::statements::{Says, Wording};
use oxigraph::model::{Literal, NamedNode, Term};
use rustc_hash::FxHashMap;
use std::str::FromStr as _;

/// A summary in little room.
///
/// ```
/// use rapporteur::graph::{Packed, Summary};
///
/// let summary = Summary { report: "0a1b2c".to_owned(), title: Some("Task Force".to_owned()), ..Summary::default() };
/// let packed = Packed::of(&summary);
/// assert_eq!((packed.report(), packed.summary()), ("0a1b2c", summary));
/// ```
#[derive(Debug, Clone)]
pub struct Packed {
    report: Box<str>,
    bytes: Box<[u8]>,
}

impl Packed {
    /// Packs a summary.
    #[must_use]
    pub fn of(summary: &Summary) -> Self {
        let mut writer = Writer { report: &summary.report, words: FxHashMap::default(), bytes: Vec::new() };
        writer.summary(summary);
        Self { report: summary.report.as_str().into(), bytes: writer.bytes.into() }
    }

    /// The report that it is of.
    #[must_use]
    pub fn report(&self) -> &str {
        &self.report
    }

    /// The summary as it was packed.
    #[must_use]
    pub fn summary(&self) -> Summary {
        Reader { report: &self.report, words: Vec::new(), rest: &self.bytes }.summary()
    }
}

/// What an IRI ends with behind the report: nothing, or a number behind a hyphen.
fn ending(tail: &str) -> Option<u64> {
    if tail.is_empty() {
        return Some(1);
    }
    let digits = tail.strip_prefix('-')?;
    let number: u64 = digits.parse().ok()?;
    // "007" and "+7" would come back as "7".
    if number.to_string() == digits { number.checked_add(2) } else { None }
}

struct Writer<'s> {
    report: &'s str,
    /// Words that were written before, by which place they have among them.
    words: FxHashMap<&'s str, u64>,
    bytes: Vec<u8>,
}

impl<'s> Writer<'s> {
    /// Seven bits a byte, the lowest first.
    fn number(&mut self, mut number: u64) {
        loop {
            let [low, ..] = number.to_le_bytes();
            number >>= 7;
            if number == 0 {
                return self.bytes.push(low & 0x7f);
            }
            self.bytes.push(low | 0x80);
        }
    }

    fn length(&mut self, length: usize) {
        // No address space is larger.
        self.number(u64::try_from(length).unwrap_or(u64::MAX));
    }

    fn flag(&mut self, flag: bool) {
        self.bytes.push(u8::from(flag));
    }

    fn text(&mut self, text: &str) {
        self.length(text.len());
        self.bytes.extend(text.as_bytes());
    }

    /// A text that comes often: from the second time on it is a number.
    fn word(&mut self, word: &'s str) {
        let next = u64::try_from(self.words.len()).unwrap_or(u64::MAX);
        if let Some(place) = self.words.get(word) {
            let place = *place;
            return self.number(place);
        }
        self.words.insert(word, next);
        self.number(next);
        self.text(word);
    }

    fn node(&mut self, node: &'s NamedNode) {
        let own = node.as_str().rsplit_once(self.report).and_then(|(head, tail)| Some((head, ending(tail)?)));
        let (word, ending) = own.unwrap_or((node.as_str(), 0));
        self.word(word);
        self.number(ending);
    }

    fn maybe<T>(&mut self, value: Option<T>, mut write: impl FnMut(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn all<T>(&mut self, values: impl ExactSizeIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        self.length(values.len());
        values.for_each(|value| write(self, value));
    }

    fn term(&mut self, term: &'s Term) {
        match term {
            Term::NamedNode(node) => {
                self.number(0);
                self.node(node);
            }
            Term::Literal(literal) if literal.language().is_none() => {
                self.number(1);
                self.text(literal.value());
                self.text(literal.datatype().as_str());
            }
            other => {
                self.number(2);
                self.text(&other.to_string());
            }
        }
    }

    fn summary(&mut self, summary: &'s Summary) {
        self.maybe(summary.record.as_ref(), Self::node);
        self.maybe(summary.series.as_ref(), Self::node);
        self.maybe(summary.title.as_deref(), Self::text);
        self.all(summary.meeting.iter(), |writer, (property, value)| {
            writer.node(property);
            writer.term(value);
        });
        self.all(summary.mentions.iter(), |writer, (node, mention)| {
            writer.node(node);
            writer.mention(mention);
        });
        self.all(summary.participations.iter(), |writer, (node, participation)| {
            writer.node(node);
            writer.maybe(participation.person.as_ref(), Self::node);
            writer.all(participation.affiliations.iter(), Self::node);
            writer.maybe(participation.group.as_ref(), Self::node);
            writer.flag(participation.listed);
            writer.flag(participation.leads);
        });
        self.all(summary.statements.iter(), |writer, (node, statement)| {
            writer.node(node);
            writer.all(statement.links.iter(), |writer, (property, mention)| {
                writer.node(property);
                writer.node(mention);
            });
            writer.flag(statement.group);
            writer.maybe(statement.part_of.as_ref(), Self::node);
        });
        self.length(summary.passages.iter().count());
        for (node, passage) in summary.passages.iter() {
            self.node(node);
            self.passage(passage);
        }
    }

    fn mention(&mut self, mention: &'s SummaryMention) {
        self.all(mention.matched.iter(), Self::node);
        self.maybe(mention.body_name.as_deref(), Self::word);
        self.maybe(mention.series_name.as_deref(), Self::word);
        self.maybe(mention.person_name.as_deref(), Self::word);
        self.all(mention.aliases.iter(), |writer, alias| writer.word(alias));
        self.maybe(mention.antecedent.as_ref(), Self::node);
        self.all(mention.candidates.iter(), Self::node);
        self.number(mention.start);
    }

    fn passage(&mut self, passage: &'s PassageNode) {
        self.all(passage.wording.acts.iter(), |writer, act| writer.word(act));
        self.all(passage.wording.words.iter(), |writer, word| writer.word(word));
        self.all(passage.wording.common.iter(), |writer, word| writer.word(word));
        self.maybe(passage.says, |writer, says| writer.word(says.as_str()));
        self.flag(passage.signed);
        self.number(passage.start);
        self.number(passage.end);
        self.text(&passage.quote);
    }
}

/// Reads what a [`Writer`] wrote, in its order. Behind the end there are zeros and empty texts.
struct Reader<'p> {
    report: &'p str,
    words: Vec<&'p str>,
    rest: &'p [u8],
}

impl<'p> Reader<'p> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.rest.split_first() else { return 0 };
        self.rest = rest;
        *first
    }

    fn number(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            number |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte & 0x80 == 0 {
                return number;
            }
        }
    }

    fn length(&mut self) -> usize {
        // Nothing has more parts than there are bytes.
        usize::try_from(self.number()).unwrap_or(usize::MAX).min(self.rest.len())
    }

    fn flag(&mut self) -> bool {
        self.byte() != 0
    }

    fn text(&mut self) -> &'p str {
        let length = self.length();
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        std::str::from_utf8(text).unwrap_or_default()
    }

    fn word(&mut self) -> &'p str {
        let place = usize::try_from(self.number()).unwrap_or(usize::MAX);
        if let Some(word) = self.words.get(place) {
            return word;
        }
        let word = self.text();
        self.words.push(word);
        word
    }

    fn owned(&mut self) -> String {
        self.word().to_owned()
    }

    fn node(&mut self) -> NamedNode {
        let word = self.word();
        NamedNode::new_unchecked(match self.number() {
            0 => word.to_owned(),
            1 => format!("{word}{}", self.report),
            number => format!("{word}{}-{}", self.report, number - 2),
        })
    }

    fn maybe<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| read(self))
    }

    fn all<T, C: FromIterator<T>>(&mut self, mut read: impl FnMut(&mut Self) -> T) -> C {
        (0..self.length()).map(|_| read(self)).collect()
    }

    fn term(&mut self) -> Option<Term> {
        match self.number() {
            0 => Some(self.node().into()),
            1 => {
                let (value, datatype) = (self.text(), NamedNode::new_unchecked(self.text()));
                Some(Literal::new_typed_literal(value, datatype).into())
            }
            _ => Term::from_str(self.text()).ok(),
        }
    }

    fn summary(mut self) -> Summary {
        let mut summary = Summary {
            report: self.report.to_owned(),
            record: self.maybe(Self::node),
            series: self.maybe(Self::node),
            title: self.maybe(|reader| reader.text().to_owned()),
            ..Summary::default()
        };
        let meeting: Vec<_> = self.all(|reader| (reader.node(), reader.term()));
        summary.meeting = meeting.into_iter().filter_map(|(property, value)| Some((property, value?))).collect();
        summary.mentions = self.all(|reader| (reader.node(), reader.mention()));
        summary.participations = self.all(|reader| {
            let node = reader.node();
            let participation = SummaryParticipation {
                person: reader.maybe(Self::node),
                affiliations: reader.all(Self::node),
                group: reader.maybe(Self::node),
                listed: reader.flag(),
                leads: reader.flag(),
            };
            (node, participation)
        });
        summary.statements = self.all(|reader| {
            let node = reader.node();
            let links = reader.all(|reader| (reader.node(), reader.node()));
            (node, SummaryStatement { links, group: reader.flag(), part_of: reader.maybe(Self::node) })
        });
        for _ in 0..self.length() {
            let node = self.node();
            summary.passages.insert(node, self.passage());
        }
        summary
    }

    fn mention(&mut self) -> SummaryMention {
        SummaryMention {
            matched: self.all(Self::node),
            body_name: self.maybe(Self::owned),
            series_name: self.maybe(Self::owned),
            person_name: self.maybe(Self::owned),
            aliases: self.all(Self::owned),
            antecedent: self.maybe(Self::node),
            candidates: self.all(Self::node),
            start: self.number(),
        }
    }

    fn passage(&mut self) -> PassageNode {
        PassageNode {
            wording: Wording {
                acts: self.all(Self::owned),
                words: self.all(Self::owned),
                common: self.all(Self::owned),
            },
            says: self.maybe(Self::owned).and_then(|word| Says::from_word(&word)),
            signed: self.flag(),
            start: self.number(),
            end: self.number(),
            quote: self.text().to_owned(),
        }
    }
}
