//! Who is to do what a line says that is set apart as an action: people and bodies, offices as printed, everybody.

use super::outcomes::collective;
use super::{Context, DASHES, Responsible};
use crate::entities::Mention;
use crate::language::Form;
use crate::minutes::names::without_honorifics;
use crate::minutes::sentences::sentences;
use crate::text::{Span, find_words};

/// An office or group that is to do something takes no more words.
const MOST_WORDS: usize = 6;
/// Part of brackets that name who does it, in words.
const MOST_IN_BRACKETS: usize = 3;
/// A cell or field that names who does it, in words.
const MOST_IN_CELL: usize = 8;
/// No line of an action has more fields.
const MOST_FIELDS: usize = 16;
/// An acronym is looked for among so many bytes of the report.
const HEAD: usize = 1 << 16;

/// Who is to do what a line of actions says: those before "to" or "will" or a colon, behind the label of an owner, or behind a dash or in brackets at its end.
pub(super) fn owners(context: &Context<'_>, span: Span) -> Vec<Responsible> {
    let mut found = to_do(context, span, true);
    if found.is_empty() {
        found = before_mark(context, span);
    }
    let text = context.text();
    // "Ada will open it. Grace will help."
    let more = if found.is_empty() { Vec::new() } else { sentences(text, span, context.language) };
    for sentence in more.into_iter().skip(1) {
        let (others, end) = leading(context, sentence, false);
        if wills(context, text.get(end..sentence.end).unwrap_or("")) {
            let others: Vec<Responsible> = others.into_iter().filter(|other| !found.contains(other)).collect();
            found.extend(others);
        }
    }
    if found.is_empty() {
        found = field(context, span);
    }
    if found.is_empty() {
        found = in_brackets(context, span);
    }
    if found.is_empty() { at_end(context, span) } else { found }
}

/// People and bodies right before "to" and a deed; offices and groups too where the line is known to be an action, or the deed is.
pub(super) fn to_do(context: &Context<'_>, span: Span, is_action: bool) -> Vec<Responsible> {
    let (named, end) = leading(context, span, true);
    let behind = context.text().get(end..span.end).unwrap_or("");
    let to = context.language.remarks.owners.to.as_str();
    let deed = behind.strip_prefix(' ').and_then(|b| b.strip_prefix(to)).and_then(|b| b.strip_prefix(' '));
    let Some(deed) = deed.filter(|deed| deed.starts_with(char::is_lowercase)) else { return Vec::new() };
    let some = |r: &Responsible| match r {
        Responsible::Mention(_) => true,
        Responsible::Office(_) => is_act(context, deed),
        Responsible::Group(_) => false,
    };
    let known = is_action || named.iter().all(some);
    if known { named } else { Vec::new() }
}

/// Those at the beginning of a line with "will", a colon, a comma or a dash behind them.
fn before_mark(context: &Context<'_>, span: Span) -> Vec<Responsible> {
    let (named, end) = leading(context, span, true);
    let behind = context.text().get(end..span.end).unwrap_or("").trim_start();
    let obliged = |word: &String| {
        behind.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
            && behind[word.len()..].starts_with(' ')
    };
    let marked = behind.starts_with([':', '-', '–', '—', ','])
        || wills(context, behind)
        || context.language.remarks.owners.obliged.iter().any(obliged);
    if marked { named } else { Vec::new() }
}

fn wills(context: &Context<'_>, behind: &str) -> bool {
    context.language.speech.outcomes.will.first(behind.trim_start()).is_some_and(|m| m.start == 0)
}

/// Whether words begin with a known act.
pub(super) fn is_act(context: &Context<'_>, deed: &str) -> bool {
    context.language.followup.deeds(deed).iter().any(|d| d.start == 0 && d.form == Form::Plain)
}

fn able(context: &Context<'_>, mention: &Mention) -> bool {
    Context::is_person(mention) || context.is_organisation(mention)
}

