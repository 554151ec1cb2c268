//! Gathering what explains a resource.

use super::context::around;
use super::node::{Around, short};
use super::rules::in_words;
use super::{ExplainError, Explanation, Fact, Judged, MentionedIn, NameMeaning, Passage};
use crate::graph::vocabulary::{rap, skos};
use crate::ingest::judgements_of;
use crate::judgements::{Judgement, Name, Ruling};
use crate::store::Store;
use crate::text::fold;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, NamedNodeRef, Term};
use oxigraph::store::StorageError;
use std::collections::{BTreeMap, BTreeSet};

/// No more words of reports are quoted.
const MAX_PASSAGES: usize = 40;
/// No more mentions of an entity are counted.
const MAX_MENTIONS: usize = 20_000;

/// Properties that lead from a resource to names in it.
const NAMES: [NamedNodeRef<'static>; 7] = [
    rap::SPEAKER_MENTION,
    rap::REPLY_MENTION,
    rap::SUBJECT_MENTION,
    rap::RESPONSIBLE_MENTION,
    rap::PERSON_MENTION,
    rap::AFFILIATION_MENTION,
    rap::SERIES_MENTION,
];

/// What the evidence, the names or the judgements say already, and what only machines want.
const ELSEWHERE: [NamedNodeRef<'static>; 22] = [
    rap::START,
    rap::END,
    rap::QUOTE,
    rap::IN_REPORT,
    rap::RECOGNISER,
    rap::CONFIDENCE,
    rap::TEXT,
    rap::ORDER,
    rap::RESOLVED_BY,
    rap::CANDIDATE,
    rap::CANDIDATE_MENTION,
    rap::ANTECEDENT,
    rap::REFERS_TO,
    rap::REJECTED_BY,
    rap::CORRECTED_BY,
    rap::STATE_GROUND,
    rap::MATCHED,
    rap::PERSON_NAME,
    rap::IN_RECORD,
    rap::CONTENT_WORDS,
    rap::COMMON_WORDS,
    skos::PREF_LABEL,
];

/// Says why a resource is in the graph.
///
/// # Errors
/// When the graph says nothing of it, or cannot be read.
pub fn explain(store: &Store, resource: &NamedNode) -> Result<Explanation, ExplainError> {
    let gather = Gather { around: Around(store) };
    let classes = gather.around.nodes(resource, rdf::TYPE)?;
    let mut replaced = gather.around.nodes(resource, rap::REPLACED_BY)?;
    if classes.is_empty() {
        // Names that were merged lead on to whom they were merged into.
        return match replaced.pop() {
            Some(new) if new != *resource => explain(store, &new),
            _ => Err(ExplainError::Unknown(resource.as_str().to_owned())),
        };
    }
    let (evidence, shortened) = gather.evidence(resource)?;
    let (mentioned, more) = gather.mentioned(resource)?;
    let names = gather.names(resource, classes.iter().any(|class| *class == rap::MENTION))?;
    Ok(Explanation {
        iri: resource.as_str().to_owned(),
        label: gather.around.text(resource, skos::PREF_LABEL)?,
        classes: classes.iter().map(|class| short(class.as_ref())).collect(),
        says: gather.says(resource)?,
        judgements: gather.judgements(resource, &names)?,
        evidence,
        names,
        mentioned,
        shortened: shortened || more,
    })
}

struct Gather<'s> {
    around: Around<'s>,
}

