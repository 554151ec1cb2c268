//! Writes a made-up meeting down, in one of many styles.

use super::model::{Meeting, Section, Sentence, Speaker};
use super::random::Random;
use jiff::civil::Date;
use std::fmt::Write as _;

/// How a secretariat writes.
#[allow(clippy::struct_excessive_bools, reason = "each is a habit of its own")]
#[derive(Debug, Clone)]
pub struct Style {
    markdown: bool,
    level: usize,
    labels: Labels,
    roster: List,
    month_first: bool,
    roster_first: bool,
    prose_apologies: bool,
}

#[derive(Debug, Clone, Copy)]
enum Labels {
    Numbers,
    Letters,
    Bullets,
}

#[derive(Debug, Clone, Copy)]
enum List {
    Numbered,
    Bulleted,
    Lines,
}

impl Style {
    /// A style of its own for each report.
    pub fn invent(seed: u64, index: usize) -> Self {
        let mut random = Random::new(!seed, index as u64);
        Self {
            markdown: random.chance(75),
            level: 1 + random.below(4),
            labels: [Labels::Numbers, Labels::Numbers, Labels::Letters, Labels::Bullets][random.below(4)],
            roster: [List::Numbered, List::Bulleted, List::Lines][random.below(3)],
            month_first: random.chance(30),
            roster_first: random.chance(20),
            prose_apologies: random.chance(50),
        }
    }

    /// The ending of the file's name.
    pub fn extension(&self) -> &'static str {
        if self.markdown { "md" } else { "txt" }
    }

    /// The report.
    pub fn write(&self, meeting: &Meeting) -> String {
        let mut out = String::new();
        self.head(&mut out, meeting);
        if self.roster_first {
            self.list(&mut out, meeting);
        }
        self.agenda(&mut out, meeting);
        self.heading(&mut out, "Discussion", 0);
        for (at, section) in meeting.sections.iter().enumerate() {
            self.section(&mut out, meeting, at, section);
        }
        if self.prose_apologies {
            let _ = writeln!(out, "Apologies were received from {}.\n", joined(&meeting.apologies));
        }
        self.heading(&mut out, "Next meeting", 0);
        let (day, hour) = meeting.next;
        let _ = writeln!(out, "The next meeting will be held on {} at {hour}:00 UTC.\n", self.date(day));
        if !self.roster_first {
            self.list(&mut out, meeting);
        }
        out
    }

    fn head(&self, out: &mut String, meeting: &Meeting) {
        let (name, short) = meeting.series;
        let when = format!("{} at {}:00 UTC", self.date(meeting.day), meeting.hour);
        self.heading(out, name, 0);
        if self.markdown {
            let _ = writeln!(out, "**Online Meeting {}**\n\n**{when}**\n", meeting.number);
        } else {
            let _ = writeln!(out, "Online Meeting {}\n\n{when}\n", meeting.number);
        }
        self.heading(out, "Summary Report", 1);
        let moderator = meeting.people[meeting.moderator].name;
        let _ = writeln!(
            out,
            "The {} virtual meeting of the {name} ({short}) was held on {when}. The meeting was moderated by {moderator}. \
             The list of participants is annexed to this report.\n",
            ordinal(meeting.number)
        );
    }

    fn agenda(&self, out: &mut String, meeting: &Meeting) {
        self.heading(out, "Agenda", 0);
        for (at, section) in meeting.sections.iter().enumerate() {
            let _ = writeln!(out, "{}{}", self.label(at), section.title);
            for (below, title) in section.below.iter().enumerate() {
                let _ = writeln!(out, "   {} {title}", ["a.", "b.", "c."][below.min(2)]);
            }
        }
        out.push('\n');
    }

    fn section(&self, out: &mut String, meeting: &Meeting, at: usize, section: &Section) {
        let label = match self.labels {
            Labels::Bullets => String::new(),
            _ => self.label(at).trim_start_matches("- ").to_owned(),
        };
        self.heading(out, &format!("{label}{}", section.title), 1);
        if let Some((title, url)) = &section.link {
            let _ = if self.markdown {
                writeln!(out, "Document: [{title}]({url})\n")
            } else {
                writeln!(out, "{title}: {url}\n")
            };
        }
        for paragraph in &section.paragraphs {
            let sentences: Vec<String> = paragraph.iter().map(|sentence| spoken(meeting, sentence)).collect();
            let _ = writeln!(out, "{}\n", sentences.join(" "));
        }
    }

    fn list(&self, out: &mut String, meeting: &Meeting) {
        self.heading(out, "List of participants", 0);
        for (at, person) in meeting.people.iter().enumerate() {
            let line = std::iter::once(person.listed.as_str())
                .chain(person.parts.iter().copied())
                .collect::<Vec<_>>()
                .join(", ");
            let _ = match self.roster {
                List::Numbered => writeln!(out, "{}. {line}", at + 1),
                List::Bulleted => writeln!(out, "- {line}"),
                List::Lines => writeln!(out, "{line}\n"),
            };
        }
        out.push('\n');
        if !self.prose_apologies {
            self.heading(out, "Apologies", 1);
            for name in &meeting.apologies {
                let _ = writeln!(out, "- {name}");
            }
            out.push('\n');
        }
    }

    fn heading(&self, out: &mut String, text: &str, deeper: usize) {
        let _ = if self.markdown {
            writeln!(out, "{} {text}\n", "#".repeat((self.level + deeper).min(6)))
        } else if deeper == 0 {
            writeln!(out, "{text}\n{}\n", "=".repeat(text.chars().count()))
        } else {
            writeln!(out, "{text}\n")
        };
    }

    fn label(&self, at: usize) -> String {
        match self.labels {
            Labels::Numbers => format!("{}. ", at + 1),
            Labels::Letters => format!("- {}. ", char::from(b"ABCDEFGHIJ"[at.min(9)])),
            Labels::Bullets => "- ".to_owned(),
        }
    }

    fn date(&self, day: Date) -> String {
        let format = if self.month_first { "%B %-d %Y" } else { "%-d %B %Y" };
        day.strftime(format).to_string()
    }
}

fn spoken(meeting: &Meeting, sentence: &Sentence) -> String {
    let name = match sentence.speaker {
        Speaker::Full(person) => meeting.people[person].name,
        Speaker::Given(person) => meeting.people[person].name.split(' ').next().unwrap_or_default(),
        Speaker::Pronoun => "She",
        Speaker::Several => "Several participants",
    };
    format!("{name} {} {}.", sentence.verb, sentence.clause)
}

fn joined(names: &[&str]) -> String {
    match names {
        [.., last] if names.len() > 1 => format!("{} and {last}", names[..names.len() - 1].join(", ")),
        _ => names.concat(),
    }
}

fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}
