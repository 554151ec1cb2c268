//! `rapporteur judge`.

use super::existing;
use super::failure::{Failure, tell};
use super::ingest::Reading;
use super::output;
use crate::curation::{Lookup, LookupError, follow_up};
use crate::explain::decision;
use crate::ingest;
use crate::judgements::{JudgementsFile, Name, Ruling, Withdrawal};
use crate::store::Store;
use clap::{Args, Subcommand};
use oxigraph::model::{NamedNode, Term};
use std::io::Write;
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
    /// Take a judgement back; it stays in the file, with who did and why
    Withdraw {
        /// The address of the judgement
        judgement: String,

        #[command(flatten)]
        ground: Ground,
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

    /// The property that is wrong (such as speaker, date, agendaItem), where the rest is right
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
    /// The address of the statement, or of a meeting
    statement: String,

    /// The property that is wrong, such as speaker, text, agendaItem, due or date; a wrong one is answered with those that there are
    property: String,

    /// What is right: addresses or names of people and bodies, the label of an agenda item, a kind, a day (2022-04-11), a moment
    /// (2022-04-11T14:00:00Z), or words
    #[arg(required = true)]
    values: Vec<String>,

    #[command(flatten)]
    ground: Ground,
}

/// Who decides, and why.
#[derive(Debug, Args)]
struct Ground {
    /// Who decides
    #[arg(long, visible_alias = "by", value_name = "NAME")]
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
    let (ruling, ground) = match &arguments.verdict {
        Verdict::Same(of) => {
            let (name, entity) = name_and_entity(&lookup, of)?;
            (Ruling::Same(name, entity), &of.ground)
        }
        Verdict::NotSame(of) => {
            let (name, entity) = name_and_entity(&lookup, of)?;
            (Ruling::NotSame(name, entity), &of.ground)
        }
        Verdict::Unsure(of) => {
            let name = lookup.name(&of.name, of.series.series.as_deref())?;
            let entity = of.entity.as_deref().map(|entity| lookup.entity(entity)).transpose()?;
            entity.iter().try_for_each(|entity| lookup.fits(&name, entity))?;
            (Ruling::Unsure(name, entity), &of.ground)
        }
        Verdict::Reject(of) => {
            let (statement, kind) = lookup.statement(&of.statement)?;
            let row = of.property.as_deref().map(|property| lookup.property(property, kind)).transpose()?;
            row.iter().try_for_each(|row| lookup.was_read(&statement, row))?;
            (Ruling::Rejected(statement, row.map(|row| row.property.into_owned())), &of.ground)
        }
        Verdict::Correct(of) => (correction(&lookup, of)?, &of.ground),
        Verdict::Done(of) => (Ruling::Done(lookup.commitment(&of.statement)?), &of.ground),
        Verdict::Withdraw { judgement, ground } => return withdraw(&store, &lookup, judgement, ground),
    };
    let mut file = file(&store, &ground.reading)?;
    let judgement = file.draft(ruling, &ground.curator, &ground.reason, &today());
    if !file.add(&judgement)? {
        tell("the file says so already");
    }
    keep(&store, &ground.reading, &file)?;
    let iri = judgement.iri.as_str();
    tell(&format!(
        "{}; to take it back: rapporteur judge withdraw {iri} --by NAME --reason TEXT",
        decision(&store, &judgement)?
    ));
    if let Some(hint) = follow_up(&store, &judgement.ruling)? {
        tell(&hint);
    }
    print(iri)
}

fn name_and_entity(lookup: &Lookup<'_>, of: &OfName) -> Result<(Name, NamedNode), LookupError> {
    let (name, entity) = (lookup.name(&of.name, of.series.series.as_deref())?, lookup.entity(&of.entity)?);
    lookup.fits(&name, &entity)?;
    Ok((name, entity))
}

fn correction(lookup: &Lookup<'_>, of: &Correction) -> Result<Ruling, Failure> {
    let (statement, kind) = lookup.statement(&of.statement)?;
    let row = lookup.property(&of.property, kind)?;
    let values: Result<Vec<Term>, LookupError> = of.values.iter().map(|v| lookup.value(v, row, &statement)).collect();
    let mut values = values?;
    values.sort_by_cached_key(ToString::to_string);
    values.dedup();
    if values.len() > 1 && !row.several {
        return Err(Failure::Usage(format!("{} takes one value; quote it if it has several words", row.name)));
    }
    Ok(Ruling::Corrected(statement, row.property.into_owned(), values))
}

fn withdraw(store: &Store, lookup: &Lookup<'_>, judgement: &str, ground: &Ground) -> Result<(), Failure> {
    let node = lookup.iri(judgement)?;
    let mut file = file(store, &ground.reading)?;
    let (by, reason) = (Some(ground.curator.clone()), Some(ground.reason.clone()));
    if !file.withdraw(&node, &Withdrawal { by, reason, on: Some(today()) })? {
        tell(&format!("{} was withdrawn before, which stays as it was", node.as_str()));
    }
    keep(store, &ground.reading, &file)?;
    tell("withdrawn: what was read holds again; the judgement stays in the file, with who took it back and why");
    print(node.as_str())
}

fn today() -> String {
    jiff::Zoned::now().date().to_string()
}

/// The judgement's address, for scripts.
fn print(iri: &str) -> Result<(), Failure> {
    let mut out = output::stdout();
    writeln!(out, "{iri}")?;
    out.flush()?;
    Ok(())
}

fn file(store: &Store, reading: &Reading) -> Result<JudgementsFile, Failure> {
    let path = reading.judgements.as_deref().ok_or_else(|| {
        Failure::Usage("judgements are kept in a file: name it with --judgements or RAPPORTEUR_JUDGEMENTS".to_owned())
    })?;
    Ok(JudgementsFile::read_or_new(path, store.base())?)
}

/// Writes the file, then the store: what a crash leaves between the two, the next `ingest --judgements` mends.
fn keep(store: &Store, reading: &Reading, file: &JudgementsFile) -> Result<(), Failure> {
    file.save()?;
    ingest::judge(store, &reading.knowledge(), &file.judgements)?;
    Ok(())
}
