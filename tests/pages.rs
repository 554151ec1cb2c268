//! The explorer as its readers use it: from the first page by links alone to the sentence that answers a question.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod support;

#[path = "pages/graph.rs"]
mod graph;
#[path = "pages/pictures.rs"]
mod pictures;

use dom_query::{Document, Selection};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use support::served::{Reply, Server, encoded};
use support::{ingest_all, samples};

/// The lists, which stand in the head of every page or on the first one.
const LISTS: [&str; 11] = [
    "/",
    "/meetings",
    "/decisions",
    "/commitments",
    "/people",
    "/organisations",
    "/processes",
    "/matrix",
    "/replies",
    "/graph",
    "/about",
];

fn over_samples() -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    ingest_all(folder.path(), &[samples()]);
    let server = Server::over(folder.path(), &[]);
    (folder, server)
}

/// Somebody at a browser.
struct Reader<'s> {
    server: &'s Server,
    at: String,
    page: Document,
}

impl<'s> Reader<'s> {
    fn at(server: &'s Server, target: &str) -> Self {
        let mut reader = Self { server, at: String::new(), page: Document::from("") };
        reader.go(target);
        reader
    }

    /// Asks for a page as browsers do, and follows where it leads.
    fn go(&mut self, target: &str) {
        let mut target = target.split('#').next().unwrap().to_owned();
        for _ in 0..5 {
            let reply = self.server.get(&target, "text/html,application/xhtml+xml,*/*;q=0.8");
            match reply.status {
                200 => {
                    assert!(reply.kind().starts_with("text/html"), "{target}: {}", reply.kind());
                    self.page = Document::from(reply.body);
                    self.at = target;
                    return;
                }
                301 | 303 => target = joined(&target, &reply.headers["location"]),
                other => panic!("{target}: {other} {}", reply.body),
            }
        }
        panic!("{target} leads in a ring");
    }

    /// Follows the first link with this text.
    fn click(&mut self, text: &str) {
        let links = self.page.select("main a, header a");
        let link = links.iter().find(|link| link.text().trim() == text);
        let link = link.unwrap_or_else(|| panic!("no link `{text}` at {}", self.at));
        self.follow(&href(&link));
    }

    fn follow(&mut self, href: &str) {
        let target = joined(&self.at, href);
        self.go(&target);
    }

    /// The marked words, with the report and the range that they stand for.
    fn lit(&self) -> (String, String, usize, usize) {
        let (path, query) = self.at.split_once('?').unwrap();
        let pairs: BTreeMap<String, usize> = serde_urlencoded::from_str(query).unwrap();
        let slug = path.strip_prefix("/id/report/").unwrap().strip_suffix("/text.html").unwrap().to_owned();
        (self.page.select("mark#quote").text().to_string(), slug, pairs["start"], pairs["end"])
    }
}

fn href(link: &Selection<'_>) -> String {
    link.attr("href").unwrap().to_string()
}

fn joined(path: &str, to: &str) -> String {
    let base = oxiri::Iri::parse(format!("http://host{path}")).unwrap();
    base.resolve(to).unwrap().as_str().strip_prefix("http://host").unwrap().to_owned()
}

fn rows(server: &Server, target: &str) -> Vec<BTreeMap<String, String>> {
    let reply = server.get(target, "application/sparql-results+json");
    assert_eq!(reply.status, 200, "{target}: {}", reply.body);
    let answer: Value = serde_json::from_str(&reply.body).unwrap();
    let rows = answer["results"]["bindings"].as_array().unwrap().iter();
    let value = |(name, term): (&String, &Value)| (name.clone(), term["value"].as_str().unwrap().to_owned());
    rows.map(|row| row.as_object().unwrap().iter().map(value).collect()).collect()
}

