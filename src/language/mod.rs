//! The word lists of a language: everything that the recognisers know of English is data, read from `data/language/`.

mod agenda;
mod calendar;
mod followup;
mod phrases;
mod prose;
mod remarks;
mod speech;

pub use agenda::AgendaWords;
pub use calendar::{Calendar, CountedTimes, CountedUnit, RelativeTime, TimeUnit};
pub use followup::{Deed, FollowUpWords, Form, StateWords};
pub use phrases::{PhraseMatch, Phrases};
pub use remarks::{ActionColumns, ApprovalWords, MotionWords, OwnerWords, RemarkWords};
pub use speech::{Kinds, Speech};

use crate::text::{fold, hex, strip_last_words};
use include_dir::{Dir, include_dir};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data/language/en");

/// Why the word lists could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LanguageError {
    /// A file of the language is missing or unreadable.
    #[error(
        "{path}: {reason}; a language folder holds calendar, layout, meeting, roster, bodies, countries, events, speech, remarks, words, followup and agenda (.toml)"
    )]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A file is not what it should be.
    #[error("{path}: {reason}")]
    Form {
        /// The file.
        path: PathBuf,
        /// The parser's message, with line and column.
        reason: String,
    },
}

/// The words by which reports name their parts.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in layout.toml")]
pub struct Layout {
    pub agenda: Vec<String>,
    pub discussion: Vec<String>,
    pub participants: Vec<String>,
    pub attendance_groups: Vec<String>,
    pub also_present: Vec<String>,
    pub attendance_ends: BTreeMap<String, Vec<String>>,
    pub apologies: Vec<String>,
    pub absent: Vec<String>,
    pub next_meeting: Vec<String>,
    pub labels: Vec<String>,
    pub annex: Vec<String>,
    pub report: Vec<String>,
    pub nothing: Vec<String>,
    pub topic_columns: Vec<String>,
}

impl Layout {
    /// Whether a line says that there is nothing to say.
    #[must_use]
    pub fn is_nothing(&self, line: &str) -> bool {
        let bare = line.trim().trim_end_matches('.').trim_start_matches('(').trim_end_matches(')');
        self.nothing.iter().any(|n| n.eq_ignore_ascii_case(bare))
    }
}

/// The words of a report's head.
#[derive(Debug, Deserialize)]
pub struct MeetingWords {
    /// "No.", between such a word and its number.
    pub number_words: Vec<String>,
    /// What a title holds behind the body's name.
    pub title_ends: Vec<String>,
    /// "Minutes of".
    pub title_of: Vec<String>,
    /// Labels before the name of the body that meets, in small letters.
    pub body_labels: Vec<String>,
    /// "next".
    pub next: Vec<String>,
    /// What may stand between it and a word for a meeting.
    pub next_kinds: Vec<String>,
    /// What announces a meeting without such a word: "reconvene".
    pub again: Vec<String>,
    /// What announces the meeting that a number tells to be the next: "will be held".
    pub to_come: Vec<String>,
    /// Words for a meeting.
    pub nouns: Vec<String>,
    /// Labels of its day.
    pub date_labels: Vec<String>,
    /// Labels of its time.
    pub time_labels: Vec<String>,
    /// Phrases that tell that it took place.
    pub held: Phrases,
    /// Words for a row of meetings, which has a number of its own.
    pub sessions: Vec<String>,
    /// Words for a place.
    pub places: Vec<String>,
    /// What stands between a place and a way to meet online.
    pub place_joints: Vec<String>,
    /// What stands before the day on which a document was issued.
    pub issued: Vec<String>,
    /// Phrases by mode.
    pub modes: BTreeMap<String, Vec<String>>,
    /// Words for offices.
    pub officers: OfficerWords,
}

