//! Other names for everybody, the same ones in all reports of a set.

use super::gold::Gold;
use super::random::Random;
use std::collections::{BTreeMap, BTreeSet};

/// Two hundred names, given and family name apart.
const NAMES: &str = include_str!("names.txt");
/// Nicknames for whoever goes by one.
const NICKNAMES: [&str; 10] = ["Mimi", "Kiki", "Zuzu", "Pepa", "Lulu", "Bibi", "Dédé", "Nonna", "Fifi", "Tati"];
/// Whoever goes by a nickname, and the nickname.
const NICKNAMED: (&str, &str) = ("Concettina Cassa", "Titti");
/// A misspelling in the reports, and who is meant.
const MISSPELT: (&str, &str) = ("Mark Cavell", "Mark Carvell");

/// The names of the list.
pub(crate) fn all() -> Vec<(&'static str, &'static str)> {
    NAMES.lines().filter_map(|line| line.split_once('|')).collect()
}

/// What everybody is called in a set.
#[derive(Debug)]
pub(crate) struct Renaming {
    /// What stands in the reports, the longest first, and what stands there instead.
    surfaces: Vec<(String, String)>,
    /// By the person's name in the gold, the new name.
    people: BTreeMap<String, String>,
    /// By the new name, the forms in which the person appears.
    forms: BTreeMap<String, BTreeSet<String>>,
    /// A misspelling that no one-letter rule can mend, as its name is too short.
    pub(crate) unmendable: Option<(String, String)>,
}

impl Renaming {
    /// Draws new names. Who shared a given name shares the new one, and nobody else does.
    pub(crate) fn draw(reports: &[Gold], random: &mut Random) -> Self {
        let mut list = all();
        random.shuffle(&mut list);
        let mut list = list.into_iter();
        let people: BTreeSet<&str> = reports.iter().flat_map(|r| &r.attendance).map(|a| a.person.as_str()).collect();
        let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for person in people {
            groups.entry(first(person)).or_default().push(person);
        }
        let mut new = Self { surfaces: Vec::new(), people: BTreeMap::new(), forms: BTreeMap::new(), unmendable: None };
        for (old_given, members) in groups {
            let (full_given, _) = list.clone().next().unwrap();
            // "Rosa Beatriz" is Rosa to some minutes and Rosa Beatriz to others; people who share a given name share its first word.
            let whole = members.len() == 1 && random.chance(50);
            let given = if whole { full_given } else { first(full_given) };
            for (i, person) in members.iter().enumerate() {
                let (_, family) = list.next().unwrap();
                let name = match person.split_once(' ') {
                    None => given.to_owned(),
                    Some((_, rest)) if rest.chars().count() == 1 => {
                        format!("{given} {}", family.chars().next().unwrap().to_uppercase())
                    }
                    Some(_) if i == 0 => format!("{full_given} {family}"),
                    Some(_) => format!("{given} {family}"),
                };
                new.add(person, &name, person, &name);
                new.add(old_given, given, person, &name);
                if *person == NICKNAMED.0 {
                    let nickname = *random.pick(&NICKNAMES);
                    new.add(NICKNAMED.1, nickname, person, &name);
                    new.add(
                        &format!("{} {}", NICKNAMED.1, person.split_once(' ').unwrap().1),
                        &format!("{nickname} {family}"),
                        person,
                        &name,
                    );
                }
                if *person == MISSPELT.1 {
                    let wrong = misspell(&name, full_given);
                    let long = family.split([' ', '-']).any(|w| w.chars().count() >= 5);
                    new.unmendable = (!long).then(|| (name.clone(), wrong.clone()));
                    new.add(MISSPELT.0, &wrong, person, &name);
                }
            }
        }
        new.surfaces.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
        new.surfaces.dedup();
        new
    }

    fn add(&mut self, old: &str, new: &str, person: &str, name: &str) {
        self.surfaces.push((old.to_owned(), new.to_owned()));
        self.people.insert(person.to_owned(), name.to_owned());
        self.forms.entry(name.to_owned()).or_default().insert(new.to_owned());
    }

    /// Writes a text with the new names.
    pub(crate) fn rename(&self, text: &str) -> String {
        let mut written = String::with_capacity(text.len());
        let mut at = 0;
        for (place, index) in occurrences(text, &self.surfaces.iter().map(|(old, _)| old.as_str()).collect::<Vec<_>>())
        {
            written.push_str(&text[at..place]);
            written.push_str(&self.surfaces[index].1);
            at = place + self.surfaces[index].0.len();
        }
        written + &text[at..]
    }

    /// The new name of a person.
    pub(crate) fn person(&self, old: &str) -> String {
        self.people[old].clone()
    }

    /// The forms in which the people appear, by their new names.
    pub(crate) fn forms(&self) -> &BTreeMap<String, BTreeSet<String>> {
        &self.forms
    }
}

/// Where the longest of some forms stand as whole words, in order, with the index of the form.
pub(crate) fn occurrences(text: &str, longest_first: &[&str]) -> Vec<(usize, usize)> {
    let (mut found, mut free, mut before) = (Vec::new(), 0, None);
    for (at, c) in text.char_indices() {
        if at >= free && c.is_uppercase() && !before.is_some_and(char::is_alphanumeric) {
            let here = |form: &&str| {
                text[at..].starts_with(*form) && !text[at + form.len()..].starts_with(char::is_alphanumeric)
            };
            if let Some(index) = longest_first.iter().position(here) {
                found.push((at, index));
                free = at + longest_first[index].len();
            }
        }
        before = Some(c);
    }
    found
}

fn first(name: &str) -> &str {
    name.split(' ').next().unwrap()
}

/// The longest word of the family name without a letter from its middle.
fn misspell(name: &str, given: &str) -> String {
    let family = &name[given.len()..];
    let word = family.split([' ', '-', '\'']).max_by_key(|w| w.chars().count()).unwrap();
    let out = word.chars().count() / 2;
    let wrong: String = word.chars().enumerate().filter(|(i, _)| *i != out).map(|(_, c)| c).collect();
    format!("{given}{}", family.replacen(word, &wrong, 1))
}

#[test]
fn names_change_as_whole_words_only() {
    assert_eq!(occurrences("Juan's Marks, Mark/Juan", &["Mark", "Juan"]), [(0, 1), (14, 0), (19, 1)]);
    assert_eq!(misspell("Kiran Deshpande", "Kiran"), "Kiran Deshande");
}
