//! Who and what is linked with what: people, organisations, meetings and processes, and the edges between them.
//!
//! | edge | from | to | weight |
//! |---|---|---|---|
//! | `attended` | person | meeting | 1: a list has them as present |
//! | `spoke-at` | person | meeting | contributions |
//! | `affiliated-with` | person | organisation | meetings whose reports say so |
//! | `spoke-about` | person | process | contributions whose words name it |
//! | `answered` | person | person | contributions that answer them |
//! | `committed-at` | person or organisation | meeting | commitments that they are responsible for |
//! | `decided-on` | meeting | process | decisions whose words name it |
//! | `named-at` | process | meeting | times that its reports name it |
//!
//! Each edge tells the first and the last day of a meeting that it comes from, a node the weight of all its edges. The group of a person is the stakeholder group
//! stated last, that of an organisation the one the registry knows, that of a meeting its series.

mod chosen;
mod gexf;
mod graphml;
mod json;

use super::FeedError;
use super::facts::{Asked, Facts, Scope};
use super::parameters::Parameters;
use super::reading::Reading;
use super::things::{Id, Kind};
use crate::sparql::meter::tick;
use chosen::Chosen;
use std::collections::{BTreeMap, BTreeSet};

/// The formats of the graph.
pub(super) const FORMATS: &[(&str, &[&str])] = &[
    ("cytoscape", &["application/json"]),
    ("graphology", &["application/json"]),
    ("d3", &["application/json"]),
    ("gexf", &["application/gexf+xml"]),
    ("graphml", &["application/graphml+xml", "application/xml"]),
    ("jsonld", &["application/ld+json"]),
];

/// So many nodes are shown where nothing else is said.
pub(crate) const USUAL: usize = 1_000;
/// So many at most.
pub(crate) const MOST: usize = 20_000;

const KINDS: [(&str, Kind); 4] = [
    ("person", Kind::Person),
    ("organisation", Kind::Organisation),
    ("meeting", Kind::Meeting),
    ("process", Kind::Process),
];

/// What an edge says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Link {
    Attended,
    SpokeAt,
    AffiliatedWith,
    SpokeAbout,
    Answered,
    CommittedAt,
    DecidedOn,
    NamedAt,
}

const LINKS: [(&str, Link); 8] = [
    ("attended", Link::Attended),
    ("spoke-at", Link::SpokeAt),
    ("affiliated-with", Link::AffiliatedWith),
    ("spoke-about", Link::SpokeAbout),
    ("answered", Link::Answered),
    ("committed-at", Link::CommittedAt),
    ("decided-on", Link::DecidedOn),
    ("named-at", Link::NamedAt),
];

impl Link {
    fn name(self) -> &'static str {
        LINKS.iter().find(|(_, link)| *link == self).map_or("", |(name, _)| name)
    }
}

/// The names of what nodes may be.
pub(crate) fn kinds() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|(name, _)| *name)
}

/// The names of what edges may say.
pub(crate) fn links() -> impl Iterator<Item = &'static str> {
    LINKS.iter().map(|(name, _)| *name)
}

/// How much there is of a link, and from when to when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Strength {
    pub(crate) weight: usize,
    /// A day, where meetings have one.
    pub(crate) first: Option<String>,
    pub(crate) last: Option<String>,
}

impl Strength {
    fn add(&mut self, weight: usize, date: Option<&str>) {
        self.weight += weight;
        let Some(date) = date else { return };
        if self.first.as_deref().is_none_or(|first| date < first) {
            self.first = Some(date.to_owned());
        }
        if self.last.as_deref().is_none_or(|last| date > last) {
            self.last = Some(date.to_owned());
        }
    }
}

/// Edges by what they say, from where and where to.
type Edges = BTreeMap<(Link, Id, Id), Strength>;

/// A node as it is shown.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) iri: String,
    pub(crate) label: String,
    pub(crate) kind: &'static str,
    /// The stakeholder group of a person or body, the series of a meeting.
    pub(crate) group: Option<String>,
    pub(crate) weight: usize,
    pub(crate) first: Option<String>,
    pub(crate) last: Option<String>,
    /// Whether it stands in the middle.
    pub(crate) is_focus: bool,
}

/// An edge as it is shown; its ends are places in the list of nodes.
#[derive(Debug, Clone)]
pub(crate) struct Edge {
    pub(crate) kind: &'static str,
    pub(crate) source: usize,
    pub(crate) target: usize,
    pub(crate) strength: Strength,
}

/// The graph as it is shown: nodes by address, edges by kind and the addresses of their ends.
#[derive(Debug, Clone, Default)]
pub(crate) struct Network {
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
    /// Nodes and edges that there was no room for.
    left_out: (usize, usize),
    /// What it is a graph of, in words.
    pub(crate) title: String,
    /// The installation.
    base: String,
}

impl Network {
    /// What was left out, in words.
    pub(crate) fn note(&self) -> String {
        match self.left_out {
            (0, _) => "Nothing that was asked for is left out.".to_owned(),
            (nodes, edges) => format!(
                "The {} weightiest nodes; {nodes} more, and {edges} edges, are left out: `limit` says how many are wanted.",
                self.nodes.len()
            ),
        }
    }
}

