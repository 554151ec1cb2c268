//! An index that followed its store finds what one finds that is made anew: the same hits in the same order, whatever happened in between.

use crate::support::generator::{SEED, report};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, NamedNode, Quad, Term};
use proptest::prelude::*;
use rapporteur::graph::Base;
use rapporteur::graph::vocabulary::{rap, skos};
use rapporteur::ingest::{self, KnowledgeSource, Options};
use rapporteur::judgements::Judgements;
use rapporteur::search::{Index, Kind, Request};
use rapporteur::store::{Journal, Store, Touched};
use std::fs;
use std::path::Path;

/// Something that happens to a store.
#[derive(Debug, Clone)]
enum Step {
    /// A report comes.
    Report(usize),
    /// A curator speaks of one of the statements, and no longer of others.
    Judgement { of: usize, verdict: &'static str },
    /// Curators take back what they said.
    Silence,
    /// Somebody writes into a graph of their own.
    Own(usize),
    /// They delete it.
    NothingOwn,
    /// The index is asked to follow.
    Follow,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0_usize..8).prop_map(Step::Report),
        2 => (0_usize..200, prop_oneof![
            Just("rejected"),
            Just("corrected ; rap:judgedProperty rap:quote ; rap:correctedValue \"A proposal of the curator.\""),
            Just("corrected ; rap:judgedProperty rap:kind ; rap:correctedValue <https://w3id.org/rapporteur/kind/urges>"),
        ]).prop_map(|(of, verdict)| Step::Judgement { of, verdict }),
        1 => Just(Step::Silence),
        2 => (0_usize..200).prop_map(Step::Own),
        1 => Just(Step::NothingOwn),
        3 => Just(Step::Follow),
    ]
}

/// What an index finds, page by page and in order, with scores as far as the order of their sums does not count.
fn findings(index: &Index) -> Vec<String> {
    let searching = index.searching().unwrap();
    let mut found = Vec::new();
    for words in ["the", "proposal", "proposal OR draft", "\"working group\"", "pro*", "agreed -letter", "meeting 2024"]
    {
        for kinds in [vec![], vec![Kind::Passage], vec![Kind::Person, Kind::Meeting, Kind::Topic]] {
            let mut offset = 0;
            loop {
                let request = Request { kinds: kinds.clone(), limit: 200, offset, ..Request::of(words).unwrap() };
                let answer = searching.find(&request, None).unwrap();
                for hit in &answer.hits {
                    let mut hit = serde_json::to_value(hit).unwrap();
                    let score = hit["score"].take().as_f64().unwrap();
                    found.push(format!("{words} {kinds:?} {} {score:.3} {hit}", answer.total));
                }
                offset += answer.hits.len();
                if answer.hits.is_empty() || offset >= 1000 {
                    break;
                }
            }
        }
    }
    found
}

fn take(store: &Store, folder: &Path, number: usize) {
    let (name, text) = report(SEED, number);
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    let options = Options { paths: vec![path], quiet: true, ..Options::default() };
    assert!(ingest::run(store, &options).unwrap().refused.is_empty());
}

fn judge(store: &Store, judgements: &str) {
    let judgements = Judgements::read("test.ttl", judgements, store.base()).unwrap();
    ingest::judge(store, &KnowledgeSource::default(), &judgements).unwrap();
}

/// Addresses of statements of a kind, in order.
fn statements(store: &Store) -> Vec<NamedNode> {
    let quads = store.oxigraph().quads_for_pattern(None, Some(rdf::TYPE), Some(rap::CONTRIBUTION.into()), None);
    let subjects = quads.map(|quad| Term::from(quad.unwrap().subject));
    let mut found: Vec<_> =
        subjects.filter_map(|term| NamedNode::new(term.to_string().trim_matches(['<', '>'])).ok()).collect();
    found.sort();
    found
}

/// Writes as the service does for those who have the token.
fn write(store: &Store, journal: &mut Journal, quads: &[Quad]) {
    let graph = NamedNode::new_unchecked("https://example.org/mine");
    let mut transaction = store.oxigraph().start_transaction().unwrap();
    let mut touched = Touched::default();
    if quads.is_empty() {
        for quad in transaction.quads_for_pattern(None, None, None, Some(graph.as_ref().into())) {
            touched.add(quad.unwrap().subject.as_ref());
        }
        transaction.clear_graph(&graph).unwrap();
    }
    for quad in quads {
        touched.add(quad.subject.as_ref());
        transaction.insert(quad);
    }
    let before = store.version(&transaction).unwrap();
    store.renew_version(&mut transaction).unwrap();
    journal.note(before, store.version(&transaction).unwrap(), touched);
    transaction.commit().unwrap();
}

