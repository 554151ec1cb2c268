//! That no more is held than must be: a summary comes back as it was packed, and the resolution is said piece by piece, none of more than one report, whatever the
//! order in which the reports are given.

use crate::support::generator;
use crate::support::sample_files;
use proptest::prelude::*;
use rapporteur::graph::{Base, Packed, Summary, resolution, resolution_quads};
use rapporteur::ingest::{Knowledge, KnowledgeSource, Reader};
use rapporteur::judgements::Judgements;
use rapporteur::minutes::Recognisers;
use rapporteur::source::Source;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fs;

fn base() -> Base {
    Base::new(Base::DEFAULT).unwrap()
}

fn summaries(knowledge: &Knowledge, texts: &[(String, String)]) -> Vec<Summary> {
    let (recognisers, base) = (Recognisers::new(&knowledge.language).unwrap(), base());
    let reader = Reader::new(knowledge, &recognisers, &base).unwrap();
    let one = |(name, text): &(String, String)| {
        let source = Source::from_bytes(name, text.clone().into_bytes()).unwrap();
        Summary::of(&source.sha256[..20], &reader.quads(&source).unwrap())
    };
    texts.iter().map(one).collect()
}

fn knowledge() -> Knowledge {
    Knowledge::load(&KnowledgeSource::default(), &base()).unwrap()
}

#[test]
fn the_samples_come_back_as_they_were_packed() {
    let text = |path: &std::path::PathBuf| (path.display().to_string(), fs::read_to_string(path).unwrap());
    let summaries = summaries(&knowledge(), &sample_files().iter().map(text).collect::<Vec<_>>());
    for summary in &summaries {
        assert!(!summary.mentions.is_empty() && !summary.statements.is_empty() && !summary.passages.is_empty());
        assert_eq!(&Packed::of(summary).summary(), summary);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_resolution_is_said_report_by_report(seed in any::<u64>(), count in 2..14_usize, turn in 0..14_usize) {
        let knowledge = knowledge();
        let texts: Vec<_> = (0..count).map(|index| generator::report(seed, index)).collect();
        let summaries = summaries(&knowledge, &texts);
        let mut packed: Vec<Packed> = summaries.iter().map(Packed::of).collect();
        for (packed, summary) in packed.iter().zip(&summaries) {
            prop_assert_eq!(&packed.summary(), summary);
        }
        packed.rotate_left(turn % count);
        let mut pieces = Vec::new();
        let say = |quads| -> Result<(), Infallible> {
            pieces.push(quads);
            Ok(())
        };
        let Ok(_) = resolution(&packed, &knowledge.registry, &Judgements::default(), &base(), say);
        // What is said of mentions is by far the most.
        for piece in &pieces {
            let mentions = piece.iter().map(|quad| quad.subject.to_string()).filter(|node| node.contains("id/mention/"));
            let reports: BTreeSet<String> =
                mentions.filter_map(|node| Some(node.rsplit_once('/')?.1.split_once('-')?.0.to_owned())).collect();
            prop_assert!(reports.len() <= 1, "{:?} are said together", reports);
        }
        let said: BTreeSet<String> = pieces.iter().flatten().map(ToString::to_string).collect();
        let whole = resolution_quads(&summaries, &knowledge.registry, &Judgements::default(), &base());
        prop_assert!(said.len() > count);
        prop_assert_eq!(said, whole.iter().map(ToString::to_string).collect::<BTreeSet<_>>());
    }
}
