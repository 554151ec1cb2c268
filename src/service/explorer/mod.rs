//! The explorer: what the graph knows, as pages to read. Each figure and each line leads to the words that it rests on.
//!
//! All of it comes from the named queries (`rows.rs`), so that a page and the answer to a query never differ; each page says which queries it shows. Lists have
//! addresses of their own; what is known of one thing stands on its page of linked data, above the table of its properties (`things.rs`).

pub(super) mod about;
mod affiliations;
pub(super) mod decisions;
mod figure;
pub(super) mod graph;
pub(super) mod home;
pub(super) mod ledger;
pub(super) mod lists;
pub(super) mod matrix;
mod meeting;
pub(super) mod meetings;
mod organisation;
mod parts;
mod person;
mod process;
pub(super) mod replies;
mod rows;
mod statement;
mod things;

pub(super) use parts::page_of;
pub(super) use rows::Asker;
pub(super) use things::{Above, above};

use super::App;
use super::admission::PATIENCE;
use super::answer::{is_known, whole};
use super::cache::{Answer, Key, Known, today};
use super::html::framed;
use super::linked::{tagged, within_bounds};
use super::observe::Routes;
use super::problem::Problem;
use super::sparql::Pairs;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};
use tokio::time::Instant;

/// A list has so many rows on a page.
const ROWS: usize = 100;

/// A part of a page, such as the contributions to a meeting, shows so many rows; the query has them all.
const PART: usize = 500;

/// What is counted or sorted before some of it is shown goes through so many rows.
const ALL: usize = 10_000;

/// The addresses of the lists.
pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/", get(home::home))
        .route("/meetings", get(meetings::meetings))
        .route("/decisions", get(decisions::decisions))
        .route("/commitments", get(ledger::commitments))
        .route("/people", get(lists::people))
        .route("/organisations", get(lists::organisations))
        .route("/processes", get(lists::processes))
        .route("/matrix", get(matrix::matrix))
        .route("/replies", get(replies::replies))
        .route("/graph", get(graph::graph))
        .route("/about", get(about::about))
}

/// What the query part of an address asks of a list.
struct Wishes {
    pairs: Pairs,
    page: usize,
}

impl Wishes {
    /// Reads the pairs of an address; of several values for one name the last counts.
    fn read(uri: &Uri) -> Result<Self, Problem> {
        let pairs: Pairs = serde_urlencoded::from_str(uri.query().unwrap_or_default())
            .map_err(|_| Problem::wrong("what stands behind the `?` cannot be read"))?;
        let mut wishes = Self { pairs, page: 1 };
        let page = wishes.value("page");
        if !page.is_empty() {
            let number = page.parse().ok().filter(|page| (1..=1_000_000).contains(page));
            wishes.page = number.ok_or_else(|| Problem::wrong("`page` is a whole number from 1 on"))?;
        }
        Ok(wishes)
    }

    fn value(&self, name: &str) -> &str {
        self.pairs.iter().rev().find(|(given, _)| given == name).map_or("", |(_, value)| value.trim())
    }

    /// The page of rows that is wanted.
    fn rows(&self) -> crate::catalogue::Page {
        crate::catalogue::Page { offset: (self.page - 1) * ROWS, limit: ROWS }
    }
}

/// A page made for this version of the store, or told to be the one that the client has.
async fn serve(
    app: &App,
    uri: &Uri,
    headers: &HeaderMap,
    make: impl FnOnce(&Asker<'_>, &Wishes) -> Result<(String, Markup), Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let words = ["explorer", uri.path(), uri.query().unwrap_or_default(), &today()];
    let key = Key::of(app.0.version.number(), &words, &app.0.settings.bounds);
    if is_known(headers, &key.tag()) {
        return Ok(tagged(StatusCode::NOT_MODIFIED.into_response(), &key));
    }
    let wishes = Wishes::read(uri)?;
    let patience = app.0.settings.bounds.time.min(PATIENCE);
    let leader = match app.0.answers.look(&key, Instant::now() + patience).await {
        Known::Answer(answer) => return Ok(tagged(whole(answer.media_type, answer.bytes), &key)),
        Known::Make(leader) => leader,
    };
    let page = within_bounds(app, move |app| {
        let made = app.0.version.read_all(app.0.settings.bounds.time * 3 / 4, |source| {
            let (title, body) = make(&Asker::of(app, source), &wishes)?;
            Ok(framed(&title, &html! {}, &body))
        });
        made.map_err(|e| Problem::ours(&e))?
    });
    let page = page.await?;
    let answer = Answer { media_type: "text/html", bytes: page.into(), more: false };
    if let Some(leader) = leader {
        app.0.answers.give(key, leader, answer.clone());
    }
    Ok(tagged(whole(answer.media_type, answer.bytes), &key))
}
