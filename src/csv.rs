//! Comma-separated values (RFC 4180).

use std::borrow::Cow;

/// A cell as it stands in a row: in quotes where it holds what would end it.
pub(crate) fn quoted(cell: &str) -> Cow<'_, str> {
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\"")).into()
    } else {
        cell.into()
    }
}

/// A table with a header that is written row after row.
pub(crate) struct Table(String);

impl Table {
    /// A table with these columns.
    pub(crate) fn of(columns: &[&str]) -> Self {
        let mut table = Self(String::new());
        table.row(columns.iter().copied());
        table
    }

    /// Adds a row.
    pub(crate) fn row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            self.0.push_str(&quoted(cell));
        }
        self.0.push_str("\r\n");
    }

    /// The whole table.
    pub(crate) fn end(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_what_they_hold() {
        let mut table = Table::of(&["a", "b"]);
        table.row(["one, \"two\"", "line\nend"]);
        table.row(["", "😀"]);
        assert_eq!(table.end(), "a,b\r\n\"one, \"\"two\"\"\",\"line\nend\"\r\n,😀\r\n");
    }

    #[test]
    fn cells_with_commas_and_quotes_are_quoted() {
        assert_eq!(["a b", "a,b", "a \"b\"", "a\nb"].map(quoted), ["a b", "\"a,b\"", "\"a \"\"b\"\"\"", "\"a\nb\""]);
    }
}
