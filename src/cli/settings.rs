//! `rapporteur.toml` as defaults of the command line: what is given goes before the environment, that before the file, and the file before what the program
//! would do by itself.

use super::Arguments;
use super::failure::Failure;
use crate::installation::{FILE, Installation};
use crate::source::Private;
use clap::builder::OsStr;
use clap::{Arg, Command, CommandFactory, FromArgMatches};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Values of arguments, by the names of those.
type Values = BTreeMap<&'static str, OsString>;

/// The arguments of this call, with the installation's where none are given.
pub(super) fn parse() -> Result<Arguments, Failure> {
    let given: Vec<OsString> = std::env::args_os().collect();
    let Some(file) = file(&given) else { return Ok(read(Arguments::command(), given)) };
    match Installation::read(&file) {
        Ok(installation) => {
            let deciding = defaults(&file, &installation);
            let mut reading = deciding.clone();
            if installation.judgements.as_ref().is_some_and(|file| !file.exists()) {
                // The first judgement makes the file.
                reading.remove("judgements");
            }
            let command = Arguments::command();
            let command = command.mut_subcommands(|command| {
                let values = if command.get_name() == "judge" { &deciding } else { &reading };
                with(command, values)
            });
            Ok(read(command.mut_args(|argument| with_default(argument, &reading)), given))
        }
        Err(error) => {
            // Help, and what is wrong with the call itself, go first.
            read(Arguments::command(), given);
            Err(Failure::Usage(error.to_string()))
        }
    }
}

/// Ends the process where the call is wrong or asks for help.
fn read(mut command: Command, given: Vec<OsString>) -> Arguments {
    let matches = command.try_get_matches_from_mut(given).unwrap_or_else(|error| error.exit());
    Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.format(&mut command).exit())
}

/// The file that is named by the call or the environment, else the one in the working directory.
fn file(given: &[OsString]) -> Option<PathBuf> {
    let mut rest = given.iter().skip(1).take_while(|argument| *argument != "--");
    while let Some(argument) = rest.next() {
        if argument == "--config" {
            return rest.next().map(PathBuf::from);
        }
        if let Some(file) = argument.to_str().and_then(|words| words.strip_prefix("--config=")) {
            return Some(file.into());
        }
    }
    let named = std::env::var_os("RAPPORTEUR_CONFIG").filter(|name| !name.is_empty());
    named.map(PathBuf::from).or_else(|| Some(PathBuf::from(FILE)).filter(|file| file.is_file()))
}

/// The values that a file gives to arguments, by their names.
fn defaults(file: &Path, installation: &Installation) -> Values {
    let Installation { store, base, registry, language, queries, judgements, bind, web, .. } = installation;
    let path = |path: &Option<PathBuf>| path.clone().map(PathBuf::into_os_string);
    let seconds = |time: std::time::Duration| Some(time.as_secs_f64().to_string().into());
    let private = match &web.private {
        Private::Refused => None,
        Private::Allowed => Some("all".into()),
        Private::Only(hosts) => Some(hosts.join(",").into()),
    };
    let all = [
        ("store", path(store)),
        ("base", base.as_ref().map(|base| base.as_str().into())),
        ("registry", path(registry)),
        ("language", path(language)),
        ("queries", path(queries)),
        ("judgements", path(judgements)),
        ("bind", bind.map(|bind| bind.to_string().into())),
        ("allow_private", private),
        ("pause", seconds(web.pause)),
        ("fetch_timeout", seconds(web.whole)),
        ("retries", Some(web.retries.to_string().into())),
        ("installation", Some(file.into())),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The command with these values as defaults, wherever an argument has such a name.
fn with(command: Command, values: &Values) -> Command {
    command.mut_args(|argument| with_default(argument, values)).mut_subcommands(|command| with(command, values))
}

fn with_default(argument: Arg, values: &Values) -> Arg {
    match values.get(argument.get_id().as_str()) {
        // A process parses its arguments once, so little is leaked.
        Some(value) => argument.default_value(OsStr::from(&*value.clone().leak())),
        None => argument,
    }
}
