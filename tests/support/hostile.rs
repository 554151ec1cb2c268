//! Queries that would run for ever, or fill all memory, on a store of any size: each kind of work that an evaluator can be made to do.

fn each(numbers: std::ops::Range<usize>, part: impl Fn(usize) -> String) -> String {
    numbers.map(part).collect::<Vec<_>>().concat()
}

/// A kind of work, and a query that does too much of it.
pub(crate) fn queries() -> Vec<(&'static str, String)> {
    let triples = |count: usize| each(0..count, |n| format!("?s{n} ?p{n} ?o{n} . "));
    let values = |name: &str, count: usize| format!("VALUES ?{name} {{ {} }} ", each(0..count, |n| format!("{n} ")));
    let five = ["a", "b", "c", "d", "e"].map(|name| values(name, 200)).concat();
    let doubled =
        |from: usize, upto: usize| each(from..upto, |n| format!("BIND(CONCAT(?t{n}, ?t{n}) AS ?t{}) ", n + 1));
    let nothing = format!("{{ {} }} ", vec!["{}"; 200].join(" UNION "));
    let blown_up = "REPLACE(".repeat(12) + "\"aaaaaaaaaa\"" + &", \"a\", \"aaaaaaaaaa\")".repeat(12);
    vec![
        ("a cross product, counted", format!("SELECT (COUNT(*) AS ?n) {{ {} }}", triples(4))),
        ("a cross product, sorted", format!("SELECT * {{ {} }} ORDER BY ?o0 DESC(?o1)", triples(3))),
        ("a cross product, sorted by a part of a text", format!("SELECT ?o0 {{ {} }} ORDER BY SUBSTR(STR(?o1), 2) LIMIT 5", triples(3))),
        ("a cross product, each row once", format!("SELECT DISTINCT ?s0 ?s1 ?s2 {{ {} }}", triples(3))),
        ("a cross product, in groups", format!("SELECT ?s0 ?s1 (COUNT(*) AS ?n) {{ {} }} GROUP BY ?s0 ?s1", triples(3))),
        ("a cross product, joined to one text", format!("SELECT (GROUP_CONCAT(STR(?o0)) AS ?t) {{ {} }}", triples(3))),
        ("a cross product, different rows counted", format!("SELECT (COUNT(DISTINCT ?o2) AS ?n) (SUM(STRLEN(STR(?o1))) AS ?m) {{ {} }}", triples(3))),
        ("a cross product that finds nothing", format!("SELECT * {{ {} FILTER(STR(?o0) = CONCAT(STR(?o1), STR(?o2), \"!\")) }}", triples(3))),
        ("a cross product of graphs", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } }".to_owned()),
        ("a cross product, made into triples", format!("CONSTRUCT {{ ?s0 ?p1 ?o2 . ?s1 ?p2 ?o0 }} {{ {} }} ORDER BY ?o1", triples(3))),
        ("a cross product, described", format!("DESCRIBE ?s0 {{ {} FILTER(STR(?o0) = CONCAT(STR(?o1), STR(?o2), \"!\")) }}", triples(3))),
        ("lists, joined", format!("SELECT (COUNT(*) AS ?n) {{ {five} }}")),
        ("lists, joined, that add up to nothing", format!("ASK {{ {five} FILTER(?a + ?b + ?c + ?d + ?e = -1) }}")),
        ("lists, joined and sorted", format!("SELECT * {{ {five} }} ORDER BY DESC(?a * ?b) ?c")),
        ("rows without values, joined", format!("SELECT (COUNT(*) AS ?n) {{ {} }}", nothing.repeat(5))),
        ("sub-selects of nothing, joined", format!("SELECT (COUNT(*) AS ?n) {{ {} }}", "{ SELECT ?none { ?s ?p ?o } } ".repeat(4))),
        ("a path of any length between all", "SELECT (COUNT(*) AS ?n) { ?a (!<urn:none>|^!<urn:none>)* ?b . ?b (!<urn:none>|^!<urn:none>)* ?c }".to_owned()),
        ("paths inside of paths", "SELECT (COUNT(*) AS ?n) { ?a (((!<urn:none>)*/(^!<urn:none>)*)+|(!<urn:x>)*)* ?b }".to_owned()),
        ("options upon options", format!("SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c {} }}", each(0..4, |n| format!("OPTIONAL {{ ?s{n} ?p{n} ?o{n} FILTER(?s{n} != ?a) }} ")))),
        ("what is not there, for all", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?g ?h ?i FILTER(STR(?i) = CONCAT(STR(?c), STR(?f), \"!\")) } }".to_owned()),
        ("what is taken away", format!("SELECT (COUNT(*) AS ?n) {{ {} MINUS {{ ?s0 ?p1 ?o2 . ?x ?y ?z . ?q ?r ?t }} }}", triples(3))),
        ("a union of many", format!("SELECT (COUNT(*) AS ?n) {{ {} }}", vec![format!("{{ {} }}", triples(3)); 8].join(" UNION "))),
        ("a sub-select, sorted, in a cross product", format!("SELECT (COUNT(*) AS ?n) {{ {} {{ SELECT ?x {{ ?x ?y ?z . ?q ?r ?t . ?u ?v ?w }} ORDER BY ?z ?t LIMIT 3 }} }}", triples(2))),
        ("texts that double", format!("SELECT (STRLEN(?t40) AS ?n) {{ BIND(\"0123456789\" AS ?t0) {} }}", doubled(0, 40))),
        ("texts that double, for each row", format!("SELECT (MAX(STRLEN(?t20)) AS ?n) {{ ?s ?p ?o . ?q ?r ?u BIND(CONCAT(STR(?o), STR(?u)) AS ?t0) {} }}", doubled(0, 20))),
        ("texts that are replaced by longer ones", format!("SELECT (STRLEN({blown_up}) AS ?n) {{ }}")),
        ("patterns over long texts", format!("SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o . BIND(CONCAT(STR(?o), \"aaaaaaaaaaaaaaaa\") AS ?t0) {} FILTER REGEX(?t12, \"^(a|aa|[^b]*)*(x|y)+z{{20}}$\", \"i\") }}", doubled(0, 12))),
        ("patterns that are dear", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?q ?r ?u FILTER REGEX(CONCAT(STR(?o), STR(?u)), CONCAT(\"(\", SUBSTR(MD5(STR(?u)), 1, 4), \"|.){200}x\")) }".to_owned()),
        ("digests of all pairs", format!("SELECT (MAX(SHA512(CONCAT(STR(?o0), STR(?o1)))) AS ?n) {{ {} }}", triples(2))),
        ("long lists of alternatives", format!("SELECT (COUNT(*) AS ?n) {{ {} FILTER(STRLEN(STR(?o0)) IN ({})) }}", triples(2), each(1000..9000, |n| format!("{n},")) + "0")),
        ("patterns that are all joined", format!("SELECT (COUNT(*) AS ?n) {{ {} ?x ?y ?z }}", "?s ?p ?o . ".repeat(5_000))),
        ("graphs that are all joined", format!("SELECT (COUNT(*) AS ?n) {{ {} ?x ?y ?z }}", "GRAPH ?g { ?s ?p ?o } ".repeat(2_500))),
        ("a chain of options", format!("SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?x ?y ?z {} }}", "OPTIONAL { ?s ?p ?o } ".repeat(2_500))),
        ("a chain of conditions", format!("SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?x ?y ?z . ?s ?p ?o FILTER({} true) }}", "?o != 1 && ".repeat(5_000))),
        ("a long list of sort keys", format!("SELECT * {{ ?a ?b ?c . ?x ?y ?z . ?s ?p ?o }} ORDER BY {}", "STR(?o) ".repeat(6_000))),
        ("a long list of nodes", format!("ASK {{ ?s ?p {}[] }}", "[] , ".repeat(9_000))),
        ("the first of a cross product", format!("SELECT * {{ {} }} ORDER BY ?o0 DESC(?o1) LIMIT 10", triples(3))),
        ("the first of a cross product, many of them", format!("SELECT * {{ {} }} ORDER BY DESC(CONCAT(STR(?o0), STR(?o1), STR(?o2))) LIMIT 10000", triples(3))),
        ("the first by texts that double", format!("SELECT ?t0 {{ ?s ?p ?o . ?q ?r ?u BIND(CONCAT(STR(?o), STR(?u)) AS ?t0) {} }} ORDER BY ?t14 LIMIT 5000", doubled(0, 14))),
        ("the first of lists, joined", format!("SELECT * {{ {five} }} ORDER BY DESC(?a * ?b) ?c LIMIT 3 OFFSET 900")),
    ]
}

/// Chains as long as a query may be, with what is right: they take long only where each link is looked at once for each other.
pub(crate) fn chains() -> Vec<(&'static str, String, &'static str)> {
    vec![
        ("a chain of alternatives", format!("SELECT (COUNT(*) AS ?n) {{ {}{{}} }}", "{} UNION ".repeat(7_000)), "7001"),
        ("a chain of sums", format!("SELECT ({}1 AS ?n) {{ }}", "1+".repeat(30_000)), "30001"),
        ("a chain of steps", format!("SELECT (COUNT(*) AS ?n) {{ ?s {}<urn:a> ?o }}", "<urn:a>/".repeat(7_000)), "0"),
    ]
}

/// Aggregates that make long texts, or hold many. Each takes more memory long before it takes much time.
pub(crate) fn joined() -> Vec<(&'static str, String)> {
    let both = "?s0 ?p0 ?o0 . ?s1 ?p1 ?o1";
    let long = "~".repeat(2000);
    vec![
        ("texts joined", format!("SELECT (GROUP_CONCAT(STR(?o0)) AS ?t) {{ {both} }}")),
        (
            "texts joined with much between them",
            format!("SELECT (GROUP_CONCAT(STR(?p0); separator=\"{long}\") AS ?t) {{ {both} }}"),
        ),
        (
            "one text joined with much between",
            format!("SELECT (GROUP_CONCAT(\"\"; separator=\"{long}\") AS ?t) {{ {both} }}"),
        ),
        (
            "different texts joined",
            format!("SELECT (GROUP_CONCAT(DISTINCT CONCAT(STR(?s0), STR(?s1))) AS ?t) {{ {both} }}"),
        ),
        (
            "texts joined, a text a group",
            format!("SELECT ?p1 (GROUP_CONCAT(STR(?s0)) AS ?t) {{ {both} }} GROUP BY ?p1"),
        ),
        (
            "texts joined, and all of them joined",
            format!(
                "SELECT (GROUP_CONCAT(?t) AS ?u) {{ {{ SELECT ?p1 (GROUP_CONCAT(STR(?s0)) AS ?t) {{ {both} }} GROUP BY ?p1 }} }}"
            ),
        ),
        (
            "texts joined by several",
            format!(
                "SELECT (GROUP_CONCAT(STR(?s0)) AS ?t) (GROUP_CONCAT(STR(?s1)) AS ?u) (GROUP_CONCAT(STR(?p0)) AS ?v) {{ {both} }}"
            ),
        ),
        (
            "texts joined and searched",
            format!(
                "SELECT (COUNT(*) AS ?n) {{ {{ SELECT (GROUP_CONCAT(STR(?o0)) AS ?t) {{ {both} }} }} FILTER CONTAINS(UCASE(?t), \"x\") }}"
            ),
        ),
        (
            "a text a group",
            format!(
                "SELECT (COUNT(?t) AS ?n) {{ {{ SELECT ?s0 ?s1 (SAMPLE(CONCAT(STR(?o0), STR(?o1))) AS ?t) {{ {both} }} GROUP BY ?s0 ?s1 }} }}"
            ),
        ),
        (
            "the greatest text a group",
            format!(
                "SELECT (COUNT(?t) AS ?n) {{ {{ SELECT ?s0 ?s1 (MAX(CONCAT(STR(?o0), \"{long}\")) AS ?t) {{ {both} }} GROUP BY ?s0 ?s1 }} }}"
            ),
        ),
        (
            "different texts added up",
            format!(
                "SELECT (SUM(DISTINCT CONCAT(STR(?s0), STR(?s1))) AS ?n) (COUNT(DISTINCT CONCAT(STR(?o0), STR(?s1))) AS ?m) {{ {both} }}"
            ),
        ),
    ]
}

/// Small queries of the same shapes, with what is right.
pub(crate) const SMALL: [(&str, &str); 14] = [
    ("SELECT (COUNT(*) AS ?n) { VALUES ?a { 1 2 3 } VALUES ?b { 1 2 3 } VALUES ?c { 1 2 } }", "18"),
    ("SELECT (COUNT(*) AS ?n) { { {} UNION {} } { {} UNION {} UNION {} } }", "6"),
    (
        "SELECT (COUNT(*) AS ?n) { { SELECT ?none { VALUES ?x { 1 2 } } } { SELECT ?none { VALUES ?x { 1 2 3 } } } }",
        "6",
    ),
    ("SELECT (COUNT(*) AS ?n) { VALUES (?a ?b) { (1 UNDEF) (UNDEF 2) } VALUES (?a ?b) { (1 2) (UNDEF UNDEF) } }", "4"),
    ("SELECT ?n { VALUES ?n { 3 1 2 } } ORDER BY DESC(?n) LIMIT 1", "3"),
    ("SELECT ?n { VALUES ?n { 3 1 12 5 4 } } ORDER BY ?n LIMIT 1 OFFSET 3", "5"),
    (
        "SELECT ?n { VALUES (?n ?t) { (3 \"ccc\") (1 \"a\") (2 UNDEF) } } ORDER BY DESC(STRLEN(?t)) LIMIT 2 OFFSET 1",
        "1",
    ),
    ("SELECT (STRLEN(REPLACE(REPLACE(\"aa\", \"a\", \"aaa\"), \"a\", \"bb\")) AS ?n) { }", "12"),
    (
        "SELECT (GROUP_CONCAT(?x; separator=\"-\") AS ?n) { { SELECT ?x { VALUES ?x { \"b\" \"a\" } } ORDER BY ?x } }",
        "a-b",
    ),
    ("SELECT (COUNT(*) AS ?n) { VALUES ?x { \"one\" \"two\" \"ONE\" } FILTER REGEX(?x, \"^o.e$\", \"i\") }", "2"),
    ("SELECT (COUNT(*) AS ?n) { VALUES ?a { 1 2 3 } OPTIONAL { VALUES (?a ?b) { (1 1) (1 2) } } }", "4"),
    ("SELECT (COUNT(*) AS ?n) { VALUES ?a { 1 2 3 } MINUS { VALUES ?a { 2 } } }", "2"),
    ("SELECT (1+1+1-1-1+1 AS ?n) { { {} UNION {} UNION {} } FILTER(!!!!!false) } LIMIT 1", "2"),
    (
        "SELECT (STRLEN(\"----------------------------------------------------------------------------------------------------------------\") AS ?n) { }",
        "112",
    ),
];
