//! Word documents: files as they are, and parts whose XML is tried.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rapporteur::source::MediaType;

fuzz_target!(init: rapporteur_fuzz::watch(), |bytes: &[u8]| {
    if let Some(document) = rapporteur_fuzz::package::of(bytes) {
        rapporteur_fuzz::read_as(MediaType::Docx, &document);
    }
});
