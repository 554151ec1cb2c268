//! Varied reports of meetings that never took place: as many as wanted, the same for the same seed.

pub use super::model::Meeting;
pub use super::render::Style;
use std::fs;
use std::path::{Path, PathBuf};

/// The seed of all generated reports that are not varied on purpose.
pub const SEED: u64 = 2026;

/// The name and the text of a report.
pub fn report(seed: u64, index: usize) -> (String, String) {
    let (meeting, style) = (Meeting::invent(seed, index), Style::invent(seed, index));
    let series = meeting.series.1.to_lowercase();
    let name = format!("{series}/{series}-{:03}-{}.{}", meeting.number, meeting.day, style.extension());
    (name, style.write(&meeting))
}

/// Writes the first `count` reports below a folder, and gives their paths.
pub fn write(seed: u64, count: usize, folder: &Path) -> Vec<PathBuf> {
    let one = |index| {
        let (name, text) = report(seed, index);
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    };
    (0..count).map(one).collect()
}
