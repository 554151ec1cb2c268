//! Who led the meeting: "hosted and moderated by X", "Chair: A, B", a heading "Chair" over a name, "X presided", the column of an agenda that says who moderates.

use super::layout::Outline;
use super::names::{PrintedName, read_list};
use super::sentences::sentences;
use super::{Found, Minutes, Office, Recognisers, RosterLine};
use crate::document::{BlockKind, Document};
use crate::text::{Span, fold};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Offices are named among so many blocks.
const MOST_BLOCKS: usize = 60;
/// A label of an office is no longer.
const LONGEST_LABEL: usize = 40;
/// Names below a heading take no more bytes.
const LONGEST_NAMES: usize = 200;
/// No agenda has more rows.
const MOST_ROWS: usize = 200;

/// Words for offices as `office_at_meeting` compares them.
pub(super) fn folded(offices: &BTreeMap<String, String>) -> FxHashMap<String, Office> {
    let known =
        offices.iter().filter_map(|(word, office)| Some((fold(&word.replace('-', "")), Office::from_word(office)?)));
    known.collect()
}

impl Recognisers<'_> {
    /// "hosted and moderated by X", "the Group's co-chairs, X and Y", "Chair: X".
    pub(super) fn officers(&self, text: &str, span: Span, officers: &mut Vec<Found<(PrintedName, Office)>>) {
        let line = span.of_text(text);
        let words = &self.language.meeting.officers;
        let mut push = |name: PrintedName, office: Office, recogniser, confidence| {
            if !officers.iter().any(|o| o.value.0.span == name.span && o.value.1 == office) {
                let span = name.span;
                officers.push(Found::new((name, office), span, recogniser, confidence));
            }
        };
        if let Some((colon, office)) =
            line.find(':').filter(|c| *c < 40).and_then(|c| Some((c, self.office(&line[..c])?)))
        {
            for name in self.only_names(text, Span::new(span.start + colon + 1, span.end)) {
                push(name, office, "header.officer-label/1", 92);
            }
            return;
        }
        let by = format!(" {} ", words.by);
        let length = by.len();
        for (by, _) in line.match_indices(by.as_str()) {
            let before: Vec<String> =
                line[..by].split_whitespace().rev().take(3).map(|w| w.trim_matches(',').to_ascii_lowercase()).collect();
            let mut offices: Vec<Office> = Vec::new();
            for (i, word) in before.iter().enumerate() {
                match words.verbs.get(word).and_then(|o| Office::from_word(o)) {
                    Some(office) => offices.push(office),
                    None if i > 0 && self.language.words.joins(word) => {}
                    None => break,
                }
            }
            let after = Span::new(span.start + by + length, span.end);
            if offices.is_empty() {
                // "called to order by Chair Ada Byron": the office stands before the name.
                let bare = self.without_office(text, after);
                let lead = text.get(after.start..bare.start).unwrap_or("").trim_end_matches([' ', ',']);
                let office = self.office_at_meeting(lead).filter(|_| bare.start > after.start);
                let names = office.map_or_else(Vec::new, |_| read_list(text, bare, self.language));
                for (name, office) in names.into_iter().take(1).zip(office) {
                    if self.could_lead(name.span.of_text(text)) {
                        push(name, office, "header.officers/1", 90);
                    }
                }
                continue;
            }
            let (also, names) = self.after_by(text, after);
            offices.extend(also);
            for name in names {
                for office in &offices {
                    push(name.clone(), *office, "header.officers/1", 97);
                }
            }
        }
    }

    /// What stands behind "by": an office where one goes before the names ("the Group's co-chairs, "), and the names.
    fn after_by(&self, text: &str, after: Span) -> (Option<Office>, Vec<PrintedName>) {
        let rest = after.of_text(text);
        let names = read_list(text, after, self.language);
        if !names.is_empty() {
            return (None, names);
        }
        let comma = rest.find(", ").filter(|at| *at < 60);
        let lead = comma.map_or(rest, |at| &rest[..at]);
        // A converter leaves "co- chairs".
        let joined = lead.replace("- ", "-");
        let mut skipped = 0;
        let office = joined.split_whitespace().find_map(|w| {
            skipped += 1;
            self.office(w)
        });
        let Some(office) = office else { return (None, Vec::new()) };
        let from = match comma {
            Some(at) => at + 2,
            None => rest.match_indices(' ').nth(skipped - 1).map_or(rest.len(), |(at, _)| at + 1),
        };
        (Some(office), read_list(text, Span::new(after.start + from, after.end), self.language))
    }

    /// The office that words name, as "Co-Chair" or "the Group's Co-Chair".
    pub(super) fn office(&self, words: &str) -> Option<Office> {
        let last =
            words.split_whitespace().next_back()?.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
        self.language.meeting.officers.offices.get(&last).and_then(|o| Office::from_word(o))
    }

    /// The office at this meeting that a role on the roster tells: one of the group that meets ("Group's Co-Chair"), not of another body ("MAG Chair").
    #[must_use]
    pub fn office_at_meeting(&self, role: &str) -> Option<Office> {
        let folded = fold(&role.replace(['-', '–'], ""));
        let (last, before) = folded.rsplit_once(' ').map_or((folded.as_str(), ""), |(b, l)| (l, b));
        let office = *self.offices.get(last)?;
        let own = |w: &str| w.is_empty() || self.language.meeting.officers.own.iter().any(|o| o == w);
        before.split(' ').all(own).then_some(office)
    }

    /// Officers who are set apart from the sentences of the head: by labels, headings, sentences that say who led, and the columns of an agenda.
    pub(super) fn officers_set_apart(&self, document: &Document, outline: &Outline, minutes: &mut Minutes) {
        let text = document.text();
        let mut found: Vec<Found<(PrintedName, Office)>> = Vec::new();
        let listed = |at: usize| minutes.lists.iter().any(|list| list.contains(&at));
        let blocks = document.blocks();
        for (at, block) in blocks.iter().enumerate().take(MOST_BLOCKS) {
            let line = document.text_of(block);
            if let Some((office, rest)) = self.office_label(text, block.whole()) {
                found.extend(
                    self.named_officers(text, rest, minutes)
                        .into_iter()
                        .map(|name| officer(name, office, "header.officer-label/1")),
                );
            } else if let Some(office) = (line.len() < LONGEST_LABEL)
                .then(|| self.office_at_meeting(line.trim_end_matches([':', ' '])))
                .flatten()
            {
                let below = blocks
                    .get(at + 1)
                    .filter(|b| b.span.end - b.span.start < LONGEST_NAMES && outline.at(at + 1).is_none());
                let names = below.map_or_else(Vec::new, |b| self.named_officers(text, b.span, minutes));
                found.extend(names.into_iter().map(|name| officer(name, office, "header.officer-heading/1")));
            } else if block.kind != BlockKind::TableRow && !listed(at) {
                for sentence in sentences(text, block.span, self.language) {
                    found.extend(self.who_led(text, sentence));
                }
            }
        }
        found.extend(self.agenda_column(document, minutes));
        for one in found {
            let known = minutes.header.officers.iter().any(|o| {
                o.value.1 == one.value.1 && fold(o.value.0.span.of_text(text)) == fold(one.value.0.span.of_text(text))
            });
            if !known {
                minutes.header.officers.push(one);
            }
        }
    }

    /// "Chair: Ada Byron", "Chair | Ada Byron": the office of this meeting that a label names, and what it labels.
    fn office_label(&self, text: &str, whole: Span) -> Option<(Office, Span)> {
        let line = whole.of_text(text);
        let sign = line.find([':', '|']).filter(|at| *at < LONGEST_LABEL)?;
        let office = self.office_at_meeting(&line[..sign])?;
        let rest = Span::new(whole.start + sign + 1, whole.end).trimmed(text);
        (!rest.is_empty() && rest.end - rest.start < LONGEST_NAMES).then_some((office, rest))
    }

    /// The names of a stretch that holds names, with what stands behind them set apart, and nothing else: in "Chair: Good morning" is none.
    fn only_names(&self, text: &str, stretch: Span) -> Vec<PrintedName> {
        let mut names = read_list(text, stretch, self.language);
        let ends =
            |names: &[PrintedName]| names.last().map_or(stretch.start, |n| n.alias.map_or(n.span.end, |a| a.end));
        // "Ada Byron (AB), Alan Turing (Nokia)": what is said of one stands between.
        while let Some(close) =
            Span::new(ends(&names), stretch.end).of_text(text).strip_prefix(" (").and_then(|rest| rest.find(')'))
        {
            let from = ends(&names) + 2 + close + 1;
            let rest = Span::new(from, stretch.end).of_text(text);
            let joint = self.language.words.joints.iter().find(|joint| rest.starts_with(joint.as_str()));
            let more = joint.map_or_else(Vec::new, |joint| {
                read_list(text, Span::new(from + joint.len(), stretch.end), self.language)
            });
            if more.is_empty() {
                break;
            }
            names.extend(more);
        }
        let end = ends(&names);
        let rest = text.get(end..stretch.end).unwrap_or("").trim_start_matches([')', ' ', '.']);
        let apart = rest.starts_with(['(', ',', ';', '-', '–', '—', '/', '|', '[', '<', '@']);
        // "Facilitator: Ada Byron, Focal Point, Engines Secretariat": what a person is, and of which body.
        if names.iter().skip(1).any(|n| self.is_worded_as_body(n.span.of_text(text))) {
            names.truncate(1);
        }
        if rest.is_empty() || apart { names } else { Vec::new() }
    }

    /// The names of officers in a stretch: those of a list of names, else nicks that the lists of participants print.
    fn named_officers(&self, text: &str, stretch: Span, minutes: &Minutes) -> Vec<PrintedName> {
        let names = self.only_names(text, stretch);
        let names: Vec<PrintedName> = names.into_iter().filter(|n| self.could_lead(n.span.of_text(text))).collect();
        if !names.is_empty() {
            return names;
        }
        let roster = minutes.roster.as_deref().unwrap_or_default();
        let nick = |part: &str| roster.iter().any(|line| line.name.span.of_text(text) == part);
        let parts = stretch.of_text(text).split([',', ';']).map(str::trim).filter(|part| nick(part));
        parts.map(|part| PrintedName { span: Span::of(part, text, 0), alias: None }).collect()
    }

    /// "Ada Byron chaired the meeting", "Alan Turing presided": names at the beginning of a sentence, and the verb of an office with the meeting as its object.
    fn who_led(&self, text: &str, sentence: Span) -> Vec<Found<(PrintedName, Office)>> {
        let line = sentence.of_text(text);
        let words = &self.language.meeting;
        for (at, _) in line.match_indices(' ').take(12) {
            let mut behind =
                line[at + 1..].split(|c: char| c.is_whitespace() || ",.;".contains(c)).filter(|w| !w.is_empty());
            let Some(verb) = behind.next() else { break };
            let office = words.officers.verbs.get(verb).and_then(|o| Office::from_word(o));
            let alone = words.officers.presides.iter().any(|v| v == verb);
            let Some(office) = office.or(alone.then_some(Office::Chair)) else { continue };
            if !alone && !self.is_this_meeting(behind) {
                return Vec::new();
            }
            let subject = Span::new(sentence.start, sentence.start + at).trimmed(text);
            let subject = self.without_office(text, subject);
            let names = read_list(text, subject, self.language);
            let whole = names.last().is_some_and(|n| n.span.end == subject.end);
            let names = names.into_iter().filter(|n| whole && self.could_lead(n.span.of_text(text)));
            return names.map(|name| officer(name, office, "header.officer-verb/1")).collect();
        }
        Vec::new()
    }

    /// Whether words begin with the meeting itself ("the meeting", "this monthly call"), and not with another ("a workshop", "the last session").
    fn is_this_meeting<'t>(&self, mut words: impl Iterator<Item = &'t str>) -> bool {
        let meeting = &self.language.meeting;
        let own = |word: &str| meeting.officers.own.iter().any(|o| o == word);
        let definite = |word: &str| own(word) || self.language.words.articles.iter().any(|a| a == word);
        if !words.next().is_some_and(definite) {
            return false;
        }
        for word in words.take(3) {
            let small = word.to_lowercase();
            if meeting.nouns.contains(&small) {
                return true;
            }
            if !own(&small) && !meeting.next_kinds.contains(&small) {
                return false;
            }
        }
        false
    }

    /// "Chairman Turing", "The chair, Ada Byron,": the names without the office around them.
    fn without_office(&self, text: &str, subject: Span) -> Span {
        let words = subject.of_text(text).trim_end_matches(',');
        let mut from = 0;
        for word in words.split_inclusive(' ').take(4) {
            let bare = word.trim().trim_end_matches(',').to_lowercase();
            let lead = self.language.words.articles.contains(&bare)
                || self.language.meeting.officers.own.contains(&bare)
                || self.language.meeting.officers.offices.contains_key(&bare);
            if !lead {
                break;
            }
            from += word.len();
        }
        Span::of(&words[from..], text, 0).trimmed(text)
    }

    /// Who moderates by the column of an agenda: whoever of the participants it names for more than half of the items that name one.
    fn agenda_column(&self, document: &Document, minutes: &Minutes) -> Option<Found<(PrintedName, Office)>> {
        let text = document.text();
        let blocks = document.blocks();
        let cells =
            |at: usize| blocks.get(at).filter(|b| b.kind == BlockKind::TableRow).map(|b| document.cells(b.whole()));
        let head = (0..blocks.len().min(MOST_BLOCKS)).find_map(|at| {
            let cells = cells(at)?;
            let topics = cells.iter().any(|c| self.layout.is_topic_column(c.of_text(text)));
            let column = cells.iter().position(|c| self.office_at_meeting(c.of_text(text)).is_some())?;
            topics.then(|| Some((at, column, self.office_at_meeting(cells[column].of_text(text))?))).flatten()
        });
        let (head, column, office) = head?;
        let roster = minutes.roster.as_deref().unwrap_or_default();
        let said = |line: &RosterLine| fold(line.reading.as_deref().unwrap_or(line.name.span.of_text(text)));
        let listed: Vec<String> = roster.iter().map(said).collect();
        let same = |name: &str, listed: &str| {
            listed.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let mut counts: Vec<(usize, usize, PrintedName)> = Vec::new();
        let mut named = 0;
        for at in head + 1..head + 1 + MOST_ROWS {
            let Some(cells) = cells(at) else { break };
            let Some(cell) = cells.get(column).filter(|c| c.end - c.start < LONGEST_NAMES) else { continue };
            for name in read_list(text, *cell, self.language) {
                let folded = fold(name.span.of_text(text));
                let mut found = listed.iter().enumerate().filter(|(_, line)| same(&folded, line));
                let (Some((who, _)), None) = (found.next(), found.next()) else { continue };
                named += 1;
                match counts.iter_mut().find(|(known, ..)| *known == who) {
                    Some((_, count, _)) => *count += 1,
                    None => counts.push((who, 1, name)),
                }
            }
        }
        let (_, count, name) = counts.into_iter().max_by_key(|(who, count, _)| (*count, usize::MAX - who))?;
        (count > 1 && count * 2 > named).then(|| officer(name, office, "header.officer-column/1"))
    }

    /// Whether a name can be an officer's: a person's by its shape, and no word for something else.
    fn could_lead(&self, name: &str) -> bool {
        let small = fold(name);
        self.is_name(name)
            && !small
                .split(' ')
                .any(|w| self.language.roster.no_people.contains(w) || self.language.remarks.no_speakers.contains(w))
            && self.office(name).is_none()
    }
}

