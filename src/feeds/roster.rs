//! Who took part in which meeting, as the query `attendance` says it.
//!
//! That query is a table with names and places of reports, each of its columns an aggregate: over a thousand reports it takes ten times as long as reading the
//! same statements one by one and gathering them here.

use super::FeedError;
use super::facts::{Facts, PREFIXES, Part};
use super::reading::{Reading, cell, number};
use super::things::Id;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// The properties of a participation that count here, in the order of their numbers in the queries.
const PROPERTIES: [&str; 3] = ["rap:status", "rap:listedName", "rap:statedGroup"];
const STATUS: usize = 0;
const LISTED: usize = 1;
const GROUP: usize = 2;
/// The group that only another report states; no curator corrects it.
const ELSEWHERE: usize = 3;

const PRESENT: &str = "https://w3id.org/rapporteur/status/present";

/// What the participations of one person in one report say together.
#[derive(Debug, Default)]
struct Said {
    present: bool,
    on_roster: bool,
    here: Option<String>,
    elsewhere: Option<String>,
}

impl Said {
    fn hear(&mut self, property: usize, value: &str) {
        let group = match property {
            STATUS => {
                self.present |= value == PRESENT;
                return;
            }
            LISTED => {
                self.on_roster = true;
                return;
            }
            GROUP => &mut self.here,
            _ => &mut self.elsewhere,
        };
        // Of several groups the first in the order of the alphabet.
        if group.as_deref().is_none_or(|known| value < known) {
            *group = Some(value.to_owned());
        }
    }

    fn part(self) -> Part {
        let group = self.here.map(|group| (group, true)).or(self.elsewhere.map(|group| (group, false)));
        Part { listed: self.on_roster && self.present, on_roster: self.on_roster, group }
    }
}

/// The parts by meeting and person; of several reports of one meeting each adds what it knows.
pub(super) fn parts(facts: &mut Facts, reading: &mut Reading<'_>) -> Result<BTreeMap<(Id, Id), Part>, FeedError> {
    let mut whose: FxHashMap<String, (Id, String, Id)> = FxHashMap::default();
    let mut said: BTreeMap<(Id, String, Id), Said> = BTreeMap::new();
    let query =
        format!("{PREFIXES} SELECT ?part ?record ?person {{ ?part rap:person ?person ; rap:inRecord ?record }}");
    for row in reading.own(&query, &["part", "record", "person"])? {
        let (Some(part), Some(record), Some(person)) = (cell(&row, 0), cell(&row, 1), cell(&row, 2)) else { continue };
        let Some(meeting) = facts.meeting_of(Some(record)) else { continue };
        let key = (meeting, record.to_owned(), facts.things.number(person));
        said.entry(key.clone()).or_default();
        whose.insert(part.to_owned(), key);
    }
    let mut corrected: FxHashSet<(String, usize)> = FxHashSet::default();
    let numbers = PROPERTIES.iter().enumerate().map(|(number, property)| format!("({property} {number})"));
    let numbers = numbers.collect::<Vec<_>>().join(" ");
    let corrections = format!(
        "{PREFIXES} SELECT ?part ?number ?value {{
           VALUES (?property ?number) {{ {numbers} }}
           ?judgement rap:judgedProperty ?property . ?part rap:correctedBy ?judgement ; rap:person ?person .
           OPTIONAL {{ ?judgement rap:correctedValue ?given OPTIONAL {{ ?given skos:prefLabel ?label }} }}
           BIND(IF(?property = rap:statedGroup, ?label, ?given) AS ?value) }}"
    );
    let stated = format!(
        "{PREFIXES} SELECT ?part ?number ?value {{
           {{ ?part rap:status ?value BIND({STATUS} AS ?number) }} UNION {{ ?part rap:listedName ?value BIND({LISTED} AS ?number) }} UNION
           {{ ?part rap:statedGroup/skos:prefLabel ?value BIND({GROUP} AS ?number) }} UNION
           {{ ?part rap:groupElsewhere/skos:prefLabel ?value BIND({ELSEWHERE} AS ?number) }} }}"
    );
    for (query, by_curators) in [(corrections, true), (stated, false)] {
        for row in reading.own(&query, &["part", "number", "value"])? {
            let Some((part, key)) = cell(&row, 0).and_then(|part| whose.get_key_value(part)) else { continue };
            let property = number(&row, 1);
            if by_curators {
                corrected.insert((part.clone(), property));
            } else if !corrected.is_empty() && corrected.contains(&(part.clone(), property)) {
                continue;
            }
            if let (Some(value), Some(said)) = (cell(&row, 2), said.get_mut(key)) {
                said.hear(property, value);
            }
        }
    }
    let mut parts: BTreeMap<(Id, Id), Part> = BTreeMap::new();
    for ((meeting, _, person), said) in said {
        let part = said.part();
        let known = parts.entry((meeting, person)).or_insert_with(|| part.clone());
        known.listed |= part.listed;
        known.on_roster |= part.on_roster;
        if let Some((_, here)) = &part.group
            && known.group.as_ref().is_none_or(|(_, known)| *here && !known)
        {
            known.group = part.group;
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_on_a_list_is_there_when_any_line_says_so_and_the_group_of_the_report_goes_first() {
        let mut said = Said::default();
        said.hear(STATUS, "https://w3id.org/rapporteur/status/apologies");
        said.hear(LISTED, "Juan Alfonso Fernández González");
        said.hear(ELSEWHERE, "civil society");
        assert!(!said.present);
        said.hear(STATUS, PRESENT);
        said.hear(GROUP, "technical community");
        said.hear(GROUP, "government");
        let part = said.part();
        assert!(part.listed && part.on_roster);
        assert_eq!(part.group, Some(("government".to_owned(), true)));
        let mut heard = Said::default();
        heard.hear(STATUS, PRESENT);
        heard.hear(ELSEWHERE, "civil society");
        let part = heard.part();
        assert_eq!(
            (part.listed, part.on_roster, part.group),
            (false, false, Some(("civil society".to_owned(), false)))
        );
    }
}
