//! Running SPARQL: on the store as it is, or within bounds on one version of it.
//!
//! What a reader sends runs within bounds (`Bounds`): all of its work ends at a deadline and below a limit of memory, whatever its shape. That takes three
//! things: values that tick whenever they are handled ([`Value`]), a query rewritten so that no work goes without them, and functions that ask before they
//! make a long text. The dataset is a [`Snapshot`](crate::store::Snapshot) of the store, or the store itself while there is none.

mod canonical;
mod dataset;
mod evaluation;
mod functions;
pub mod meter;
mod order;
mod planning;
mod rewrite;
mod shape;
mod text;
mod top;
mod update;
mod value;

pub use canonical::{canonical, columns};
pub use dataset::Source;
pub use evaluation::{DefaultGraph, Evaluation, EvaluationError};
pub use shape::Shape;
pub use text::{TextAsked, TextError, TextIndex, TextMatch};
pub use update::{UpdateError, Writer, Written};
pub use value::Value;
