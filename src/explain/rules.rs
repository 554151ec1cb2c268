//! The rules of the sieve in words. A rule that stands here needs no other place to be explained in.

/// What each value of `rap:resolvedBy`, and each rule of follow-ups, says, for people.
const RULES: [(&str, &str); 20] = [
    ("judgement", "a curator decided it"),
    ("registry", "the registry knows just one by this name"),
    ("full-name", "the name is printed in full"),
    ("declared-alias", "a report of the series declares this as another name of the same person"),
    ("misspelling", "it is one letter apart from a better attested name of the series, and no report has both"),
    ("given-name-in-series", "just one person whom reports of the series name in full fits this name"),
    ("office-in-series", "of several people of the series whom the name fits, just one leads it"),
    ("same-report", "the report named the same person in full before, or introduced the name"),
    ("body-name", "the words are the name of a body, by their form or as the registry has it"),
    ("series", "it is the title that names the series of the meeting"),
    ("open", "nothing tells whom it means, so it stays as printed until a curator decides"),
    (
        "followup.done/1",
        "a later report tells in completed tense of the act that was promised, in the words of the promise",
    ),
    ("followup.sign/1", "a later report lists it as done or open, in the words of the promise"),
    ("followup.own-sign/1", "the line that promises it is itself marked as done"),
    ("followup.open/1", "a later report tells that the act is still to be done, in the words of the promise"),
    ("followup.dropped/1", "a later report tells that it will not be done, in the words of the promise"),
    ("followup.repeated/1", "a later report promises the same again, so it was not done"),
    ("followup.words/1", "a later report uses the words of the promise and tells nothing of its state"),
    ("followup.weak/1", "the words, the act and who acts agree too little to take it for more than a mention"),
    ("followup.contradicted/1", "the report says more than one thing of it, so none is believed"),
];

/// A rule in words; the rule itself where it has none.
pub(super) fn in_words(rule: &str) -> String {
    let known = RULES.iter().find(|(name, _)| *name == rule);
    known.map_or_else(|| format!("by the rule {rule}"), |(_, words)| (*words).to_owned())
}
