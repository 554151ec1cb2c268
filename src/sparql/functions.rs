//! The functions of SPARQL that can make much out of little, within the bounds of the query: `REGEX`, `REPLACE`, `CONCAT`.
//!
//! They do what SPARQL 1.1 says (17.4.3); the evaluator's own would run on, past deadline and memory, on a text that a query has blown up.

use super::meter::{reserve, tick, tick_bytes};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, LiteralRef, NamedNode, Term};
use oxigraph::sparql::SparqlEvaluator;
use regex::{Regex, RegexBuilder};
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input};
use rustc_hash::FxHashMap;
use spargebra::algebra::Function;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

/// The name of a value as it is: around a sort key it makes each comparison a tick.
pub(super) const SAME: &str = "rapporteur-function:same";
const REGEX: &str = "rapporteur-function:regex";
const REPLACE: &str = "rapporteur-function:replace";
const CONCAT: &str = "rapporteur-function:concat";

/// No compiled pattern takes more bytes.
const PATTERN_SIZE: usize = 1 << 20;
/// No text that is longer is searched without a look at the clock now and then.
const AT_ONCE: usize = 16 * 1024;
/// Bytes for the states that are made while a long text is searched.
const CACHE: usize = 4 << 20;
/// So many patterns are kept by a thread.
const PATTERNS: usize = 64;

/// The function that takes the place of one of SPARQL's.
pub(super) fn bounded(function: &Function) -> Option<Function> {
    let name = match function {
        Function::Regex => REGEX,
        Function::Replace => REPLACE,
        Function::Concat => CONCAT,
        _ => return None,
    };
    Some(Function::Custom(NamedNode::new_unchecked(name)))
}

/// Teaches an evaluator the functions.
pub(super) fn register(evaluator: SparqlEvaluator) -> SparqlEvaluator {
    let named = NamedNode::new_unchecked;
    evaluator
        .with_custom_function(named(SAME), |arguments| {
            tick();
            arguments.first().cloned()
        })
        .with_custom_function(named(REGEX), regex)
        .with_custom_function(named(REPLACE), replace)
        .with_custom_function(named(CONCAT), concat)
}

/// The text of a literal that is one, with or without a language.
fn text(term: &Term) -> Option<LiteralRef<'_>> {
    let Term::Literal(literal) = term else { return None };
    let datatype = literal.datatype();
    (datatype == xsd::STRING || datatype == rdf::LANG_STRING || datatype == rdf::DIR_LANG_STRING)
        .then(|| literal.as_ref())
}

/// A text without a language.
fn plain(term: &Term) -> Option<&str> {
    match term {
        Term::Literal(literal) if literal.datatype() == xsd::STRING => Some(literal.value()),
        _ => None,
    }
}

/// A text in the language and direction of another.
fn like(value: String, other: LiteralRef<'_>) -> Term {
    let literal = match (other.language(), other.direction()) {
        (Some(language), Some(direction)) => {
            Literal::new_directional_language_tagged_literal_unchecked(value, language, direction)
        }
        (Some(language), None) => Literal::new_language_tagged_literal_unchecked(value, language),
        (None, _) => Literal::new_simple_literal(value),
    };
    literal.into()
}

fn regex(arguments: &[Term]) -> Option<Term> {
    tick();
    let text = text(arguments.first()?)?.value();
    let pattern = Pattern::of(plain(arguments.get(1)?)?, arguments.get(2))?;
    Some(Literal::from(pattern.is_match(text)).into())
}

fn replace(arguments: &[Term]) -> Option<Term> {
    tick();
    let whole = text(arguments.first()?)?;
    let pattern = Pattern::of(plain(arguments.get(1)?)?, arguments.get(3))?;
    let replacement = plain(arguments.get(2)?)?;
    tick_bytes(whole.value().len());
    let (mut made, mut done) = (String::new(), 0);
    for found in pattern.regex.captures_iter(whole.value()) {
        let all = found.get(0)?;
        let before = whole.value().get(done..all.start())?;
        reserve(before.len() + replacement.len());
        made.push_str(before);
        found.expand(replacement, &mut made);
        reserve(0);
        done = all.end();
    }
    let rest = whole.value().get(done..)?;
    reserve(rest.len());
    made.push_str(rest);
    Some(like(made, whole))
}

