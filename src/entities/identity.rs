//! Who is who across reports: the sieve of identity.
//!
//! A name is tried against stricter questions first: is it in the registry, is it the same full name, did a report of the series declare it as an
//! alias, is it one typing error away from a better attested name of the series, does just one person of the series have this given name.
//! What passes none of them stays as printed: a wrong merge is worse than a split. Everything here is a pure function of its input, whatever its order.

use super::people::words_of;
use crate::text::fold;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// A person as one report names them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedPerson {
    /// The series of the report.
    pub series: String,
    /// The day of the meeting as text that sorts, empty where unknown.
    pub date: String,
    /// The report.
    pub report: String,
    /// Where in the report the name first stands, in code points.
    pub start: u64,
    /// The name as printed.
    pub name: String,
    /// Other names that the report declares.
    pub aliases: Vec<String>,
    /// Whether a list of participants names the person.
    pub listed: bool,
    /// Whether the person leads the body or the meeting.
    pub leads: bool,
    /// The report itself leaves open whom the name means.
    pub open: bool,
    /// What curators say of it.
    pub opinion: Opinion,
}

/// What curators say of one name. It comes before every question of the sieve.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opinion {
    /// The person that it means.
    pub same: Option<PersonKey>,
    /// People that it does not mean.
    pub apart: BTreeSet<PersonKey>,
    /// Nobody can tell whom it means.
    pub unsure: bool,
    /// People that it may mean.
    pub suggested: BTreeSet<PersonKey>,
}

/// What the sieve found for one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The person.
    pub person: PersonKey,
    /// The question that decided.
    pub rule: &'static str,
    /// For an open name, who it could be.
    pub candidates: Vec<PersonKey>,
}

/// A person across reports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonKey {
    /// A person of the registry: its IRI.
    Registered(String),
    /// A full name: its folded words.
    Full(String),
    /// A name that stays open: its folded words and its report.
    Open(String, String),
}

/// The answer of the sieve.
#[derive(Debug, Default)]
pub struct Identities {
    /// One for each name, in the order of the input.
    pub of: Vec<Identity>,
    /// The name that is shown, by person.
    pub labels: BTreeMap<PersonKey, String>,
    /// Full names that were merged into a person, which had or might have had IRIs of their own.
    pub merged: BTreeSet<(String, PersonKey)>,
}

/// More names that agree in all words but one are not compared.
const MOST_ALIKE: usize = 64;
/// A word is at least this long before one letter in it may be an error.
const SHORTEST_MISTYPED: usize = 5;

impl Identities {
    /// The person that a key stands for once names were merged.
    #[must_use]
    pub fn canonical(&self, key: &PersonKey) -> PersonKey {
        let PersonKey::Full(name) = key else { return key.clone() };
        self.merged.iter().find(|(merged, _)| merged == name).map_or_else(|| key.clone(), |(_, person)| person.clone())
    }
}

/// Tells who is who. `registered` maps folded names of the registry's people to their IRI; `also` are people of these reports that something else than a
/// name points at, which want labels too.
#[must_use]
pub fn identify(
    people: &[NamedPerson],
    registered: &FxHashMap<String, String>,
    also: &BTreeSet<PersonKey>,
) -> Identities {
    let folded: Vec<String> = people.iter().map(|p| words_of(&p.name).join(" ")).collect();
    let mut sieve = Sieve {
        people,
        folded: &folded,
        registered,
        names: BTreeMap::new(),
        by_series: FxHashMap::default(),
        people_of_series: FxHashMap::default(),
        merged: BTreeMap::new(),
        apart: apart(people, &folded),
    };
    sieve.gather();
    sieve.merge_aliases();
    sieve.merge_misspellings();
    sieve.merge_given_names();
    sieve.gather_people();
    let given = sieve.index_given_names();
    let mut of: Vec<Identity> = (0..people.len()).map(|i| sieve.identify(i, &given)).collect();
    let also: BTreeSet<PersonKey> = also.iter().map(|key| sieve.canonical(key)).collect();
    let named: BTreeSet<PersonKey> = of.iter().map(|i| i.person.clone()).chain(also.iter().cloned()).collect();
    for identity in &mut of {
        // Nobody can be meant whom no name means any more.
        identity.candidates.retain(|c| matches!(c, PersonKey::Registered(_)) || named.contains(c));
    }
    let labels = sieve.labels(&of, &also);
    let merged = sieve.merged.keys().filter(|name| !named.contains(&PersonKey::Full((*name).clone())));
    let merged = merged.map(|name| (name.clone(), sieve.root(name))).collect();
    Identities { of, labels, merged }
}

