//! Minutes that the W3C's `scribe.perl` made of a chat's log, old and new: who said what stands in the markup.
//!
//! A remark is a `p.phone` (spoken) or `p.irc` (written) that begins with a `cite`, in `<>` when it was written; later versions of the program put the
//! rest of a remark in the same paragraph behind `…`, earlier ones in the next. What programs wrote is `p.bot`, or in old minutes known by their names.

use super::tree::{Go, Item, Tag, find, walk};
use crate::document::paragraph::Paragraph;
use dom_query::{Document, NodeRef};

/// Programs that write into the chats of the W3C; their names end in "bot" but for these.
const PROGRAMS: [&str; 2] = ["zakim", "rrsagent"];
/// No name in a chat is longer.
const LONGEST_NAME: usize = 40;

/// How a paragraph of such minutes came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remark {
    /// Somebody said it, and somebody else wrote it down.
    Spoken,
    /// Somebody wrote it.
    Written,
    /// A program wrote it, or the scribe sums up.
    Other,
}

/// Whether a page is such minutes: a part of it is the meeting, and there are remarks or rulings in it.
pub(super) fn is_minutes(document: &Document) -> bool {
    let Some(body) = document.body() else { return false };
    let (mut meeting, mut remarks) = (false, 0);
    walk(&body, |item| {
        if let Item::Open(tag) = item {
            meeting |= matches!(tag.name.as_str(), "main" | "div") && tag.has_class("meeting");
            remarks += usize::from(remark(tag).is_some());
        }
        if meeting && remarks > 1 { Go::Stop } else { Go::On }
    });
    meeting && remarks > 1
}

/// What an element is among the paragraphs of the minutes.
pub(super) fn remark(tag: &Tag<'_>) -> Option<Remark> {
    if tag.name != "p" {
        return None;
    }
    let is = |class| tag.has_class(class);
    if is("phone") {
        Some(Remark::Spoken)
    } else if is("irc") {
        Some(Remark::Written)
    } else if ["bot", "summary", "resolution", "action", "issue"].into_iter().any(is) {
        Some(Remark::Other)
    } else {
        None
    }
}

/// Whether an element only leads around in the minutes: the list of contents, the program's signature.
pub(super) fn passes_over(tag: &Tag<'_>) -> bool {
    match tag.name.as_str() {
        "nav" | "address" => true,
        "ul" | "ol" => {
            let first = find(&tag.node, 100, |item| match item {
                Item::Open(inner) if inner.name == "a" => inner.attribute("href"),
                _ => None,
            });
            let topic = |href: &str| ["#agenda", "#item", "#t0", "#t1"].iter().any(|start| href.starts_with(start));
            first.is_some_and(|href| topic(&href)) && !is_within(tag.node, "main")
        }
        _ => false,
    }
}

fn is_within(node: NodeRef<'_>, name: &str) -> bool {
    node.ancestors_it(None).any(|above| above.node_name().is_some_and(|n| &*n == name))
}

/// Puts a remark in order, once its text is known: `Name: what was said`. Returns the paragraph, or nothing when it went to the one before, whose
/// remark it goes on with.
pub(super) fn settle(
    mut paragraph: Paragraph,
    kind: Remark,
    before: Option<(&mut Paragraph, Remark)>,
) -> Option<Paragraph> {
    let text = paragraph.text();
    let goes_on = |rest: &str| rest.starts_with('…') || rest.starts_with("...");
    if let Some((name, rest)) = written_by(&text) {
        if let Some((before, Remark::Written)) = before
            && goes_on(rest)
            && is_by(before, name)
        {
            before.push(" ", false, None);
            drop_front(&mut paragraph, text.len() - rest.len());
            take_over(before, paragraph);
            return None;
        }
        // "<scribe> Ada: I agree" may be Ada's remark, or one to her: it stays as it is.
        if kind == Remark::Written && !is_program(name) && !is_command(rest) && label(rest).is_none() {
            let printed = format!("{name}: ");
            drop_front(&mut paragraph, text.len() - rest.len());
            let mut ordered = Paragraph::new(paragraph.place);
            ordered.push(&printed, false, None);
            take_over(&mut ordered, paragraph);
            return Some(ordered);
        }
        return Some(paragraph);
    }
    if let Some((before, Remark::Spoken)) = before
        && kind == Remark::Spoken
        && goes_on(&text)
    {
        before.push(" ", false, None);
        take_over(before, paragraph);
        return None;
    }
    Some(paragraph)
}

