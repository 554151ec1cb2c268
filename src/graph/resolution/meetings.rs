//! Which meeting a record is of, and what is known of meetings and of series that no registry describes.

use super::{Resolution, most_frequent};
use crate::graph::Base;
use crate::graph::report::report_slug;
use crate::graph::slug::slug;
use crate::graph::summary::Summary;
use crate::graph::vocabulary::{rap, skos};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, NamedNode};
use std::collections::BTreeMap;

/// Titles of series, and how often each is printed, by the IRI of the series.
pub type Titles = BTreeMap<String, BTreeMap<String, usize>>;

/// The series of a report: the registry's, else one by the title; none where the report has no title.
#[must_use]
pub fn series_of(summary: &Summary, base: &Base) -> Option<NamedNode> {
    let mention = summary.series.as_ref().and_then(|s| summary.mentions.get(s))?;
    if let Some(known) = mention.matched.first() {
        return Some(known.clone());
    }
    mention.series_name.as_deref().map(|title| base.id("series", &slug(title)))
}

/// Notes the printed title of a report's series, where it has one that no registry knows.
pub fn gather_titles(summary: &Summary, series: Option<&NamedNode>, titles: &mut Titles) {
    let mention = summary.series.as_ref().and_then(|s| summary.mentions.get(s));
    if let (Some(_), Some(title), Some(series)) =
        (&summary.record, mention.and_then(|m| m.series_name.as_ref()), series)
    {
        *titles.entry(series.as_str().to_owned()).or_default().entry(title.clone()).or_default() += 1;
    }
}

/// The meeting that a report is of.
#[must_use]
pub fn meeting_of(summary: &Summary, series: Option<&NamedNode>, base: &Base) -> NamedNode {
    let name = series.and_then(|s| s.as_str().rsplit('/').next());
    // Without series, or without date and number, nothing tells that another report is of the same meeting.
    let parts = [name, summary.meeting_value(rap::DATE), summary.meeting_value(rap::NUMBER)];
    let known = name.is_some() && parts[1..].iter().any(Option::is_some);
    let own = (!known).then(|| report_slug(&summary.report));
    let key: Vec<&str> = parts.into_iter().chain([own]).flatten().collect();
    base.id("meeting", &key.join("-"))
}

impl Resolution<'_> {
    /// Says which meeting the record of a report is of.
    pub(super) fn record(&mut self, summary: &Summary, series: Option<&NamedNode>) -> Option<NamedNode> {
        let record = summary.record.as_ref().filter(|record| !self.rulings.is_rejected(record))?;
        let meeting = meeting_of(summary, series, self.base);
        self.add(record, rap::RECORD_OF, meeting.clone());
        Some(meeting)
    }

    /// Leads the address that a meeting had to the one that it has now.
    pub(super) fn moved(&mut self, before: &NamedNode, now: NamedNode) {
        self.add(before, rap::REPLACED_BY, now);
    }

    /// Describes series that no registry does.
    pub(super) fn titles(&mut self, titles: &Titles) {
        for (series, titles) in titles {
            let series = NamedNode::new_unchecked(series);
            self.add(&series, rdf::TYPE, rap::MEETING_SERIES);
            let title = most_frequent(titles).unwrap_or_default().to_owned();
            self.add(&series, skos::PREF_LABEL, Literal::new_simple_literal(title));
        }
    }

    /// Describes a meeting as one of its reports does.
    pub(super) fn meeting(&mut self, meeting: &NamedNode, series: Option<&NamedNode>, summary: &Summary) {
        self.add(meeting, rdf::TYPE, rap::MEETING);
        if let Some(series) = series {
            self.add(meeting, rap::SERIES, series.clone());
        }
        let number = summary.meeting_value(rap::NUMBER).map(|n| format!(", meeting {n}")).unwrap_or_default();
        let date = summary.meeting_value(rap::DATE).map(|d| format!(", {d}")).unwrap_or_default();
        let title = summary.title.as_deref().unwrap_or("Meeting");
        self.add(meeting, skos::PREF_LABEL, Literal::new_simple_literal(format!("{title}{number}{date}")));
        for (property, value) in &summary.meeting {
            self.add(meeting, property.as_ref(), value.clone());
        }
    }
}
