//! `/ontology`: the words of the graph, as a page for people and as RDF for programs.

use super::super::App;
use super::super::answer::{is_known, whole};
use super::super::cache::Key;
use super::super::html::framed;
use super::super::openapi::GRAPH;
use super::super::problem::Problem;
use super::address::href;
use super::form::Form;
use super::jsonld::ONTOLOGY;
use super::labels::{Names, tail};
use super::node::{self, add_link, tagged, within_bounds};
use super::write::write;
use crate::graph::Base;
use crate::graph::vocabulary::{NAMESPACE, dct, skos};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, BTreeSet};

const DEFINITION: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#definition");
const DESCRIPTION: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://purl.org/dc/terms/description");
const SCHEME: &str = "http://www.w3.org/2004/02/skos/core#ConceptScheme";
const CLASS: &str = "http://www.w3.org/2002/07/owl#Class";
const PROPERTIES: [&str; 4] = [
    "http://www.w3.org/2002/07/owl#ObjectProperty",
    "http://www.w3.org/2002/07/owl#DatatypeProperty",
    "http://www.w3.org/2002/07/owl#AnnotationProperty",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#Property",
];

/// `GET /ontology`
#[utoipa::path(get, path = "/ontology", tag = GRAPH, operation_id = "ontology", summary = "The words of the graph; also with the ending of a form",
    responses(
        (status = 200, description = "The ontology with its schemes", content((String = "text/turtle"), (Object = "application/ld+json"), (String = "application/n-triples"),
            (String = "application/rdf+xml"), (String = "application/trig"), (String = "application/n-quads"), (String = "text/html"))),
        (status = 304, description = "The client has it"),
        (status = 406, description = "None of the forms is wanted")))]
pub(in super::super) async fn liked(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let (form, media_type) = Form::liked(&headers)?;
    answer(&app, form, media_type, &headers).await
}

/// `GET /ontology.ttl` and its like
pub(super) async fn document(app: App, form: Form, headers: HeaderMap) -> Result<Response, Problem> {
    answer(&app, form, form.media_type(), &headers).await
}

/// `GET /ontology/{term}`, which leads to the term on the page, or to the whole.
#[utoipa::path(get, path = "/ontology/{term}", tag = GRAPH, operation_id = "term", summary = "A word of the graph; a process or a topic has a document on it",
    params(
        ("term" = String, Path, description = "Its name below the ontology's namespace, which may hold `/`; that of a process or topic with an ending for a document on it", example = "process/global-digital-compact"),
        ("page" = Option<usize>, Query, description = "A hundred links to the process or topic stand on each page, from 1 on", example = 1)),
    responses(
        (status = 200, description = "What is known of the process or topic", content((String = "text/turtle"), (Object = "application/ld+json"), (String = "application/n-triples"),
            (String = "application/rdf+xml"), (String = "application/trig"), (String = "application/n-quads"), (String = "text/html"))),
        (status = 303, description = "It is described elsewhere: by a document of its own, or with the whole ontology"),
        (status = 304, description = "The client has it"),
        (status = 404, description = "There is no such word"),
        (status = 406, description = "None of the forms is wanted")))]
pub(in super::super) async fn below(
    State(app): State<App>,
    Path(term): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(document) = node::of_term(&app, &term, &uri, &headers).await? {
        return Ok(document);
    }
    let term = NamedNode::new(format!("{NAMESPACE}{term}")).map_err(|_| Problem::missing("there is no such term"))?;
    let known = within_bounds(&app, {
        let term = term.clone();
        move |app| Ok(quads(app)?.iter().any(|quad| quad.subject == NamedOrBlankNode::from(term.clone())))
    });
    if !known.await? {
        return Err(Problem::missing(format!("the ontology does not know {term}")));
    }
    let to = match Form::liked(&headers)?.0 {
        Form::Html => href(app.0.store.base(), term.as_str()).unwrap_or_else(|| "/ontology".to_owned()),
        _ => "/ontology".to_owned(),
    };
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, to)], "described with the whole ontology\n").into_response())
}

