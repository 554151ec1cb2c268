//! From what is wanted to a query of the index.

use super::SearchError;
use super::entry::Kind;
use super::query::Node;
use super::request::Request;
use super::schema::{COVERED, Fields};
use super::statistics::is_alive;
use crate::text::fold;
use std::ops::Bound;
use tantivy::collector::TopDocs;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, TantivyDocument, Term};

/// How much more a word counts in the form in which it was typed.
const AS_TYPED: f32 = 0.5;
/// The words that a beginning stands for are no more; of more the first in the order of the alphabet.
const MOST_EXPANSIONS: usize = 100;

/// So many things that share a name are known to a filter.
const MOST_NAMESAKES: usize = 500;

/// The query of a request.
pub(super) fn compile(request: &Request, fields: &Fields, searcher: &Searcher) -> Result<Box<dyn Query>, SearchError> {
    let mut parts = vec![(Occur::Must, node(&request.wanted.0, fields, searcher)?)];
    let mut must = |query: Box<dyn Query>| parts.push((Occur::Must, Box::new(ConstScoreQuery::new(query, 0.0))));
    let term = |field: Field, text: &str| -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
    };
    let kinds = if request.kinds.is_empty() { &Kind::ALL[..] } else { &request.kinds };
    let mut names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    if request.kinds.contains(&Kind::Passage) {
        names.push(COVERED);
    }
    must(Box::new(BooleanQuery::union(names.iter().map(|name| term(fields.kind, name)).collect())));
    let filters =
        [(fields.series, &request.series), (fields.process, &request.process), (fields.speaker, &request.speaker)];
    for (field, value) in filters {
        if let Some(value) = value {
            let called = called(value, fields, searcher)?;
            must(Box::new(BooleanQuery::union(called.iter().map(|iri| term(field, iri)).collect())));
        }
    }
    if request.from.is_some() || request.to.is_some() {
        let bound = |day: Option<&(String, u64)>| {
            day.map_or(Bound::Unbounded, |(_, day)| Bound::Included(Term::from_field_u64(fields.day, *day)))
        };
        must(Box::new(RangeQuery::new(bound(request.from.as_ref()), bound(request.to.as_ref()))));
    }
    Ok(Box::new(BooleanQuery::new(parts)))
}

fn node(wanted: &Node, fields: &Fields, searcher: &Searcher) -> Result<Box<dyn Query>, SearchError> {
    Ok(match wanted {
        Node::Stems { stems, typed } => Box::new(BooleanQuery::new(vec![
            (Occur::Must, follow(fields.stems, stems)),
            (Occur::Should, Box::new(BoostQuery::new(follow(fields.exact, typed), AS_TYPED))),
        ])),
        Node::Phrase(words) => follow(fields.exact, words),
        Node::Prefix(prefix) => Box::new(BooleanQuery::union(expansions(prefix, fields.exact, searcher)?)),
        Node::Not(part) => Box::new(BooleanQuery::new(vec![
            (Occur::Must, Box::new(AllQuery) as Box<dyn Query>),
            (Occur::MustNot, node(part, fields, searcher)?),
        ])),
        Node::Any(parts) => {
            let parts: Result<Vec<_>, _> = parts.iter().map(|part| node(part, fields, searcher)).collect();
            Box::new(BooleanQuery::union(parts?))
        }
        Node::All(parts) => {
            let mut clauses = Vec::new();
            for part in parts {
                clauses.push(match part {
                    Node::Not(inner) => (Occur::MustNot, node(inner, fields, searcher)?),
                    part => (Occur::Must, node(part, fields, searcher)?),
                });
            }
            Box::new(BooleanQuery::new(clauses))
        }
    })
}

/// The addresses of what is called so: the name itself, which may be one, and those of the things that have it.
fn called(name: &str, fields: &Fields, searcher: &Searcher) -> Result<Vec<String>, SearchError> {
    let mut found = vec![name.to_owned()];
    let mut forms = vec![name.to_owned(), fold(name)];
    forms.dedup();
    for form in forms.iter().filter(|form| !form.is_empty()) {
        let query = TermQuery::new(Term::from_field_text(fields.key, form), IndexRecordOption::Basic);
        for (_, address) in searcher.search(&query, &TopDocs::with_limit(MOST_NAMESAKES).order_by_score())? {
            let document: TantivyDocument = searcher.doc(address)?;
            found.push(fields.shown(&document)?.iri);
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// Words that follow each other.
fn follow(field: Field, words: &[(usize, String)]) -> Box<dyn Query> {
    let term = |text: &String| Term::from_field_text(field, text);
    match words {
        [] => Box::new(EmptyQuery),
        [(_, word)] => Box::new(TermQuery::new(term(word), IndexRecordOption::WithFreqs)),
        [(begin, _), ..] => {
            let terms = words.iter().map(|(position, word)| (position - begin, term(word))).collect();
            Box::new(PhraseQuery::new_with_offset(terms))
        }
    }
}

/// The words that begin like this.
fn expansions(prefix: &str, field: Field, searcher: &Searcher) -> Result<Vec<Box<dyn Query>>, SearchError> {
    let mut found: Vec<Vec<u8>> = Vec::new();
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms =
            index.terms().range().ge(prefix.as_bytes()).into_stream().map_err(tantivy::TantivyError::from)?;
        let mut taken = 0;
        while taken < MOST_EXPANSIONS && terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
            // A word of nothing but what was deleted takes no other's place.
            if is_alive(segment, &index, terms.value())? {
                found.push(terms.key().to_vec());
                taken += 1;
            }
        }
    }
    found.sort();
    found.dedup();
    found.truncate(MOST_EXPANSIONS);
    let terms = found.iter().filter_map(|key| std::str::from_utf8(key).ok());
    let query = |word: &str| -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs))
    };
    Ok(terms.map(query).collect())
}
