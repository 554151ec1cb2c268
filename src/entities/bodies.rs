//! Bodies that no registry knows, by how their names are made: governments of countries, names with a head such as "Parliament" or "Working Group",
//! and acronyms that the report itself explains.

use crate::language::Language;
use crate::text::{Span, at_word_borders};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, BuildError, MatchKind};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// A body as the text names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedBody {
    /// Where it stands.
    pub span: Span,
    /// Its name: of a government in the usual form, otherwise as printed.
    pub name: String,
    /// Its stakeholder group, where the way the name is made tells it.
    pub group: Option<&'static str>,
    /// The rule that found it.
    pub recogniser: &'static str,
    /// 0 to 100.
    pub confidence: u8,
}

/// The rules, made from the language's words.
#[derive(Debug)]
pub struct Bodies<'l> {
    language: &'l Language,
    heads: AhoCorasick,
    openers: AhoCorasick,
    governments: AhoCorasick,
}

/// A longer name is no name any more.
const MOST_WORDS: usize = 10;

impl<'l> Bodies<'l> {
    /// Prepares the rules.
    ///
    /// # Errors
    /// When the word lists are too large to be matched.
    pub fn new(language: &'l Language) -> Result<Self, BuildError> {
        let words = |list: &[String]| AhoCorasickBuilder::new().match_kind(MatchKind::LeftmostLongest).build(list);
        Ok(Self {
            language,
            heads: words(&language.bodies.heads)?,
            openers: words(&language.bodies.openers)?,
            governments: AhoCorasickBuilder::new().ascii_case_insensitive(true).build(&language.bodies.governments)?,
        })
    }

