//! What people type, as what the store knows by it.

use crate::graph::vocabulary::{NAMESPACE, concept, rap, skos};
use crate::judgements::{CORRECTABLE, Name, Values, date_type};
use crate::store::Store;
use crate::text::fold;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use oxigraph::store::StorageError;
use std::collections::BTreeSet;

/// Why something that was typed means nothing.
#[derive(Debug, thiserror::Error)]
pub enum LookupError {
    /// The database.
    #[error("cannot read the store: {0}")]
    Storage(#[from] StorageError),
    /// No address.
    #[error("`{0}` is no address; give an IRI of the store, such as id/mention/… or http://…")]
    NoIri(String),
    /// An address that the store knows nothing of.
    #[error("the store knows nothing of <{0}>")]
    Unknown(String),
    /// Something else stands at the address.
    #[error("<{iri}> is no {wanted}")]
    Other {
        /// The address.
        iri: String,
        /// What should stand there.
        wanted: &'static str,
    },
    /// Nothing has this name.
    #[error("nothing in the store is called `{0}`; give the address of a person or body")]
    NoEntity(String),
    /// Several things have this name.
    #[error("several are called `{name}`; give the address of one: {iris}")]
    Several {
        /// The name.
        name: String,
        /// What has it.
        iris: String,
    },
    /// The name stands in no report of the series.
    #[error("no report of <{series}> names `{name}` like that")]
    NotStated {
        /// The name.
        name: String,
        /// The series.
        series: String,
    },
    /// A name without a series.
    #[error("a name is judged in a series: give --series, one of {0}")]
    NoSeries(String),
    /// A property that is never wrong by itself.
    #[error("`{name}` cannot be judged; these can: {known}")]
    Property {
        /// What was typed.
        name: String,
        /// What can be.
        known: String,
    },
    /// No value of this property.
    #[error("`{value}` does not fit; give {wanted}")]
    Value {
        /// What was typed.
        value: String,
        /// What can be.
        wanted: String,
    },
}

/// Looks things up in a store.
pub struct Lookup<'s> {
    store: &'s Store,
}

impl<'s> Lookup<'s> {
    /// A look-up in this store.
    #[must_use]
    pub fn new(store: &'s Store) -> Self {
        Self { store }
    }

    /// An address, also one relative to the base (`id/mention/…`).
    ///
    /// # Errors
    /// When it is none.
    pub fn iri(&self, text: &str) -> Result<NamedNode, LookupError> {
        let absolute = if text.starts_with("id/") { format!("{}{text}", self.store.base()) } else { text.to_owned() };
        NamedNode::new(absolute).map_err(|_| LookupError::NoIri(text.to_owned()))
    }

    fn classes(&self, node: &NamedNode) -> Result<Vec<NamedNode>, StorageError> {
        let mut classes = Vec::new();
        for quad in self.store.oxigraph().quads_for_pattern(Some(node.into()), Some(rdf::TYPE), None, None) {
            if let Term::NamedNode(class) = quad?.object {
                classes.push(class);
            }
        }
        Ok(classes)
    }

