//! `rapporteur check`.

use super::failure::{Failure, tell};
use super::{existing, output};
use crate::check::check;
use std::io::Write;
use std::path::Path;

/// The shapes that the store must conform to.
const SHAPES: &str = include_str!("../../ontology/shapes.ttl");

/// Prints every violation, a line each, and fails when there is one.
pub(super) fn run(dir: &Path) -> Result<(), Failure> {
    let store = existing(dir)?;
    let violations = check(store.oxigraph(), SHAPES, store.base())?;
    let mut out = output::stdout();
    for violation in &violations {
        writeln!(out, "{violation}")?;
    }
    if violations.is_empty() {
        writeln!(out, "evidence, shapes and graphs are as they should be")?;
        out.flush()?;
        return Ok(());
    }
    out.flush()?;
    tell(&format!("{} found in `{}`", count(violations.len()), dir.display()));
    Err(Failure::Told)
}

fn count(violations: usize) -> String {
    if violations == 1 { "1 violation".to_owned() } else { format!("{violations} violations") }
}
