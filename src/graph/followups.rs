//! What later reports of a series say of the commitments of earlier ones.
//!
//! A function of pairs: [`follow_ups`] looks at one report and one later report of its series, and at nothing else but who is responsible for what in the two.
//! Which pairs there are, [`window`] says; so a new report changes the follow-ups of its window only.

use super::Base;
use super::passages::{Kind, PassageNode, kind};
use super::report::{decimal, report_slug};
use super::summary::{Summary, number_of};
use super::vocabulary::rap;
use crate::statements::followup::{Form, Match, Passage, Promise, follow, mentions};
use crate::statements::{Says, Wording};
use crate::text::fold;
use jiff::civil::Date;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// So many days after a meeting its commitments are looked for: two years.
pub const WINDOW_DAYS: i64 = 731;
/// On so many later days of meetings.
pub const WINDOW_MEETINGS: usize = 24;
/// In so many later reports, where a meeting has several.
pub const WINDOW_REPORTS: usize = 48;
/// A word of a text may be so much longer than the stem of a promise.
const ENDING: usize = 5;

/// Who is responsible for what, and of which bodies people are: taken from quads of the resolution.
#[derive(Debug, Clone, Default)]
pub struct Who {
    responsible: FxHashMap<NamedNode, Vec<NamedNode>>,
    /// Participations: person, bodies.
    parts: FxHashMap<NamedNode, (Option<NamedNode>, Vec<NamedNode>)>,
}

impl Who {
    /// Gathers what the resolution says of the reports that are to be compared; quads about other reports do no harm.
    pub fn of<'q>(resolution: impl IntoIterator<Item = &'q Quad>) -> Self {
        let mut who = Self::default();
        for quad in resolution {
            let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(object)) = (&quad.subject, &quad.object) else {
                continue;
            };
            match quad.predicate.as_ref() {
                p if p == rap::RESPONSIBLE => {
                    who.responsible.entry(subject.clone()).or_default().push(object.clone());
                }
                p if p == rap::HAS_PERSON => {
                    who.parts.entry(subject.clone()).or_default().0 = Some(object.clone());
                }
                p if p == rap::HAS_ORGANISATION => {
                    who.parts.entry(subject.clone()).or_default().1.push(object.clone());
                }
                _ => {}
            }
        }
        who
    }

    fn responsible(&self, statement: &NamedNode) -> FxHashSet<&str> {
        self.responsible.get(statement).into_iter().flatten().map(NamedNode::as_str).collect()
    }

    /// The bodies of each person, as a report's participations have them.
    fn bodies<'w>(&'w self, summary: &Summary) -> FxHashMap<&'w str, FxHashSet<&'w str>> {
        let mut bodies: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
        for (person, of) in summary.participations.iter().filter_map(|(node, _)| self.parts.get(node)) {
            if let Some(person) = person {
                bodies.entry(person.as_str()).or_default().extend(of.iter().map(NamedNode::as_str));
            }
        }
        bodies
    }
}

