//! The time lines of captions and transcripts: "0:0:3.4 --> 0:0:5.6", "[Ada Lovelace] 10:03:15", "Ada Lovelace  0:03", "10:03:15 From Ada to Everyone: hello".

use rustc_hash::FxHashMap;

/// A name printed beside a time is no longer.
const LONGEST_NAME: usize = 80;
/// Nor has it more words.
const MOST_WORDS: usize = 10;

/// What stands beside a time that opens a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeHead<'a> {
    /// Who speaks, as printed.
    pub name: &'a str,
    /// What is said on the same line.
    pub text: &'a str,
    /// The time in seconds.
    pub seconds: u32,
    /// Whether it was written to one person alone.
    pub private: bool,
}

/// Whether a line says from when to when a cue is shown, with settings behind it.
#[must_use]
pub fn time_span(line: &str) -> bool {
    let Some((from, to)) = line.split_once("-->") else { return false };
    let whole = |words: &str| clock(words.trim()).is_some_and(|(_, rest)| rest.trim().is_empty());
    whole(from) && clock(to.trim()).is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// Reads a line by which a transcript opens a turn: a time before, behind or between a name and what is said.
///
/// ```
/// use rapporteur::source::time_head;
///
/// let head = time_head("10:03:15 From Ada Lovelace to Everyone: hello").unwrap();
/// assert_eq!((head.name, head.text), ("Ada Lovelace", "hello"));
/// assert_eq!(time_head("[Ada Lovelace] 10:03:15").map(|h| h.name), Some("Ada Lovelace"));
/// assert_eq!(time_head("The meeting began at 10:03."), None);
/// ```
#[must_use]
pub fn time_head(line: &str) -> Option<TimeHead<'_>> {
    let line = line.trim();
    if let Some((seconds, rest)) = clock(line) {
        if !rest.starts_with(char::is_whitespace) {
            return None;
        }
        let rest = rest.trim_start().trim_start_matches(['-', '–']).trim();
        return chat(rest, seconds).or_else(|| named(rest, seconds));
    }
    // Behind the name: a blank, a bracket or a tab, and the time.
    let at = line
        .char_indices()
        .take(LONGEST_NAME + 4)
        .find(|(i, c)| (c.is_whitespace() || matches!(c, '[' | '(')) && clock(line[*i..].trim_start()).is_some());
    let (at, _) = at?;
    let (seconds, rest) = clock(line[at..].trim_start())?;
    let name = line[..at].trim().trim_start_matches('[').trim_end_matches([']', ',']).trim();
    let text = match rest.trim_start() {
        "" => "",
        rest => rest.strip_prefix(':')?.trim(),
    };
    is_name(name).then_some(TimeHead { name, text, seconds, private: false })
}

/// "From Ada to Everyone: hello", as a chat is saved.
fn chat(rest: &str, seconds: u32) -> Option<TimeHead<'_>> {
    let rest = rest.strip_prefix("From ").or_else(|| rest.strip_prefix("from "))?.trim_start();
    let colon = rest.find(':').filter(|at| *at < 2 * LONGEST_NAME)?;
    let names = &rest[..colon];
    let (to, length) = [" to ", " To "].iter().find_map(|sign| names.rfind(sign).map(|at| (at, sign.len())))?;
    let name = names[..to].trim();
    let receiver = names[to + length..].trim().to_ascii_lowercase();
    let private = receiver.contains("direct message") || receiver.contains("privately");
    is_name(name).then_some(TimeHead { name, text: rest[colon + 1..].trim(), seconds, private })
}

fn named(rest: &str, seconds: u32) -> Option<TimeHead<'_>> {
    let (name, text) = match rest.find(':').filter(|at| *at <= LONGEST_NAME) {
        Some(colon) if rest[colon + 1..].starts_with(char::is_whitespace) || rest[colon + 1..].is_empty() => {
            (rest[..colon].trim(), rest[colon + 1..].trim())
        }
        _ => (rest, ""),
    };
    is_name(name).then_some(TimeHead { name, text, seconds, private: false })
}

fn is_name(words: &str) -> bool {
    words.len() <= LONGEST_NAME
        && words.split_whitespace().count() <= MOST_WORDS
        && words.contains(char::is_alphanumeric)
        && !words.ends_with(['.', '?', '!', ','])
        && !words.contains(['|', '<', '>', '#', '=', '{'])
        && !words.contains("//")
}

/// A time at the beginning, perhaps in brackets: "0:0:3.4", "[00:01:02]", "10:03 AM"; and what stands behind it.
fn clock(line: &str) -> Option<(u32, &str)> {
    let inner = line.strip_prefix(['[', '(']);
    let mut rest = inner.unwrap_or(line);
    let mut seconds: u32 = 0;
    let mut parts = 0;
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=if parts == 0 { 3 } else { 2 }).contains(&digits) {
            return None;
        }
        seconds = seconds.checked_mul(60)?.checked_add(rest[..digits].parse().ok()?)?;
        parts += 1;
        rest = &rest[digits..];
        match rest.strip_prefix(':').filter(|r| parts < 3 && r.starts_with(|c: char| c.is_ascii_digit())) {
            Some(more) => rest = more,
            None => break,
        }
    }
    if parts < 2 {
        return None;
    }
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            rest = &fraction[digits..];
        }
    }
    let half = rest.trim_start();
    if let Some(half) =
        half.get(..2).filter(|h| h.eq_ignore_ascii_case("am") || h.eq_ignore_ascii_case("pm")).map(|_| &half[2..])
        && !half.starts_with(char::is_alphanumeric)
    {
        rest = half;
    }
    if inner.is_some() {
        rest = rest.strip_prefix([']', ')'])?;
    }
    (!rest.starts_with(|c: char| c.is_alphanumeric())).then_some((seconds, rest))
}

