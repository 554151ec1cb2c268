//! `/graph`: who and what is linked with what. A form, the heaviest nodes and edges as tables, and a place where the script draws them.
//!
//! All of it is the feed `/feeds/graph`, asked with the same words, so that the page, the picture and the files never differ.

use super::super::App;
use super::super::answer::whole;
use super::super::assets;
use super::super::feeds::problem;
use super::super::html::framed;
use super::super::openapi::PEOPLE;
use super::super::problem::Problem;
use super::super::sparql::Pairs;
use super::parts::{counted, named, or_none, table};
use super::rows::Asker;
use super::{PART, ROWS, Wishes, serve};
use crate::feeds::Parameters;
use crate::feeds::network::{self, Edge, Network, Node};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use maud::{Markup, html};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The formats of the feed, as people call them.
const FORMATS: [(&str, &str); 6] = [
    ("cytoscape", "Cytoscape.js"),
    ("graphology", "graphology"),
    ("d3", "D3"),
    ("gexf", "GEXF (Gephi)"),
    ("graphml", "GraphML"),
    ("jsonld", "JSON-LD"),
];

/// What the feed takes several values for.
const SEVERAL: [&str; 2] = ["kind", "edges"];

/// Names that the form suggests, of nodes at most.
const SUGGESTED: usize = 300;

/// `GET /graph?focus=…&depth=…&kind=…&edges=…&from=…&to=…&process=…&series=…&limit=…`
#[utoipa::path(get, path = "/graph", tag = PEOPLE, operation_id = "graph-page", summary = "Who and what is linked with what, as a picture and as tables",
    params(
        ("focus" = Option<String>, Query, description = "The address or name of a node that stands in the middle", example = "GDC"),
        ("depth" = Option<u8>, Query, minimum = 1, maximum = 3, description = "How many edges from `focus` others may be"),
        ("kind" = Option<String>, Query, description = "`person`, `organisation`, `meeting`, `process`; several with commas"),
        ("edges" = Option<String>, Query, description = "The kinds of edges as `/feeds/graph` names them; several with commas"),
        ("from" = Option<String>, Query, description = "Of meetings from this day, month or year on"),
        ("to" = Option<String>, Query, description = "Of meetings until this day, month or year"),
        ("process" = Option<String>, Query, description = "The address or name of a process"),
        ("series" = Option<String>, Query, description = "The address or name of a series of meetings"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 20000, description = "Nodes at most, the weightiest")),
    responses((status = 200, description = "A page", content((String = "text/html")))))]
pub(in super::super) async fn graph(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let make = |asker: &Asker<'_>, wishes: &Wishes| {
        let asked = asked(wishes);
        let network = network::read(&mut asker.reading(), Parameters::of(&asked)).map_err(|error| problem(&error))?;
        Ok(("Graph".to_owned(), page(asker, &asked, &network)))
    };
    match serve(&app, &uri, &headers, make).await {
        Err(problem) => {
            let (Some(message), Ok(wishes)) = (problem.wrong_with(), Wishes::read(&uri)) else { return Err(problem) };
            let body = html! {
                h1 { "Graph" }
                p role="alert" { (message) }
                (form(&asked(&wishes), &Network::default()))
            };
            let mut response = whole("text/html", framed("Graph", &html! {}, &body));
            *response.status_mut() = StatusCode::BAD_REQUEST;
            Ok(response)
        }
        made => made,
    }
}

/// Where a thing stands in the middle of the graph, as a line for its own page.
pub(super) fn leading(iri: &str) -> Markup {
    html! { p { a href=(address("/graph", &[("focus", iri)])) { "In the graph" } ": who and what is linked with it" } }
}

fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    // Encoding pairs of texts cannot fail.
    format!("{path}?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}

/// What is asked of the feed: values that are given, those of one name together; what a form sends that has no meaning by itself is left out.
fn asked(wishes: &Wishes) -> Pairs {
    let mut asked: Pairs = Vec::new();
    for (name, value) in &wishes.pairs {
        let value = value.trim();
        let known = asked.iter_mut().find(|(known, _)| SEVERAL.contains(&name.as_str()) && known == name);
        match known {
            _ if value.is_empty() => {}
            Some((_, values)) => *values = format!("{values},{value}"),
            None => asked.push((name.clone(), value.to_owned())),
        }
    }
    if asked.iter().all(|(name, _)| name != "focus") {
        asked.retain(|(name, _)| name != "depth");
    }
    asked
}

fn page(asker: &Asker<'_>, asked: &Pairs, network: &Network) -> Markup {
    let pairs: Vec<_> = asked.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let at = |format: &'static str| {
        let pairs: Vec<_> = pairs.iter().copied().chain([("format", format)]).collect();
        address("/feeds/graph", &pairs)
    };
    let middle: Vec<_> = network.nodes.iter().filter(|node| node.is_focus).map(|node| node.iri.as_str()).collect();
    html! {
        h1 { "Graph" }
        p { "People, organisations, meetings and processes, and what links them in the minutes. The weight of a link is how often the minutes say so." }
        (form(asked, network))
        @if assets::SCRIPTS {
            figure.network data-network data-source=(at("graphology")) data-base=(asker.base().as_str()) data-focus=(middle.join(" "))
                data-worker=[assets::built("network-layout", ".js")] {
                figcaption {
                    (network.title) ": " (counted(network.nodes.len(), "node", "nodes")) ", " (counted(network.edges.len(), "link", "links")) ". "
                    (network.note())
                }
                noscript { p.soft { "The picture needs scripts; the tables below say the same in words." } }
            }
        } @else {
            p { (network.title) ": " (counted(network.nodes.len(), "node", "nodes")) ", " (counted(network.edges.len(), "link", "links")) ". " (network.note()) }
        }
        (nodes_of(asker, network))
        (edges_of(asker, network))
        section aria-labelledby="data" {
            h2 id="data" { "The same as data" }
            p { "All nodes and links of this graph, in the formats of programs that draw and count graphs:" }
            ul { @for (format, name) in FORMATS { li { a href=(at(format)) { (name) } } } }
        }
    }
}

/// A word of the feed for people.
fn plain(name: &str) -> String {
    name.replace('-', " ")
}

/// The form, with what was asked before; it suggests names of this graph.
fn form(asked: &Pairs, network: &Network) -> Markup {
    let value = |name: &str| asked.iter().rev().find(|(given, _)| given == name).map_or("", |(_, value)| value);
    let field = |label: &str, name: &str, list: Option<&str>| {
        html! { label { (label) " " input name=(name) value=(value(name)) list=[list] maxlength="500" dir="auto"; } " " }
    };
    let choices = |legend: &str, name: &str, known: Vec<&str>| {
        let given = value(name);
        html! {
            fieldset {
                legend { (legend) }
                @for choice in known {
                    label {
                        input type="checkbox" name=(name) value=(choice) checked[given.is_empty() || given.split(',').any(|one| one.trim() == choice)];
                        " " (plain(choice))
                    }
                    " "
                }
            }
        }
    };
    let depth = if value("depth").is_empty() { "1" } else { value("depth") };
    let usual = network::USUAL.to_string();
    let of_kind = |kind: &'static str| network.nodes.iter().filter(move |node| node.kind == kind);
    let series: BTreeSet<&str> = of_kind("meeting").filter_map(|node| node.group.as_deref()).collect();
    html! {
        form.network action="/graph" method="get" aria-label="What the graph is of" {
            p {
                (field("In the middle", "focus", Some("graph-nodes")))
                label {
                    "Links from it "
                    select name="depth" { @for known in ["1", "2", "3"] { option value=(known) selected[known == depth] { (known) } } }
                }
            }
            (choices("Nodes", "kind", network::kinds().collect()))
            (choices("Links", "edges", network::links().collect()))
            p {
                (field("From", "from", None))
                (field("To", "to", None))
                (field("Process", "process", Some("graph-processes")))
                (field("Series", "series", Some("graph-series")))
                label {
                    "Nodes at most "
                    input type="number" name="limit" min="1" max=(network::MOST) placeholder=(usual) value=(value("limit"));
                }
                " " button { "Show" }
            }
            p.soft { "From and to are days, months or years, such as 2024-10-31, 2024-10 or 2024. " a href="/graph" { "Everything" } }
            (list("graph-nodes", heaviest(network, |_| true).into_iter().take(SUGGESTED).map(|(_, node)| node.label.as_str())))
            (list("graph-processes", of_kind("process").take(SUGGESTED).map(|node| node.label.as_str())))
            (list("graph-series", series.into_iter().take(SUGGESTED)))
        }
    }
}

