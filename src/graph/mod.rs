//! The graph: addresses, terms, and the quads of a report and of the resolution.

mod base;
mod people;
mod report;
mod resolution;
mod rulings;
mod slug;
mod statements;
mod summary;
pub mod vocabulary;

pub use base::{Base, BaseError};
pub use report::{Reading, report_quads, report_slug};
pub use resolution::resolution_quads;
pub use slug::slug;
pub use summary::Summary;
