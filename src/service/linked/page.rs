//! A node as a page: what it is, what is said of it, the words it rests on, and what links to it.

use super::super::explorer::Above;
use super::address::{href, stem, uri};
use super::describe::Description;
use super::form::Form;
use super::labels::{self, Names, short, tail};
use super::view::View;
use crate::graph::Base;
use crate::graph::vocabulary::{NAMESPACE, rap};
use maud::{Markup, html};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use oxigraph::store::StorageError;
use rustc_hash::FxHashSet;

/// Texts of a node are shown up to here.
const SHOWN: usize = 2_000;

/// The title of the page, what goes into its head, and its body. What is said of the node in words goes above its properties, which then are folded.
pub(super) fn of(
    view: &View<'_>,
    base: &Base,
    description: &Description,
    above: Option<&Above>,
) -> Result<(String, Markup, Markup), StorageError> {
    let mut names = Names::default();
    names.take(&labels::of(view, &description.node)?);
    names.take(&description.labels);
    let properties: FxHashSet<&NamedNode> = description.quads().map(|quad| &quad.predicate).collect();
    for property in properties {
        names.take(&labels::of(view, property)?);
    }
    let shown = Shown { base, names };
    let title = shown.names.or_tail(&description.node);
    let page = |number: usize| if number > 1 { format!("?page={number}") } else { String::new() };
    let at = |form: Form, number: usize| format!("{}.{}{}", stem(&description.node), form.ending(), page(number));
    let forms = || Form::all().filter(|form| *form != Form::Html);
    let head = html! {
        @for form in forms() {
            link rel="alternate" type=(form.media_type()) href=(at(form, description.page));
        }
        @if description.page > 1 { link rel="prev" href=(at(Form::Html, description.page - 1)); }
        @if description.page < description.pages { link rel="next" href=(at(Form::Html, description.page + 1)); }
    };
    let classes: Vec<&Term> =
        description.said.iter().filter(|quad| quad.predicate == rdf::TYPE).map(|quad| &quad.object).collect();
    let properties = html! {
        @if !description.said.is_empty() {
            h2 { "What is said of it" }
            div.scroll {
                table {
                    tbody {
                        @for group in description.said.chunk_by(|a, b| a.predicate == b.predicate) {
                            (shown.statements(group, &description.nameless))
                        }
                    }
                }
            }
        }
        @if !description.incoming.is_empty() { (shown.incoming(description)) }
    };
    let body = html! {
        h1 dir="auto" { (title) }
        p.soft {
            @for (at, class) in classes.iter().enumerate() {
                @if at > 0 { " · " }
                (shown.class(class))
            }
            @if !classes.is_empty() { br; }
            code { (description.node.as_str()) }
        }
        @if description.page == 1 { (shown.quote(description)) }
        @if let Some(above) = above { (above.body) }
        @if above.is_some() {
            h2 { "All that the graph says" }
            details {
                summary { "Its properties and what links to it, as they stand in the graph" }
                (properties)
            }
        } @else { (properties) }
        @if description.pages > 1 {
            nav aria-label="Pages" {
                p {
                    @if description.page > 1 { a rel="prev" href=(at(Form::Html, description.page - 1)) { "Previous" } " · " }
                    "Page " (description.page) " of " (description.pages)
                    @if description.page < description.pages {
                        " · " a rel="next" href=(at(Form::Html, description.page + 1)) { "Next" }
                    }
                }
            }
        }
        @if let Some(above) = above { (above.foot) }
        h2 { "Elsewhere" }
        p {
            a href={ "/explain?" (pair("iri", description.node.as_str())) } { "Why this is in the graph" }
            ". The same as "
            @for (index, form) in forms().enumerate() {
                @if index > 0 { ", " }
                a rel="alternate" type=(form.media_type()) href=(at(form, description.page)) { (form.name()) }
            }
            "."
        }
    };
    Ok((title, head, body))
}

/// What is shown, and what the nodes are called.
struct Shown<'d> {
    base: &'d Base,
    names: Names,
}