    /// The bodies that the rules find in a text, in its order; they may overlap what the registry knows.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<NamedBody> {
        let mut found: Vec<NamedBody> = Vec::new();
        for hit in self.governments.find_iter(text) {
            found.extend(self.government(text, Span::new(hit.start(), hit.end())));
        }
        for hit in self.openers.find_iter(text) {
            found.extend(self.opened(text, Span::new(hit.start(), hit.end())));
        }
        for hit in self.heads.find_iter(text) {
            found.extend(self.headed(text, Span::new(hit.start(), hit.end())));
        }
        found.sort_by_key(|b| (b.span.start, usize::MAX - b.span.end));
        let mut last = 0;
        found.retain(|b| {
            let free = b.span.start >= last;
            if free {
                last = b.span.end;
            }
            free
        });
        lengthen(&mut found);
        found
    }

    /// What a whole stretch, such as a part of a roster's line, names by these rules.
    #[must_use]
    pub fn whole(&self, text: &str, span: Span) -> NamedBody {
        let words = span.of_text(text);
        let ruled = self.find(words).into_iter().find(|b| b.span == Span::new(0, words.len()));
        let (name, group, recogniser) = match ruled {
            Some(body) => (body.name, body.group, body.recogniser),
            None => (words.to_owned(), None, "roster.organisation/1"),
        };
        let group = group.or_else(|| self.group(words));
        NamedBody { span, name, group, recogniser, confidence: 90 }
    }

    /// "Government of Italy", "the Danish government", "UK Government".
    fn government(&self, text: &str, word: Span) -> Option<NamedBody> {
        if !at_word_borders(text, word) {
            return None;
        }
        let body = |span: Span, name| {
            Some(NamedBody { span, name, group: Some("government"), recogniser: "body.government/1", confidence: 95 })
        };
        let behind = &text[word.end..];
        let link = |of: &String| behind.strip_prefix(' ')?.strip_prefix(of.as_str())?.strip_prefix(' ');
        if let Some(after) = self.language.bodies.of_country.iter().find_map(link) {
            let ends = word_ends(after)
                .take(5)
                .filter_map(|end| self.language.government_of(&after[..end]).map(|name| (end, name)));
            let (end, name) = ends.last()?;
            return body(Span::new(word.start, text.len() - after.len() + end), name);
        }
        let before = text[..word.start].strip_suffix(' ')?;
        let starts = word_starts(before)
            .take(3)
            .filter_map(|start| self.language.government_of(&before[start..]).map(|name| (start, name)));
        let (start, name) = starts.last()?;
        text[start..].starts_with(char::is_uppercase).then(|| body(Span::new(start, word.end), name))?
    }

    /// "Working Group on Capacity Building", "Ministry of Foreign Affairs": an opener and capitals behind it; capitals before it belong to the name.
    fn opened(&self, text: &str, opener: Span) -> Option<NamedBody> {
        if !at_word_borders(text, opener) {
            return None;
        }
        let end = opener.end + self.capitals_after(&text[opener.end..]);
        if end == opener.end {
            return None;
        }
        let start = self.capitals_before(text, opener.start);
        self.body(text, Span::new(start, end), "body.opener/1", 88)
    }

    /// "German Parliament", "Dynamic Coalitions Coordination Group": capitals before a head.
    fn headed(&self, text: &str, head: Span) -> Option<NamedBody> {
        let start = self.capitals_before(text, head.start);
        if start == head.start || !at_word_borders(text, head) {
            return None;
        }
        self.body(text, Span::new(start, head.end), "body.head/1", 80)
    }

    fn body(&self, text: &str, span: Span, recogniser: &'static str, confidence: u8) -> Option<NamedBody> {
        let words = span.of_text(text);
        let few = words.split(' ').count() <= MOST_WORDS;
        let name = words.to_owned();
        few.then(|| NamedBody { span, group: self.group(words), name, recogniser, confidence })
    }

    /// How many bytes of capitalised words, with small words between them, begin a stretch.
    fn capitals_after(&self, rest: &str) -> usize {
        let words = &self.language.bodies;
        let rest = rest.split('\n').next().unwrap_or("");
        let (mut end, mut at) = (0, 0);
        for word in rest.split(' ') {
            if word.is_empty() && at == 0 {
                at += 1;
                continue;
            }
            let bare = word
                .trim_end_matches(['.', ',', ';', ':', ')', '"', '”', '?', '!'])
                .trim_end_matches("'s")
                .trim_end_matches("’s");
            let capital =
                bare.starts_with(char::is_uppercase) || bare.starts_with(|c: char| c.is_ascii_digit()) && end > 0;
            if capital {
                end = at + bare.len();
            } else if !words.inside.contains(bare) || end == 0 && !words.first_inside.contains(bare) {
                break;
            }
            if bare.len() < word.len() {
                break;
            }
            at += word.len() + 1;
        }
        end
    }

    /// Where the capitalised words that end at an offset begin. Numbers between capitals count ("Roundtable 2 Working Group"), and a first word that
    /// is no part of a name ("The") does not.
    fn capitals_before(&self, text: &str, end: usize) -> usize {
        let mut start = end;
        let mut pending = end;
        while let Some(before) = text[..pending].strip_suffix(' ') {
            let word_start = before
                .rfind([' ', '\n', '(', '"', '“', '/'])
                .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
            let word = &before[word_start..];
            let digits = word.bytes().all(|b| b.is_ascii_digit());
            // An owner is no part of what it owns ("the MAG's Working Group").
            let owner = word.ends_with("'s") || word.ends_with("\u{2019}s");
            if word.is_empty() || owner || word.ends_with(['.', ',', ';', ':', ')', '?', '!']) {
                break;
            }
            if word.starts_with(char::is_uppercase) {
                if self.language.words.not_names.contains(word.to_ascii_lowercase().as_str())
                    && !self.language.bodies.first_words.contains(word)
                {
                    break;
                }
                start = word_start;
            } else if !digits {
                break;
            }
            pending = word_start;
        }
        start
    }

    /// The stakeholder group that a name tells by itself.
    fn group(&self, name: &str) -> Option<&'static str> {
        let words = &self.language.bodies;
        let has = |list: &rustc_hash::FxHashSet<String>| name.split([' ', ',']).any(|w| list.contains(w));
        if has(&words.academia) {
            Some("academia")
        } else if words.government.iter().any(|w| name.contains(w.as_str())) {
            Some("government")
        } else if name
            .rsplit(' ')
            .next()
            .is_some_and(|w| words.company.contains(w.trim_end_matches('.')) && name.contains(' '))
        {
            Some("private-sector")
        } else {
            None
        }
    }
}

/// A name that ends just one longer name of the same text is short for it: "Working Group on Capacity Building" behind "Roundtable 2 Working Group on
/// Capacity Building".
fn lengthen(found: &mut [NamedBody]) {
    let names: BTreeSet<String> = found.iter().map(|b| b.name.clone()).collect();
    // What ends one name only, and that name; nothing where it ends several.
    let mut longer: FxHashMap<&str, Option<&String>> = FxHashMap::default();
    for name in &names {
        for (at, _) in name.match_indices(' ') {
            longer.entry(&name[at + 1..]).and_modify(|known| *known = None).or_insert(Some(name));
        }
    }
    for body in found {
        if let Some(Some(name)) = longer.get(body.name.as_str()) {
            body.name.clone_from(name);
        }
    }
}

