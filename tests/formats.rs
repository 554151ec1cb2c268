//! The formats that reports come in, through the program and the reader of documents: what a page shows is what is read.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what goes wrong here fails the test")]

#[path = "formats/html.rs"]
mod html;
mod support;

use rapporteur::document::{BlockKind, Document, Place};
use rapporteur::source::Source;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{ingest, ingest_all, printed, said, sample_files};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats").join(name)
}

fn read(name: &str) -> Document {
    let source = Source::from_bytes(name, std::fs::read(fixture(name)).unwrap()).unwrap();
    Document::read(&source).unwrap()
}

/// The lines of the canonical text.
fn lines(document: &Document) -> Vec<&str> {
    document.text().lines().collect()
}

/// The blocks of a kind, with their markers.
fn of_kind(document: &Document, wanted: impl Fn(BlockKind) -> bool) -> Vec<&str> {
    let blocks = document.blocks().iter().filter(|block| wanted(block.kind));
    blocks.map(|block| block.whole().of_text(document.text())).collect()
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let document = read("two-columns.pdf");
    let headings = of_kind(&document, |kind| matches!(kind, BlockKind::Heading { .. }));
    let wanted = ["Harbour Forum: Fourth Meeting", "1. Opening", "2. Consultation", "3. Second round", "4. Next steps"];
    assert_eq!(headings, wanted);
    let round = "John Adeyemi welcomed the report. He suggested a second round of the consultation in autumn, with a shorter questionnaire, so \
                 that the answers can be compared with those of the first round.";
    assert_eq!(lines(&document).iter().filter(|line| **line == round).count(), 4);
}

#[test]
fn tables_keep_their_cells() {
    let document = read("tables.pdf");
    assert_eq!(
        of_kind(&document, |kind| kind == BlockKind::TableRow),
        [
            "Company | Name | Role",
            "Port of Aalen | Maria Keller | Chair",
            "Northern Ferries and Barges Limited | John Adeyemi | Voting member",
            "| Lena Ortiz | Observer",
            "Harbour Union | Piet de Vries | Voting member",
            "Name | Initials | Country",
            "Maria Keller | MK | Germany",
            "John Adeyemi | JA | Nigeria",
            "Lena Ortiz |  | Chile",
            "Piet de Vries | PV | Netherlands",
        ]
    );
}

#[test]
fn headers_footers_and_page_numbers_are_no_text() {
    let document = read("tables.pdf");
    for line in lines(&document) {
        assert!(!line.contains("Steering Group - Minutes") && !line.contains("of 3"), "{line}");
    }
    let last = document.blocks().last().unwrap();
    assert_eq!(document.place("", last.span), Place::Page(3));
}

#[test]
fn lists_have_their_depth() {
    let document = read("tables.pdf");
    let items: Vec<(u8, &str)> = document
        .blocks()
        .iter()
        .filter_map(|block| match block.kind {
            BlockKind::ListItem { depth } => Some((depth, block.whole().of_text(document.text()))),
            _ => None,
        })
        .collect();
    let long = "Prepare the questionnaire and send it to all of the members of the group so that they can comment on it before the \
                end of September";
    assert_eq!(
        items,
        [
            (1, "Write to the small harbours"),
            (1, long),
            (2, "in English"),
            (2, "in Spanish"),
            (1, "1. Date of the sixth meeting"),
            (1, "2. Any other business"),
        ]
    );
}

#[test]
fn links_lie_over_their_words_and_cut_addresses_are_whole() {
    let document = read("tables.pdf");
    let links: Vec<(&str, &str)> =
        document.links().iter().map(|link| (link.span.of_text(document.text()), link.url.as_str())).collect();
    let papers =
        "https://example.org/papers/2024-05-07/agenda-and-all-of-the-papers-of-the-meeting-of-the-steering-group.pdf";
    assert_eq!(links, [("published on the site", "https://example.org/charter"), (papers, papers)]);
}

