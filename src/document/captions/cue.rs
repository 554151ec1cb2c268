//! What stands in a cue besides what is said: its key, sounds, the tags of its voices.

use std::borrow::Cow;

/// A number or a key that names a cue.
pub(super) fn is_key(row: &str) -> bool {
    !row.is_empty()
        && !row.contains(' ')
        && (row.bytes().all(|b| b.is_ascii_digit()) || row.contains('-') && row.contains(|c: char| c.is_ascii_digit()))
}

/// "[Music]", "(applause)", "♪": what is heard and not said.
pub(super) fn is_sound(text: &str) -> bool {
    let text = text.trim();
    let enclosed = |open, close| text.starts_with(open) && text.ends_with(close) && !text[1..].contains(open);
    enclosed('[', ']') || enclosed('(', ')') || !text.contains(char::is_alphanumeric)
}

/// The text of a row by voice, without tags and with its entities resolved: `<v Ada>Hello</v>`.
pub(super) fn voices(row: &str) -> Vec<(Option<Cow<'_, str>>, Cow<'_, str>)> {
    if !row.contains(['<', '&', '{']) {
        return vec![(None, Cow::Borrowed(row))];
    }
    let mut found: Vec<(Option<Cow<'_, str>>, Cow<'_, str>)> = vec![(None, Cow::Owned(String::new()))];
    let mut rest = row;
    while let Some(at) = rest.find(['<', '{']) {
        let close = if rest[at..].starts_with('<') { '>' } else { '}' };
        let Some(end) = rest[at..].find(close).map(|length| at + length) else { break };
        let tag = &rest[at + 1..end];
        let markup = if close == '>' {
            tag.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
        } else {
            tag.starts_with('\\')
        };
        let text = if markup { &rest[..at] } else { &rest[..=end] };
        if let Some((_, last)) = found.last_mut() {
            last.to_mut().push_str(text);
        }
        let name = tag.strip_prefix('v').filter(|t| t.starts_with(['.', ' '])).and_then(|t| t.split_once(' '));
        if let Some((_, name)) = name.filter(|_| markup) {
            found.push((Some(Cow::Owned(resolved(name.trim()))), Cow::Owned(String::new())));
        } else if markup && tag == "/v" {
            found.push((None, Cow::Owned(String::new())));
        }
        rest = &rest[end + 1..];
    }
    if let Some((_, last)) = found.last_mut() {
        last.to_mut().push_str(rest);
    }
    found.into_iter().map(|(voice, text)| (voice, Cow::Owned(resolved(text.trim())))).collect()
}

/// The six entities of WebVTT.
fn resolved(text: &str) -> String {
    let mut text = text.to_owned();
    for (entity, sign) in [("&nbsp;", " "), ("&lrm;", ""), ("&rlm;", ""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
    {
        if text.contains('&') {
            text = text.replace(entity, sign);
        }
    }
    text
}
