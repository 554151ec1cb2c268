//! Names with markup, right-to-left script, pictures and words without end, in every format.

use super::tables::{atom, components};
use super::{elements, feed, json, network, over_small, rows};
use oxigraph::io::RdfFormat;

#[test]
fn names_stay_names_in_every_format() {
    let long = "Donaudampfschifffahrt".repeat(200);
    let name = format!("</node>]]><script>alert('&amp;')</script> \"q\", =1+1; \u{202E}שָׁלוֹם عالم 👩\u{200D}🚀 {long}");
    let literal = name.replace('\\', "\\\\").replace('"', "\\\"");
    let trig = format!(
        "<id/graph/names> {{ <id/person/hostile> a rap:Person ; skos:prefLabel \"{literal}\" . \
           <id/series/other> a rap:MeetingSeries ; skos:prefLabel \"{literal}\" . \
           <id/meeting/other> a rap:Meeting ; skos:prefLabel \"{literal}\" ; rap:series <id/series/other> ; rap:date \"2024-05-02\"^^xsd:date . \
           <id/record/ccc> rap:recordOf <id/meeting/other> . <id/contribution/ccc-0> rap:speaker <id/person/hostile> ; \
             rap:subject <https://w3id.org/rapporteur/process/global-digital-compact> . \
           <id/participation/ccc-0> rap:person <id/person/hostile> . <id/commitment/ccc-0> rap:responsible <id/person/hostile> }} \
         <id/report/ccc> {{ <id/report/ccc> a rap:Report ; rap:record <id/record/ccc> ; rap:text \"x\" . \
           <id/record/ccc> a rap:MeetingRecord ; rap:title \"{literal}\" . \
           <id/participation/ccc-0> a rap:Participation ; rap:inRecord <id/record/ccc> ; rap:listedName \"{literal}\" ; \
             rap:status <https://w3id.org/rapporteur/status/present> . \
           <id/contribution/ccc-0> a rap:Contribution ; rap:inRecord <id/record/ccc> ; rap:inReport <id/report/ccc> ; rap:start 0 ; rap:end 1 ; \
             rap:quote \"{literal}\" ; rap:kind <https://w3id.org/rapporteur/kind/informs> . \
           <id/decision/ccc-0> a rap:Decision ; rap:inRecord <id/record/ccc> ; rap:inReport <id/report/ccc> ; rap:start 0 ; rap:end 1 ; rap:quote \"{literal}\" . \
           <id/commitment/ccc-0> a rap:Commitment ; rap:inRecord <id/record/ccc> ; rap:inReport <id/report/ccc> ; rap:start 0 ; rap:end 1 ; \
             rap:quote \"{literal}\" ; rap:due \"2024-06-01\"^^xsd:date }}"
    );
    let (_folder, server) = over_small(&trig);
    let has = |label: &serde_json::Value| label.as_str() == Some(name.as_str());
    let any =
        |list: &serde_json::Value, of: &dyn Fn(&serde_json::Value) -> bool| list.as_array().unwrap().iter().any(of);
    assert!(any(&json(&server, "graph")["elements"]["nodes"], &|node| has(&node["data"]["label"])));
    assert!(any(&json(&server, "graph?format=graphology")["nodes"], &|node| has(&node["attributes"]["label"])));
    assert!(any(&json(&server, "graph?format=d3")["nodes"], &|node| has(&node["label"])));
    let gexf = feed(&server, "graph?format=gexf");
    network::gexf(&gexf);
    assert!(elements(&gexf).iter().any(|element| element.attributes.get("label") == Some(&name)));
    let graphml = feed(&server, "graph?format=graphml");
    network::graphml(&graphml);
    assert!(elements(&graphml).iter().any(|element| element.text == name));
    assert!(network::linked(&feed(&server, "graph?format=jsonld")).0 >= 4);
    assert!(any(&json(&server, "timeline")["items"], &|item| has(&item["text"])));
    assert!(rows(&feed(&server, "timeline?format=csv")).iter().any(|row| row["text"] == name));
    assert!(any(&json(&server, "matrix?rows=person")["rows"], &|row| has(&row["label"])));
    assert!(rows(&feed(&server, "matrix?rows=person&format=csv")).iter().any(|row| row["row_label"] == name));
    for format in ["turtle", "jsonld"] {
        let cube = oxigraph::store::Store::new().unwrap();
        let syntax = if format == "turtle" {
            RdfFormat::Turtle
        } else {
            RdfFormat::from_media_type("application/ld+json").unwrap()
        };
        cube.load_from_slice(syntax, &feed(&server, &format!("involvement?format={format}"))).unwrap();
        assert!(!cube.is_empty().unwrap());
    }
    assert!(atom(&feed(&server, "decisions.atom")).iter().any(|entry| entry["content"] == name));
    let said = atom(&feed(&server, "process.atom?process=GDC"));
    assert!(said.iter().any(|entry| entry["author/name"] == name && entry["content"] == name));
    let text = name.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;");
    let calendar = components(&feed(&server, "calendar.ics"));
    assert!(calendar.iter().any(|(_, properties)| properties.get("SUMMARY") == Some(&text)));
    assert!(
        rows(&feed(&server, "commitments.csv")).iter().any(|row| row["responsible"] == name && row["text"] == name)
    );
    let page = server.get("/graph", "text/html").body;
    assert!(!page.contains("<script>alert") && !page.contains("</node>"), "{page}");
    let page = dom_query::Document::from(page);
    let names = page.select("tbody th a");
    assert!(names.iter().any(|link| link.text().as_ref() == name));
    // What is asked for stands in the form again, as text.
    let wrong = server.get("/graph?focus=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", "text/html");
    assert_eq!(wrong.status, 400);
    assert!(!wrong.body.contains("<script>alert"), "{}", wrong.body);
    let page = dom_query::Document::from(wrong.body);
    assert_eq!(page.select("input[name=focus]").attr("value").as_deref(), Some("\"><script>alert(1)</script>"));
    assert!(page.select("p[role=alert]").text().contains("is none"));
}