impl Gather<'_> {
    fn says(&self, resource: &NamedNode) -> Result<Vec<Fact>, StorageError> {
        let mut facts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let quads = self.around.0.oxigraph().quads_for_pattern(Some(resource.into()), None, None, None);
        for quad in quads.take(MAX_MENTIONS) {
            let quad = quad?;
            let property = quad.predicate.as_ref();
            if property != rdf::TYPE && !ELSEWHERE.contains(&property) && !NAMES.contains(&property) {
                facts.entry(short(property)).or_default().insert(self.around.shown(&quad.object)?);
            }
        }
        if !self.around.nodes(resource, rap::FOLLOWS_UP)?.is_empty() {
            let rule = self.around.text(resource, rap::RECOGNISER)?.unwrap_or_default();
            facts.entry("because".to_owned()).or_default().insert(in_words(&rule));
        }
        Ok(facts
            .into_iter()
            .map(|(property, values)| Fact { property, values: values.into_iter().collect() })
            .collect())
    }

    /// Its own words, then those of its facts, then those of what records it.
    fn evidence(&self, resource: &NamedNode) -> Result<(Vec<Passage>, bool), StorageError> {
        let mut passages = Vec::new();
        passages.extend(self.passage(resource, None)?);
        let (records, _) = self.around.pointing(rap::RECORD_OF, resource, MAX_PASSAGES)?;
        let mut shortened = false;
        for subject in std::iter::once(resource).chain(&records) {
            let (spans, more) = self.around.pointing(rap::SUPPORTS, subject, MAX_PASSAGES)?;
            shortened |= more;
            for span in spans {
                let property = self.around.nodes(&span, rap::SUPPORTED_PROPERTY)?.into_iter().next();
                passages.extend(self.passage(&span, property.map(|p| short(p.as_ref())))?);
            }
        }
        // What was promised, and what later reports say of it.
        for promise in self.around.nodes(resource, rap::FOLLOWS_UP)? {
            passages.extend(self.passage(&promise, Some(short(rap::FOLLOWS_UP)))?);
        }
        let (later, more) = self.around.pointing(rap::FOLLOWS_UP, resource, MAX_PASSAGES)?;
        shortened |= more;
        for follow_up in later {
            let says = self.around.text(&follow_up, rap::SAYS)?.unwrap_or_default();
            passages.extend(self.passage(&follow_up, Some(format!("{} {says}", short(rap::SAYS))))?);
        }
        shortened |= passages.len() > MAX_PASSAGES;
        passages.truncate(MAX_PASSAGES);
        Ok((passages, shortened))
    }

    fn passage(&self, span: &NamedNode, property: Option<String>) -> Result<Option<Passage>, StorageError> {
        let Some(report) = self.around.nodes(span, rap::IN_REPORT)?.into_iter().next() else { return Ok(None) };
        let Some(quote) = self.around.text(span, rap::QUOTE)? else { return Ok(None) };
        let number = |property| -> Result<usize, StorageError> {
            Ok(self.around.text(span, property)?.and_then(|text| text.parse().ok()).unwrap_or(0))
        };
        let (start, end) = (number(rap::START)?, number(rap::END)?);
        let text = self.around.text(&report, rap::TEXT)?.unwrap_or_default();
        let (before, after) = around(&text, start, end);
        Ok(Some(Passage {
            property,
            path: self.around.path(&report)?,
            report: report.into_string(),
            start,
            end,
            before,
            quote,
            after,
            recogniser: self.around.text(span, rap::RECOGNISER)?.unwrap_or_default(),
            confidence: self.around.text(span, rap::CONFIDENCE)?.unwrap_or_default(),
        }))
    }

    fn names(&self, resource: &NamedNode, itself: bool) -> Result<Vec<NameMeaning>, StorageError> {
        let mut names = Vec::new();
        if itself {
            names.push(self.name(resource, None)?);
            // What a later mention means, its first one tells.
            for first in self.around.nodes(resource, rap::ANTECEDENT)? {
                names.push(self.name(&first, Some(short(rap::ANTECEDENT)))?);
            }
        }
        for property in NAMES {
            for mention in self.around.nodes(resource, property)? {
                names.push(self.name(&mention, Some(short(property)))?);
            }
        }
        Ok(names)
    }

    fn name(&self, mention: &NamedNode, property: Option<String>) -> Result<NameMeaning, StorageError> {
        let meant = self.around.nodes(mention, rap::REFERS_TO)?;
        let mut weighed: BTreeSet<NamedNode> = self.around.nodes(mention, rap::CANDIDATE)?.into_iter().collect();
        for other in self.around.nodes(mention, rap::CANDIDATE_MENTION)? {
            weighed.extend(self.around.nodes(&other, rap::REFERS_TO)?);
        }
        weighed.extend(self.around.nodes(mention, rap::MATCHED)?);
        let weighed = weighed.iter().filter(|node| !meant.contains(node));
        let rule = self.around.text(mention, rap::RESOLVED_BY)?.unwrap_or_else(|| "open".to_owned());
        Ok(NameMeaning {
            property,
            mention: mention.as_str().to_owned(),
            quote: self.around.text(mention, rap::QUOTE)?.unwrap_or_default(),
            means: meant.iter().map(|node| self.around.named(node)).collect::<Result<_, _>>()?,
            because: in_words(&rule),
            rule,
            alternatives: weighed.map(|node| self.around.named(node)).collect::<Result<_, _>>()?,
        })
    }

    /// The reports that name an entity, by rule.
    fn mentioned(&self, entity: &NamedNode) -> Result<(Vec<MentionedIn>, bool), StorageError> {
        let (mentions, more) = self.around.pointing(rap::REFERS_TO, entity, MAX_MENTIONS)?;
        let mut counted: BTreeMap<(String, String), (usize, BTreeSet<String>)> = BTreeMap::new();
        for mention in mentions {
            let Some(report) = self.around.nodes(&mention, rap::IN_REPORT)?.into_iter().next() else { continue };
            let rule = self.around.text(&mention, rap::RESOLVED_BY)?.unwrap_or_default();
            let (count, forms) = counted.entry((self.around.path(&report)?, rule)).or_default();
            *count += 1;
            forms.extend(self.around.text(&mention, rap::QUOTE)?);
        }
        let mentioned = counted.into_iter().map(|((path, rule), (mentions, forms))| MentionedIn {
            path,
            because: in_words(&rule),
            rule,
            mentions,
            forms: forms.into_iter().collect(),
        });
        Ok((mentioned.collect(), more))
    }

    /// Judgements on the resource, or on the names in it.
    fn judgements(&self, resource: &NamedNode, names: &[NameMeaning]) -> Result<Vec<Judged>, ExplainError> {
        let mut mentions: Vec<NamedNode> = names.iter().map(|n| NamedNode::new_unchecked(&n.mention)).collect();
        mentions.push(resource.clone());
        let stated = self.stated(&mentions)?;
        let mut judged = Vec::new();
        for judgement in judgements_of(self.around.0)?.all {
            let about = match (judgement.ruling.name(), judgement.ruling.statement()) {
                (Some((Name::Mention(mention), entity)), _) => mentions.contains(mention) || entity == Some(resource),
                (Some((Name::Stated { name, series }, entity)), _) => {
                    stated.contains(&(fold(name), series.clone())) || entity == Some(resource)
                }
                (None, statement) => statement == Some(resource),
            };
            if about || judgement.iri == *resource {
                judged.push(self.judged(&judgement)?);
            }
        }
        Ok(judged)
    }

    /// Names as stated, folded, with the series of their report.
    fn stated(&self, mentions: &[NamedNode]) -> Result<BTreeSet<(String, NamedNode)>, StorageError> {
        let mut stated = BTreeSet::new();
        for mention in mentions {
            let own = self.around.text(mention, rap::PERSON_NAME)?;
            let Some(name) = own.map_or_else(|| self.around.text(mention, rap::BODY_NAME), |n| Ok(Some(n)))? else {
                continue;
            };
            for report in self.around.nodes(mention, rap::IN_REPORT)? {
                for record in self.around.nodes(&report, rap::RECORD)? {
                    for meeting in self.around.nodes(&record, rap::RECORD_OF)? {
                        let series = self.around.nodes(&meeting, rap::SERIES)?;
                        stated.extend(series.into_iter().map(|series| (fold(&name), series)));
                    }
                }
            }
        }
        Ok(stated)
    }

    fn judged(&self, judgement: &Judgement) -> Result<Judged, StorageError> {
        let label = |node: &NamedNode| self.around.named(node).map(|named| named.label);
        let name = |name: &Name| -> Result<String, StorageError> {
            match name {
                Name::Stated { name, .. } => Ok(name.clone()),
                Name::Mention(mention) => Ok(self.around.text(mention, rap::QUOTE)?.unwrap_or_default()),
            }
        };
        let decision = match &judgement.ruling {
            Ruling::Same(of, entity) => format!("“{}” means {}", name(of)?, label(entity)?),
            Ruling::NotSame(of, entity) => format!("“{}” does not mean {}", name(of)?, label(entity)?),
            Ruling::Unsure(of, None) => format!("nobody can tell whom “{}” means", name(of)?),
            Ruling::Unsure(of, Some(entity)) => {
                format!("nobody can tell whether “{}” means {}", name(of)?, label(entity)?)
            }
            Ruling::Rejected(_, None) => "it is wrong".to_owned(),
            Ruling::Rejected(_, Some(property)) => format!("its {} is wrong", short(property.as_ref())),
            Ruling::Corrected(_, property, values) => {
                let values: Result<Vec<String>, StorageError> =
                    values.iter().map(|v: &Term| self.around.shown(v)).collect();
                format!("its {} is {}", short(property.as_ref()), values?.join(", "))
            }
            Ruling::Done(_) => "it is done".to_owned(),
        };
        Ok(Judged {
            iri: judgement.iri.as_str().to_owned(),
            decision,
            curator: judgement.curator.clone(),
            reason: judgement.reason.clone(),
            created: judgement.created.clone(),
            withdrawn: judgement.withdrawn,
        })
    }
}
