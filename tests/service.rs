//! The service for those who run it and those who program against it: the forms of its answers, what it tells of itself, how it stops, its document.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

#[path = "service/document.rs"]
mod document;
#[path = "service/forms.rs"]
mod forms;
#[path = "service/pages.rs"]
mod pages;
#[path = "service/remote.rs"]
mod remote;
#[path = "service/running.rs"]
mod running;
mod served;
