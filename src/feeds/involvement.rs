//! Which stakeholder groups spoke of which processes, year by year: a cube of the RDF Data Cube Vocabulary (W3C Recommendation of 2014), and a table.

use super::FeedError;
use super::facts::{Asked, Facts, Scope};
use super::parameters::Parameters;
use super::reading::{Reading, cell};
use super::things::{Id, Kind};
use crate::csv::Table;
use crate::store::with_prefixes;
use crate::text::hex;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::vocab::{rdf, rdfs, xsd};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Term, TripleRef};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The formats of the cube.
pub(super) const FORMATS: &[(&str, &[&str])] =
    &[("turtle", &["text/turtle"]), ("jsonld", &["application/ld+json"]), ("csv", &["text/csv"])];

const QB: &str = "http://purl.org/linked-data/cube#";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const UNKNOWN: &str = "unknown";

/// Counts of a process, a year and a group.
#[derive(Debug, Clone, Default)]
struct Observed {
    contributions: usize,
    speakers: BTreeSet<Id>,
    meetings: BTreeSet<Id>,
}

/// By address of the process, year and name of the group.
type Observations = BTreeMap<(String, String, String), Observed>;

/// The cube that is asked for, in a format.
pub(super) fn make(reading: &mut Reading<'_>, mut parameters: Parameters, format: &str) -> Result<String, FeedError> {
    let asked = Asked::read(&mut parameters)?;
    parameters.end()?;
    let facts = Facts::read(reading)?;
    let scope = asked.among(&facts, reading)?;
    let observations = observations(&facts, &scope);
    if format == "csv" {
        return Ok(csv(&facts, &observations));
    }
    let syntax =
        if format == "jsonld" { RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() } } else { RdfFormat::Turtle };
    let mut cube = Cube::begin(reading, syntax)?;
    cube.structure()?;
    cube.groups(&observations)?;
    cube.observations(&facts, &observations)?;
    cube.end()
}

fn observations(facts: &Facts, scope: &Scope) -> Observations {
    let mut found = Observations::new();
    for contribution in facts.contributions.values() {
        let meeting = contribution.meeting;
        if !scope.has_meeting(facts, meeting) {
            continue;
        }
        let year = facts.date(meeting).and_then(|date| date.get(..4)).unwrap_or_default();
        let mut groups: BTreeMap<&str, BTreeSet<Id>> = BTreeMap::new();
        for speaker in &contribution.speakers {
            let group = facts.parts.get(&(meeting, *speaker)).and_then(|part| part.group.as_ref());
            groups.entry(group.map_or(UNKNOWN, |(group, _)| group)).or_default().insert(*speaker);
        }
        for subject in contribution.subjects.iter().filter(|subject| scope.has_subject(**subject)) {
            let thing = &facts.things[*subject];
            if !thing.is(Kind::Process) && scope.process.is_none() {
                continue;
            }
            for (group, speakers) in &groups {
                let key = (thing.iri.clone(), year.to_owned(), (*group).to_owned());
                let observed = found.entry(key).or_default();
                observed.contributions += 1;
                observed.speakers.extend(speakers);
                observed.meetings.insert(meeting);
            }
        }
    }
    found
}

fn label<'f>(facts: &'f Facts, iri: &str) -> &'f str {
    facts.things.known(iri).map_or("", |id| facts.things[id].label.as_str())
}

fn csv(facts: &Facts, observations: &Observations) -> String {
    let mut table = Table::of(&["process", "process_label", "year", "group", "contributions", "speakers", "meetings"]);
    for ((process, year, group), observed) in observations {
        let counts = [observed.contributions, observed.speakers.len(), observed.meetings.len()].map(|n| n.to_string());
        let [contributions, speakers, meetings] = &counts;
        table.row([process, label(facts, process), year, group, contributions, speakers, meetings]);
    }
    table.end()
}

/// The cube as it is written.
struct Cube {
    writer: oxigraph::io::WriterQuadSerializer<Vec<u8>>,
    /// The address of the feed, which is that of the data set.
    address: String,
    /// The addresses of groups by their names.
    groups: BTreeMap<String, NamedNode>,
}

impl Cube {
    fn begin(reading: &mut Reading<'_>, syntax: RdfFormat) -> Result<Self, FeedError> {
        let query = format!(
            "PREFIX skos: <{SKOS}> SELECT ?group ?label {{ ?group skos:inScheme <https://w3id.org/rapporteur/group> ; skos:prefLabel ?label }}"
        );
        let mut groups = BTreeMap::new();
        for row in reading.own(&query, &["group", "label"])? {
            if let (Some(group), Some(label)) = (cell(&row, 0), cell(&row, 1)) {
                groups.insert(label.to_owned(), NamedNode::new_unchecked(group));
            }
        }
        let serializer = with_prefixes(RdfSerializer::from_format(syntax));
        let serializer = serializer.clone().with_prefix("qb", QB).unwrap_or(serializer);
        let address = format!("{}feeds/involvement", reading.base());
        Ok(Self { writer: serializer.for_writer(Vec::new()), address, groups })
    }

