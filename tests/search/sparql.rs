//! `text:query` in SPARQL, in the forms of Jena.

use crate::support::printed;
use crate::support::served::{Server, encoded};
use crate::{Desk, found, number};

const PREFIXES: &str = "PREFIX text: <http://jena.apache.org/text#> PREFIX rap: <https://w3id.org/rapporteur/> \
                        PREFIX skos: <http://www.w3.org/2004/02/skos/core#> ";

/// The rows of a query, as CSV without its head.
fn rows(server: &Server, query: &str) -> Vec<String> {
    let reply = server.ask(&format!("{PREFIXES}{query}"), "text/csv");
    assert_eq!(reply.status, 200, "{query}: {}", reply.body);
    reply.lines()[1..].iter().map(|row| (*row).to_owned()).collect()
}

#[test]
fn searches_stand_wherever_patterns_do() {
    let desk = Desk::new();
    let server = desk.serve();
    let rows = |query: &str| rows(&server, query);
    let speakers = ["Juan Fernandez", "Wout de Natris"];
    for query in [
        "SELECT ?n { ?c text:query '\"red line\"' ; a rap:Contribution ; rap:speaker/skos:prefLabel ?n } ORDER BY ?n",
        "SELECT ?n { ?c a rap:Contribution ; rap:speaker ?p ; text:query (rap:quote '\"red line\"') . ?p skos:prefLabel ?n } ORDER BY ?n",
        "SELECT ?n { ?c a rap:Contribution . ?c rap:speaker/skos:prefLabel ?n FILTER EXISTS { ?c text:query '\"red line\"' } } ORDER BY ?n",
        "SELECT ?n { { SELECT ?c { ?c text:query '\"red line\"' } } ?c rap:speaker/skos:prefLabel ?n } ORDER BY ?n",
        "SELECT ?n { GRAPH ?g { ?c text:query '\"red line\"' ; a rap:Contribution } ?c rap:speaker/skos:prefLabel ?n } ORDER BY ?n",
        "SELECT ?n { ?c text:query 'red' . ?c text:query 'line' . ?c rap:speaker/skos:prefLabel ?n } ORDER BY ?n",
        "SELECT ?n { { ?c text:query '\"red line\"' } UNION { ?c text:query 'zyzzyva' } ?c rap:speaker/skos:prefLabel ?n } ORDER BY ?n",
    ] {
        assert_eq!(rows(query), speakers, "{query}");
    }
    // All contributions, with a hit beside those that have one.
    let all = rows("SELECT ?c ?s { ?c a rap:Contribution OPTIONAL { (?c ?s) text:query '\"red line\"' } }");
    assert_eq!(all.iter().filter(|row| !row.ends_with(',')).count(), 2);
    let contributions: usize = rows("SELECT (COUNT(*) AS ?n) { ?c a rap:Contribution }")[0].parse().unwrap();
    assert_eq!(all.len(), contributions);
    let others = rows("SELECT ?c { ?c a rap:Contribution MINUS { ?c text:query '\"red line\"' } }");
    assert_eq!(others.len(), contributions - 2);
    // Aggregates over hits.
    assert_eq!(rows("SELECT (COUNT(?c) AS ?n) { ?c text:query '\"red line\"' }"), ["2"]);
}

#[test]
fn scores_literals_and_limits() {
    let desk = Desk::new();
    let server = desk.serve();
    let rows = |query: &str| rows(&server, query);
    let scored = rows(
        "SELECT ?score ?text { (?c ?score ?text) text:query (rap:quote 'multistakeholder' 5) } ORDER BY DESC(?score)",
    );
    assert_eq!(scored.len(), 5);
    assert!(scored.iter().all(|row| row.to_lowercase().contains("multistakeholder")));
    let score = |row: &String| row.split(',').next().unwrap().parse::<f32>().unwrap();
    assert!(score(&scored[0]) >= score(&scored[4]) && score(&scored[4]) > 0.0);
    // The best, not any.
    let best = rows("SELECT ?score { (?c ?score) text:query (rap:quote 'multistakeholder' 1) }");
    assert!((score(&best[0]) - score(&scored[0])).abs() < 1e-9);
    // A name by the property that says it.
    let process = "https://w3id.org/rapporteur/process/global-digital-compact";
    for (search, name) in [
        ("(rap:abbreviation 'gdc')", "GDC"),
        ("(skos:prefLabel 'compact')", "Global Digital Compact"),
        ("'global compact'", "Global Digital Compact"),
    ] {
        let found = rows(&format!("SELECT ?p ?l {{ (?p ?s ?l) text:query {search} ; a rap:Process }}"));
        assert!(found.contains(&format!("{process},{name}")), "{search}: {found:?}");
    }
    assert!(rows("SELECT ?p { ?p text:query (rap:abbreviation 'compact') }").is_empty());
    // What is known stands for itself.
    assert_eq!(rows(&format!("SELECT (1 AS ?x) {{ <{process}> text:query 'GDC' }}")), ["1"]);
    assert!(rows(&format!("SELECT (1 AS ?x) {{ <{process}> text:query 'zyzzyva' }}")).is_empty());
}

