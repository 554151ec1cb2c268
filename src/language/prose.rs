//! Whether a passage is in the language of the word lists, told by the language's own small words.

use super::Language;

/// A shorter passage tells too little.
const LEAST_WORDS: usize = 14;
/// Of this many words at least one is a small word of the language; English prose has one in three to five.
const ONE_IN: usize = 14;
/// So many small words are enough, if they are one in [`ENOUGH_IN`]: the rest of a passage need not be looked at.
const ENOUGH: usize = 4;
const ENOUGH_IN: usize = 6;
/// How many letters make a word where a script has neither capitals nor blanks.
const LETTERS_A_WORD: usize = 2;

impl Language {
    /// Whether a passage is in another language than the word lists. Names tell nothing: words with a capital do not count, nor do addresses and numbers.
    /// A passage that is too short to tell is taken as one of this language.
    ///
    /// ```
    /// use rapporteur::language::Language;
    ///
    /// let english = Language::embedded()?;
    /// assert!(!english.is_other("Titti noted that the group will have to agree on the next steps before the end of the year."));
    /// assert!(english.is_other("Titti a rappelé que le groupe devra se mettre d'accord sur les prochaines étapes avant la fin de cette année."));
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_other(&self, passage: &str) -> bool {
        let (mut words, mut common) = (0, 0);
        for word in passage.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '’')) {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            let Some(first) = bare.chars().next() else { continue };
            if first.is_lowercase() {
                if !bare.bytes().all(|b| b.is_ascii_lowercase() || b >= 0x80) {
                    continue;
                }
                words += 1;
                common += usize::from(self.words.common.contains(bare));
                if common >= ENOUGH && common * ENOUGH_IN >= words {
                    return false;
                }
            } else if first.is_alphabetic() && !first.is_uppercase() {
                words += bare.chars().filter(|c| c.is_alphabetic()).count().div_ceil(LETTERS_A_WORD);
            }
        }
        words >= LEAST_WORDS && common * ONE_IN < words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_of_reports() {
        let language = Language::embedded().unwrap();
        for own in [
            "Anriette pointed out that the modalities of the review were agreed on in a resolution, which is a high-level meeting.",
            "Draft letter",
            "Anja Gengo, Chengetai Masango, Titti Cassa, Wout de Natris, Jorge Cancio, Mark Carvell, Amrita Choudhury, Bruna Santos",
            "https://example.org/a/b-c-d/e-f-g https://example.org/meetings/2022/09/30/notes.html wg-strategy@example.org",
        ] {
            assert!(!language.is_other(own), "{own}");
        }
        for other in [
            "Le groupe est convenu que la lettre serait envoyée au secrétariat avant la fin du mois, et que les membres feraient leurs remarques par écrit.",
            "Die Gruppe kam überein, dass das Schreiben noch vor Ende des Monats an das Sekretariat geht und dass alle ihre Anmerkungen schriftlich einreichen.",
            "El grupo acordó que la carta se enviaría a la secretaría antes de que termine el mes y que los miembros harían sus comentarios por escrito.",
            "グループは、書簡を月末までに事務局へ送付し、参加者が書面で意見を提出することに合意した。次回の会合は十月に開催される予定である。",
            "Группа договорилась о том, что письмо будет направлено в секретариат до конца месяца, а участники представят свои замечания в письменном виде.",
        ] {
            assert!(language.is_other(other), "{other}");
        }
    }
}