/// Ends of the first words of a stretch: the end of the first, of the first two, and so on.
fn word_ends(text: &str) -> impl Iterator<Item = usize> {
    let line = text.split(['\n', ',', ';', '.', ')', '(']).next().unwrap_or("");
    line.match_indices(' ').map(|(at, _)| at).chain([line.len()]).filter(|end| *end > 0)
}

/// Starts of the last words of a stretch: of the last, of the last two, and so on.
fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let from = text.rfind(['\n', ',', ';', '.', '(', ')', '/']).map_or(0, |at| at + 1);
    text[from..].rmatch_indices(' ').map(move |(at, _)| from + at + 1).chain([from])
}

/// Acronyms that the text explains: "IPIG (Informal Parliamentarian IGF Group)" and "Inter-Parliamentary Union (IPU)". The acronym, and the name.
#[must_use]
pub fn declared_acronyms(text: &str) -> Vec<(Span, Span)> {
    let mut found = Vec::new();
    for open in memchr::memchr_iter(b'(', text.as_bytes()) {
        let Some(length) = find_close(&text[open..]) else { continue };
        let inside = Span::new(open + 1, open + length).trimmed(text);
        let before = text[..open].trim_end();
        if is_acronym(inside.of_text(text)) {
            let line = before.rfind(['\n', '.', ',', ';', '(']).map_or(0, |at| at + 1);
            let words = inside.of_text(text).chars().filter(|c| c.is_uppercase()).count() * 2 + 1;
            let starts = before[line..].rmatch_indices(' ').map(|(at, _)| line + at + 1).chain([line]).take(words);
            if let Some(start) = starts.filter(|s| spells(&before[*s..], inside.of_text(text))).last() {
                found.push((inside, Span::new(start, before.len())));
            }
        } else {
            let start = before.rfind([' ', '\n', '(']).map_or(0, |at| at + 1);
            let acronym = Span::new(start, before.len());
            if is_acronym(acronym.of_text(text)) && spells(inside.of_text(text), acronym.of_text(text)) {
                found.push((acronym, inside));
            }
        }
    }
    found
}

/// Where the parenthesis that opens a stretch closes, where that is near enough for an explanation.
fn find_close(text: &str) -> Option<usize> {
    memchr::memchr(b')', text.as_bytes().get(..90.min(text.len()))?).filter(|length| *length >= 4)
}

fn is_acronym(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    capitals >= 2 && word.len() <= 10 && !word.contains(' ') && capitals * 2 >= word.chars().count()
}

/// Whether the capitals of a name, from its first word on, spell an acronym.
fn spells(name: &str, acronym: &str) -> bool {
    let initials = name.split([' ', '-', '/']).filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase());
    name.starts_with(char::is_uppercase) && initials.eq(acronym.chars().filter(|c| c.is_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let language = Language::embedded().unwrap();
        Bodies::new(&language).unwrap().find(text).into_iter().map(|b| b.name).collect()
    }

    #[test]
    fn governments_in_all_their_forms() {
        assert_eq!(names("Paul Blaker from the UK Government observed"), ["Government of the United Kingdom"]);
        assert_eq!(names("tech for democracy organized by the Danish government."), ["Government of Denmark"]);
        assert_eq!(names("Government of the Republic of Korea, MAG Member"), ["Government of the Republic of Korea"]);
        assert_eq!(names("representatives of the government said"), Vec::<String>::new());
    }

    #[test]
    fn names_with_a_head() {
        assert_eq!(names("that the German Parliament is engaged"), ["German Parliament"]);
        assert_eq!(
            names("the Roundtable 2 Working Group on Capacity Building is doing"),
            ["Roundtable 2 Working Group on Capacity Building"]
        );
        assert_eq!(
            names("Mark noted the Dynamic Coalitions Coordination Group, and"),
            ["Dynamic Coalitions Coordination Group"]
        );
        assert_eq!(names("The Committee met. This group and the Board"), Vec::<String>::new());
    }

    #[test]
    fn acronyms_that_the_text_explains() {
        let pairs = |text: &str| {
            declared_acronyms(text)
                .into_iter()
                .map(|(a, n)| (a.of_text(text).to_owned(), n.of_text(text).to_owned()))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            pairs("of the IPIG (Informal Parliamentarian IGF Group). He"),
            [("IPIG".into(), "Informal Parliamentarian IGF Group".into())]
        );
        assert_eq!(
            pairs("with the Inter-Parliamentary Union (IPU) and"),
            [("IPU".to_owned(), "Inter-Parliamentary Union".to_owned())]
        );
        assert_eq!(pairs("the Office of the Tech Envoy (OSET) in"), []);
    }
}
