//! Which panics are findings: ours. A parser of somebody else's runs in a process of its own, where a panic costs one file.

use std::backtrace::Backtrace;
use std::cell::Cell;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::{Mutex, PoisonError};

thread_local! {
    static APART: Cell<bool> = const { Cell::new(false) };
}

/// Tells panics in the parsers of other crates once a place, and makes a finding of any other; to be called before the first bytes.
pub fn watch() {
    // libFuzzer's own hook ends the process.
    let finding = take_hook();
    let told = Mutex::new(HashSet::new());
    set_hook(Box::new(move |info| {
        let place = info.location().map(|place| (place.file().to_owned(), place.line()));
        let registry = |file: &str| file.contains("/registry/src/") || file.starts_with("/rustc/");
        match place {
            Some((file, line)) if APART.get() && registry(&file) && !is_ours(&file) => {
                let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
                if told.insert((file.clone(), line)) {
                    eprintln!("a parser of another crate breaks off, which costs its process one file: {info}");
                }
            }
            _ => finding(info),
        }
    }));
}

/// Panics of the standard library are said to be its own; whose they are the first named caller outside of it tells.
fn is_ours(file: &str) -> bool {
    if !file.starts_with("/rustc/") {
        return false;
    }
    let trace = Backtrace::force_capture().to_string();
    let callers = trace.lines().filter(|line| line.trim_start().starts_with("at "));
    let caller = callers.map(str::trim_start).find(|line| !line.contains("/rustc/") && !line.contains("panics.rs"));
    caller.is_none_or(|line| !line.contains("/registry/src/"))
}

/// Does what the program may do in a process of its own: there a parser of another crate may break off.
pub(crate) fn apart<T>(in_other_process: bool, read: impl FnOnce() -> T) -> Option<T> {
    APART.set(in_other_process);
    let read = catch_unwind(AssertUnwindSafe(read)).ok();
    APART.set(false);
    read
}
