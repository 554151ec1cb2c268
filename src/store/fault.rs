//! Points at which a test can end the process, as a crash would.

/// Names the point at which the process is to end; a number behind a colon counts the passes ("reports-committed:3"). What begins with "parser-" is for the
/// processes that read files: `ingest/apart/child.rs`.
pub const VARIABLE: &str = "RAPPORTEUR_FAULT";

/// Ends the process where [`VARIABLE`] names this point. Without the variable it does nothing.
pub(crate) fn point(name: &str) {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};
    static WANTED: OnceLock<Option<(String, u32)>> = OnceLock::new();
    static PASSED: AtomicU32 = AtomicU32::new(0);
    let wanted = WANTED.get_or_init(|| {
        let value = std::env::var(VARIABLE).ok()?;
        let (point, pass) = value.split_once(':').unwrap_or((&value, "1"));
        Some((point.to_owned(), pass.parse().unwrap_or(1)))
    });
    if wanted.as_ref().is_some_and(|(point, pass)| point == name && PASSED.fetch_add(1, Ordering::Relaxed) + 1 == *pass)
    {
        std::process::abort();
    }
}