/// Whether a text is captions or a transcript: by its first word, by the share of its time lines, by names that come again beside times that rise, or by the
/// signs by which captions tell a new speaker.
pub(super) fn is_transcript(text: &str) -> bool {
    if text.starts_with("WEBVTT") {
        return true;
    }
    let (mut lines, mut spans, mut speakers, mut quotes) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut heads = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        lines += 1;
        spans += usize::from(time_span(line));
        if let Some(rest) = line.strip_prefix(">>") {
            speakers += usize::from(is_shouted_label(rest.trim_start_matches(['>', ' '])));
        }
        quotes += usize::from(line.starts_with("> "));
        heads.extend(time_head(line));
    }
    spans >= 3 && spans * 12 >= lines
        || speakers >= 3 && speakers * 40 >= lines && quotes == 0
        || heads.len() * 6 >= lines && are_turns(&heads)
}

/// "CHAIR: thank you": captions print who speaks in capitals.
fn is_shouted_label(line: &str) -> bool {
    line.find(": ").filter(|at| *at <= LONGEST_NAME).is_some_and(|at| {
        let label = &line[..at];
        label.contains(char::is_alphabetic) && !label.contains(char::is_lowercase) && is_name(label)
    })
}

/// Whether most of what stands where a speaker could comes again, as those who speak do.
#[must_use]
pub fn come_again<'a>(names: impl Iterator<Item = &'a str>) -> bool {
    let mut uses: FxHashMap<&str, usize> = FxHashMap::default();
    for name in names {
        *uses.entry(name).or_default() += 1;
    }
    let again: usize = uses.values().filter(|count| **count > 1).sum();
    again * 2 > uses.values().sum()
}

/// Whether names beside times are speakers: they come again, and time goes on. The items of an agenda and a list of who joined when do not.
fn are_turns(heads: &[TimeHead<'_>]) -> bool {
    let rising = heads.windows(2).filter(|pair| pair[0].seconds <= pair[1].seconds).count();
    heads.len() >= 5 && come_again(heads.iter().map(|head| head.name)) && rising * 10 >= (heads.len() - 1) * 9
}

#[cfg(test)]
mod tests {
    use super::{is_transcript, time_head, time_span};

    #[test]
    fn spans_of_cues() {
        for line in
            ["00:00:01.000 --> 00:00:04.500 align:start position:0%", "0:0:3.4 --> 0:0:5.60", "00:01,5 --> 00:02,500"]
        {
            assert!(time_span(line), "{line}");
        }
        for line in ["a --> b", "1 --> 2", "The way is 10:00 --> there", "-->"] {
            assert!(!time_span(line), "{line}");
        }
    }

    #[test]
    fn heads_of_turns() {
        let read = |line| time_head(line).map(|h| (h.name, h.text, h.seconds));
        assert_eq!(read("00:03 Ada Lovelace"), Some(("Ada Lovelace", "", 3)));
        assert_eq!(read("Ada Lovelace  0:03"), Some(("Ada Lovelace", "", 3)));
        assert_eq!(read("[Ada Lovelace] 10:03:15"), Some(("Ada Lovelace", "", 36195)));
        assert_eq!(read("[00:01:02] Ada: hello there"), Some(("Ada", "hello there", 62)));
        assert_eq!(read("Ada Lovelace (00:01:02): hello"), Some(("Ada Lovelace", "hello", 62)));
        assert_eq!(read("10:03 AM Ada Lovelace"), Some(("Ada Lovelace", "", 603)));
        let private = time_head("10:03:15 From Ada to Alan(Direct Message): psst").unwrap();
        assert!(private.private);
        for line in [
            "We met at 10:03 and left",
            "10:03",
            "10:03.",
            "https://example.org:80/",
            "John 3:16 says so",
            "15:30-16:00 Break",
        ] {
            assert_eq!(time_head(line), None, "{line}");
        }
    }

    #[test]
    fn transcripts_are_told_from_what_only_has_times_or_signs() {
        let turns = "Ada Lovelace  0:03\nWelcome.\n\nAlan Turing  0:09\nThank you.\n\n".repeat(3);
        assert!(!is_transcript(&turns), "time does not go back");
        let pair = |i| format!("Ada Lovelace  0:0{i}\nYes.\n\nAlan Turing  0:0{i}\nNo.\n\n");
        let rising = (1..8).map(pair).collect::<Vec<_>>().concat();
        assert!(is_transcript(&rising));
        assert!(is_transcript("WEBVTT\n\n"));
        assert!(is_transcript(">> CHAIR: Welcome.\n>> ADA LOVELACE: Thanks.\n>> CHAIR: Next.\nPlease.\n"));
        let mail = "Ada wrote:\n> > I agree.\n>> NOTE: see below\n>> NOTE: again\n>> NOTE: again\n> Yes\n";
        assert!(!is_transcript(mail));
        let agenda = "10:00 Opening\n10:05 Minutes\n10:15 Budget\n11:00 Break\n11:15 Any other business\n";
        assert!(!is_transcript(agenda));
        assert!(!is_transcript("The arrow --> points right.\nA --> B\nB --> C\nC --> D\n"));
    }
}
