//! Front matter: fields between `---`, between `+++`, or in a comment before a text. What they tell of the meeting becomes lines at the beginning of the text, so that
//! facts read from it have evidence; what they tell of the file does not.

use std::ops::Range;

/// No front matter is longer.
const LONGEST: usize = 64 * 1024;
/// A list in a field has so many entries.
const MOST_ENTRIES: usize = 500;

/// Fields that tell of a meeting. They are a vocabulary of files, not of a language: the keys that publishing programs and their users share.
const OF_MEETINGS: [&str; 58] = [
    "title",
    "subtitle",
    "meeting",
    "meeting title",
    "committee",
    "subcommittee",
    "group",
    "working group",
    "wg",
    "sig",
    "task force",
    "council",
    "board",
    "panel",
    "team",
    "project",
    "subgroup",
    "event",
    "body",
    "series",
    "organisation",
    "organization",
    "number",
    "meeting number",
    "date",
    "meeting date",
    "day",
    "time",
    "start",
    "start time",
    "end",
    "end time",
    "duration",
    "timezone",
    "location",
    "venue",
    "place",
    "room",
    "mode",
    "chair",
    "chairs",
    "cochair",
    "cochairs",
    "moderator",
    "host",
    "facilitator",
    "secretary",
    "scribe",
    "scribes",
    "attendees",
    "attendance",
    "participants",
    "present",
    "regrets",
    "apologies",
    "absent",
    "guests",
    "agenda",
];

/// A field that tells of the meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    /// The key as printed, its first letter large.
    pub(super) key: String,
    /// Its value; several are set apart by commas.
    pub(super) value: String,
    /// Where it begins, in bytes.
    pub(super) at: usize,
}

/// Front matter at the beginning of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Front {
    /// All of it, with its fences.
    pub(super) range: Range<usize>,
    /// The fields that tell of the meeting, in their order.
    pub(super) fields: Vec<Field>,
}

/// Whether a key tells of the meeting, and not of the file.
pub(super) fn tells_of_meetings(key: &str) -> bool {
    let folded: String =
        key.trim().chars().filter(|c| *c != '-').map(|c| if c == '_' { ' ' } else { c.to_ascii_lowercase() }).collect();
    OF_MEETINGS.contains(&folded.as_str())
}

/// Reads the front matter at the beginning of a text.
pub(super) fn read(source: &str) -> Option<Front> {
    let start = source.len() - source.trim_start().len();
    let (first, _) = source[start..].split_once('\n')?;
    let (ends, separator): (&[&str], char) = match first.trim_end() {
        "---" => (&["---", "..."], ':'),
        "+++" => (&["+++"], '='),
        "<!--" => (&["-->"], ':'),
        _ => return None,
    };
    let inside = start + first.len() + 1;
    let mut at = inside;
    let mut end = None;
    for line in source[inside..].split_inclusive('\n') {
        if at - inside > LONGEST {
            break;
        }
        if ends.contains(&line.trim_end()) {
            end = Some((at, at + line.len()));
            break;
        }
        at += line.len();
    }
    let (closed, behind) = end?;
    let (fields, keys) = fields(&source[inside..closed], inside, separator)?;
    let by_machine = keys.iter().any(|key| key.eq_ignore_ascii_case("dateCreated"));
    let fields = fields.into_iter().filter(|field| {
        // A wiki's own date is that of the last change, to the millisecond.
        let date = field.key.eq_ignore_ascii_case("date");
        !(date && (by_machine || field.value.contains('T') && field.value.contains('.')))
    });
    Some(Front { range: start..behind, fields: fields.collect() })
}

