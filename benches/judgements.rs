//! What 1, 100 and 10,000 judgements cost over 1,000 varied reports: reading the file, making the store follow, and asking afterwards.

#[path = "../tests/support/mod.rs"]
mod support;

use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, NamedOrBlankNode};
use rapporteur::catalogue::{Catalogue, DefaultGraph, Evaluation, ResultFormat};
use rapporteur::explain::explain;
use rapporteur::graph::Base;
use rapporteur::graph::vocabulary::rap;
use rapporteur::ingest::{self, KnowledgeSource, Options};
use rapporteur::judgements::Judgements;
use rapporteur::store::{Access, Store};
use std::error::Error;
use std::fmt::Write as _;
use std::time::Instant;

const REPORTS: usize = 1000;
const COUNTS: [usize; 4] = [0, 1, 100, 10_000];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let reports = folder.path().join("reports");
    support::generator::write(support::generator::SEED, REPORTS, &reports);
    let base = Base::new(Base::DEFAULT)?;
    let store = Store::open(folder.path().join("store"), Access::Create { base: Some(base.clone()) })?;
    ingest::run(&store, &Options { paths: vec![reports], quiet: true, ..Options::default() })?;
    let contributions = contributions(&store)?;
    let first = contributions.first().ok_or("no report has a contribution")?;
    println!("{REPORTS} reports with {} contributions", contributions.len());
    let catalogue = Catalogue::embedded()?;
    for count in COUNTS {
        let turtle = judgements(&contributions, count);
        let read = Instant::now();
        let judgements = Judgements::read("bench.ttl", &turtle, &base)?;
        let read = read.elapsed();
        let followed = Instant::now();
        ingest::judge(&store, &KnowledgeSource::default(), &judgements)?;
        let followed = followed.elapsed();
        let explained = Instant::now();
        explain(&store, first)?;
        let explained = explained.elapsed();
        print!(
            "  {count} judgements: read in {read:.1?}, the store follows in {followed:.1?}, explain {explained:.1?}"
        );
        for query in ["contributions", "moves", "decisions", "attendance", "meetings"] {
            let asked = Instant::now();
            let results = Evaluation::new(DefaultGraph::Union)
                .run(catalogue.get(query)?.with_parameters([], base.as_str())?, &store)?;
            let bytes = ResultFormat::Csv.write(results, Vec::new())?.len();
            print!(", {query} {:.1?} ({bytes} bytes)", asked.elapsed());
        }
        println!();
    }
    Ok(())
}

/// All contributions, in the order of their addresses.
fn contributions(store: &Store) -> Result<Vec<NamedNode>, Box<dyn Error>> {
    let mut found = Vec::new();
    for quad in store.oxigraph().quads_for_pattern(None, Some(rdf::TYPE), Some(rap::CONTRIBUTION.into()), None) {
        if let NamedOrBlankNode::NamedNode(node) = quad?.subject {
            found.push(node);
        }
    }
    found.sort();
    Ok(found)
}

/// So many judgements: of each three one rejects, one corrects the act, one the text.
fn judgements(contributions: &[NamedNode], count: usize) -> String {
    let mut turtle =
        "@prefix rap: <https://w3id.org/rapporteur/> . @prefix v: <https://w3id.org/rapporteur/verdict/> .\n\
                      @prefix dct: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
            .to_owned();
    for (i, node) in contributions.iter().take(count).enumerate() {
        let what = match i % 3 {
            0 => "v:rejected",
            1 => {
                "v:corrected ; rap:judgedProperty rap:kind ; rap:correctedValue <https://w3id.org/rapporteur/kind/asks>"
            }
            _ => "v:corrected ; rap:judgedProperty rap:quote ; rap:correctedValue \"Other words.\"",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            turtle,
            "<id/judgement/{i}> a rap:Judgement ; rap:verdict {what} ; rap:judgedStatement {node} ;\n\
             rap:curator \"A\" ; rap:reason \"B\" ; dct:created \"2025-01-01\"^^xsd:date ."
        );
    }
    turtle
}
