//! The words of a text, as the index has them: in small letters and without accents, as they stand and by their English stems.

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer,
};

/// What is longer, in bytes, is no word.
const LONGEST: usize = 80;

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Its first byte.
    pub(super) start: usize,
    /// The byte behind it.
    pub(super) end: usize,
    /// Which word it is, those that are too long counted.
    pub(super) position: usize,
    /// As it stands.
    pub(super) exact: String,
    /// Its stem, which all its forms share.
    pub(super) stem: String,
}

/// Words as they stand.
pub(super) fn exact() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build()
}

/// Words by their stems.
pub(super) fn stems() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(Stemmer::new(Language::English))
        .build()
}

/// Takes texts apart; made once for many.
pub(super) struct Splitter {
    exact: TextAnalyzer,
    stems: TextAnalyzer,
}

impl Splitter {
    pub(super) fn new() -> Self {
        Self { exact: exact(), stems: stems() }
    }

    /// The words of a text, in their order.
    pub(super) fn words(&mut self, text: &str) -> Vec<Word> {
        let (mut exact, mut stems) = (self.exact.token_stream(text), self.stems.token_stream(text));
        let mut words = Vec::new();
        // No filter makes two words of one or drops what the other keeps, so that both streams go in step.
        while exact.advance() && stems.advance() {
            let token = exact.token();
            words.push(Word {
                start: token.offset_from,
                end: token.offset_to,
                position: token.position,
                exact: token.text.clone(),
                stem: stems.token().text.clone(),
            });
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_where_they_stand() {
        let text = "Kleinwächter’s red lines on WSIS+20";
        let words = Splitter::new().words(text);
        let exact: Vec<&str> = words.iter().map(|word| word.exact.as_str()).collect();
        assert_eq!(exact, ["kleinwachter", "s", "red", "lines", "on", "wsis", "20"]);
        assert_eq!(words[3].stem, "line");
        assert_eq!(&text[words[0].start..words[0].end], "Kleinwächter");
    }

    #[test]
    fn what_is_too_long_is_no_word_and_keeps_its_place() {
        let words = Splitter::new().words(&format!("before {} after", "x".repeat(5000)));
        assert_eq!(words.iter().map(|word| word.position).collect::<Vec<_>>(), [0, 2]);
    }
}