/// What is known of one full name.
#[derive(Debug, Default)]
struct FullName {
    reports: FxHashSet<String>,
    listed: bool,
    /// Printed forms and how often each occurs.
    forms: BTreeMap<String, usize>,
}

/// What a series knows of one full name.
#[derive(Debug, Default, Clone)]
struct InSeries {
    leads: bool,
    aliases: BTreeSet<String>,
    reports: BTreeSet<String>,
}

struct Sieve<'p> {
    people: &'p [NamedPerson],
    folded: &'p [String],
    registered: &'p FxHashMap<String, String>,
    names: BTreeMap<String, FullName>,
    by_series: FxHashMap<String, BTreeMap<String, InSeries>>,
    people_of_series: FxHashMap<(String, PersonKey), InSeries>,
    /// A full name to the one it is another spelling of.
    merged: BTreeMap<String, String>,
    /// Pairs of full names that a curator keeps from being merged.
    apart: BTreeSet<(String, String)>,
}

/// The pairs of names, both ways, that curators keep apart.
fn apart(people: &[NamedPerson], folded: &[String]) -> BTreeSet<(String, String)> {
    let mut pairs = BTreeSet::new();
    for (person, name) in people.iter().zip(folded) {
        for other in &person.opinion.apart {
            if let PersonKey::Full(other) = other {
                pairs.insert((name.clone(), other.clone()));
                pairs.insert((other.clone(), name.clone()));
            }
        }
    }
    pairs
}

/// People of a series by given name or alias.
type GivenNames = FxHashMap<(String, String), BTreeSet<PersonKey>>;

