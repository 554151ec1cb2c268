//! The cube of involvement, held against the integrity constraints of the RDF Data Cube Vocabulary (section 11.1 of the Recommendation), as far as the cube has
//! what they speak of: it has no slices, no hierarchies and no `qb:measureType`.

use super::{SAMPLES, counted, feed, rows};
use oxigraph::io::RdfFormat;
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;

/// Each constraint asks whether it is violated.
const CONSTRAINTS: [(&str, &str); 17] = [
    ("IC-1 one data set", "?o a qb:Observation . FILTER NOT EXISTS { ?o qb:dataSet ?d }"),
    ("IC-1 no two data sets", "?o qb:dataSet ?a , ?b . FILTER(?a != ?b)"),
    ("IC-2 one structure", "?d a qb:DataSet . FILTER NOT EXISTS { ?d qb:structure ?s }"),
    ("IC-2 no two structures", "?d qb:structure ?a , ?b . FILTER(?a != ?b)"),
    (
        "IC-3 a measure",
        "?s a qb:DataStructureDefinition . FILTER NOT EXISTS { ?s qb:component/qb:componentProperty ?m . ?m a qb:MeasureProperty }",
    ),
    ("IC-4 dimensions have ranges", "?p a qb:DimensionProperty . FILTER NOT EXISTS { ?p rdfs:range ?r }"),
    (
        "IC-5 concepts have code lists",
        "?p a qb:DimensionProperty ; rdfs:range skos:Concept . FILTER NOT EXISTS { ?p qb:codeList ?l }",
    ),
    (
        "IC-6 only attributes are optional",
        "?s qb:component ?c . ?c qb:componentRequired false ; qb:componentProperty ?p . FILTER NOT EXISTS { ?p a qb:AttributeProperty }",
    ),
    (
        "IC-7 slice keys are declared",
        "?k a qb:SliceKey . FILTER NOT EXISTS { ?s a qb:DataStructureDefinition ; qb:sliceKey ?k }",
    ),
    ("IC-9 slices have one structure", "?x a qb:Slice . FILTER NOT EXISTS { ?x qb:sliceStructure ?k }"),
    (
        "IC-11 all dimensions",
        "?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?p . ?p a qb:DimensionProperty . FILTER NOT EXISTS { ?o ?p ?v }",
    ),
    (
        "IC-12 no duplicates",
        "?a qb:dataSet ?d ; cube:process ?p ; cube:year ?y ; cube:group ?g . ?b qb:dataSet ?d ; cube:process ?p ; cube:year ?y ; cube:group ?g . FILTER(?a != ?b)",
    ),
    (
        "IC-13 required attributes",
        "?o qb:dataSet/qb:structure/qb:component ?c . ?c qb:componentRequired true ; qb:componentProperty ?p . FILTER NOT EXISTS { ?o ?p ?v }",
    ),
    (
        "IC-14 all measures",
        "?o qb:dataSet/qb:structure ?s . FILTER NOT EXISTS { ?s qb:component/qb:componentProperty qb:measureType } \
         ?s qb:component/qb:componentProperty ?m . ?m a qb:MeasureProperty . FILTER NOT EXISTS { ?o ?m ?v }",
    ),
    ("IC-15 to 17 no measure types", "?s qb:component/qb:componentProperty qb:measureType"),
    ("IC-18 slices and sets agree", "?d qb:slice/qb:observation ?o . FILTER NOT EXISTS { ?o qb:dataSet ?d }"),
    (
        "IC-19 codes are of the list",
        "?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?p . ?p a qb:DimensionProperty ; qb:codeList ?l . ?l a skos:ConceptScheme . ?o ?p ?v . \
         FILTER NOT EXISTS { ?v a skos:Concept ; skos:inScheme ?l }",
    ),
];

const PREFIXES: &str = "PREFIX qb: <http://purl.org/linked-data/cube#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> \
                        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX cube: <http://localhost:7878/feeds/involvement#>";

fn violated(cube: &Store) -> Vec<&'static str> {
    let is = |pattern: &str| {
        let query = format!("{PREFIXES} ASK {{ {pattern} }}");
        match SparqlEvaluator::new().parse_query(&query).unwrap().on_store(cube).execute().unwrap() {
            QueryResults::Boolean(violated) => violated,
            _ => panic!("no answer"),
        }
    };
    CONSTRAINTS.iter().filter(|(_, pattern)| is(pattern)).map(|(name, _)| *name).collect()
}