/// Insists that what is marked is the quote of a span that the graph has at this place.
fn is_evidence(reader: &Reader<'_>) -> String {
    let (words, slug, start, end) = reader.lit();
    let query = format!(
        "PREFIX rap: <https://w3id.org/rapporteur/> SELECT DISTINCT ?quote {{ ?span rap:inReport <http://localhost:7878/id/report/{slug}> ; \
         rap:start {start} ; rap:end {end} ; rap:quote ?quote }}"
    );
    let quotes = rows(reader.server, &format!("/sparql?query={}", encoded(&query)));
    assert!(quotes.iter().any(|row| row["quote"] == words), "{words:?} at {} is no quote: {quotes:?}", reader.at);
    let text = reader.server.get(&format!("/id/report/{slug}/text"), "text/plain").body;
    assert_eq!(text.chars().skip(start).take(end - start).collect::<String>(), words);
    words
}

#[test]
fn who_said_that_it_is_a_red_line() {
    let (_folder, server) = over_samples();
    let mut reader = Reader::at(&server, "/");
    reader.click("Processes");
    reader.click("NETmundial+10");
    let said = reader.page.select("ol.said > li");
    let item = said.iter().find(|item| item.text().contains("red line")).unwrap();
    let speaker = item.select("b a").text().to_string();
    let meeting = item.select("p > a").iter().next().unwrap();
    let (meeting_name, meeting_at) = (meeting.text().to_string(), href(&meeting));
    let evidence = href(&item.select("a.evidence"));
    let speaker_at = href(&item.select("b a"));
    reader.follow(&evidence);
    let words = is_evidence(&reader);
    assert!(words.contains("red line"), "{words}");
    let known = rows(&server, "/queries/trace?topic=NETmundial%2B10");
    let row = known.iter().find(|row| row["text"].contains("red line")).unwrap();
    assert_eq!((&speaker, &row["text"]), (&row["speaker"], &words));
    assert!(meeting_name.contains(&row["date"]), "{meeting_name}");
    // The same sentence stands on the pages of the meeting and of the speaker.
    for other in [meeting_at, speaker_at] {
        reader.go(&other);
        let quotes = reader.page.select("blockquote");
        let quote = quotes.iter().find(|quote| quote.text().contains("red line"));
        assert_eq!(href(&quote.unwrap_or_else(|| panic!("{other}")).select("a.evidence")), evidence);
    }
}

#[test]
fn which_groups_spoke_of_the_compact_and_how_often() {
    let (_folder, server) = over_samples();
    let mut reader = Reader::at(&server, "/");
    reader.click("Global Digital Compact");
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows(&server, "/queries/involvement?process=Global%20Digital%20Compact") {
        *known.entry(row["group"].clone()).or_default() += row["contributions"].parse::<usize>().unwrap();
    }
    assert!(known.len() > 1, "{known:?}");
    let list = reader.page.select("#groups ~ ul").first().select("li");
    let shown: BTreeMap<String, usize> = list
        .iter()
        .map(|item| {
            let text = item.text().to_string();
            let (group, rest) = text.split_once(": ").unwrap();
            (group.to_owned(), rest.split(' ').next().unwrap().parse().unwrap())
        })
        .collect();
    assert_eq!(shown, known);
    // Each line has its evidence: as many places as it counts contributions.
    let lines = reader.page.select("#groups ~ div.scroll").first().select("tbody tr");
    let mut evidence = Vec::new();
    for line in &lines {
        let counted: usize = line.select("td.number").first().text().parse().unwrap();
        let places: Vec<String> = line.select("a.evidence").iter().map(|link| href(&link)).collect();
        assert_eq!(places.len(), counted, "{}", line.text());
        evidence.extend(places);
    }
    for place in evidence {
        reader.go(&place);
        is_evidence(&reader);
    }
}

#[test]
fn what_was_promised_in_april_2022_and_by_when() {
    let (_folder, server) = over_samples();
    let mut reader = Reader::at(&server, "/");
    reader.click("2022");
    let meeting = reader.page.select("tbody tr").iter().find(|row| row.text().contains("2022-04-07")).unwrap();
    reader.follow(&href(&meeting.select("td a").first()));
    let known = rows(&server, &format!("/queries/commitments?meeting={}", encoded(&iri_of(&reader.at))));
    let table = reader.page.select("#commitments ~ div.scroll").first().select("tbody tr");
    let mut shown = Vec::new();
    let mut places = Vec::new();
    for row in &table {
        let cells: Vec<String> = row.select("th, td").iter().map(|cell| cell.text().trim().to_owned()).collect();
        let link = row.select("a.evidence");
        shown.push((cells[0].clone(), cells[1].clone(), link.text().to_string()));
        places.push((href(&link), link.text().to_string()));
    }
    let due = |row: &BTreeMap<String, String>| row.get("due").cloned().unwrap_or_else(|| "–".to_owned());
    let mut expected: Vec<_> =
        known.iter().map(|row| (row["responsible"].clone(), due(row), row["text"].clone())).collect();
    expected.sort();
    shown.sort();
    assert_eq!(shown, expected);
    assert!(shown.iter().any(|(owner, due, _)| owner == "IGF Secretariat" && due == "2022-04-11"), "{shown:?}");
    for (place, text) in places {
        reader.go(&place);
        assert_eq!(is_evidence(&reader), text);
    }
}

