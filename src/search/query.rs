//! What people type to find something.
//!
//! Words, all of which are to be found, in whatever form (`line` finds "lines"); `"red line"` for words as they stand, one behind the other; `word*` for
//! all that begin so; `-word` or `NOT word` for what is not to be there; `AND`, `OR` and brackets. What is missing (a second quotation mark, a bracket, a
//! word beside `OR`) is taken to be meant, so that half of what is being typed finds something too.

use super::words::{Splitter, Word};

/// No query is longer, in bytes.
const LONGEST: usize = 1000;
/// No query has more words.
const MOST_WORDS: usize = 40;
/// Brackets are nested no deeper.
const DEEPEST: usize = 12;
/// A word that stands for all that begin like it is no shorter.
const SHORTEST_PREFIX: usize = 2;

/// What is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// No words.
    #[error("say what to look for: there is no word in the query")]
    Empty,
    /// It only says what is not wanted.
    #[error("the query only says what is not to be found; add a word that is")]
    OnlyNot,
    /// Too long.
    #[error("the query has {0} bytes, more than the {LONGEST} that it may have")]
    TooLong(usize),
    /// Too many words.
    #[error("the query has more than {MOST_WORDS} words")]
    TooManyWords,
    /// Too many brackets.
    #[error("the brackets of the query are nested deeper than {DEEPEST} levels")]
    TooDeep,
    /// A prefix that is nearly everything.
    #[error("`{0}*` stands for too much; give at least {SHORTEST_PREFIX} letters before the *")]
    ShortPrefix(String),
}

/// A query that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted(pub(super) Node);

/// A part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// A word in any form; what is one word to people can be several (`WSIS+20`), which follow each other.
    Stems {
        stems: Vec<(usize, String)>,
        /// The same as they were typed.
        typed: Vec<(usize, String)>,
    },
    /// Words as they stand, one behind the other.
    Phrase(Vec<(usize, String)>),
    /// All words that begin like this.
    Prefix(String),
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
}

impl Wanted {
    /// Understands a query.
    ///
    /// ```
    /// use rapporteur::search::{QueryError, Wanted};
    ///
    /// assert!(Wanted::of("NETmundial+10 (\"red line\" OR objection*) -draft").is_ok());
    /// assert_eq!(Wanted::of("-draft"), Err(QueryError::OnlyNot));
    /// ```
    ///
    /// # Errors
    /// When it has no words, only words that are not wanted, or more of anything than it may.
    pub fn of(text: &str) -> Result<Self, QueryError> {
        if text.len() > LONGEST {
            return Err(QueryError::TooLong(text.len()));
        }
        let mut reading = Reading { tokens: tokens(text).into_iter().peekable(), splitter: Splitter::new(), words: 0 };
        let mut parts = Vec::new();
        while reading.tokens.peek().is_some() {
            parts.extend(reading.any(0)?);
            // A bracket that closes nothing.
            reading.tokens.next_if(|token| *token == Token::Close);
        }
        let node = all(parts).ok_or(QueryError::Empty)?;
        if node.is_negative() { Err(QueryError::OnlyNot) } else { Ok(Self(node)) }
    }

    /// Whether words of one text are what is wanted.
    pub(super) fn fits(&self, words: &[Word]) -> bool {
        self.0.fits(words)
    }
}

impl Node {
    /// Whether it says of nothing that it is wanted.
    fn is_negative(&self) -> bool {
        match self {
            Self::Not(_) => true,
            Self::All(parts) => parts.iter().all(Self::is_negative),
            Self::Any(parts) => parts.iter().any(Self::is_negative),
            Self::Stems { .. } | Self::Phrase(_) | Self::Prefix(_) => false,
        }
    }

