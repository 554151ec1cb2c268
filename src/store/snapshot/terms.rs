//! The terms of a snapshot: each once, in one string, numbered in the order in which they were met.

use crate::store::canonical::line::{write_term, write_text, write_text_in, write_typed};
use hashbrown::HashTable;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{BlankNode, Literal, NamedNode, Term, TermRef};
use rustc_hash::FxHasher;
use std::fmt::Write as _;
use std::hash::Hasher;
use std::str::FromStr;

/// The number of a term.
pub(super) type TermId = u32;

/// Terms and their numbers.
#[derive(Default)]
pub(super) struct Terms {
    /// All of them, one behind the other, as `write_key` writes them.
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// The numbers, by what the terms are.
    numbers: HashTable<TermId>,
}

impl Terms {
    /// The number of a term, a new one where it was not met before. `None` when there are more than can be numbered.
    pub(super) fn number(&mut self, term: TermRef<'_>, key: &mut String) -> Option<TermId> {
        write_key(term, key);
        self.number_of_key(key)
    }

    /// The same of a term as [`Terms::keys`] gives it.
    pub(super) fn number_of_key(&mut self, key: &str) -> Option<TermId> {
        let hash = hash(key);
        if let Some(known) = self.numbers.find(hash, |id| at(&self.text, &self.ends, *id) == key) {
            return Some(*known);
        }
        let id = TermId::try_from(self.ends.len()).ok()?;
        self.text.push_str(key);
        self.ends.push(self.text.len());
        let (text, ends) = (&self.text, &self.ends);
        self.numbers.insert_unique(hash, id, |id| self::hash(at(text, ends, *id)));
        Some(id)
    }

    /// What all terms are, in the order of their numbers.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).filter_map(|id| Some(at(&self.text, &self.ends, TermId::try_from(id).ok()?)))
    }

    /// The number of a term, where it has one.
    pub(super) fn find(&self, term: TermRef<'_>) -> Option<TermId> {
        let mut key = String::new();
        write_key(term, &mut key);
        self.numbers.find(hash(&key), |id| at(&self.text, &self.ends, *id) == key).copied()
    }

    /// The term with a number.
    pub(super) fn term(&self, id: TermId) -> Term {
        read_key(at(&self.text, &self.ends, id))
    }

    /// Writes a term as it stands in a line of canonical N-Quads.
    pub(super) fn write_canonical(&self, id: TermId, line: &mut String) {
        let key = at(&self.text, &self.ends, id);
        let (kind, rest) = key.split_at_checked(1).unwrap_or_default();
        match kind {
            "I" => line.extend(["<", rest, ">"]),
            "S" => write_text(rest, line),
            "T" => {
                let (datatype, value) = halves(rest);
                write_typed(value, datatype, line);
            }
            "L" => {
                let (language, value) = halves(rest);
                write_text_in(value, language, line);
            }
            _ => write_term(read_key(key).as_ref(), line),
        }
    }

    /// Whether a term is a blank node or a triple, so that how it is written depends on others.
    pub(super) fn is_entangled(&self, id: TermId) -> bool {
        let key = at(&self.text, &self.ends, id);
        key.starts_with('B') || key.starts_with("N<<")
    }

    /// How many bytes a term is long.
    pub(super) fn length(&self, id: TermId) -> usize {
        at(&self.text, &self.ends, id).len()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// How many bytes they take.
    pub(super) fn size(&self) -> usize {
        self.text.capacity()
            + self.ends.capacity() * size_of::<usize>()
            + self.numbers.capacity() * (size_of::<TermId>() + 1)
    }

    /// Gives back what was taken in advance.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

fn at<'t>(text: &'t str, ends: &[usize], id: TermId) -> &'t str {
    let id = id as usize;
    let start = id.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    ends.get(id).and_then(|end| text.get(start..*end)).unwrap_or_default()
}

fn hash(key: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(key.as_bytes());
    hasher.finish()
}

/// Writes what a term is: a letter for its kind, what its value has to be read by, a line end (which no IRI and no language tag holds), the value.
fn write_key(term: TermRef<'_>, key: &mut String) {
    key.clear();
    // Writing to a string does not fail.
    let _ = match term {
        TermRef::NamedNode(node) => write!(key, "I{}", node.as_str()),
        TermRef::BlankNode(node) => write!(key, "B{}", node.as_str()),
        TermRef::Literal(literal) => match (literal.language(), literal.direction()) {
            (None, _) if literal.datatype() == xsd::STRING => write!(key, "S{}", literal.value()),
            (None, _) => write!(key, "T{}\n{}", literal.datatype().as_str(), literal.value()),
            (Some(language), None) => write!(key, "L{language}\n{}", literal.value()),
            (Some(_), Some(_)) => write!(key, "N{literal}"),
        },
        TermRef::Triple(_) => write!(key, "N{term}"),
    };
}

/// What a value is read by, and the value.
fn halves(rest: &str) -> (&str, &str) {
    rest.split_once('\n').unwrap_or((rest, ""))
}

fn read_key(key: &str) -> Term {
    let mut rest = key.chars();
    let kind = rest.next();
    let rest = rest.as_str();
    match kind {
        Some('I') => NamedNode::new_unchecked(rest).into(),
        Some('B') => BlankNode::new_unchecked(rest).into(),
        Some('T') => {
            let (datatype, value) = halves(rest);
            Literal::new_typed_literal(value, NamedNode::new_unchecked(datatype)).into()
        }
        Some('L') => {
            let (language, value) = halves(rest);
            Literal::new_language_tagged_literal_unchecked(value, language).into()
        }
        // What was written as N-Triples is read as such: triples as terms, and texts with a direction.
        Some('N') => Term::from_str(rest).unwrap_or_else(|_| Literal::new_simple_literal(rest).into()),
        _ => Literal::new_simple_literal(rest).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{BaseDirection, Triple};

    #[test]
    fn every_kind_of_term_is_found_again() {
        let node = NamedNode::new_unchecked("https://example.org/a");
        let right_to_left =
            Literal::new_directional_language_tagged_literal_unchecked("שלום", "he", BaseDirection::Rtl);
        let all: Vec<Term> = vec![
            node.clone().into(),
            BlankNode::new_unchecked("b0").into(),
            Literal::new_simple_literal("").into(),
            Literal::new_simple_literal("Two\nlines \"quoted\"").into(),
            Literal::new_typed_literal("7\n8", xsd::INTEGER).into(),
            Literal::new_language_tagged_literal_unchecked("Réunion\n", "fr").into(),
            right_to_left.into(),
            Triple::new(node.clone(), node.clone(), Literal::new_simple_literal("x")).into(),
        ];
        let (mut terms, mut key) = (Terms::default(), String::new());
        let ids: Vec<_> = all.iter().map(|term| terms.number(term.as_ref(), &mut key).unwrap()).collect();
        for (id, term) in ids.iter().zip(&all) {
            assert_eq!(&terms.term(*id), term);
            assert_eq!(terms.find(term.as_ref()), Some(*id));
            assert_eq!(terms.number(term.as_ref(), &mut key), Some(*id));
        }
        assert_eq!(terms.len(), all.len());
        assert_eq!(terms.find(BlankNode::new_unchecked("other").as_ref().into()), None);
    }
}
