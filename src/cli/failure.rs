//! How a command fails: one line on standard error, and an exit code.

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

/// Why a command did not do all that it was asked to.
#[derive(Debug)]
pub(super) enum Failure {
    /// Something went wrong; the message says what.
    Failed(String),
    /// The call makes no sense; the message says why.
    Usage(String),
    /// What went wrong has been said already.
    Told,
    /// The reader of standard output has gone, as `head` does: no failure.
    NoReader,
}

impl Failure {
    /// Says what is left to say and gives the exit code of the process.
    pub(super) fn report(self) -> ExitCode {
        match self {
            Self::Failed(message) => {
                tell(&message);
                ExitCode::from(1)
            }
            Self::Usage(message) => {
                tell(&message);
                ExitCode::from(2)
            }
            Self::Told => ExitCode::from(1),
            Self::NoReader => ExitCode::SUCCESS,
        }
    }

    /// The failure of a call that makes no sense.
    pub(super) fn usage(error: &dyn Error) -> Self {
        Self::Usage(error.to_string())
    }
}

/// Writes one line to standard error.
pub(super) fn tell(message: &str) {
    let line = message.split('\n').map(str::trim).collect::<Vec<_>>().join(" ");
    // Where standard error is closed as well, there is nobody left to tell.
    let _ = writeln!(io::stderr(), "rapporteur: {line}");
}

impl<E: Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
        while let Some(inner) = cause {
            if inner.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe) {
                return Self::NoReader;
            }
            cause = inner.source();
        }
        Self::Failed(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::ResultsError;

    #[test]
    fn a_reader_that_leaves_is_no_failure() {
        let broken = || io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(matches!(Failure::from(broken()), Failure::NoReader));
        assert!(matches!(Failure::from(ResultsError::Io(broken())), Failure::NoReader));
        assert!(matches!(Failure::from(io::Error::other("no")), Failure::Failed(message) if message == "no"));
    }
}