impl Sieve<'_> {
    fn gather(&mut self) {
        for (person, name) in
            self.people.iter().zip(self.folded).filter(|(p, n)| !p.open && is_full(n) && speaks_for(p, n))
        {
            let full = self.names.entry(name.clone()).or_default();
            full.reports.insert(person.report.clone());
            full.listed |= person.listed;
            *full.forms.entry(person.name.clone()).or_default() += 1;
            let known = self.by_series.entry(person.series.clone()).or_default().entry(name.clone()).or_default();
            known.leads |= person.leads;
            known.aliases.extend(person.aliases.iter().map(|a| fold(a)));
            known.reports.insert(person.report.clone());
        }
    }

    /// "Titti Cassa" is Concettina Cassa where a report of the series declares "Concettina Cassa (Titti)".
    fn merge_aliases(&mut self) {
        let mut found = Vec::new();
        for names in self.by_series.values() {
            let mut targets: BTreeMap<String, BTreeSet<&String>> = BTreeMap::new();
            for (name, known) in names {
                // Where the given name has several words, the family name begins behind the second or a later one.
                for (behind, _) in name.match_indices(' ') {
                    for alias in &known.aliases {
                        targets.entry(format!("{alias}{}", &name[behind..])).or_default().insert(name);
                    }
                }
            }
            for (alias, of) in targets {
                if let (Some(target), 1, true) = (of.first(), of.len(), names.contains_key(&alias))
                    && **target != alias
                    && !self.kept_apart(&alias, target)
                {
                    found.push((alias, (*target).clone()));
                }
            }
        }
        found.sort();
        for (alias, target) in found {
            self.merged.entry(alias).or_insert(target);
        }
    }

    /// "Mark Cavell" is Mark Carvell where the series knows just one better attested name that differs by one letter in one long word.
    fn merge_misspellings(&mut self) {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for names in self.by_series.values() {
            // Names that agree in all words but one meet in one bucket.
            let mut buckets: BTreeMap<(usize, usize, String), Vec<&String>> = BTreeMap::new();
            for name in names.keys() {
                let words: Vec<&str> = name.split(' ').collect();
                let long = |i: &usize| words[*i].chars().count() >= SHORTEST_MISTYPED - 1;
                for i in (0..words.len()).filter(long) {
                    let others: Vec<&str> =
                        words.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, w)| *w).collect();
                    buckets.entry((words.len(), i, others.join(" "))).or_default().push(name);
                }
            }
            // Names that differ in one word by the dozen tell nothing about misprints.
            for ((_, position, _), bucket) in buckets.into_iter().filter(|(_, names)| names.len() <= MOST_ALIKE) {
                for (i, one) in bucket.iter().enumerate() {
                    for other in &bucket[i + 1..] {
                        if let Some((wrong, right)) = self.misspelt(one, other, position) {
                            found.entry(wrong.to_owned()).or_default().insert(right.to_owned());
                        }
                    }
                }
            }
        }
        for (wrong, rights) in found {
            if let (1, Some(right)) = (rights.len(), rights.first())
                && self.root_name(right) != wrong
            {
                self.merged.entry(wrong).or_insert_with(|| right.clone());
            }
        }
    }

    /// Which of two names is a misspelling of the other, if either is: (the wrong one, the right one).
    fn misspelt<'n>(&self, one: &'n str, other: &'n str, position: usize) -> Option<(&'n str, &'n str)> {
        let (a, b) = (one.split(' ').nth(position)?, other.split(' ').nth(position)?);
        if !is_slip(a, b, position) || self.kept_apart(one, other) {
            return None;
        }
        let weight = |name: &str| self.names.get(name).map_or((false, 0), |n| (n.listed, n.reports.len()));
        let ((a_listed, a_reports), (b_listed, b_reports)) = (weight(one), weight(other));
        // Two people may sit in one meeting.
        let together = self
            .names
            .get(one)
            .zip(self.names.get(other))
            .is_some_and(|(x, y)| x.reports.intersection(&y.reports).next().is_some());
        if together {
            None
        } else if b_listed >= a_listed && b_reports > a_reports || b_listed && !a_listed {
            Some((one, other))
        } else if a_listed >= b_listed && a_reports > b_reports || a_listed && !b_listed {
            Some((other, one))
        } else {
            None
        }
    }

    fn kept_apart(&self, one: &str, other: &str) -> bool {
        !self.apart.is_empty() && self.apart.contains(&(one.to_owned(), other.to_owned()))
    }

    /// "Jean-Baptiste" is Jean-Baptiste Moreau where no list has the short name and the series knows just one longer name that begins with it.
    fn merge_given_names(&mut self) {
        let mut found = Vec::new();
        for names in self.by_series.values() {
            for short in names.keys().filter(|n| self.names.get(*n).is_some_and(|n| !n.listed)) {
                let behind = names.range::<str, _>((Bound::Excluded(short.as_str()), Bound::Unbounded));
                let longer = behind.map(|(n, _)| n).take_while(|n| n.starts_with(short.as_str()));
                let longer = longer.filter(|n| begins_with_words(n, short)).map(|n| self.root_name(n));
                let longer: BTreeSet<&str> = longer.take(MOST_ALIKE).collect();
                if let (1, Some(one)) = (longer.len(), longer.first())
                    && !self.kept_apart(short, one)
                {
                    found.push((short.clone(), (*one).to_owned()));
                }
            }
        }
        for (short, one) in found {
            if self.root_name(&one) != short {
                self.merged.entry(short).or_insert(one);
            }
        }
    }

    fn root_name<'n>(&'n self, name: &'n str) -> &'n str {
        let mut name = name;
        // Chains are short; the bound keeps a ring of aliases from going round for ever.
        for _ in 0..8 {
            match self.merged.get(name) {
                Some(next) => name = next,
                None => break,
            }
        }
        name
    }

    fn root(&self, name: &str) -> PersonKey {
        let root = self.root_name(name);
        match self.registered.get(root).or_else(|| self.registered.get(name)) {
            Some(iri) => PersonKey::Registered(iri.clone()),
            None => PersonKey::Full(root.to_owned()),
        }
    }

    fn index_given_names(&self) -> GivenNames {
        let mut given: GivenNames = FxHashMap::default();
        for (series, names) in &self.by_series {
            for (name, known) in names {
                let person = self.root(name);
                let root = self.root_name(name);
                let firsts = [name.as_str(), root].into_iter().filter_map(|n| n.split(' ').next());
                for first in firsts.chain(known.aliases.iter().map(String::as_str)) {
                    given.entry((series.clone(), first.to_owned())).or_default().insert(person.clone());
                }
            }
        }
        given
    }

    fn identify(&self, i: usize, given: &GivenNames) -> Identity {
        let (person, name) = (&self.people[i], &self.folded[i]);
        let decided = |person, rule| Identity { person, rule, candidates: Vec::new() };
        let opinion = &person.opinion;
        if let Some(same) = &opinion.same {
            return decided(self.canonical(same), "judgement");
        }
        let (full, open) = (self.full(name), person.open || opinion.unsure);
        if let (Some((key, rule)), false) = (&full, open)
            && !opinion.apart.contains(key)
        {
            return decided(key.clone(), rule);
        }
        let own = PersonKey::Full(name.clone());
        if !open && is_full(name) && !opinion.apart.contains(&own) && self.merged.contains_key(name) {
            // It was merged into somebody whom it does not mean.
            return decided(own, "full-name");
        }
        let mut words = name.split(' ');
        let first = words.next().unwrap_or("");
        let initials: Vec<&str> = words.collect();
        let key = (person.series.clone(), first.to_owned());
        let all = given.get(&key).into_iter().flatten();
        let fits = |p: &&PersonKey| match p {
            PersonKey::Full(full) => {
                initials.iter().all(|initial| full.split(' ').skip(1).any(|w| w.starts_with(initial)))
            }
            _ => initials.is_empty(),
        };
        let mut candidates: BTreeSet<PersonKey> = all.filter(fits).cloned().collect();
        if opinion.unsure {
            candidates.extend(full.filter(|_| !person.open).map(|(key, _)| key));
            candidates.extend(opinion.suggested.iter().map(|key| self.canonical(key)));
        }
        candidates.retain(|candidate| !opinion.apart.contains(candidate));
        // Who stands on this report's own list under a full name is somebody else than a lone given name beside it.
        let elsewhere: Vec<&PersonKey> =
            candidates.iter().filter(|c| !(person.listed || open) || !self.is_in(c, person)).collect();
        let leading: Vec<&&PersonKey> = elsewhere.iter().filter(|c| self.leads(c, &person.series)).collect();
        match (elsewhere.as_slice(), leading.as_slice(), open) {
            ([one], _, false) => decided((*one).clone(), "given-name-in-series"),
            (_, [one], false) => decided((**one).clone(), "office-in-series"),
            _ => {
                let candidates = candidates.into_iter().collect();
                Identity { person: PersonKey::Open(name.clone(), person.report.clone()), rule: "open", candidates }
            }
        }
    }

    /// Whom a name means that stands in the registry or is full, and by which question.
    fn full(&self, name: &str) -> Option<(PersonKey, &'static str)> {
        if let Some(iri) = self.registered.get(name) {
            return Some((PersonKey::Registered(iri.clone()), "registry"));
        }
        let rule = match self.merged.get(name) {
            Some(root) if one_letter_apart(name, root) => "misspelling",
            Some(root) if begins_with_words(root, name) => "given-name-in-series",
            Some(_) => "declared-alias",
            None => "full-name",
        };
        is_full(name).then(|| (self.root(name), rule))
    }

    /// The person that a key stands for.
    fn canonical(&self, key: &PersonKey) -> PersonKey {
        match key {
            PersonKey::Full(name) => self.root(name),
            other => other.clone(),
        }
    }

    /// What each series knows of each person, all spellings together.
    fn gather_people(&mut self) {
        let mut people: FxHashMap<(String, PersonKey), InSeries> = FxHashMap::default();
        for (series, names) in &self.by_series {
            for (name, known) in names {
                let all = people.entry((series.clone(), self.root(name))).or_default();
                all.leads |= known.leads;
                all.reports.extend(known.reports.iter().cloned());
            }
        }
        self.people_of_series = people;
    }

    /// Whether a report names a person in full.
    fn is_in(&self, key: &PersonKey, person: &NamedPerson) -> bool {
        self.known(key, &person.series).is_some_and(|known| known.reports.contains(&person.report))
    }

    fn leads(&self, key: &PersonKey, series: &str) -> bool {
        self.known(key, series).is_some_and(|known| known.leads)
    }

    fn known(&self, key: &PersonKey, series: &str) -> Option<&InSeries> {
        self.people_of_series.get(&(series.to_owned(), key.clone()))
    }

    /// The name that is shown: of the spelling that others were merged into, the form printed most often.
    fn labels(&self, of: &[Identity], also: &BTreeSet<PersonKey>) -> BTreeMap<PersonKey, String> {
        let mut labels: BTreeMap<PersonKey, String> = BTreeMap::new();
        for (i, identity) in of.iter().enumerate() {
            let (person, own) = (&self.people[i], &self.folded[i]);
            if matches!(&identity.person, PersonKey::Open(name, report) if name == own && *report == person.report) {
                let label = labels.entry(identity.person.clone()).or_insert_with(|| person.name.clone());
                if person.name < *label {
                    label.clone_from(&person.name);
                }
            }
        }
        for key in of.iter().map(|identity| &identity.person).chain(also) {
            if matches!(key, PersonKey::Registered(_)) || labels.contains_key(key) {
                continue;
            }
            let label = match key {
                PersonKey::Full(name) => self.form_of(name),
                _ => None,
            };
            // People whose every mention a curator gave to somebody else.
            if let Some(label) = label.or_else(|| self.as_printed(key)) {
                labels.insert(key.clone(), label.to_owned());
            }
        }
        labels
    }

    /// The first in the order of the alphabet of the forms in which a name is printed.
    fn as_printed(&self, key: &PersonKey) -> Option<&str> {
        let named = self.people.iter().zip(self.folded).filter(|(person, folded)| match key {
            PersonKey::Full(name) => *folded == name,
            PersonKey::Open(name, report) => *folded == name && person.report == *report,
            PersonKey::Registered(_) => false,
        });
        named.map(|(person, _)| person.name.as_str()).min()
    }

    fn form_of(&self, name: &str) -> Option<&str> {
        let forms = &self.names.get(name)?.forms;
        // Accents are more often lost than added.
        forms
            .iter()
            .max_by_key(|(form, count)| {
                (**count, form.chars().filter(|c| !c.is_ascii()).count(), std::cmp::Reverse(*form))
            })
            .map(|(form, _)| form.as_str())
    }
}

