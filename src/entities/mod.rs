//! Who, what body, which process: names in a report's text, and what each means as far as the report and the registry tell.

mod attendance;
pub mod bodies;
pub mod cues;
mod delegations;
mod handles;
pub mod identity;
mod initials;
pub mod matcher;
pub mod people;
pub mod registry;
pub mod roster;
mod speakers;
pub mod strangers;
pub mod turtle;

use crate::document::Document;
use crate::language::Language;
use crate::minutes::names::PrintedName;
use crate::minutes::{Found, Minutes, Office, Recognisers};
use crate::text::{Span, find_words};
use bodies::{Bodies, declared_acronyms};
use matcher::Matcher;
use people::People;
use registry::Registry;
use rustc_hash::{FxHashMap, FxHashSet};
pub use speakers::Attribution;
use std::cell::OnceCell;
use strangers::SmallWords;

/// What a mention means, as far as the report and the registry tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// Entities of the registry, indices; several where the name alone does not tell.
    Known(Vec<u32>),
    /// A body by the name that a rule gives it.
    Body(String),
    /// The series, where no registry names it: the title as printed.
    Series(String),
    /// A person of this report.
    Person(usize),
    /// One of these people of this report.
    OpenPerson(Vec<usize>),
}

/// A name in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where it stands.
    pub span: Span,
    /// What it means.
    pub meaning: Meaning,
    /// The recogniser and its version.
    pub recogniser: &'static str,
    /// 0 to 100.
    pub confidence: u8,
}

impl Mention {
    /// Whether it is a body that speaks as one of those who meet, as a delegation does.
    #[must_use]
    pub fn is_delegation(&self) -> bool {
        self.recogniser == delegations::RECOGNISER
    }
}

/// Whether and how somebody took part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// On the list.
    Present,
    /// Spoke or held an office without being listed.
    Spoke,
    /// Sent apologies.
    Apologies,
    /// Listed as not there.
    Absent,
}

/// A person's part in a meeting.
#[derive(Debug, Clone)]
pub struct Participation {
    /// The person, an index into `people`.
    pub person: usize,
    /// The mention that it rests on, an index into `mentions`.
    pub mention: usize,
    /// Where the line of the list stands, with the name as listed.
    pub listed: Option<(Span, Span)>,
    /// How.
    pub status: Found<Status>,
    /// Offices at this meeting.
    pub offices: Vec<Found<Office>>,
    /// Roles as printed.
    pub roles: Vec<Found<()>>,
    /// Organisations as printed, indices into `mentions`.
    pub affiliations: Vec<usize>,
    /// The stakeholder group that the printed affiliation tells, the last part of its concept's IRI.
    pub group: Option<Found<String>>,
}

/// The names of a report.
#[derive(Debug, Default)]
pub struct Entities {
    /// In the order of the text.
    pub mentions: Vec<Mention>,
    /// The people of this report.
    pub people: People,
    /// Who took part, in the order of the lists, then of the text.
    pub participations: Vec<Participation>,
    /// Whose the minutes' remarks are, in the order of the text; a remark of nobody known is left out.
    pub attributions: Vec<Attribution>,
    /// The mention of the series in the title.
    pub series: Option<usize>,
}

/// The tools, made once from language and registry.
pub struct Reader<'a> {
    language: &'a Language,
    registry: &'a Registry,
    matcher: Matcher,
    bodies: Bodies<'a>,
    recognisers: &'a Recognisers<'a>,
}

