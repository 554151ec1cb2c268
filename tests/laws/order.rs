//! Law 4: the same reports give the same graph, in whatever order and in however many runs they came.

use crate::support::generator::{self, SEED};
use crate::support::random::Random;
use crate::support::{cut_into_runs, digest, ingest_all, sample_files, samples};
use proptest::prelude::*;
use rapporteur::graph::Base;
use rapporteur::ingest::{self, Options};
use rapporteur::store::Store;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The digest of an in-memory store after these runs.
fn digest_of_runs(runs: &[Vec<PathBuf>], threads: usize) -> String {
    let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
    for paths in runs {
        let options = Options { paths: paths.clone(), quiet: true, threads: Some(threads), ..Options::default() };
        let outcome = ingest::run(&store, &options).unwrap();
        assert!(outcome.refused.is_empty(), "{:?}", outcome.refused);
    }
    store.digest().unwrap()
}

/// Six orders: as named, backwards, and four shuffles.
fn orders(files: &[PathBuf]) -> Vec<Vec<PathBuf>> {
    let mut orders = vec![files.to_vec(), files.iter().rev().cloned().collect()];
    for stream in 0..4 {
        let mut files = files.to_vec();
        Random::new(SEED, stream).shuffle(&mut files);
        orders.push(files);
    }
    assert_eq!(orders.iter().collect::<BTreeSet<_>>().len(), 6, "the orders differ");
    orders
}

#[test]
fn any_order_one_at_a_time_or_together_gives_one_digest() {
    let folder = tempfile::tempdir().unwrap();
    let together = folder.path().join("together");
    ingest_all(&together, &[samples()]);
    let wanted = digest(&together);
    for (at, order) in orders(&sample_files()).iter().enumerate() {
        let apart = folder.path().join(format!("apart-{at}"));
        for file in order {
            ingest_all(&apart, &[file]);
        }
        assert_eq!(digest(&apart), wanted, "one at a time: {order:?}");
        let at_once = folder.path().join(format!("at-once-{at}"));
        ingest_all(&at_once, order);
        assert_eq!(digest(&at_once), wanted, "together: {order:?}");
        ingest_all(&apart, order);
        ingest_all(&at_once, &[samples()]);
        assert_eq!([digest(&apart), digest(&at_once)], [wanted.clone(), wanted.clone()], "twice: {order:?}");
    }
    // A digest that is the same whatever it is taken of would show nothing.
    let four = folder.path().join("four");
    ingest_all(&four, &sample_files()[1..]);
    assert_ne!(digest(&four), wanted);
}

#[test]
fn threads_do_not_show() {
    let folder = tempfile::tempdir().unwrap();
    generator::write(SEED, 12, folder.path());
    let runs = [vec![samples(), folder.path().to_owned()]];
    let wanted = digest_of_runs(&runs, 1);
    for threads in [2, 3, 8] {
        assert_eq!(digest_of_runs(&runs, threads), wanted, "{threads} threads");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn runs_of_any_reports_in_any_order_add_up(
        seed in 0_u64..1000,
        order in Just((0..18_usize).collect::<Vec<_>>()).prop_shuffle(),
        taken in 1..18_usize,
        cuts in proptest::collection::vec(0..18_usize, 0..4),
        threads in 1..4_usize,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let files = generator::write(seed, 18, folder.path());
        let mut chosen: Vec<PathBuf> = order[..taken].iter().map(|at| files[*at].clone()).collect();
        let mut runs = cut_into_runs(&chosen, &cuts);
        // Some of them once more.
        runs.push(chosen.iter().step_by(3).cloned().collect());
        let apart = digest_of_runs(&runs, threads);
        chosen.sort();
        prop_assert_eq!(apart, digest_of_runs(&[chosen], 1));
    }
}