/// Whether a name says who the person is: not where a curator gave it to somebody else.
fn speaks_for(person: &NamedPerson, name: &str) -> bool {
    let own = PersonKey::Full(name.to_owned());
    person.opinion == Opinion::default()
        || person.opinion.same.as_ref().is_none_or(|same| *same == own) && !person.opinion.apart.contains(&own)
}

/// Whether a folded name has a given name and a family name: "herman p" has not.
pub(crate) fn is_full(name: &str) -> bool {
    name.contains(' ') && name.split(' ').next_back().is_some_and(|last| last.chars().count() > 1)
}

/// Whether two words at the same place of two names differ by one letter that may be an error of typing.
pub(super) fn is_slip(a: &str, b: &str, position: usize) -> bool {
    let long = a.chars().count().max(b.chars().count()) >= SHORTEST_MISTYPED;
    let near = a.chars().next() == b.chars().next() && strsim::osa_distance(a, b) == 1;
    // "Mario" and "Maria" are two names.
    let endings = a.chars().count() == b.chars().count() && a.chars().rev().skip(1).eq(b.chars().rev().skip(1));
    long && near && !(endings && position == 0)
}

/// Whether a folded name goes on behind the words of a shorter one.
fn begins_with_words(name: &str, words: &str) -> bool {
    name.strip_prefix(words).is_some_and(|rest| rest.starts_with(' '))
}

