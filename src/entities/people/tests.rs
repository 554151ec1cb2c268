//! People inside a report.

use super::{Listed, People, Sieved, words_of};
use crate::entities::strangers::SmallWords;
use crate::language::Language;
use crate::minutes::names::PrintedName;
use crate::text::Span;

fn people(list: &[&str], prose: &str) -> Vec<(String, Option<String>, bool)> {
    let language = Language::embedded().unwrap();
    let text = format!("{}\n{prose}", list.join("\n"));
    let mut people = People::default();
    let mut at = 0;
    for name in list {
        let printed = crate::minutes::names::read_name(&text, Span::new(at, at + name.len()), &language).unwrap();
        people.take(&text, &printed, true);
        at += name.len() + 1;
    }
    let found = people.mentions(&text, Span::new(at, text.len()), &language, &[], Some(&SmallWords::of("")));
    let name = |i: usize| people.all[i].name.of_text(&text).to_owned();
    found.into_iter().map(|m| (m.span.of_text(&text).to_owned(), m.person.map(name), m.speaks)).collect()
}

fn one(list: &[&str], prose: &str) -> Option<String> {
    people(list, prose).into_iter().next().and_then(|(_, person, _)| person)
}

#[test]
fn the_sieve_inside_a_report() {
    assert_eq!(one(&["Juan Fernandez", "Jorge Cancio"], "Juan noted that").as_deref(), Some("Juan Fernandez"));
    assert_eq!(one(&["Concettina Cassa (Titti)"], "Titti proposed going").as_deref(), Some("Concettina Cassa"));
    assert_eq!(people(&["Paul Blaker", "Paul Charlton"], "Paul noted that"), [("Paul".into(), None, true)]);
    assert_eq!(one(&["Mark Carvell", "Markus Kummer"], "and Markus's view").as_deref(), Some("Markus Kummer"));
}

#[test]
fn initials_inside_a_name_may_be_left_out() {
    assert_eq!(one(&["Ada K. Byron"], "Ada Byron noted that").as_deref(), Some("Ada K. Byron"));
    assert_eq!(one(&["Ada K. Byron"], "Ada M Byron noted that").as_deref(), Some("Ada M Byron"));
    assert_eq!(one(&["Ada K. Byron", "Ada M. Byron"], "Ada Byron noted that"), Some("Ada Byron".into()));
}

#[test]
fn signs_are_found_as_they_are_printed() {
    let text = "Ada Byron | AB\nIngrid Norden | IN | @ingrid";
    let mut people = People::default();
    let span = |words: &str| Span::of(&text[text.find(words).unwrap()..][..words.len()], text, 0);
    let names = [("Ada Byron", vec!["AB"]), ("Ingrid Norden", vec!["IN", "@ingrid"])];
    for (name, signs) in &names {
        let printed = PrintedName { span: span(name), alias: None };
        let signs: Vec<Span> = signs.iter().map(|s| span(s)).collect();
        people.take_listed(text, &Listed { name: &printed, reading: None, signs: &signs });
    }
    let found = |words: &str| people.sieve_printed(words, Span::new(0, words.len()));
    let sieve = |words: &str| people.sieve(&words_of(words));
    assert_eq!(sieve("AB"), Sieved::One(0, "declared-sign"));
    assert_eq!(sieve("@ingrid"), Sieved::One(1, "given-name-in-report"));
    assert_eq!(found("XY"), Sieved::Nobody);
    let prose = format!("{text}\nIN asked whether it is ready. In general it suggested that. AB agreed.");
    let language = Language::embedded().unwrap();
    let mentions =
        people.mentions(&prose, Span::new(text.len() + 1, prose.len()), &language, &[], Some(&SmallWords::of("")));
    let found: Vec<_> = mentions.iter().map(|m| (m.span.of_text(&prose), m.person)).collect();
    assert_eq!(found, [("IN", Some(1)), ("AB", Some(0))]);
}

#[test]
fn given_names_of_several_words() {
    assert_eq!(
        one(&["Jean-Baptiste Moreau", "Ana Clara Reis"], "Jean-Baptiste noted that").as_deref(),
        Some("Jean-Baptiste Moreau")
    );
    assert_eq!(one(&["Ana Clara Reis", "Ana Lucia Pires"], "Ana Clara noted that").as_deref(), Some("Ana Clara Reis"));
    assert_eq!(people(&["Ana Clara Reis", "Ana Lucia Pires"], "Ana noted that"), [("Ana".into(), None, true)]);
}

