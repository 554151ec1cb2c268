//! The outer shape of a report: its front, its agenda, its sections, its end. Sections in another order, headings and lists in another style.

use super::gold::Gold;
use super::random::Random;
use regex::Regex;

/// A report cut into its parts, which are lines.
pub(crate) struct Shape {
    /// What stands before the items of the agenda.
    pub(crate) front: Vec<String>,
    /// The items of the agenda with what hangs on them; empty where the sections themselves are the agenda.
    agenda: Vec<Item>,
    /// What stands between the agenda and the first section.
    middle: Vec<String>,
    sections: Vec<Section>,
    /// Next meeting, annex, participants.
    tail: Vec<String>,
}

struct Item {
    /// "- " where the label itself stands behind a bullet.
    bullet: String,
    label: String,
    title: String,
    below: Vec<String>,
}

struct Section {
    /// The label as printed; empty where the heading has none.
    printed: String,
    /// The label of the agenda's item, empty for what treats several.
    label: String,
    title: String,
    /// The heading's level in the file, 0 for a line that stands alone.
    level: usize,
    below: bool,
    body: Vec<String>,
}

/// How a report is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// The level of Markdown headings, or none for lines that stand alone; the outer option keeps them as they are.
    #[allow(clippy::option_option, reason = "left as they are, without marks, or at a level")]
    pub(crate) headings: Option<Option<usize>>,
    /// Whether headings are bold inside.
    pub(crate) bold: bool,
    /// What stands behind a label.
    pub(crate) closer: char,
    /// How lists are marked: '.', ')', '-', '*', or 'k' for as they are.
    pub(crate) list: char,
    /// How the list of participants is marked, 'p' for one a paragraph.
    pub(crate) roster: char,
}

const STRUCTURE: [&str; 7] =
    ["Summary Report", "Agenda", "Agenda:", "Discussion:", "Discussion", "Annex 1:", "List of participants"];

/// A line without the marks of a heading.
fn bare(line: &str) -> &str {
    line.trim().trim_start_matches('#').trim().trim_matches('*').trim()
}

/// A title without links, case and closing marks.
fn plain(title: &str) -> String {
    let unlinked = Regex::new(r"\[([^\]]*)\]\([^)]*\)").unwrap().replace_all(title, "$1").to_lowercase();
    unlinked.trim_end_matches(['.', ';', ':', ' ']).to_owned()
}

/// The label and the title of a heading or item: "2.", "a)", "A.".
fn labelled(line: &str) -> (&str, &str) {
    let end =
        line.find(['.', ')']).filter(|end| (1..=2).contains(end) && line[..*end].chars().all(char::is_alphanumeric));
    end.filter(|end| line[end + 1..].starts_with(' ')).map_or(("", line), |end| (&line[..end], line[end + 2..].trim()))
}

impl Shape {
    /// Cuts a report into its parts.
    pub(crate) fn of(gold: &Gold) -> Self {
        let lines: Vec<&str> = gold.text.lines().collect();
        let opening = lines.iter().position(|l| matches!(bare(l), "Agenda" | "Agenda:")).unwrap() + 1;
        let list = opening + lines[opening..].iter().position(|l| !l.trim().is_empty()).unwrap();
        let mut behind = list + lines[list..].iter().position(|l| l.trim().is_empty()).unwrap();
        if behind == list + 1 {
            behind = list;
        }
        let mut agenda: Vec<Item> = Vec::new();
        for line in &lines[list..behind] {
            if line.starts_with(' ') {
                agenda.last_mut().unwrap().below.push((*line).to_owned());
            } else {
                let unmarked = line.strip_prefix("- ").unwrap_or(line);
                let (label, title) = labelled(unmarked);
                let bullet = line[..line.len() - unmarked.len()].to_owned();
                let title = title.trim_end_matches([';', '.']).to_owned();
                agenda.push(Item { bullet, label: label.to_owned(), title, below: Vec::new() });
            }
        }
        let mut shape =
            Self { front: owned(&lines[..list]), agenda, middle: Vec::new(), sections: Vec::new(), tail: Vec::new() };
        for (at, line) in lines.iter().enumerate().skip(behind) {
            if ["Next meeting", "Annex", "List of participants"].iter().any(|t| bare(line).starts_with(t)) {
                shape.tail = owned(&lines[at..]);
                break;
            }
            if let Some(section) = heading(line, gold) {
                shape.sections.push(section);
            } else if let Some(open) = shape.sections.last_mut() {
                open.body.push((*line).to_owned());
            } else {
                shape.middle.push((*line).to_owned());
            }
        }
        shape
    }

    /// Brings the sections into another order, the agenda with them; what closes a meeting stays at its end.
    pub(crate) fn reorder(&mut self, random: &mut Random) {
        let mut units: Vec<Vec<Section>> = Vec::new();
        for section in std::mem::take(&mut self.sections) {
            match units.last_mut() {
                Some(unit) if section.below => unit.push(section),
                _ => units.push(vec![section]),
            }
        }
        let closing = |u: &Vec<Section>| {
            u[0].label.is_empty() || matches!(plain(&u[0].title).as_str(), "aob" | "any other business")
        };
        let (mut moving, fixed): (Vec<_>, Vec<_>) = units.into_iter().partition(|u| !closing(u));
        let labels: Vec<(String, String)> = moving.iter().map(|u| (u[0].label.clone(), u[0].printed.clone())).collect();
        random.shuffle(&mut moving);
        let mut items = Vec::new();
        for (unit, (label, printed)) in moving.iter_mut().zip(&labels) {
            if let Some(at) = self.agenda.iter().position(|i| i.label == unit[0].label) {
                let mut item = self.agenda.remove(at);
                item.label.clone_from(label);
                items.push(item);
            } else if let Some(at) = labels.iter().position(|(l, _)| *l == unit[0].label) {
                assert!(self.agenda.is_empty(), "no item of the agenda for {} at {at}", unit[0].title);
            }
            unit[0].label.clone_from(label);
            unit[0].printed.clone_from(printed);
        }
        items.append(&mut self.agenda);
        self.agenda = items;
        self.sections = moving.into_iter().chain(fixed).flatten().collect();
    }

