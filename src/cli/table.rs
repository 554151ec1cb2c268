//! Answers as a table for people.

use super::failure::Failure;
use comfy_table::{ContentArrangement, Table, presets};
use oxigraph::model::{Term, Variable};
use std::io::Write;
use terminal_size::{Width, terminal_size_of};

/// A table that grows row by row and is written at the end: widths are known only then.
pub(super) struct TableWriter {
    table: Table,
    variables: Vec<Variable>,
}

impl TableWriter {
    /// An empty table with the names of the columns.
    pub(super) fn new(variables: &[Variable]) -> Self {
        let mut table = Table::new();
        table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
        if let Some((Width(width), _)) = terminal_size_of(std::io::stdout()) {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        }
        table.set_header(variables.iter().map(Variable::as_str));
        Self { table, variables: variables.to_vec() }
    }

    /// Adds a row; `value` gives the term of a column, or none where it is unbound.
    pub(super) fn row<'a>(&mut self, value: impl Fn(&Variable) -> Option<&'a Term>) {
        self.table.add_row(self.variables.iter().map(|variable| value(variable).map_or_else(String::new, shown)));
    }

    /// Writes the table and the number of its rows.
    pub(super) fn finish(self, out: &mut impl Write) -> Result<(), Failure> {
        let rows = self.table.row_count();
        writeln!(out, "{}", self.table)?;
        writeln!(out, "{rows} row{}", if rows == 1 { "" } else { "s" })?;
        out.flush()?;
        Ok(())
    }
}

/// What people want to see of a term: the address or value, without type and language.
fn shown(term: &Term) -> String {
    let text = match term {
        Term::NamedNode(node) => node.as_str(),
        Term::Literal(literal) => literal.value(),
        other => return other.to_string(),
    };
    bare(text)
}

/// A text in one line, without signs that a terminal would obey.
pub(super) fn bare(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
