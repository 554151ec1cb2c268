//! A progress bar for long runs, none where standard error is no terminal.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// Fewer files are done before anybody looks.
const LONG_RUN: usize = 50;

/// The bar, or nothing.
pub(super) struct Progress(Option<ProgressBar>);

impl Progress {
    pub(super) fn new(files: usize, quiet: bool) -> Self {
        let shown = !quiet && files >= LONG_RUN && std::io::stderr().is_terminal();
        let style = ProgressStyle::with_template("{bar:32} {pos}/{len} reports  {eta} left  {msg}");
        let bar = || ProgressBar::new(files as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self(shown.then(bar))
    }

    pub(super) fn step(&self) {
        if let Some(bar) = &self.0 {
            bar.inc(1);
        }
    }

    pub(super) fn resolving(&self) {
        if let Some(bar) = &self.0 {
            bar.set_message("resolving names");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
