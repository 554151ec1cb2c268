//! `/.well-known/void`: the whole described for programs, in VoID and DCAT, with the named queries as examples that editors of SPARQL can offer.

use super::super::App;
use super::super::answer::{is_known, whole};
use super::super::cache::Key;
use super::super::html::page;
use super::super::problem::Problem;
use super::dumps::{self, Dumps};
use super::figures::Figures;
use super::form::Form;
use super::labels::tail;
use super::node::{tagged, within_bounds};
use super::write::write;
use super::{address, versions};
use crate::catalogue::Form as QueryForm;
use crate::graph::vocabulary::NAMESPACE;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use oxigraph::model::vocab::{rdf, rdfs, xsd};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use rustc_hash::FxHashMap;
use std::sync::Arc;

const VOID: &str = "http://rdfs.org/ns/void#";
const DCAT: &str = "http://www.w3.org/ns/dcat#";
const DCT: &str = "http://purl.org/dc/terms/";
const FOAF: &str = "http://xmlns.com/foaf/0.1/";
const SD: &str = "http://www.w3.org/ns/sparql-service-description#";
const SHACL: &str = "http://www.w3.org/ns/shacl#";
const SCHEMA: &str = "https://schema.org/";
const FORMATS: &str = "http://www.w3.org/ns/formats/";
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";

/// The vocabularies that the graph is written in, with the prefixes that queries use.
const VOCABULARIES: [(&str, &str); 9] = [
    ("rap", NAMESPACE),
    ("dct", DCT),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("schema", SCHEMA),
];

/// `GET /.well-known/void`
#[utoipa::path(get, path = "/.well-known/void", tag = super::super::openapi::GRAPH, operation_id = "void", summary = "What there is as a whole: VoID and DCAT",
    responses(
        (status = 200, description = "The description of the dataset", content((String = "text/turtle"), (Object = "application/ld+json"), (String = "application/n-triples"),
            (String = "application/rdf+xml"), (String = "application/trig"), (String = "application/n-quads"), (String = "text/html"))),
        (status = 304, description = "The client has it"),
        (status = 406, description = "None of the forms is wanted")))]
pub(in super::super) async fn describe(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let (form, media_type) = Form::liked(&headers)?;
    let key = Key::of(app.0.version.number(), &["void", form.ending()], &app.0.settings.bounds);
    if is_known(&headers, &key.tag()) {
        return Ok(tagged(StatusCode::NOT_MODIFIED.into_response(), &key));
    }
    let figures = app.0.linked.figures.get(&app, figures).await?;
    // Where blank nodes are too entangled for a dump, there is still all else to say.
    let dumps = dumps::current(&app).await.ok();
    let response = within_bounds(&app, move |app| {
        if form == Form::Html {
            return Ok(page("The dataset", &as_page(app, &figures, dumps.as_ref())));
        }
        let dataset = Describing::new(app).all(&figures, dumps.as_ref())?;
        let node = NamedNode::new_unchecked(format!("{}.well-known/void#dataset", app.0.store.base()));
        Ok(whole(media_type, write(dataset.iter(), form, &node, app.0.store.base())?))
    });
    Ok(tagged(response.await?, &key))
}

fn figures(app: &App) -> Result<Figures, Problem> {
    use crate::sparql::meter::{Bounds, run};
    let bounds = app.0.settings.bounds;
    run(Bounds::of(bounds.time, bounds.memory), || Figures::of(app)).unwrap_or_else(|_| {
        let message = "the store is too large for its figures within the bounds of the service";
        Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, message))
    })
}

/// A description while it is written.
struct Describing<'a> {
    app: &'a App,
    quads: Vec<Quad>,
}

impl<'a> Describing<'a> {
    fn new(app: &'a App) -> Self {
        Self { app, quads: Vec::new() }
    }