/// How officers are named.
#[derive(Debug, Deserialize)]
pub struct OfficerWords {
    /// "by".
    pub by: String,
    /// Whose office is one at this meeting.
    pub own: Vec<String>,
    /// Verbs that say by themselves that somebody led the meeting.
    pub presides: Vec<String>,
    /// "moderated" (by) → moderator.
    pub verbs: BTreeMap<String, String>,
    /// "co-chairs" → co-chair.
    pub offices: BTreeMap<String, String>,
}

/// The words of rosters and apologies.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in roster.toml")]
pub struct RosterWords {
    pub role_heads: FxHashSet<String>,
    pub role_openers: Vec<String>,
    pub role_prefixes: Vec<String>,
    pub former: FxHashSet<String>,
    pub remote: FxHashSet<String>,
    pub groups: BTreeMap<String, Vec<String>>,
    pub statuses: BTreeMap<String, Vec<String>>,
    pub honorifics: FxHashSet<String>,
    pub his: FxHashSet<String>,
    pub hers: FxHashSet<String>,
    pub particles: FxHashSet<String>,
    pub apologies_before: Vec<String>,
    pub apologies_after: Vec<String>,
    pub sent_regrets: Vec<String>,
    pub in_part: Vec<String>,
    pub no_bodies: FxHashSet<String>,
    pub employment: FxHashSet<String>,
    pub post_nominals: FxHashSet<String>,
    pub also_known: Vec<String>,
    pub no_people: FxHashSet<String>,
    pub given_words: FxHashSet<String>,
    pub family_words: FxHashSet<String>,
    pub staff: Vec<String>,
    pub plain_groups: FxHashSet<String>,
    pub boxes: BoxMarks,
    pub marks: PresenceMarks,
    pub columns: RosterColumns,
    pub sheet: SheetWords,
}

/// The boxes before or behind the names of a list.
#[derive(Debug, Deserialize)]
pub struct BoxMarks {
    /// Of those who came.
    pub checked: Vec<String>,
    /// Of the others.
    pub unchecked: Vec<String>,
}

/// What the cells of a column about presence say, in small letters.
#[derive(Debug, Deserialize)]
pub struct PresenceMarks {
    /// Was there.
    pub present: FxHashSet<String>,
    /// Was not.
    pub absent: FxHashSet<String>,
    /// Was not, with apologies.
    pub apologies: FxHashSet<String>,
}

impl RosterWords {
    /// Whether a word is an honorific, in letters of either case and with a full stop or without: "Dr.", "Prof".
    #[must_use]
    pub fn is_honorific(&self, word: &str) -> bool {
        self.honorifics.contains(word.trim_end_matches('.').to_lowercase().as_str())
    }
}

/// How tables of participants name their columns, in small letters.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in roster.toml")]
pub struct RosterColumns {
    pub name: FxHashSet<String>,
    pub telling: FxHashSet<String>,
    pub given: FxHashSet<String>,
    pub family: FxHashSet<String>,
    pub body: FxHashSet<String>,
    pub role: FxHashSet<String>,
    pub group: FxHashSet<String>,
    pub initials: FxHashSet<String>,
    pub presence: FxHashSet<String>,
    pub other: FxHashSet<String>,
}

/// What attendance sheets print that tools export, in small letters.
#[derive(Debug, Deserialize)]
pub struct SheetWords {
    /// Heads of columns.
    pub columns: FxHashSet<String>,
    /// Labels of the summary above them.
    pub labels: FxHashSet<String>,
}

/// How names of bodies look.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in bodies.toml")]
pub struct BodyWords {
    pub heads: Vec<String>,
    pub academia: FxHashSet<String>,
    pub government: Vec<String>,
    pub company: FxHashSet<String>,
    pub inside: FxHashSet<String>,
    pub first_inside: FxHashSet<String>,
    pub first_words: FxHashSet<String>,
    pub openers: Vec<String>,
    pub variants: Vec<Vec<String>>,
    pub governments: Vec<String>,
    pub of_country: Vec<String>,
    pub state_bodies: Vec<String>,
}

