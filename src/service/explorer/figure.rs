//! Pictures on pages: a place that the scripts draw in, what it shows and what is not known, the same as data, and the numbers as a table, which stand there without scripts too.

use super::super::assets;
use super::rows::Asker;
use maud::{Markup, html};

/// A picture asks for so many rows of a named query at most; it says so where there are more.
const DRAWN: usize = 2_000;

/// What a picture is drawn from.
pub(super) enum Data<'p> {
    /// The path of a feed.
    Feed(&'p str),
    /// The name of a query.
    Query(&'p str),
}

/// A picture.
pub(super) struct Picture<'p> {
    /// Which of the pictures that `web/src/pictures` can draw.
    pub(super) kind: &'static str,
    /// What it is, in a few words: its name for those who do not see it, and of its files.
    pub(super) title: &'p str,
    /// What it shows, what is counted out of how many, and what is not known.
    pub(super) caption: Markup,
    pub(super) from: Data<'p>,
    /// What the feed or query is asked with.
    pub(super) given: Vec<(&'p str, &'p str)>,
    /// Whose page it stands on, where the picture is of one person among others.
    pub(super) focus: Option<&'p str>,
}

impl Picture<'_> {
    /// The place of the picture with its numbers; a long table is folded where the picture stands above it.
    pub(super) fn with(&self, asker: &Asker<'_>, numbers: &Markup, is_long: bool) -> Markup {
        let data = html! {
            p.soft.data {
                "The same as data: " a href=(self.address("csv")) { "CSV" } ", " a href=(self.address("json")) { "JSON" }
            }
        };
        if !self.is_served(asker) {
            return html! { p.soft { (self.caption) } (numbers) };
        }
        if !assets::SCRIPTS {
            return html! { p.soft { (self.caption) } (data) (numbers) };
        }
        html! {
            figure.picture data-picture=(self.kind) data-source=(self.source()) data-title=(self.title) data-base=(asker.base().as_str()) data-focus=[self.focus] {
                figcaption { p { (self.caption) } (data) }
                @if is_long { details { summary { "The numbers as a table" } (numbers) } } @else { (numbers) }
            }
        }
    }

    /// Feeds are the program's own; a query may be another than the one that the picture knows.
    fn is_served(&self, asker: &Asker<'_>) -> bool {
        match self.from {
            Data::Feed(_) => true,
            Data::Query(name) => asker.serves(name),
        }
    }

    /// Where the picture gets its data.
    fn source(&self) -> String {
        let address = self.address("json");
        // What a feed shows at most is its own matter.
        if matches!(self.from, Data::Query(_)) { format!("{address}&limit={DRAWN}") } else { address }
    }

    fn address(&self, format: &str) -> String {
        let given = self.given.iter().copied().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<_> = given.chain([("format", format)]).collect();
        // Pairs of texts can always be written so.
        let pairs = serde_urlencoded::to_string(pairs).unwrap_or_default();
        match self.from {
            Data::Feed(path) => format!("/feeds/{path}?{pairs}"),
            Data::Query(name) => format!("/queries/{name}?{pairs}"),
        }
    }
}