#[test]
fn cut_words_are_whole_and_boxes_stay() {
    let wanted = [
        "Harbour Forum: Sixth Meeting",
        "The group spoke about the multi-stakeholder process and about participation in it. Some of the members asked for a longer \
         consultation, and the secretariat was asked to look into the participation of small harbours. A multi-stakeholder committee will be \
         set up. The Asia-Pacific harbours will name two members. It is for the governments to decide on this, a government said, and for \
         the members of the forum.",
        "☐ Maria Keller",
        "☑ John Adeyemi",
        "☒ Lena Ortiz",
        "☐ Piet de Vries",
    ];
    assert_eq!(lines(&read("hyphens.pdf")), wanted);
    // The same, encrypted with an empty password.
    assert_eq!(lines(&read("no-password.pdf")), wanted);
}

#[test]
fn what_cannot_be_read_is_said() {
    for (name, why) in [
        ("encrypted.pdf", "is encrypted; save it without a password first"),
        ("scanned.pdf", "holds no text (is it scanned?)"),
        ("truncated.pdf", "is damaged or cut off"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let output = ingest(folder.path(), &[fixture(name)]);
        let said = said(&output);
        assert!(!output.status.success() && said.contains(name) && said.contains(why), "{said}");
    }
}

/// What is told apart between two ways of one report: every row of a question, without its offsets and IRIs.
///
/// Of an item that holds only a list ("- 1) Letter") the page prints the bullet as well, and Markdown's reader leaves it out: a bullet at the
/// beginning of a line is passed over.
fn rows(store: &Path, question: &str) -> BTreeSet<String> {
    let csv = printed(store, &["query", question, "--format", "json"]);
    let results: serde_json::Value = serde_json::from_str(&csv).unwrap();
    let passed_over = ["start", "end", "contribution", "agenda", "decision", "action", "move", "meeting"];
    let row = |binding: &serde_json::Value| {
        let cells = binding.as_object().unwrap().iter().filter(|(name, _)| !passed_over.contains(&name.as_str()));
        let value = |cell: &serde_json::Value| {
            cell["value"].as_str().unwrap_or("").replace(".pdf", "").replace(".md", "").replace("\n- ", "\n")
        };
        cells.map(|(name, cell)| format!("{name}={}", value(cell))).collect::<Vec<_>>().join(" ")
    };
    results["results"]["bindings"].as_array().unwrap().iter().map(row).collect()
}

#[test]
#[ignore = "wants LibreOffice: make test-long"]
fn the_sample_reports_say_the_same_as_pdf() {
    let office = |arguments: &[&str], folder: &Path| {
        let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
        let output =
            Command::new("soffice").args([&profile, "--headless"]).args(arguments).current_dir(folder).output();
        output.is_ok_and(|output| output.status.success())
    };
    let folder = tempfile::tempdir().unwrap();
    if !office(&["--version"], folder.path()) {
        println!("passed over: this needs LibreOffice (soffice)");
        return;
    }
    let mut pdfs = Vec::new();
    for report in sample_files() {
        let stem = report.file_stem().unwrap().to_str().unwrap().to_owned();
        let page = html::page(&std::fs::read_to_string(&report).unwrap());
        std::fs::write(folder.path().join(format!("{stem}.html")), page).unwrap();
        let (page, text) = (format!("{stem}.html"), format!("{stem}.odt"));
        assert!(office(&["--infilter=HTML (StarWriter)", "--convert-to", "odt:writer8", &page], folder.path()));
        assert!(office(&["--convert-to", "pdf", &text], folder.path()));
        pdfs.push(folder.path().join(format!("{stem}.pdf")));
    }
    let (printed_store, sample_store) = (folder.path().join("printed"), folder.path().join("samples"));
    ingest_all(&printed_store, &pdfs);
    ingest_all(&sample_store, &sample_files());
    for question in [
        "meetings",
        "officers",
        "agenda",
        "attendance",
        "affiliations",
        "roles",
        "decisions",
        "actions",
        "contributions",
    ] {
        let (one, other) = (rows(&printed_store, question), rows(&sample_store, question));
        let same = one.intersection(&other).count();
        println!("{question}: {same} of {} and {}", one.len(), other.len());
        assert!(!other.is_empty() && same * 100 >= one.len().max(other.len()) * 98, "{question}");
    }
}