/// Those whom a line begins with, and where they end: "@tobie", "Ada and Grace", "the Secretariat"; with `offices` also an office or a group that
/// nothing resolves, as printed.
pub(super) fn leading(context: &Context<'_>, span: Span, offices: bool) -> (Vec<Responsible>, usize) {
    let text = context.text();
    let words = &context.language.remarks.owners;
    let (mut named, mut end) = (Vec::new(), span.start);
    loop {
        let rest = text.get(end..span.end).unwrap_or("");
        let joint = words.joints.iter().filter(|j| rest.starts_with(j.as_str())).map(String::len).max();
        let Some(joint) = joint.or_else(|| named.is_empty().then_some(0)) else { break };
        let rest = &rest[joint..];
        let lead = if rest.starts_with('@') { 1 } else { article(context, rest).unwrap_or(0) };
        let at = end + joint + lead;
        // "Mr. Turing to report"
        let at = without_honorifics(text, Span::new(at, span.end), context.language).start;
        let mention =
            context.mentions_in(Span::new(at, span.end)).next().filter(|(_, m)| m.span.start == at && able(context, m));
        if let Some((i, mention)) = mention {
            named.push(Responsible::Mention(i));
            end = mention.span.end;
        } else if let Some(handle) = handle(rest) {
            let start = end + joint;
            named.push(Responsible::Office(Span::new(start, start + handle)));
            end = start + handle;
        } else {
            break;
        }
    }
    if named.is_empty() && offices {
        return office(context, span).map_or((Vec::new(), span.start), |(who, end)| (vec![who], end));
    }
    (named, end)
}

/// The bytes of an article at the beginning of a text, with the blank behind it.
fn article(context: &Context<'_>, text: &str) -> Option<usize> {
    context.language.words.articles.iter().find_map(|a| {
        let head = text.get(..a.len()).filter(|head| head.eq_ignore_ascii_case(a))?;
        text[head.len()..].starts_with(' ').then_some(head.len() + 1)
    })
}

/// The bytes of "@ada", a handle at the beginning of a text.
fn handle(text: &str) -> Option<usize> {
    let name = text.strip_prefix('@')?;
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c))).unwrap_or(name.len());
    (end > 0).then_some(end + 1)
}

/// An office or a group at the beginning of a line, before what sets it apart from the deed: "Draft authors", "All members of the group".
fn office(context: &Context<'_>, span: Span) -> Option<(Responsible, usize)> {
    let text = context.text();
    let line = span.of_text(text);
    let words = &context.language.remarks.owners;
    let mut ends: Vec<usize> = [": ", ", "].into_iter().chain(DASHES).filter_map(|mark| line.find(mark)).collect();
    ends.extend(find_words(line, &words.to));
    ends.extend(context.language.speech.outcomes.will.first(line).map(|m| m.start));
    let end = ends.into_iter().min()?;
    let phrase = Span::new(span.start, span.start + end).trimmed(text);
    let printed = phrase.of_text(text);
    let lower = printed.to_lowercase();
    if words.everyone.contains(&lower) {
        return Some((Responsible::Group(phrase), phrase.end));
    }
    let last = lower.rsplit(' ').next().unwrap_or("");
    if printed.split(' ').count() > MOST_WORDS {
        return None;
    }
    let offices = &context.language.meeting.officers.offices;
    if words.roles.contains(last) || offices.contains_key(last) {
        let lead = article(context, printed).unwrap_or(0);
        return Some((Responsible::Office(Span::new(phrase.start + lead, phrase.end)), phrase.end));
    }
    if !context.language.speech.collectives.heads.iter().any(|head| head == last) {
        return None;
    }
    let group = collective(context, phrase).into_iter().find(|r| matches!(r, Responsible::Group(_)))?;
    Some((group, phrase.end))
}

/// "the draft authors": the words of an office that end a stretch, from the article on, or with the capitals before its last word.
pub(super) fn role_phrase(context: &Context<'_>, before: Span) -> Span {
    let words = before.of_text(context.text());
    let near: Vec<&str> = words.rsplit(' ').take(4).collect();
    let article = near.iter().position(|w| context.language.words.articles.contains(&w.to_lowercase()));
    let capitals = near.iter().skip(1).take_while(|w| w.starts_with(char::is_uppercase)).count() + 1;
    let taken: usize = near.iter().take(article.unwrap_or(capitals)).map(|w| w.len() + 1).sum();
    Span::new(before.end - taken.saturating_sub(1).min(words.len()), before.end)
}

