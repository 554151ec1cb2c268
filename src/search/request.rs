//! What a search asks for: words, and what the hits must be.

use super::entry::Kind;
use super::query::{QueryError, Wanted};

/// No more hits are given at once.
pub const MAX_LIMIT: usize = 200;
/// No hit that is further down is given.
pub const MAX_OFFSET: usize = 10_000;
/// How many hits are given where nobody says how many.
const USUAL: usize = 20;
/// A name in a filter is no longer, in bytes.
const LONGEST: usize = 500;

/// A search.
#[derive(Debug, Clone)]
pub struct Request {
    /// The words as they were typed.
    pub words: String,
    /// What they mean.
    pub wanted: Wanted,
    /// Kinds, of which a hit has one; all where there are none.
    pub kinds: Vec<Kind>,
    /// The series of the meeting: an address, the last part of it, or a name.
    pub series: Option<String>,
    /// A process or topic that the hit is about or names.
    pub process: Option<String>,
    /// Who says it.
    pub speaker: Option<String>,
    /// The first day of the meeting, as printed in the request, and as a number.
    pub from: Option<(String, u64)>,
    /// The last day of the meeting.
    pub to: Option<(String, u64)>,
    /// How many hits are given.
    pub limit: usize,
    /// How many are left out before them.
    pub offset: usize,
}

/// What is wrong with a search.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The words.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A parameter that is none.
    #[error("there is no parameter `{0}`; there are q, kind, series, process, speaker, from, to, limit and offset")]
    Unknown(String),
    /// A parameter is given twice.
    #[error("`{0}` is given twice")]
    Twice(String),
    /// A kind that is none.
    #[error("there is no kind `{0}`; choose of {all}", all = Kind::ALL.map(Kind::name).join(", "))]
    Kind(String),
    /// A date that is none.
    #[error("`{name}` is no date: {value}; write it as 2024-10-31, 2024-10 or 2024")]
    Date {
        /// The parameter.
        name: String,
        /// What it says.
        value: String,
    },
    /// A number that is none, or too large.
    #[error("`{name}` is no whole number from {least} to {most}: {value}")]
    Number {
        /// The parameter.
        name: String,
        /// What it says.
        value: String,
        /// The least that it may be.
        least: usize,
        /// The most that it may be.
        most: usize,
    },
    /// A name that is too long.
    #[error("`{0}` is longer than {LONGEST} bytes")]
    Long(String),
}

impl Request {
    /// A search for words, of everything.
    ///
    /// # Errors
    /// When the words are no query.
    pub fn of(words: &str) -> Result<Self, RequestError> {
        Ok(Self {
            wanted: Wanted::of(words)?,
            words: words.to_owned(),
            kinds: Vec::new(),
            series: None,
            process: None,
            speaker: None,
            from: None,
            to: None,
            limit: USUAL,
            offset: 0,
        })
    }

