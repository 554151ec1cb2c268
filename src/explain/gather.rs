//! Gathering what explains a resource.

use super::context::around;
use super::judged::judgements;
use super::node::{Around, short};
use super::rules::in_words;
use super::{ExplainError, Explanation, Fact, MentionedIn, NameMeaning, Passage};
use crate::graph::vocabulary::{rap, skos};
use crate::judgements::is_link;
use crate::store::Store;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, NamedNodeRef};
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
        rejected: !gather.around.nodes(resource, rap::REJECTED_BY)?.is_empty(),
        says: gather.says(resource)?,
        judgements: judgements(&gather.around, resource, &names)?,
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
        let mut facts: Vec<Fact> = facts
            .into_iter()
            .map(|(property, values)| Fact { property, values: values.into_iter().collect(), read: Vec::new() })
            .collect();
        for judgement in self.around.nodes(resource, rap::CORRECTED_BY)? {
            for property in self.around.nodes(&judgement, rap::JUDGED_PROPERTY)? {
                self.set_right(&mut facts, resource, &judgement, &property)?;
            }
        }
        facts.sort();
        Ok(facts)
    }

    /// Puts what a curator says in the place of what was read, which stays beside it.
    fn set_right(
        &self,
        facts: &mut Vec<Fact>,
        resource: &NamedNode,
        judgement: &NamedNode,
        property: &NamedNode,
    ) -> Result<(), StorageError> {
        // A move has only the speaker of its contribution's correction, and links stand for what was corrected already.
        if is_link(property.as_ref()) {
            return Ok(());
        }
        let values = self.around.values(judgement, rap::CORRECTED_VALUE)?;
        let values = values.iter().map(|value| self.around.shown(value)).collect::<Result<Vec<_>, _>>()?;
        let name = short(property.as_ref());
        let mut read = Vec::new();
        for value in self.around.values(resource, property.as_ref())? {
            read.push(self.around.shown(&value)?);
        }
        facts.retain(|fact| fact.property != name);
        facts.push(Fact { property: name, values, read });
        Ok(())
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
}