/// Somebody before "will" whom nothing resolves: a handle, or the acronym of a body that meets ("TAC will review", where "TAC meeting" is printed).
pub(super) fn unknown(context: &Context<'_>, before: Span, deed: &str) -> Option<Responsible> {
    let text = context.text();
    let mut words = before.of_text(text).split(' ').rev();
    let last = words.next()?;
    let lead = words.next();
    let alone = words.next().is_none()
        && lead.is_none_or(|lead| context.language.words.articles.contains(&lead.to_lowercase()));
    let span = Span::new(before.end - last.len(), before.end);
    if handle(last) == Some(last.len()) {
        return Some(Responsible::Office(span));
    }
    let acronym = (2..=6).contains(&last.len()) && last.bytes().all(|b| b.is_ascii_uppercase());
    let meets = || {
        let end = (HEAD.min(text.len())..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let meets = &context.language.remarks.owners.meets;
        meets.iter().any(|m| find_words(&text[..end], &format!("{last} {m}")).is_some())
    };
    (alone && acronym && is_act(context, deed) && meets()).then_some(Responsible::Office(span))
}

/// "Owner: Ada" inside a line.
fn field(context: &Context<'_>, span: Span) -> Vec<Responsible> {
    let text = context.text();
    let line = span.of_text(text);
    for (colon, _) in line.match_indices(':').take(MOST_FIELDS) {
        let label =
            line[..colon].rsplit([';', ',', '.', '(', '[', '|', '-', '–']).next().unwrap_or("").trim().to_lowercase();
        if context.language.remarks.owners.who.contains(&label) {
            let rest = &line[colon + 1..];
            let end = rest.find([';', '.', ')', ']', '|']).unwrap_or(rest.len());
            let start = span.start + colon + 1;
            return in_cell(context, Span::new(start, start + end).trimmed(text));
        }
    }
    Vec::new()
}

/// What a label of a line below an action says of it: who, or by when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Who,
    When,
}

/// The field of an action that a line of its own gives, and where its value begins: "Owner: Ada", "Due: 5 May".
pub(super) fn own_field(context: &Context<'_>, line: &str) -> Option<(Field, usize)> {
    let colon = line.find(':')?;
    let label = line[..colon].trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let words = &context.language.remarks.owners;
    let field = if words.who.contains(&label) {
        Field::Who
    } else if words.when.contains(&label) {
        Field::When
    } else {
        return None;
    };
    Some((field, colon + 1))
}

/// "(Ada, Grace/Engines, press-Alan)" at the end of a line: brackets whose parts are people and bodies.
fn in_brackets(context: &Context<'_>, span: Span) -> Vec<Responsible> {
    let text = context.text();
    let line = span.of_text(text).trim_end_matches(['.', ' ']);
    let Some(inner) = line.strip_suffix([')', ']']) else { return Vec::new() };
    let Some(open) = inner.rfind(['(', '[']).filter(|open| *open > 0) else { return Vec::new() };
    let mut found = Vec::new();
    for part in inner[open + 1..].split([',', ';', '/', '&']) {
        let at = Span::of(part, text, 0);
        let here = context.mentions_in(at).filter(|(_, m)| able(context, m)).map(|(i, m)| (i, Context::is_person(m)));
        let here: Vec<(usize, bool)> = here.collect();
        // "(Ada, 5 February)": by when.
        if here.is_empty() && !found.is_empty() && part.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        if here.is_empty() || part.split_whitespace().count() > MOST_IN_BRACKETS + here.len() {
            return Vec::new();
        }
        // "Engines-Ada": the person does it.
        let people = here.iter().any(|(_, person)| *person);
        found.extend(here.iter().filter(|(_, person)| *person || !people).map(|(i, _)| Responsible::Mention(*i)));
    }
    found
}

/// "Draft the letter (Ada)", "Draft the letter - Ada, Grace": a person at the end of a line, set apart.
fn at_end(context: &Context<'_>, span: Span) -> Vec<Responsible> {
    let text = context.text();
    let closes = span.of_text(text).trim_end_matches([')', ']', '.']).len();
    let last = context.mentions_back(span).find(|(_, m)| Context::is_person(m));
    let set_apart = |m: &Mention| {
        let before = text.get(span.start..m.span.start).unwrap_or("").trim_end_matches([' ', '@']);
        m.span.end == span.start + closes && (before.ends_with(['(', '[', '–', '—', ':']) || before.ends_with(" -"))
    };
    last.filter(|(_, m)| set_apart(m)).map(|(i, _)| Responsible::Mention(i)).into_iter().collect()
}

/// Those whom the cell of a table or a field names; where nothing resolves them, its words as printed.
pub(super) fn in_cell(context: &Context<'_>, cell: Span) -> Vec<Responsible> {
    let known: Vec<Responsible> =
        context.mentions_in(cell).filter(|(_, m)| able(context, m)).map(|(i, _)| Responsible::Mention(i)).collect();
    let words = cell.of_text(context.text());
    let owners = &context.language.remarks.owners;
    let nobody = words.is_empty()
        || owners.nobody.contains(&words.to_lowercase())
        || !words.contains(char::is_alphabetic)
        || words.split_whitespace().count() > MOST_IN_CELL;
    if !known.is_empty() || nobody {
        return known;
    }
    if owners.everyone.contains(&words.to_lowercase()) {
        return vec![Responsible::Group(cell)];
    }
    vec![Responsible::Office(cell)]
}