impl Shown<'_> {
    /// The words that a span was read from, with their place in the report.
    fn quote(&self, description: &Description) -> Markup {
        let object =
            |property| description.said.iter().find(|quad| quad.predicate == property).map(|quad| &quad.object);
        let number = |property| match object(property) {
            Some(Term::Literal(number)) => number.value().parse::<usize>().ok(),
            _ => None,
        };
        let (Some(Term::Literal(quote)), Some(Term::NamedNode(report))) = (object(rap::QUOTE), object(rap::IN_REPORT))
        else {
            return html! {};
        };
        let place = number(rap::START).zip(number(rap::END));
        let text = href(self.base, report.as_str()).filter(|_| report.as_str().starts_with(self.base.as_str()));
        html! {
            blockquote {
                p dir="auto" { (cut(quote.value())) }
                @if let (Some((start, end)), Some(text)) = (place, text) {
                    p.soft {
                        a href={ (text) "/text.html?start=" (start) "&end=" (end) "#quote" } { "In the report" }
                        ", characters " (start) " to " (end)
                    }
                }
            }
        }
    }

    fn statements(&self, group: &[Quad], nameless: &[Quad]) -> Markup {
        let mut values: Vec<&Term> = group.iter().map(|quad| &quad.object).collect();
        values.dedup();
        html! {
            @if let Some(first) = group.first() {
                tr {
                    th scope="row" { (self.property(&first.predicate)) }
                    td {
                        @for (at, value) in values.iter().enumerate() {
                            @if at > 0 { br; }
                            (self.term(value))
                            @if let Term::BlankNode(node) = value {
                                @for quad in nameless.iter().filter(|q| q.subject == NamedOrBlankNode::from(node.clone())) {
                                    br; (self.property(&quad.predicate)) ": " (self.term(&quad.object))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn incoming(&self, description: &Description) -> Markup {
        html! {
            h2 { "What links to it" }
            p.soft { (description.incoming_total) @if description.incoming_total == 1 { " link" } @else { " links" } }
            div.scroll {
                table {
                    tbody {
                        @for group in description.incoming.chunk_by(|a, b| a.predicate == b.predicate) {
                            @if let Some(first) = group.first() {
                                tr {
                                    th scope="row" { (self.property(&first.predicate)) " of" }
                                    td {
                                        @for (at, subject) in subjects(group).into_iter().enumerate() {
                                            @if at > 0 { br; }
                                            (self.term(&subject))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn property(&self, property: &NamedNode) -> Markup {
        let name = match self.names.get(property) {
            Some(name) => name.to_owned(),
            None if *property == rdf::TYPE => "is a".to_owned(),
            None => tail(property.as_str()),
        };
        self.link(property.as_str(), &name)
    }

    fn link(&self, iri: &str, name: &str) -> Markup {
        html! {
            @match href(self.base, iri) {
                Some(to) => a href=(to) title=(iri) dir="auto" { (name) },
                None => span title=(iri) dir="auto" { (name) },
            }
        }
    }

    /// What a thing is: the name of its class, or the last part of the address of one that this graph does not describe.
    fn class(&self, class: &Term) -> Markup {
        match class {
            Term::NamedNode(node) => self.link(node.as_str(), &self.names.or_tail(node)),
            other => self.term(other),
        }
    }

    fn term(&self, term: &Term) -> Markup {
        match term {
            Term::NamedNode(node) => self.link(node.as_str(), &self.name(node)),
            Term::BlankNode(_) => html! { span.soft { "(something without a name)" } },
            Term::Literal(literal) => self.literal(literal),
            Term::Triple(triple) => html! { code dir="auto" { (cut(&triple.to_string())) } },
        }
    }

    /// What a node is called, behind it what it is where its address tells: a person and an agenda item may have one name.
    fn name(&self, node: &NamedNode) -> String {
        match self.names.get(node) {
            Some(name) => name.to_owned(),
            None if node.as_str().starts_with(self.base.as_str()) || node.as_str().starts_with(NAMESPACE) => {
                tail(node.as_str())
            }
            None => node.as_str().to_owned(),
        }
    }

    fn literal(&self, literal: &Literal) -> Markup {
        let text = cut(literal.value());
        let datatype = literal.datatype();
        html! {
            @if let Some(language) = literal.language() {
                span dir="auto" lang=(language) { (text) }
            } @else if datatype == xsd::ANY_URI && href(self.base, literal.value()).is_some() {
                a href=(uri(literal.value())) rel="nofollow noreferrer" { (text) }
            } @else {
                span dir="auto" { (text) }
            }
        }
    }
}

fn subjects(group: &[Quad]) -> Vec<Term> {
    let mut subjects: Vec<Term> = group.iter().map(|quad| quad.subject.clone().into()).collect();
    subjects.dedup();
    subjects
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// A name and its value as they stand in an address.
pub(super) fn pair(name: &str, value: &str) -> String {
    serde_urlencoded::to_string([(name, value)]).unwrap_or_default()
}

/// A report with its text and, where it is known, the meeting that it tells of with its name.
pub(super) struct ReportText {
    pub(super) report: NamedNode,
    pub(super) text: String,
    pub(super) meeting: Option<(NamedNode, String)>,
}

/// The text of a report as a page, with a stretch of it (in code points) marked.
pub(super) fn text(base: &Base, told: &ReportText, stretch: Option<(usize, usize)>) -> (String, Markup) {
    let text = told.text.as_str();
    let byte = |point: usize| text.char_indices().nth(point).map_or(text.len(), |(at, _)| at);
    let (start, end) = stretch.filter(|(start, end)| start < end).map_or((0, 0), |(s, e)| (byte(s), byte(e)));
    let (before, marked, after) = (&text[..start], &text[start..end], &text[end..]);
    let slug = tail(told.report.as_str());
    let here = uri(told.report.as_str().rsplit('/').next().unwrap_or_default());
    let (meeting, name) = told.meeting.as_ref().map_or((None, slug.as_str()), |(meeting, name)| (Some(meeting), name));
    let body = html! {
        h1 dir="auto" { (name) }
        p {
            "The text of its report, as it was read; positions count its characters. "
            @if let Some(meeting) = meeting.and_then(|meeting| href(base, meeting.as_str())) { a href={ (meeting) ".html" } { "The meeting" } " · " }
            a href={ "../" (here) ".html" } { "The report as data" } " · " a href="./text" { "the text alone" }
        }
        pre.report dir="auto" {
            (before)
            @if !marked.is_empty() { mark id="quote" { (marked) } }
            (after)
        }
    };
    (short(&format!("Text of {name}")), body)
}