/// A report made ready for being compared with many others.
#[derive(Debug)]
pub struct Prepared<'s> {
    summary: &'s Summary,
    date: Option<Date>,
    /// Promises: number in the report, node, who.
    promises: Vec<(u64, &'s NamedNode, &'s PassageNode, FxHashSet<&'s str>)>,
    /// Passages that say something of a deed: node, who acts.
    told: Vec<(&'s NamedNode, &'s PassageNode, Form, Says, FxHashSet<&'s str>)>,
    /// Other passages, with their words in order.
    talk: Vec<(&'s NamedNode, &'s PassageNode, Vec<String>)>,
    /// All words of those, in order.
    words: Vec<String>,
    bodies: FxHashMap<&'s str, FxHashSet<&'s str>>,
}

impl<'s> Prepared<'s> {
    /// Makes a report ready.
    #[must_use]
    pub fn of(summary: &'s Summary, who: &'s Who) -> Self {
        let (mut promises, mut told, mut talk) = (Vec::new(), Vec::new(), Vec::new());
        let mut all = BTreeSet::new();
        for (node, passage) in summary.passages.iter() {
            match (kind(node), passage.says) {
                (Some(Kind::Commitment), _) => {
                    // Whoever of the group keeps what the group promised keeps it.
                    let group = summary.statements.get(node).is_some_and(|s| s.group);
                    let responsible = if group { FxHashSet::default() } else { who.responsible(node) };
                    told.push((node, passage, Form::Promised, Says::Open, responsible.clone()));
                    promises.push((number_of(node), node, passage, responsible));
                }
                (Some(Kind::Progress), Some(says)) => {
                    let form = if passage.signed { Form::Signed } else { Form::Told };
                    told.push((node, passage, form, says, who.responsible(node)));
                }
                _ => {
                    let words: BTreeSet<String> = fold(&passage.quote).split(' ').map(str::to_owned).collect();
                    all.extend(words.iter().cloned());
                    talk.push((node, passage, words.into_iter().collect()));
                }
            }
        }
        Self {
            summary,
            date: date_of(summary),
            promises,
            told,
            talk,
            words: all.into_iter().collect(),
            bodies: who.bodies(summary),
        }
    }
}

/// The day of a report's meeting.
pub(super) fn date_of(summary: &Summary) -> Option<Date> {
    summary.meeting_value(rap::DATE).and_then(|date| date.parse().ok())
}

/// Whether one of these words, which are in order, has this stem.
fn has(words: &[String], stem: &str) -> bool {
    let from = words.partition_point(|word| word.as_str() < stem);
    words[from..].iter().take_while(|word| word.starts_with(stem)).any(|word| word.len() <= stem.len() + ENDING)
}

/// What one passage says of one promise.
#[derive(Clone)]
struct Found<'s> {
    node: &'s NamedNode,
    passage: &'s PassageNode,
    says: Match,
}

/// What a later report says of the commitments of an earlier one of the same series: quads for the resolution graph, at most one follow-up a commitment.
///
/// Nothing where a report has no date, or the second is not later.
#[must_use]
pub fn follow_ups(earlier: &Prepared<'_>, later: &Prepared<'_>, base: &Base) -> Vec<Quad> {
    let mut quads = Vec::new();
    let (Some(from), Some(to)) = (earlier.date, later.date) else { return quads };
    let days = i64::from((to - from).get_days());
    if days <= 0 {
        return quads;
    }
    let mut found: Vec<Vec<Found<'_>>> = Vec::with_capacity(earlier.promises.len());
    // A passage speaks of the promise that it fits best.
    let mut best: FxHashMap<&NamedNode, u8> = FxHashMap::default();
    for (_, _, promised, responsible) in &earlier.promises {
        let promise = Promise { wording: &promised.wording, responsible, year: i32::from(from.year()) };
        let mut of_promise = Vec::new();
        for (node, passage, form, says, agents) in &later.told {
            let agents = with_bodies(agents, responsible, earlier, later);
            let passage_of = Passage { says: *says, form: *form, wording: &passage.wording, agents: &agents };
            if let Some(says) = follow(&promise, &passage_of, days) {
                let most = best.entry(node).or_default();
                *most = says.confidence.max(*most);
                of_promise.push(Found { node, passage, says });
            }
        }
        found.push(of_promise);
    }
    for ((number, commitment, promised, _), of_promise) in earlier.promises.iter().zip(found) {
        let own: Vec<Found<'_>> =
            of_promise.into_iter().filter(|f| best.get(f.node).is_none_or(|most| f.says.confidence >= *most)).collect();
        let follow_up = stated(&own).or_else(|| spoken_of(&promised.wording, later));
        if let Some(follow_up) = follow_up {
            quads.extend(described(&follow_up, commitment, *number, earlier, later, base));
        }
    }
    quads
}

