use super::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

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

/// Who each of the people is, and what is shown of them.
fn identify(people: &[NamedPerson]) -> (Vec<Identity>, BTreeMap<PersonKey, String>) {
    let mut reports: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, person) in people.iter().enumerate() {
        reports.entry(&person.report).or_default().push(i);
    }
    let of = |places: &[usize]| -> Vec<NamedPerson> { places.iter().map(|i| people[*i].clone()).collect() };
    let mut names = Names::default();
    for places in reports.values() {
        names.gather(&of(places));
    }
    names.merge(|_| true);
    let registered = FxHashMap::default();
    let mut asked = Asked::new(&names, &registered, are_judged(people));
    for places in reports.values() {
        asked.meet(&asked.report(&of(places)));
    }
    let mut labels: BTreeMap<PersonKey, String> =
        asked.labels().map(|(key, label)| (key.clone(), label.to_owned())).collect();
    let mut found = BTreeMap::new();
    for places in reports.values() {
        let identities = asked.report(&of(places));
        labels.extend(asked.open_labels(&of(places), &identities));
        found.extend(places.iter().copied().zip(identities));
    }
    (found.into_values().collect(), labels)
}

/// Names: `!` marks one who is not on the list, `*` an officer who is not.
fn who(names: &[(&str, &str)]) -> Vec<(String, &'static str)> {
    let people: Vec<NamedPerson> = names.iter().map(|(report, name)| person(report, name)).collect();
    let (found, labels) = identify(&people);
    found.iter().map(|i| (labels[&i.person].clone(), i.rule)).collect()
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
    let found = who(&[("27", "Mark Carvell"), ("35", "Mark Carvell"), ("45", "Mark Cavell!"), ("35", "Markus Kummer")]);
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
fn who_was_weighed_and_passed_over_is_kept() {
    let names = [("27", "Chris Disspain"), ("35", "Chris Buckridge*"), ("86", "Chris!")];
    let found = identify(&names.map(|(r, n)| person(r, n))).0;
    let chris = &found[2];
    assert_eq!((&chris.person, chris.rule), (&PersonKey::Full("chris buckridge".into()), "office-in-series"));
    assert_eq!(chris.candidates, [PersonKey::Full("chris disspain".into())]);
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
        identify(people).0.into_iter().map(|i| (i.person, i.rule, i.candidates)).skip(2).collect::<Vec<_>>()
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
