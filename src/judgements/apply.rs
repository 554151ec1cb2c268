//! The judgements in force, put in order by what they are about.

use super::{Judgements, Name, Ruling};
use crate::text::fold;
use oxigraph::model::{NamedNode, NamedNodeRef, Term};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// What curators say of one name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameRuling {
    /// The entity that it means.
    pub same: Option<NamedNode>,
    /// Entities that it does not mean.
    pub apart: BTreeSet<NamedNode>,
    /// Nobody can tell.
    pub unsure: bool,
    /// Entities that it may mean, as a curator thinks who cannot tell.
    pub suggested: BTreeSet<NamedNode>,
}

/// What curators say of one property of a statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// Judgements that say so.
    pub by: BTreeSet<NamedNode>,
    /// What stands in place of what was read; nothing where that was only rejected.
    pub values: Vec<Term>,
}

/// What curators say of one statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatementRuling {
    /// Judgements that reject it as a whole.
    pub rejected: BTreeSet<NamedNode>,
    /// Properties of it that are other than they were read.
    pub corrected: BTreeMap<NamedNode, Correction>,
    /// Judgements that say it is done.
    pub done: BTreeSet<NamedNode>,
}

impl StatementRuling {
    /// Whether the value that was read for a property does not hold.
    #[must_use]
    pub fn overrides(&self, property: NamedNodeRef<'_>) -> bool {
        !self.rejected.is_empty() || self.given(property).is_some()
    }

    /// What stands in place of what was read for a property, if anything does: an empty list where that was only rejected.
    #[must_use]
    pub fn given(&self, property: NamedNodeRef<'_>) -> Option<&[Term]> {
        let given = self.corrected.iter().find(|(p, _)| p.as_ref() == property);
        given.map(|(_, correction)| correction.values.as_slice())
    }
}

/// All judgements that were not withdrawn.
#[derive(Debug, Default)]
pub struct InForce {
    mentions: FxHashMap<NamedNode, NameRuling>,
    names: FxHashMap<(NamedNode, String), NameRuling>,
    /// By statement.
    pub statements: BTreeMap<NamedNode, StatementRuling>,
}

/// Two judgements that cannot both hold.
type Contradiction = (NamedNode, NamedNode);

impl InForce {
    /// Puts the judgements in order, whatever theirs is.
    ///
    /// # Errors
    /// With two that contradict each other about one name or one property: of two curators neither is right by being first or last.
    pub fn of(judgements: &Judgements) -> Result<Self, Contradiction> {
        let mut in_force = Self::default();
        // The judgement that made each slot what it is.
        let mut names: FxHashMap<Name, Vec<(&NamedNode, &Ruling)>> = FxHashMap::default();
        for judgement in judgements.all.iter().filter(|j| j.withdrawn.is_none()) {
            if let Some((name, _)) = judgement.ruling.name() {
                let key = match name {
                    Name::Stated { name, series } => Name::Stated { name: fold(name), series: series.clone() },
                    mention @ Name::Mention(_) => mention.clone(),
                };
                let others = names.entry(key.clone()).or_default();
                if let Some((other, _)) = others.iter().find(|(_, other)| clash(&judgement.ruling, other)) {
                    return Err((judgement.iri.clone(), (*other).clone()));
                }
                others.push((&judgement.iri, &judgement.ruling));
                in_force.name_ruling(key, &judgement.ruling);
            }
            in_force.statement_ruling(&judgement.iri, &judgement.ruling)?;
        }
        Ok(in_force)
    }

    fn name_ruling(&mut self, name: Name, ruling: &Ruling) {
        let slot = match name {
            Name::Mention(mention) => self.mentions.entry(mention).or_default(),
            Name::Stated { name, series } => self.names.entry((series, name)).or_default(),
        };
        match ruling {
            Ruling::Same(_, entity) => slot.same = Some(entity.clone()),
            Ruling::NotSame(_, entity) => {
                slot.apart.insert(entity.clone());
            }
            Ruling::Unsure(_, entity) => {
                slot.unsure = true;
                slot.suggested.extend(entity.clone());
            }
            _ => {}
        }
    }

    fn statement_ruling(&mut self, iri: &NamedNode, ruling: &Ruling) -> Result<(), Contradiction> {
        let Some(statement) = ruling.statement() else { return Ok(()) };
        let slot = self.statements.entry(statement.clone()).or_default();
        let (property, values) = match ruling {
            Ruling::Rejected(_, Some(property)) => (property, &[][..]),
            Ruling::Corrected(_, property, values) => (property, values.as_slice()),
            Ruling::Done(_) => {
                slot.done.insert(iri.clone());
                return Ok(());
            }
            _ => {
                slot.rejected.insert(iri.clone());
                return Ok(());
            }
        };
        let correction = slot.corrected.entry(property.clone()).or_default();
        match correction.by.first() {
            Some(other) if correction.values != values => return Err((iri.clone(), other.clone())),
            _ => correction.values = values.to_vec(),
        }
        correction.by.insert(iri.clone());
        Ok(())
    }

