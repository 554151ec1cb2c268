//! What charts, calendars and feed readers take: facts of the store in the forms that such programs read.
//!
//! A feed is a pure function of one version of the store and of what is asked for. Its facts come from the named queries that the program carries, or from
//! queries of the same patterns that keep the addresses which a table does not show; corrections by curators count in both. Nothing here knows HTTP.

mod atom;
mod calendar;
mod commitments;
mod entries;
mod facts;
mod involvement;
mod ledger;
mod matrix;
pub(crate) mod network;
mod parameters;
mod reading;
mod roster;
mod things;
mod timeline;
mod xml;

pub(crate) use entries::{AtomFeed, Content, Entry, Link};
pub use parameters::Parameters;
pub use reading::Reading;

use crate::catalogue::EvaluationError;
use crate::store::Store;
use oxigraph::store::StorageError;

/// A feed in one of its forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The media type, without parameters.
    pub media_type: &'static str,
    /// What it says.
    pub text: String,
}

/// Why a feed is not to be had.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// What is asked for makes no sense; the message says what there is.
    #[error("{0}")]
    Wrong(String),
    /// There is more to read than may be.
    #[error("the feed goes over more than {0} rows; ask for a part of it with `from`, `to`, `series` or `process`")]
    TooManyRows(usize),
    /// A query of it failed.
    #[error(transparent)]
    Evaluation(#[from] EvaluationError),
    /// The store cannot be read.
    #[error("the store cannot be read: {0}")]
    Storage(#[from] StorageError),
    /// The program cannot do what it should.
    #[error("the feed cannot be made: {0}")]
    Broken(String),
}

/// The feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feed {
    /// Who and what is linked with what.
    Graph,
    /// What happened when.
    Timeline,
    /// How many, by whom and where.
    Matrix,
    /// Which stakeholder groups spoke of which processes.
    Involvement,
    /// What was decided.
    Decisions,
    /// What was said on a process.
    Process,
    /// Meetings, and what is due.
    Calendar,
    /// Who promised what, and what became of it.
    Commitments,
}

impl Feed {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Graph,
        Self::Timeline,
        Self::Matrix,
        Self::Involvement,
        Self::Decisions,
        Self::Process,
        Self::Calendar,
        Self::Commitments,
    ];

    /// The name by which it is asked for.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Graph => "graph",
            Self::Timeline => "timeline",
            Self::Matrix => "matrix",
            Self::Involvement => "involvement",
            Self::Decisions => "decisions.atom",
            Self::Process => "process.atom",
            Self::Calendar => "calendar.ics",
            Self::Commitments => "commitments.csv",
        }
    }

    /// The names of its formats with the media types that they are liked by, the usual one first.
    #[must_use]
    pub fn formats(self) -> &'static [(&'static str, &'static [&'static str])] {
        match self {
            Self::Graph => network::FORMATS,
            Self::Timeline => timeline::FORMATS,
            Self::Matrix => matrix::FORMATS,
            Self::Involvement => involvement::FORMATS,
            Self::Decisions | Self::Process => atom::FORMATS,
            Self::Calendar => calendar::FORMATS,
            Self::Commitments => commitments::FORMATS,
        }
    }

    /// Whether it says something else on another day.
    #[must_use]
    pub fn is_of_today(self) -> bool {
        matches!(self, Self::Timeline | Self::Calendar | Self::Commitments)
    }

    /// The feed in a format, as its parameters say.
    ///
    /// ```
    /// use rapporteur::feeds::{Feed, made};
    /// use rapporteur::graph::Base;
    /// use rapporteur::store::Store;
    ///
    /// let store = Store::in_memory(Base::new(Base::DEFAULT)?)?;
    /// let graph = made(&store, Feed::Graph, "d3", &[("kind".to_owned(), "person".to_owned())])?;
    /// assert!(graph.text.contains("\"links\""));
    /// let wrong = made(&store, Feed::Graph, "d3", &[("kind".to_owned(), "animal".to_owned())]).unwrap_err();
    /// assert!(wrong.to_string().contains("person"));
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When there is no such format, a parameter or value is unknown, or the store cannot be read.
    pub fn make(self, reading: &mut Reading<'_>, format: &str, pairs: &[(String, String)]) -> Result<Made, FeedError> {
        let Some((_, media_types)) = self.formats().iter().find(|(name, _)| *name == format) else {
            let names: Vec<&str> = self.formats().iter().map(|(name, _)| *name).collect();
            let shown: String = format.chars().take(100).collect();
            return Err(FeedError::Wrong(format!(
                "there is no format `{shown}` for {}; choose one of {}",
                self.name(),
                names.join(", ")
            )));
        };
        // Pairs of texts can always be written so.
        let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
        let parameters = Parameters::of(pairs);
        let text = match self {
            Self::Graph => network::make(reading, parameters, format)?,
            Self::Timeline => timeline::make(reading, parameters, format)?,
            Self::Matrix => matrix::make(reading, parameters, format)?,
            Self::Involvement => involvement::make(reading, parameters, format)?,
            Self::Decisions => atom::decisions(reading, parameters, &query)?,
            Self::Process => atom::process(reading, parameters, &query)?,
            Self::Calendar => calendar::make(reading, parameters)?,
            Self::Commitments => commitments::make(reading, parameters)?,
        };
        Ok(Made { media_type: media_types.first().copied().unwrap_or("application/octet-stream"), text })
    }
}

/// A feed over the store as it is now, without bounds.
///
/// # Errors
/// As for [`Feed::make`].
pub fn made(store: &Store, feed: Feed, format: &str, pairs: &[(String, String)]) -> Result<Made, FeedError> {
    let transaction = store.oxigraph().start_transaction()?;
    let source = crate::sparql::Source::Store(&transaction);
    feed.make(&mut Reading::of(source, store.base(), usize::MAX), format, pairs)
}
