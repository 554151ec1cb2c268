//! Standard output.

use std::io::{self, BufWriter, StdoutLock};

/// Bytes that are gathered before they are written.
const BUFFER: usize = 64 * 1024;

/// Standard output for one command's answer; flush it before the command ends, so that an error is not lost.
pub(super) fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(BUFFER, io::stdout().lock())
}