    fn here(&self, fragment: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}.well-known/void{fragment}", self.app.0.store.base()))
    }

    fn at(&self, path: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{path}", self.app.0.store.base()))
    }

    fn say(&mut self, subject: &NamedNode, property: &str, object: impl Into<Term>) {
        let property = NamedNode::new_unchecked(property);
        self.quads.push(Quad::new(subject.clone(), property, object, GraphName::DefaultGraph));
    }

    fn is(&mut self, subject: &NamedNode, class: &str) {
        self.say(subject, rdf::TYPE.as_str(), NamedNode::new_unchecked(class));
    }

    fn text(&mut self, subject: &NamedNode, property: &str, text: &str) {
        self.say(subject, property, Literal::new_language_tagged_literal_unchecked(text, "en"));
    }

    fn void(&mut self, subject: &NamedNode, name: &str, number: usize) {
        let number = Literal::new_typed_literal(number.to_string(), xsd::INTEGER);
        self.say(subject, &format!("{VOID}{name}"), number);
    }

    /// The description in whole, the dataset first.
    fn all(mut self, figures: &Figures, dumps: Option<&Arc<Dumps>>) -> Result<Vec<Quad>, Problem> {
        let (document, dataset) = (self.here(""), self.here("#dataset"));
        self.is(&dataset, &format!("{VOID}Dataset"));
        self.is(&dataset, &format!("{DCAT}Dataset"));
        self.is(&document, &format!("{VOID}DatasetDescription"));
        self.say(&document, &format!("{FOAF}primaryTopic"), dataset.clone());
        self.text(&dataset, &format!("{DCT}title"), "Minutes of policy meetings as a graph");
        self.text(
            &dataset,
            &format!("{DCT}description"),
            "Who met, who said what about which process, what was agreed and promised, each with the words of the report that it was read from. The figures \
             count all graphs as one, as a query without GRAPH sees them.",
        );
        self.say(&dataset, &format!("{FOAF}homepage"), self.at(""));
        self.say(&dataset, &format!("{VOID}sparqlEndpoint"), self.at("sparql"));
        let base = self.app.0.store.base().as_str().to_owned();
        self.say(&dataset, &format!("{VOID}uriSpace"), Literal::new_simple_literal(base));
        for (_, vocabulary) in VOCABULARIES {
            let used = |iri: &NamedNode| iri.as_str().starts_with(vocabulary);
            let used =
                figures.properties.iter().any(|p| used(&p.property)) || figures.classes.iter().any(|c| used(&c.class));
            if used {
                self.say(&dataset, &format!("{VOID}vocabulary"), NamedNode::new_unchecked(vocabulary));
            }
        }
        for format in ["Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads"] {
            self.say(&dataset, &format!("{VOID}feature"), NamedNode::new_unchecked(format!("{FORMATS}{format}")));
        }
        if let Some(latest) = versions::latest(self.app).map_err(|e| Problem::ours(&e))? {
            let number = Literal::new_simple_literal(latest.number.to_string());
            self.say(&dataset, "http://www.w3.org/2002/07/owl#versionInfo", number);
            let at = Literal::new_typed_literal(latest.at, xsd::DATE_TIME);
            self.say(&dataset, &format!("{DCT}modified"), at);
        }
        self.figures(&dataset, figures);
        self.service(&dataset);
        if let Some(dumps) = dumps {
            self.dumps(&dataset, dumps);
        }
        self.examples();
        // What is said of one thing stands together, in the order in which the things come up.
        let mut order: FxHashMap<NamedOrBlankNode, usize> = FxHashMap::default();
        for quad in &self.quads {
            let next = order.len();
            order.entry(quad.subject.clone()).or_insert(next);
        }
        self.quads.sort_by_key(|quad| order.get(&quad.subject).copied());
        Ok(self.quads)
    }

    fn figures(&mut self, dataset: &NamedNode, figures: &Figures) {
        for (name, number) in [
            ("triples", figures.triples),
            ("entities", figures.entities),
            ("distinctSubjects", figures.subjects),
            ("distinctObjects", figures.objects),
            ("properties", figures.property_count),
            ("classes", figures.class_count),
        ] {
            self.void(dataset, name, number);
        }
        for (at, of) in figures.classes.iter().enumerate() {
            let partition = self.here(&format!("#class-{}", at + 1));
            self.say(dataset, &format!("{VOID}classPartition"), partition.clone());
            self.say(&partition, &format!("{VOID}class"), of.class.clone());
            self.void(&partition, "entities", of.entities);
            if let Some(example) = &of.example {
                self.say(dataset, &format!("{VOID}exampleResource"), example.clone());
            }
            for (below, (property, triples)) in of.properties.iter().enumerate() {
                let part = self.here(&format!("#class-{}-property-{}", at + 1, below + 1));
                self.say(&partition, &format!("{VOID}propertyPartition"), part.clone());
                self.say(&part, &format!("{VOID}property"), property.clone());
                self.void(&part, "triples", *triples);
            }
        }
        for (at, of) in figures.properties.iter().enumerate() {
            let partition = self.here(&format!("#property-{}", at + 1));
            self.say(dataset, &format!("{VOID}propertyPartition"), partition.clone());
            self.say(&partition, &format!("{VOID}property"), of.property.clone());
            self.void(&partition, "triples", of.triples);
            self.void(&partition, "distinctSubjects", of.subjects);
            self.void(&partition, "distinctObjects", of.objects);
        }
        for (graph, triples) in &figures.graphs {
            self.say(dataset, &format!("{VOID}subset"), graph.clone());
            self.is(graph, &format!("{VOID}Dataset"));
            self.void(graph, "triples", *triples);
        }
    }

    fn service(&mut self, dataset: &NamedNode) {
        let (service, sparql) = (self.here("#sparql"), self.at("sparql"));
        self.is(&service, &format!("{DCAT}DataService"));
        self.is(&service, &format!("{SD}Service"));
        self.text(&service, &format!("{DCT}title"), "SPARQL 1.1");
        self.say(&service, &format!("{DCAT}endpointURL"), sparql.clone());
        self.say(&service, &format!("{DCAT}endpointDescription"), sparql.clone());
        self.say(&service, &format!("{SD}endpoint"), sparql);
        self.say(&service, &format!("{DCAT}servesDataset"), dataset.clone());
        for (at, (prefix, namespace)) in VOCABULARIES.iter().enumerate() {
            let declared = self.here(&format!("#prefix-{}", at + 1));
            let prefixes = self.here("#prefixes");
            self.say(&prefixes, &format!("{SHACL}declare"), declared.clone());
            self.is(&declared, &format!("{SHACL}PrefixDeclaration"));
            self.say(&declared, &format!("{SHACL}prefix"), Literal::new_simple_literal(*prefix));
            let namespace = Literal::new_typed_literal(*namespace, xsd::ANY_URI);
            self.say(&declared, &format!("{SHACL}namespace"), namespace);
        }
    }

    fn dumps(&mut self, dataset: &NamedNode, dumps: &Dumps) {
        let version = format!("sha256:{}", dumps.digest);
        self.say(dataset, &format!("{DCAT}version"), Literal::new_simple_literal(version));
        for (at, file) in dumps.offered().enumerate() {
            let (address, distribution) =
                (self.at(&format!("dumps/{}", file.name)), self.here(&format!("#dump-{}", at + 1)));
            self.say(dataset, &format!("{VOID}dataDump"), address.clone());
            self.say(dataset, &format!("{DCAT}distribution"), distribution.clone());
            self.is(&distribution, &format!("{DCAT}Distribution"));
            self.say(&distribution, &format!("{DCT}title"), Literal::new_simple_literal(file.name.clone()));
            self.text(&distribution, &format!("{DCT}description"), dumps::CONTENT);
            self.say(&distribution, &format!("{DCAT}downloadURL"), address.clone());
            self.say(&distribution, &format!("{DCAT}accessURL"), self.at("dumps/"));
            let kind = |kind: &str| NamedNode::new_unchecked(format!("{MEDIA_TYPES}{kind}"));
            self.say(&distribution, &format!("{DCAT}mediaType"), kind(file.media_type));
            if file.packed {
                self.say(&distribution, &format!("{DCAT}compressFormat"), kind("application/gzip"));
            }
            let bytes = Literal::new_typed_literal(file.bytes.to_string(), xsd::NON_NEGATIVE_INTEGER);
            self.say(&distribution, &format!("{DCAT}byteSize"), bytes);
        }
    }

    /// The named queries, as the editors of the SIB read them; those with parameters ask for what their own examples ask for.
    fn examples(&mut self) {
        let app = self.app.clone();
        for query in app.0.catalogue.iter() {
            let Ok(bound) = query.with_parameters([], app.0.store.base().as_str()) else { continue };
            if QueryForm::of(&bound) != QueryForm::Table || query.columns().is_empty() {
                continue;
            }
            let text = if query.parameters().is_empty() { query.text().to_owned() } else { bound.to_string() };
            let example = self.at(&format!("queries/{}", query.name()));
            self.is(&example, &format!("{SHACL}SPARQLExecutable"));
            self.is(&example, &format!("{SHACL}SPARQLSelectExecutable"));
            self.say(&example, rdfs::LABEL.as_str(), Literal::new_simple_literal(query.name()));
            self.text(&example, rdfs::COMMENT.as_str(), query.summary());
            self.say(&example, &format!("{SHACL}prefixes"), self.here("#prefixes"));
            self.say(&example, &format!("{SHACL}select"), Literal::new_simple_literal(text));
            self.say(&example, &format!("{SCHEMA}target"), self.at("sparql"));
            for tag in query.tags() {
                self.say(&example, &format!("{SCHEMA}keywords"), Literal::new_simple_literal(tag));
            }
        }
    }
}

