//! What is asked of a feed: names and values, none of which is passed over.

use super::FeedError;
use crate::minutes::Moment;
use std::fmt::Write as _;

/// The names and values of a request. What nobody takes is refused at the end.
#[derive(Debug)]
pub struct Parameters {
    left: Vec<(String, String)>,
    known: Vec<&'static str>,
}

impl Parameters {
    /// The parameters of a request; those without a value are as if they were not there, as forms send them.
    #[must_use]
    pub fn of(pairs: &[(String, String)]) -> Self {
        let left = pairs.iter().filter(|(_, value)| !value.trim().is_empty()).cloned().collect();
        Self { left, known: Vec::new() }
    }

    /// The value of a parameter that is given once at most.
    pub(super) fn one(&mut self, name: &'static str) -> Result<Option<String>, FeedError> {
        let mut values = self.all(name);
        if values.len() > 1 {
            return Err(FeedError::Wrong(format!("`{name}` is given twice")));
        }
        Ok(values.pop())
    }

    /// Whether a parameter is given.
    pub(super) fn has(&self, name: &str) -> bool {
        self.left.iter().any(|(given, _)| given == name)
    }

    /// The values of a parameter that may be given several times, or once with commas; each is one of `choices`. In the order of these; all of them where it
    /// is not given.
    pub(super) fn some<T: Copy + PartialEq>(
        &mut self,
        name: &'static str,
        choices: &[(&'static str, T)],
    ) -> Result<Vec<T>, FeedError> {
        let given = self.all(name);
        let mut wanted = Vec::new();
        for value in given.iter().flat_map(|value| value.split(',')).map(str::trim).filter(|value| !value.is_empty()) {
            wanted.push(choice(name, value, choices)?);
        }
        let all = given.is_empty();
        Ok(choices.iter().filter(|(_, choice)| all || wanted.contains(choice)).map(|(_, choice)| *choice).collect())
    }

    /// A value that is one of `choices`, where it is given.
    pub(super) fn choice<T: Copy>(
        &mut self,
        name: &'static str,
        choices: &[(&'static str, T)],
    ) -> Result<Option<T>, FeedError> {
        self.one(name)?.map(|value| choice(name, &value, choices)).transpose()
    }

    /// A whole number within bounds.
    pub(super) fn count(
        &mut self,
        name: &'static str,
        least: usize,
        most: usize,
        usual: usize,
    ) -> Result<usize, FeedError> {
        let Some(value) = self.one(name)? else { return Ok(usual) };
        value.parse().ok().filter(|count| (least..=most).contains(count)).ok_or_else(|| {
            FeedError::Wrong(format!("`{name}` is a whole number from {least} to {most}, not `{}`", brief(&value)))
        })
    }

    /// The days between `from` and `to`.
    pub(super) fn period(&mut self) -> Result<Period, FeedError> {
        let mut day = |name| self.one(name)?.map(|value| date(name, &value)).transpose();
        Ok(Period { from: day("from")?, to: day("to")? })
    }

    /// Refuses what nobody took.
    pub(super) fn end(self) -> Result<(), FeedError> {
        let Some((name, _)) = self.left.first() else { return Ok(()) };
        let mut message = format!("there is no parameter `{}`; there are format", brief(name));
        for known in self.known {
            // Writing to a string cannot fail.
            let _ = write!(message, ", {known}");
        }
        Err(FeedError::Wrong(message))
    }

    fn all(&mut self, name: &'static str) -> Vec<String> {
        self.known.push(name);
        let taken = self.left.extract_if(.., |(given, _)| given == name);
        taken.map(|(_, value)| value.trim().to_owned()).collect()
    }
}

fn choice<T: Copy>(name: &str, value: &str, choices: &[(&'static str, T)]) -> Result<T, FeedError> {
    let found = choices.iter().find(|(known, _)| *known == value).map(|(_, choice)| *choice);
    found.ok_or_else(|| {
        let names: Vec<&str> = choices.iter().map(|(known, _)| *known).collect();
        FeedError::Wrong(format!("`{name}` is one of {}, not `{}`", names.join(", "), brief(value)))
    })
}

/// As much of what was given as an answer repeats.
pub(super) fn brief(value: &str) -> String {
    value.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// A day, week, month or year: `2024-10-31`, `2024-W44`, `2024-10` or `2024`.
fn date(name: &str, value: &str) -> Result<Moment, FeedError> {
    Moment::of(value).ok_or_else(|| {
        FeedError::Wrong(format!("`{name}` is a date such as 2024-10-31, 2024-10 or 2024, not `{}`", brief(value)))
    })
}

/// The days between two dates, each of them no finer than it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) from: Option<Moment>,
    pub(super) to: Option<Moment>,
}

impl Period {
    /// Whether a date may lie in it; one that is not known does only where every day does. A month lies in it when one of its days does.
    pub(super) fn holds(&self, date: Option<&str>) -> bool {
        let Some(date) = date.and_then(Moment::of) else { return self.from.is_none() && self.to.is_none() };
        let after = self.from.is_none_or(|from| date.last_day() >= from.first_day());
        let before = self.to.is_none_or(|to| date.first_day() <= to.last_day());
        after && before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Parameters::of(&pairs)
    }

    #[test]
    fn what_nobody_takes_is_refused_and_what_there_is_named() {
        let mut given = parameters(&[("kind", "b, a"), ("empty", ""), ("limit", "7"), ("lmit", "3")]);
        assert_eq!(given.some("kind", &[("a", 1), ("b", 2), ("c", 3)]).unwrap(), [1, 2]);
        assert_eq!(given.count("limit", 1, 10, 5).unwrap(), 7);
        let message = given.end().unwrap_err().to_string();
        assert!(message.contains("`lmit`") && message.contains("format, kind, limit"), "{message}");
        let wrong = parameters(&[("kind", "d")]).some("kind", &[("a", 1), ("b", 2)]).unwrap_err().to_string();
        assert!(wrong.contains("one of a, b, not `d`"), "{wrong}");
        assert!(parameters(&[("x", "1"), ("x", "2")]).one("x").is_err());
        assert!(parameters(&[("limit", "11")]).count("limit", 1, 10, 5).is_err());
    }

    #[test]
    fn months_and_years_hold_their_days_and_lie_where_one_of_them_does() {
        let period = |from, to| parameters(&[("from", from), ("to", to)]).period().unwrap();
        let spring = period("2024-03", "2024-05-15");
        for (date, inside) in [
            ("2024-02-29", false),
            ("2024-03-01", true),
            ("2024-05-15", true),
            ("2024-05-16", false),
            ("2024-05", true),
            ("2024-W20", true),
            ("2024-W21", false),
            ("2024", true),
            ("2023", false),
        ] {
            assert_eq!(spring.holds(Some(date)), inside, "{date}");
        }
        assert!(!spring.holds(None) && Period::default().holds(None));
        for wrong in ["2024-13", "2024-02-30", "24", "2024-1-1", "last year", "２０２４"] {
            assert!(parameters(&[("from", wrong)]).period().is_err(), "{wrong}");
        }
    }
}