/// The address of a thing in the graph whose page is at this one.
fn iri_of(page: &str) -> String {
    format!("http://localhost:7878{}", page.strip_suffix(".html").unwrap())
}

/// The pages that can be reached from the first one by links, each with its answer; of texts and of what gives no page only a few.
fn crawled(server: &Server) -> BTreeMap<String, Reply> {
    let mut waiting: Vec<String> = vec!["/".to_owned()];
    let mut met: BTreeMap<String, Reply> = BTreeMap::new();
    let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(target) = waiting.pop() {
        let reply = server.get(&target, "text/html,*/*;q=0.8");
        let base = target.clone();
        if reply.kind().starts_with("text/html") && reply.status == 200 {
            let page = Document::from(reply.body.as_str());
            for link in &page.select("a[href]") {
                let to = href(&link);
                // What is packed is no text.
                if !to.starts_with("http") && to.rsplit_once('.').is_none_or(|(_, ending)| ending != "gz") {
                    let to = joined(&base, to.split('#').next().unwrap());
                    // A dozen of each kind tells of the others.
                    let path = to.split('?').next().unwrap();
                    let kind = match path.rsplit_once('/') {
                        Some((folder, _)) if folder.starts_with("/id/report/") => "/id/report/x".to_owned(),
                        Some(("", name)) => format!("/{name}"),
                        Some((folder, name)) => format!("{folder}/{}", name.rsplit_once('.').map_or("", |(_, e)| e)),
                        None => path.to_owned(),
                    };
                    if seen.insert(to.clone()) {
                        let count = kinds.entry(kind).or_default();
                        *count += 1;
                        if *count <= 12 {
                            waiting.push(to);
                        }
                    }
                }
            }
        }
        met.insert(target, reply);
    }
    met
}

#[test]
fn every_page_is_whole_and_every_link_leads_somewhere() {
    let (_folder, server) = over_samples();
    let pages = crawled(&server);
    assert!(pages.len() > 120, "{}", pages.len());
    for list in LISTS {
        assert!(pages.contains_key(list), "no link leads to {list}");
    }
    for (target, reply) in &pages {
        assert!(matches!(reply.status, 200 | 301 | 303), "{target}: {} {}", reply.status, reply.body);
        let path = target.split('?').next().unwrap();
        let explored = LISTS.contains(&path) || path.starts_with("/id/") || path.starts_with("/ontology/");
        if !reply.kind().starts_with("text/html") || !explored {
            continue;
        }
        let page = Document::from(reply.body.as_str());
        // Nothing that the policy of the answer forbids.
        assert!(!reply.has_strange_script() && !reply.body.contains(" style=\""), "{target}");
        assert_eq!(page.select("main h1").length(), 1, "{target}");
        assert_eq!(page.select("html[lang]").length(), 1, "{target}");
        let levels = page
            .select("main h1, main h2, main h3, main h4")
            .iter()
            .map(|heading| heading.nodes()[0].node_name().unwrap()[1..].parse::<u8>().unwrap());
        let mut last = 0;
        for level in levels {
            assert!(level <= last + 1, "{target}: a heading of level {level} behind one of level {last}");
            last = level;
        }
        let mut ids = BTreeSet::new();
        for element in &page.select("[id]") {
            let id = element.attr("id").unwrap().to_string();
            assert!(ids.insert(id.clone()), "{target}: two of #{id}");
        }
        for link in &page.select("a[href^='#']") {
            assert!(ids.contains(&href(&link)[1..]), "{target}: {}", href(&link));
        }
        for table in &page.select("table:has(thead)") {
            assert!(
                table.select("caption").length() == 1 && table.select("thead th:not([scope])").length() == 0,
                "{target}"
            );
        }
        for field in &page.select("main input:not([type=hidden]), main select") {
            assert!(has_label(&field), "{target}: a field without a label");
        }
    }
}