fn as_page(app: &App, figures: &Figures, dumps: Option<&Arc<Dumps>>) -> Markup {
    let link = |node: &NamedNode| {
        html! {
            @match address::href(app.0.store.base(), node.as_str()) {
                Some(to) => a href=(to) title=(node.as_str()) { (tail(node.as_str())) },
                None => (node.as_str()),
            }
        }
    };
    html! {
        h1 { "The dataset" }
        p {
            (figures.triples) " statements on " (figures.entities) " things of this installation, in " (figures.graph_count) " graphs. "
            "For programs this page is " a href="/.well-known/void" { "VoID and DCAT" } ", by what they accept. "
            a href="/ontology" { "The ontology" } " · " a href="/dumps/" { "dumps" } " · " a href="/changes" { "what changed" }
        }
        @if let Some(dumps) = dumps { p { "Version " code { "sha256:" (dumps.digest) } } }
        h2 { "Classes" }
        div.scroll { table {
            thead { tr { th scope="col" { "Class" } th.number scope="col" { "Things" } th scope="col" { "For instance" } } }
            tbody {
                @for of in &figures.classes {
                    tr { td { (link(&of.class)) } td.number { (of.entities) } td { @if let Some(one) = &of.example { (link(one)) } } }
                }
            }
        } }
        h2 { "Properties" }
        div.scroll { table {
            thead { tr { th scope="col" { "Property" } th.number scope="col" { "Statements" } th.number scope="col" { "Subjects" } th.number scope="col" { "Objects" } } }
            tbody {
                @for of in &figures.properties {
                    tr { td { (link(&of.property)) } td.number { (of.triples) } td.number { (of.subjects) } td.number { (of.objects) } }
                }
            }
        } }
    }
}
