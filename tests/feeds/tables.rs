//! Timelines, matrices, Atom, calendars and the ledger.

use super::{Element, SAMPLES, counted, elements, feed, json, over_small, rows};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_timeline_has_every_meeting_decision_and_due_date() {
    let server = &SAMPLES.server;
    let timeline = json(server, "timeline");
    let items = timeline["items"].as_array().unwrap();
    let of = |kind: &str| items.iter().filter(|item| item["kind"] == kind).count();
    assert_eq!(of("meeting"), counted(server, "(COUNT(DISTINCT ?m) AS ?n) { ?m a rap:Meeting ; rap:date ?d }"));
    assert_eq!(of("decision"), counted(server, "(COUNT(?d) AS ?n) { ?d a rap:Decision }"));
    assert_eq!(of("commitment"), counted(server, "(COUNT(?c) AS ?n) { ?c a rap:Commitment ; rap:due ?d }"));
    let named = "(COUNT(*) AS ?n) { SELECT DISTINCT ?s ?m { ?s a rap:Process . ?x rap:refersTo ?s ; rap:inReport/rap:record/rap:recordOf ?m } }";
    assert_eq!(of("mention"), counted(server, named));
    let dates: Vec<&str> = items.iter().map(|item| item["date"].as_str().unwrap()).collect();
    assert!(dates.is_sorted());
    let table = rows(&feed(server, "timeline?format=csv"));
    assert_eq!(table.len(), items.len());
    assert!(table.iter().zip(items).all(|(row, item)| row["text"] == item["text"].as_str().unwrap()));
    let few = json(server, "timeline?limit=3&kind=meeting");
    assert_eq!((few["items"].as_array().unwrap().len(), &few["leftOut"]), (3, &(of("meeting") - 3).into()));
    let year = json(server, "timeline?from=2022&to=2022");
    assert!(year["items"].as_array().unwrap().iter().all(|item| item["date"].as_str().unwrap().starts_with("2022")));
}

#[test]
fn attendance_by_group_is_that_of_the_named_query() {
    let server = &SAMPLES.server;
    let known: BTreeSet<(String, String, String)> =
        rows(&server.get("/queries/attendance-by-group?format=csv", "*/*").body)
            .into_iter()
            .filter(|row| row["roster"] == "true")
            .map(|row| (row["group"].clone(), row["meeting"].clone(), row["people"].clone()))
            .collect();
    let cells: BTreeSet<(String, String, String)> = rows(&feed(server, "matrix?format=csv&basis=here"))
        .into_iter()
        .filter(|row| !["", "0"].contains(&row["value"].as_str()))
        .map(|row| (row["row"].clone(), row["column"].clone(), row["value"].clone()))
        .collect();
    assert_eq!(cells, known);
    // What a column is out of is the sum of its rows, since nobody is of two groups.
    let mut sums: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in rows(&feed(server, "matrix?format=csv&measure=attended&columns=year")) {
        *sums.entry((row["column"].clone(), row["counted"].clone())).or_default() +=
            row["value"].parse::<usize>().unwrap_or(0);
    }
    for ((year, all), sum) in sums.into_iter().filter(|((_, all), _)| !all.is_empty()) {
        assert_eq!(all.parse::<usize>().unwrap(), sum, "{year}");
    }
}

#[test]
fn who_spoke_is_counted_as_sparql_counts() {
    let server = &SAMPLES.server;
    let matrix = json(server, "matrix?rows=person&columns=meeting&measure=contributions");
    let (people, meetings) = (matrix["rows"].as_array().unwrap(), matrix["columns"].as_array().unwrap());
    let mut compared = 0;
    for (row, person) in people.iter().enumerate().step_by(7) {
        for (column, meeting) in meetings.iter().enumerate() {
            let query = format!(
                "(COUNT(DISTINCT ?c) AS ?n) {{ ?c a rap:Contribution ; rap:speaker <{}> ; rap:inRecord/rap:recordOf <{}> }}",
                person["id"].as_str().unwrap(),
                meeting["id"].as_str().unwrap()
            );
            assert_eq!(matrix["cells"][row][column], counted(server, &query), "{person} {meeting}");
            compared += 1;
        }
    }
    assert!(compared >= 10, "{compared}");
    let spoke = json(server, "matrix?rows=group&columns=meeting&measure=spoke");
    for column in spoke["columns"].as_array().unwrap() {
        let query = format!(
            "(COUNT(DISTINCT ?a) AS ?n) {{ ?c a rap:Contribution ; rap:speaker ?a ; rap:inRecord/rap:recordOf <{}> }}",
            column["id"].as_str().unwrap()
        );
        assert_eq!(column["counted"], counted(server, &query), "{column}");
        assert!(column["known"].as_u64() <= column["counted"].as_u64());
    }
    for shape in
        ["rows=organisation&columns=process", "rows=group&columns=process&measure=spoke", "rows=person&columns=year"]
    {
        let matrix = json(server, &format!("matrix?{shape}"));
        let width = matrix["columns"].as_array().unwrap().len();
        assert!(
            width > 0
                && matrix["cells"].as_array().unwrap().iter().all(|cells| cells.as_array().unwrap().len() == width)
        );
    }
}

