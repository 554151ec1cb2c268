//! `/matrix`: who attended or spoke, and how much of what was said they said, against meetings, processes or years.

use super::super::App;
use super::super::openapi::PEOPLE;
use super::super::problem::Problem;
use super::figure::{Data, Picture};
use super::parts::{counted, named, table};
use super::rows::Asker;
use super::{Wishes, ledger, serve};
use crate::feeds::Feed;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use maud::{Markup, html};
use serde_json::Value;

/// The page shows so many columns, the last ones; the data has them all.
const COLUMNS: usize = 60;

/// So many rows are asked for where nothing else is said: those that count most.
const ROWS: &str = "100";

/// The names that the feed knows, without `format`.
const NAMES: [&str; 9] = ["rows", "columns", "measure", "basis", "from", "to", "process", "series", "limit"];

/// A field of the form: its name, what it is called, and its values with what these are called.
type Choice = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const CHOICES: [Choice; 4] = [
    ("rows", "Rows ", &[("group", "stakeholder groups"), ("organisation", "organisations"), ("person", "people")]),
    ("columns", "Columns ", &[("meeting", "meetings"), ("process", "processes"), ("year", "years")]),
    (
        "measure",
        "Counted ",
        &[("attended", "who attended"), ("spoke", "who spoke"), ("contributions", "contributions")],
    ),
    ("basis", "Groups ", &[("anywhere", "stated in any report"), ("here", "stated in that report")]),
];

/// `GET /matrix?rows=…&columns=…&measure=…`
#[utoipa::path(get, path = "/matrix", tag = PEOPLE, operation_id = "matrix-page", summary = "Who attended and spoke, against meetings, processes or years",
    description = "The feed `matrix` as a page.",
    params(
        ("rows" = Option<String>, Query, description = "`group`, `organisation` or `person`", example = "group"),
        ("columns" = Option<String>, Query, description = "`meeting`, `process` or `year`", example = "meeting"),
        ("measure" = Option<String>, Query, description = "`attended`, `spoke` or `contributions`", example = "attended"),
        ("basis" = Option<String>, Query, description = "`here` or `anywhere`", example = "anywhere"),
        ("from" = Option<String>, Query, description = "Meetings from this day, month or year on", example = "2020"),
        ("to" = Option<String>, Query, description = "Meetings until this day, month or year", example = "2024"),
        ("process" = Option<String>, Query, description = "The address or name of a process or topic", example = ""),
        ("series" = Option<String>, Query, description = "The address or name of a series of meetings", example = ""),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 10000, description = "Rows at most", example = 100)),
    responses((status = 200, description = "A page", content((String = "text/html")))))]
pub(in super::super) async fn matrix(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    serve(&app, &uri, &headers, |asker, wishes| Ok(("Who attended and spoke".to_owned(), page(asker, wishes)?))).await
}

fn page(asker: &Asker<'_>, wishes: &Wishes) -> Result<Markup, Problem> {
    let given: Vec<(&str, &str)> =
        NAMES.iter().map(|name| (*name, wishes.value(name))).filter(|(_, value)| !value.is_empty()).collect();
    Ok(html! {
        h1 { "Who attended and spoke" }
        form.filters action="/matrix" method="get" {
            p {
                @for (name, called, values) in CHOICES {
                    label {
                        (called)
                        select name=(name) {
                            @for (value, shown) in values { option value=(value) selected[*value == wishes.value(name)] { (shown) } }
                        }
                    }
                    " "
                }
                (ledger::series_of(asker, wishes.value("series"))?) " "
                label { "Process " input name="process" value=(wishes.value("process")) maxlength="500"; } " "
                label { "From " input name="from" value=(wishes.value("from")) placeholder="2022 or 2022-04" size="10" maxlength="10"; } " "
                label { "To " input name="to" value=(wishes.value("to")) size="10" maxlength="10"; } " "
                button { "Show" }
            }
        }
        (picture(asker, &given, "Who attended and spoke", false)?)
        (data(asker, &given))
    })
}