fn officer(name: PrintedName, office: Office, recogniser: &'static str) -> Found<(PrintedName, Office)> {
    let span = name.span;
    Found::new((name, office), span, recogniser, 90)
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::language::Language;
    use crate::minutes::{Office, Recognisers};

    fn officers(source: &str) -> Vec<(String, Office)> {
        let language = Language::embedded().unwrap();
        let document = Document::from_markdown(source);
        let minutes = Recognisers::new(&language).unwrap().read(&document).unwrap();
        let name = |span: crate::text::Span| span.of_text(document.text()).to_owned();
        minutes.header.officers.iter().map(|o| (name(o.value.0.span), o.value.1)).collect()
    }

    const BODY: &str = "\n\n## Agenda\n\n1. Letter\n2. AOB\n\n## Notes\n\nAda asked for comments.\n";
    const HEAD: &str = "# Harbour Board Meeting, 7 May 2024\n\n";

    #[test]
    fn labels_headings_and_sentences() {
        let one = |lines: &str| officers(&format!("{HEAD}{lines}{BODY}"));
        let ada = |office| vec![("Ada Byron".to_owned(), office)];
        assert_eq!(one("Meeting chair: Ada Byron"), ada(Office::Chair));
        assert_eq!(
            one("Present: Alan Turing, Grace Hopper, Ada Byron\n\nModerator: Ada Byron"),
            ada(Office::Moderator)
        );
        assert_eq!(one("### Chair\n\nAda Byron"), ada(Office::Chair));
        assert_eq!(one("Ada Byron chaired the meeting, which began at noon."), ada(Office::Chair));
        assert_eq!(one("Chairwoman Ada Byron presided."), ada(Office::Chair));
        assert_eq!(one("The chair, Ada Byron, presided over the first part."), ada(Office::Chair));
        assert_eq!(one("Present: ada, alan, grace\n\n### Chair\n\nada"), [("ada".to_owned(), Office::Chair)]);
        assert_eq!(one("The session was hosted by Ada Byron."), ada(Office::Host));
        assert_eq!(one("The meeting was called to order at 10:05 a.m. by Chair Ada Byron."), ada(Office::Chair));
        assert_eq!(one("Chair: Ada Byron (Nokia)"), ada(Office::Chair));
        assert_eq!(one("Facilitator: Ms. Ada Byron, Focal Point, Engines Secretariat"), ada(Office::Moderator));
    }

    #[test]
    fn what_makes_nobody_an_officer() {
        let one = |lines: &str| officers(&format!("{HEAD}{lines}{BODY}"));
        for lines in [
            "Ada Byron led a study.",
            "Ada Byron hosted a dinner.",
            "Ada Byron hosted a webinar on locks.",
            "Ada Byron chaired the last session in May.",
            "Chair: to be elected",
            "### Chair\n\nThe chair opened the floor to all who had something to say about the harbour.",
            "Chair election: Ada Byron",
            "Chair: Good morning, everybody.",
            "The motion by Harbour Chair Ada Byron failed.",
        ] {
            assert_eq!(one(lines), [], "{lines}");
        }
    }

    #[test]
    fn who_moderates_most_items_of_an_agenda() {
        let table = |rows: &str| {
            format!(
                "{HEAD}| Agenda topics | Moderator |\n| --- | --- |\n{rows}\n\n## Participants\n\n- Ada Byron\n- Alan Turing\n\n## Notes\n\nAda asked for comments.\n"
            )
        };
        let rows = |names: &[&str]| {
            names.iter().enumerate().map(|(i, n)| format!("| Item {i} | {n} |")).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(
            officers(&table(&rows(&["Ada", "Ada", "Alan", "Task force leads"]))),
            [("Ada".to_owned(), Office::Moderator)]
        );
        assert_eq!(officers(&table(&rows(&["Ada", "Alan"]))), []);
        assert_eq!(officers(&table(&rows(&["All", "All", "All"]))), []);
    }
}