fn one_letter_apart(one: &str, other: &str) -> bool {
    strsim::osa_distance(one, other) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(report: &str, name: &str) -> NamedPerson {
        let (name, alias) = name.split_once(" (").map_or((name, None), |(n, a)| (n, Some(a.trim_end_matches(')'))));
        NamedPerson {
            series: "wg".into(),
            date: format!("2022-01-{report}"),
            report: report.into(),
            start: 0,
            name: name.trim_end_matches(['!', '*']).into(),
            aliases: alias.into_iter().map(str::to_owned).collect(),
            listed: !name.ends_with(['!', '*']),
            leads: name.ends_with('*'),
            open: false,
            opinion: Opinion::default(),
        }
    }

    /// Names: `!` marks one who is not on the list, `*` an officer who is not.
    fn who(names: &[(&str, &str)]) -> Vec<(String, &'static str)> {
        let people: Vec<NamedPerson> = names.iter().map(|(report, name)| person(report, name)).collect();
        let found = identify(&people, &FxHashMap::default(), &BTreeSet::new());
        found.of.iter().map(|i| (found.labels[&i.person].clone(), i.rule)).collect()
    }

    #[test]
    fn aliases_and_given_names_of_the_series() {
        let found = who(&[
            ("35", "Concettina Cassa (Titti)"),
            ("86", "Titti Cassa!"),
            ("27", "Titti!"),
            ("11", "Anja Gengo"),
            ("27", "Anja!"),
        ]);
        assert_eq!(found[1], ("Concettina Cassa".into(), "declared-alias"));
        assert_eq!(found[2], ("Concettina Cassa".into(), "given-name-in-series"));
        assert_eq!(found[4], ("Anja Gengo".into(), "given-name-in-series"));
    }

    #[test]
    fn a_misspelling_goes_to_the_better_attested_name() {
        let found =
            who(&[("27", "Mark Carvell"), ("35", "Mark Carvell"), ("45", "Mark Cavell!"), ("35", "Markus Kummer")]);
        assert_eq!(found[2], ("Mark Carvell".into(), "misspelling"));
        // Two people of one meeting, and given names that differ in their ending, stay apart.
        assert_eq!(who(&[("1", "Maria Silva"), ("2", "Maria Silva"), ("3", "Mario Silva!")])[2].0, "Mario Silva");
        assert_eq!(who(&[("1", "Ana Pereira"), ("2", "Ana Pereira"), ("2", "Ana Ferreira")])[2].0, "Ana Ferreira");
    }

    #[test]
    fn two_of_one_given_name() {
        let found = who(&[
            ("27", "Chris Disspain"),
            ("35", "Chris Buckridge"),
            ("45", "Chris Buckridge*"),
            ("86", "Chris!"),
            ("86", "Bruna!"),
        ]);
        assert_eq!(found[3], ("Chris Buckridge".into(), "office-in-series"));
        assert_eq!(found[4], ("Bruna".into(), "open"));
        assert_eq!(who(&[("1", "Paul Blaker"), ("2", "Paul Charlton"), ("3", "Paul!")])[2].1, "open");
    }

    #[test]
    fn a_lone_given_name_on_a_list_is_somebody_else_than_a_full_name_on_it() {
        assert_eq!(who(&[("27", "Eileen Cejas"), ("27", "Eileen")])[1], ("Eileen".into(), "open"));
        assert_eq!(
            who(&[("27", "Herman P"), ("11", "Herman Paulsen")])[0],
            ("Herman Paulsen".into(), "given-name-in-series")
        );
    }

    #[test]
    fn curators_come_before_every_question() {
        let full = |name: &str| PersonKey::Full(name.into());
        let mut people: Vec<NamedPerson> =
            [("27", "Mark Carvell"), ("35", "Mark Carvell"), ("45", "Mark Cavell!"), ("45", "Bruna!")]
                .map(|(r, n)| person(r, n))
                .into();
        let rules = |people: &[NamedPerson]| {
            let found = identify(people, &FxHashMap::default(), &BTreeSet::new());
            found.of.into_iter().map(|i| (i.person, i.rule, i.candidates)).skip(2).collect::<Vec<_>>()
        };
        assert_eq!(rules(&people)[0], (full("mark carvell"), "misspelling", vec![]));
        people[2].opinion.apart.insert(full("mark carvell"));
        people[3].opinion.same = Some(full("mark carvell"));
        let found = rules(&people);
        assert_eq!(found[0], (full("mark cavell"), "full-name", vec![]));
        assert_eq!(found[1], (full("mark carvell"), "judgement", vec![]));
        people[2].opinion = Opinion { unsure: true, ..Opinion::default() };
        let open = PersonKey::Open("mark cavell".into(), "45".into());
        assert_eq!(rules(&people)[0], (open, "open", vec![full("mark carvell")]));
    }

    #[test]
    fn the_order_of_reports_does_not_matter() {
        let names = [
            ("35", "Concettina Cassa (Titti)"),
            ("86", "Titti Cassa!"),
            ("45", "Mark Cavell!"),
            ("27", "Mark Carvell"),
            ("27", "Sorina"),
        ];
        let mut reversed = names;
        reversed.reverse();
        let mut there = who(&names);
        there.reverse();
        assert_eq!(there, who(&reversed));
    }
}
