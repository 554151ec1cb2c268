//! The document: every address that it tells is there and answers as it says, and no value given for a parameter does more than a value should.

use super::served::{Server, encoded};
use serde_json::Value;
use std::collections::BTreeSet;

/// What people put into fields who want more than an answer.
const HOSTILE: [&str; 14] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' OR '1'='1",
    "1; DROP TABLE reports; --",
    "} ; DROP ALL #",
    "\") } } INSERT DATA { <urn:x> <urn:y> <urn:z> } #",
    "http://example.org/> ?p ?o } ; CLEAR ALL #",
    "../../../../etc/passwd",
    "javascript:alert(1)",
    "-1",
    "99999999999999999999",
    "\u{0}\u{1b}[31m\r\nSet-Cookie: a=b",
    "\u{202e}\u{feff}𝕏é",
    "",
];

fn document(server: &Server) -> Value {
    let reply = server.get("/openapi.json", "*/*");
    assert_eq!((reply.status, reply.kind()), (200, "application/json"));
    serde_json::from_str(&reply.body).unwrap()
}

/// Each path that is asked by GET with parameters of the query alone, and its operation.
fn askable(document: &Value) -> Vec<(&String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .filter(|(path, item)| !path.contains('{') && !item["get"].is_null())
        .map(|(path, item)| (path, &item["get"]))
        .collect()
}

/// A parameter's own example, for those without which nothing can be asked.
fn examples(operation: &Value, but: &str) -> String {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let needed = parameters.filter(|parameter| parameter["required"] == true && parameter["name"] != but);
    needed.fold(String::new(), |all, parameter| {
        let example = &parameter["example"];
        let value = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        format!("{all}&{}={}", parameter["name"].as_str().unwrap(), encoded(&value))
    })
}

#[test]
fn it_tells_of_every_address() {
    let server = Server::start(&[]);
    let document = document(&server);
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    for path in [
        "/",
        "/sparql",
        "/update",
        "/queries",
        "/explain",
        "/data",
        "/data/{path}",
        "/health",
        "/ready",
        "/metrics",
        "/api",
    ] {
        assert!(paths.contains_key(path), "{path}");
    }
    let list: Value = serde_json::from_str(&server.get("/queries", "*/*").body).unwrap();
    for query in list["queries"].as_array().unwrap() {
        let operation = &paths[query["href"].as_str().unwrap()]["get"];
        assert_eq!(operation["summary"], query["summary"]);
        let rows = &operation["responses"]["200"]["content"]["application/sparql-results+json"]["schema"];
        let columns = &rows["properties"]["head"]["properties"]["vars"]["items"]["enum"];
        assert_eq!(columns, &query["columns"], "{}", query["name"]);
        for parameter in query["parameters"].as_array().unwrap() {
            let told =
                operation["parameters"].as_array().unwrap().iter().find(|told| told["name"] == parameter["name"]);
            let told = told.unwrap_or_else(|| panic!("{parameter}"));
            assert_eq!(told["schema"]["default"].as_str(), parameter["default"].as_str());
            assert!(!told["description"].as_str().unwrap().is_empty() && !told["example"].is_null());
        }
    }
    let mut names = BTreeSet::new();
    for item in paths.values() {
        for operation in item.as_object().unwrap().values() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name), "{name} is there twice");
            assert!(
                !operation["summary"].as_str().unwrap().is_empty() && !operation["responses"]["500"].is_null(),
                "{name}"
            );
        }
    }
    assert!(names.len() > 50, "{}", names.len());
}

#[test]
fn every_address_answers_as_it_says() {
    let server = Server::start(&[]);
    let document = document(&server);
    for (path, operation) in askable(&document) {
        let responses = operation["responses"].as_object().unwrap();
        let given = examples(operation, "");
        if !responses.contains_key("200") {
            // It only leads elsewhere.
            let status = server.get(path, "*/*").status;
            assert!((300..400).contains(&status) && responses.contains_key(&status.to_string()), "{path}: {status}");
            continue;
        }
        let told = responses["200"]["content"].as_object().unwrap();
        for kind in told.keys() {
            let reply = server.get(&format!("{path}?{}", given.trim_start_matches('&')), kind);
            let status = reply.status.to_string();
            assert!(responses.contains_key(&status), "{path} {kind}: {status} {}", reply.body);
            let is = reply.kind().split(';').next().unwrap();
            if reply.status == 200 {
                assert!(told.contains_key(is), "{path}: {is}");
                assert!(is == kind || told.len() > 7, "{path}: {kind} was asked for, {is} came");
            }
        }
        let none = server.get(&format!("{path}?{}", given.trim_start_matches('&')), "image/png");
        assert!(matches!(none.status, 200 | 400 | 406), "{path}: {}", none.status);
    }
}

