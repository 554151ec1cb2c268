//! The command line of Rapporteur.

use std::process::ExitCode;

fn main() -> ExitCode {
    rapporteur::cli::main()
}