/// The fields that tell of the meeting, and all keys; nothing where no line is a field.
fn fields(text: &str, offset: usize, separator: char) -> Option<(Vec<Field>, Vec<&str>)> {
    let mut found: Vec<Field> = Vec::new();
    let mut keys = Vec::new();
    let mut open = false;
    let mut entries = 0;
    for line in text.lines() {
        let at = offset + (line.as_ptr() as usize - text.as_ptr() as usize);
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if let Some(entry) = trimmed.strip_prefix("- ") {
            // A list below its key; an entry that is a field itself is nested, and left out.
            let value = unquoted(entry);
            let nested = entry.split_once(": ").is_some_and(|(key, _)| !key.contains(' '));
            if let Some(field) = found.last_mut().filter(|_| open && !nested && entries < MOST_ENTRIES) {
                if !field.value.is_empty() {
                    field.value.push_str(", ");
                }
                field.value.push_str(&value);
                entries += 1;
            }
            continue;
        }
        if line.starts_with([' ', '\t', '[', '{']) {
            open = false;
            continue;
        }
        let Some((key, value)) = line.split_once(separator).map(|(key, value)| (key.trim(), value.trim())) else {
            // A line that is no field: this is no front matter, but text between two rules.
            return None;
        };
        if key.is_empty() || key.len() > 40 || key.contains(['.', '*', '`', '|', '[', '<']) {
            return None;
        }
        keys.push(key);
        open = tells_of_meetings(key);
        entries = 0;
        if open {
            let nested = value.starts_with(['{', '|', '>', '&', '*']);
            let value = if nested { String::new() } else { listed(value) };
            found.push(Field { key: large(key), value, at });
        }
    }
    found.retain(|field| field.value.contains(char::is_alphanumeric));
    (!keys.is_empty()).then_some((found, keys))
}

/// A value, or the entries of a list between brackets.
fn listed(value: &str) -> String {
    match value.strip_prefix('[').and_then(|v| v.strip_suffix(']')) {
        Some(inner) => {
            inner.split(',').take(MOST_ENTRIES).map(unquoted).filter(|v| !v.is_empty()).collect::<Vec<_>>().join(", ")
        }
        None => unquoted(value),
    }
}

/// A value without its quotes, or without the comment behind it.
fn unquoted(value: &str) -> String {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some((inner, _)) = value.strip_prefix(quote).and_then(|v| v.rsplit_once(quote)) {
            return inner.trim().to_owned();
        }
    }
    value.split(" #").next().unwrap_or(value).trim().to_owned()
}

fn large(key: &str) -> String {
    let mut letters = key.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::read;

    fn fields(source: &str) -> Vec<String> {
        read(source)
            .map(|f| f.fields)
            .unwrap_or_default()
            .into_iter()
            .map(|f| format!("{}: {}", f.key, f.value))
            .collect()
    }

    #[test]
    fn fields_of_the_meeting() {
        let source = "---\ntitle: \"Harbour board\"\ndate: 2024-05-07 # a Tuesday\nlayout: post\nattendees:\n  - Ada Lovelace\n  - 'Alan Turing'\n\
            regrets: [Grace Hopper, \"Joan Clarke\"]\nplace:\n  city: Oslo\nApproved: 2024-06-04\ntags: []\n---\n\nText\n";
        assert_eq!(
            fields(source),
            [
                "Title: Harbour board",
                "Date: 2024-05-07",
                "Attendees: Ada Lovelace, Alan Turing",
                "Regrets: Grace Hopper, Joan Clarke"
            ]
        );
        assert_eq!(read(source).map(|f| &source[f.range.end..]), Some("\nText\n"));
        assert_eq!(
            fields("+++\ntitle = \"Harbour board\"\ndate = 2024-05-07\n+++\n"),
            ["Title: Harbour board", "Date: 2024-05-07"]
        );
    }

    #[test]
    fn the_date_of_a_change_is_none_of_a_meeting() {
        let wiki = "<!--\ntitle: Call of 7 May\ndate: 2024-05-09T18:35:56.325Z\neditor: code\ndateCreated: 2024-05-07T18:34:00.716Z\n-->\n";
        assert_eq!(fields(wiki), ["Title: Call of 7 May"]);
    }

    #[test]
    fn rules_and_comments_are_no_front_matter() {
        for source in [
            "---\nWe met.\n---\n",
            "---\n\n# Minutes\n",
            "<!-- a comment -->\n",
            "<!--\nlist of things\n-->\n",
            "--- a: b ---",
            "---\na: b\n",
        ] {
            assert_eq!(read(source), None, "{source}");
        }
    }
}
