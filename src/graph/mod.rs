//! The graph: addresses, terms, and the quads of a report and of the resolution.

mod base;
mod calendar;
mod followups;
mod packed;
mod passages;
mod people;
mod report;
mod resolution;
mod slug;
mod statements;
mod summary;
pub mod vocabulary;

pub use base::{Base, BaseError};
pub use calendar::{Calendar, Day, gather_day, month};
pub(crate) use followups::of_pair;
pub use followups::{Prepared, WINDOW_DAYS, WINDOW_MEETINGS, WINDOW_REPORTS, Who, follow_ups, window};
pub use packed::Packed;
pub use passages::Passages;
pub(crate) use people::report_of;
pub use people::{named_people, person_iri};
pub use report::{Reading, could_be_report, report_quads, report_slug};
pub use resolution::{
    Bodies, Body, Part, Parts, Piece, RegisteredBodies, Sums, Titles, elsewhere, gather_titles, meeting_of,
    most_frequent, piece, resolution, resolution_quads, series_of,
};
pub use slug::slug;
pub use summary::Summary;
