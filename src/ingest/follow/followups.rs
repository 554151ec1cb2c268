//! What reports say of the commitments of earlier ones of their series, where a report is new or other people are responsible for what it has.

use super::super::rows::{Kind, Unbounded, key_of};
use super::{Follow, MOST_REPORTS, last};
use crate::graph::vocabulary::rap;
use crate::graph::{
    Calendar, Day, Prepared, Summary, WINDOW_MEETINGS, Who, follow_ups, gather_day, month, of_pair, report_of,
    series_of, window,
};
use jiff::civil::Date;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, TermRef};
use oxigraph::store::StorageError;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// A window reaches into so many later months: two years, and a month begun.
const WINDOW_MONTHS: i32 = 25;
/// Where more pairs than this would be compared, or series met more often around one day, everything is made anew.
const MOST_PAIRS: usize = 20_000;

/// What of the resolution a follow-up depends on.
const WHO: [NamedNodeRef<'static>; 3] = [rap::RESPONSIBLE, rap::HAS_PERSON, rap::HAS_ORGANISATION];
/// What may tell of commitments, and commitments.
const CLASSES: [NamedNodeRef<'static>; 4] = [rap::COMMITMENT, rap::PROGRESS_REPORT, rap::DECISION, rap::MOVE];

/// Earlier and later report.
type Pairs = BTreeSet<(String, String)>;

impl Follow<'_> {
    /// Says anew what new reports, and reports whose people or bodies are others now, say of commitments and have said of theirs.
    ///
    /// `order` are the new reports and those that are resolved again, `quads` what is to be said of them, `standing` what stands.
    pub(super) fn follow_ups(
        &mut self,
        new: &BTreeSet<&str>,
        order: &[&Summary],
        quads: &[Quad],
        standing: &[Quad],
    ) -> Result<(), Unbounded> {
        let mut calendar = Calendar::new();
        self.days(new, order, &mut calendar)?;
        let others = others_responsible(quads, standing);
        let touched = |summary: &&&Summary| {
            // A new one without passages still may push others out of a window.
            let report = summary.report.as_str();
            new.contains(report) || others.contains(report) && !summary.passages.is_empty()
        };
        let (mut pairs, mut gone, mut stands) = (Pairs::new(), Pairs::new(), Vec::new());
        for summary in order.iter().filter(touched) {
            self.pairs_of(summary, new, &mut calendar, &mut pairs, &mut gone)?;
            if pairs.len() + gone.len() > MOST_PAIRS {
                return Err(Unbounded::Rows);
            }
            if !new.contains(summary.report.as_str()) {
                stands.extend(self.said_in(&summary.report, "")?);
                for promise in summary.passages.promises() {
                    stands.extend(self.said_of_promise(promise)?);
                }
            }
        }
        for (earlier, later) in &gone {
            stands.extend(self.said_in(later, &of_pair(earlier, later))?);
        }
        let wanted = self.compared(&pairs, order, quads)?;
        self.replace(wanted, stands);
        Ok(())
    }

    /// Adds the days of new reports to their rows.
    fn days(&mut self, new: &BTreeSet<&str>, order: &[&Summary], calendar: &mut Calendar) -> Result<(), Unbounded> {
        let mut added = Calendar::new();
        for summary in order.iter().filter(|summary| new.contains(summary.report.as_str())) {
            gather_day(summary, series_of(summary, self.base).as_ref(), &mut added);
        }
        for (place, added) in added {
            let mut days = self.month(&place, calendar)?.clone();
            days.extend(added);
            self.set_row(Kind::Days, &key_of(&place), &days)?;
            calendar.insert(place, days);
        }
        Ok(())
    }

    fn month<'c>(&self, place: &(String, i32), calendar: &'c mut Calendar) -> Result<&'c BTreeSet<Day>, Unbounded> {
        if !calendar.contains_key(place) {
            let days = self.rows.read(Kind::Days, &key_of(place))?.unwrap_or_default();
            calendar.insert(place.clone(), days);
        }
        calendar.get(place).ok_or(Unbounded::Rows)
    }

    /// The reports of a series around a day, in order and without gaps: all whose windows hold that day, and all that these windows hold, now or
    /// before there were new reports.
    fn around(
        &self,
        series: &str,
        date: Date,
        new: &BTreeSet<&str>,
        calendar: &mut Calendar,
    ) -> Result<Vec<Day>, Unbounded> {
        let mut found: BTreeSet<Day> = BTreeSet::new();
        let own = month(date);
        let (mut before, mut after) = (BTreeSet::new(), BTreeSet::new());
        let mut take = |at: i32, days: &mut BTreeSet<Date>, beyond: fn(&Date, &Date) -> bool| {
            if days.len() < WINDOW_MEETINGS {
                for day in self.month(&(series.to_owned(), at), calendar)? {
                    found.insert(day.clone());
                    // New ones do not count, for windows reached farther without them.
                    if beyond(&day.date, &date) && !new.contains(day.report.as_str()) {
                        days.insert(day.date);
                    }
                }
            }
            if found.len() > MOST_PAIRS { Err(Unbounded::Rows) } else { Ok(()) }
        };
        for at in 0..=WINDOW_MONTHS {
            take(own - at, &mut before, Date::lt)?;
            take(own + at, &mut after, Date::gt)?;
        }
        Ok(found.into_iter().collect())
    }

    /// Notes the pairs of a report with earlier and later ones, and those that it pushed out of a window.
    fn pairs_of(
        &self,
        summary: &Summary,
        new: &BTreeSet<&str>,
        calendar: &mut Calendar,
        pairs: &mut Pairs,
        gone: &mut Pairs,
    ) -> Result<(), Unbounded> {
        let mut own = Calendar::new();
        let Some((series, _)) = gather_day(summary, series_of(summary, self.base).as_ref(), &mut own) else {
            return Ok(());
        };
        let day = own.values().flatten().next().ok_or(Unbounded::Rows)?;
        let days = self.around(&series, day.date, new, calendar)?;
        let place = days.binary_search(day).map_err(|_| Unbounded::Rows)?;
        let dates: Vec<Date> = days.iter().map(|day| day.date).collect();
        let old: Vec<&Day> = days.iter().filter(|day| !new.contains(day.report.as_str())).collect();
        let old_dates: Vec<Date> = old.iter().map(|day| day.date).collect();
        let pair = |earlier: &Day, later: &Day| (earlier.report.clone(), later.report.clone());
        if day.promises {
            pairs.extend(days[window(&dates, place)].iter().filter(|later| later.tells).map(|later| pair(day, later)));
        }
        for (at, earlier) in days.iter().enumerate().take(place).filter(|(_, earlier)| earlier.promises) {
            let now = window(&dates, at);
            if !now.contains(&place) {
                continue;
            }
            if day.tells {
                pairs.insert(pair(earlier, day));
            }
            if let (true, Ok(at)) = (new.contains(summary.report.as_str()), old.binary_search(&earlier)) {
                let still: BTreeSet<&Day> = days[now].iter().collect();
                let before = old[window(&old_dates, at)].iter().filter(|later| later.tells && !still.contains(*later));
                gone.extend(before.map(|later| pair(earlier, later)));
            }
        }
        Ok(())
    }

    /// The follow-ups that stand in a report, where their addresses begin so.
    fn said_in(&self, later: &str, begin: &str) -> Result<Vec<Quad>, StorageError> {
        let report = self.base.id("report", later);
        self.said_with(rap::IN_REPORT, &report, begin)
    }

    /// The follow-ups of a commitment that stand.
    fn said_of_promise(&self, promise: &NamedNode) -> Result<Vec<Quad>, StorageError> {
        self.said_with(rap::FOLLOWS_UP, promise, "")
    }

    fn said_with(
        &self,
        property: NamedNodeRef<'_>,
        object: &NamedNode,
        begin: &str,
    ) -> Result<Vec<Quad>, StorageError> {
        let graph = self.base.resolution_graph();
        let graph = GraphNameRef::NamedNode(graph.as_ref());
        let begin = self.base.id("follow-up", begin);
        let mut said = Vec::new();
        for quad in self.store.oxigraph().quads_for_pattern(None, Some(property), Some(object.into()), Some(graph)) {
            if let NamedOrBlankNode::NamedNode(node) = quad?.subject
                && node.as_str().starts_with(begin.as_str())
            {
                said.extend(self.said_of(&node)?);
            }
        }
        Ok(said)
    }

    /// What later reports say of the commitments of earlier ones.
    fn compared(&self, pairs: &Pairs, order: &[&Summary], quads: &[Quad]) -> Result<Vec<Quad>, Unbounded> {
        let at_hand: FxHashMap<&str, &Summary> = order.iter().map(|s| (s.report.as_str(), *s)).collect();
        let mut wanted: BTreeMap<&str, bool> = BTreeMap::new();
        for (earlier, later) in pairs {
            wanted.entry(earlier).or_default();
            *wanted.entry(later).or_default() = true;
        }
        wanted.retain(|report, _| !at_hand.contains_key(report));
        if wanted.len() > MOST_REPORTS {
            return Err(Unbounded::Rows);
        }
        let mut read = Vec::with_capacity(wanted.len());
        let mut said = Vec::new();
        for (report, tells) in wanted {
            let summary = self.short(report, tells)?;
            let people = summary.participations.iter().map(|(node, _)| node);
            for node in summary.passages.deeds().chain(people) {
                said.extend(self.said_of(node)?);
            }
            read.push(summary);
        }
        let who = Who::of(said.iter().chain(quads));
        let concerned: FxHashSet<&str> = pairs.iter().flat_map(|(e, l)| [e.as_str(), l.as_str()]).collect();
        let all = read.iter().chain(order.iter().copied().filter(|s| concerned.contains(s.report.as_str())));
        let prepared: FxHashMap<&str, Prepared<'_>> =
            all.map(|summary| (summary.report.as_str(), Prepared::of(summary, &who))).collect();
        let mut found = Vec::new();
        for (earlier, later) in pairs {
            if let (Some(earlier), Some(later)) = (prepared.get(earlier.as_str()), prepared.get(later.as_str())) {
                found.extend(follow_ups(earlier, later, self.base));
            }
        }
        Ok(found)
    }

    /// As much of a report as is compared: its commitments alone where it `tells` nothing of those of others.
    fn short(&self, report: &str, tells: bool) -> Result<Summary, StorageError> {
        let graph = self.base.id("report", report);
        let name = GraphNameRef::NamedNode(graph.as_ref());
        let store = self.store.oxigraph();
        let of_node = |node: &NamedNode| {
            store.quads_for_pattern(Some(node.as_ref().into()), None, None, Some(name)).collect::<Result<Vec<_>, _>>()
        };
        let mut quads = of_node(&self.base.id("record", report))?;
        quads.extend(self.store.value(&graph, rap::RECORD, &graph)?);
        for class in &CLASSES[..if tells { CLASSES.len() } else { 1 }] {
            let class = TermRef::NamedNode(*class);
            for quad in store.quads_for_pattern(None, Some(rdf::TYPE), Some(class), Some(name)) {
                if let NamedOrBlankNode::NamedNode(node) = quad?.subject {
                    quads.extend(of_node(&node)?);
                }
            }
        }
        for quad in store.quads_for_pattern(None, Some(rap::PERSON_MENTION), None, Some(name)) {
            quads.push(quad?);
        }
        Ok(Summary::of(last(&graph), &quads))
    }
}

/// The reports of which something else is said of who is responsible, takes part, or is of which body.
fn others_responsible(wanted: &[Quad], standing: &[Quad]) -> FxHashSet<String> {
    let of = |quads: &[Quad]| -> FxHashSet<Quad> {
        quads.iter().filter(|quad| WHO.contains(&quad.predicate.as_ref())).cloned().collect()
    };
    let (wanted, standing) = (of(wanted), of(standing));
    let other = wanted.symmetric_difference(&standing).filter_map(|quad| match &quad.subject {
        NamedOrBlankNode::NamedNode(node) => Some(report_of(node).to_owned()),
        NamedOrBlankNode::BlankNode(_) => None,
    });
    other.collect()
}