/// What somebody says in a graph of their own: of a topic, and of things and statements that are not theirs.
fn own(store: &Store, number: usize) -> Vec<Quad> {
    let graph = NamedNode::new_unchecked("https://example.org/mine");
    let quad = |subject: &NamedNode, property: oxigraph::model::NamedNodeRef<'_>, object: Term| {
        Quad::new(subject.clone(), property.into_owned(), object, graph.clone())
    };
    let name = |text: String| Literal::new_simple_literal(text).into();
    let topic = NamedNode::new_unchecked(format!("https://example.org/topic/{}", number % 3));
    let mut quads = vec![
        quad(&topic, rdf::TYPE, rap::TOPIC.into_owned().into()),
        quad(&topic, skos::PREF_LABEL, name(format!("Proposal {number}"))),
        quad(&topic, rdf::TYPE, rap::REPORT.into_owned().into()),
        quad(&topic, rap::TEXT, name(format!("A zyzzyva {number}."))),
    ];
    let statements = statements(store);
    let statement = &statements[number % statements.len()];
    quads.push(quad(statement, rap::HAS_SUBJECT, topic.clone().into()));
    quads.push(quad(statement, rap::REJECTED_BY, topic.into()));
    let spoken = store.oxigraph().quads_for_pattern(Some(statement.into()), Some(rap::HAS_SPEAKER), None, None);
    for who in spoken {
        if let Term::NamedNode(person) = who.unwrap().object {
            quads.push(quad(&person, skos::PREF_LABEL, name(format!("Aa the {number}th"))));
        }
    }
    quads
}

fn happen(store: &Store, folder: &Path, (index, journal): (&Index, &mut Journal), step: &Step) {
    match step {
        Step::Report(number) => take(store, folder, *number),
        Step::Judgement { of, verdict } => {
            let statements = statements(store);
            let statement = &statements[of % statements.len()];
            judge(
                store,
                &format!(
                    "@prefix rap: <https://w3id.org/rapporteur/> . @prefix v: <https://w3id.org/rapporteur/verdict/> .\n\
                     @prefix dct: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\
                     <id/judgement/0> a rap:Judgement ; rap:verdict v:{verdict} ; rap:judgedStatement {statement} ;\n\
                       rap:curator \"A\" ; rap:reason \"B\" ; dct:created \"2025-01-01\"^^xsd:date .\n"
                ),
            );
        }
        Step::Silence => judge(store, ""),
        Step::Own(number) => write(store, journal, &own(store, *number)),
        Step::NothingOwn => write(store, journal, &[]),
        Step::Follow => index.follow_knowing(journal).unwrap(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn following_is_making_anew(steps in proptest::collection::vec(step(), 3..9)) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
        take(&store, folder.path(), 8);
        let index = Index::open(&store).unwrap();
        let first = findings(&index);
        prop_assert!(first.len() > 50, "{}", first.len());
        let mut journal = Journal::default();
        for step in &steps {
            happen(&store, folder.path(), (&index, &mut journal), step);
        }
        index.follow_knowing(&journal).unwrap();
        // In memory there is nothing that the second could have from the first.
        let (followed, anew) = (findings(&index), findings(&Index::open(&store).unwrap()));
        for (one, other) in followed.iter().zip(&anew) {
            prop_assert_eq!(one, other);
        }
        prop_assert_eq!(followed.len(), anew.len());
    }
}

#[test]
fn what_was_noted_is_followed_name_by_name_and_what_was_not_all_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
    take(&store, folder.path(), 8);
    let index = Index::open(&store).unwrap();
    let mut journal = Journal::default();
    for number in 0..7 {
        write(&store, &mut journal, &own(&store, number));
        // Twice of three times more is written before it follows.
        if number % 3 == 0 {
            index.follow_knowing(&journal).unwrap();
            assert_eq!(findings(&index), findings(&Index::open(&store).unwrap()), "{number}");
        }
    }
    write(&store, &mut journal, &[]);
    index.follow_knowing(&journal).unwrap();
    assert_eq!(findings(&index), findings(&Index::open(&store).unwrap()));
    // A write that nobody noted, and one behind it that was.
    write(&store, &mut Journal::default(), &own(&store, 1));
    write(&store, &mut journal, &own(&store, 2));
    index.follow_knowing(&journal).unwrap();
    assert_eq!(findings(&index), findings(&Index::open(&store).unwrap()));
}

#[test]
fn a_graph_of_ones_own_names_things_and_decides_nothing_about_reports() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
    take(&store, folder.path(), 8);
    let index = Index::open(&store).unwrap();
    let find = |words: &str, kind| {
        index.follow().unwrap();
        let request = Request { kinds: vec![kind], limit: 200, ..Request::of(words).unwrap() };
        index.searching().unwrap().find(&request, None).unwrap()
    };
    let before = find("the", Kind::Contribution);
    let quads = own(&store, 0);
    write(&store, &mut Journal::default(), &quads);
    let after = find("the", Kind::Contribution);
    assert_eq!(before.total, after.total);
    assert_eq!(find("zyzzyva", Kind::Passage).total, 0);
    assert_eq!(find("\"proposal 0\"", Kind::Topic).total, 1);
    // A new name of a speaker is shown wherever they speak, and no statement was read for it.
    let names = quads.iter().filter(|quad| quad.object.to_string().contains("Aa the"));
    let people: Vec<String> = names.map(|quad| quad.subject.to_string().trim_matches(['<', '>']).to_owned()).collect();
    assert_eq!(find("aa", Kind::Person).total, people.len());
    let speakers = after.hits.iter().flat_map(|hit| &hit.speaker);
    assert!(speakers.filter(|who| people.contains(&who.iri)).all(|who| who.label.starts_with("Aa the")));
    let filtered = Request { process: Some("Proposal 0".to_owned()), ..Request::of("the").unwrap() };
    assert_eq!(index.searching().unwrap().find(&filtered, None).unwrap().total, 0);
}