    /// A search as its parameters say: `q`, which must be there, `kind` (several, also in one with commas), `series`, `process`, `speaker`, `from`, `to`,
    /// `limit`, `offset`. What is empty counts as not given, as forms send it.
    ///
    /// ```
    /// use rapporteur::search::Request;
    ///
    /// let request = Request::read([("q", "red line"), ("kind", "decision,contribution"), ("to", "2024")])?;
    /// assert_eq!((request.kinds.len(), request.to), (2, Some(("2024".to_owned(), 20_241_231))));
    /// assert!(Request::read([("q", "red"), ("colour", "blue")]).is_err());
    /// # Ok::<_, rapporteur::search::RequestError>(())
    /// ```
    ///
    /// # Errors
    /// When a parameter is unknown, given twice, or not what it should be.
    pub fn read<'p>(parameters: impl IntoIterator<Item = (&'p str, &'p str)>) -> Result<Self, RequestError> {
        let parameters: Vec<(&str, &str)> = parameters.into_iter().collect();
        let mut given: Vec<&str> = parameters.iter().map(|(name, _)| *name).filter(|name| *name != "kind").collect();
        given.sort_unstable();
        if let Some(twice) = given.windows(2).find(|two| two[0] == two[1]) {
            return Err(RequestError::Twice(twice[0].to_owned()));
        }
        let words = parameters.iter().find(|(name, _)| *name == "q").map_or("", |(_, value)| value);
        let wanted = Wanted::of(words);
        let mut request = Self::of("q")?;
        for (name, value) in parameters {
            let value = value.trim();
            let text = || {
                let fits = value.len() <= LONGEST;
                if fits { Ok(Some(value.to_owned())) } else { Err(RequestError::Long(name.to_owned())) }
            };
            match name {
                "q" => {}
                "kind" | "series" | "process" | "speaker" | "from" | "to" | "limit" | "offset" if value.is_empty() => {}
                "kind" => {
                    for kind in value.split(',').map(str::trim) {
                        let known = Kind::from_name(kind).ok_or_else(|| RequestError::Kind(kind.to_owned()))?;
                        request.kinds.push(known);
                    }
                }
                "series" => request.series = text()?,
                "process" => request.process = text()?,
                "speaker" => request.speaker = text()?,
                "from" => request.from = Some((value.to_owned(), day(name, value, false)?)),
                "to" => request.to = Some((value.to_owned(), day(name, value, true)?)),
                "limit" => request.limit = number(name, value, 1, MAX_LIMIT)?,
                "offset" => request.offset = number(name, value, 0, MAX_OFFSET)?,
                _ => return Err(RequestError::Unknown(name.to_owned())),
            }
        }
        request.kinds.sort_unstable();
        request.kinds.dedup();
        Ok(Self { words: words.to_owned(), wanted: wanted?, ..request })
    }

    /// The parameters that ask the same from another hit on.
    #[must_use]
    pub fn at(&self, offset: usize) -> Vec<(&'static str, String)> {
        let mut parameters = vec![("q", self.words.clone())];
        parameters.extend(self.kinds.iter().map(|kind| ("kind", kind.name().to_owned())));
        let texts = [("series", &self.series), ("process", &self.process), ("speaker", &self.speaker)];
        parameters.extend(texts.into_iter().filter_map(|(name, text)| Some((name, text.clone()?))));
        let days = [("from", &self.from), ("to", &self.to)];
        parameters.extend(days.into_iter().filter_map(|(name, day)| Some((name, day.clone()?.0))));
        parameters.push(("limit", self.limit.to_string()));
        if offset > 0 {
            parameters.push(("offset", offset.to_string()));
        }
        parameters
    }
}

fn number(name: &str, value: &str, least: usize, most: usize) -> Result<usize, RequestError> {
    let number = value.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| RequestError::Number { name: name.to_owned(), value: value.to_owned(), least, most })
}

/// A day as a number, such as 20241031; the first or last one of a month or year.
fn day(name: &str, value: &str, last: bool) -> Result<u64, RequestError> {
    let read = || {
        let mut parts = value.split('-');
        let (year, month, day) = (parts.next()?, parts.next(), parts.next());
        let part = |text: &str, digits: usize| {
            (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<u64>().ok())?
        };
        let year = part(year, 4)?;
        let month = month.map_or(Some(if last { 12 } else { 1 }), |m| part(m, 2).filter(|m| (1..=12).contains(m)))?;
        let day = day.map_or(Some(if last { 31 } else { 1 }), |d| part(d, 2).filter(|d| (1..=31).contains(d)))?;
        parts.next().is_none().then_some(year * 10_000 + month * 100 + day)
    };
    read().ok_or_else(|| RequestError::Date { name: name.to_owned(), value: value.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(name: &str, value: &str) -> String {
        Request::read([("q", "red"), (name, value)]).unwrap_err().to_string()
    }

    #[test]
    fn parameters_are_read_and_given_back() {
        let given = [
            ("q", "red line"),
            ("kind", "decision"),
            ("series", "WG-Strategy"),
            ("from", "2022-02"),
            ("to", "2024-10-31"),
            ("limit", "7"),
        ];
        let request = Request::read(given).unwrap();
        assert_eq!(request.from.as_ref().unwrap().1, 20_220_201);
        let again: Vec<_> = request.at(0);
        assert_eq!(again.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>(), given);
        assert_eq!(request.at(14).last().unwrap().1, "14");
        assert!(Request::read([("q", "a"), ("kind", ""), ("from", " ")]).unwrap().from.is_none());
    }

    #[test]
    fn what_is_wrong_is_told() {
        assert!(wrong("kind", "remark").contains("choose of contribution, decision"));
        for date in ["soon", "2024-13", "2024-1-1", "2024-01-01-01", "-1", "20240101"] {
            assert!(wrong("from", date).contains("2024-10-31, 2024-10 or 2024"), "{date}");
        }
        for number in ["0", "201", "-1", "1e9", "x", "99999999999999999999"] {
            assert!(wrong("limit", number).contains("from 1 to 200"), "{number}");
        }
        assert!(wrong("offset", "10001").contains("from 0 to 10000"));
        assert!(wrong("q", "again").contains("given twice"));
        assert!(wrong("fuzzy", "1").contains("no parameter `fuzzy`"));
        assert!(wrong("speaker", &"x".repeat(501)).contains("longer than 500"));
        assert!(Request::read([]).unwrap_err().to_string().contains("no word"));
    }
}
