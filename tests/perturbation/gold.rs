//! What is right for the five reports, as far as attribution and identity go.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// A contribution that a careful reader finds.
#[derive(Debug, Clone)]
pub(crate) struct Contribution {
    /// For each speaker the names that count as right: the person's, and behind it forms that may stand as printed.
    pub(crate) speakers: Vec<Vec<String>>,
    /// The first words; any of them will do.
    pub(crate) starts: Vec<String>,
}

/// A line of the list of those who were there.
#[derive(Debug, Clone)]
pub(crate) struct Attendance {
    /// Who it is.
    pub(crate) person: String,
    /// The name as the report's list prints it.
    pub(crate) listed: Option<String>,
    /// A form that may stand as printed.
    pub(crate) or: Option<String>,
}

/// A report and what is right for it.
#[derive(Debug, Clone)]
pub(crate) struct Gold {
    /// The name of the report's file without its ending.
    pub(crate) stem: String,
    /// The report.
    pub(crate) text: String,
    /// Its contributions in order.
    pub(crate) contributions: Vec<Contribution>,
    /// Who was there.
    pub(crate) attendance: Vec<Attendance>,
    /// Labels and titles of the agenda, and whether the item stands under another.
    pub(crate) agenda: Vec<(String, String, bool)>,
    /// First words of what may be recorded or left out.
    pub(crate) optional: Vec<String>,
    /// Speakers whose contribution counts neither way: names with a typing error in the middle of somebody's words.
    pub(crate) passed_over: Vec<String>,
}

/// The five reports with what is right for them, in the order of their names; nothing where the folder is not there.
pub(crate) fn load() -> Option<Vec<Gold>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder =
        [root.join("tests/gold"), root.join("../shared/gold")].into_iter().find(|f| !json_files(f).is_empty())?;
    Some(json_files(&folder).iter().map(|file| read(root, file)).collect())
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> =
        entries.map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "json")).collect();
    files.sort();
    files
}

fn read(root: &Path, file: &Path) -> Gold {
    let json: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let name = text(&json["file"]);
    let report = fs::read_to_string(root.join("data/minutes").join(&name)).unwrap();
    Gold {
        stem: name.trim_end_matches(".md").to_owned(),
        text: report,
        contributions: list(&json["contributions"]).iter().map(contribution).collect(),
        attendance: list(&json["attendance"]).iter().map(attendance).collect(),
        agenda: list(&json["agenda"])
            .iter()
            .map(|a| (text(&a["label"]), text(&a["title"]), !a["parent"].is_null()))
            .collect(),
        optional: list(&json["optional"]["contributions"]).iter().map(text).collect(),
        passed_over: Vec::new(),
    }
}

fn contribution(json: &Value) -> Contribution {
    let speakers = list(&json["speakers"]).iter().map(text).filter(|s| s != "(unnamed)").map(|s| vec![s]).collect();
    let alternatives = list(&json["starts_alt"]);
    let mut starts: Vec<String> = std::iter::once(&json["starts"]).chain(alternatives).map(text).collect();
    // What the file sets in italics stands in the graph without marks.
    if starts[0].contains('*') {
        starts.push(starts[0].replace('*', ""));
    }
    Contribution { speakers, starts }
}

fn attendance(json: &Value) -> Attendance {
    Attendance { person: text(&json["person"]), listed: json["listed"].as_str().map(str::to_owned), or: None }
}

fn list(json: &Value) -> &[Value] {
    json.as_array().map_or(&[], Vec::as_slice)
}

fn text(json: &Value) -> String {
    json.as_str().unwrap_or_default().to_owned()
}
