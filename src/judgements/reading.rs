//! Reading judgements from triples, and telling what is wrong with them.

use super::{Correctable, InForce, Judgement, Judgements, Kind, Name, Ruling, STATEMENTS, Withdrawal};
use super::{correctable, date_type, kind_of, of_kind};
use crate::entities::turtle::{TurtleError, triples};
use crate::graph::Base;
use crate::graph::vocabulary::{NAMESPACE, concept, dct, rap};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term, Triple};
use std::collections::BTreeMap;

/// A file of judgements is no larger, in bytes.
pub(super) const MAX_BYTES: u64 = 16 * 1024 * 1024;
/// There are no more judgements than this.
const MAX_JUDGEMENTS: usize = 100_000;
/// A reason, curator or name is no longer than this, in characters.
const MAX_TEXT: usize = 4000;

/// Why judgements could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum JudgementError {
    /// No Turtle, or blank nodes in it.
    #[error(transparent)]
    Turtle(#[from] TurtleError),
    /// A node is not as it should be.
    #[error("{path}{}: <{node}> {reason}", .line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Node {
        /// The file.
        path: String,
        /// The line on which the node first stands, where that is known.
        line: Option<usize>,
        /// The node.
        node: String,
        /// What is wrong with it, and what to do.
        reason: String,
    },
    /// There are too many.
    #[error(
        "{0}: more than {MAX_JUDGEMENTS} judgements; move those that were withdrawn to a file of their own, which is kept but not given"
    )]
    TooMany(String),
}

/// The terms of our vocabulary that a judgement may have.
const TERMS: [NamedNodeRef<'static>; 14] = [
    rap::VERDICT,
    rap::JUDGED_MENTION,
    rap::STATED_NAME,
    rap::IN_SERIES,
    rap::JUDGED_ENTITY,
    rap::JUDGED_STATEMENT,
    rap::JUDGED_PROPERTY,
    rap::CORRECTED_VALUE,
    rap::CURATOR,
    rap::REASON,
    rap::WITHDRAWN,
    rap::WITHDRAWN_BY,
    rap::WITHDRAWAL_REASON,
    rap::WITHDRAWN_ON,
];

impl Judgements {
    /// Reads a Turtle text; relative IRIs are resolved against the base. `path` is what errors call it.
    ///
    /// # Errors
    /// When it is no Turtle, a judgement is not whole, or two in force contradict each other.
    pub fn read(path: &str, turtle: &str, base: &Base) -> Result<Self, JudgementError> {
        Self::from_triples(path, triples(path, turtle, base.as_str())?, base).map_err(|error| match error {
            JudgementError::Node { path, node, reason, .. } => {
                let line = line_of(&node, turtle, base);
                JudgementError::Node { path, line, node, reason }
            }
            other => other,
        })
    }

    /// Reads triples, in any order.
    ///
    /// # Errors
    /// As [`Judgements::read`].
    pub fn from_triples(path: &str, mut triples: Vec<Triple>, base: &Base) -> Result<Self, JudgementError> {
        triples.sort_by_cached_key(ToString::to_string);
        triples.dedup();
        let mut nodes: BTreeMap<NamedNode, Vec<&Triple>> = BTreeMap::new();
        for triple in &triples {
            if let NamedOrBlankNode::NamedNode(subject) = &triple.subject {
                nodes.entry(subject.clone()).or_default().push(triple);
            }
        }
        if nodes.len() > MAX_JUDGEMENTS {
            return Err(JudgementError::TooMany(path.to_owned()));
        }
        let mut all = Vec::with_capacity(nodes.len());
        for (node, about) in nodes {
            let judgement = Node { path, iri: &node, about: &about }.judgement(base)?;
            all.push(judgement);
        }
        let judgements = Self { all, triples };
        InForce::of(&judgements)
            .map_err(|(one, other)| JudgementError::Node {
                path: path.to_owned(),
                line: None,
                node: one.into_string(),
                reason: format!("contradicts {other}; withdraw one of them"),
            })
            .map(|_| judgements)
    }
}

/// A node of the file, with what it says.
struct Node<'n> {
    path: &'n str,
    iri: &'n NamedNode,
    about: &'n [&'n Triple],
}

