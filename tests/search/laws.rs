//! What holds of every hit, whatever is looked for.

use oxigraph::model::{NamedNode, Term};
use proptest::prelude::*;
use rapporteur::graph::Base;
use rapporteur::graph::vocabulary::rap;
use rapporteur::ingest::{self, KnowledgeSource, Options};
use rapporteur::judgements::Judgements;
use rapporteur::search::{Hit, Index, Kind, Request, Searching};
use rapporteur::store::Store;
use std::collections::HashMap;
use std::sync::OnceLock;

struct Samples {
    searching: Searching,
    texts: HashMap<String, Vec<char>>,
}

fn store() -> Store {
    let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
    let options = Options { paths: vec![crate::samples()], quiet: true, ..Options::default() };
    assert_eq!(ingest::run(&store, &options).unwrap().taken, 5);
    store
}

fn texts(store: &Store) -> HashMap<String, Vec<char>> {
    let quads = store.oxigraph().quads_for_pattern(None, Some(rap::TEXT), None, None);
    quads
        .map(|quad| {
            let quad = quad.unwrap();
            let Term::Literal(text) = quad.object else { panic!("a text is a literal") };
            (quad.subject.to_string().trim_matches(['<', '>']).to_owned(), text.value().chars().collect())
        })
        .collect()
}

fn samples() -> &'static Samples {
    static SAMPLES: OnceLock<Samples> = OnceLock::new();
    SAMPLES.get_or_init(|| {
        let store = store();
        Samples { searching: Index::open(&store).unwrap().searching().unwrap(), texts: texts(&store) }
    })
}

fn part(text: &[char], start: usize, end: usize) -> String {
    text[start..end].iter().collect()
}

/// Insists that a hit says what stands where it says.
fn is_true(hit: &Hit, texts: &HashMap<String, Vec<char>>) {
    if let Some(place) = &hit.place {
        assert_eq!(part(&texts[&place.report], place.start, place.end), place.quote, "{hit:?}");
    }
    let text: Vec<char> = hit.text.chars().collect();
    assert!(hit.highlights.windows(2).all(|two| two[0].end <= two[1].start));
    for mark in &hit.highlights {
        let marked = part(&text, mark.start, mark.end);
        assert!(marked.starts_with(char::is_alphanumeric) && marked.ends_with(char::is_alphanumeric), "{marked}");
    }
    let snippet = &hit.snippet;
    assert_eq!(part(&text, snippet.start, snippet.end), snippet.text);
    let shown: Vec<char> = snippet.text.chars().collect();
    for mark in &snippet.highlights {
        let whole = part(&text, snippet.start + mark.start, snippet.start + mark.end);
        assert_eq!(part(&shown, mark.start, mark.end), whole);
    }
}

