//! Word documents and web pages through the public doors: what comes out of them, what is refused, and that a report says the same in each.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what goes wrong here fails the test")]
#![allow(clippy::format_push_string, clippy::format_collect, reason = "small documents are put together from pieces")]

#[path = "formats_office/figures.rs"]
mod figures;
#[path = "formats_office/hostile.rs"]
mod hostile;
#[path = "formats_office/package.rs"]
mod package;
#[path = "formats_office/pages.rs"]
mod pages;
#[path = "formats_office/paper.rs"]
mod paper;
#[path = "formats_office/same.rs"]
mod same;
mod support;
#[path = "formats_office/word.rs"]
mod word;
#[path = "formats_office/writers.rs"]
mod writers;
