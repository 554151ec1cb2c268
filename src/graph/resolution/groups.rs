//! Stakeholder groups that another report states.

use std::collections::{BTreeMap, BTreeSet};

/// Somebody's part in a meeting: the date, the participation, the group that its report states.
pub type Part = (String, String, Option<String>);

/// The parts of each person, by IRI.
pub type Parts = BTreeMap<String, BTreeSet<Part>>;

/// Where a report states no group of a person, the group that another one states, with its date: of the last one before, else of the first after.
/// It is told apart from what the report itself says, and nothing is carried where several reports of that day differ. `parts` are those of one person;
/// the answer for a day follows from the parts of that day, and of the nearest days before and after on which a group is stated.
#[must_use]
pub fn elsewhere(parts: &BTreeSet<Part>) -> BTreeMap<&str, (&str, &str)> {
    let mut stated: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (date, _, group) in parts.iter().filter(|(date, ..)| !date.is_empty()) {
        if let Some(group) = group {
            stated.entry(date).or_default().insert(group);
        }
    }
    let mut found = BTreeMap::new();
    let open = parts.iter().filter(|(date, _, group)| group.is_none() && !date.is_empty());
    for (date, node, _) in open.filter(|(date, ..)| !stated.contains_key(date.as_str())) {
        let (before, after) = (stated.range(..date.as_str()).next_back(), stated.range(date.as_str()..).next());
        if let Some((day, groups)) = before.or(after)
            && let (Some(group), 1) = (groups.first(), groups.len())
        {
            found.insert(node.as_str(), (*group, *day));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_group_before_else_the_first_after() {
        let part = |date: &str, group: Option<&str>| (date.to_owned(), format!("p-{date}"), group.map(str::to_owned));
        let parts: BTreeSet<Part> = [
            part("2021-01-01", None),
            part("2021-02-01", Some("academia")),
            part("2021-03-01", None),
            part("2021-04-01", Some("government")),
            part("2021-05-01", None),
            part("", None),
        ]
        .into();
        let found = elsewhere(&parts);
        let of = |date: &str| found.get(format!("p-{date}").as_str()).map(|(group, _)| *group);
        assert_eq!(of("2021-01-01"), Some("academia"));
        assert_eq!(of("2021-03-01"), Some("academia"));
        assert_eq!(of("2021-05-01"), Some("government"));
        assert_eq!(of(""), None);
        let mut torn = parts.clone();
        torn.insert(("2021-02-01".into(), "p-other".into(), Some("government".into())));
        assert_eq!(elsewhere(&torn).len(), 1);
    }
}