    fn fits(&self, words: &[Word]) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.fits(words)),
            Self::Any(parts) => parts.iter().any(|part| part.fits(words)),
            Self::Not(part) => !part.fits(words),
            _ => (0..words.len()).any(|at| self.at(words, at).is_some()),
        }
    }

    /// How many words from `at` on are what this wants: none for parts that are made of others.
    pub(super) fn at(&self, words: &[Word], at: usize) -> Option<usize> {
        let first = words.get(at)?;
        let follow = |wanted: &[(usize, String)], form: fn(&Word) -> &str| {
            let begin = wanted.first()?.0;
            let fit = wanted.iter().enumerate().all(|(n, (position, text))| {
                words
                    .get(at + n)
                    .is_some_and(|word| word.position - first.position == position - begin && form(word) == text)
            });
            fit.then_some(wanted.len())
        };
        match self {
            Self::Stems { stems, .. } => follow(stems, |word| &word.stem),
            Self::Phrase(wanted) => follow(wanted, |word| &word.exact),
            Self::Prefix(prefix) => first.exact.starts_with(prefix.as_str()).then_some(1),
            Self::All(_) | Self::Any(_) | Self::Not(_) => None,
        }
    }

    /// The parts that say what is wanted, not how they hang together.
    pub(super) fn leaves<'n>(&'n self, found: &mut Vec<&'n Node>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.leaves(found)),
            Self::Not(_) => {}
            leaf => found.push(leaf),
        }
    }
}

fn all(mut parts: Vec<Node>) -> Option<Node> {
    if parts.len() > 1 { Some(Node::All(parts)) } else { parts.pop() }
}

fn any(mut parts: Vec<Node>) -> Option<Node> {
    if parts.len() > 1 { Some(Node::Any(parts)) } else { parts.pop() }
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    Quoted(String),
    Word(String),
}

fn tokens(text: &str) -> Vec<Token> {
    let is_quote = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
    let mut found = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c.is_whitespace() {
            continue;
        }
        match c {
            '(' => found.push(Token::Open),
            ')' => found.push(Token::Close),
            c if is_quote(c) => {
                let mut quoted = String::new();
                while let Some(c) = characters.next().filter(|c| !is_quote(*c)) {
                    quoted.push(c);
                }
                found.push(Token::Quoted(quoted));
            }
            '-' | '−' if characters.peek().is_some_and(|next| !next.is_whitespace() && *next != '-') => {
                found.push(Token::Not);
            }
            c => {
                let mut word = String::from(c);
                while let Some(c) =
                    characters.next_if(|c| !c.is_whitespace() && !is_quote(*c) && !matches!(c, '(' | ')'))
                {
                    word.push(c);
                }
                found.push(match word.as_str() {
                    "AND" | "&&" => Token::And,
                    "OR" | "||" => Token::Or,
                    "NOT" => Token::Not,
                    _ => Token::Word(word),
                });
            }
        }
    }
    found
}

/// Words in the form in which they were typed.
fn typed(words: &[Word]) -> Vec<(usize, String)> {
    words.iter().map(|word| (word.position, word.exact.clone())).collect()
}

struct Reading {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
    splitter: Splitter,
    words: usize,
}

impl Reading {
    fn any(&mut self, depth: usize) -> Result<Option<Node>, QueryError> {
        if depth > DEEPEST {
            return Err(QueryError::TooDeep);
        }
        let mut alternatives = Vec::new();
        loop {
            alternatives.extend(self.all(depth)?);
            if self.tokens.next_if(|token| *token == Token::Or).is_none() {
                return Ok(any(alternatives));
            }
        }
    }

    fn all(&mut self, depth: usize) -> Result<Option<Node>, QueryError> {
        let mut parts = Vec::new();
        while self.tokens.peek().is_some_and(|token| !matches!(token, Token::Or | Token::Close)) {
            parts.extend(self.one(depth)?);
        }
        Ok(all(parts))
    }

    fn one(&mut self, depth: usize) -> Result<Option<Node>, QueryError> {
        let mut negative = false;
        while let Some(token) = self.tokens.next_if(|token| matches!(token, Token::Not | Token::And)) {
            negative |= token == Token::Not;
        }
        if self.tokens.peek().is_none_or(|token| matches!(token, Token::Or | Token::Close)) {
            return Ok(None);
        }
        let node = match self.tokens.next() {
            Some(Token::Open) => {
                let inner = self.any(depth + 1)?;
                self.tokens.next_if(|token| *token == Token::Close);
                inner
            }
            Some(Token::Quoted(text)) => self.sequence(&text, |words| Node::Phrase(typed(words)))?,
            Some(Token::Word(text)) => match text.strip_suffix('*') {
                Some(prefix) => self.prefix(prefix)?,
                None => self.sequence(&text, |words| Node::Stems {
                    stems: words.iter().map(|word| (word.position, word.stem.clone())).collect(),
                    typed: typed(words),
                })?,
            },
            _ => None,
        };
        Ok(node.map(|node| if negative { Node::Not(Box::new(node)) } else { node }))
    }