/// Who acts, and whom that stands for: a body for its people, a person for their body.
fn with_bodies<'s>(
    agents: &FxHashSet<&'s str>,
    responsible: &FxHashSet<&'s str>,
    earlier: &Prepared<'s>,
    later: &Prepared<'s>,
) -> FxHashSet<&'s str> {
    let of = |people: &FxHashSet<&str>, bodies: &FxHashSet<&str>| {
        let own = people.iter().flat_map(|p| [earlier.bodies.get(p), later.bodies.get(p)]).flatten();
        own.flatten().any(|body| bodies.contains(body))
    };
    let mut all = agents.clone();
    if of(agents, responsible) || of(responsible, agents) {
        all.extend(responsible);
    }
    all
}

/// The follow-up that a report states: where its passages contradict each other none is believed. A line that is checked off promises nothing once more.
fn stated<'s>(found: &[Found<'s>]) -> Option<Found<'s>> {
    let ended: Vec<&PassageNode> =
        found.iter().filter(|f| matches!(f.says.says, Says::Done | Says::Dropped)).map(|f| f.passage).collect();
    let overlaps = |one: &PassageNode, other: &PassageNode| one.start < other.end && other.start < one.end;
    let holds = |f: &&Found<'s>| f.says.says != Says::Open || !ended.iter().any(|e| overlaps(e, f.passage));
    let found: Vec<Found<'s>> = found.iter().filter(holds).cloned().collect();
    let sure: BTreeSet<Says> = found.iter().map(|f| f.says.says).filter(|s| *s != Says::Mentioned).collect();
    let rank = |f: &&Found<'_>| {
        let says = f.says;
        (says.says != Says::Mentioned, says.suggests.is_some(), says.confidence, std::cmp::Reverse(f.passage.start))
    };
    let mut first = found.iter().max_by_key(rank)?.clone();
    if sure.len() > 1 {
        let suggests = Some(first.says.says);
        first.says = Match {
            says: Says::Mentioned,
            suggests,
            confidence: first.says.confidence.min(60),
            rule: "followup.contradicted/1",
        };
    }
    Some(first)
}

/// The first passage that speaks of a promise without telling its state.
fn spoken_of<'s>(promise: &Wording, later: &'s Prepared<'_>) -> Option<Found<'s>> {
    if !mentions(promise, |word| has(&later.words, word)) {
        return None;
    }
    let spoken = later.talk.iter().filter(|(_, _, words)| mentions(promise, |word| has(words, word)));
    let (node, passage, _) = spoken.min_by_key(|(_, passage, _)| (passage.start, passage.end))?;
    let says = Match { says: Says::Mentioned, suggests: None, confidence: 70, rule: "followup.words/1" };
    Some(Found { node, passage, says })
}

/// What the address of each follow-up begins with that a later report has of an earlier one.
pub(crate) fn of_pair(earlier: &str, later: &str) -> String {
    format!("{}-{}-", report_slug(later), report_slug(earlier))
}

fn described(
    found: &Found<'_>,
    commitment: &NamedNode,
    number: u64,
    earlier: &Prepared<'_>,
    later: &Prepared<'_>,
    base: &Base,
) -> Vec<Quad> {
    let to = report_slug(&later.summary.report);
    let node = base.id("follow-up", &format!("{}{number}", of_pair(&earlier.summary.report, to)));
    let text = |value: &str| Term::from(Literal::new_simple_literal(value));
    let integer = |value: u64| Term::from(Literal::new_typed_literal(value.to_string(), xsd::INTEGER));
    let mut facts: Vec<(NamedNodeRef<'_>, Term)> = vec![
        (rdf::TYPE, rap::FOLLOW_UP.into_owned().into()),
        (rap::FOLLOWS_UP, commitment.clone().into()),
        (rap::SAYS, text(found.says.says.as_str())),
        (rap::PASSAGE, found.node.clone().into()),
        (rap::IN_REPORT, base.id("report", to).into()),
        (rap::START, integer(found.passage.start)),
        (rap::END, integer(found.passage.end)),
        (rap::QUOTE, text(&found.passage.quote)),
        (rap::RECOGNISER, text(found.says.rule)),
        (rap::CONFIDENCE, decimal(found.says.confidence).into()),
    ];
    facts.extend(later.summary.record.clone().map(|record| (rap::IN_RECORD, record.into())));
    facts.extend(found.says.suggests.map(|says| (rap::SUGGESTS, text(says.as_str()))));
    let graph = base.resolution_graph();
    let quad = |(property, object): (NamedNodeRef<'_>, Term)| {
        Quad::new(node.clone(), property.into_owned(), object, graph.clone())
    };
    facts.into_iter().map(quad).collect()
}