fn list<'n>(id: &str, names: impl Iterator<Item = &'n str>) -> Markup {
    let names: BTreeSet<&str> = names.collect();
    html! { datalist id=(id) { @for name in names { option value=(name) {} } } }
}

/// Nodes with their places, those in the middle first, then by weight.
fn heaviest(network: &Network, wanted: impl Fn(&Node) -> bool) -> Vec<(usize, &Node)> {
    let mut nodes: Vec<_> = network.nodes.iter().enumerate().filter(|(_, node)| wanted(node)).collect();
    nodes.sort_by_key(|(place, node)| (!node.is_focus, Reverse(node.weight), *place));
    nodes
}

fn nodes_of(asker: &Asker<'_>, network: &Network) -> Markup {
    let mut degrees = vec![0_usize; network.nodes.len()];
    for end in network.edges.iter().flat_map(|edge| [edge.source, edge.target]) {
        if let Some(degree) = degrees.get_mut(end) {
            *degree += 1;
        }
    }
    let nodes = heaviest(network, |_| true);
    html! {
        h2 { "Nodes" }
        @if nodes.is_empty() { p role="status" { "There is none." } } @else {
            (table(
                "Nodes, the heaviest first",
                &["Name", "Kind", "Group or series", "Weight", "Links here", "First", "Last", "Graph"],
                &html! {
                    @for (place, node) in nodes.iter().take(ROWS) {
                        tr {
                            th scope="row" { (named(asker.base(), Some(&node.iri), &node.label)) }
                            td { (node.kind) }
                            td { (or_none(node.group.as_deref().unwrap_or_default())) }
                            td.number { (node.weight) }
                            td.number { (degrees.get(*place).copied().unwrap_or_default()) }
                            td { (or_none(node.first.as_deref().unwrap_or_default())) }
                            td { (or_none(node.last.as_deref().unwrap_or_default())) }
                            td { a href=(address("/graph", &[("focus", &node.iri)])) aria-label={ (node.label) " in the middle" } { "in the middle" } }
                        }
                    }
                },
            ))
            @if nodes.len() > ROWS { p.soft { (counted(nodes.len() - ROWS, "node", "nodes")) " more stand in the data." } }
        }
    }
}

fn edges_of(asker: &Asker<'_>, network: &Network) -> Markup {
    let node = |place: usize| network.nodes.get(place);
    let has_middle = network.nodes.iter().any(|node| node.is_focus);
    let in_middle = |edge: &Edge| [edge.source, edge.target].into_iter().filter_map(node).any(|node| node.is_focus);
    let mut edges: Vec<&Edge> = network.edges.iter().filter(|edge| !has_middle || in_middle(edge)).collect();
    // Those of one weight stay in the order of the feed.
    edges.sort_by_key(|edge| Reverse(edge.strength.weight));
    let most = if has_middle { PART } else { ROWS };
    let (title, caption) = if has_middle {
        ("Links of the middle", "Links of what stands in the middle, the heaviest first")
    } else {
        ("Links", "Links, the heaviest first")
    };
    let end = |place: usize| node(place).map(|node| named(asker.base(), Some(&node.iri), &node.label));
    html! {
        h2 { (title) }
        @if edges.is_empty() { p role="status" { "There is none." } } @else {
            (table(
                caption,
                &["From", "Link", "To", "Weight", "First", "Last"],
                &html! {
                    @for edge in edges.iter().take(most) {
                        tr {
                            th scope="row" { @if let Some(end) = end(edge.source) { (end) } }
                            td { (plain(edge.kind)) }
                            td { @if let Some(end) = end(edge.target) { (end) } }
                            td.number { (edge.strength.weight) }
                            td { (or_none(edge.strength.first.as_deref().unwrap_or_default())) }
                            td { (or_none(edge.strength.last.as_deref().unwrap_or_default())) }
                        }
                    }
                },
            ))
            @if edges.len() > most { p.soft { (counted(edges.len() - most, "link", "links")) " more stand in the data." } }
        }
    }
}