#[test]
fn a_full_name_with_one_wrong_letter() {
    assert_eq!(one(&["Mark Carvell", "Markus Kummer"], "Mark Cavell noted that").as_deref(), Some("Mark Carvell"));
    assert_eq!(
        people(&["Jason Munyan"], "Jasson Munyan and Tereza Horejsova were both very pleased")
            .first()
            .map(|p| p.1.as_deref()),
        Some(Some("Jason Munyan"))
    );
    assert_eq!(
        people(&["Tigran Mirzoyan"], "Tigran Mirzyan and Nino Kvaratze were both very pleased")
            .first()
            .map(|p| p.1.as_deref()),
        Some(Some("Tigran Mirzoyan"))
    );
    assert_eq!(one(&["Maria Perez"], "Mario Perez noted that").as_deref(), Some("Mario Perez"));
}

#[test]
fn names_with_particles_and_elisions() {
    for name in ["Gaspard d'Aubigny", "Inma Ruiz de la Cruz", "Joost op de Velde"] {
        assert_eq!(people(&[], &format!("{name} noted that")), [(name.into(), Some(name.into()), true)]);
    }
}

#[test]
fn speakers_that_no_list_knows() {
    assert_eq!(
        people(&[], "Tulio Andrade re-emphasised the need"),
        [("Tulio Andrade".into(), Some("Tulio Andrade".into()), true)]
    );
    assert_eq!(people(&[], "Livia asked, and Anriette replied that").len(), 2);
    assert_eq!(people(&[], "The Secretariat noted. Several participants suggested. Next steps"), []);
}

#[test]
fn family_names_where_a_person_is_meant() {
    let list = ["Ada Byron", "Joost op de Velde", "Grace Hopper", "Vincent Hopper"];
    assert_eq!(one(&list, "Byron noted that").as_deref(), Some("Ada Byron"));
    assert_eq!(one(&list, "Mr. Byron's view is").as_deref(), Some("Ada Byron"));
    assert_eq!(one(&list, "Velde replied that").as_deref(), Some("Joost op de Velde"));
    assert_eq!(people(&list, "Hopper noted that"), [("Hopper".into(), None, true)]);
    assert_eq!(people(&list, "the Byron theorem"), []);
    assert_eq!(one(&[], "Mr Babbage noted that").as_deref(), Some("Babbage"));
    assert_eq!(one(&["Ada Byron"], "Chair Byron noted that").as_deref(), Some("Ada Byron"));
}

#[test]
fn labels_by_family_name_other_letters_and_slips() {
    let names = ["Ada Byron", "Никита Андреевич Сковорода", "Jonathan Lowell", "Daniel Ortiz"];
    let text = names.join("\n");
    let mut found = People::default();
    let mut at = 0;
    for name in names {
        found.take(&text, &PrintedName { span: Span::new(at, at + name.len()), alias: None }, true);
        at += name.len() + 1;
    }
    let who = |label: &str| match found.sieve_speaker(label, Span::new(0, label.len())) {
        Sieved::One(person, _) => Some(names[person]),
        _ => None,
    };
    assert_eq!(who("Byron"), Some(names[0]));
    assert_eq!(who("A. Byron"), Some(names[0]));
    assert_eq!(who("M. Byron"), None);
    assert_eq!(who("Nikita"), Some(names[1]));
    assert_eq!(who("Jonahtan"), Some(names[2]));
    assert_eq!(who("Jonathon"), None, "perhaps another");
    assert_eq!(found.nearly("jonathon"), Some(2));
    assert_eq!(found.nearly("daniela"), None);
    assert_eq!(who("Daniela"), None, "another name");
    assert_eq!(who("Jon"), None);
    found.respell(&text, 2, "Jonathon");
    assert_eq!(found.all[2].reading.as_deref(), Some("Jonathon Lowell"));
    assert_eq!(found.sieve(&words_of("Jonathon")), Sieved::One(2, "given-name-in-report"));
}

#[test]
fn what_is_nobody_in_prose() {
    for prose in [
        "Paper shared by Ada Byron",
        "Responses were in favour",
        "Excluding lists was proposed",
        "Draft comments follow",
    ] {
        assert_eq!(people(&[], prose), [], "{prose}");
    }
    assert_eq!(people(&[], "Kaushik reiterated the point").len(), 1);
}