impl Node<'_> {
    fn wrong(&self, reason: impl Into<String>) -> JudgementError {
        let (path, node) = (self.path.to_owned(), self.iri.as_str().to_owned());
        JudgementError::Node { path, line: None, node, reason: reason.into() }
    }

    fn judgement(&self, base: &Base) -> Result<Judgement, JudgementError> {
        let home = base.id("judgement", "");
        if self.iri.as_str().strip_prefix(home.as_str()).is_none_or(str::is_empty) {
            return Err(self.wrong(format!("is no address of a judgement: those begin with {}", home.as_str())));
        }
        if !self.values(rdf::TYPE).any(|class| *class == Term::from(rap::JUDGEMENT)) {
            return Err(self.wrong("has no `a rap:Judgement`: nothing but judgements stands here"));
        }
        for triple in self.about {
            let ours = triple.predicate.as_str().starts_with(NAMESPACE);
            if ours && !TERMS.contains(&triple.predicate.as_ref()) {
                return Err(self.wrong(format!("has {}, which no judgement has", short(triple.predicate.as_ref()))));
            }
        }
        let created = self.day(self.required(dct::CREATED)?, dct::CREATED)?;
        let (curator, reason) = (self.text(rap::CURATOR)?, self.text(rap::REASON)?);
        let withdrawn = self.withdrawal()?;
        Ok(Judgement { iri: self.iri.clone(), ruling: self.ruling()?, curator, reason, created, withdrawn })
    }

    fn withdrawal(&self) -> Result<Option<Withdrawal>, JudgementError> {
        let withdrawn = match self.optional(rap::WITHDRAWN)? {
            None => false,
            Some(Term::Literal(flag)) if flag.datatype() == xsd::BOOLEAN => matches!(flag.value(), "true" | "1"),
            Some(other) => return Err(self.wrong(format!("has rap:withdrawn {other}; give true or false"))),
        };
        let text = |property| self.optional(property)?.map(|_| self.text(property)).transpose();
        let on = self.optional(rap::WITHDRAWN_ON)?.map(|day| self.day(day, rap::WITHDRAWN_ON)).transpose()?;
        let withdrawal = Withdrawal { by: text(rap::WITHDRAWN_BY)?, reason: text(rap::WITHDRAWAL_REASON)?, on };
        if !withdrawn && withdrawal != Withdrawal::default() {
            return Err(self.wrong("says who withdrew it, and why, without rap:withdrawn true"));
        }
        Ok(withdrawn.then_some(withdrawal))
    }

    fn day(&self, term: &Term, property: NamedNodeRef<'static>) -> Result<String, JudgementError> {
        match term {
            Term::Literal(day) if day.datatype() == xsd::DATE && date_type(day.value()) == Some(xsd::DATE) => {
                Ok(day.value().to_owned())
            }
            other => Err(self.wrong(format!("has {} {other}; give a day as xsd:date", short(property)))),
        }
    }

    fn ruling(&self) -> Result<Ruling, JudgementError> {
        let verdict = self.node(self.required(rap::VERDICT)?)?;
        let schemed = verdict.as_str().strip_prefix(concept("verdict", "").as_str()).unwrap_or("");
        let about_name = match schemed {
            "same" | "not-same" | "unsure" => true,
            "rejected" | "corrected" | "done" => false,
            _ => {
                return Err(self.wrong(format!(
                    "has the verdict {verdict}; there are rap:verdict/ same, not-same, unsure, rejected, corrected, done"
                )));
            }
        };
        let stray = |terms: &[NamedNodeRef<'static>]| terms.iter().find(|t| self.values(**t).next().is_some()).copied();
        let names = [rap::JUDGED_MENTION, rap::STATED_NAME, rap::IN_SERIES, rap::JUDGED_ENTITY];
        let statements = [rap::JUDGED_STATEMENT, rap::JUDGED_PROPERTY, rap::CORRECTED_VALUE];
        if let Some(term) = stray(if about_name { &statements } else { &names }) {
            return Err(self.wrong(format!("has {}, which does not go with {schemed}", short(term))));
        }
        match schemed {
            "same" => Ok(Ruling::Same(self.name()?, self.node(self.required(rap::JUDGED_ENTITY)?)?)),
            "not-same" => Ok(Ruling::NotSame(self.name()?, self.node(self.required(rap::JUDGED_ENTITY)?)?)),
            "unsure" => {
                let entity = self.optional(rap::JUDGED_ENTITY)?.map(|e| self.node(e)).transpose()?;
                Ok(Ruling::Unsure(self.name()?, entity))
            }
            "corrected" => self.correction(),
            "rejected" => {
                let (statement, kind) = self.statement()?;
                let property = self.optional(rap::JUDGED_PROPERTY)?.map(|p| self.property(p, kind)).transpose()?;
                self.without_values("rejected")?;
                Ok(Ruling::Rejected(statement, property.map(|row| row.property.into_owned())))
            }
            _ => {
                self.without_values("done")?;
                match self.statement()? {
                    (commitment, "commitment") => Ok(Ruling::Done(commitment)),
                    (other, kind) => {
                        Err(self.wrong(format!("says done of {other}, a {kind}; only a commitment can be")))
                    }
                }
            }
        }
    }

    fn correction(&self) -> Result<Ruling, JudgementError> {
        let (statement, kind) = self.statement()?;
        let row = self.property(self.required(rap::JUDGED_PROPERTY)?, kind)?;
        let values: Vec<Term> = self.values(rap::CORRECTED_VALUE).cloned().collect();
        if values.is_empty() {
            return Err(self.wrong("has no rap:correctedValue; give one, or the verdict rejected"));
        }
        if let Some(wrong) = values.iter().find(|v| !row.values.admit(v, statement.as_ref())) {
            return Err(self.wrong(format!(
                "corrects {} of {statement} to {wrong}; give {}",
                short(row.property),
                row.values.description()
            )));
        }
        if !row.several && values.len() > 1 {
            return Err(self.wrong(format!("has several values for {}, which takes one", short(row.property))));
        }
        Ok(Ruling::Corrected(statement, row.property.into_owned(), values))
    }

    fn without_values(&self, verdict: &str) -> Result<(), JudgementError> {
        let stray = self.values(rap::CORRECTED_VALUE).next().is_some();
        if stray {
            Err(self.wrong(format!("has rap:correctedValue, which does not go with {verdict}")))
        } else {
            Ok(())
        }
    }

    fn name(&self) -> Result<Name, JudgementError> {
        let mention = self.optional(rap::JUDGED_MENTION)?;
        let (name, series) = (self.optional(rap::STATED_NAME)?, self.optional(rap::IN_SERIES)?);
        match (mention, name, series) {
            (Some(mention), None, None) => Ok(Name::Mention(self.node(mention)?)),
            (None, Some(_), Some(series)) => {
                Ok(Name::Stated { name: self.text(rap::STATED_NAME)?, series: self.node(series)? })
            }
            _ => Err(self.wrong("needs either rap:judgedMention, or rap:statedName and rap:inSeries")),
        }
    }

    fn statement(&self) -> Result<(NamedNode, Kind), JudgementError> {
        let statement = self.node(self.required(rap::JUDGED_STATEMENT)?)?;
        if let Some(kind) = kind_of(statement.as_ref()) {
            return Ok((statement, kind));
        }
        let kinds = STATEMENTS.map(|(kind, _)| format!("id/{kind}/…"));
        Err(self.wrong(format!("judges {statement}, which is no statement; those are: {}", kinds.join(", "))))
    }

    fn property(&self, term: &Term, kind: Kind) -> Result<&'static Correctable, JudgementError> {
        let property = self.node(term)?;
        correctable(kind, property.as_ref()).ok_or_else(|| {
            let known: Vec<String> = of_kind(kind).map(|row| short(row.property)).collect();
            let known = if known.is_empty() { "nothing but the whole".to_owned() } else { known.join(", ") };
            self.wrong(format!("judges {} of a {kind}; of that can be judged: {known}", short(property.as_ref())))
        })
    }

    fn values(&self, property: NamedNodeRef<'_>) -> impl Iterator<Item = &Term> {
        self.about.iter().filter(move |t| t.predicate.as_ref() == property).map(|t| &t.object)
    }

    fn optional(&self, property: NamedNodeRef<'static>) -> Result<Option<&Term>, JudgementError> {
        let mut values = self.values(property);
        let first = values.next();
        if values.next().is_some() {
            return Err(self.wrong(format!("has several values for {}; give one", short(property))));
        }
        Ok(first)
    }

    fn required(&self, property: NamedNodeRef<'static>) -> Result<&Term, JudgementError> {
        self.optional(property)?.ok_or_else(|| self.wrong(format!("has no {}", short(property))))
    }

    fn node(&self, term: &Term) -> Result<NamedNode, JudgementError> {
        match term {
            Term::NamedNode(node) => Ok(node.clone()),
            other => Err(self.wrong(format!("has {other} where an IRI should stand"))),
        }
    }

    fn text(&self, property: NamedNodeRef<'static>) -> Result<String, JudgementError> {
        match self.required(property)? {
            Term::Literal(text) if text.value().trim().is_empty() => {
                Err(self.wrong(format!("has an empty {}", short(property))))
            }
            Term::Literal(text) if text.value().chars().count() > MAX_TEXT => {
                Err(self.wrong(format!("has a {} of more than {MAX_TEXT} characters", short(property))))
            }
            Term::Literal(text) => Ok(text.value().to_owned()),
            other => Err(self.wrong(format!("has {} {other}; give it as text", short(property)))),
        }
    }
}

/// The first line that writes a node of the file, relative to the base or whole.
fn line_of(node: &str, turtle: &str, base: &Base) -> Option<usize> {
    let relative = node.strip_prefix(base.as_str()).unwrap_or(node);
    let (whole, relative) = (format!("<{node}>"), format!("<{relative}>"));
    turtle.lines().position(|line| line.contains(&whole) || line.contains(&relative)).map(|line| line + 1)
}

/// A property as people write it.
fn short(property: NamedNodeRef<'_>) -> String {
    let iri = property.as_str();
    iri.strip_prefix(NAMESPACE)
        .map(|local| format!("rap:{local}"))
        .or_else(|| iri.strip_prefix("http://purl.org/dc/terms/").map(|local| format!("dct:{local}")))
        .unwrap_or_else(|| format!("<{iri}>"))
}