fn concat(arguments: &[Term]) -> Option<Term> {
    tick();
    let texts: Vec<LiteralRef<'_>> = arguments.iter().map(text).collect::<Option<_>>()?;
    reserve(texts.iter().map(|text| text.value().len()).sum());
    let whole = texts.iter().map(|text| text.value()).collect::<String>();
    let first = texts.first().copied();
    let same = |other: &LiteralRef<'_>| {
        first.is_some_and(|f| f.language() == other.language() && f.direction() == other.direction())
    };
    Some(match first {
        Some(first) if texts.iter().all(same) => like(whole, first),
        _ => Literal::new_simple_literal(whole).into(),
    })
}

/// A pattern, ready to search with.
struct Pattern {
    regex: Regex,
    /// The same in steps, for long texts; none where its signs cannot be told in steps.
    steps: Option<(DFA, RefCell<Cache>)>,
}

impl Pattern {
    /// The pattern of a text and its flags, as XPath names them; none where one of them is no pattern or flag.
    fn of(pattern: &str, flags: Option<&Term>) -> Option<Rc<Self>> {
        type Known = FxHashMap<(String, String), Option<Rc<Pattern>>>;
        thread_local! {
            static KNOWN: RefCell<Known> = RefCell::default();
        }
        let flags = match flags {
            Some(flags) => plain(flags)?,
            None => "",
        };
        let key = (pattern.to_owned(), flags.to_owned());
        KNOWN.with_borrow_mut(|known| {
            if known.len() >= PATTERNS && !known.contains_key(&key) {
                known.clear();
            }
            known.entry(key).or_insert_with(|| Self::compiled(pattern, flags).map(Rc::new)).clone()
        })
    }

    fn compiled(pattern: &str, flags: &str) -> Option<Self> {
        if flags.contains(|c| !"ismxq".contains(c)) {
            return None;
        }
        tick_bytes(pattern.len() * 64);
        let set = |flag| flags.contains(flag);
        let pattern = if set('q') { Cow::Owned(regex::escape(pattern)) } else { Cow::Borrowed(pattern) };
        let regex = RegexBuilder::new(&pattern)
            .size_limit(PATTERN_SIZE)
            .dot_matches_new_line(set('s'))
            .multi_line(set('m'))
            .case_insensitive(set('i'))
            .ignore_whitespace(set('x') && !set('q'))
            .build()
            .ok()?;
        let syntax = syntax::Config::new()
            .dot_matches_new_line(set('s'))
            .multi_line(set('m'))
            .case_insensitive(set('i'))
            .ignore_whitespace(set('x') && !set('q'));
        let config = DFA::config().cache_capacity(CACHE).skip_cache_capacity_check(true).unicode_word_boundary(true);
        let steps = DFA::builder().configure(config).syntax(syntax).build(&pattern).ok();
        let steps = steps.map(|dfa| {
            let cache = RefCell::new(dfa.create_cache());
            (dfa, cache)
        });
        Some(Self { regex, steps })
    }

    fn is_match(&self, text: &str) -> bool {
        tick_bytes(text.len());
        if text.len() > AT_ONCE
            && let Some((dfa, cache)) = &self.steps
            && let Some(found) = in_steps(dfa, &mut cache.borrow_mut(), text)
        {
            return found;
        }
        self.regex.is_match(text)
    }
}

/// Searches a text byte by byte. `None` where the automaton cannot tell, at a word's border beside a letter that is no ASCII.
fn in_steps(dfa: &DFA, cache: &mut Cache, text: &str) -> Option<bool> {
    let mut state = dfa.start_state_forward(cache, &Input::new(text).anchored(Anchored::No)).ok()?;
    for byte in text.bytes() {
        tick();
        state = dfa.next_state(cache, state, byte).ok()?;
        if state.is_match() {
            return Some(true);
        }
        if state.is_dead() {
            return Some(false);
        }
        if state.is_quit() {
            return None;
        }
    }
    Some(dfa.next_eoi_state(cache, state).ok()?.is_match())
}

