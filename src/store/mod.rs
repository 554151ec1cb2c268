//! The embedded store: one folder with a settings file and an Oxigraph database.
//!
//! ```
//! use rapporteur::graph::Base;
//! use rapporteur::store::{Access, Store};
//!
//! let folder = tempfile::tempdir()?;
//! let base = Base::new("https://example.org/minutes/")?;
//! let store = Store::open(folder.path(), Access::Create { base: Some(base.clone()) })?;
//! assert_eq!(store.base(), &base);
//! assert!(store.oxigraph().is_empty()?);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod backup;
mod canonical;
mod commit;
mod digest;
mod export;
mod fault;
mod journal;
mod open;
mod replacing;
mod settings;
mod snapshot;
mod version;

pub use backup::BackupError;
pub use commit::Changes;
pub use digest::DigestError;
pub use export::ExportFormat;
pub(crate) use export::with_prefixes;
pub use fault::VARIABLE as FAULT_VARIABLE;
pub(crate) use fault::point as fault_point;
pub use journal::{Journal, Touched};
pub use open::{Access, Store, StoreError};
pub use replacing::Replacing;
pub use snapshot::{Graphs, Matching, Snapshot, SnapshotError};
