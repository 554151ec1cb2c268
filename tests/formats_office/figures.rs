//! The five sample reports as Word documents and web pages: what is read from them is as right as what is read from Markdown.

use super::package::{Word, escape, item, paragraph, run};
use super::support::{ingest_all, said, sample_files};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// No figure may fall by more.
const MOST_LOST: f64 = 0.02;

type Figures = BTreeMap<String, (f64, u32)>;

fn parser(markdown: &str) -> Parser<'_> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES)
}

fn level(level: HeadingLevel) -> usize {
    level as usize
}

/// Markdown as a web page.
fn page(markdown: &str) -> String {
    let mut page = "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n".to_owned();
    for event in parser(markdown) {
        page += &match event {
            Event::Start(tag) => match tag {
                Tag::Heading { level: l, .. } => format!("<h{}>", level(l)),
                Tag::Paragraph => "<p>".to_owned(),
                Tag::List(None) => "<ul>\n".to_owned(),
                Tag::List(Some(first)) => format!("<ol start=\"{first}\">\n"),
                Tag::Item => "<li>".to_owned(),
                Tag::Strong => "<strong>".to_owned(),
                Tag::Emphasis => "<em>".to_owned(),
                Tag::Link { dest_url, .. } => format!("<a href=\"{}\">", escape(&dest_url)),
                Tag::Table(_) => "<table>\n".to_owned(),
                Tag::TableHead | Tag::TableRow => "<tr>".to_owned(),
                Tag::TableCell => "<td>".to_owned(),
                _ => String::new(),
            },
            Event::End(tag) => match tag {
                TagEnd::Heading(l) => format!("</h{}>\n", level(l)),
                TagEnd::Paragraph => "</p>\n".to_owned(),
                TagEnd::List(false) => "</ul>\n".to_owned(),
                TagEnd::List(true) => "</ol>\n".to_owned(),
                TagEnd::Item => "</li>\n".to_owned(),
                TagEnd::Strong => "</strong>".to_owned(),
                TagEnd::Emphasis => "</em>".to_owned(),
                TagEnd::Link => "</a>".to_owned(),
                TagEnd::Table => "</table>\n".to_owned(),
                TagEnd::TableHead | TagEnd::TableRow => "</tr>\n".to_owned(),
                TagEnd::TableCell => "</td>".to_owned(),
                _ => String::new(),
            },
            Event::Text(text) | Event::Code(text) => escape(&text),
            Event::SoftBreak => "\n".to_owned(),
            Event::HardBreak => "<br>\n".to_owned(),
            _ => String::new(),
        };
    }
    page + "</body></html>\n"
}

/// Markdown as a Word document.
#[derive(Default)]
struct Writer {
    word: Word,
    runs: String,
    heading: usize,
    /// The number of each open list.
    lists: Vec<usize>,
    /// An item was opened whose paragraph was not written yet.
    item: bool,
    bold: usize,
    numbered: String,
    count: usize,
    cells: usize,
}

impl Writer {
    fn paragraph(&mut self) {
        let runs = std::mem::take(&mut self.runs);
        if runs.is_empty() {
            return;
        }
        self.word.body += &match (self.heading, self.lists.last()) {
            (1..=3, _) => paragraph(&format!("berschrift{}", self.heading), &runs),
            (_, Some(list)) if std::mem::take(&mut self.item) => item(*list, self.lists.len() - 1, &runs),
            _ => paragraph("Standard", &runs),
        };
    }