#[test]
fn a_meeting_without_a_roster_is_unknown() {
    let (_folder, server) = over_small("");
    let matrix = json(&server, "matrix");
    let columns = matrix["columns"].as_array().unwrap();
    assert_eq!(columns.len(), 2);
    assert_eq!((&columns[0]["withRoster"], &columns[0]["counted"]), (&1.into(), &1.into()));
    assert_eq!((&columns[1]["withRoster"], &columns[1]["counted"]), (&0.into(), &Value::Null));
    assert_eq!(matrix["cells"][0], serde_json::json!([1, null]));
    let table = rows(&feed(&server, "matrix?format=csv"));
    assert_eq!((table[1]["value"].as_str(), table[1]["with_roster"].as_str()), ("", "0"));
    // Who spoke is known without one.
    assert_eq!(json(&server, "matrix?measure=spoke")["cells"][0], serde_json::json!([1, 0]));
}

/// Holds a feed against what RFC 4287 demands; its entries.
pub(crate) fn atom(text: &str) -> Vec<BTreeMap<String, String>> {
    let all = elements(text);
    assert_eq!(all[0].attributes["xmlns"], "http://www.w3.org/2005/Atom");
    let one = |path: &str| {
        let found: Vec<&Element> = all.iter().filter(|element| element.path == path).collect();
        assert_eq!(found.len(), 1, "{path}");
        found[0].text.clone()
    };
    let mut entries: Vec<BTreeMap<String, String>> = Vec::new();
    for element in &all {
        if element.path == "feed/entry" {
            entries.push(BTreeMap::new());
        } else if let Some(name) = element.path.strip_prefix("feed/entry/") {
            let text = if name == "link" { element.attributes["href"].clone() } else { element.text.clone() };
            let before = entries.last_mut().unwrap().insert(name.to_owned(), text);
            assert!(before.is_none() || name.starts_with("author"), "two {name}");
        }
    }
    for name in ["id", "title", "updated"] {
        assert!(!one(&format!("feed/{name}")).is_empty());
        assert!(entries.iter().all(|entry| !entry[name].is_empty()), "{name}");
    }
    for entry in &entries {
        assert!(entry["updated"].parse::<jiff::Timestamp>().is_ok(), "{entry:?}");
        assert_eq!(entry["id"], entry["link"]);
    }
    assert!(entries.is_sorted_by(|a, b| a["updated"] >= b["updated"]));
    assert_eq!(entries.iter().map(|entry| &entry["id"]).collect::<BTreeSet<_>>().len(), entries.len());
    if let Some(first) = entries.first() {
        assert_eq!(one("feed/updated"), first["updated"]);
    }
    entries
}

#[test]
fn atom_feeds_have_what_the_named_queries_find() {
    let server = &SAMPLES.server;
    let of = |query: &str, column: &str| -> BTreeSet<String> {
        rows(&server.get(&format!("/queries/{query}"), "text/csv").body).iter().map(|row| row[column].clone()).collect()
    };
    let decisions = atom(&feed(server, "decisions.atom?limit=1000"));
    let found: BTreeSet<String> = decisions.iter().map(|entry| entry["id"].clone()).collect();
    assert_eq!(found, of("decisions", "decision"));
    let traced = of("trace?topic=GDC", "text");
    let said = atom(&feed(server, "process.atom?process=GDC"));
    assert_eq!(said.iter().map(|entry| entry["content"].clone()).collect::<BTreeSet<_>>(), traced);
    assert!(traced.len() > 2);
    assert_eq!(atom(&feed(server, "decisions.atom?limit=2")).len(), 2);
}

