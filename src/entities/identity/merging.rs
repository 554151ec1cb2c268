//! Which names are spellings of one.

use super::names::{Names, all_but_one, declared, root, slips, too_many};
use super::{InSeries, MOST_ALIKE, begins_with_words};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

impl Names {
    /// Decides anew which names are spellings of others: of those that `asked` is true for. With each of them there must be every name that shares a meeting
    /// point with it, and `asked` must be true for those that are linked with it: as alias, by a slip, or by going on behind its words.
    pub fn merge(&mut self, asked: impl Fn(&str) -> bool) {
        let mut merging = Merging { names: self, merged: BTreeMap::new(), by_series: BTreeMap::new() };
        for (name, known) in self.iter() {
            for (series, row) in known.full_in() {
                merging.by_series.entry(series).or_default().insert(name, row);
            }
        }
        merging.aliases(&asked);
        merging.misspellings(&asked);
        merging.given_names(&asked);
        let mut merged = merging.merged;
        let names: Vec<String> =
            self.iter().map(|(name, _)| name).filter(|name| asked(name)).map(str::to_owned).collect();
        for name in names {
            let into = merged.remove(&name);
            self.set_merged(&name, into);
        }
    }
}

struct Merging<'n> {
    names: &'n Names,
    /// A full name to the one it is another spelling of.
    merged: BTreeMap<String, String>,
    by_series: BTreeMap<&'n str, BTreeMap<&'n str, &'n InSeries>>,
}

impl<'n> Merging<'n> {
    /// "Titti Cassa" is Concettina Cassa where a report of the series declares "Concettina Cassa (Titti)".
    fn aliases(&mut self, asked: impl Fn(&str) -> bool) {
        let mut found = BTreeSet::new();
        for names in self.by_series.values() {
            let mut targets: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
            for (name, row) in names {
                for alias in declared(name, row).filter(|alias| asked(alias)) {
                    targets.entry(alias).or_default().insert(name);
                }
            }
            for (alias, of) in targets {
                if let (Some(target), 1, true) = (of.first(), of.len(), names.contains_key(alias.as_str()))
                    && **target != alias
                    && !self.kept_apart(&alias, target)
                {
                    found.insert((alias, (*target).to_owned()));
                }
            }
        }
        for (alias, target) in found {
            self.merged.entry(alias).or_insert(target);
        }
    }

    /// "Mark Cavell" is Mark Carvell where the series knows just one better attested name that differs by one letter in one long word.
    fn misspellings(&mut self, asked: impl Fn(&str) -> bool) {
        let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for names in self.by_series.values() {
            let buckets = all_but_one(names.keys().copied());
            // Names that differ in one word by the dozen tell nothing about misprints.
            for ((_, position, _), bucket) in buckets.into_iter().filter(|(_, names)| !too_many(names.len())) {
                for (i, one) in bucket.iter().enumerate() {
                    for other in &bucket[i + 1..] {
                        if let Some((wrong, right)) = self.misspelt(one, other, position).filter(|(w, _)| asked(w)) {
                            found.entry(wrong).or_default().insert(right);
                        }
                    }
                }
            }
        }
        for (wrong, rights) in found {
            if let (1, Some(right)) = (rights.len(), rights.first())
                && self.root_name(right) != wrong
            {
                self.merged.entry(wrong.to_owned()).or_insert_with(|| (*right).to_owned());
            }
        }
    }

    /// Which of two names is a misspelling of the other, if either is: (the wrong one, the right one).
    fn misspelt(&self, one: &'n str, other: &'n str, position: usize) -> Option<(&'n str, &'n str)> {
        if !slips(one, other, position) || self.kept_apart(one, other) {
            return None;
        }
        let (known, of_other) = (self.names.get(one)?, self.names.get(other)?);
        // Two people may sit in one meeting.
        if known.series.values().any(|row| row.beside.contains(other)) {
            return None;
        }
        let ((a_listed, a_reports), (b_listed, b_reports)) =
            ((known.listed(), known.reports()), (of_other.listed(), of_other.reports()));
        if b_listed >= a_listed && b_reports > a_reports || b_listed && !a_listed {
            Some((one, other))
        } else if a_listed >= b_listed && a_reports > b_reports || a_listed && !b_listed {
            Some((other, one))
        } else {
            None
        }
    }

    /// Whether a curator keeps two names from being merged.
    fn kept_apart(&self, one: &str, other: &str) -> bool {
        let apart = |one: &str, other: &str| {
            self.names.get(one).is_some_and(|known| known.series.values().any(|row| row.apart.contains(other)))
        };
        apart(one, other) || apart(other, one)
    }

    /// "Jean-Baptiste" is Jean-Baptiste Moreau where no list has the short name and the series knows just one longer name that begins with it.
    fn given_names(&mut self, asked: impl Fn(&str) -> bool) {
        // In the order of the alphabet, whatever the series are called.
        let mut found = BTreeSet::new();
        for names in self.by_series.values() {
            for short in names.keys().filter(|n| asked(n) && self.names.get(n).is_some_and(|n| !n.listed())) {
                let behind = names.range::<str, _>((Bound::Excluded(*short), Bound::Unbounded));
                let longer = behind.map(|(n, _)| *n).take_while(|n| n.starts_with(short));
                let longer = longer.filter(|n| begins_with_words(n, short)).map(|n| self.root_name(n));
                let longer: BTreeSet<&str> = longer.take(MOST_ALIKE).collect();
                if let (1, Some(one)) = (longer.len(), longer.first())
                    && !self.kept_apart(short, one)
                {
                    found.insert(((*short).to_owned(), (*one).to_owned()));
                }
            }
        }
        for (short, one) in found {
            if self.root_name(&one) != short {
                self.merged.entry(short).or_insert(one);
            }
        }
    }

    fn root_name<'m>(&'m self, name: &'m str) -> &'m str {
        root(name, |name| self.merged.get(name).map(String::as_str))
    }
}