/// Why the names could not be prepared.
#[derive(Debug, thiserror::Error)]
#[error("the names of the registry cannot be made into a matcher: {0}; shorten it")]
pub struct ReaderError(#[from] aho_corasick::BuildError);

impl<'a> Reader<'a> {
    /// Prepares the names.
    ///
    /// # Errors
    /// When there are too many for one automaton.
    pub fn new(
        language: &'a Language,
        registry: &'a Registry,
        recognisers: &'a Recognisers<'a>,
    ) -> Result<Self, ReaderError> {
        Ok(Self {
            language,
            registry,
            matcher: Matcher::new(registry, language)?,
            bodies: Bodies::new(language)?,
            recognisers,
        })
    }

    /// The names of a report.
    #[must_use]
    pub fn read(&self, document: &Document, minutes: &Minutes) -> Entities {
        let text = document.text();
        let mut found = self.known_and_named(text);
        found.retain(|mention| document.is_of_source(mention.span));
        let series = self.series(text, minutes);
        found.retain(|m| series.as_ref().is_none_or(|s| s.span != m.span));
        found.extend(series);
        found.sort_by_key(|m| m.span);
        let mut draft = Draft {
            reader: self,
            text,
            minutes,
            entities: Entities::default(),
            by_span: FxHashMap::default(),
            by_person: FxHashMap::default(),
            open: Vec::new(),
            small: SmallWords::of(text),
            holders: OnceCell::new(),
        };
        draft.roster();
        draft.officers();
        draft.apologies();
        draft.initials();
        draft.remarks();
        draft.handles();
        draft.delegations(document);
        draft.prose(document, &found);
        draft.open_lines();
        draft.finish(found)
    }

    /// Names of the registry, names by rule, and acronyms that the text explains.
    fn known_and_named(&self, text: &str) -> Vec<Mention> {
        let known = self.matcher.find(text);
        let mut found: Vec<Mention> = Vec::with_capacity(known.len() + 16);
        for body in self.bodies.find(text) {
            let inside = |k: &&matcher::KnownMention| k.span.overlaps(body.span);
            let covers = |k: &matcher::KnownMention| {
                k.span.contains(body.span) || k.span.start == body.span.start && self.is_organisation(&k.entities)
            };
            let at = known.partition_point(|k| k.span.end <= body.span.start);
            if !known[at..].iter().take_while(inside).any(covers) {
                found.push(Mention {
                    span: body.span,
                    meaning: Meaning::Body(body.name),
                    recogniser: body.recogniser,
                    confidence: body.confidence,
                });
            }
        }
        for (acronym, name) in declared_acronyms(text).into_iter().take(MOST_ACRONYMS) {
            let from = known.partition_point(|k| k.span.end <= name.start.min(acronym.start));
            let near = || known[from..].iter().take_while(|k| k.span.start < name.end.max(acronym.end));
            let known_name = near().any(|k| k.span.overlaps(name) && k.span.end == name.end || k.span == acronym);
            if !known_name && self.is_body_name(name.of_text(text)) {
                found.retain(|m| !m.span.overlaps(name));
                let body = |span| Mention {
                    span,
                    meaning: Meaning::Body(name.of_text(text).to_owned()),
                    recogniser: "body.explained-acronym/1",
                    confidence: 90,
                };
                found.push(body(name));
                let explained = acronym.of_text(text);
                let places = memchr::memmem::find_iter(text.as_bytes(), explained);
                let places = places.map(|at| Span::new(at, at + explained.len()));
                let whole = places.filter(|s| crate::text::at_word_borders(text, *s)).take(MOST_USES);
                let free: Vec<Span> = whole.filter(|s| !found.iter().any(|m| m.span.overlaps(*s))).collect();
                found.extend(free.into_iter().map(body));
            }
        }
        let ruled: FxHashSet<Span> = found.iter().map(|m| m.span).collect();
        let generic = |span: Span| self.is_generic(span.of_text(text));
        let named: FxHashSet<u32> =
            known.iter().filter(|k| !generic(k.span)).flat_map(|k| k.entities.iter().copied()).collect();
        for k in known {
            // "The Secretariat" is that of a body only where the report names that one.
            if generic(k.span) && !k.entities.iter().any(|entity| named.contains(entity)) {
                continue;
            }
            // A body by rule that holds a known name is a body of its own; the known one is still named in it.
            if !ruled.contains(&k.span) {
                found.push(Mention {
                    span: k.span,
                    meaning: Meaning::Known(k.entities),
                    recogniser: "registry.name/1",
                    confidence: 96,
                });
            }
        }
        found
    }

    fn is_organisation(&self, entities: &[u32]) -> bool {
        entities.iter().any(|e| self.registry.entities.get(*e as usize).is_some_and(|e| e.classes.organisation))
    }

    /// Whether a name is an article and one word.
    fn is_generic(&self, name: &str) -> bool {
        let mut words = name.split(' ');
        words.next().is_some_and(|word| self.language.words.is_article(word)) && words.count() == 1
    }

    fn is_body_name(&self, name: &str) -> bool {
        let words = &self.language.bodies;
        name.split(' ').any(|w| words.heads.iter().any(|h| h == w))
    }

    /// The series in the title: the longest known name of one, else the title itself.
    fn series(&self, text: &str, minutes: &Minutes) -> Option<Mention> {
        let title = minutes.header.title.as_ref()?;
        let line = title.span.of_text(text);
        let body = minutes.header.body.unwrap_or(title.span);
        let longest = |e: &registry::Entity| {
            e.names.iter().filter(|n| find_words(line, &n.text).is_some()).map(|n| n.text.len()).max()
        };
        let all = self.registry.entities.iter().enumerate().filter(|(_, e)| e.classes.series);
        let known = all
            .filter_map(|(i, e)| longest(e).map(|length| (length, i)))
            .max_by_key(|(length, i)| (*length, usize::MAX - i));
        let meaning = match known {
            Some((_, entity)) => Meaning::Known(vec![u32::try_from(entity).unwrap_or(u32::MAX)]),
            None => Meaning::Series(body.of_text(text).to_owned()),
        };
        Some(Mention { span: title.span, meaning, recogniser: SERIES, confidence: title.confidence })
    }
}

/// A report explains no more acronyms, and none is looked for in more places: bounds for texts that are no reports.
const MOST_ACRONYMS: usize = 64;
const MOST_USES: usize = 512;

/// The recogniser of the series in the title.
const SERIES: &str = "header.series/1";

/// The entities of a report while they are being gathered.
struct Draft<'r> {
    reader: &'r Reader<'r>,
    text: &'r str,
    minutes: &'r Minutes,
    entities: Entities,
    /// Mentions of people by place, and participations by person.
    by_span: FxHashMap<Span, usize>,
    by_person: FxHashMap<usize, usize>,
    /// Lines of lists that do not say whether those on them came, with their people.
    open: Vec<(usize, usize)>,
    small: SmallWords<'r>,
    /// Who holds each office; nobody where several do.
    holders: OnceCell<FxHashMap<Office, Option<usize>>>,
}

