//! `rapporteur judge`.

use super::existing;
use super::failure::{Failure, tell};
use super::ingest::Reading;
use crate::curation::{Lookup, LookupError};
use crate::ingest;
use crate::judgements::{JudgementsFile, Name, Ruling};
use crate::store::Store;
use clap::{Args, Subcommand};
use oxigraph::model::Term;
use std::path::Path;

/// What to decide.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    verdict: Verdict,
}

#[derive(Debug, Subcommand)]
enum Verdict {
    /// The name means this person or body
    Same(OfName),
    /// The name does not mean this person or body
    NotSame(OfName),
    /// Nobody can tell what the name means; it stays open, with its candidates
    Unsure(OfOpenName),
    /// The statement is wrong, or only one property of it
    Reject(OfStatement),
    /// The property of the statement has other values
    Correct(Correction),
    /// What was promised is done
    Done(OfCommitment),
    /// Take a judgement back
    Withdraw {
        /// The address of the judgement
        judgement: String,

        #[command(flatten)]
        reading: Reading,
    },
}

#[derive(Debug, Args)]
struct OfName {
    /// The address of a mention, or a name as printed in the reports of a series
    name: String,

    /// The address of the person or body, or the name that it is shown with
    entity: String,

    #[command(flatten)]
    series: Series,

    #[command(flatten)]
    ground: Ground,
}

#[derive(Debug, Args)]
struct OfOpenName {
    /// The address of a mention, or a name as printed in the reports of a series
    name: String,

    /// Whom it may mean, if anybody comes to mind
    entity: Option<String>,

    #[command(flatten)]
    series: Series,

    #[command(flatten)]
    ground: Ground,
}

#[derive(Debug, Args)]
struct Series {
    /// The series that the name is judged in: its address or name [default: the only one of the store]
    #[arg(long, value_name = "SERIES")]
    series: Option<String>,
}

#[derive(Debug, Args)]
struct OfStatement {
    /// The address of the statement
    statement: String,

    /// The property that is wrong (such as speaker, kind, due), where the rest is right
    property: Option<String>,

    #[command(flatten)]
    ground: Ground,
}

#[derive(Debug, Args)]
struct OfCommitment {
    /// The address of the commitment
    statement: String,

    #[command(flatten)]
    ground: Ground,
}

#[derive(Debug, Args)]
struct Correction {
    /// The address of the statement
    statement: String,

    /// The property that is wrong, such as speaker, kind or due
    property: String,

    /// What is right: addresses or names of people and bodies, a kind, a day (2022-04-11), month or year
    #[arg(required = true)]
    values: Vec<String>,

    #[command(flatten)]
    ground: Ground,
}

/// Who decides, and why.
#[derive(Debug, Args)]
struct Ground {
    /// Who decides
    #[arg(long, value_name = "NAME")]
    curator: String,

    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,

    #[command(flatten)]
    reading: Reading,
}

/// Adds the judgement to the file and makes the store follow.
pub(super) fn run(dir: &Path, arguments: &Arguments) -> Result<(), Failure> {
    let store = existing(dir)?;
    let lookup = Lookup::new(&store);
    let name =
        |name: &str, series: &Series| -> Result<Name, LookupError> { lookup.name(name, series.series.as_deref()) };
    let (ruling, ground) = match &arguments.verdict {
        Verdict::Same(of) => (Ruling::Same(name(&of.name, &of.series)?, lookup.entity(&of.entity)?), &of.ground),
        Verdict::NotSame(of) => (Ruling::NotSame(name(&of.name, &of.series)?, lookup.entity(&of.entity)?), &of.ground),
        Verdict::Unsure(of) => {
            let entity = of.entity.as_deref().map(|entity| lookup.entity(entity)).transpose()?;
            (Ruling::Unsure(name(&of.name, &of.series)?, entity), &of.ground)
        }
        Verdict::Reject(of) => {
            let property = of.property.as_deref().map(|property| lookup.property(property)).transpose()?;
            (Ruling::Rejected(lookup.statement(&of.statement)?, property.map(|(property, _)| property)), &of.ground)
        }
        Verdict::Correct(of) => {
            let (property, kind) = lookup.property(&of.property)?;
            let values: Result<Vec<Term>, LookupError> = of.values.iter().map(|v| lookup.value(v, kind)).collect();
            let mut values = values?;
            values.sort_by_cached_key(ToString::to_string);
            values.dedup();
            (Ruling::Corrected(lookup.statement(&of.statement)?, property, values), &of.ground)
        }
        Verdict::Done(of) => (Ruling::Done(lookup.commitment(&of.statement)?), &of.ground),
        Verdict::Withdraw { judgement, reading } => {
            let node = lookup.iri(judgement)?;
            let mut file = file(&store, reading)?;
            if !file.withdraw(&node)? {
                tell(&format!("{} was withdrawn before", node.as_str()));
            }
            return keep(&store, reading, &file, &format!("withdrew {}", node.as_str()));
        }
    };
    let mut file = file(&store, &ground.reading)?;
    let today = jiff::Zoned::now().date().to_string();
    let judgement = file.draft(ruling, &ground.curator, &ground.reason, &today);
    if !file.add(&judgement)? {
        tell("the file says so already");
    }
    keep(&store, &ground.reading, &file, judgement.iri.as_str())
}

fn file(store: &Store, reading: &Reading) -> Result<JudgementsFile, Failure> {
    let path = reading.judgements.as_deref().ok_or_else(|| {
        Failure::Usage("judgements are kept in a file: name it with --judgements or RAPPORTEUR_JUDGEMENTS".to_owned())
    })?;
    Ok(JudgementsFile::read_or_new(path, store.base())?)
}

/// Writes the file, then the store: what a crash leaves between the two, the next `ingest --judgements` mends.
fn keep(store: &Store, reading: &Reading, file: &JudgementsFile, said: &str) -> Result<(), Failure> {
    file.save()?;
    ingest::judge(store, &reading.knowledge(), &file.judgements)?;
    tell(said);
    Ok(())
}
