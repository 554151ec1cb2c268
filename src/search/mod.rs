//! Full-text search over what was said, agreed and promised, over names, and over the texts of the reports.
//!
//! The index (Tantivy) is made from one version of the store and follows it: it lies in the store's folder, knows the version that it was made from, and where
//! the store has moved on, or a crash came between, the parts that changed are made anew ([`Index::open`]): of reports those that were read, or of which something else is
//! said now, and when anything was written the names of what that touched, or all names where that is not known. What is called how is looked up when it is found, so that a name is kept once. Nothing in it is true by itself; whoever throws the
//! folder `search` away loses some seconds.
//!
//! ```
//! use rapporteur::graph::Base;
//! use rapporteur::search::{Index, Request};
//! use rapporteur::store::Store;
//!
//! let store = Store::in_memory(Base::new(Base::DEFAULT)?)?;
//! let index = Index::open(&store)?;
//! let answer = index.searching()?.find(&Request::of("\"red line\" -draft")?, None)?;
//! assert_eq!(answer.total, 0);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod compile;
mod entry;
mod find;
mod gather;
mod highlight;
mod index;
mod names;
mod passages;
mod query;
mod request;
mod said;
mod schema;
mod statistics;
mod texts;
mod words;
mod written;

pub use entry::{Kind, Named, Place};
pub use find::{Answer, Hit, Searching};
pub use highlight::{Mark, Snippet};
pub use index::Index;
pub use query::{QueryError, Wanted};
pub use request::{MAX_LIMIT, MAX_OFFSET, Request, RequestError};
pub use texts::OfStore;
pub use written::{csv, json};

use oxigraph::store::StorageError;

/// Why a search came to no end, or the index could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// It took longer than it may.
    #[error("the search took more time than it may; look for rarer words, or narrow it down")]
    Late,
    /// The hits are longer than an answer may be.
    #[error("the hits have more than {} MB; ask for fewer with limit", .0 >> 20)]
    Large(usize),
    /// The store cannot be read.
    #[error("cannot read the store for its index: {0}")]
    Storage(#[from] StorageError),
    /// The index.
    #[error("the search index failed: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// What the index holds is not what was put into it.
    #[error("the search index is damaged: {0}; delete the folder `search` in the store's folder, it is made anew")]
    Damaged(String),
}
