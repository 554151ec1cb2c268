//! Speakers whom nothing else tells of.

use super::{Gathered, Kind};
use crate::entities::{Meaning, Status};
use crate::statements::Speakers;
use crate::text::fold;
use rustc_hash::FxHashSet;

/// Those who speak and are on no list, hold no office, sent no apologies and are not in the registry; each once. Where there is no list, that is said instead.
pub(super) fn unknown(gathered: &mut Gathered<'_>) {
    let report = gathered.report;
    if report.minutes.roster.is_none() {
        return;
    }
    let told = |p: &&crate::entities::Participation| {
        p.listed.is_some() || !p.offices.is_empty() || p.status.value == Status::Apologies
    };
    let mut told: FxHashSet<usize> = report.entities.participations.iter().filter(told).map(|p| p.person).collect();
    let spoken = report.statements.contributions.iter().filter_map(|c| match &c.speakers {
        Speakers::Named(mentions) => Some(mentions),
        Speakers::Collective => None,
    });
    for mention in spoken.flatten().filter_map(|m| report.entities.mentions.get(*m)) {
        let Meaning::Person(person) = mention.meaning else { continue };
        let registered = || {
            let name = report.entities.people.all.get(person).map_or(mention.span, |p| p.name);
            report.registry.is_person(&fold(name.of_text(report.text())))
        };
        if told.insert(person) && !registered() {
            gathered.warn(mention.span, Kind::Speaker, || {
                format!(
                    "{} speaks, and is neither on the list nor in the registry: kept as printed",
                    report.quoted(mention.span)
                )
            });
        }
    }
}
