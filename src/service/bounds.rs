//! What one query may take: set by the operator, lowered by a request that wants less.

use super::problem::Problem;
use std::time::Duration;

/// The bounds of one query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueryBounds {
    /// How long it may take, the waiting for its turn and the sending of its answer included.
    pub time: Duration,
    /// How many bytes its evaluation may hold at once.
    pub memory: usize,
    /// How many rows, or triples, its answer may have.
    pub rows: usize,
    /// How many bytes its answer may have before it is compressed.
    pub bytes: usize,
}

impl Default for QueryBounds {
    fn default() -> Self {
        Self { time: Duration::from_secs(30), memory: 512 << 20, rows: 10_000_000, bytes: 1 << 30 }
    }
}

/// No query gets less time, in seconds: it would be stopped before it is looked at.
const SHORTEST: f64 = 0.1;

/// The parameters by which a request lowers a bound, with what each is counted in.
pub(super) const PARAMETERS: [&str; 4] = ["timeout", "query-memory", "max-rows", "max-bytes"];

impl QueryBounds {
    /// Lowers a bound to what a request says; one that asks for more gets what there is.
    pub(super) fn lower(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        let wrong = |what: &str| {
            let shown: String = value.chars().take(100).collect();
            Problem::wrong(format!("`{name}` is {what}, not `{shown}`"))
        };
        let count = || match value.parse::<u128>() {
            Ok(0) | Err(_) => Err(wrong("a whole number from 1")),
            Ok(count) => Ok(usize::try_from(count).unwrap_or(usize::MAX)),
        };
        match name {
            "timeout" => {
                let seconds = value.parse().ok().filter(|seconds: &f64| seconds.is_finite() && *seconds >= SHORTEST);
                let seconds = seconds.ok_or_else(|| wrong(&format!("a number of seconds from {SHORTEST}")))?;
                self.time = self.time.min(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
            }
            "query-memory" => self.memory = self.memory.min(count()?.saturating_mul(1 << 20)),
            "max-rows" => self.rows = self.rows.min(count()?),
            _ => self.bytes = self.bytes.min(count()?),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_lowered_and_never_raised() {
        let most = QueryBounds::default();
        let mut bounds = most;
        for (name, value) in [("timeout", "1e9"), ("query-memory", "18446744073709551615"), ("max-rows", "99999999999")]
        {
            bounds.lower(name, value).unwrap();
        }
        assert_eq!(bounds, most);
        bounds.lower("timeout", "0.5").unwrap();
        bounds.lower("query-memory", "16").unwrap();
        bounds.lower("max-bytes", "10").unwrap();
        assert_eq!((bounds.time, bounds.memory, bounds.bytes), (Duration::from_millis(500), 16 << 20, 10));
        for (name, value) in [
            ("timeout", "-1"),
            ("timeout", "NaN"),
            ("timeout", "0.09"),
            ("max-rows", "1.5"),
            ("max-bytes", ""),
            ("max-rows", "0"),
        ] {
            assert!(bounds.lower(name, value).is_err(), "{name}={value}");
        }
    }
}
