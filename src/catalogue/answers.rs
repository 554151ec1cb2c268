//! What the catalogue's queries answer on a small store.

use super::{Catalogue, DefaultGraph, Evaluation, ResultFormat};
use crate::graph::Base;
use crate::store::Store;
use oxigraph::io::RdfFormat;

fn store() -> Store {
    let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
    store.oxigraph().load_from_slice(RdfFormat::TriG, include_str!("../../tests/fixtures/small.trig")).unwrap();
    store
}

/// The rows of a query as comma-separated values, with the addresses of the installation left out.
fn rows(name: &str, parameters: &[(&str, &str)]) -> Vec<String> {
    let catalogue = Catalogue::embedded().unwrap();
    let query = catalogue.get(name).unwrap().with_parameters(parameters.iter().copied(), Base::DEFAULT).unwrap();
    let results = Evaluation::new(DefaultGraph::Union).run(query, &store()).unwrap();
    let csv = String::from_utf8(ResultFormat::Csv.write(results, Vec::new()).unwrap()).unwrap();
    csv.lines().skip(1).map(|line| line.replace(Base::DEFAULT, "").replace("id/meeting/group-", "")).collect()
}

#[test]
fn meetings_take_from_the_meeting_what_the_report_leaves_out() {
    assert_eq!(
        rows("meetings", &[]),
        [
            "again/wg-001.md,1,Example Group,1,First meeting,2024-01-31,2024-01-31T15:00:00Z,in person",
            "id/report/bbb,2,Example Group,2,,2024-02-28,,",
        ]
    );
}

#[test]
fn a_person_named_in_two_places_attended_once() {
    assert_eq!(
        rows("attendance", &[]),
        [
            "again/wg-001.md,1,Andor Other,,apologies,,",
            "again/wg-001.md,1,Zoë Example,Zoe,present,civil society,stated here",
        ]
    );
    assert_eq!(
        rows("officers", &[]),
        ["again/wg-001.md,1,Zoë Example,host", "again/wg-001.md,1,Zoë Example,moderator"]
    );
    assert_eq!(rows("affiliations", &[]), ["again/wg-001.md,1,Zoë Example,Organisation of Examples"]);
    assert_eq!(rows("roles", &[]), ["again/wg-001.md,1,Zoë Example,MAG Member"]);
    assert_eq!(
        rows("people", &[]),
        ["id/person/zoe-example,Zoë Example,1,0,2024-01-31,2024-01-31", "id/person/other,Andor Other,0,1,,"]
    );
}

#[test]
fn the_agenda_keeps_its_order() {
    assert_eq!(
        rows("agenda", &[]),
        ["again/wg-001.md,1,2,\"Compact, \"\"the\"\"\",", "again/wg-001.md,1,2.a,Next,2", "again/wg-001.md,1,1,Last,",]
    );
}

#[test]
fn what_is_not_printed_stays_empty() {
    assert_eq!(
        rows("documents", &[]),
        ["again/wg-001.md,1,Draft,https://example.org/d", "again/wg-001.md,1,Unlinked,"]
    );
    assert_eq!(rows("events", &[]), ["again/wg-001.md,1,Forum,2024-06,"]);
    assert_eq!(rows("next-meetings", &[]), ["again/wg-001.md,1,2024-02-28,"]);
}

#[test]
fn a_body_that_is_a_process_is_mentioned_as_both() {
    let process = "https://w3id.org/rapporteur/process/global-digital-compact,Global Digital Compact";
    assert_eq!(
        rows("mentions", &[]),
        [
            "again/wg-001.md,1,id/person/zoe-example,Zoë Example,person,Zoë,0,3".to_owned(),
            format!("again/wg-001.md,1,{process},organisation,GDC,5,8"),
            format!("again/wg-001.md,1,{process},process,GDC,5,8"),
            format!("id/report/bbb,2,{process},organisation,GDC,14,17"),
            format!("id/report/bbb,2,{process},process,GDC,14,17"),
        ]
    );
    assert_eq!(rows("processes", &[]), [format!("{process},2,2,2024-01-31,2024-02-28")]);
    assert_eq!(rows("organisations", &[]), [format!("{process},2,2,2024-01-31,2024-02-28")]);
}

#[test]
fn names_that_stay_open_show_their_candidates() {
    assert_eq!(
        rows("open-names", &[]),
        [
            "id/report/bbb,id/mention/bbb-1,Bruna,0,5,id/person/other,Andor Other",
            "id/report/bbb,id/mention/bbb-1,Bruna,0,5,id/person/zoe-example,Zoë Example",
        ]
    );
}

#[test]
fn without_a_roster_attendance_is_unknown() {
    assert_eq!(
        rows("attendance-by-group", &[]),
        ["again/wg-001.md,1,2024-01-31,true,civil society,1", "id/report/bbb,2,2024-02-28,false,,"]
    );
}

#[test]
fn evidence_is_found_from_every_side() {
    let rap = "https://w3id.org/rapporteur/";
    let evidence = |resource| rows("evidence", &[("resource", resource)]);
    assert_eq!(evidence("id/record/aaa"), [format!("{rap}title,again/wg-001.md,0,3,Zoë,header,1")]);
    assert_eq!(evidence("id/meeting/group-1"), [format!("{rap}title,again/wg-001.md,0,3,Zoë,header,1")]);
    assert_eq!(evidence("id/evidence/aaa-1"), [format!("{rap}title,again/wg-001.md,0,3,Zoë,header,1")]);
    assert_eq!(evidence("id/mention/bbb-1"), [",id/report/bbb,0,5,Bruna,,"]);
    assert_eq!(evidence("id/participation/aaa-1"), [format!("{rap}personMention,again/wg-001.md,0,3,Zoë,roster,0.9")]);
    assert_eq!(
        evidence("id/person/zoe-example"),
        [
            format!("{rap}refersTo,again/wg-001.md,0,3,Zoë,roster,0.9"),
            format!("{rap}candidate,id/report/bbb,0,5,Bruna,,"),
        ]
    );
    // The query's own example.
    assert_eq!(rows("evidence", &[]).len(), 2);
    assert!(evidence("id/person/nobody").is_empty());
}

#[test]
fn a_name_is_found_by_any_of_its_forms() {
    assert_eq!(rows("named", &[]).len(), 2);
    assert_eq!(rows("named", &[("name", "gdc")]).len(), 2);
    assert!(rows("named", &[("name", "\") || true || (\"")]).is_empty());
}

#[test]
fn every_query_runs() {
    for query in Catalogue::embedded().unwrap().iter() {
        // Its own example may name somebody whom the fixture does not know; that it answers is shown on the sample reports in tests/catalogue.rs.
        let _ = rows(query.name(), &[]);
    }
}