    /// A node of one of some classes; of any where none are given.
    fn node(&self, text: &str, wanted: &'static str, among: &[NamedNodeRef<'_>]) -> Result<NamedNode, LookupError> {
        let node = self.iri(text)?;
        let classes = self.classes(&node)?;
        if classes.is_empty() {
            return Err(LookupError::Unknown(node.into_string()));
        }
        if classes.iter().any(|class| among.contains(&class.as_ref())) {
            Ok(node)
        } else {
            Err(LookupError::Other { iri: node.into_string(), wanted })
        }
    }

    /// What reports state and a curator may judge.
    ///
    /// # Errors
    /// When the store knows nothing of it, or it is something else.
    pub fn statement(&self, text: &str) -> Result<NamedNode, LookupError> {
        let among = [
            rap::CONTRIBUTION,
            rap::MOVE,
            rap::DECISION,
            rap::COMMITMENT,
            rap::PARTICIPATION,
            rap::EVENT,
            rap::MENTION,
            rap::FOLLOW_UP,
        ];
        self.node(text, "contribution, move, decision, commitment, participation, event, mention or follow-up", &among)
    }

    /// A commitment.
    ///
    /// # Errors
    /// As [`Lookup::statement`].
    pub fn commitment(&self, text: &str) -> Result<NamedNode, LookupError> {
        self.node(text, "commitment", &[rap::COMMITMENT])
    }

    /// A person, body, process or topic, by address or by the name that it is shown with.
    ///
    /// # Errors
    /// When nothing or several have the name.
    pub fn entity(&self, text: &str) -> Result<NamedNode, LookupError> {
        let among = [rap::PERSON, rap::ORGANISATION, rap::MEETING_SERIES, rap::PROCESS, rap::TOPIC];
        if text.starts_with("id/") || text.contains("://") {
            return self.node(text, "person, body, process or topic", &among);
        }
        let mut found = BTreeSet::new();
        for tag in [None, Some("en")] {
            let label = tag.map_or_else(
                || Literal::new_simple_literal(text),
                |tag| Literal::new_language_tagged_literal_unchecked(text, tag),
            );
            let label = Term::from(label);
            let named =
                self.store.oxigraph().quads_for_pattern(None, Some(skos::PREF_LABEL), Some(label.as_ref()), None);
            for quad in named {
                if let NamedOrBlankNode::NamedNode(node) = quad?.subject
                    && self.classes(&node)?.iter().any(|class| among.contains(&class.as_ref()))
                {
                    found.insert(node.into_string());
                }
            }
        }
        let mut names = found.iter();
        match (names.next(), names.next()) {
            (Some(one), None) => Ok(NamedNode::new_unchecked(one)),
            (None, _) => Err(LookupError::NoEntity(text.to_owned())),
            _ => Err(LookupError::Several {
                name: text.to_owned(),
                iris: found.into_iter().collect::<Vec<_>>().join(", "),
            }),
        }
    }

    /// A mention by its address, or a name as printed in the reports of a series.
    ///
    /// # Errors
    /// When there is no such mention, or no report of the series has the name.
    pub fn name(&self, text: &str, series: Option<&str>) -> Result<Name, LookupError> {
        if text.starts_with("id/") || text.contains("://") {
            return Ok(Name::Mention(self.node(text, "mention", &[rap::MENTION])?));
        }
        let series = match series {
            Some(series) => {
                let node = self.entity(series)?;
                self.node(node.as_str(), "series", &[rap::MEETING_SERIES])?
            }
            None => self.only_series()?,
        };
        if !self.is_stated(text, &series)? {
            return Err(LookupError::NotStated { name: text.to_owned(), series: series.into_string() });
        }
        Ok(Name::Stated { name: text.to_owned(), series })
    }

    /// The series that the meetings of the store belong to, if it is one.
    fn only_series(&self) -> Result<NamedNode, LookupError> {
        let mut series = BTreeSet::new();
        for quad in self.store.oxigraph().quads_for_pattern(None, Some(rap::SERIES), None, None) {
            if let Term::NamedNode(node) = quad?.object {
                series.insert(node.into_string());
            }
        }
        match series.first() {
            Some(one) if series.len() == 1 => Ok(NamedNode::new_unchecked(one)),
            _ => Err(LookupError::NoSeries(series.into_iter().collect::<Vec<_>>().join(", "))),
        }
    }

    fn is_stated(&self, name: &str, series: &NamedNode) -> Result<bool, StorageError> {
        let store = self.store.oxigraph();
        let wanted = fold(name);
        for property in [rap::PERSON_NAME, rap::BODY_NAME] {
            for quad in store.quads_for_pattern(None, Some(property), None, None) {
                let quad = quad?;
                let fits = matches!(&quad.object, Term::Literal(literal) if fold(literal.value()) == wanted);
                // A report's graph has the report's name.
                if fits && self.is_of(&quad.graph_name.to_string(), series)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Whether a report is of a meeting of the series.
    fn is_of(&self, report: &str, series: &NamedNode) -> Result<bool, StorageError> {
        let report = NamedNode::new_unchecked(report.trim_start_matches('<').trim_end_matches('>'));
        let object = |node: &NamedNode, property| -> Result<Option<NamedNode>, StorageError> {
            let quad = self.store.oxigraph().quads_for_pattern(Some(node.into()), Some(property), None, None).next();
            Ok(quad.transpose()?.and_then(|quad| match quad.object {
                Term::NamedNode(node) => Some(node),
                _ => None,
            }))
        };
        let Some(record) = object(&report, rap::RECORD)? else { return Ok(false) };
        let Some(meeting) = object(&record, rap::RECORD_OF)? else { return Ok(false) };
        Ok(object(&meeting, rap::SERIES)?.as_ref() == Some(series))
    }

    /// A property that can be judged, with what values it takes: `due`, `rap:due` or its whole IRI.
    ///
    /// # Errors
    /// When it is none of those.
    pub fn property(&self, text: &str) -> Result<(NamedNode, Values), LookupError> {
        let name = text.strip_prefix("rap:").or_else(|| text.strip_prefix(NAMESPACE)).unwrap_or(text);
        let known = CORRECTABLE.iter().find(|(known, ..)| *known == name);
        known.map(|(_, property, values)| (property.into_owned(), *values)).ok_or_else(|| LookupError::Property {
            name: text.to_owned(),
            known: CORRECTABLE.map(|(name, ..)| name).join(", "),
        })
    }

    /// A value of a property.
    ///
    /// # Errors
    /// When it does not fit, or the store knows nothing of it.
    pub fn value(&self, text: &str, values: Values) -> Result<Term, LookupError> {
        match values {
            Values::Entity => self.entity(text).map(Term::from),
            Values::Concept(scheme) => {
                let member = if text.contains("://") { self.iri(text)? } else { concept(scheme, text) };
                let inside = member.as_str().starts_with(concept(scheme, "").as_str());
                let known = NamedNode::new(member.as_str()).is_ok()
                    && self
                        .store
                        .oxigraph()
                        .quads_for_pattern(Some((&member).into()), None, None, None)
                        .next()
                        .is_some();
                if inside && known {
                    return Ok(member.into());
                }
                Err(LookupError::Value { value: text.to_owned(), wanted: values.description() })
            }
            Values::Date => date_type(text)
                .map(|datatype| Literal::new_typed_literal(text, datatype).into())
                .ok_or_else(|| LookupError::Value { value: text.to_owned(), wanted: values.description() }),
        }
    }
}