/// A country as English names it.
#[derive(Debug, Deserialize)]
pub struct Country {
    /// "Netherlands", as in "Government of the Netherlands".
    pub name: String,
    /// Whether the name wants "the".
    #[serde(default)]
    pub article: bool,
    /// "Dutch".
    #[serde(default)]
    pub adjectives: Vec<String>,
    /// "UK".
    #[serde(default)]
    pub abbreviations: Vec<String>,
    /// "The Netherlands".
    #[serde(default)]
    pub others: Vec<String>,
}

/// How sentences name what happens on a date.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "each list is explained where it stands, in events.toml")]
pub struct EventWords {
    pub links: Vec<String>,
    pub before_dates: Vec<String>,
    pub after_dates: Vec<String>,
    pub openers: Vec<String>,
    pub closers: Vec<String>,
    pub articles: Vec<String>,
    pub next_year: Vec<String>,
    pub before_places: Vec<String>,
    pub pronouns: Vec<String>,
    pub generic: Vec<String>,
}

impl Words {
    /// Whether this stands between two names of a list.
    #[must_use]
    pub fn is_joint(&self, between: &str) -> bool {
        self.joints.iter().any(|j| j == between)
    }

    /// Whether a word is an article, in letters of either case.
    #[must_use]
    pub fn is_article(&self, word: &str) -> bool {
        self.articles.iter().any(|article| article.eq_ignore_ascii_case(word))
    }

    /// A text without the joint that ends it, as " and" in "the Parliament is engaged and"; commas are none here.
    #[must_use]
    pub fn without_joint<'t>(&self, text: &'t str) -> Option<&'t str> {
        let joints = self.joints.iter().map(|j| j.trim_end()).filter(|j| j.len() > 1);
        joints.filter_map(|j| text.strip_suffix(j)).min_by_key(|t| t.len())
    }

    /// A text without the article that ends it, where one does.
    #[must_use]
    pub fn without_last_article<'t>(&self, text: &'t str) -> &'t str {
        self.articles.iter().find_map(|article| strip_last_words(text, article)).unwrap_or(text)
    }

    /// Whether a word alone joins two names ("and", "&").
    #[must_use]
    pub fn joins(&self, word: &str) -> bool {
        self.joints.iter().any(|j| j.trim() == word)
    }
}

/// Words that are no names, and words that show which language a passage is in.
#[derive(Debug, Deserialize)]
pub struct Words {
    /// The small words that prose of this language is full of.
    pub common: FxHashSet<String>,
    /// Words that a full stop belongs to.
    pub abbreviations: Vec<String>,
    /// What parts the names of a list, blanks included.
    pub joints: Vec<String>,
    /// What may stand before a subject.
    pub articles: Vec<String>,
    /// Words in capitals that are nobody's name.
    pub not_names: FxHashSet<String>,
}

#[derive(Deserialize)]
struct Countries {
    codes: FxHashSet<String>,
    countries: Vec<Country>,
}

/// All that is known of one language.
#[derive(Debug)]
pub struct Language {
    /// Dates and times.
    pub calendar: Calendar,
    /// Parts of a report.
    pub layout: Layout,
    /// The head of a report.
    pub meeting: MeetingWords,
    /// Lists of participants.
    pub roster: RosterWords,
    /// Names of bodies.
    pub bodies: BodyWords,
    /// Countries.
    pub countries: Vec<Country>,
    /// Their codes of two capitals.
    pub country_codes: FxHashSet<String>,
    /// What happens on dates.
    pub events: EventWords,
    /// Who said what.
    pub speech: Speech,
    /// Notes with labels.
    pub remarks: RemarkWords,
    /// No names.
    pub words: Words,
    /// What became of promises.
    pub followup: FollowUpWords,
    /// Items of an agenda.
    pub agenda: AgendaWords,
    /// Every name of a country, folded, to its place in `countries`.
    pub country_by_name: FxHashMap<String, usize>,
    /// Reporting verbs to their kind.
    pub verb_kinds: FxHashMap<String, String>,
    /// Hexadecimal digest of all files: readings made with other word lists are told apart by it.
    pub version: String,
}