    /// What is said of a mention: by a judgement about itself, else about its name in its series. Without a name, only the first counts.
    #[must_use]
    pub fn mention(&self, mention: &NamedNode, stated: Option<(&NamedNode, &str)>) -> Option<NameRuling> {
        let own = self.mentions.get(mention);
        if self.names.is_empty() || own.is_some_and(|own| own.same.is_some() || own.unsure) {
            return own.cloned();
        }
        let named = stated.and_then(|(series, name)| self.names.get(&(series.clone(), fold(name))));
        match (own, named) {
            (Some(own), Some(named)) => {
                let mut ruling = named.clone();
                ruling.apart.extend(own.apart.iter().cloned());
                // What was said of this one mention is nearer than what was said of the name.
                ruling.same = ruling.same.filter(|entity| !own.apart.contains(entity));
                ruling.suggested.retain(|entity| !own.apart.contains(entity));
                Some(ruling)
            }
            (own, named) => own.or(named).cloned(),
        }
    }

    /// What is said of single mentions.
    pub fn of_mentions(&self) -> impl Iterator<Item = (&NamedNode, &NameRuling)> {
        self.mentions.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.mentions.is_empty() && self.names.is_empty() && self.statements.is_empty()
    }

    /// What is said of a statement.
    #[must_use]
    pub fn statement(&self, statement: &NamedNode) -> Option<&StatementRuling> {
        if self.statements.is_empty() { None } else { self.statements.get(statement) }
    }

    /// Whether a mention was read where no name is.
    #[must_use]
    pub fn is_rejected(&self, node: &NamedNode) -> bool {
        self.statement(node).is_some_and(|ruling| !ruling.rejected.is_empty())
    }
}

/// Whether two rulings about one name cannot both hold.
fn clash(one: &Ruling, other: &Ruling) -> bool {
    match (one, other) {
        (Ruling::Same(_, a), Ruling::Same(_, b)) => a != b,
        (Ruling::Same(_, a), Ruling::NotSame(_, b)) | (Ruling::NotSame(_, a), Ruling::Same(_, b)) => a == b,
        (Ruling::Same(..), Ruling::Unsure(..)) | (Ruling::Unsure(..), Ruling::Same(..)) => true,
        (Ruling::Unsure(_, Some(a)), Ruling::NotSame(_, b)) | (Ruling::NotSame(_, b), Ruling::Unsure(_, Some(a))) => {
            a == b
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Base;
    use std::fmt::Write as _;

    fn read(judgements: &[&str]) -> Result<InForce, String> {
        let base = Base::new(Base::DEFAULT).unwrap();
        let ground = "rap:curator \"A\" ; rap:reason \"B\" ; dct:created \"2025-01-01\"^^xsd:date .";
        let mut turtle = "@prefix rap: <https://w3id.org/rapporteur/> . @prefix v: <https://w3id.org/rapporteur/verdict/> .\n\
                          @prefix dct: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
            .to_owned();
        for (i, judgement) in judgements.iter().enumerate() {
            let _ = writeln!(turtle, "<id/judgement/{i}> a rap:Judgement ; rap:verdict v:{judgement} ; {ground}");
        }
        let judgements = Judgements::read("j.ttl", &turtle, &base).map_err(|e| e.to_string())?;
        InForce::of(&judgements).map_err(|(one, other)| format!("{one} {other}"))
    }

    fn node(path: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}{path}", Base::DEFAULT))
    }

    #[test]
    fn a_mention_comes_before_its_name() {
        let found = read(&[
            "same ; rap:statedName \"Bruna\" ; rap:inSeries <id/series/s> ; rap:entity <id/person/a>",
            "not-same ; rap:judgedMention <id/mention/1> ; rap:entity <id/person/a>",
            "same ; rap:judgedMention <id/mention/2> ; rap:entity <id/person/b>",
        ])
        .unwrap();
        let series = node("id/series/s");
        let of = |mention: &str| found.mention(&node(mention), Some((&series, "BRUNA"))).unwrap();
        assert_eq!(of("id/mention/0").same, Some(node("id/person/a")));
        assert_eq!(of("id/mention/1").same, None);
        assert_eq!(of("id/mention/2").same, Some(node("id/person/b")));
        assert_eq!(found.mention(&node("id/mention/0"), Some((&node("id/series/t"), "Bruna"))), None);
    }

    #[test]
    fn what_contradicts_is_told_and_what_was_withdrawn_does_not() {
        let (mention, done) = ("rap:judgedMention <id/mention/1>", "done ; rap:judgedStatement <id/commitment/1>");
        for pair in [
            [
                format!("same ; {mention} ; rap:entity <id/person/a>"),
                format!("same ; {mention} ; rap:entity <id/person/b>"),
            ],
            [format!("same ; {mention} ; rap:entity <id/person/a>"), format!("unsure ; {mention}")],
            [
                format!("same ; {mention} ; rap:entity <id/person/a>"),
                format!("not-same ; {mention} ; rap:entity <id/person/a>"),
            ],
        ] {
            let error = read(&[&pair[0], &pair[1]]).unwrap_err();
            assert!(error.contains("contradicts") && error.contains("id/judgement/0"), "{error}");
            let withdrawn = format!("{} ; rap:withdrawn true", pair[1]);
            assert!(read(&[&pair[0], &withdrawn]).is_ok());
        }
        let found = read(&[done, done]).unwrap();
        assert_eq!(found.statement(&node("id/commitment/1")).map(|ruling| ruling.done.len()), Some(2));
    }
}
