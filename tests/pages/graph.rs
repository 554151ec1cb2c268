//! `/graph` without scripts: the form, and the same nodes and links as the feed.

use super::support::served::encoded;
use super::{Reader, href, over_samples};
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn the_tables_say_what_the_feed_says() {
    let (_folder, server) = over_samples();
    let mut reader = Reader::at(&server, "/");
    reader.click("Graph");
    let said = |page: &Reader<'_>| -> Value {
        let data = page.page.select("#data ~ ul a");
        let d3 = data.iter().find(|link| link.text().as_ref() == "D3").unwrap();
        serde_json::from_str(&server.get(&href(&d3), "*/*").body).unwrap()
    };
    let all = said(&reader);
    let first = reader.page.select("table").first().select("tbody tr").length();
    assert_eq!(first, all["nodes"].as_array().unwrap().len().min(100));
    // From the page of a process into the middle of the graph.
    reader.go("/ontology/process/global-digital-compact.html");
    reader.click("In the graph");
    let graph = said(&reader);
    let iri = "https://w3id.org/rapporteur/process/global-digital-compact";
    assert!(reader.at.ends_with(&encoded(iri)), "{}", reader.at);
    let (nodes, links) = (graph["nodes"].as_array().unwrap(), graph["links"].as_array().unwrap());
    assert!(nodes.len() > 10 && nodes.len() < all["nodes"].as_array().unwrap().len());
    let tables: Vec<_> = reader.page.select("table").iter().collect();
    let names = |table: usize, column: &str| -> BTreeSet<String> {
        tables[table].select(column).iter().map(|cell| cell.text().trim().to_owned()).collect()
    };
    let labels: BTreeSet<String> = nodes.iter().map(|node| node["label"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names(0, "tbody th"), labels);
    assert_eq!(tables[0].select("tbody tr").first().select("th").text().as_ref(), "Global Digital Compact");
    let of_middle = links.iter().filter(|link| link["source"] == iri || link["target"] == iri);
    let mut expected: Vec<(String, u64)> = of_middle
        .map(|link| (link["kind"].as_str().unwrap().replace('-', " "), link["weight"].as_u64().unwrap()))
        .collect();
    let mut shown: Vec<(String, u64)> = tables[1]
        .select("tbody tr")
        .iter()
        .map(|row| (row.select("td").first().text().to_string(), row.select("td.number").text().parse().unwrap()))
        .collect();
    assert!(shown.is_sorted_by(|a, b| a.1 >= b.1), "{shown:?}");
    expected.sort();
    shown.sort();
    assert_eq!(shown, expected);
    // Each name leads to the page of what it names.
    let links: Vec<(String, String)> =
        tables[0].select("tbody th a").iter().take(20).map(|link| (link.text().to_string(), href(&link))).collect();
    drop(tables);
    for (name, to) in links {
        reader.go(&to);
        assert_eq!(reader.page.select("h1").text().trim(), name);
    }
}

#[test]
fn what_a_form_sends_is_what_the_feed_is_asked() {
    let (_folder, server) = over_samples();
    // A browser sends all fields, also those that nobody filled in; a depth without a middle is one of them.
    let reader = Reader::at(
        &server,
        "/graph?focus=&depth=2&kind=person&kind=process&edges=spoke-about&from=2022&to=&process=&series=&limit=",
    );
    let data = reader.page.select("#data ~ ul a");
    let links: Vec<String> = data.iter().map(|link| href(&link)).collect();
    assert_eq!(links.len(), 6);
    assert_eq!(links[0], "/feeds/graph?kind=person%2Cprocess&edges=spoke-about&from=2022&format=cytoscape");
    for link in links {
        assert_eq!(server.get(&link, "*/*").status, 200, "{link}");
    }
    let ticked: Vec<String> = reader
        .page
        .select("input[type=checkbox][checked]")
        .iter()
        .map(|field| field.attr("value").unwrap().to_string())
        .collect();
    assert_eq!(ticked, ["person", "process", "spoke-about"]);
    let kinds: BTreeSet<String> = reader
        .page
        .select("table")
        .first()
        .select("tbody td:nth-child(2)")
        .iter()
        .map(|kind| kind.text().to_string())
        .collect();
    assert_eq!(kinds, BTreeSet::from(["person".to_owned(), "process".to_owned()]));
    for (wrong, told) in [
        ("kind=animal", "person, organisation, meeting, process"),
        ("from=soon", "2024-10-31"),
        ("limit=0", "20000"),
        ("focus=GDC&depth=4", "1, 2 or 3"),
        ("focus=nobody%20at%20all", "nobody at all"),
        ("colour=red", "`colour`"),
    ] {
        let reply = server.get(&format!("/graph?{wrong}"), "text/html");
        assert_eq!(reply.status, 400, "{wrong}");
        let page = dom_query::Document::from(reply.body);
        assert!(page.select("p[role=alert]").text().contains(told), "{wrong}: {}", page.select("main").text());
        // What was asked for can be mended where it is told.
        assert_eq!(page.select("form.network input[name=focus]").length(), 1, "{wrong}");
    }
}