#[test]
fn graphs_see_what_they_say_themselves() {
    let desk = Desk::new();
    let server = desk.serve();
    let rows = |query: &str| rows(&server, query);
    let graphs = rows("SELECT DISTINCT ?g ?r { GRAPH ?g { ?c text:query '\"red line\"' } ?c rap:inReport ?r }");
    assert_eq!(graphs.len(), 1);
    let (graph, report) = graphs[0].split_once(',').unwrap();
    assert_eq!(graph, report);
    assert_eq!(rows(&format!("SELECT ?c {{ GRAPH <{graph}> {{ ?c text:query '\"red line\"' }} }}")).len(), 2);
    assert!(
        rows("SELECT ?c { GRAPH <http://localhost:7878/id/graph/resolution> { ?c text:query '\"red line\"' } }")
            .is_empty()
    );
    assert_eq!(rows(&format!("SELECT ?c FROM <{graph}> {{ ?c text:query '\"red line\"' }}")).len(), 2);
    assert!(rows("SELECT ?c FROM <https://w3id.org/rapporteur/> { ?c text:query '\"red line\"' }").is_empty());
    let query = encoded(&format!("{PREFIXES}SELECT ?c {{ ?c text:query '\"red line\"' }}"));
    let other =
        server.get(&format!("/sparql?query={query}&default-graph-uri=https%3A%2F%2Fexample.org%2F"), "text/csv");
    assert_eq!(other.lines().len(), 1, "{}", other.body);
}

#[test]
fn what_is_wrong_is_told() {
    let desk = Desk::new();
    let server = desk.serve();
    for (pattern, told) in [
        ("?s text:query ''", "no word"),
        ("?s text:query '-draft'", "only says what is not"),
        ("?s text:query ?words", "must stand in the query itself"),
        ("?s text:query ('red' 'many')", "no whole number"),
        ("?s text:query (rap:start '7')", "are not searched"),
    ] {
        let reply = server.ask(&format!("{PREFIXES}SELECT * {{ {pattern} }}"), "text/csv");
        assert_eq!(reply.status, 400, "{pattern}: {}", reply.body);
        assert!(reply.body.contains(told), "{pattern}: {}", reply.body);
    }
    // A search is a part of its query and ends with it.
    let product = "SELECT (COUNT(*) AS ?n) { ?a text:query 'the' . ?b text:query 'the' . ?c text:query 'the' . ?d text:query 'the' FILTER(?a != ?b && ?c != ?d) }";
    let query = encoded(&format!("{PREFIXES}{product}"));
    let reply = server.get(&format!("/sparql?timeout=1&query={query}"), "text/csv");
    assert_eq!(reply.status, 504, "{}", reply.body);
}

#[test]
fn named_queries_and_the_command_line_search_as_well() {
    let desk = Desk::new();
    let query = format!(
        "#+ summary: Who said it?\n#+ defaults:\n#+   - most: 10\n{PREFIXES}\nSELECT ?speaker ?score {{ (?c ?score) text:query (rap:quote \"\\\"red line\\\"\" 10) . \
         ?c rap:speaker/skos:prefLabel ?name BIND(STR(?name) AS ?speaker) }} ORDER BY ?speaker"
    );
    let folder = desk.folder.path().join("queries");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("who-said.rq"), query.replace("#+ defaults:\n#+   - most: 10\n", "")).unwrap();
    let file = folder.join("who-said.rq");
    let by_file = printed(&desk.store(), &["query", file.to_str().unwrap(), "--format", "csv"]);
    assert!(by_file.contains("Juan Fernandez,") && by_file.contains("Wout de Natris,") && by_file.lines().count() == 3);
    let server = Server::over(&desk.store(), &["--queries", folder.to_str().unwrap()]);
    assert_eq!(server.get("/queries/who-said?format=csv", "*/*").body, by_file);
    drop(server);
    let answer = found(&desk.store(), &["\"red line\"", "--speaker", "Wout de Natris", "--limit", "5"]);
    assert_eq!(number(&answer["total"]), 1);
    let text = printed(&desk.store(), &["search", "\"red line\"", "--format", "text"]);
    assert!(text.contains("Juan Fernandez") && text.ends_with("2 of 2 hits\n"), "{text}");
    let csv = printed(&desk.store(), &["search", "red", "line", "--kind", "contribution", "--format", "csv"]);
    assert!(csv.starts_with("iri,kind,label,"));
    let wrong = crate::support::program(&desk.store()).args(["search", "red", "--kind", "rumour"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(crate::support::said(&wrong).contains("there is no kind `rumour`"));
}
