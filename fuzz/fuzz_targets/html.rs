//! Web pages.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rapporteur::source::MediaType;

fuzz_target!(init: rapporteur_fuzz::watch(), |bytes: &[u8]| rapporteur_fuzz::read_as(MediaType::Html, bytes));