impl Language {
    /// The English word lists that the binary carries.
    pub fn embedded() -> Result<Self, LanguageError> {
        Self::read(|name| {
            EMBEDDED
                .get_file(name)
                .and_then(|f| f.contents_utf8())
                .map(str::to_owned)
                .ok_or_else(|| LanguageError::File { path: name.into(), reason: "is not in this binary".to_owned() })
        })
    }

    /// The word lists of a folder, in place of the embedded ones.
    ///
    /// # Errors
    /// When a file is missing or not of its form.
    pub fn from_folder(folder: &Path) -> Result<Self, LanguageError> {
        Self::read(|name| {
            let path = folder.join(name);
            std::fs::read_to_string(&path).map_err(|e| LanguageError::File { path, reason: e.to_string() })
        })
    }

    fn read(file: impl Fn(&str) -> Result<String, LanguageError>) -> Result<Self, LanguageError> {
        let mut version = Sha256::new();
        let mut next = |name: &str| -> Result<String, LanguageError> {
            let text = file(name)?;
            version.update(text.as_bytes());
            Ok(text)
        };
        let calendar = parse("calendar.toml", &next("calendar.toml")?)?;
        let layout = parse("layout.toml", &next("layout.toml")?)?;
        let meeting = parse("meeting.toml", &next("meeting.toml")?)?;
        let roster = parse("roster.toml", &next("roster.toml")?)?;
        let bodies = parse("bodies.toml", &next("bodies.toml")?)?;
        let Countries { codes: country_codes, countries } = parse("countries.toml", &next("countries.toml")?)?;
        let events = parse("events.toml", &next("events.toml")?)?;
        let speech: Speech = parse("speech.toml", &next("speech.toml")?)?;
        let remarks = parse("remarks.toml", &next("remarks.toml")?)?;
        let words: Words = parse("words.toml", &next("words.toml")?)?;
        let followup: FollowUpWords = parse("followup.toml", &next("followup.toml")?)?;
        let agenda: AgendaWords = parse("agenda.toml", &next("agenda.toml")?)?;
        let mut country_by_name = FxHashMap::default();
        for (i, country) in countries.iter().enumerate() {
            for name in std::iter::once(&country.name)
                .chain(&country.adjectives)
                .chain(&country.abbreviations)
                .chain(&country.others)
            {
                country_by_name.insert(fold(name), i);
            }
        }
        let kinds = speech.verbs.iter().flat_map(|(kind, verbs)| verbs.iter().map(move |v| (v.clone(), kind.clone())));
        let verb_kinds = kinds.collect();
        let version = hex(&version.finalize()[..8]);
        Ok(Self {
            calendar,
            layout,
            meeting,
            roster,
            bodies,
            countries,
            country_codes,
            events,
            speech,
            remarks,
            words,
            followup,
            agenda,
            country_by_name,
            verb_kinds,
            version,
        })
    }

    /// "Government of the Netherlands" from any of the country's names or adjectives, else nothing.
    #[must_use]
    pub fn government_of(&self, country: &str) -> Option<String> {
        let country = self.countries.get(*self.country_by_name.get(&fold(country))?)?;
        Some(format!("Government of {}{}", if country.article { "the " } else { "" }, country.name))
    }
}

fn parse<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, LanguageError> {
    toml::from_str(text)
        .map_err(|e| LanguageError::Form { path: name.into(), reason: e.to_string().trim_end().replace('\n', " ") })
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_embedded_lists_are_whole() {
        let language = Language::embedded().unwrap();
        assert_eq!((language.calendar.months.len(), language.calendar.weekdays.len()), (12, 7));
        assert_eq!(language.government_of("UK").as_deref(), Some("Government of the United Kingdom"));
        assert_eq!(language.government_of("German").as_deref(), Some("Government of Germany"));
        assert_eq!(language.government_of("Atlantis"), None);
        assert_eq!(language.version.len(), 16);
    }
}
