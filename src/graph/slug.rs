//! The last part of an instance's IRI.

use crate::text::fold;

/// A name as the last part of an IRI: folded, words joined by hyphens. Letters of all scripts stay, so the result is an IRI's path segment and
/// never empty ("x" stands for a name without letters or digits).
///
/// ```
/// assert_eq!(rapporteur::graph::slug("Wolfgang Kleinwächter"), "wolfgang-kleinwachter");
/// assert_eq!(rapporteur::graph::slug("???"), "x");
/// ```
#[must_use]
pub fn slug(name: &str) -> String {
    let slug: String = fold(name).chars().take(80).map(|c| if c == ' ' { '-' } else { c }).collect();
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "x".to_owned() } else { slug.to_owned() }
}
