//! Names in Cyrillic and Greek letters as notes in Latin letters print them: "Никита" is "Nikita" in what is said.

/// The Latin letters of a folded word in another script; nothing where it has none, or a letter that this table lacks.
pub(super) fn latin(word: &str) -> Option<String> {
    if word.is_ascii() || word.chars().any(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut found = String::with_capacity(word.len());
    for c in word.chars() {
        found.push_str(match c {
            'а' | 'α' | 'ά' => "a",
            'б' => "b",
            'в' | 'β' => "v",
            'г' | 'ґ' | 'γ' => "g",
            'д' | 'δ' => "d",
            'е' | 'ё' | 'э' | 'є' | 'ε' | 'έ' => "e",
            'ж' => "zh",
            'з' | 'ζ' => "z",
            'и' | 'й' | 'і' | 'ї' | 'ы' | 'ι' | 'ί' | 'η' | 'ή' => "i",
            'ј' => "j",
            'к' | 'κ' => "k",
            'л' | 'λ' => "l",
            'љ' => "lj",
            'м' | 'μ' => "m",
            'н' | 'ν' => "n",
            'њ' => "nj",
            'о' | 'ο' | 'ό' | 'ω' | 'ώ' => "o",
            'п' | 'π' => "p",
            'р' | 'ρ' => "r",
            'с' | 'σ' | 'ς' => "s",
            'т' | 'τ' => "t",
            'ћ' => "c",
            'ђ' => "dj",
            'у' => "u",
            'ф' | 'φ' => "f",
            'х' | 'χ' => "kh",
            'ц' => "ts",
            'ч' => "ch",
            'џ' => "dz",
            'ш' => "sh",
            'щ' => "shch",
            'ъ' | 'ь' => "",
            'ю' => "yu",
            'я' => "ya",
            'θ' => "th",
            'ξ' => "x",
            'υ' | 'ύ' => "y",
            'ψ' => "ps",
            _ => return None,
        });
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::latin;
    use crate::text::fold;

    #[test]
    fn names_in_other_letters() {
        for (name, printed) in [("Никита", "nikita"), ("Ольга", "olga"), ("Щукин", "shchukin"), ("Ελένη", "eleni")]
        {
            assert_eq!(latin(&fold(name)).as_deref(), Some(printed));
        }
        assert_eq!(latin("ada"), None);
        assert_eq!(latin("橘"), None);
    }
}
