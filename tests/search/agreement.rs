//! Index and store say the same: after writes, restarts, crashes, and when somebody has been at the files.

use crate::support::generator::{self, SEED};
use crate::support::served::{Server, encoded};
use crate::support::{ingest_all, program};
use crate::{Desk, TOKEN, found, json, search};
use rapporteur::store::FAULT_VARIABLE;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;

/// What searches find in a store, without what depends on how often the index was written.
fn findings(store: &Path) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for words in ["the", "proposal OR draft", "ag*", "\"working group\"", "igf", "agreed -letter", "2024 OR 2023"] {
        for offset in ["0", "200", "400"] {
            let answer = found(store, &[words, "--limit", "200", "--offset", offset]);
            all.insert(format!("{words}: {}", answer["total"]));
            if answer["total"].as_u64().unwrap() <= 600 {
                for hit in answer["hits"].as_array().unwrap() {
                    let mut hit: Value = hit.clone();
                    hit.as_object_mut().unwrap().remove("score");
                    all.insert(format!("{words}: {hit}"));
                }
            }
        }
    }
    all
}

/// What searches find when the index is made anew.
fn anew(store: &Path) -> BTreeSet<String> {
    fs::remove_dir_all(store.join("search")).unwrap();
    findings(store)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Runs the program with a point at which it ends; whether it got there.
fn is_killed(store: &Path, point: &str, arguments: &[&str]) -> bool {
    let output = program(store).args(arguments).env(FAULT_VARIABLE, point).stdout(Stdio::null()).output().unwrap();
    !output.status.success()
}

#[test]
fn killed_while_the_index_is_written_the_next_start_mends_it() {
    let folder = tempfile::tempdir().unwrap();
    let reports = folder.path().join("reports");
    let written = generator::write(SEED, 6, &reports);
    let (first, second) = written.split_at(4);
    let store = folder.path().join("store");
    ingest_all(&store, first);
    let old = folder.path().join("old");
    // Without an index, and with one of the version before.
    copy(&store, &old);
    let before = findings(&old);
    ingest_all(&store, second);
    ingest_all(&old, second);
    let expected = findings(&store);
    assert_ne!(before, expected);
    for point in
        ["search-unit-written:1", "search-unit-written:2", "search-written", "search-prepared", "search-committed"]
    {
        for (name, from) in [("new", &old), ("whole", &store)] {
            let broken = folder.path().join(format!("{name}-{point}"));
            copy(from, &broken);
            if name == "whole" {
                fs::remove_dir_all(broken.join("search")).unwrap();
            }
            assert!(is_killed(&broken, point, &["search", "the"]), "{point} is not reached");
            assert_eq!(findings(&broken), expected, "{name}, killed at {point}");
        }
    }
}

#[test]
fn killed_while_the_store_is_written_the_index_follows_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let reports = folder.path().join("reports");
    let written = generator::write(SEED, 6, &reports);
    let store = folder.path().join("store");
    ingest_all(&store, &written[..4]);
    findings(&store);
    for point in
        ["before-commit:1", "in-transaction:1", "after-commit:1", "reports-committed", "after-commit:2", "followed"]
    {
        let broken = folder.path().join(point);
        copy(&store, &broken);
        assert!(is_killed(&broken, point, &["ingest", reports.to_str().unwrap()]), "{point} is not reached");
        let found = findings(&broken);
        assert_eq!(found, anew(&broken), "killed at {point}");
    }
    // The bulk loader, which commits in another way, and only where there is much.
    let many = folder.path().join("many");
    generator::write(SEED, 80, &many);
    let broken = folder.path().join("bulk");
    for point in ["bulk-loaded:1", "after-commit:2"] {
        assert!(is_killed(&broken, point, &["ingest", many.to_str().unwrap()]), "{point} is not reached");
        let found = findings(&broken);
        assert_eq!(found, anew(&broken), "killed at {point}");
    }
}

