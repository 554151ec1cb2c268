//! What a generated report is about, before it is written down: who met, what for, and who said what.

use super::people::{BODIES, NAMES};
use super::random::Random;
use jiff::ToSpan;
use jiff::civil::Date;

/// The bodies that meet.
pub const SERIES: [(&str, &str); 6] = [
    ("Working Group on Tidal Registers", "WG-Tidal"),
    ("Working Group on Rural Exchange Points", "WG-Rural"),
    ("Task Force on Plain Numbering", "TF-Plain"),
    ("Committee on Harbour Networks", "CHN"),
    ("Steering Group on Common Clocks", "SG-Clocks"),
    ("Working Group on Quiet Archives", "WG-Archives"),
];

const ROLES: [&str; 7] =
    ["Independent Expert", "Member", "Programme Officer", "Observer", "former Chair", "Adviser", "Researcher"];
const THINGS: [&str; 14] = [
    "the register of buoys",
    "the numbering guide",
    "the survey of exchange points",
    "the charter of the archive",
    "the calendar of tests",
    "the draft letter to the council",
    "the map of landing sites",
    "the glossary",
    "the budget for translation",
    "the list of open clocks",
    "the template for yearly reports",
    "the mentoring scheme",
    "the access policy",
    "the pilot in the northern villages",
];
const HEADS: [&str; 8] = [
    "Update on",
    "Review of",
    "Next steps for",
    "Debrief on",
    "Consultation on",
    "Funding of",
    "Proposal for",
    "Follow-up to",
];
const VERBS: [&str; 16] = [
    "noted that",
    "suggested that",
    "reported that",
    "explained that",
    "asked whether",
    "proposed that",
    "agreed that",
    "cautioned that",
    "stressed that",
    "recalled that",
    "added that",
    "observed that",
    "confirmed that",
    "wondered whether",
    "highlighted that",
    "expressed concern that",
];
const CLAUSES: [&str; 16] = [
    "{} needs two more rounds of comments before it can be sent out",
    "{} is read far beyond the group, and that this should show in its wording",
    "volunteers have taken over most of the work on {} since the spring",
    "{} should be split into a short version and an annex",
    "the costs of {} had been underestimated by a third",
    "{} could be tried out in three places first",
    "members from smaller countries find {} hard to use",
    "{} depends on measurements that nobody has published so far",
    "a joint session on {} would save everybody a journey",
    "{} had been on the list for years without an owner",
    "the deadline for {} is too close to the holidays",
    "{} will be translated into five languages once the text is stable",
    "comments on {} came from eleven organisations, most of them in favour",
    "{} duplicates what another committee has begun",
    "the figures in {} were collected before the new method was agreed",
    "{} would profit from a clear statement of its purpose",
];

/// Somebody at a meeting.
#[derive(Debug, Clone)]
pub struct Person {
    /// The right name.
    pub name: &'static str,
    /// The name as the list prints it, now and then with a letter wrong.
    pub listed: String,
    /// Organisation and role behind it.
    pub parts: Vec<&'static str>,
}

/// How a sentence calls its speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// With the full name; an index into the people.
    Full(usize),
    /// With the given name.
    Given(usize),
    /// "She" or "He".
    Pronoun,
    /// "Several participants".
    Several,
}

/// A sentence that reports speech.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Who.
    pub speaker: Speaker,
    /// How it was said.
    pub verb: &'static str,
    /// What.
    pub clause: String,
}

/// An item of the agenda with what was said on it.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// Items below it.
    pub below: Vec<String>,
    /// A linked document.
    pub link: Option<(String, String)>,
    /// What was said.
    pub paragraphs: Vec<Vec<Sentence>>,
}

/// A meeting.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// Name and abbreviation of the body that met.
    pub series: (&'static str, &'static str),
    /// Its running number.
    pub number: usize,
    /// The day.
    pub day: Date,
    /// The hour, UTC.
    pub hour: usize,
    /// Who led it, an index into the people.
    pub moderator: usize,
    /// Who was there.
    pub people: Vec<Person>,
    /// Who sent apologies.
    pub apologies: Vec<&'static str>,
    /// What it was about.
    pub sections: Vec<Section>,
    /// When the next one is.
    pub next: (Date, usize),
}

impl Meeting {
    /// Makes up the meeting with this index.
    pub fn invent(seed: u64, index: usize) -> Self {
        let mut random = Random::new(seed, index as u64);
        let place = index % SERIES.len();
        let number = index / SERIES.len() + 1;
        // Each body draws on people of its own, some of whom belong to the neighbouring one as well.
        let pool: Vec<&'static str> = NAMES.iter().cycle().skip(place * 33).take(44).copied().collect();
        let count = 12 + random.below(10);
        let mut present = random.some(&pool, count + 3);
        let apologies = present.split_off(count);
        let people: Vec<Person> = present.into_iter().map(|name| person(&mut random, name)).collect();
        let day = Date::constant(2015, 1, 8)
            + (number * 21 + place).try_into().map_or_else(|_| 0.days(), |days: i64| days.days());
        let sections = (0..4 + random.below(4)).map(|_| section(&mut random, people.len())).collect();
        Self {
            series: SERIES[place],
            number,
            day,
            hour: 9 + random.below(9),
            moderator: random.below(people.len()),
            people,
            apologies,
            sections,
            next: (day + 21.days(), 9 + random.below(9)),
        }
    }
}

fn person(random: &mut Random, name: &'static str) -> Person {
    let mut parts = Vec::new();
    if random.chance(70) {
        parts.push(random.pick(&BODIES));
    }
    if random.chance(45) || parts.is_empty() {
        parts.push(random.pick(&ROLES));
    }
    let listed = if random.chance(4) { misspelt(random, name) } else { name.to_owned() };
    Person { name, listed, parts }
}

/// The name with two neighbouring letters of the family name exchanged.
fn misspelt(random: &mut Random, name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let family = letters.iter().rposition(|c| *c == ' ').map_or(0, |at| at + 2);
    if letters.len() > family + 2 {
        let at = family + random.below(letters.len() - family - 1);
        letters.swap(at, at + 1);
    }
    letters.into_iter().collect()
}

fn section(random: &mut Random, people: usize) -> Section {
    let thing = random.pick(&THINGS);
    let below = if random.chance(25) { random.some(&THINGS, 2) } else { Vec::new() };
    let link = random.chance(50).then(|| {
        let title = format!("Working paper {}", 100 + random.below(900));
        (title, format!("https://papers.example.org/{:06x}", random.below(1 << 24)))
    });
    Section {
        title: format!("{} {thing}", random.pick(&HEADS)),
        below: below.into_iter().map(|thing| format!("{} {thing}", random.pick(&HEADS))).collect(),
        link,
        paragraphs: (0..2 + random.below(4)).map(|_| paragraph(random, people, thing)).collect(),
    }
}

fn paragraph(random: &mut Random, people: usize, thing: &str) -> Vec<Sentence> {
    let who = random.below(people);
    (0..=random.below(4))
        .map(|at| {
            let speaker = match (at, random.below(10)) {
                (_, 0) => Speaker::Several,
                (0, 1..=3) => Speaker::Given(who),
                (0, _) => Speaker::Full(who),
                (_, 1..=2) => Speaker::Given(random.below(people)),
                _ => Speaker::Pronoun,
            };
            let about = if random.chance(60) { thing } else { random.pick(&THINGS) };
            Sentence { speaker, verb: random.pick(&VERBS), clause: random.pick(&CLAUSES).replace("{}", about) }
        })
        .collect()
}