async fn answer(app: &App, form: Form, media_type: &'static str, headers: &HeaderMap) -> Result<Response, Problem> {
    let key = Key::of(app.0.version.number(), &["ontology", media_type], &app.0.settings.bounds);
    if is_known(headers, &key.tag()) {
        return Ok(tagged(StatusCode::NOT_MODIFIED.into_response(), &key));
    }
    let response = within_bounds(app, move |app| {
        let (quads, base) = (quads(app)?, app.0.store.base());
        if form == Form::Html {
            let (head, body) = Ontology::of(&quads, base).page();
            return Ok(whole(media_type, framed("Ontology", &head, &body)));
        }
        let node = NamedNode::new_unchecked(NAMESPACE);
        Ok(whole(media_type, write(quads.iter(), form, &node, base)?))
    });
    let mut response = response.await?;
    add_link(&mut response, &format!("<{NAMESPACE}>; rel=\"describes\""));
    Ok(tagged(response, &key))
}

/// The ontology as the store has it, in a fixed order; the one that the program carries where the store has none.
fn quads(app: &App) -> Result<Vec<Quad>, Problem> {
    let graph = NamedNode::new_unchecked(NAMESPACE);
    let mut quads = app.0.store.graph(graph.as_ref()).map_err(|e| Problem::ours(&e))?;
    if quads.is_empty() {
        quads = ONTOLOGY.iter().map(|triple| triple.clone().in_graph(GraphName::from(graph.clone()))).collect();
    }
    quads.sort_by_cached_key(|quad| (quad.subject.to_string(), quad.predicate != rdf::TYPE, quad.to_string()));
    quads.dedup();
    Ok(quads)
}

/// What is said of a term.
type Said<'q> = BTreeMap<&'q str, Vec<&'q Term>>;

/// The ontology by terms.
struct Ontology<'q> {
    base: &'q Base,
    terms: BTreeMap<&'q str, Said<'q>>,
    names: Names,
}

impl<'q> Ontology<'q> {
    fn of(quads: &'q [Quad], base: &'q Base) -> Self {
        let mut names = Names::default();
        names.take(quads);
        let mut terms: BTreeMap<&str, Said<'_>> = BTreeMap::new();
        for quad in quads {
            if let NamedOrBlankNode::NamedNode(term) = &quad.subject {
                terms.entry(term.as_str()).or_default().entry(quad.predicate.as_str()).or_default().push(&quad.object);
            }
        }
        Self { base, terms, names }
    }