fn update(cube: &Store, update: &str) {
    SparqlEvaluator::new().parse_update(&format!("{PREFIXES} {update}")).unwrap().on_store(cube).execute().unwrap();
}

#[test]
fn the_cube_keeps_its_constraints_and_they_see_what_breaks_them() {
    let text = feed(&SAMPLES.server, "involvement");
    let read = || {
        let cube = Store::new().unwrap();
        cube.load_from_slice(RdfFormat::Turtle, &text).unwrap();
        cube
    };
    let cube = read();
    assert_eq!(violated(&cube), Vec::<&str>::new());
    let linked = Store::new().unwrap();
    let json = feed(&SAMPLES.server, "involvement?format=jsonld");
    linked.load_from_slice(RdfFormat::from_media_type("application/ld+json").unwrap(), &json).unwrap();
    assert_eq!(linked.len().unwrap(), cube.len().unwrap());
    for (breaks, name) in [
        ("DELETE WHERE { ?o a qb:Observation ; qb:dataSet ?d }", ""),
        ("DELETE WHERE { ?o qb:dataSet ?d }", "IC-1 one data set"),
        ("DELETE WHERE { ?o cube:year ?y }", "IC-11 all dimensions"),
        ("DELETE WHERE { ?o cube:speakers ?y }", "IC-14 all measures"),
        ("DELETE WHERE { ?p qb:codeList ?l }", "IC-5 concepts have code lists"),
        ("DELETE WHERE { ?v skos:inScheme ?l }", "IC-19 codes are of the list"),
        ("DELETE WHERE { ?p rdfs:range ?l }", "IC-4 dimensions have ranges"),
        (
            "INSERT { <urn:twice> ?p ?v } WHERE { { SELECT ?o { ?o a qb:Observation } LIMIT 1 } ?o ?p ?v }",
            "IC-12 no duplicates",
        ),
    ] {
        let broken = read();
        update(&broken, breaks);
        assert!(name.is_empty() || violated(&broken).contains(&name), "{breaks}");
    }
}

#[test]
fn counts_are_those_that_sparql_gives() {
    let server = &SAMPLES.server;
    let table = rows(&feed(server, "involvement?format=csv"));
    assert!(table.len() > 20, "{}", table.len());
    let mut groups = 0;
    for row in table.iter().step_by(5) {
        let spoke = format!(
            "?c a rap:Contribution ; rap:subject <{}> ; rap:speaker ?a ; rap:inRecord ?r . ?r rap:recordOf ?m . ?m rap:date ?d . FILTER(STRSTARTS(STR(?d), \"{}\"))",
            row["process"], row["year"]
        );
        let here = "{ ?p rap:person ?a ; rap:inRecord ?r ; rap:statedGroup/skos:prefLabel ?g } UNION { ?p rap:person ?a ; rap:inRecord ?r ; rap:groupElsewhere/skos:prefLabel ?g }";
        let group = if row["group"] == "unknown" {
            format!("FILTER NOT EXISTS {{ {here} }}")
        } else {
            groups += 1;
            format!("{here} FILTER(STR(?g) = \"{}\")", row["group"])
        };
        for (column, counts) in [("contributions", "?c"), ("speakers", "?a"), ("meetings", "?m")] {
            let count = counted(server, &format!("(COUNT(DISTINCT {counts}) AS ?n) {{ {spoke} {group} }}"));
            assert_eq!(row[column], count.to_string(), "{row:?}");
        }
    }
    assert!(groups > 2, "{groups}");
    // The people of the named query, for one process.
    let known: usize = rows(&server.get("/queries/involvement?process=GDC&format=csv", "*/*").body)
        .iter()
        .map(|row| row["contributions"].parse::<usize>().unwrap())
        .sum();
    let process = "https://w3id.org/rapporteur/process/global-digital-compact";
    let spoken = format!(
        "(COUNT(*) AS ?n) {{ SELECT DISTINCT ?c ?a {{ ?c a rap:Contribution ; rap:subject <{process}> ; rap:speaker ?a }} }}"
    );
    assert_eq!(known, counted(server, &spoken));
}