/// The places of the later reports that are compared with the report at `at`: `dates` are those of all reports of one series, in the order of [`Date`].
///
/// They are the reports of the next [`WINDOW_MEETINGS`] days with a meeting, not later than [`WINDOW_DAYS`], and at most [`WINDOW_REPORTS`].
///
/// ```
/// use jiff::civil::date;
/// use rapporteur::graph::window;
///
/// let dates = [date(2021, 1, 7), date(2021, 1, 7), date(2021, 2, 4), date(2024, 1, 11)];
/// assert_eq!(window(&dates, 0), 2..3, "not of the same day, not of three years later");
/// ```
#[must_use]
pub fn window(dates: &[Date], at: usize) -> std::ops::Range<usize> {
    let Some(first) = dates.get(at) else { return 0..0 };
    let start = dates.partition_point(|date| date <= first);
    let (mut end, mut days, mut last) = (start, 0, None);
    for date in dates.get(start..).unwrap_or(&[]) {
        days += usize::from(last != Some(date));
        last = Some(date);
        let far = i64::from((*date - *first).get_days()) > WINDOW_DAYS;
        if far || days > WINDOW_MEETINGS || end - start >= WINDOW_REPORTS {
            break;
        }
        end += 1;
    }
    start..end
}

/// So many earlier reports of a series are compared at a time.
const BLOCK: usize = 128;

/// Says what `read` gives for the reports of one series, each asked for once, and their follow-ups. `dates` are those of the reports, in the order of [`Date`]; `read`
/// gives the report at a place, and what the resolution says of it. No more reports are held than a block and its windows have.
///
/// # Errors
/// Only those of `say`.
pub(super) fn follow_series<E>(
    dates: &[Date],
    base: &Base,
    mut read: impl FnMut(usize) -> (Summary, Vec<Quad>),
    say: &mut impl FnMut(Vec<Quad>) -> Result<(), E>,
) -> Result<(), E> {
    let mut held: BTreeMap<usize, (Summary, Who)> = BTreeMap::new();
    for from in (0..dates.len()).step_by(BLOCK) {
        let block = from..dates.len().min(from + BLOCK);
        let wanted: BTreeSet<usize> = block.clone().chain(block.clone().flat_map(|at| window(dates, at))).collect();
        for at in wanted {
            // What was read for an earlier block is held until its own has passed.
            if let Entry::Vacant(place) = held.entry(at) {
                let (summary, quads) = read(at);
                place.insert((summary, Who::of(&quads)));
                say(quads)?;
            }
        }
        let prepared: BTreeMap<usize, Prepared<'_>> =
            held.iter().map(|(at, (summary, who))| (*at, Prepared::of(summary, who))).collect();
        for (at, earlier) in prepared.range(block.clone()).filter(|(_, earlier)| !earlier.promises.is_empty()) {
            let found: Vec<Quad> =
                prepared.range(window(dates, *at)).flat_map(|(_, later)| follow_ups(earlier, later, base)).collect();
            say(found)?;
        }
        drop(prepared);
        held = held.split_off(&block.end);
    }
    Ok(())
}
