//! The numbers beside pictures are those of the feeds and queries that the pictures are drawn from.

use super::support::served::{Server, encoded};
use super::{LISTS, Reader, href, over_samples, rows};
use dom_query::Document;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The process that the tests look at, by its page and by its address.
const PROCESS: (&str, &str) =
    ("/ontology/process/global-digital-compact.html", "https://w3id.org/rapporteur/process/global-digital-compact");

/// The cells of the body of the table with this caption, each as the text that is read there.
fn table(page: &Document, caption: &str) -> Vec<Vec<String>> {
    let tables = page.select("table");
    let table = tables.iter().find(|table| table.select("caption").text().trim() == caption);
    let table = table.unwrap_or_else(|| panic!("no table `{caption}`"));
    let cells = |row: dom_query::Selection<'_>| row.select("th, td").iter().map(|cell| words(&cell.text())).collect();
    table.select("tbody tr").iter().map(cells).collect()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn json(server: &Server, target: &str) -> Value {
    let reply = server.get(target, "application/json");
    assert_eq!(reply.status, 200, "{target}: {}", reply.body);
    serde_json::from_str(&reply.body).unwrap()
}

/// What a cell of a matrix reads as.
fn cell(value: &Value, of: &Value) -> String {
    value.as_u64().map_or_else(|| "not known".to_owned(), |value| format!("{value} of {of}"))
}

#[test]
fn the_table_of_the_matrix_is_the_feed_and_what_is_not_known_is_no_zero() {
    let (_folder, server) = over_samples();
    let mut unknown = 0;
    for query in [
        "",
        "rows=organisation&columns=year&measure=attended",
        "rows=person&columns=process&measure=spoke",
        "rows=group&columns=process&measure=contributions&from=2022",
        "rows=group&columns=meeting&measure=attended&basis=here&process=GDC",
    ] {
        let feed = json(&server, &format!("/feeds/matrix?limit=100&{query}"));
        let page = Reader::at(&server, &format!("/matrix?{query}")).page;
        let shown = table(&page, "The numbers");
        let (lines, columns) = (feed["rows"].as_array().unwrap(), feed["columns"].as_array().unwrap());
        assert!(lines.len() > 3 && columns.len() > 1, "{query}");
        assert_eq!(shown.len(), lines.len(), "{query}");
        for (at, line) in lines.iter().enumerate() {
            let expected = columns.iter().zip(feed["cells"][at].as_array().unwrap());
            let expected: Vec<String> = expected.map(|(column, value)| cell(value, &column["counted"])).collect();
            assert_eq!(shown[at][0], line["label"].as_str().unwrap(), "{query}");
            assert_eq!(shown[at][1..], expected, "{query}: {}", shown[at][0]);
            unknown += expected.iter().filter(|cell| *cell == "not known").count();
        }
    }
    assert!(unknown > 0, "a meeting without a list of participants shows as such");
}

#[test]
fn the_form_of_the_matrix_keeps_what_was_asked_and_refuses_what_is_none() {
    let (_folder, server) = over_samples();
    let page = Reader::at(&server, "/matrix?rows=person&columns=year&measure=spoke&process=GDC&from=2021").page;
    let chosen: Vec<String> =
        page.select("option[selected]").iter().map(|one| one.attr("value").unwrap().to_string()).collect();
    assert_eq!(chosen, ["person", "year", "spoke"]);
    assert_eq!(page.select("input[name=process]").attr("value").unwrap().to_string(), "GDC");
    for wrong in
        ["/matrix?rows=animal", "/matrix?from=spring", "/matrix?process=no%20such%20process", "/matrix?limit=0"]
    {
        assert_eq!(server.get(wrong, "text/html").status, 400, "{wrong}");
    }
}

#[test]
fn a_process_over_time_is_what_the_feeds_count() {
    let (_folder, server) = over_samples();
    let page = Reader::at(&server, PROCESS.0).page;
    let of = encoded(PROCESS.1);
    let feed = json(&server, &format!("/feeds/matrix?rows=group&columns=year&measure=contributions&process={of}"));
    let columns = feed["columns"].as_array().unwrap();
    // Years in which it is named and nobody spoke of it have no column here.
    let spoken: Vec<usize> = (0..columns.len()).filter(|at| columns[*at]["counted"].as_u64() > Some(0)).collect();
    let expected: Vec<Vec<String>> = feed["rows"]
        .as_array()
        .unwrap()
        .iter()
        .zip(feed["cells"].as_array().unwrap())
        .map(|(row, cells)| {
            let cells = spoken.iter().map(|at| cell(&cells[*at], &columns[*at]["counted"]));
            [row["label"].as_str().unwrap().to_owned()].into_iter().chain(cells).collect()
        })
        .collect();
    assert!(expected.len() > 2 && spoken.len() > 2);
    assert_eq!(table(&page, "Contributions that name it, by group and year"), expected);

    let named = json(&server, &format!("/feeds/timeline?kind=mention&process={of}"));
    let mut expected: Vec<(String, String)> = named["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["date"].as_str().unwrap().to_owned(), item["count"].to_string()))
        .collect();
    expected.reverse();
    let shown = table(&page, "Mentions and contributions by meeting, latest first");
    let shown_mentions: Vec<(String, String)> = shown.iter().map(|row| (row[0].clone(), row[2].clone())).collect();
    assert!(expected.len() > 2);
    assert_eq!(shown_mentions, expected);
    let said: BTreeSet<String> = rows(&server, &format!("/queries/trace?topic={of}"))
        .into_iter()
        .filter(|row| row["via"] == "named")
        .map(|row| row["contribution"].clone())
        .collect();
    assert_eq!(shown.iter().map(|row| row[3].parse::<usize>().unwrap()).sum::<usize>(), said.len());
}

#[test]
fn the_years_on_the_first_page_count_what_the_timeline_draws() {
    let (_folder, server) = over_samples();
    let page = Reader::at(&server, "/").page;
    let feed = json(&server, "/feeds/timeline?kind=meeting,decision,commitment&limit=1000");
    let mut expected: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for item in feed["items"].as_array().unwrap() {
        let kind = ["meeting", "decision", "commitment"].iter().position(|kind| item["kind"] == *kind).unwrap();
        expected.entry(item["date"].as_str().unwrap()[..4].to_owned()).or_default()[kind] += 1;
    }
    let shown = table(&page, "Meetings, decisions and commitments due by year");
    let shown: BTreeMap<String, [usize; 3]> =
        shown.iter().map(|row| (row[0].clone(), [1, 2, 3].map(|at| row[at].parse().unwrap()))).collect();
    assert!(expected.values().any(|counts| counts[2] > 0), "{expected:?}");
    assert_eq!(shown, expected);
}

/// What the table of answers is called.
const CAPTION: &str = "Pairs of people, those with most contributions first; each act leads to one of them";

#[test]
fn who_answers_whom_is_what_the_query_counts_and_each_act_leads_to_such_a_contribution() {
    let (_folder, server) = over_samples();
    let mut sums = Vec::new();
    for filter in
        ["", "process=GDC", "from=2022&to=2022", "series=http%3A%2F%2Flocalhost%3A7878%2Fid%2Fseries%2Fwg-strategy"]
    {
        let mut expected: BTreeMap<(String, String), usize> = BTreeMap::new();
        for row in rows(&server, &format!("/queries/answers-between?{filter}")) {
            *expected.entry((row["person"].clone(), row["answers"].clone())).or_default() +=
                row["contributions"].parse::<usize>().unwrap();
        }
        let reader = Reader::at(&server, &format!("/replies?{filter}"));
        let shown = table(&reader.page, CAPTION);
        let counted: Vec<usize> = shown.iter().map(|row| row[2].parse().unwrap()).collect();
        assert!(counted.is_sorted_by(|a, b| a >= b), "{filter}: {counted:?}");
        let pairs = shown.iter().zip(&counted).map(|(row, count)| ((row[0].clone(), row[1].clone()), *count)).collect();
        assert_eq!(expected, pairs, "{filter}");
        sums.push(counted.iter().sum::<usize>());
    }
    // All of them are of one series; the process and the year each leave some out.
    assert!(sums[0] > sums[1] && sums[1] > 0 && sums[0] > sums[2] && sums[2] > 0 && sums[3] == sums[0], "{sums:?}");
    // All that is counted without a filter is what the query of old counts.
    let all = rows(&server, "/queries/who-answers-whom")
        .iter()
        .map(|row| row["contributions"].parse::<usize>().unwrap())
        .sum::<usize>();
    assert_eq!(sums[0], all);
    let mut reader = Reader::at(&server, "/replies");
    let first = reader.page.select("tbody tr").first();
    let (who, other) = (words(&first.select("th").text()), words(&first.select("td").first().text()));
    reader.follow(&href(&first.select("td:nth-child(4) a").first()));
    assert!(reader.page.select("dl.facts").text().contains(&who), "{}", reader.at);
    // On their own pages both find the pair.
    for person in [&who, &other] {
        let mut reader = Reader::at(&server, "/replies");
        reader.click(person);
        assert!(table(&reader.page, CAPTION).iter().any(|row| row[0] == who && row[1] == other), "{person}");
    }
}

#[test]
fn affiliations_stand_on_both_pages_with_the_words_they_rest_on() {
    let (_folder, server) = over_samples();
    let mut reader = Reader::at(&server, "/id/person/flavio-wagner.html");
    let known: BTreeSet<String> = rows(&server, "/queries/affiliations")
        .into_iter()
        .filter(|row| row["person"] == "Flavio Wagner")
        .map(|row| row["organisation"].clone())
        .collect();
    let shown = table(&reader.page, "The bodies that reports print beside the name");
    assert!(known.len() > 1, "{known:?}");
    assert_eq!(shown.iter().map(|row| row[1].clone()).collect::<BTreeSet<_>>(), known);
    assert!(shown.iter().all(|row| row[3] == "in the report"), "{shown:?}");
    let body = known.first().unwrap();
    reader.click(body);
    let people = table(&reader.page, "People with the meetings whose reports print it beside their name");
    assert!(people.iter().any(|row| row[2] == "Flavio Wagner"), "{people:?}");
}

#[test]
fn every_picture_has_its_data_and_pages_without_scripts_have_none_that_is_empty() {
    let (_folder, server) = over_samples();
    let mut kinds = BTreeSet::new();
    let things = [
        PROCESS.0,
        "/id/person/jorge-cancio.html",
        "/id/organisation/igf-secretariat.html",
        "/id/series/wg-strategy.html",
        "/matrix?rows=organisation",
    ];
    for target in LISTS.into_iter().chain(things) {
        let page = Reader::at(&server, target).page;
        let figures = page.select("figure.picture");
        assert!(cfg!(feature = "web") || figures.length() == 0, "{target}");
        for figure in &figures {
            let attribute = |name: &str| figure.attr(name).unwrap_or_else(|| panic!("{target}: no {name}")).to_string();
            kinds.insert(attribute("data-picture"));
            assert!(
                !attribute("data-title").is_empty() && attribute("data-base") == "http://localhost:7878/",
                "{target}"
            );
            json(&server, &attribute("data-source"));
            assert!(figure.select("figcaption p").length() > 1 && figure.select("table").length() == 1, "{target}");
        }
        for link in &page.select("p.data a") {
            assert_eq!(server.get(&href(&link), "*/*").status, 200, "{target}: {}", href(&link));
        }
    }
    let all = ["affiliations", "heatmap", "mentions", "positions", "replies", "timeline"].map(str::to_owned);
    assert!(!cfg!(feature = "web") || kinds.iter().eq(&all), "{kinds:?}");
}

#[test]
fn a_thing_is_called_by_the_label_of_its_class() {
    let (_folder, server) = over_samples();
    let page = Reader::at(&server, PROCESS.0).page;
    let said = page.select("main > p.soft").first().text().to_string();
    assert!(said.contains("Concept") && !said.contains("skos/core"), "{said}");
}
