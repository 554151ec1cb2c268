//! Parts of a report that are missing, empty or not to be read.

use super::{Gathered, Kind};
use crate::document::BlockKind;
use crate::text::Span;

/// Without a list nobody is known to have been present.
pub(super) fn roster(gathered: &mut Gathered<'_>) {
    let minutes = gathered.report.minutes;
    if minutes.roster.is_none() {
        let title = minutes.header.title.as_ref().map_or(Span::new(0, 0), |t| t.span);
        gathered.warn(title, Kind::NoRoster, || {
            "no list of participants was found: who was present is not known".to_owned()
        });
    }
}

/// Where the notes of other meetings begin.
pub(super) fn meetings(gathered: &mut Gathered<'_>) {
    let report = gathered.report;
    let Some(heading) = report.document.rest() else { return };
    gathered.warn(heading, Kind::Meetings, || {
        let printed = report.quoted(heading);
        format!("{printed}: the notes of another meeting begin here, and nothing from here on is read; keep them in a file of their own")
    });
}

/// All passages in another language, said once, where the first of them begins.
pub(super) fn language(gathered: &mut Gathered<'_>) {
    let report = gathered.report;
    let (blocks, foreign) = (report.document.blocks(), &report.minutes.foreign);
    let Some(first) = foreign.first().and_then(|at| blocks.get(*at)) else { return };
    let bytes: usize = foreign.iter().filter_map(|at| blocks.get(*at)).map(|b| b.span.end - b.span.start).sum();
    gathered.warn(first.span, Kind::Language, || {
        let share = (bytes * 100).div_ceil(report.text().len().max(1));
        let others = match foreign.len() {
            1 => "this passage".to_owned(),
            n => format!("this passage and {} more", n - 1),
        };
        format!(
            "{others} ({share} % of the text): another language than the word lists, so nothing of what it says is read"
        )
    });
}

/// "3. Any other business: N/A".
pub(super) fn nothing(gathered: &mut Gathered<'_>) {
    let report = gathered.report;
    for discussion in &report.minutes.discussions {
        let blocks = report.document.blocks().get(discussion.blocks.clone()).unwrap_or(&[]);
        let mut lines = blocks.iter().filter(|b| !matches!(b.kind, BlockKind::Heading { .. })).peekable();
        let Some(first) = lines.peek().map(|b| b.span) else { continue };
        if lines.all(|b| report.language.layout.is_nothing(report.document.text_of(b))) {
            gathered.warn(first, Kind::Nothing, || {
                format!("{} holds nothing but {}", report.quoted(discussion.heading), report.quoted(first))
            });
        }
    }
}

/// `[open document](#)`.
pub(super) fn links(gathered: &mut Gathered<'_>) {
    let report = gathered.report;
    for link in report.document.links().iter().filter(|l| l.url.is_empty() || l.url == "#") {
        gathered.warn(link.span, Kind::Link, || {
            let words = report.quoted(link.span);
            let shown = if link.url.is_empty() { "it has no address" } else { "its address is #" };
            format!("the link {words} leads nowhere: {shown}")
        });
    }
}
