//! An attendance sheet as conference tools export it ("Meeting title", "Name, First Join, Last Leave, …"): who was connected when. It is a list of
//! participants and no minutes; nothing in it was said.

use super::Recognisers;
use crate::document::Document;
use crate::minutes::layout::{Outline, Part};
use crate::text::fold;

/// The head of a sheet stands among its first lines.
const HEAD: usize = 40;
/// One word may stand in minutes; so many are a sheet's.
const ENOUGH: usize = 2;

impl Recognisers<'_> {
    /// Whether a document is an attendance sheet and nothing else.
    pub(in crate::minutes) fn is_attendance_sheet(&self, document: &Document, outline: &Outline) -> bool {
        let sheet = &self.language.roster.sheet;
        let said = |part| matches!(part, Part::Agenda | Part::Discussion);
        if outline.openings.iter().any(|(_, part, _)| said(*part)) {
            return false;
        }
        let cells = |line: &str| -> Vec<String> {
            line.split(['\t', '|', ','])
                .map(|c| c.trim_matches(|c: char| c.is_whitespace() || c == '"').to_lowercase())
                .collect()
        };
        let columns = |line: &str| cells(line).iter().filter(|c| sheet.columns.contains(c.as_str())).count();
        let labels = |line: &str| {
            cells(line).first().is_some_and(|c| sheet.labels.contains(&fold(c)) || sheet.labels.contains(c))
        };
        let head = || document.blocks().iter().take(HEAD).flat_map(|b| document.text_of(b).lines());
        head().any(|l| columns(l) >= ENOUGH) || head().filter(|l| labels(l)).count() > ENOUGH
    }
}
