//! Options on what is read and how the web is asked; `ingest` and `serve --ingest` take them.

use super::failure::Failure;
use crate::installation::pattern_of_links;
use crate::source::{Filter, Input, Named, Private, Refusal, Web};
use clap::Args;
use std::ffi::OsString;
use std::time::Duration;

/// What `--allow-private` means without a host.
const ALL: &str = "all";

/// Which of the reports at a source are wanted.
#[derive(Debug, Default, Args)]
pub(super) struct Choosing {
    /// Of folders, read only files that match: '*.md' by their names, 'minutes/**/*.md' by their paths; may be repeated
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,

    /// Of folders, leave out files and folders that match; may be repeated
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,

    /// The addresses are pages of links: read what those lead to whose words or address match, whatever their capitals; not the pages themselves
    #[arg(long, value_name = "REGEX")]
    follow: Option<String>,
}

impl Choosing {
    /// The inputs of a call, else those of the installation; and what is wrong with some of them.
    pub(super) fn inputs(
        &self,
        given: &[OsString],
        installed: &[Input],
    ) -> Result<(Vec<Input>, Vec<Refusal>), Failure> {
        let filter = Filter::new(&self.include, &self.exclude).map_err(|e| Failure::usage(&e))?;
        let pattern =
            |follow: &String| pattern_of_links(follow).map_err(|e| Failure::Usage(format!("--follow: `{follow}` {e}")));
        let follow = self.follow.as_ref().map(pattern).transpose()?;
        if given.is_empty() {
            let chosen = !self.include.is_empty() || !self.exclude.is_empty() || follow.is_some();
            if chosen && !installed.is_empty() {
                return Err(Failure::Usage(
                    "--include, --exclude and --follow belong to sources of this call; those of rapporteur.toml have their own"
                        .to_owned(),
                ));
            }
            return Ok((installed.to_vec(), Vec::new()));
        }
        let (mut inputs, mut wrong) = (Vec::new(), Vec::new());
        for one in given {
            match Input::new(one) {
                Ok(input) => inputs.push(Input { filter: filter.clone(), ..input }),
                Err(refusal) => wrong.push(refusal),
            }
        }
        if follow.is_some() {
            let addresses = inputs.iter_mut().filter(|input| matches!(input.source, Named::Address(_)));
            let count = addresses.map(|input| input.follow.clone_from(&follow)).count();
            if count == 0 && wrong.is_empty() {
                return Err(Failure::Usage("--follow wants an address whose links are to be followed".to_owned()));
            }
        }
        Ok((inputs, wrong))
    }
}

/// How the web is asked.
#[derive(Debug, Args)]
pub(super) struct Asking {
    /// Fetch also from hosts inside of private networks, or only from these (intranet.example.org, 10.1.2.3:8080)
    #[arg(
        long, value_name = "HOST[:PORT]", num_args = 0.., require_equals = true, value_delimiter = ',',
        default_missing_value = ALL
    )]
    allow_private: Vec<String>,

    /// Seconds between two requests to one host
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = seconds)]
    pause: Duration,

    /// Seconds in which an address must come in whole
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    fetch_timeout: Duration,

    /// How often an address that cannot be reached or is busy is asked again
    #[arg(long, value_name = "NUMBER", default_value = "3", value_parser = clap::value_parser!(u32).range(..=10))]
    retries: u32,

    /// Seconds before it is asked again for the first time, doubled each time
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = seconds, hide = true)]
    backoff: Duration,

    /// The most seconds that a server may ask to wait before it is asked again
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds, hide = true)]
    patience: Duration,
}

impl Asking {
    /// What is allowed and asked for.
    pub(super) fn web(&self) -> Web {
        // Those of rapporteur.toml come as one value.
        let hosts: Vec<String> =
            self.allow_private.iter().flat_map(|hosts| hosts.split(',')).map(str::to_owned).collect();
        let private = match hosts.as_slice() {
            [] => Private::Refused,
            hosts if hosts.iter().any(|host| host == ALL) => Private::Allowed,
            _ => Private::Only(hosts),
        };
        Web {
            private,
            pause: self.pause,
            whole: self.fetch_timeout,
            retries: self.retries,
            backoff: self.backoff,
            patience: self.patience,
            ..Web::default()
        }
    }
}

/// A time between nothing and an hour.
fn seconds(given: &str) -> Result<Duration, String> {
    let seconds: f64 = given.parse().map_err(|_| "is no number of seconds".to_owned())?;
    if (0.0..=3600.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err("must be between 0 and 3600 seconds".to_owned())
    }
}