#[test]
fn an_index_of_another_store_or_of_none_is_not_believed() {
    let desk = Desk::new();
    let store = desk.store();
    let expected = findings(&store);
    // A backup knows no index, and an older version of the database under a newer index is seen.
    let backup = desk.folder.path().join("backup");
    crate::printed(&store, &["backup", backup.to_str().unwrap()]);
    assert!(!backup.join("search").exists());
    let written = generator::write(SEED, 2, &desk.folder.path().join("more"));
    ingest_all(&store, &written);
    let later = findings(&store);
    assert_ne!(later, expected);
    fs::remove_dir_all(store.join("data")).unwrap();
    copy(&backup.join("data"), &store.join("data"));
    assert_eq!(findings(&store), expected);
    // Files that are damaged, cut short or gone.
    for damage in ["meta.json", ".managed.json", "cut", "gone"] {
        let index = store.join("search");
        let is_segment = |path: &Path| path.extension().is_some_and(|e| e == "term" || e == "store" || e == "idx");
        match damage {
            "cut" | "gone" => {
                for entry in fs::read_dir(&index).unwrap().flatten().filter(|entry| is_segment(&entry.path())) {
                    if damage == "gone" {
                        fs::remove_file(entry.path()).unwrap();
                    } else {
                        fs::write(entry.path(), "x").unwrap();
                    }
                }
            }
            file => fs::write(index.join(file), "{").unwrap(),
        }
        assert_eq!(findings(&store), expected, "{damage}");
    }
}

#[test]
fn a_store_whose_folder_cannot_hold_an_index_is_searched_all_the_same() {
    let desk = Desk::new();
    // Where the folder should be there is a file, which is nobody's to delete.
    fs::write(desk.store().join("search"), "mine").unwrap();
    assert_eq!(found(&desk.store(), &["\"red line\""])["total"], 2);
    assert_eq!(fs::read_to_string(desk.store().join("search")).unwrap(), "mine");
}

fn update(server: &Server, update: &str) {
    let authorization = format!("Bearer {TOKEN}");
    let headers = [("Content-Type", "application/sparql-update"), ("Authorization", authorization.as_str())];
    let reply = server.send("POST", "/update", &headers, update);
    assert_eq!(reply.status, 204, "{}", reply.body);
}

#[test]
fn what_was_written_is_found_by_the_next_request() {
    let desk = Desk::new();
    let server = desk.serve();
    let total = |server: &Server| json(&search(server, &[("q", "zyzzyva")]))["total"].clone();
    let by_query = |server: &Server| {
        let query = "SELECT (COUNT(*) AS ?n) { ?s <http://jena.apache.org/text#query> 'zyzzyva' }";
        server.get(&format!("/sparql?query={}", encoded(query)), "text/csv").lines()[1].to_owned()
    };
    assert_eq!((total(&server), by_query(&server)), (0.into(), "0".to_owned()));
    let versions: BTreeSet<String> = (0..5)
        .map(|n| {
            update(
                &server,
                &format!(
                    "PREFIX rap: <https://w3id.org/rapporteur/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> \
                     INSERT DATA {{ GRAPH <https://example.org/mine> {{ <https://example.org/topic/{n}> a rap:Topic ; skos:prefLabel \"Zyzzyva {n}\" }} }}"
                ),
            );
            let answer = json(&search(&server, &[("q", "zyzzyva")]));
            assert_eq!((&answer["total"], &answer["current"]), (&(n + 1).into(), &true.into()));
            assert_eq!(by_query(&server), (n + 1).to_string());
            answer["version"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(versions.len(), 5);
    // An update can say what it changes by searching.
    update(
        &server,
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { ?s <http://jena.apache.org/text#query> '\"zyzzyva 3\"' . GRAPH ?g { ?s ?p ?o } }",
    );
    assert_eq!((total(&server), by_query(&server)), (4.into(), "4".to_owned()));
    // Killed, not ended: what was acknowledged is found after the next start.
    drop(server);
    let server = desk.serve();
    assert_eq!((total(&server), by_query(&server)), (4.into(), "4".to_owned()));
    update(&server, "DROP GRAPH <https://example.org/mine>");
    drop(server);
    assert_eq!(found(&desk.store(), &["zyzzyva"])["total"], 0);
}

#[test]
fn a_service_killed_while_it_writes_the_index_finds_everything_after_the_next_start() {
    let desk = Desk::new();
    let insert = "PREFIX rap: <https://w3id.org/rapporteur/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> \
                  INSERT DATA { GRAPH <https://example.org/mine> { <https://example.org/topic> a rap:Topic ; skos:prefLabel \"Zyzzyva\" } }";
    let server = desk.serve();
    assert_eq!(json(&search(&server, &[("q", "zyzzyva")]))["total"], 0);
    update(&server, insert);
    // Ended at once: the index may or may not be there.
    drop(server);
    assert_eq!(found(&desk.store(), &["zyzzyva"])["total"], 1);
}
