//! The graph: addresses, terms, and the quads of a report and of the resolution.

mod base;
pub mod vocabulary;

pub use base::{Base, BaseError};
