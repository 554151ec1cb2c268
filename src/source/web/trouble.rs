//! What can go wrong with an address.

use std::net::IpAddr;
use std::time::Duration;

/// Why an address gave no report. Each says what happened and what to do; the address stands before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It is no address.
    #[error("is no address that can be fetched, {0}; give one that begins with http:// or https://")]
    NoAddress(&'static str),
    /// It holds a name or a password.
    #[error("holds a name or a password, which are never sent; leave them out, or download the file and give its path")]
    Credentials,
    /// It leads into a private network.
    #[error("{server} is {ip}, inside of a private network; give --allow-private={server} if that is meant")]
    Private {
        /// Host and port.
        server: String,
        /// What the host's name stands for.
        ip: IpAddr,
    },
    /// The host's name stands for nothing.
    #[error("the host {host} is not found; check the address and the connection")]
    NoHost {
        /// The host.
        host: String,
    },
    /// There is no connection.
    #[error("{server} cannot be reached: {reason}; check the address, or run again later")]
    Unreachable {
        /// Host and port.
        server: String,
        /// What the system said.
        reason: String,
    },
    /// It is not there.
    #[error("there is nothing at this address (it answers {0}); check it")]
    Nothing(u16),
    /// It was there.
    #[error("there is nothing at this address any more (it answers {0}); what was read from it stays in the store")]
    NothingAnyMore(u16),
    /// It wants to know who asks.
    #[error("is not open to everybody (it answers {0}); download the file and give its path")]
    Closed(u16),
    /// It asks to come back later than a run lasts.
    #[error("asks to come back in {0} seconds; run again then")]
    Busy(u64),
    /// It answers with an error.
    #[error("answers {0}, which is no page; check the address, or run again later")]
    Status(u16),
    /// It leads on and on.
    #[error("leads on to other addresses more than {0} times; give the last of them")]
    Redirects(usize),
    /// It leads to where nobody follows.
    #[error("leads on to {to}, which {reason}")]
    LeadsAstray {
        /// To where.
        to: String,
        /// What is the matter with that.
        reason: Box<Trouble>,
    },
    /// It leads on, and does not say where to.
    #[error("answers {0}, but does not say where it leads; check the address")]
    LeadsNowhere(u16),
    /// It is larger than any report.
    #[error("is larger than {0} MB; download it, split it into one file a report, and give their paths")]
    Large(u64),
    /// It takes too long.
    #[error("did not come in whole within {} seconds; run again later, or give more time with --fetch-timeout", .0.as_secs_f64())]
    Slow(Duration),
    /// It ended early.
    #[error("broke off while it was fetched ({0}); run again later")]
    BrokenOff(String),
    /// It is compressed, though nobody asked for that.
    #[error("comes compressed ({0}), which was not asked for; download the file and give its path")]
    Compressed(String),
    /// The site asks programs to stay away.
    #[error("the site asks programs not to fetch it (robots.txt); ask its owner, or give this address itself")]
    Robots,
    /// No list of links.
    #[error("is no web page, so no links can be followed from it; leave out --follow to read it as a report")]
    NoPage,
    /// None of the links was asked for.
    #[error("none of its {links} links matches `{pattern}`; check the page and the pattern of --follow")]
    NoLinks {
        /// What was looked for.
        pattern: String,
        /// How many links there are.
        links: usize,
    },
    /// Too many of them were.
    #[error("more than {0} of its links match; those behind are left out, so give a narrower pattern")]
    ManyLinks(usize),
    /// The program cannot go to the web at all.
    #[error("cannot be fetched: {0}")]
    NoWeb(String),
}

impl Trouble {
    /// It in one word, for programs: one of a small set that only grows.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoAddress(_) => "no-address",
            Self::Credentials => "credentials",
            Self::Private { .. } => "private-network",
            Self::NoHost { .. } => "no-host",
            Self::Unreachable { .. } => "unreachable",
            Self::Nothing(_) => "missing",
            Self::NothingAnyMore(_) => "vanished",
            Self::Closed(_) => "closed",
            Self::Busy(_) => "busy",
            Self::Status(_) => "status",
            Self::Redirects(_) => "redirects",
            Self::LeadsAstray { reason, .. } => reason.code(),
            Self::LeadsNowhere(_) => "leads-nowhere",
            Self::Large(_) => "too-large",
            Self::Slow(_) => "slow",
            Self::BrokenOff(_) => "broken-off",
            Self::Compressed(_) => "compressed",
            Self::Robots => "robots",
            Self::NoPage => "no-page",
            Self::NoLinks { .. } => "no-links",
            Self::ManyLinks(_) => "too-many",
            Self::NoWeb(_) => "no-web",
        }
    }
}
