//! Messages and mailboxes with all that is attached to them, through the door at which their kind is told.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rapporteur::source::MediaType;

fuzz_target!(init: rapporteur_fuzz::watch(), |bytes: &[u8]| {
    rapporteur_fuzz::read_any(bytes);
    rapporteur_fuzz::read_as(MediaType::Email, bytes);
});