/// The graph that is asked for, in a format.
pub(super) fn make(reading: &mut Reading<'_>, parameters: Parameters, format: &str) -> Result<String, FeedError> {
    let network = read(reading, parameters)?;
    match format {
        "gexf" => gexf::write(&network),
        "graphml" => graphml::write(&network),
        "graphology" => Ok(json::graphology(&network)),
        "d3" => Ok(json::d3(&network)),
        "jsonld" => Ok(json::linked(&network)),
        _ => Ok(json::cytoscape(&network)),
    }
}

/// The graph that is asked for.
///
/// # Errors
/// As for [`super::Feed::make`].
pub(crate) fn read(reading: &mut Reading<'_>, mut parameters: Parameters) -> Result<Network, FeedError> {
    let asked = Asked::read(&mut parameters)?;
    let kinds = parameters.some("kind", &KINDS)?;
    let links = parameters.some("edges", &LINKS)?;
    let focus = parameters.one("focus")?;
    let depth = parameters.one("depth")?;
    if depth.is_some() && focus.is_none() {
        return Err(FeedError::Wrong("`depth` says how far to go from `focus`, which is not given".to_owned()));
    }
    let depth = match depth.as_deref() {
        None | Some("1") => 1,
        Some("2") => 2,
        Some("3") => 3,
        Some(_) => return Err(FeedError::Wrong("`depth` is 1, 2 or 3".to_owned())),
    };
    let limit = parameters.count("limit", 1, MOST, USUAL)?;
    parameters.end()?;
    let facts = Facts::read(reading)?;
    let scope = asked.among(&facts, reading)?;
    let focus = match focus {
        Some(value) => {
            let kinds = [Kind::Person, Kind::Organisation, Kind::Meeting, Kind::Process];
            Some((facts.meant(reading, "focus", &value, &kinds)?, depth))
        }
        None => None,
    };
    let edges = edges(&facts, &scope, &links);
    let chosen = Chosen { kinds, focus, limit };
    let mut network = chosen.among(&facts, &edges);
    reading.base().as_str().clone_into(&mut network.base);
    network.title = title(&facts, &scope);
    Ok(network)
}

/// What a graph of this scope is called.
fn title(facts: &Facts, scope: &Scope) -> String {
    let mut title = "People, organisations, meetings and processes in the minutes".to_owned();
    let mut names = |before: &str, ids: Option<&BTreeSet<Id>>| {
        let labels: BTreeSet<&str> = ids.into_iter().flatten().map(|id| facts.things[*id].label.as_str()).collect();
        if !labels.is_empty() {
            title.push_str(before);
            title.push_str(&labels.into_iter().collect::<Vec<_>>().join(", "));
        }
    };
    names(" of ", scope.series.as_ref());
    names(", on ", scope.process.as_ref());
    for (before, date) in [(", from ", scope.period.from), (", to ", scope.period.to)] {
        if let Some(date) = date {
            title.push_str(before);
            title.push_str(&date.to_string());
        }
    }
    title
}

/// The edges of some kinds that the facts of a scope give.
fn edges(facts: &Facts, scope: &Scope, links: &[Link]) -> Edges {
    let mut edges = Edges::new();
    let mut add = |link: Link, from: Id, to: Id, weight: usize, meeting: Id| {
        tick();
        if links.contains(&link) && from != to {
            edges.entry((link, from, to)).or_default().add(weight, facts.date(meeting));
        }
    };
    for ((meeting, person), part) in &facts.parts {
        if part.listed && scope.has_roster_of(facts, *meeting) {
            add(Link::Attended, *person, *meeting, 1, *meeting);
        }
    }
    for (meeting, person, body) in &facts.affiliations {
        if scope.has_roster_of(facts, *meeting) {
            add(Link::AffiliatedWith, *person, *body, 1, *meeting);
        }
    }
    for contribution in facts.contributions.values() {
        let meeting = contribution.meeting;
        if !scope.has_meeting(facts, meeting) || !scope.has_subjects(&contribution.subjects) {
            continue;
        }
        for speaker in &contribution.speakers {
            add(Link::SpokeAt, *speaker, meeting, 1, meeting);
            for answered in &contribution.answers {
                add(Link::Answered, *speaker, *answered, 1, meeting);
            }
            for subject in contribution.subjects.iter().filter(|subject| scope.has_subject(**subject)) {
                if facts.things[*subject].is(Kind::Process) {
                    add(Link::SpokeAbout, *speaker, *subject, 1, meeting);
                }
            }
        }
    }
    for (statements, decided) in [(&facts.decisions, true), (&facts.commitments, false)] {
        for statement in statements.values() {
            let meeting = statement.meeting;
            if !scope.has_meeting(facts, meeting) || !scope.has_subjects(&statement.subjects) {
                continue;
            }
            for owner in &statement.owners {
                add(Link::CommittedAt, *owner, meeting, 1, meeting);
            }
            for subject in statement.subjects.iter().filter(|subject| decided && scope.has_subject(**subject)) {
                if facts.things[*subject].is(Kind::Process) {
                    add(Link::DecidedOn, meeting, *subject, 1, meeting);
                }
            }
        }
    }
    for ((meeting, subject), times) in &facts.named {
        let wanted = scope.has_subject(*subject) && facts.things[*subject].is(Kind::Process);
        if wanted && scope.has_meeting(facts, *meeting) {
            add(Link::NamedAt, *subject, *meeting, *times, *meeting);
        }
    }
    edges
}