fn has_label(field: &Selection<'_>) -> bool {
    field.ancestors(None).iter().any(|above| above.is("label"))
}

#[test]
fn evidence_on_the_pages_of_things_is_what_the_graph_says() {
    let (_folder, server) = over_samples();
    let mut checked = 0;
    for start in [
        "/id/meeting/wg-strategy-2024-10-31-86.html",
        "/id/person/jorge-cancio.html",
        "/id/organisation/igf-secretariat.html",
    ] {
        let mut reader = Reader::at(&server, start);
        let places: BTreeSet<String> = reader.page.select("a.evidence").iter().map(|link| href(&link)).collect();
        assert!(places.len() > 5, "{start}: {places:?}");
        for place in places {
            reader.go(&place);
            assert!(!is_evidence(&reader).is_empty());
            checked += 1;
        }
    }
    assert!(checked > 60, "{checked}");
}

#[test]
fn pages_have_validators_and_say_how_to_get_the_same_as_data() {
    let (_folder, server) = over_samples();
    let things = ["/id/meeting/wg-strategy-2022-04-07-35.html", "/ontology/process/global-digital-compact.html"];
    for target in LISTS.into_iter().chain(things) {
        let reply = server.get(target, "text/html");
        let tag = &reply.headers["etag"];
        assert!(tag.starts_with('"'), "{target}: {tag}");
        let again = server.send("GET", target, &[("Accept", "text/html"), ("If-None-Match", tag)], "");
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{target}");
        // What was made before and kept is the same page.
        let kept = server.get(target, "text/html");
        assert_eq!((&kept.body, kept.headers.get("link")), (&reply.body, reply.headers.get("link")), "{target}");
        let page = Document::from(reply.body);
        let data: Vec<String> = page.select("#data ~ ul a").iter().map(|link| href(&link)).collect();
        assert!(data.len() >= 3, "{target}");
        for to in data {
            assert_eq!(server.get(&to, "*/*").status, 200, "{to}");
        }
    }
    // A process has its RDF as every other thing.
    let turtle = server.get("/ontology/process/global-digital-compact.ttl", "*/*");
    assert_eq!((turtle.status, turtle.kind()), (200, "text/turtle; charset=utf-8"));
    assert_eq!(server.get("/ontology/process/nothing.html", "text/html").status, 404);
}

#[test]
fn lists_have_pages_and_filters_that_stay() {
    let (_folder, server) = over_samples();
    let reader = Reader::at(&server, "/commitments?state=overdue&owner=igf%20secretariat");
    let states: Vec<String> =
        reader.page.select("tbody tr td:nth-child(3)").iter().map(|c| c.text().to_string()).collect();
    assert!(!states.is_empty() && states.iter().all(|state| state.starts_with("overdue")), "{states:?}");
    assert_eq!(reader.page.select("select[name=state] option[selected]").text().to_string(), "overdue");
    assert_eq!(reader.page.select("input[name=owner]").attr("value").unwrap().to_string(), "igf secretariat");
    let mut reader = Reader::at(&server, "/people");
    let known = rows(&server, "/queries/people").len();
    let mut names = BTreeSet::new();
    let mut count = 0;
    loop {
        for link in &reader.page.select("tbody th a") {
            names.insert(href(&link));
            count += 1;
        }
        let next = reader.page.select("a[rel=next]");
        if next.length() == 0 {
            break;
        }
        reader.follow(&href(&next));
    }
    assert_eq!((names.len(), count), (known, known));
    assert!(known > 50, "{known}");
    for wrong in ["/people?page=0", "/people?page=x", "/meetings?page=99999999999"] {
        assert_eq!(server.get(wrong, "text/html").status, 400, "{wrong}");
    }
}
