//! On which days the series met, and whether the report of a day promises something or could tell of promises: what tells which reports are compared.

use super::followups::date_of;
use super::report::report_slug;
use super::summary::Summary;
use jiff::civil::Date;
use oxigraph::model::NamedNode;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A report of a series, in the order in which reports of one series follow each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Day {
    /// The day of the meeting.
    #[serde(rename = "d")]
    pub date: Date,
    /// The report.
    #[serde(rename = "r")]
    pub report: String,
    /// Whether it has commitments.
    #[serde(rename = "p")]
    pub promises: bool,
    /// Whether it has passages that may tell of commitments.
    #[serde(rename = "t")]
    pub tells: bool,
}

/// The reports of each series, by its IRI, and month.
pub type Calendar = BTreeMap<(String, i32), BTreeSet<Day>>;

/// The month of a day, counted from the beginning of the years.
///
/// ```
/// use jiff::civil::date;
/// use rapporteur::graph::month;
///
/// assert_eq!(month(date(2022, 1, 6)), month(date(2021, 12, 30)) + 1);
/// ```
#[must_use]
pub fn month(date: Date) -> i32 {
    i32::from(date.year()) * 12 + i32::from(date.month()) - 1
}

/// Notes the day of a report that has a series and a date; gives its place.
pub fn gather_day(summary: &Summary, series: Option<&NamedNode>, calendar: &mut Calendar) -> Option<(String, i32)> {
    let (series, date) = series.zip(date_of(summary))?;
    let place = (series.as_str().to_owned(), month(date));
    let day = Day {
        date,
        report: report_slug(&summary.report).to_owned(),
        promises: summary.passages.promises().next().is_some(),
        tells: !summary.passages.is_empty(),
    };
    calendar.entry(place.clone()).or_default().insert(day);
    Some(place)
}