    /// Writes front, sections and end in a style.
    pub(crate) fn write(&self, style: Style) -> [String; 3] {
        let mut front: Vec<String> = self.front.iter().map(|l| structural(l, style)).collect();
        let last = self.agenda.len().saturating_sub(1);
        for (i, item) in self.agenda.iter().enumerate() {
            let end = if item.bullet.is_empty() {
                ""
            } else if i == last {
                "."
            } else {
                ";"
            };
            front.push(format!("{}{}{} {}{end}", item.bullet, item.label, style.closer, item.title));
            front.extend(item.below.iter().map(|l| l.replacen(". ", &format!("{} ", style.closer), 1)));
        }
        front.extend(self.middle.iter().map(|l| structural(l, style)));
        let mut sections = Vec::new();
        for section in &self.sections {
            section.write(style, &mut sections);
        }
        [front.join("\n") + "\n", sections.join("\n") + "\n", roster(&self.tail, style)]
    }
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|l| (*l).to_owned()).collect()
}

/// The section that a line begins, where it is a heading of the agenda's item.
fn heading(line: &str, gold: &Gold) -> Option<Section> {
    let (printed, title) = labelled(bare(line));
    let (title, glued) = title.split_once("**").map_or((title, None), |(t, g)| (t, Some(g.trim_matches('*'))));
    let wanted = plain(title).replace("parliamentarian", "parliamentary");
    let found = gold.agenda.iter().find(|(_, title, _)| plain(title) == wanted);
    let body = glued.map_or_else(Vec::new, |g| vec![String::new(), format!("**{g}**")]);
    let (label, below) = match found {
        Some((label, _, below)) => (label.clone(), *below),
        None if wanted.starts_with("remaining agenda items") => (String::new(), false),
        None => return None,
    };
    Some(Section {
        printed: printed.to_owned(),
        label,
        title: title.to_owned(),
        level: line.len() - line.trim_start_matches('#').len(),
        below,
        body,
    })
}

impl Section {
    fn write(&self, style: Style, lines: &mut Vec<String>) {
        let own = self.label.rsplit('.').next().unwrap_or("");
        // A line that stands alone is known for a heading by its label.
        let label = match style.headings {
            Some(None) if self.printed.is_empty() => own,
            _ => self.printed.as_str(),
        };
        let mark = if label.is_empty() { String::new() } else { format!("{label}{} ", style.closer) };
        let text = format!("{mark}{}", self.title);
        let inside = if style.bold { format!("**{text}**") } else { text.clone() };
        let level = |base: usize| "#".repeat(base + 1 + usize::from(self.below));
        lines.push(match style.headings {
            None if self.level == 0 => text,
            None => format!("{} {text}", "#".repeat(self.level)),
            Some(Some(base)) => format!("{} {inside}", level(base)),
            Some(None) => text,
        });
        let mut number = 0;
        if self.body.first().is_some_and(|l| !l.trim().is_empty()) {
            lines.push(String::new());
        }
        for line in &self.body {
            let (marker, words) = marked(line);
            if marker.is_empty() || line.starts_with(' ') {
                number = if line.trim().is_empty() { number } else { 0 };
                lines.push(line.clone());
                continue;
            }
            number += 1;
            lines.push(match style.list {
                'k' => line.clone(),
                '-' | '*' => format!("{} {words}", style.list),
                closer => format!("{number}{closer} {words}"),
            });
        }
    }
}

/// The marker of a list's line ("- 1) ", "2. ", "- "), and what stands behind it.
fn marked(line: &str) -> (&str, &str) {
    let marker = Regex::new(r"^(?:[-*] \d{1,2}\) |[-*] |\d{1,2}[.)] )").unwrap();
    marker.find(line).map_or(("", line), |m| (&line[..m.end()], &line[m.end()..]))
}

/// A line of the front or the end that may be a heading of the report's frame.
fn structural(line: &str, style: Style) -> String {
    let words = bare(line);
    if !STRUCTURE.contains(&words) && words != "Annex 1: List of participants" {
        return line.to_owned();
    }
    match style.headings {
        None => line.to_owned(),
        Some(None) => words.to_owned(),
        Some(Some(base)) if style.bold => format!("{} **{words}**", "#".repeat(base)),
        Some(Some(base)) => format!("{} {words}", "#".repeat(base)),
    }
}

/// The end of the report, with the list of participants in another style.
fn roster(tail: &[String], style: Style) -> String {
    let (mut lines, mut number, mut listing) = (Vec::new(), 0, false);
    for line in tail {
        if !listing || line.trim().is_empty() || style.roster == 'k' {
            lines.push(structural(line, style));
            listing |= bare(line).ends_with("List of participants");
            continue;
        }
        number += 1;
        let words = marked(line).1;
        if style.roster != 'p' && lines.len() > 1 && number > 1 && lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines.push(match style.roster {
            'p' => format!("{words}\n"),
            '-' | '*' => format!("{} {words}", style.roster),
            closer => format!("{number}{closer} {words}"),
        });
    }
    lines.join("\n") + "\n"
}

#[test]
fn labels_and_markers() {
    assert_eq!(labelled("2. WSIS+20 action plan"), ("2", "WSIS+20 action plan"));
    assert_eq!(labelled("Final documents. They"), ("", "Final documents. They"));
    assert_eq!(marked("- 1) The structure"), ("- 1) ", "The structure"));
}