/// How to get the same as data, and what it is counted from.
fn data(asker: &Asker<'_>, given: &[(&str, &str)]) -> Markup {
    let at = |format: &str| {
        let pairs: Vec<_> = given.iter().copied().chain([("format", format)]).collect();
        // Pairs of texts can always be written so.
        format!("/feeds/matrix?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    };
    let counted_from = ["attendance", "affiliations", "contributions"].into_iter().filter(|name| asker.serves(name));
    html! {
        section aria-labelledby="data" {
            h2 id="data" { "The same as data" }
            ul {
                li { "Feed " code { "matrix" } ": " a href=(at("csv")) { "CSV" } ", " a href=(at("json")) { "JSON" } }
                @for name in counted_from {
                    li { "Counted from the query " code { (name) } ": " a href={ "/queries/" (name) "?format=csv" } { "CSV" } }
                }
            }
        }
    }
}

/// The matrix that is asked for, drawn and as a table.
pub(super) fn picture(
    asker: &Asker<'_>,
    given: &[(&str, &str)],
    title: &str,
    is_long: bool,
) -> Result<Markup, Problem> {
    let mut given = given.to_vec();
    if !given.iter().any(|(name, _)| *name == "limit") {
        given.push(("limit", ROWS));
    }
    let value = |name: &str, usual: &'static str| {
        given.iter().find(|(given, _)| *given == name).map_or(usual, |(_, value)| *value).to_owned()
    };
    let shown = Shown {
        asker,
        found: asker.feed(Feed::Matrix, &given)?,
        rows: value("rows", "group"),
        columns: value("columns", "meeting"),
        measure: value("measure", "attended"),
    };
    if shown.list("rows").is_empty() {
        return Ok(html! { p role="status" { "Nothing is counted here." } });
    }
    let picture = Picture {
        kind: "heatmap",
        title,
        caption: shown.caption(),
        from: Data::Feed("matrix"),
        given: given.clone(),
        focus: None,
    };
    Ok(picture.with(asker, &shown.table(), is_long))
}

/// What the feed says, and what it was asked.
struct Shown<'a> {
    asker: &'a Asker<'a>,
    found: Value,
    rows: String,
    columns: String,
    measure: String,
}

impl Shown<'_> {
    fn list(&self, name: &str) -> &[Value] {
        self.found[name].as_array().map_or(&[], Vec::as_slice)
    }

    /// How many columns are passed over: the first ones.
    fn passed(&self) -> usize {
        self.list("columns").len().saturating_sub(COLUMNS)
    }

    fn caption(&self) -> Markup {
        let unknown = self.list("columns").iter().filter(|column| column["counted"].is_null()).count();
        let left_out = self.found["leftOut"].as_u64().unwrap_or(0);
        html! {
            @match self.measure.as_str() {
                "spoke" => "How many of those who spoke",
                "contributions" => "How many of the contributions",
                _ => "How many of those who were present by the lists of participants",
            }
            " belong to each "
            @match self.rows.as_str() { "organisation" => "organisation", "person" => "person", _ => "stakeholder group" }
            @match self.columns.as_str() { "process" => ", by process", "year" => ", by year", _ => ", by meeting" }
            ": 4 of 23 are 4 in the row out of 23 in the whole column. The stronger the colour, the larger the share. "
            @if self.rows != "person" {
                "“Unknown” are those of whom no report says it. "
                @if self.rows == "organisation" { "Who took part for two bodies counts for both. " }
            }
            @if self.measure == "attended" && self.columns != "meeting" { "Somebody at two meetings counts twice. " }
            @if unknown > 0 {
                (counted(unknown, "column is", "columns are")) " hatched: there is no list of participants, so who was there is not known; that is not zero. "
            }
            @if left_out > 0 { "Left out: " (counted(usize::try_from(left_out).unwrap_or(usize::MAX), "row", "rows")) " that count least. " }
            @if self.passed() > 0 { "Shown are the last " (COLUMNS) " columns; the data has " (self.passed()) " more." }
        }
    }

    fn table(&self) -> Markup {
        let passed = self.passed();
        let columns = self.list("columns").get(passed..).unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let heads = html! {
            th scope="col" { @match self.rows.as_str() { "organisation" => "Organisation", "person" => "Person", _ => "Group" } }
            @for column in columns { th.number scope="col" { (self.head(column)) } }
        };
        let body = html! {
            @for (row, cells) in self.list("rows").iter().zip(self.list("cells")) {
                tr {
                    th scope="row" { (self.named(&text(&row["id"]), &text(&row["label"]))) }
                    @for (at, column) in columns.iter().enumerate() {
                        @match cells[at + passed].as_u64() {
                            Some(count) => td.number { (count) span.soft { " of " (column["counted"].as_u64().unwrap_or(0)) } },
                            None => td.number.unknown { "not known" },
                        }
                    }
                }
            }
        };
        table_of("The numbers", &heads, &body)
    }

    /// The head of a column: its day or name, and what is known of its meetings.
    fn head(&self, column: &Value) -> Markup {
        let (id, label) = (column["id"].as_str().unwrap_or_default(), column["label"].as_str().unwrap_or_default());
        let (meetings, lists) = (column["meetings"].as_u64().unwrap_or(0), column["withRoster"].as_u64().unwrap_or(0));
        let date = column["date"].as_str().filter(|date| !date.is_empty());
        html! {
            @match (self.columns.as_str(), date) {
                ("meeting", Some(date)) => span title=(label) { (self.named(id, date)) },
                ("year", _) if label.len() == 4 => a href={ "/meetings?year=" (label) } { (label) },
                _ => (self.named(id, label)),
            }
            @if self.columns != "meeting" && self.measure == "attended" {
                br; span.soft { "lists of " (lists) " of " (meetings) " meetings" }
            }
        }
    }

    /// A name that leads to its page, where what it names has an address.
    fn named(&self, id: &str, label: &str) -> Markup {
        let iri = Some(id).filter(|id| id.contains(':'));
        named(self.asker.base(), iri, label)
    }
}

