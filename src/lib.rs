//! Rapporteur turns the minutes of policy meetings into a knowledge graph and serves it.
//!
//! The rooms and who may know whom are drawn in `docs/ARCHITECTURE.md`.

pub mod catalogue;
pub mod check;
pub mod cli;
mod csv;
pub mod curation;
pub mod document;
pub mod entities;
pub mod explain;
pub mod feeds;
pub mod graph;
pub mod ingest;
pub mod installation;
pub mod judgements;
pub mod language;
pub mod minutes;
pub mod search;
pub mod service;
pub mod source;
pub mod sparql;
pub mod statements;
pub mod store;
pub mod text;
pub mod warnings;

/// Counts by thread what is taken and given back, so that the memory of a query can be bounded ([`sparql::meter`]), and gives pages back to the system.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