    fn open_list(&mut self, first: Option<u64>) {
        self.paragraph();
        let depth = self.lists.len();
        let list = match first {
            None => 2,
            Some(first) => {
                self.count += 1;
                let id = 100 + self.count;
                let levels: String = (0..9)
                    .map(|l| format!(r#"<w:lvl w:ilvl="{l}"><w:start w:val="{}"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%{}."/></w:lvl>"#, if l == depth { first } else { 1 }, l + 1))
                    .collect();
                self.numbered += &format!(
                    r#"<w:abstractNum w:abstractNumId="{id}">{levels}</w:abstractNum><w:num w:numId="{id}"><w:abstractNumId w:val="{id}"/></w:num>"#
                );
                id
            }
        };
        self.lists.push(list);
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Heading { level: l, .. }) => self.heading = level(l),
            Event::Start(Tag::List(first)) => self.open_list(first),
            Event::Start(Tag::Item) => self.item = true,
            Event::Start(Tag::Strong | Tag::Emphasis) => self.bold += 1,
            Event::End(TagEnd::Strong | TagEnd::Emphasis) => self.bold -= 1,
            Event::Start(Tag::Link { dest_url, .. }) => {
                let id = format!("x{}", self.word.links.len());
                self.runs += &format!(r#"<w:hyperlink r:id="{id}">"#);
                self.word.links.push((id, dest_url.to_string()));
            }
            Event::End(TagEnd::Link) => self.runs += "</w:hyperlink>",
            Event::End(TagEnd::Heading(_)) => {
                self.paragraph();
                self.heading = 0;
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item) => self.paragraph(),
            Event::End(TagEnd::List(_)) => {
                self.paragraph();
                self.lists.pop();
            }
            Event::Start(Tag::Table(_)) => self.word.body += "<w:tbl>",
            Event::End(TagEnd::Table) => self.word.body += "</w:tbl>",
            Event::Start(Tag::TableHead | Tag::TableRow) => self.word.body += "<w:tr>",
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => self.word.body += "</w:tr>",
            Event::Start(Tag::TableCell) => self.cells += 1,
            Event::End(TagEnd::TableCell) => {
                let runs = std::mem::take(&mut self.runs);
                self.word.body += &format!("<w:tc>{}</w:tc>", paragraph("Standard", &runs));
            }
            Event::Text(text) | Event::Code(text) => {
                let bold = if self.bold > 0 { "<w:r><w:rPr><w:b/></w:rPr>" } else { "<w:r>" };
                self.runs += &run(&text).replacen("<w:r>", bold, 1);
            }
            Event::SoftBreak => self.runs += &run(" "),
            Event::HardBreak => self.runs += "<w:r><w:br/></w:r>",
            _ => {}
        }
    }
}

fn word(markdown: &str) -> Vec<u8> {
    let mut writer = Writer::default();
    for event in parser(markdown) {
        writer.event(event);
    }
    writer.word.lists = Some(format!("{}{}", super::package::LISTS, writer.numbered));
    writer.word.bytes()
}

/// The figures of a folder of reports; nothing where the scorer is not at hand.
fn figures(reports: &Path) -> Option<Figures> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scorer = root.join("../shared/gold/score.py");
    let python = Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success());
    if !scorer.is_file() || !python {
        println!("passed over: this needs python3 and the scorer, score.py, in ../shared/gold beside the project");
        return None;
    }
    let store = tempfile::tempdir().unwrap();
    ingest_all(store.path(), &[reports.to_owned()]);
    let query =
        format!("'{}' --store '{}' query {{}} --format json", env!("CARGO_BIN_EXE_rapporteur"), store.path().display());
    let gold = root.join("tests/gold");
    let output = Command::new("python3")
        .arg(&scorer)
        .arg("--gold")
        .arg(gold)
        .args(["--json", "--query", &query])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Insists that no figure of the first falls far behind in the second.
fn compare(format: &str, markdown: &Figures, other: &Figures) {
    let mut fallen = Vec::new();
    for (name, (f1, errors)) in markdown {
        let (other_f1, other_errors) = other[name];
        let wrong = name.starts_with("wrong") && other_errors > *errors;
        if other_f1 < f1 - MOST_LOST || wrong {
            fallen.push(format!("{name}: {other_f1} with {other_errors} errors, not {f1} with {errors}"));
        }
    }
    assert!(fallen.is_empty(), "{format}: {}", fallen.join("; "));
}

/// Writes each sample report into a folder, in another format.
fn convert(folder: &Path, extension: &str, format: impl Fn(&str) -> Vec<u8>) -> Vec<PathBuf> {
    let written = sample_files().into_iter().map(|file| {
        let path = folder.join(file.with_extension(extension).file_name().unwrap());
        std::fs::write(&path, format(&std::fs::read_to_string(&file).unwrap())).unwrap();
        path
    });
    written.collect()
}

#[test]
fn the_sample_reports_keep_their_figures() {
    let Some(markdown) = figures(&super::support::samples()) else { return };
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    convert(folders[0].path(), "html", |text| page(text).into_bytes());
    compare("HTML", &markdown, &figures(folders[0].path()).unwrap());
    convert(folders[1].path(), "docx", word);
    compare("DOCX", &markdown, &figures(folders[1].path()).unwrap());
}

#[test]
#[ignore = "starts LibreOffice, which takes its time"]
fn the_sample_reports_keep_their_figures_through_libreoffice() {
    let Some(markdown) = figures(&super::support::samples()) else { return };
    let (pages, documents) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let files = convert(pages.path(), "html", |text| page(text).into_bytes());
    let profile = format!("-env:UserInstallation=file://{}", documents.path().join("profile").display());
    let office = Command::new("soffice")
        .args([
            &profile,
            "--headless",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--infilter=HTML (StarWriter)",
            "--outdir",
        ])
        .arg(documents.path().join("docx"))
        .args(&files)
        .output();
    match office {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            println!(
                "passed over: this needs LibreOffice (soffice), to write Word documents that this project did not"
            );
            return;
        }
        output => assert!(output.as_ref().is_ok_and(|o| o.status.success()), "{output:?}"),
    }
    compare("DOCX by LibreOffice", &markdown, &figures(&documents.path().join("docx")).unwrap());
}