    fn split(&mut self, text: &str) -> Result<Vec<Word>, QueryError> {
        let words = self.splitter.words(text);
        self.words += words.len();
        if self.words > MOST_WORDS { Err(QueryError::TooManyWords) } else { Ok(words) }
    }

    fn sequence(&mut self, text: &str, make: impl Fn(&[Word]) -> Node) -> Result<Option<Node>, QueryError> {
        let words = self.split(text)?;
        Ok((!words.is_empty()).then(|| make(&words)))
    }

    /// `multi-stake*`: the last word is the beginning of one, those before it stand as they are.
    fn prefix(&mut self, text: &str) -> Result<Option<Node>, QueryError> {
        let mut words = self.split(text)?;
        let Some(last) = words.pop() else { return Ok(None) };
        if last.exact.chars().count() < SHORTEST_PREFIX {
            return Err(QueryError::ShortPrefix(last.exact));
        }
        let mut parts: Vec<Node> =
            words.into_iter().map(|word| Node::Phrase(vec![(word.position, word.exact)])).collect();
        parts.push(Node::Prefix(last.exact));
        Ok(all(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(node: &Node) -> String {
        let joined =
            |words: &[(usize, String)]| words.iter().map(|(_, word)| word.as_str()).collect::<Vec<_>>().join("+");
        let list =
            |name: &str, parts: &[Node]| format!("{name}({})", parts.iter().map(shown).collect::<Vec<_>>().join(" "));
        match node {
            Node::Stems { stems, .. } => joined(stems),
            Node::Phrase(words) => format!("'{}'", joined(words)),
            Node::Prefix(word) => format!("{word}*"),
            Node::All(parts) => list("all", parts),
            Node::Any(parts) => list("any", parts),
            Node::Not(part) => format!("-{}", shown(part)),
        }
    }

    fn read(text: &str) -> String {
        Wanted::of(text).map_or_else(|error| error.to_string(), |wanted| shown(&wanted.0))
    }

    #[test]
    fn words_phrases_and_operators() {
        assert_eq!(read("red lines"), "all(red line)");
        assert_eq!(read("“red lines” -draft"), "all('red+lines' -draft)");
        assert_eq!(read("WSIS+20"), "wsis+20");
        assert_eq!(read("NOT draft letter"), "all(-draft letter)");
        assert_eq!(read("a OR b c"), "any(a all(b c))");
        assert_eq!(read("(a OR b) AND c"), "all(any(a b) c)");
        assert_eq!(read("multi-stake*"), "all('multi' stake*)");
        // A dash inside a word, or alone, takes nothing away; small words are words.
        assert_eq!(read("multi-stakeholder - and or"), "all(multi+stakehold and or)");
    }

    #[test]
    fn what_is_missing_is_taken_to_be_meant() {
        assert_eq!(read("\"red line"), "'red+line'");
        assert_eq!(read("((red"), "red");
        assert_eq!(read("red) line"), "all(red line)");
        assert_eq!(read("OR red AND"), "red");
        assert_eq!(read("red OR"), "red");
        assert_eq!(read("red () \"\" *"), "red");
    }

    #[test]
    fn what_cannot_be_meant_is_told() {
        for (query, told) in [
            ("", "no word"),
            (" - ( \"\" ", "no word"),
            ("+-*&|:;'", "no word"),
            ("-draft", "only says what is not"),
            ("NOT (a OR b)", "only says what is not"),
            ("red OR -line", "only says what is not"),
            ("a*", "at least 2 letters"),
        ] {
            assert!(read(query).contains(told), "{query}: {}", read(query));
        }
        assert!(read(&"x".repeat(2000)).contains("2000 bytes"));
        assert!(read(&"x ".repeat(100)).contains("40 words"));
        assert!(read(&format!("{}x", "(".repeat(100))).contains("nested deeper"));
    }

    #[test]
    fn a_text_fits_or_not() {
        let words = Splitter::new().words("Juan agreed, as NETmundial+10 is a red line for some countries.");
        let fits = |query: &str| Wanted::of(query).unwrap().fits(&words);
        assert!(fits("\"red line\"") && fits("lines country") && fits("netmundial+10") && fits("countr* -draft"));
        assert!(!fits("\"red lines\"") && !fits("line -red") && !fits("\"line red\"") && !fits("draft OR letter"));
    }
}