impl Draft<'_> {
    fn mention(&mut self, name: &PrintedName, person: usize, recogniser: &'static str, confidence: u8) -> usize {
        if let Some(same) = self.by_span.get(&name.span) {
            return *same;
        }
        self.by_span.insert(name.span, self.entities.mentions.len());
        self.entities.mentions.push(Mention {
            span: name.span,
            meaning: Meaning::Person(person),
            recogniser,
            confidence,
        });
        self.entities.mentions.len() - 1
    }

    fn participation(&mut self, person: usize, mention: usize, status: Found<Status>) -> &mut Participation {
        let all = &mut self.entities.participations;
        let at = *self.by_person.entry(person).or_insert_with(|| {
            all.push(Participation {
                person,
                mention,
                listed: None,
                status,
                offices: Vec::new(),
                roles: Vec::new(),
                affiliations: Vec::new(),
                group: None,
            });
            all.len() - 1
        });
        &mut all[at]
    }

    fn officers(&mut self) {
        let minutes = self.minutes;
        for officer in &minutes.header.officers {
            let (name, office) = &officer.value;
            let person = self.entities.people.take(self.text, name, false);
            let mention = self.mention(name, person, officer.recogniser, officer.confidence);
            let status = Found::new(Status::Spoke, officer.span, officer.recogniser, officer.confidence);
            let offices = &mut self.participation(person, mention, status).offices;
            if !offices.iter().any(|o| o.value == *office) {
                offices.push(Found::new(*office, officer.span, officer.recogniser, officer.confidence));
            }
        }
    }

    fn apologies(&mut self) {
        let minutes = self.minutes;
        for apology in &minutes.apologies {
            let person = self.entities.people.take(self.text, &apology.value, false);
            let mention = self.mention(&apology.value, person, apology.recogniser, apology.confidence);
            let status = Found::new(Status::Apologies, apology.span, apology.recogniser, apology.confidence);
            self.participation(person, mention, status);
        }
    }

    fn prose(&mut self, document: &Document, found: &[Mention]) {
        let mut taken: Vec<Span> = found.iter().chain(&self.entities.mentions).map(|m| m.span).collect();
        taken.sort();
        let body = document.blocks().iter().enumerate().take(self.minutes.body.end).skip(self.minutes.body.start);
        for (_, block) in body.filter(|(at, _)| !self.minutes.is_foreign(*at)) {
            let people = &mut self.entities.people;
            // Whom somebody quotes in a transcript has not spoken.
            let (told, small) = (!self.minutes.transcript, &self.small);
            let found = people.mentions(self.text, block.span, self.reader.language, &taken, told.then_some(small));
            for mention in found {
                let meaning = mention.person.map_or(Meaning::OpenPerson(mention.candidates), Meaning::Person);
                let confidence = if mention.rule == "full-name" { 96 } else { 88 };
                self.entities.mentions.push(Mention {
                    span: mention.span,
                    meaning,
                    recogniser: "prose.person/1",
                    confidence,
                });
                if let Some(person) = mention.person.filter(|_| mention.speaks && told) {
                    let status = Found::new(Status::Spoke, mention.span, "prose.speaker/1", 88);
                    let at = self.entities.mentions.len() - 1;
                    self.participation(person, at, status);
                }
            }
        }
    }

    /// Puts the names that lists and prose claimed together with the others, in the order of the text, and mends the indices into them.
    fn finish(self, found: Vec<Mention>) -> Entities {
        let mut entities = self.entities;
        let mut claimed: Vec<Span> = entities.mentions.iter().map(|m| m.span).collect();
        claimed.sort();
        let free = |m: &Mention| {
            m.recogniser == SERIES
                || !claimed[claimed.partition_point(|c| c.end <= m.span.start)..]
                    .iter()
                    .take_while(|c| c.start < m.span.end)
                    .any(|c| c.overlaps(m.span))
        };
        entities.mentions.extend(found.into_iter().filter(free));
        let mut order: Vec<usize> = (0..entities.mentions.len()).collect();
        order.sort_by_key(|i| (entities.mentions[*i].span, *i));
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        let mut sorted: Vec<Option<Mention>> = entities.mentions.drain(..).map(Some).collect();
        entities.mentions = order.iter().filter_map(|i| sorted[*i].take()).collect();
        entities.series = entities.mentions.iter().position(|m| m.recogniser == SERIES);
        for speaker in entities.attributions.iter_mut().flat_map(|a| &mut a.speakers) {
            *speaker = place[*speaker];
        }
        for participation in &mut entities.participations {
            participation.mention = place[participation.mention];
            for affiliation in &mut participation.affiliations {
                *affiliation = place[*affiliation];
            }
        }
        entities
    }
}
