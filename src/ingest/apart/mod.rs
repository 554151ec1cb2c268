//! Intricate formats are read in processes of their own: a file that hangs its parser, breaks it or eats memory costs that process, not the run.
//!
//! Each reading thread has one such process, started with the first file that needs it and used for many. It is the same program with a hidden command; it
//! bounds its own memory, and the thread that waits for it bounds the time. What goes between the two is in `frames`.

mod child;
mod frames;
mod worker;

pub use child::serve;
pub(super) use worker::Worker;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// How to start a process that reads files, and how long it may take for one.
#[derive(Debug, Clone)]
pub struct Apart {
    /// The program.
    pub program: PathBuf,
    /// What it is called with, so that it does nothing but [`serve`].
    pub arguments: Vec<OsString>,
    /// How long one file may take.
    pub patience: Duration,
}

impl Apart {
    /// How long one file may take where nothing else is said: 44 real reports together take less than two seconds, and a busy machine may make ten of one.
    pub const PATIENCE: Duration = Duration::from_secs(30);

    /// This very program, called with one argument.
    ///
    /// # Errors
    /// When the system does not say where it lies.
    pub fn this_program(argument: &str, patience: Duration) -> io::Result<Self> {
        Ok(Self { program: std::env::current_exe()?, arguments: vec![argument.into()], patience })
    }
}
