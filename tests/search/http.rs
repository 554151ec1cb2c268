//! `/search`: hits, filters, paging, formats, and requests that mean harm.

use crate::support::served::encoded;
use crate::{Desk, hits, json, number, part, search, text};

#[test]
fn who_called_it_a_red_line() {
    let desk = Desk::new();
    let server = desk.serve();
    let answer = json(&search(&server, &[("q", "“red line”")]));
    assert_eq!(answer["total"], 2);
    assert_eq!(answer["current"], true);
    let speakers: Vec<&str> = hits(&answer).iter().map(|hit| text(&hit["speaker"][0], "label")).collect();
    assert_eq!(speakers, ["Juan Fernandez", "Wout de Natris"]);
    for hit in hits(&answer) {
        assert_eq!((text(hit, "kind"), text(hit, "date")), ("contribution", "2024-10-31"));
        assert!(text(&hit["series"], "label").contains("Working Group on IGF Strengthening"));
        assert!(text(hit, "path").ends_with("wg-strategy-086-2024-10-31.md"));
        let marks = hit["highlights"].as_array().unwrap();
        assert_eq!(marks.iter().map(|mark| part(text(hit, "text"), mark)).collect::<Vec<_>>(), ["red line"]);
        let snippet = &hit["snippet"];
        assert_eq!(part(text(hit, "text"), snippet), text(snippet, "text"));
        assert_eq!(part(text(snippet, "text"), &snippet["highlights"][0]), "red line");
        // Where it says it stands.
        let address = text(hit, "report").strip_prefix("http://localhost:7878").unwrap();
        let served = server.get(&format!("{address}/text"), "text/plain").body;
        assert_eq!(part(&served, hit), text(hit, "quote"));
    }
    // In other forms of the words there is more, in these forms only this.
    assert!(number(&json(&search(&server, &[("q", "red lines")]))["total"]) >= 2);
    assert_eq!(json(&search(&server, &[("q", "\"red lines\"")]))["total"], 0);
}

#[test]
fn abbreviations_and_names_lead_to_what_they_name() {
    let desk = Desk::new();
    let server = desk.serve();
    for (words, label, kind) in [
        ("GDC", "Global Digital Compact", "process"),
        ("global digital compact", "Global Digital Compact", "process"),
        ("cassa", "Concettina Cassa", "person"),
        ("kleinwachter", "Wolfgang Kleinwächter", "person"),
        ("NETmundial+10", "NETmundial+10", "process"),
    ] {
        let answer = json(&search(&server, &[("q", words), ("kind", "process,person")]));
        let labels: Vec<_> = hits(&answer).iter().map(|hit| (text(hit, "label"), text(hit, "kind"))).collect();
        assert!(labels.contains(&(label, kind)), "{words}: {labels:?}");
    }
    let first = json(&search(&server, &[("q", "GDC")]));
    assert_eq!(text(&hits(&first)[0], "label"), "Global Digital Compact");
    assert_eq!(text(&hits(&first)[0], "text"), "GDC");
}