/// Whether a name in a chat is that of a program.
fn is_program(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with("bot") || PROGRAMS.contains(&name.as_str())
}

/// Whether somebody tells a program what to do: "Zakim, who is here?", and to the tracker "close action-9".
fn is_command(said: &str) -> bool {
    let mut words = said.split_whitespace();
    let first = words.next().unwrap_or("");
    let told = first.strip_suffix([',', ':']).is_some_and(is_program);
    let last = words.next_back().unwrap_or(first).trim_end_matches(['?', '.']).to_ascii_lowercase();
    let item = ["action-", "issue-"].iter().find_map(|kind| last.strip_prefix(kind));
    let item = item.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    told || item && words.next().is_none()
}

fn take_over(into: &mut Paragraph, from: Paragraph) {
    for piece in from.pieces {
        into.push(&piece.text, piece.emphasised, piece.link.as_ref());
    }
}

/// Takes bytes away from the beginning of a paragraph.
fn drop_front(paragraph: &mut Paragraph, mut bytes: usize) {
    for piece in &mut paragraph.pieces {
        let here = bytes.min(piece.text.len());
        if piece.text.is_char_boundary(here) {
            piece.text.drain(..here);
        }
        bytes -= here;
    }
    paragraph.pieces.retain(|piece| !piece.text.is_empty());
}

/// "<name> text".
fn written_by(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.strip_prefix('<')?.split_once('>')?;
    is_name(name).then_some((name, rest.trim_start()))
}

/// "name: text".
fn label(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once(':')?;
    (is_name(name) && !rest.starts_with("//")).then_some((name, rest))
}

/// Whether a settled remark is by somebody.
fn is_by(remark: &Paragraph, name: &str) -> bool {
    let begin = remark.pieces.first().map_or("", |piece| piece.text.as_str());
    [("<", ">"), ("", ":")].into_iter().any(|(open, close)| {
        begin.strip_prefix(open).and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| rest.starts_with(close))
    })
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= LONGEST_NAME && !name.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::{Remark, settle};
    use crate::document::paragraph::Paragraph;

    fn paragraph(text: &str) -> Paragraph {
        let mut paragraph = Paragraph::new(1);
        paragraph.push(text, false, None);
        paragraph
    }

    fn alone(text: &str, kind: Remark) -> String {
        settle(paragraph(text), kind, None).unwrap().text()
    }

    #[test]
    fn who_wrote_it_comes_first() {
        assert_eq!(alone("<ada> I agree", Remark::Written), "ada: I agree");
        assert_eq!(alone("<ada> Alan: I agree", Remark::Written), "<ada> Alan: I agree");
        assert_eq!(alone("<ada> https://example.org/a", Remark::Written), "ada: https://example.org/a");
        assert_eq!(alone("<trackbot> Created ACTION-16", Remark::Other), "<trackbot> Created ACTION-16");
        assert_eq!(alone("<Zakim> Present: Ada", Remark::Written), "<Zakim> Present: Ada");
        for command in
            ["Zakim, who is here?", "trackbot: comment action-10 we meet at noon", "close ACTION-3", "issue-7?"]
        {
            assert_eq!(alone(&format!("<ada> {command}"), Remark::Written), format!("<ada> {command}"));
        }
        assert_eq!(alone("<ada> we should close action-3", Remark::Written), "ada: we should close action-3");
        assert_eq!(alone("Alan: so be it", Remark::Spoken), "Alan: so be it");
    }

    #[test]
    fn a_remark_goes_on() {
        let goes_on = |before: &str, text, kind| {
            let mut before = paragraph(before);
            let next = settle(paragraph(text), kind, Some((&mut before, kind)));
            (before.text(), next.map(|p| p.text()))
        };
        let (joined, none) = goes_on("Alan: we met", "… and agreed", Remark::Spoken);
        assert_eq!((joined.as_str(), none), ("Alan: we met … and agreed", None));
        let (joined, none) = goes_on("<ada> Alan: we met", "<ada> ... and agreed", Remark::Written);
        assert_eq!((joined.as_str(), none), ("<ada> Alan: we met ... and agreed", None));
        let (before, next) = goes_on("<ada> Alan: we met", "<bob> ... and agreed", Remark::Written);
        assert_eq!((before.as_str(), next.as_deref()), ("<ada> Alan: we met", Some("bob: ... and agreed")));
    }
}
