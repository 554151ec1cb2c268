//! Rows by pages.

use super::served::Server;
use std::collections::BTreeSet;

/// Where a `Link` header leads.
fn link<'h>(header: &'h str, relation: &str) -> Option<&'h str> {
    let link = header.split(", <").find(|link| link.ends_with(&format!("rel=\"{relation}\"")))?;
    Some(link.trim_start_matches('<').split('>').next().unwrap_or_default())
}

/// All rows, page by page, and how many pages there were.
fn walked(server: &Server, first: &str) -> (Vec<String>, usize) {
    let (mut rows, mut pages, mut target) = (Vec::new(), 0, first.to_owned());
    loop {
        let reply = server.get(&target, "text/csv");
        assert_eq!(reply.status, 200, "{target}: {}", reply.body);
        rows.extend(records(&reply.body));
        pages += 1;
        let header = &reply.headers["link"];
        assert_eq!(link(header, "prev").is_some(), pages > 1, "{header}");
        match link(header, "next") {
            Some(next) => next.clone_into(&mut target),
            None => return (rows, pages),
        }
    }
}

/// The records behind the first; a quoted value may hold a line's end.
fn records(csv: &str) -> Vec<String> {
    let (mut records, mut quoted, mut record) = (Vec::new(), false, String::new());
    for character in csv.chars() {
        quoted ^= character == '"';
        match character {
            '\n' if !quoted => records.push(std::mem::take(&mut record)),
            other => record.push(other),
        }
    }
    records.split_off(1)
}

#[test]
fn the_pages_of_every_query_hold_each_row_once() {
    let server = Server::start(&[]);
    let list: serde_json::Value = serde_json::from_str(&server.get("/queries", "*/*").body).unwrap();
    let mut paged = 0;
    for query in list["queries"].as_array().unwrap() {
        let href = query["href"].as_str().unwrap();
        let mut whole = records(&server.get(href, "text/csv").body);
        let (mut rows, pages) = walked(&server, &format!("{href}?limit=2"));
        assert_eq!(pages, whole.len().div_ceil(2).max(1), "{href}");
        whole.sort();
        rows.sort();
        assert_eq!(rows, whole, "{href}");
        paged += usize::from(pages > 1);
    }
    assert!(paged > 1, "{paged}");
}

#[test]
fn pages_come_again_as_they_were() {
    let server = Server::start(&[]);
    let first = server.get("/queries/mentions?limit=2&offset=2", "text/csv");
    let (tag, links) = (&first.headers["etag"], &first.headers["link"]);
    // The second time it is one that was kept.
    let again = server.get("/queries/mentions?limit=2&offset=2", "text/csv");
    assert_eq!((&again.body, &again.headers["etag"], &again.headers["link"]), (&first.body, tag, links));
    let headers = [("Accept", "text/csv"), ("If-None-Match", tag.as_str())];
    assert_eq!(server.send("GET", "/queries/mentions?limit=2&offset=2", &headers, "").status, 304);
    let other = server.get("/queries/mentions?limit=2&offset=0", "text/csv");
    assert_ne!(&other.headers["etag"], tag);
    let seen: BTreeSet<String> = records(&first.body).into_iter().chain(records(&other.body)).collect();
    assert_eq!(seen.len(), 4);
    let head = server.send("HEAD", "/queries/mentions?limit=2", &[("Accept", "text/csv")], "");
    assert_eq!(head.headers["link"], other.headers["link"]);
}

#[test]
fn a_page_is_bounded_and_its_numbers_are_checked() {
    let server = Server::start(&[]);
    for (parameters, part) in [
        ("limit=0", "from 1 to 10000"),
        ("limit=10001", "from 1 to 10000"),
        ("limit=-1", "from 1 to 10000"),
        ("limit=x", "from 1 to 10000"),
        ("limit=1&limit=2", "given twice"),
        ("offset=-1", "whole number"),
        ("offset=99999999999", "whole number"),
        ("offset=", "whole number"),
    ] {
        let reply = server.get(&format!("/queries/mentions?{parameters}"), "*/*");
        assert_eq!(reply.status, 400, "{parameters}");
        assert!(reply.body.contains(part), "{parameters}: {}", reply.body);
    }
    let beyond = server.get("/queries/mentions?offset=4294967295", "text/csv");
    assert_eq!((beyond.status, beyond.lines().len()), (200, 1));
    assert!(link(&beyond.headers["link"], "next").is_none() && link(&beyond.headers["link"], "prev").is_some());
    assert_eq!(server.get("/queries/mentions?max-rows=1", "text/csv").status, 413);
}

#[test]
fn people_turn_pages_too() {
    let server = Server::start(&[]);
    let page = server.get("/queries/mentions?limit=2", "text/html");
    assert!(
        page.body.contains("There are more.") && page.body.contains("href=\"/queries/mentions?limit=2&amp;offset=2\""),
        "{}",
        page.body
    );
    let last = server.get("/queries/mentions?limit=2&offset=4", "text/html");
    assert!(!last.body.contains("There are more.") && last.body.contains("Rows before"));
}