#[test]
fn filters_narrow_down() {
    let desk = Desk::new();
    let server = desk.serve();
    let total = |more: &[(&str, &str)]| {
        number(&json(&search(&server, &[&[("q", "igf"), ("limit", "200")], more].concat()))["total"])
    };
    let all = total(&[("kind", "contribution")]);
    let by = |speaker: &str| total(&[("kind", "contribution"), ("speaker", speaker)]);
    let jorge = by("Jorge Cancio");
    assert!(jorge > 0 && jorge < all);
    for other in ["jorge cancio", "jorge-cancio", "http://localhost:7878/id/person/jorge-cancio"] {
        assert_eq!(by(other), jorge, "{other}");
    }
    assert_eq!(by("Nobody At All"), 0);
    // The days part what there is.
    let before = total(&[("kind", "contribution"), ("to", "2022-04-07")]);
    let behind = total(&[("kind", "contribution"), ("from", "2022-04-08")]);
    assert!(before > 0 && behind > 0 && before + behind == all);
    assert_eq!(total(&[("kind", "contribution"), ("from", "2024"), ("to", "2024-09")]), 0);
    let answer = json(&search(&server, &[("q", "igf"), ("from", "2024-10"), ("to", "2024"), ("limit", "200")]));
    assert!(hits(&answer).iter().all(|hit| text(hit, "date") == "2024-10-31"));
    // Kinds, alone and together.
    let kinds = ["contribution", "decision", "commitment"].map(|kind| total(&[("kind", kind)]));
    assert_eq!(kinds.iter().sum::<usize>(), total(&[("kind", "contribution,decision"), ("kind", "commitment")]));
    // What is about a process, whichever of its names is used, and one series.
    let about = |process: &str| total(&[("kind", "contribution"), ("process", process)]);
    assert!(about("GDC") > 0 && about("GDC") < all);
    assert_eq!(about("GDC"), about("Global Digital Compact"));
    assert_eq!(about("GDC"), about("https://w3id.org/rapporteur/process/global-digital-compact"));
    assert_eq!(
        total(&[("kind", "contribution"), ("series", "MAG Working Group on IGF Strengthening and Strategy")]),
        all
    );
    assert_eq!(total(&[("kind", "contribution"), ("series", "Another Series")]), 0);
    // Each passage that is nothing but statements is found by those who ask for passages.
    assert!(total(&[("kind", "passage")]) > 0);
}

#[test]
fn pages_follow_each_other_without_gaps() {
    let desk = Desk::new();
    let server = desk.serve();
    let key = |hit: &serde_json::Value| format!("{} {}", hit["iri"], hit["start"]);
    let whole = json(&search(&server, &[("q", "the igf"), ("kind", "contribution"), ("limit", "200")]));
    let expected: Vec<String> = hits(&whole).iter().map(key).collect();
    assert!(expected.len() > 20);
    let link = |reply: &crate::Reply, relation: &str| {
        let header = reply.headers.get("link").cloned().unwrap_or_default();
        let links = header.split(", ").map(str::to_owned).collect::<Vec<_>>();
        let link = links.into_iter().find(|link| link.ends_with(&format!("rel=\"{relation}\"")))?;
        Some(link.trim_start_matches('<').split('>').next()?.to_owned())
    };
    let mut reply = search(&server, &[("q", "the igf"), ("kind", "contribution"), ("limit", "7")]);
    assert_eq!(link(&reply, "prev"), None);
    let (mut seen, mut pages) = (Vec::new(), Vec::new());
    loop {
        seen.extend(hits(&json(&reply)).iter().map(key));
        pages.push(reply.body.clone());
        let Some(next) = link(&reply, "next") else { break };
        reply = server.get(&next, "application/json");
    }
    assert_eq!(seen, expected);
    // And back.
    let before = server.get(&link(&reply, "prev").unwrap(), "application/json");
    assert_eq!(before.body, pages[pages.len() - 2]);
    assert_eq!(server.get(&link(&reply, "first").unwrap(), "application/json").body, pages[0]);
    let beyond = search(&server, &[("q", "the igf"), ("offset", "9999")]);
    assert!(hits(&json(&beyond)).is_empty() && link(&beyond, "next").is_none());
    // Pages of CSV lead to CSV.
    let csv = search(&server, &[("q", "igf"), ("format", "csv"), ("limit", "2")]);
    assert_eq!(server.get(&link(&csv, "next").unwrap(), "application/json").kind(), "text/csv; charset=utf-8");
}

