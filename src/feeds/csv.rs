//! Comma-separated values (RFC 4180), with a header.

/// A table that is written row after row.
pub(super) struct Table(String);

impl Table {
    /// A table with these columns.
    pub(super) fn of(columns: &[&str]) -> Self {
        let mut table = Self(String::new());
        table.row(columns.iter().copied());
        table
    }

    /// Adds a row.
    pub(super) fn row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            if cell.contains(['"', ',', '\n', '\r']) {
                self.0.push('"');
                self.0.push_str(&cell.replace('"', "\"\""));
                self.0.push('"');
            } else {
                self.0.push_str(cell);
            }
        }
        self.0.push_str("\r\n");
    }

    /// The whole table.
    pub(super) fn end(self) -> String {
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
}
