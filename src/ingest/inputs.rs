//! From what was named as sources to candidates: files are found, links followed, and what is on the web begins to be fetched.

use super::operations::Operations;
use super::{IngestError, Options};
use crate::source::{Address, Candidate, Fetcher, Filter, Input, Location, Named, Refusal, discover};
use crate::store::Store;
use rustc_hash::FxHashSet;
use std::path::Path;
use std::sync::Arc;

/// The candidates of a run, those on the web behind all others, so that they come while files are read.
pub(super) fn candidates(
    store: &Store,
    operations: &Operations,
    options: &Options,
    refused: &mut Vec<Refusal>,
) -> Result<Vec<Candidate>, IngestError> {
    let mut candidates = Vec::new();
    let mut addresses = Vec::new();
    let mut files = |path: &Path, filter: &Filter, refused: &mut Vec<Refusal>| -> Result<(), IngestError> {
        match discover(path, filter) {
            Ok(found) => candidates.extend(found),
            Err(Refusal::Missing(shown)) if gave(store, operations, path)? => refused.push(Refusal::Vanished(shown)),
            Err(refusal) => refused.push(refusal),
        }
        Ok(())
    };
    for path in &options.paths {
        files(path, &Filter::default(), refused)?;
    }
    let mut standard_input = false;
    for Input { source, filter, follow } in &options.inputs {
        match source {
            Named::StandardInput => standard_input = true,
            Named::Path(path) => files(path, filter, refused)?,
            Named::Address(address) => addresses.push((address, follow)),
        }
    }
    if standard_input {
        candidates.push(Candidate::StandardInput);
    }
    if addresses.is_empty() {
        return Ok(candidates);
    }
    let refuse = |address: &Address, trouble| Refusal::Web { address: address.to_string(), trouble };
    let fetcher = match Fetcher::new(options.web.clone()) {
        Ok(fetcher) => fetcher,
        Err(trouble) => {
            refused.extend(addresses.into_iter().map(|(address, _)| refuse(address, trouble.clone())));
            return Ok(candidates);
        }
    };
    let mut met = FxHashSet::default();
    let mut wanted = Vec::new();
    let mut want = |address: Address| -> Result<(), IngestError> {
        let location = Location::of_address(&address);
        if met.insert(location.id().to_owned()) {
            let known = operations.known(store, &location)?;
            wanted.push((address, known));
        }
        Ok(())
    };
    for (address, follow) in addresses {
        match follow {
            None => want(address.clone())?,
            Some(pattern) => {
                for link in fetcher.follow(address, pattern) {
                    match link {
                        Ok(link) => want(link)?,
                        Err(refusal) => refused.push(refusal),
                    }
                }
            }
        }
    }
    let count = wanted.len();
    let arrivals = Arc::new(fetcher.begin(wanted));
    candidates.extend((0..count).map(|_| Candidate::Web(Arc::clone(&arrivals))));
    Ok(candidates)
}

/// Whether a file that is missing gave a report once.
fn gave(store: &Store, operations: &Operations, path: &Path) -> Result<bool, IngestError> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok(false) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(folder) = std::fs::canonicalize(folder) else { return Ok(false) };
    Ok(operations.given(store, &Location::of_file(&folder.join(name)))?.is_some())
}