/// A table whose heads are more than words.
pub(super) fn table_of(caption: &str, heads: &Markup, body: &Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table { caption { (caption) } thead { tr { (heads) } } tbody { (body) } }
        }
    }
}

/// How many of the contributions on a process each group made in each year, drawn and as a table.
pub(super) fn of_process(asker: &Asker<'_>, process: &str) -> Result<Markup, Problem> {
    let rows = asker.ask("groups-over-time", &[("process", process)])?.rows;
    let mut years: Vec<&str> = rows.iter().map(|row| row.text("year")).collect();
    years.dedup();
    let mut groups: Vec<&str> = rows.iter().map(|row| row.text("group")).collect();
    groups.sort_by_key(|group| (*group == "unknown", *group));
    groups.dedup();
    if rows.is_empty() {
        return Ok(html! {});
    }
    let cell = |group: &str, year: &str| {
        let found = rows.iter().find(|row| row.text("group") == group && row.text("year") == year);
        let of = rows.iter().find(|row| row.text("year") == year).map_or(0, |row| row.count("of"));
        (found.map_or(0, |row| row.count("contributions")), of)
    };
    let mut heads = vec!["Group"];
    heads.extend(years.iter().map(|year| if year.is_empty() { "no date" } else { *year }));
    let numbers = table(
        "Contributions that name it, by group and year",
        &heads,
        &html! {
            @for group in &groups {
                tr {
                    th scope="row" { (group) }
                    @for year in &years {
                        @let (count, of) = cell(group, year);
                        td.number { (count) span.soft { " of " (of) } }
                    }
                }
            }
        },
    );
    let picture = Picture {
        kind: "heatmap",
        title: "Contributions by stakeholder group and year",
        caption: html! {
            "How many of the contributions that name it each stakeholder group made, year by year: 2 of 4 are 2 by the group out of 4 by anybody. The stronger the colour, the larger the share. "
            "“Unknown” is a group that no report states. Years in which nobody is reported to speak of it have no column."
        },
        from: Data::Query("groups-over-time"),
        given: vec![("process", process)],
        focus: None,
    };
    Ok(picture.with(asker, &numbers, true))
}