/// The components of a calendar, with unfolded lines, whose folding is checked.
pub(crate) fn components(text: &str) -> Vec<(String, BTreeMap<String, String>)> {
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    // The library folds after 75 octets, and the space that a folded line begins with comes on top.
    assert!(text.split("\r\n").all(|line| line.len() <= 76 && !line.contains(['\n', '\r'])));
    let mut found: Vec<(String, BTreeMap<String, String>)> = Vec::new();
    let whole = text.replace("\r\n ", "");
    for line in whole.split("\r\n").filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').unwrap();
        match name {
            "BEGIN" => found.push((value.to_owned(), BTreeMap::new())),
            "END" => {}
            name => {
                assert!(found.last_mut().unwrap().1.insert(name.to_owned(), value.to_owned()).is_none(), "two {name}");
            }
        }
    }
    let uids: BTreeSet<&String> = found[1..].iter().map(|(_, properties)| &properties["UID"]).collect();
    assert_eq!(uids.len(), found.len() - 1);
    assert!(found[1..].iter().all(|(_, properties)| properties["DTSTAMP"].ends_with('Z')));
    found
}

#[test]
fn the_calendar_has_days_where_reports_have_them() {
    let server = &SAMPLES.server;
    let all = components(&feed(server, "calendar.ics"));
    let of = |kind: &str| all.iter().filter(|(name, _)| name == kind).collect::<Vec<_>>();
    let meetings = of("VEVENT").into_iter().filter(|(_, properties)| properties["STATUS"] == "CONFIRMED").count();
    assert_eq!(meetings, counted(server, "(COUNT(DISTINCT ?m) AS ?n) { ?m a rap:Meeting ; rap:date ?d }"));
    assert_eq!(of("VTODO").len(), counted(server, "(COUNT(?c) AS ?n) { ?c a rap:Commitment ; rap:due ?d }"));
    let starts = counted(server, "(COUNT(DISTINCT ?m) AS ?n) { ?m a rap:Meeting ; rap:startTime ?d }");
    let timed = of("VEVENT").into_iter().filter(|(_, properties)| {
        properties["STATUS"] == "CONFIRMED" && properties.get("DTSTART").is_some_and(|start| start.ends_with('Z'))
    });
    assert!(timed.count() >= starts);
    let due = "<id/report/aaa> { <id/commitment/aaa-9> a rap:Commitment ; rap:inReport <id/report/aaa> ; rap:inRecord <id/record/aaa> ; rap:start 0 ; \
               rap:end 3 ; rap:quote \"In March, that is.\" ; rap:due \"2024-03\"^^xsd:gYearMonth }";
    let (_folder, server) = over_small(due);
    let small = components(&feed(&server, "calendar.ics?kind=due"));
    assert_eq!(small.len(), 3);
    let month =
        small.iter().find(|(_, properties)| properties.get("UID").is_some_and(|uid| uid.ends_with("aaa-9"))).unwrap();
    assert!(!month.1.keys().any(|name| name.starts_with("DUE") || name.starts_with("DTSTART")), "{month:?}");
    assert!(month.1["SUMMARY"].contains("due in 2024-03"));
    let day =
        small.iter().find(|(_, properties)| properties.get("UID").is_some_and(|uid| uid.ends_with("aaa-0"))).unwrap();
    assert_eq!(day.1["DUE;VALUE=DATE"], "20240301");
    // The meeting that the first report announces took place.
    assert_eq!(components(&feed(&server, "calendar.ics?kind=next-meeting")).len(), 1);
    assert_eq!(components(&feed(&server, "calendar.ics?kind=meeting")).len(), 3);
}

#[test]
fn the_ledger_is_that_of_the_named_query() {
    let server = &SAMPLES.server;
    let all = rows(&feed(server, "commitments.csv"));
    assert_eq!(all, rows(&server.get("/queries/commitments?format=csv", "*/*").body));
    assert!(all.len() > 10);
    let owner = &all.iter().find(|row| !row["responsible"].is_empty()).unwrap()["responsible"];
    let theirs = rows(&feed(server, &format!("commitments.csv?owner={}", super::written(owner))));
    assert_eq!(theirs, all.iter().filter(|row| row["responsible"] == *owner).cloned().collect::<Vec<_>>());
    let overdue = rows(&feed(server, "commitments.csv?state=overdue"));
    assert_eq!(overdue, all.iter().filter(|row| row["state"] == "overdue").cloned().collect::<Vec<_>>());
}
