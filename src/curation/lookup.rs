//! What people type, as what the store knows by it.

use crate::graph::vocabulary::{NAMESPACE, concept, rap, skos};
use crate::judgements::{CORRECTABLE, Correctable, Kind, Name, STATEMENTS, Values, kind_of, of_kind};
use crate::store::Store;
use crate::text::fold;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use oxigraph::store::StorageError;
use std::collections::{BTreeMap, BTreeSet};

/// Why something that was typed means nothing.
#[derive(Debug, thiserror::Error)]
pub enum LookupError {
    /// The database.
    #[error("cannot read the store: {0}")]
    Storage(#[from] StorageError),
    /// No address.
    #[error(
        "`{0}` is no address; give an IRI of the store, such as id/mention/… or http://…, as `rapporteur query statements` lists them"
    )]
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
    #[error(
        "no {wanted} in the store is called `{name}`; give the name as `rapporteur query people` and others show it, or the address"
    )]
    NoEntity {
        /// The name.
        name: String,
        /// What was looked for.
        wanted: &'static str,
    },
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
    /// A meeting that several reports record.
    #[error("several reports record <{meeting}>; judge one of {records}")]
    Records {
        /// The meeting.
        meeting: String,
        /// Its records.
        records: String,
    },
    /// A property that this kind of statement does not have, or that is never wrong by itself.
    #[error("`{name}` of a {kind} cannot be judged; {known}")]
    Property {
        /// What was typed.
        name: String,
        /// The kind of statement.
        kind: Kind,
        /// What can be.
        known: String,
    },
    /// Nothing was read that could be wrong.
    #[error("nothing was read as the {name} of <{iri}>; give what is missing with `rapporteur judge correct`")]
    NothingRead {
        /// The statement.
        iri: String,
        /// The property.
        name: &'static str,
    },
    /// No value of this property.
    #[error("`{value}` does not fit {name}; give {wanted}")]
    Value {
        /// What was typed.
        value: String,
        /// The property.
        name: &'static str,
        /// What can be.
        wanted: String,
    },
    /// A person for a body, or the other way round.
    #[error(
        "`{name}` was read as the name of {read}, and <{iri}> is none; if nothing of that kind is named there, reject the mention"
    )]
    Sort {
        /// The name or the mention.
        name: String,
        /// What it was read as.
        read: &'static str,
        /// The entity.
        iri: String,
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

    /// What reports state and a curator may judge, and of which kind it is. A meeting stands for the record that tells of it.
    ///
    /// # Errors
    /// When the store knows nothing of it, or it is something else.
    pub fn statement(&self, text: &str) -> Result<(NamedNode, Kind), LookupError> {
        let node = self.iri(text)?;
        let classes = self.classes(&node)?;
        if classes.iter().any(|class| *class == rap::MEETING) {
            return Ok((self.record(&node)?, "record"));
        }
        let among = STATEMENTS.iter().map(|(_, class)| *class).collect::<Vec<_>>();
        let kinds = "contribution, move, decision, commitment, participation, agenda item, document, event, next meeting, \
                     meeting, mention or follow-up";
        let node = self.node(text, kinds, &among)?;
        match kind_of(node.as_ref()) {
            Some(kind) => Ok((node, kind)),
            None => Err(LookupError::Other { iri: node.into_string(), wanted: kinds }),
        }
    }

    /// The only record of a meeting.
    fn record(&self, meeting: &NamedNode) -> Result<NamedNode, LookupError> {
        let mut records = BTreeSet::new();
        for quad in self.store.oxigraph().quads_for_pattern(None, Some(rap::RECORD_OF), Some(meeting.into()), None) {
            if let NamedOrBlankNode::NamedNode(record) = quad?.subject {
                records.insert(record.into_string());
            }
        }
        match records.first() {
            Some(one) if records.len() == 1 => Ok(NamedNode::new_unchecked(one)),
            _ => Err(LookupError::Records {
                meeting: meeting.as_str().to_owned(),
                records: records.into_iter().collect::<Vec<_>>().join(", "),
            }),
        }
    }

    /// A commitment.
    ///
    /// # Errors
    /// As [`Lookup::statement`].
    pub fn commitment(&self, text: &str) -> Result<NamedNode, LookupError> {
        self.node(text, "commitment: only what was promised can be done", &[rap::COMMITMENT])
    }

    /// A person, body, process or topic, by address or by the name that it is shown with.
    ///
    /// # Errors
    /// When nothing or several have the name.
    pub fn entity(&self, text: &str) -> Result<NamedNode, LookupError> {
        let among = [rap::PERSON, rap::ORGANISATION, rap::MEETING_SERIES, rap::PROCESS, rap::TOPIC];
        self.entity_of(text, "person, body, series, process or topic", &among)
    }

    /// What is of one of some classes, by address or by the name that it is shown with.
    fn entity_of(
        &self,
        text: &str,
        wanted: &'static str,
        among: &[NamedNodeRef<'static>],
    ) -> Result<NamedNode, LookupError> {
        if text.starts_with("id/") || text.contains("://") {
            return self.node(text, wanted, among);
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
            (None, _) => Err(LookupError::NoEntity { name: text.to_owned(), wanted }),
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
            Some(series) => self.entity_of(series, "series", &[rap::MEETING_SERIES])?,
            None => self.only_series()?,
        };
        if self.stated_as(text, &series)?.is_none() {
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

    /// The property with which reports of a series state a name: that of people before that of bodies.
    fn stated_as(&self, name: &str, series: &NamedNode) -> Result<Option<NamedNodeRef<'static>>, StorageError> {
        let store = self.store.oxigraph();
        let wanted = fold(name);
        for property in [rap::PERSON_NAME, rap::BODY_NAME] {
            for quad in store.quads_for_pattern(None, Some(property), None, None) {
                let quad = quad?;
                let fits = matches!(&quad.object, Term::Literal(literal) if fold(literal.value()) == wanted);
                // A report's graph has the report's name.
                if fits && self.is_of(&quad.graph_name.to_string(), series)? {
                    return Ok(Some(property));
                }
            }
        }
        Ok(None)
    }

    /// Sees to it that a name that was read as a person's is judged to mean a person, and so on.
    ///
    /// # Errors
    /// When the entity is of another kind than the name was read as.
    pub fn fits(&self, name: &Name, entity: &NamedNode) -> Result<(), LookupError> {
        let has = |node: &NamedNode, property| -> Result<bool, StorageError> {
            Ok(self
                .store
                .oxigraph()
                .quads_for_pattern(Some(node.into()), Some(property), None, None)
                .next()
                .transpose()?
                .is_some())
        };
        let (shown, person, series) = match name {
            Name::Mention(mention) => {
                let person = has(mention, rap::PERSON_NAME)? || has(mention, rap::ANTECEDENT)?;
                let mut pointing = self.store.oxigraph().quads_for_pattern(
                    None,
                    Some(rap::SERIES_MENTION),
                    Some(mention.into()),
                    None,
                );
                (mention.as_str().to_owned(), person, pointing.next().transpose()?.is_some())
            }
            Name::Stated { name, series } => {
                (name.clone(), self.stated_as(name, series)? == Some(rap::PERSON_NAME), false)
            }
        };
        let classes = self.classes(entity)?;
        let is = |class: NamedNodeRef<'_>| classes.iter().any(|known| *known == class);
        let (read, right) = match (person, series) {
            (true, _) => ("a person", is(rap::PERSON)),
            (_, true) => ("a series of meetings", is(rap::MEETING_SERIES)),
            _ => ("a body, process or topic", !is(rap::PERSON)),
        };
        if right { Ok(()) } else { Err(LookupError::Sort { name: shown, read, iri: entity.as_str().to_owned() }) }
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

    /// A property that can be judged of a kind of statement: `due`, `rap:due` or its whole IRI.
    ///
    /// # Errors
    /// When it is none of those.
    pub fn property(&self, text: &str, kind: Kind) -> Result<&'static Correctable, LookupError> {
        let local = text.strip_prefix("rap:").or_else(|| text.strip_prefix(NAMESPACE)).unwrap_or(text);
        let is = |row: &&Correctable| {
            row.property.as_str() == text || row.property.as_str() == format!("{NAMESPACE}{local}")
        };
        of_kind(kind).find(|row| row.name == text).or_else(|| of_kind(kind).find(is)).ok_or_else(|| {
            let known: Vec<&str> = of_kind(kind).map(|row| row.name).collect();
            let elsewhere = CORRECTABLE.iter().find(|row| row.name == text);
            let hint = elsewhere.map(|row| format!("; {text} is a property of a {}", row.of.join(" or ")));
            let known = match known.as_slice() {
                [] => format!("a {kind} can only be rejected as a whole"),
                known => format!("these can: {}", known.join(", ")),
            };
            LookupError::Property { name: text.to_owned(), kind, known: known + &hint.unwrap_or_default() }
        })
    }

    /// Sees to it that something was read that can be wrong.
    ///
    /// # Errors
    /// When the report gives nothing for the property.
    pub fn was_read(&self, statement: &NamedNode, row: &'static Correctable) -> Result<(), LookupError> {
        let mentions: &[NamedNodeRef<'static>] = match row.name {
            "speaker" => &[rap::SPEAKER_MENTION],
            "subject" => &[rap::SUBJECT_MENTION],
            "repliesTo" => &[rap::REPLY_MENTION],
            "responsible" => &[rap::RESPONSIBLE_MENTION, rap::RESPONSIBLE_NAME, rap::RESPONSIBLE_GROUP],
            "person" => &[rap::PERSON_MENTION],
            "organisation" => &[rap::AFFILIATION_MENTION],
            "series" => &[rap::SERIES_MENTION],
            _ => &[],
        };
        for property in mentions.iter().chain([&row.property]) {
            let subject = Some(statement.into());
            if self
                .store
                .oxigraph()
                .quads_for_pattern(subject, Some(*property), None, None)
                .next()
                .transpose()?
                .is_some()
            {
                return Ok(());
            }
        }
        Err(LookupError::NothingRead { iri: statement.as_str().to_owned(), name: row.name })
    }

    /// A value of a property of a statement.
    ///
    /// # Errors
    /// When it does not fit, or the store knows nothing of it.
    pub fn value(&self, text: &str, row: &'static Correctable, statement: &NamedNode) -> Result<Term, LookupError> {
        let wrong = || LookupError::Value { value: text.to_owned(), name: row.name, wanted: row.values.description() };
        match row.values {
            Values::Person => self.entity_of(text, "person", row.values.classes()).map(Term::from),
            Values::Actor => self.entity_of(text, "person or organisation", row.values.classes()).map(Term::from),
            Values::Body => self.entity_of(text, "organisation", row.values.classes()).map(Term::from),
            Values::Subject => self.entity_of(text, "process or topic", row.values.classes()).map(Term::from),
            Values::Series => self.entity_of(text, "series of meetings", row.values.classes()).map(Term::from),
            Values::AgendaItem => self.agenda_item(text, row, statement).map(Term::from),
            Values::Concept(scheme) => {
                let member = if text.contains("://") { self.iri(text)? } else { concept(scheme, text) };
                let inside = member.as_str().starts_with(concept(scheme, "").as_str());
                let known = NamedNode::new(member.as_str()).is_ok() && !self.classes(&member)?.is_empty();
                if inside && known {
                    return Ok(member.into());
                }
                let members = self.members(scheme)?.join(", ");
                Err(LookupError::Value { value: text.to_owned(), name: row.name, wanted: format!("one of {members}") })
            }
            Values::Time => {
                let moment = text.parse::<jiff::Timestamp>().map_err(|_| wrong())?;
                Ok(Literal::new_typed_literal(moment.to_string(), xsd::DATE_TIME).into())
            }
            _ => {
                let datatype = row.values.datatype(text).ok_or_else(wrong)?;
                Ok(Literal::new_typed_literal(text, datatype).into())
            }
        }
    }

    /// The last parts of the members of a scheme of the ontology.
    fn members(&self, scheme: &str) -> Result<Vec<String>, StorageError> {
        let whole = concept(scheme, "");
        let scheme = NamedNode::new_unchecked(whole.as_str().trim_end_matches('/'));
        let mut members = BTreeSet::new();
        for quad in self.store.oxigraph().quads_for_pattern(None, Some(skos::IN_SCHEME), Some((&scheme).into()), None) {
            if let NamedOrBlankNode::NamedNode(member) = quad?.subject {
                members.extend(member.as_str().strip_prefix(whole.as_str()).map(str::to_owned));
            }
        }
        Ok(members.into_iter().collect())
    }

    /// An item of the agenda of a statement's report, by its address or its printed label.
    fn agenda_item(
        &self,
        text: &str,
        row: &'static Correctable,
        statement: &NamedNode,
    ) -> Result<NamedNode, LookupError> {
        let store = self.store.oxigraph();
        let mut labels = BTreeMap::new();
        for record in store.quads_for_pattern(Some(statement.into()), Some(rap::IN_RECORD), None, None) {
            let record = record?.object;
            for quad in store.quads_for_pattern(None, Some(rap::IN_RECORD), Some(record.as_ref()), None) {
                let NamedOrBlankNode::NamedNode(item) = quad?.subject else { continue };
                if kind_of(item.as_ref()) != Some("agenda-item") || item == *statement {
                    continue;
                }
                for label in store.quads_for_pattern(Some((&item).into()), Some(rap::LABEL), None, None) {
                    if let Term::Literal(label) = label?.object {
                        labels.insert(item.clone(), label.value().to_owned());
                    }
                }
                labels.entry(item).or_default();
            }
        }
        let given = self.iri(text).ok().filter(|iri| labels.contains_key(iri));
        let mut fitting = labels.iter().filter(|(_, label)| label.as_str() == text).map(|(item, _)| item.clone());
        match (given, fitting.next(), fitting.next()) {
            (Some(item), ..) | (None, Some(item), None) => Ok(item),
            _ => {
                let known: Vec<String> =
                    labels.iter().map(|(item, label)| format!("{label} <{}>", item.as_str())).collect();
                Err(LookupError::Value {
                    value: text.to_owned(),
                    name: row.name,
                    wanted: if known.is_empty() {
                        "nothing: the report has no other agenda item".to_owned()
                    } else {
                        format!("one of {}", known.join(", "))
                    },
                })
            }
        }
    }
}