#[test]
fn every_hit_stands_in_the_text() {
    let samples = samples();
    let mut seen = 0;
    for words in [
        "the",
        "igf",
        "a OR of",
        "letter",
        "multi*",
        "\"working group\"",
        "IGF -letter",
        "2024 OR 2022",
        "kle* OR Kleinwächter OR no",
    ] {
        for kinds in [vec![], vec![Kind::Passage]] {
            let request = Request { kinds, limit: 200, ..Request::of(words).unwrap() };
            let answer = samples.searching.find(&request, None).unwrap();
            assert!(answer.hits.len() <= answer.total);
            for hit in &answer.hits {
                is_true(hit, &samples.texts);
                assert!(!hit.highlights.is_empty() || hit.place.is_none(), "{words}: {hit:?}");
            }
            seen += answer.hits.len();
        }
    }
    assert!(seen > 500, "{seen}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is typed is a query or is told to be none, and what it finds is true.
    #[test]
    fn nothing_that_is_typed_breaks_anything(words in "(([a-zA-Z0-9éß+*()\"“”’:~^/\\-]{0,12}|AND|OR|NOT|igf|\"the igf\"|-letter)[ \t]){0,12}") {
        let samples = samples();
        if let Ok(request) = Request::of(&words) {
            let answer = samples.searching.find(&request, None).unwrap();
            answer.hits.iter().for_each(|hit| is_true(hit, &samples.texts));
        }
    }

    /// Any words that stand one behind the other are found where they stand, as a phrase and without.
    #[test]
    fn what_stands_in_a_text_is_found(report in 0_usize..5, at in 0_usize..100_000, length in 1_usize..6) {
        let samples = samples();
        let mut reports: Vec<_> = samples.texts.iter().collect();
        reports.sort();
        let (report, text) = reports[report];
        let text: String = text.iter().collect();
        let lines: Vec<&str> = text.lines().filter(|line| line.split_whitespace().count() > 1 && line.len() < 1000).collect();
        let line = lines[at % lines.len()];
        let words: Vec<&str> = line.split_whitespace().collect();
        let from = at % words.len();
        let phrase = words[from..(from + length).min(words.len())].join(" ").replace(['"', '“', '”', '„', '«', '»'], " ");
        prop_assume!(phrase.contains(char::is_alphanumeric));
        let request = Request { kinds: vec![Kind::Passage], limit: 200, ..Request::of(&format!("\"{phrase}\"")).unwrap() };
        let answer = samples.searching.find(&request, None).unwrap();
        let here = |hit: &Hit| hit.iri == *report && line.contains(&hit.text);
        prop_assert!(answer.total > 200 || answer.hits.iter().any(here), "{phrase}");
        prop_assert!(answer.hits.iter().all(|hit| !hit.highlights.is_empty()));
    }
}

#[test]
fn curators_words_are_found_and_what_they_reject_is_not() {
    let store = store();
    let find = |words: &str| {
        let index = Index::open(&store).unwrap();
        index.searching().unwrap().find(&Request { limit: 200, ..Request::of(words).unwrap() }, None).unwrap()
    };
    let before = find("\"red line\"");
    assert_eq!(before.total, 2);
    let (juan, wout) = (before.hits[0].clone(), before.hits[1].clone());
    assert_eq!((juan.speaker[0].label.as_str(), wout.speaker[0].label.as_str()), ("Juan Fernandez", "Wout de Natris"));
    let judged = |verdict: &str| {
        let judgements = format!(
            "@prefix rap: <https://w3id.org/rapporteur/> . @prefix v: <https://w3id.org/rapporteur/verdict/> .\n\
             @prefix dct: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\
             <id/judgement/0> a rap:Judgement ; rap:verdict v:{verdict} ; rap:judgedStatement <{}> ;\n\
               rap:curator \"A\" ; rap:reason \"B\" ; dct:created \"2025-01-01\"^^xsd:date .\n",
            wout.iri
        );
        let judgements = Judgements::read("test.ttl", &judgements, store.base()).unwrap();
        ingest::judge(&store, &KnowledgeSource::default(), &judgements).unwrap();
    };
    // Corrected: the curator's words are found, and what was printed is still what stands in the text.
    judged(
        "corrected ; rap:judgedProperty rap:quote ; rap:correctedValue \"Wout asked whether that is an abracadabra.\"",
    );
    let corrected = find("abracadabra");
    assert_eq!((corrected.total, &corrected.hits[0].iri), (1, &wout.iri));
    assert_eq!(corrected.hits[0].place.as_ref().unwrap().quote, wout.place.as_ref().unwrap().quote);
    is_true(&corrected.hits[0], &texts(&store));
    judged("rejected");
    assert_eq!(find("abracadabra").total, 0);
    let after = find("\"red line\"");
    // The sentence is still in the report; that Wout said it is not.
    assert!(
        after.hits.iter().all(|hit| hit.iri != wout.iri && hit.speaker.iter().all(|who| who.label != "Wout de Natris"))
    );
    assert!(after.hits.iter().any(|hit| hit.iri == juan.iri));
    let node = NamedNode::new(&wout.iri).unwrap();
    assert!(store.oxigraph().quads_for_pattern(Some((&node).into()), Some(rap::QUOTE), None, None).next().is_some());
}
