//! Names in one line: "Present: Ada Byron (Nokia), Alan, Grace", the nicks that meeting tools print ("Present: ada, alan, grace"), and with semicolons
//! "Ada Byron, Nokia; Alan Turing, NPL".

use super::{Recognisers, Style, line};
use crate::document::Document;
use crate::minutes::names::{PrintedName, humps, read_list};
use crate::minutes::{Presence, RosterLine};
use crate::text::{Span, fold};

/// A nick is no longer.
const LONGEST_NICK: usize = 24;
/// One small word is no list; so many are.
const FEWEST_NICKS: usize = 2;
/// Nicks of lists such as these are recognised by this, and its version.
const NICKS: &str = "roster.nicks/1";

/// Tools that allow no blanks run the words of a name together: "AdaByron, AlanTuring" are Ada Byron and Alan Turing, where a list has several such names.
fn part_humps(text: &str, lines: &mut [RosterLine]) {
    let run_together = lines.iter().filter(|l| humps(l.name.span.of_text(text)).is_some()).count();
    if run_together < FEWEST_NICKS {
        return;
    }
    for line in lines.iter_mut().filter(|line| line.reading.is_none()) {
        if let Some(reading) = humps(line.name.span.of_text(text)) {
            line.reading = Some(reading);
            line.signs.push(line.name.span);
        }
    }
}

impl Recognisers<'_> {
    /// The names of a line.
    pub(super) fn names_in_line(
        &self,
        document: &Document,
        rest: Span,
        presence: Presence,
        style: Style,
    ) -> Vec<RosterLine> {
        let text = document.text();
        let entries = self.entries(text, rest);
        let mut lines: Vec<RosterLine> = Vec::new();
        for entry in &entries {
            let entry = entry.trimmed(text);
            match self.roster_line(text, entry, style, presence) {
                Some(line) if !line.name.span.of_text(text).contains(" and ") => lines.push(line),
                _ => {
                    let names = read_list(text, entry, self.language).into_iter();
                    let names = names.filter(|n| !self.is_nobody(n.span.of_text(text)));
                    lines.extend(
                        names.map(|name| RosterLine::new(name.span, name, presence, line::recogniser(presence))),
                    );
                }
            }
        }
        let nicks = self.nicks(document, &entries, presence);
        let mut found = if nicks.len() > lines.len() { nicks } else { lines };
        part_humps(text, &mut found);
        found
    }

    /// Where a line is parted: at semicolons if it has some, else at commas, both outside of parentheses.
    pub(super) fn entries(&self, text: &str, rest: Span) -> Vec<Span> {
        let line = rest.of_text(text);
        let outside = |wanted: &[char]| {
            let mut depth = 0_i32;
            let mut cuts = Vec::new();
            for (at, c) in line.char_indices() {
                match c {
                    '(' | '[' | '（' => depth += 1,
                    ')' | ']' | '）' => depth -= 1,
                    c if depth <= 0 && wanted.contains(&c) => cuts.push((at, at + c.len_utf8())),
                    _ => {}
                }
            }
            cuts
        };
        let semicolons = outside(&[';', '；']);
        let cuts = if semicolons.is_empty() { outside(&[',', '，', '、', '\t']) } else { semicolons };
        let mut start = 0;
        let mut entries = Vec::new();
        for (at, end) in cuts {
            // "Acme, Inc." is one.
            entries.push(Span::new(rest.start + start, rest.start + at));
            start = end;
        }
        entries.push(Span::new(rest.start + start, rest.end));
        entries.retain(|e| !e.trimmed(text).is_empty() && !self.is_filler(e.of_text(text)));
        entries
    }

    /// Whether a line that could be one person with organisations is several names: three or more entries, each of them a person's by its shape.
    pub(super) fn is_run_of_names(&self, text: &str, whole: Span, lines: &[RosterLine]) -> bool {
        let entries = self.entries(text, whole);
        let semicolons = whole.of_text(text).contains([';', '；']);
        let full = |l: &RosterLine| l.name.span.of_text(text).contains(' ');
        lines.len() == entries.len() && (lines.len() > 2 || lines.len() == 2 && (semicolons || lines.iter().all(full)))
    }

    /// Words in small letters as tools print who is in a channel, where every entry is one: names among them stay names.
    fn nicks(&self, document: &Document, entries: &[Span], presence: Presence) -> Vec<RosterLine> {
        let text = document.text();
        let mut lines = Vec::new();
        for entry in entries {
            let entry = entry.trimmed(text);
            let words = entry.of_text(text);
            let bare = words.trim_end_matches('.').trim_end_matches('_');
            if !self.could_be_person(words) && !self.is_nick(bare) {
                return Vec::new();
            }
            let span = Span::new(entry.start, entry.start + bare.len());
            lines.push(RosterLine::new(entry, PrintedName { span, alias: None }, presence, NICKS));
        }
        // "Susan Byron, resident": one small word behind full names is what somebody is.
        let small = lines.iter().filter(|l| l.name.span.of_text(text).starts_with(char::is_lowercase)).count();
        if small == 1 && lines.iter().any(|l| l.name.span.of_text(text).contains(' ')) {
            return Vec::new();
        }
        // "Regrets: mark": a single one is believed where the report speaks of nicks elsewhere.
        let alone = lines.len() < FEWEST_NICKS;
        let elsewhere = || {
            let others = document.blocks().iter().map(|b| document.text_of(b));
            others.filter_map(|l| self.layout.labelled(l).map(|(part, at)| (part, &l[at..]))).any(|(part, l)| {
                super::presence_below(part).is_some()
                    && l.split(',').filter(|n| self.is_nick(n.trim())).count() >= FEWEST_NICKS
            })
        };
        if alone && !elsewhere() { Vec::new() } else { lines }
    }

    /// Whether a word could be a nick: one, of letters, digits and joints, and none that means something else.
    fn is_nick(&self, word: &str) -> bool {
        let folded = fold(word);
        let words = &self.language.words.not_names;
        (2..=LONGEST_NICK).contains(&word.len())
            && word.starts_with(char::is_alphabetic)
            && word.chars().all(|c| c.is_alphanumeric() || "_-|`^".contains(c))
            && !words.contains(folded.as_str())
            && !self.is_nobody(word.trim_end_matches(|c: char| c.is_ascii_digit()))
    }
}
