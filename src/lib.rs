//! Rapporteur turns the minutes of policy meetings into a knowledge graph.
pub mod document;
pub mod entities;
pub mod graph;
pub mod language;
pub mod minutes;
pub mod source;
pub mod text;