#[test]
fn every_address_takes_the_methods_that_are_told() {
    let server = Server::start(&[]);
    let document = document(&server);
    for (path, item) in document["paths"].as_object().unwrap() {
        let item = item.as_object().unwrap();
        let told: BTreeSet<&str> = item.keys().map(String::as_str).collect();
        let mut target = path.clone();
        for parameter in item.values().flat_map(|operation| operation["parameters"].as_array().into_iter().flatten()) {
            let name = format!("{{{}}}", parameter["name"].as_str().unwrap());
            target = target.replace(&name, parameter["example"].as_str().unwrap_or("x"));
        }
        let reply = server.send("OPTIONS", &target, &[], "");
        assert_eq!(reply.status, 204, "{target}");
        let taken = reply.headers["allow"].to_ascii_lowercase();
        let taken: BTreeSet<&str> =
            taken.split(',').map(str::trim).filter(|method| !["head", "options"].contains(method)).collect();
        assert_eq!(taken, told, "{path}");
    }
}

#[test]
fn whatever_is_given_for_a_parameter_stays_a_value() {
    let server = Server::start(&["--query-timeout", "5"]);
    let document = document(&server);
    let count = || server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv").body;
    let before = count();
    let mut sent = 0;
    for (path, operation) in askable(&document) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            // Numbers are checked before anything is shown.
            let forms = if parameter["schema"]["type"] == "string" { &["*/*", "text/html"][..] } else { &["*/*"] };
            for (value, accept) in HOSTILE.iter().flat_map(|value| forms.iter().map(move |form| (value, *form))) {
                let target = format!("{path}?{name}={}{}", encoded(value), examples(operation, name));
                let reply = server.get(&target, accept);
                let status = reply.status.to_string();
                assert!(
                    reply.status < 500 && !operation["responses"][&status].is_null(),
                    "{target}: {status} {}",
                    reply.body
                );
                assert!(!reply.headers.contains_key("set-cookie"), "{target}");
                if reply.kind().starts_with("text/html") {
                    assert!(!reply.has_strange_script() && !reply.body.contains("<img"), "{target}: {}", reply.body);
                    assert!(!reply.body.contains("href=\"javascript:"), "{target}");
                }
                sent += 1;
            }
        }
    }
    assert!(sent > 3000, "{sent}");
    assert_eq!(count(), before);
    assert_eq!(server.get("/health", "*/*").status, 200);
}

#[test]
fn values_of_another_kind_are_refused() {
    let server = Server::start(&[]);
    let document = document(&server);
    let mut checked = 0;
    for (path, operation) in askable(&document).into_iter().filter(|(path, _)| path.starts_with("/queries/")) {
        for parameter in operation["parameters"].as_array().unwrap() {
            let name = parameter["name"].as_str().unwrap();
            let schema = &parameter["schema"];
            let wrong = match (schema["type"].as_str(), schema["format"].as_str()) {
                (Some("integer"), _) => "1.5",
                (_, Some("date")) => "2024-02-30",
                (_, Some("iri-reference")) => "<>",
                _ if schema["enum"].is_array() => "none",
                _ => continue,
            };
            let reply = server.get(&format!("{path}?{name}={}{}", encoded(wrong), examples(operation, name)), "*/*");
            assert_eq!(reply.status, 400, "{path} {name}={wrong}");
            assert!(reply.body.contains("\"detail\""), "{}", reply.body);
            checked += 1;
        }
    }
    assert!(checked > 60, "{checked}");
}

#[test]
fn the_page_tries_addresses_without_a_script() {
    let server = Server::start(&[]);
    let page = server.get("/api", "text/html");
    assert_eq!((page.status, page.kind()), (200, "text/html; charset=utf-8"));
    for part in
        ["action=\"/queries/trace\"", "name=\"topic\"", "action=\"/sparql\"", "href=\"/openapi.json\"", "Bearer"]
    {
        assert!(page.body.contains(part), "{part}");
    }
    assert!(!page.has_strange_script() && !page.body.contains(" style=") && !page.body.contains("//cdn"));
}

#[test]
fn an_object_has_the_members_that_its_schema_asks_for() {
    let server = Server::start(&[]);
    let document = document(&server);
    let mut seen = 0;
    for (path, operation) in askable(&document) {
        let content = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let Some(name) = content["$ref"].as_str().and_then(|schema| schema.rsplit('/').next()) else { continue };
        let given = examples(operation, "");
        let reply = server.get(&format!("{path}?{}", given.trim_start_matches('&')), "application/json");
        let Ok(answer) = serde_json::from_str::<Value>(&reply.body) else { panic!("{path}: {}", reply.body) };
        if reply.status == 200 {
            for member in document["components"]["schemas"][name]["required"].as_array().unwrap() {
                assert!(!answer[member.as_str().unwrap()].is_null(), "{path}: {name} has no {member}");
                seen += 1;
            }
        }
    }
    assert!(seen > 5, "{seen}");
}