#[cfg(test)]
mod tests {
    use super::super::meter::{Bounds, Broken, run};
    use super::*;
    use std::time::{Duration, Instant};

    fn literal(value: &str) -> Term {
        Literal::new_simple_literal(value).into()
    }

    fn matches(text: &str, pattern: &str, flags: &str) -> Option<bool> {
        regex(&[literal(text), literal(pattern), literal(flags)]).map(|term| term == Literal::from(true).into())
    }

    #[test]
    fn patterns_and_their_flags() {
        for (text, pattern, flags, right) in [
            ("NETmundial+10", "mundial", "", Some(true)),
            ("NETmundial+10", "MUNDIAL", "", Some(false)),
            ("NETmundial+10", "MUNDIAL", "i", Some(true)),
            ("NETmundial+10", "l+10", "q", Some(true)),
            ("one\ntwo", "^two$", "", Some(false)),
            ("one\ntwo", "^two$", "m", Some(true)),
            ("one\ntwo", "one.two", "s", Some(true)),
            ("one two", "one \\s two", "x", Some(true)),
            ("one", "(", "", None),
            ("one", "o", "z", None),
        ] {
            assert_eq!(matches(text, pattern, flags), right, "{text:?} {pattern:?} {flags:?}");
            // Long texts are searched another way.
            let long = format!("{text}\n{}", "-".repeat(2 * AT_ONCE));
            if !pattern.ends_with('$') {
                assert_eq!(matches(&long, pattern, flags), right, "long: {pattern:?} {flags:?}");
            }
        }
    }

    #[test]
    fn words_beside_letters_that_are_no_ascii() {
        let long = format!("{} Réunion à Genève", "é ".repeat(AT_ONCE));
        assert_eq!(matches(&long, r"\bGenève\b", ""), Some(true));
        assert_eq!(matches(&long, r"\bGen\b", ""), Some(false));
    }

    #[test]
    fn replacing_and_joining_keep_languages() {
        let french: Term = Literal::new_language_tagged_literal_unchecked("abcd", "fr").into();
        let made = replace(&[french.clone(), literal("(b)(c)"), literal("$2$1")]).unwrap();
        assert_eq!(made, Literal::new_language_tagged_literal_unchecked("acbd", "fr").into());
        assert_eq!(concat(&[french.clone(), literal("!")]), Some(literal("abcd!")));
        assert_eq!(
            concat(&[french.clone(), french.clone()]),
            Some(Literal::new_language_tagged_literal_unchecked("abcdabcd", "fr").into())
        );
        assert_eq!(concat(&[]), Some(literal("")));
        assert_eq!(concat(&[NamedNode::new_unchecked("https://example.org/").into()]), None);
    }

    #[test]
    fn what_grows_ends() {
        let blown_up = || {
            let mut text = literal(&"a".repeat(1024));
            loop {
                text = replace(&[text, literal("a"), literal(&"a".repeat(1024))]).unwrap();
            }
        };
        let bounds = Bounds { deadline: None, memory: 8 << 20 };
        assert_eq!(run(bounds, blown_up), Err::<(), _>(Broken::Memory));
        let doubled = || {
            let mut text = literal("ab");
            loop {
                text = concat(&[text.clone(), text]).unwrap();
            }
        };
        assert_eq!(run(bounds, doubled), Err::<(), _>(Broken::Memory));
    }

    #[test]
    fn a_dear_pattern_over_a_long_text_ends_at_its_deadline() {
        // Each letter leads to a state of its own: the automaton is made anew all the time.
        let text = literal(&"ab".repeat(1 << 21));
        let began = Instant::now();
        let ended = run(Bounds::of(Duration::from_millis(300), usize::MAX), || {
            (0..1000).map(|n| regex(&[text.clone(), literal(&format!("(?:a|b)*b(?:a|b){{80}}c{n}"))])).count()
        });
        assert_eq!(ended, Err(Broken::Time));
        assert!(began.elapsed() < Duration::from_secs(20));
    }
}
