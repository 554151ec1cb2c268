//! The tables and keys of the file, as they are written.

use crate::source::Private;
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use toml::Spanned;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct File {
    pub(super) store: Option<String>,
    pub(super) base: Option<Spanned<String>>,
    pub(super) registry: Option<String>,
    pub(super) carried_registry: Option<bool>,
    pub(super) language: Option<String>,
    pub(super) queries: Option<String>,
    pub(super) judgements: Option<String>,
    pub(super) bind: Option<Spanned<String>>,
    pub(super) web: Option<WebTable>,
    #[serde(default)]
    pub(super) series: Vec<Spanned<SeriesTable>>,
    #[serde(default)]
    pub(super) source: Vec<Spanned<SourceTable>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct SeriesTable {
    pub(super) title: String,
    #[serde(default)]
    pub(super) abbreviations: Vec<String>,
    #[serde(default)]
    pub(super) other_titles: Vec<String>,
    pub(super) organiser: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct SourceTable {
    pub(super) path: Option<Spanned<String>>,
    pub(super) address: Option<Spanned<String>>,
    pub(super) include: Option<Spanned<Vec<String>>>,
    pub(super) exclude: Option<Spanned<Vec<String>>>,
    pub(super) follow: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct WebTable {
    pub(super) allow_private: Option<AllowPrivate>,
    pub(super) pause: Option<Spanned<f64>>,
    pub(super) fetch_timeout: Option<Spanned<f64>>,
    pub(super) retries: Option<Spanned<u32>>,
}

/// `true`, `false`, or a list of hosts.
#[derive(Debug)]
pub(super) struct AllowPrivate(pub(super) Private);

impl<'de> Deserialize<'de> for AllowPrivate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = AllowPrivate;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false, or a list of hosts such as [\"intranet.example.org:8080\"]")
            }

            fn visit_bool<E: de::Error>(self, all: bool) -> Result<AllowPrivate, E> {
                Ok(AllowPrivate(if all { Private::Allowed } else { Private::Refused }))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut hosts: A) -> Result<AllowPrivate, A::Error> {
                let mut all = Vec::new();
                while let Some(host) = hosts.next_element()? {
                    all.push(host);
                }
                Ok(AllowPrivate(Private::Only(all)))
            }
        }
        deserializer.deserialize_any(Either)
    }
}
