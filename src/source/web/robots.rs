//! `robots.txt` (RFC 9309): which addresses of a site programs may follow links to.
//!
//! Read are groups of `User-agent`, with `Allow` and `Disallow`, `*` and `$` in their paths, of which the longest that fits counts, and `Crawl-delay`. The
//! group for this program counts, else that for all.

use std::time::Duration;

/// No more of a file is read (RFC 9309, 2.5, wants at least 500 kilobytes).
const LONGEST: usize = 512 * 1024;
/// No more rules of it are kept.
const MOST_RULES: usize = 5000;
/// A longer pattern is no path.
const LONGEST_PATTERN: usize = 2000;
/// No longer pause is kept between two requests, whatever a site asks for.
const LONGEST_DELAY: Duration = Duration::from_secs(30);
/// What this program answers to.
const OWN: &str = "rapporteur";

/// What a site asks of programs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Robots {
    rules: Vec<(bool, String)>,
    /// Between two requests.
    pub(super) delay: Option<Duration>,
}

#[derive(Default)]
struct Groups {
    own: Option<Robots>,
    all: Robots,
}

impl Robots {
    /// What a file says to this program. Lines that mean nothing are passed over.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(LONGEST)]);
        let mut groups = Groups::default();
        // Whom the group at hand is for, and whether its rules have begun.
        let (mut own, mut all, mut begun) = (false, false, false);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((field, value)) = line.split_once(':') else { continue };
            let (field, value) = (field.trim().to_ascii_lowercase(), value.trim());
            match field.as_str() {
                "user-agent" => {
                    if begun {
                        (own, all, begun) = (false, false, false);
                    }
                    let agent: &str = value.split(['/', ' ']).next().unwrap_or_default();
                    own |= agent.eq_ignore_ascii_case(OWN);
                    all |= agent == "*";
                    if own {
                        groups.own.get_or_insert_default();
                    }
                }
                "allow" | "disallow" | "crawl-delay" => {
                    begun = true;
                    if own {
                        groups.own.get_or_insert_default().take(&field, value);
                    }
                    if all {
                        groups.all.take(&field, value);
                    }
                }
                _ => {}
            }
        }
        groups.own.unwrap_or(groups.all)
    }

    /// Nothing may be fetched: what a site that cannot say what it wants is taken to want (RFC 9309, 2.3.1.4).
    pub(super) fn nothing() -> Self {
        Self { rules: vec![(false, "/".to_owned())], delay: None }
    }

    fn take(&mut self, field: &str, value: &str) {
        match field {
            "crawl-delay" => {
                let seconds = value.parse().ok().filter(|s: &f64| s.is_finite() && *s >= 0.0);
                let delay = seconds.map(|s| Duration::from_secs_f64(s.min(LONGEST_DELAY.as_secs_f64())));
                self.delay = self.delay.max(delay);
            }
            _ if value.is_empty() || value.len() > LONGEST_PATTERN || self.rules.len() >= MOST_RULES => {}
            _ => self.rules.push((field == "allow", decoded(value))),
        }
    }

    /// Whether a path, with what stands behind `?`, may be fetched.
    pub(super) fn allow(&self, path: &str) -> bool {
        let path = decoded(path);
        let fitting = self.rules.iter().filter(|(_, pattern)| fits(pattern, &path));
        // The longest pattern counts; of two of one length the one that allows.
        fitting.max_by_key(|(allowed, pattern)| (pattern.len(), *allowed)).is_none_or(|(allowed, _)| *allowed)
    }
}

/// Escapes of what need not be escaped, in one form: `%7Eada` is `~ada`. A slash that is escaped stays so.
fn decoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = (*byte == b'%')
            .then(|| bytes.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok()))
            .flatten()
            .and_then(|two| u8::from_str_radix(two, 16).ok());
        match escaped {
            Some(meant) if meant != b'/' && meant != b'%' => {
                out.push(meant);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Whether a path begins as a pattern says: `*` stands for anything, `$` at its end for the end of the path. What a `*` stands for is as short as it can be,
/// which is enough where nothing but the last part is bound to an end; so the work is that of one search a part.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_the_end) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(before) = last.replace(part) {
            let Some(at) = memchr::memmem::find(rest.as_bytes(), str::as_bytes(before)) else { return false };
            rest = &rest[at + before.len()..];
        }
    }
    match (last, to_the_end) {
        (None, to_the_end) => !to_the_end || rest.is_empty(),
        (Some(last), true) => rest.ends_with(last),
        (Some(last), false) => rest.contains(last),
    }
}

#[cfg(test)]
mod tests {
    use super::Robots;
    use std::time::Duration;

    fn read(text: &str) -> Robots {
        Robots::read(text.as_bytes())
    }

    #[test]
    fn the_longest_rule_counts() {
        let robots =
            read("User-agent: *\nDisallow: /minutes/\nAllow: /minutes/public/\nDisallow: /*.tmp$\nDisallow:\n");
        for path in ["/", "/minutes", "/minutes/public/7.html", "/a.tmp?x", "/a.tmpl"] {
            assert!(robots.allow(path), "{path}");
        }
        for path in ["/minutes/", "/minutes/7.html", "/x/a.tmp"] {
            assert!(!robots.allow(path), "{path}");
        }
        assert!(
            read("User-agent: *\nDisallow: /a\nAllow: /a\n").allow("/ab"),
            "of two of one length the one that allows"
        );
    }

    #[test]
    fn the_group_for_this_program_goes_first() {
        let text = "User-agent: Rapporteur/2.0\nUser-Agent: other\nDisallow: /private # not for you\nCrawl-delay: 2.5\n\nUser-agent: *\nDisallow: /\n\nuser-agent: rapporteur\ndisallow: /more\n";
        let robots = read(text);
        assert!(robots.allow("/public") && !robots.allow("/private/x") && !robots.allow("/more"));
        assert_eq!(robots.delay, Some(Duration::from_millis(2500)));
        assert!(!read("User-agent: *\nDisallow: /\n").allow("/anything"));
        assert!(read("User-agent: somebody\nDisallow: /\n").allow("/anything"));
        assert!(read("User-agent: rapporteur\n\nUser-agent: *\nDisallow: /x\n").rules.len() == 1, "one group for both");
    }

    #[test]
    fn escapes_and_patterns() {
        let robots =
            read("User-agent: *\nDisallow: /~ada/\nDisallow: /a*b*c$\nDisallow: /caf%C3%A9\nDisallow: /q?*session=");
        for path in ["/%7Eada/x", "/axxbyyc", "/abcbc", "/café/x", "/q?a=1&session=2"] {
            assert!(!robots.allow(path), "{path}");
        }
        for path in ["/abc/", "/ac", "/q?a=1"] {
            assert!(robots.allow(path), "{path}");
        }
    }

    #[test]
    fn odd_files_mean_nothing() {
        for text in [
            "",
            "<html>not found</html>",
            "\u{feff}",
            "Disallow: /\n",
            ":::\n%\n",
            "User-agent: *\nCrawl-delay: soon\nCrawl-delay: -1\nDisallow: %zz",
        ] {
            let robots = read(text);
            assert!(robots.allow("/x") && robots.delay.is_none(), "{text}");
        }
        assert_eq!(read("User-agent: *\nCrawl-delay: 1e9\n").delay, Some(Duration::from_secs(30)));
        let stars = format!("User-agent: *\nDisallow: /{}x\n", "*a".repeat(900));
        assert!(read(&stars).allow(&format!("/{}", "a".repeat(3000))));
        assert!(!Robots::nothing().allow("/"));
    }
}