    fn of_kind(&self, kinds: &[&str]) -> Vec<&'q str> {
        let is = |said: &Said<'_>| {
            objects(said, rdf::TYPE)
                .any(|object| matches!(object, Term::NamedNode(kind) if kinds.contains(&kind.as_str())))
        };
        self.terms.iter().filter(|(_, said)| is(said)).map(|(term, _)| *term).collect()
    }

    /// The terms that say this property of a node.
    fn saying(&self, property: NamedNodeRef<'_>, of: &str) -> BTreeSet<&'q str> {
        let says = |said: &Said<'_>| {
            objects(said, property).any(|o| matches!(o, Term::NamedNode(node) if node.as_str() == of))
        };
        self.terms.iter().filter(|(_, said)| says(said)).map(|(term, _)| *term).collect()
    }

    fn page(&self) -> (Markup, Markup) {
        let forms = || Form::all().filter(|form| *form != Form::Html);
        let head = html! { @for form in forms() { link rel="alternate" type=(form.media_type()) href={ "/ontology." (form.ending()) }; } };
        let (classes, properties) = (self.of_kind(&[CLASS]), self.of_kind(&PROPERTIES));
        let schemes = self.of_kind(&[SCHEME]);
        let body = html! {
            h1 { (self.one(NAMESPACE, dct::TITLE).unwrap_or("Ontology")) }
            p { code { (NAMESPACE) } }
            @if let Some(description) = self.one(NAMESPACE, DESCRIPTION) { p dir="auto" { (description) } }
            nav aria-label="On this page" {
                p {
                    a href="#classes" { (classes.len()) " classes" } " · " a href="#properties" { (properties.len()) " properties" }
                    " · " a href="#schemes" { (schemes.len()) " schemes" }
                }
            }
            p.soft { "For programs: " @for (at, form) in forms().enumerate() { @if at > 0 { ", " } a href={ "/ontology." (form.ending()) } { (form.name()) } } ", or the same address, by what they accept." }
            h2 id="classes" { "Classes" }
            @for class in classes { (self.class(class)) }
            h2 id="properties" { "Properties" }
            @for property in properties { (self.property(property)) }
            h2 id="schemes" { "Schemes" }
            @for scheme in schemes { (self.scheme(scheme)) }
        };
        (head, body)
    }

    fn class(&self, class: &str) -> Markup {
        let (own, leading) = (self.saying(rdfs::DOMAIN, class), self.saying(rdfs::RANGE, class));
        html! {
            h3 id=(anchor(class)) { (self.name(class)) }
            (self.comment(class))
            dl {
                (self.row("Subclass of", &self.all(class, rdfs::SUB_CLASS_OF)))
                (self.row("See also", &self.all(class, rdfs::SEE_ALSO)))
                (self.row("Has", &own.into_iter().collect::<Vec<_>>()))
                (self.row("Value of", &leading.into_iter().collect::<Vec<_>>()))
            }
        }
    }

    fn property(&self, property: &str) -> Markup {
        html! {
            h3 id=(anchor(property)) { (self.name(property)) }
            (self.comment(property))
            dl {
                (self.row("Of", &self.all(property, rdfs::DOMAIN)))
                (self.row("Values", &self.all(property, rdfs::RANGE)))
                (self.row("Refines", &self.all(property, rdfs::SUB_PROPERTY_OF)))
                (self.row("See also", &self.all(property, rdfs::SEE_ALSO)))
            }
        }
    }

    fn scheme(&self, scheme: &str) -> Markup {
        let concepts = self.saying(skos::IN_SCHEME, scheme);
        html! {
            h3 id=(anchor(scheme)) { (self.name(scheme)) }
            @if let Some(description) = self.one(scheme, DESCRIPTION) { p dir="auto" { (description) } }
            dl {
                @for concept in concepts {
                    dt id=(anchor(concept)) { (self.name(concept)) }
                    dd {
                        @if let Some(definition) = self.one(concept, DEFINITION) { span dir="auto" { (definition) } br; }
                        @let others = self.texts(concept, skos::ALT_LABEL);
                        @if !others.is_empty() { "Also: " span dir="auto" { (others.join(", ")) } br; }
                        code { (concept) }
                    }
                }
            }
        }
    }

    fn comment(&self, term: &str) -> Markup {
        html! {
            p.soft { code { (term) } }
            @if let Some(comment) = self.one(term, rdfs::COMMENT) { p dir="auto" { (comment) } }
        }
    }

    fn row(&self, name: &str, terms: &[&str]) -> Markup {
        html! {
            @if !terms.is_empty() {
                dt { (name) }
                dd {
                    @for (at, term) in terms.iter().enumerate() {
                        @if at > 0 { ", " }
                        @match href(self.base, term) {
                            Some(to) => a href=(to) title=(term) { (self.name(term)) },
                            None => (self.name(term)),
                        }
                    }
                }
            }
        }
    }

    fn name(&self, term: &str) -> String {
        let name = NamedNode::new(term).ok().and_then(|node| self.names.get(&node).map(str::to_owned));
        name.unwrap_or_else(|| tail(term))
    }

    fn all(&self, term: &str, property: NamedNodeRef<'_>) -> Vec<&'q str> {
        let named = |object: &'q Term| match object {
            Term::NamedNode(node) => Some(node.as_str()),
            _ => None,
        };
        self.terms.get(term).into_iter().flat_map(|said| objects(said, property)).filter_map(named).collect()
    }

    fn texts(&self, term: &str, property: NamedNodeRef<'_>) -> Vec<&'q str> {
        let text = |object: &'q Term| match object {
            Term::Literal(text) => Some(text.value()),
            _ => None,
        };
        self.terms.get(term).into_iter().flat_map(|said| objects(said, property)).filter_map(text).collect()
    }

    fn one(&self, term: &str, property: NamedNodeRef<'_>) -> Option<&'q str> {
        self.texts(term, property).into_iter().next()
    }
}

fn objects<'q>(said: &Said<'q>, property: NamedNodeRef<'_>) -> impl Iterator<Item = &'q Term> + use<'q> {
    said.get(property.as_str()).cloned().unwrap_or_default().into_iter()
}

/// Where a term is on the page: what its IRI has behind the namespace.
fn anchor(term: &str) -> &str {
    term.strip_prefix(NAMESPACE).filter(|local| !local.is_empty()).unwrap_or(term)
}
