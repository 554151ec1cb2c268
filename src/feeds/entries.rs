//! Writing Atom (RFC 4287): a feed with its entries, whatever they are about.

use super::FeedError;
use super::xml::Document;
use std::collections::BTreeSet;

/// What has no date is as old as can be, so that it is new to nobody.
pub(super) const LONG_AGO: &str = "1970-01-01T00:00:00Z";

/// A feed.
#[derive(Debug)]
pub(crate) struct AtomFeed {
    /// What it is known by for ever: its address.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) title: String,
    /// What else is to be said of it.
    pub(crate) subtitle: Option<String>,
    /// Where it is, in which other forms, and what comes behind it.
    pub(crate) links: Vec<Link>,
    /// The latest first: it is as new as the first of them.
    pub(crate) entries: Vec<Entry>,
}

/// A link of a feed.
#[derive(Debug)]
pub(crate) struct Link {
    /// How what it leads to stands to the feed.
    pub(crate) relation: &'static str,
    /// The media type of that.
    pub(crate) media_type: &'static str,
    /// Its address.
    pub(crate) address: String,
}

/// An entry.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// What it is known by for ever, and where it is told: its address.
    pub(crate) id: String,
    /// What it is about, in a few words.
    pub(crate) title: String,
    /// When it was so, as an instant of XML Schema.
    pub(crate) updated: String,
    /// Who is to be named for it.
    pub(crate) authors: BTreeSet<String>,
    /// What it belongs to.
    pub(crate) category: Option<String>,
    /// What it says.
    pub(crate) content: Content,
}

/// What an entry says.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// Words.
    Text(String),
    /// A piece of a page.
    Html(String),
}

impl AtomFeed {
    /// The feed as a document.
    ///
    /// # Errors
    /// Only where the program is wrong.
    pub(crate) fn write(&self) -> Result<String, FeedError> {
        let mut document = Document::begin()?;
        document.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom")])?;
        document.text("id", &[], &self.id)?;
        document.text("title", &[], &self.title)?;
        if let Some(subtitle) = &self.subtitle {
            document.text("subtitle", &[], subtitle)?;
        }
        document.text("updated", &[], self.entries.first().map_or(LONG_AGO, |entry| entry.updated.as_str()))?;
        author(&mut document, "Rapporteur")?;
        for Link { relation, media_type, address } in &self.links {
            document.empty("link", &[("rel", relation), ("type", media_type), ("href", address)])?;
        }
        for entry in &self.entries {
            entry.write(&mut document)?;
        }
        document.close("feed")?;
        document.end()
    }
}

impl Entry {
    fn write(&self, document: &mut Document) -> Result<(), FeedError> {
        document.open("entry", &[])?;
        document.text("id", &[], &self.id)?;
        document.text("title", &[], &self.title)?;
        document.text("updated", &[], &self.updated)?;
        for name in &self.authors {
            author(document, name)?;
        }
        document.empty("link", &[("rel", "alternate"), ("href", &self.id)])?;
        if let Some(category) = &self.category {
            document.empty("category", &[("term", category)])?;
        }
        let (kind, text) = match &self.content {
            Content::Text(text) => ("text", text),
            Content::Html(text) => ("html", text),
        };
        document.text("content", &[("type", kind)], text)?;
        document.close("entry")
    }
}

fn author(document: &mut Document, name: &str) -> Result<(), FeedError> {
    document.open("author", &[])?;
    document.text("name", &[], name)?;
    document.close("author")
}