    fn node(&self, name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}#{name}", self.address))
    }

    fn say(&mut self, subject: &NamedNode, property: NamedNodeRef<'_>, object: &Term) -> Result<(), FeedError> {
        self.writer
            .serialize_triple(TripleRef::new(subject, property, object))
            .map_err(|e| FeedError::Broken(e.to_string()))
    }

    fn is_a(&mut self, subject: &NamedNode, class: &str) -> Result<(), FeedError> {
        self.say(subject, rdf::TYPE, &NamedNode::new_unchecked(class).into())
    }

    fn in_english(&mut self, subject: &NamedNode, property: &str, text: &str) -> Result<(), FeedError> {
        let property = NamedNode::new_unchecked(property);
        self.say(subject, property.as_ref(), &Literal::new_language_tagged_literal_unchecked(text, "en").into())
    }

    /// The data set, and what its observations are made of.
    fn structure(&mut self) -> Result<(), FeedError> {
        let qb = |name: &str| NamedNode::new_unchecked(format!("{QB}{name}"));
        let label = "http://www.w3.org/2000/01/rdf-schema#label";
        let (set, structure) = (NamedNode::new_unchecked(self.address.clone()), self.node("structure"));
        self.is_a(&set, qb("DataSet").as_str())?;
        self.in_english(&set, label, "Contributions on processes by stakeholder group and year")?;
        self.in_english(
            &set,
            "http://www.w3.org/2000/01/rdf-schema#comment",
            "Contributions whose words name the process. The group is the one that the report states, else another report, else it is unknown. Meetings of which no date is known have no year and are left out.",
        )?;
        self.say(&set, qb("structure").as_ref(), &structure.clone().into())?;
        self.is_a(&structure, qb("DataStructureDefinition").as_str())?;
        let parts = [
            ("process", "dimension", "process", rdfs::RESOURCE.into_owned()),
            ("year", "dimension", "year", xsd::G_YEAR.into_owned()),
            ("group", "dimension", "stakeholder group", NamedNode::new_unchecked(format!("{SKOS}Concept"))),
            ("contributions", "measure", "contributions", xsd::INTEGER.into_owned()),
            ("speakers", "measure", "people who spoke", xsd::INTEGER.into_owned()),
            ("meetings", "measure", "meetings", xsd::INTEGER.into_owned()),
        ];
        for (name, role, words, range) in parts {
            let (property, component) = (self.node(name), self.node(&format!("component-{name}")));
            let class = if role == "dimension" { "DimensionProperty" } else { "MeasureProperty" };
            self.is_a(&property, rdf::PROPERTY.as_str())?;
            self.is_a(&property, qb(class).as_str())?;
            self.in_english(&property, label, words)?;
            self.say(&property, rdfs::RANGE, &range.into())?;
            self.say(&structure, qb("component").as_ref(), &component.clone().into())?;
            self.is_a(&component, qb("ComponentSpecification").as_str())?;
            self.say(&component, qb(role).as_ref(), &property.clone().into())?;
            self.say(&component, qb("componentProperty").as_ref(), &property.clone().into())?;
            if name == "group" {
                self.is_a(&property, qb("CodedProperty").as_str())?;
                let codes = self.node("groups").into();
                self.say(&property, qb("codeList").as_ref(), &codes)?;
            }
        }
        Ok(())
    }

    /// The address of a group by its name.
    fn group(&self, name: &str) -> NamedNode {
        self.groups.get(name).cloned().unwrap_or_else(|| {
            let slug: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
            self.node(&format!("group-{slug}"))
        })
    }

    /// The list of groups, with those that are not known among them.
    fn groups(&mut self, observations: &Observations) -> Result<(), FeedError> {
        let skos = |name: &str| format!("{SKOS}{name}");
        let list = self.node("groups");
        self.is_a(&list, &skos("ConceptScheme"))?;
        self.in_english(&list, &skos("prefLabel"), "Stakeholder groups, and unknown")?;
        let names: BTreeSet<String> = self
            .groups
            .keys()
            .cloned()
            .chain(observations.keys().map(|(.., group)| group.clone()))
            .chain([UNKNOWN.to_owned()])
            .collect();
        for name in names {
            let group = self.group(&name);
            self.is_a(&group, &skos("Concept"))?;
            self.in_english(&group, &skos("prefLabel"), &name)?;
            self.say(&group, NamedNode::new_unchecked(skos("inScheme")).as_ref(), &list.clone().into())?;
            self.say(&list, NamedNode::new_unchecked(skos("hasTopConcept")).as_ref(), &group.into())?;
        }
        Ok(())
    }

    fn observations(&mut self, facts: &Facts, observations: &Observations) -> Result<(), FeedError> {
        let set: Term = NamedNode::new_unchecked(self.address.clone()).into();
        let mut named = BTreeSet::new();
        for ((process, year, group), observed) in observations {
            if year.is_empty() {
                continue;
            }
            let digest = Sha256::digest(format!("{process}\n{year}\n{group}"));
            let one = self.node(&format!("observation-{}", hex(digest.get(..8).unwrap_or_default())));
            self.is_a(&one, &format!("{QB}Observation"))?;
            self.say(&one, NamedNode::new_unchecked(format!("{QB}dataSet")).as_ref(), &set)?;
            let about = NamedNode::new_unchecked(process.clone());
            self.say(&one, self.node("process").as_ref(), &about.clone().into())?;
            let year = Literal::new_typed_literal(year.as_str(), xsd::G_YEAR);
            self.say(&one, self.node("year").as_ref(), &year.into())?;
            self.say(&one, self.node("group").as_ref(), &self.group(group).into())?;
            for (name, count) in [
                ("contributions", observed.contributions),
                ("speakers", observed.speakers.len()),
                ("meetings", observed.meetings.len()),
            ] {
                let count = Literal::new_typed_literal(count.to_string(), xsd::INTEGER);
                self.say(&one, self.node(name).as_ref(), &count.into())?;
            }
            if named.insert(process) {
                let label = Literal::new_simple_literal(label(facts, process));
                self.say(&about, NamedNode::new_unchecked(format!("{SKOS}prefLabel")).as_ref(), &label.into())?;
            }
        }
        Ok(())
    }

    fn end(self) -> Result<String, FeedError> {
        let bytes = self.writer.finish().map_err(|e| FeedError::Broken(e.to_string()))?;
        String::from_utf8(bytes).map_err(|e| FeedError::Broken(e.to_string()))
    }
}
