//! The ledger of commitments by owner, as a table: the rows of the named query, or some of them.

use super::FeedError;
use super::facts::{Asked, Facts};
use super::parameters::Parameters;
use super::reading::{Reading, cell};
use crate::csv::Table;

/// The format of the ledger.
pub(super) const FORMATS: &[(&str, &[&str])] = &[("csv", &["text/csv"])];

/// The columns: those of the named query, in its order.
const COLUMNS: [&str; 19] = [
    "responsible",
    "due",
    "state",
    "date",
    "meeting",
    "agenda",
    "text",
    "report",
    "silentSince",
    "ground",
    "groundDate",
    "groundText",
    "read",
    "commitment",
    "owner",
    "meeting_name",
    "source",
    "start",
    "end",
];
/// Where the commitment and its report stand among them.
const COMMITMENT: usize = 13;
const SOURCE: usize = 16;

const STATES: [(&str, &str); 5] =
    [("open", "open"), ("overdue", "overdue"), ("silent", "silent"), ("done", "done"), ("dropped", "dropped")];

/// The ledger that is asked for. `from` and `to` are about the meetings at which was promised.
pub(super) fn make(reading: &mut Reading<'_>, mut parameters: Parameters) -> Result<String, FeedError> {
    let asked = Asked::read(&mut parameters)?;
    let owner = parameters.one("owner")?.map(|owner| owner.to_lowercase());
    let wanted: Option<Vec<&str>> = parameters.has("state").then(|| parameters.some("state", &STATES)).transpose()?;
    parameters.end()?;
    let facts = Facts::read(reading)?;
    let scope = asked.among(&facts, reading)?;
    let mut table = Table::of(&COLUMNS);
    for row in reading.named("commitments", &[], &COLUMNS)? {
        let Some(meeting) = facts.meeting_of_report(cell(&row, SOURCE)) else { continue };
        let about = cell(&row, COMMITMENT)
            .and_then(|iri| facts.commitments.get(iri))
            .is_some_and(|known| scope.has_subjects(&known.subjects));
        let is_owner =
            owner.as_ref().is_none_or(|owner| cell(&row, 0).is_some_and(|name| name.to_lowercase() == *owner));
        let in_state = wanted.as_ref().is_none_or(|wanted| cell(&row, 2).is_some_and(|state| wanted.contains(&state)));
        if about && is_owner && in_state && scope.has_meeting(&facts, meeting) {
            table.row((0..COLUMNS.len()).map(|column| cell(&row, column).unwrap_or_default()));
        }
    }
    Ok(table.end())
}