#[test]
fn a_page_for_people_works_without_scripts() {
    let desk = Desk::new();
    let server = desk.serve();
    let empty = server.get("/search", "text/html");
    assert_eq!((empty.status, empty.kind()), (200, "text/html; charset=utf-8"));
    assert!(empty.body.contains("<form action=\"/search\" method=\"get\"") && empty.body.contains("name=\"q\""));
    let page = server.get("/search?q=%22red+line%22&kind=contribution", "text/html");
    assert!(!page.has_strange_script());
    let page = page.body;
    assert_eq!(page.matches("<mark>red line</mark>").count(), 2, "{page}");
    assert!(page.contains("Juan Fernandez") && page.contains("Hits 1 to 2 of 2"));
    assert!(page.contains("<option value=\"contribution\" selected>"));
    // Each leads to its evidence.
    let links: Vec<&str> = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let texts: Vec<&&str> = links.iter().filter(|link| link.contains("/text.html?start=")).collect();
    assert_eq!(texts.len(), 2);
    for link in links.iter().filter(|link| link.starts_with('/')) {
        let target = link.split('#').next().unwrap().replace("&amp;", "&");
        let reply = server.get(&target, "text/html, */*;q=0.5");
        // A thing leads to the document on it.
        assert!([200, 303].contains(&reply.status), "{link}: {}", reply.status);
        assert!(!target.contains("/text.html") || reply.body.contains("<mark id=\"quote\""), "{link}");
    }
    let wrong = server.get("/search?q=-draft", "text/html");
    assert_eq!(wrong.status, 400);
    assert!(wrong.body.contains("only says what is not to be found") && wrong.body.contains("<form"));
}

#[test]
fn answers_come_as_csv_too() {
    let desk = Desk::new();
    let server = desk.serve();
    let reply = server.get("/search?q=%22red+line%22", "text/csv");
    assert_eq!(reply.kind(), "text/csv; charset=utf-8");
    assert!(
        reply.body.starts_with("iri,kind,label,text,quote,score,act,speaker,meeting,date,series,report,start,end\r\n")
    );
    assert!(reply.body.contains(",Juan Fernandez,") && reply.body.contains("wg-strategy-086-2024-10-31.md,4332,4638"));
    let asked = server.get("/search?q=red&format=xml", "*/*");
    assert_eq!((asked.status, asked.body.contains("json, csv, html")), (400, true));
    assert_eq!(server.get("/search?q=red", "image/png").status, 406);
}

#[test]
fn what_is_wrong_is_told_and_what_means_harm_does_none() {
    let desk = Desk::new();
    let server = desk.serve();
    for (parameters, told) in [
        ("", "no word"),
        ("q=", "no word"),
        ("q=%22%22", "no word"),
        ("q=-draft", "only says what is not"),
        ("q=red&q=line", "given twice"),
        ("q=red&limit=0", "from 1 to 200"),
        ("q=red&limit=1000000", "from 1 to 200"),
        ("q=red&offset=99999999999999999999", "from 0 to 10000"),
        ("q=red&kind=rumour", "there is no kind"),
        ("q=red&from=yesterday", "is no date"),
        ("q=red&fuzzy=2", "there is no parameter"),
        ("q=red&format=json&format=csv", "given twice"),
    ] {
        let reply = server.get(&format!("/search?{parameters}"), "application/json");
        assert_eq!(reply.status, 400, "{parameters}: {}", reply.body);
        assert!(reply.body.contains(told), "{parameters}: {}", reply.body);
    }
    let long = server.get(&format!("/search?q={}", "word+".repeat(500)), "application/json");
    assert_eq!(long.status, 400);
    for words in [
        "\"",
        "((((",
        "red) OR (",
        "kind:decision",
        "red~5 lin?",
        "/.*/",
        "[a TO z]",
        "red^99999",
        "x\" } } ; DROP ALL #",
        "<script>alert(1)</script>",
        "\"><svg onload=alert(1)>",
        "../../etc/passwd",
        "%00 \u{0} \u{202e}",
        "😀 red",
    ] {
        let reply = search(&server, &[("q", words), ("speaker", words), ("series", words), ("process", words)]);
        assert!([200, 400].contains(&reply.status), "{words}: {} {}", reply.status, reply.body);
        let page = server.get(&format!("/search?q={}&series={}", encoded(words), encoded(words)), "text/html");
        assert!([200, 400].contains(&page.status) && !page.body.contains("<script>") && !page.body.contains("<svg"));
    }
    // Nothing of it changed anything.
    assert_eq!(json(&search(&server, &[("q", "\"red line\"")]))["total"], 2);
}
