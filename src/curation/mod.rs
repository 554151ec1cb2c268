//! What curators need of a store: what waits for a judgement, and what their words mean.

mod doubts;
mod lookup;
mod review;

pub use doubts::{doubts, follow_up};
pub use lookup::{Lookup, LookupError};
pub use review::{Kind, Waiting, review};
