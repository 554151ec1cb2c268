//! The head of a report: title, number, date and time, mode, officers.
//!
//! The title lines and the opening sentences are read apart; the title lines go first, since they are exact where the sentence may leave out the
//! year ("was held on 31 October 15:00 UTC").

use super::dates::Direction;
use super::layout::{Outline, Part};
use super::names::looks_like_name;
use super::numbers::{cardinal, ordinal};
use super::sentences::sentences;
use super::{Disagreement, Found, HeadField, Header, Mode, Recognisers};
use crate::document::Document;
use crate::text::{Span, at_word_borders, find_words};
use std::collections::BTreeMap;

/// What is read from the title lines, and what from the opening sentences.
const TITLE: &str = "header.title/1";
const OPENING: &str = "header.opening/1";

const LABELLED: &str = "header.label/1";

/// A longer line is not gone through word by word.
const LONGEST_TITLE: usize = 400;
/// A body that no title names.
const BY_USE: &str = "header.body-by-use/1";
/// So often it is named before a word for a meeting, in the first so many bytes.
const ENOUGH_USES: usize = 3;
const LOOKED_THROUGH: usize = 256 * 1024;
/// A day whose year is that in which the file was written.
const OF_YEAR_WRITTEN: &str = "header.year-written/1";
/// How many days behind the meeting that may be: where a weekday confirms the year, and where nothing does.
const LATEST_WRITTEN: i64 = 120;
const SOON_WRITTEN: i64 = 14;

/// Labels of day and time are among so many blocks, and no longer than this.
const MOST_LABELLED: usize = 60;
const LONGEST_LABEL: usize = 32;
/// The head is among the first blocks.
const MOST_BLOCKS: usize = 24;

impl Recognisers<'_> {
    pub(super) fn header(&self, document: &Document, outline: &Outline) -> Header {
        let text = document.text();
        let end = outline.body(document).start;
        let end = if end == 0 { MOST_BLOCKS } else { end.min(MOST_BLOCKS) };
        let blocks: Vec<Span> = document.blocks().iter().take(end).map(super::super::document::Block::whole).collect();
        let (titles, openings): (Vec<Span>, Vec<Span>) = blocks.iter().partition(|s| !is_sentence(s.of_text(text)));
        let title = self.title(document, outline, &titles).or_else(|| self.body_by_use(document));
        let body = title.as_ref().map(|t| self.body_in(text, t.span));
        // "Report of the 9th Internet Governance Forum of Ruritania": the body counts its meetings.
        let counted = body.and_then(|body| {
            let first = body.of_text(text).split_whitespace().next()?;
            let value = ordinal(first, self.language)?;
            let rest = Span::new(body.start + first.len(), body.end).trimmed(text);
            let named = rest.of_text(text).contains(' ') && rest.of_text(text).starts_with(char::is_uppercase);
            named.then_some((value, Span::new(body.start, body.start + first.len()), rest))
        });
        let body = counted.map_or(body, |(.., rest)| Some(rest));
        let mut header = Header { title, body, ..Header::default() };
        for (spans, recogniser, confidence) in [(&titles, TITLE, 98), (&openings, OPENING, 95)] {
            header.number = header.number.take().or_else(|| self.number_among(text, spans, recogniser, confidence));
            for (at, span) in spans.iter().enumerate() {
                // A sentence that does not say that the meeting was held may speak of others.
                let of_meeting = recogniser == TITLE || self.language.meeting.held.any(span.of_text(text));
                let mode = || self.mode(text, *span, recogniser, confidence).filter(|_| of_meeting);
                header.mode = header.mode.take().or_else(mode);
                if !self.is_issue_date(text, *span, at.checked_sub(1).and_then(|before| spans.get(before))) {
                    self.date(text, *span, recogniser, confidence, &mut header);
                }
            }
        }
        if let Some((value, printed, _)) = counted.filter(|_| header.number.is_none()) {
            header.number = Some(Found::new(value, printed, TITLE, 90));
        }
        self.labelled_date(document, &mut header);
        self.date_of_year_written(document, &blocks, &mut header);
        if document.name_line().is_some() && header.date.is_none() {
            self.dated_by_name(text, document.name_line(), &mut header);
            // A time by itself is an instant now.
            self.labelled_date(document, &mut header);
        }
        for span in &blocks {
            self.officers(text, *span, &mut header.officers);
        }
        header.disagreements = self.disagreements(text, &openings, &header);
        header
    }

    /// "Date: Thursday, Jan 28, 2010", "Time: 1600 GMT": where the head has no day or time, labels among the first blocks may.
    fn labelled_date(&self, document: &Document, header: &mut Header) {
        let text = document.text();
        for block in document.blocks().iter().take(MOST_LABELLED) {
            let span = block.whole();
            let line = span.of_text(text);
            let Some(at) = line.find([':', '|']).filter(|at| *at < LONGEST_LABEL) else { continue };
            let label = line[..at].trim();
            let one_of = |labels: &[String]| labels.iter().any(|l| l.eq_ignore_ascii_case(label));
            let value = Span::new(span.start + at + 1, span.end);
            if one_of(&self.language.meeting.date_labels) {
                self.date(text, value, LABELLED, 96, header);
            } else if header.start.is_none() && one_of(&self.language.meeting.time_labels) {
                let Some(date) = header.date.as_ref().map(|d| d.value) else { continue };
                let start = self.dates.start_in(text, value, date);
                header.start = start.map(|(at, s)| Found::new(at, s, LABELLED, 95));
            }
        }
    }

    /// "Notes of the interim, Tuesday Oct. 11": a day without its year is one of the year in which the file says that it was written, if that was soon after. The
    /// weekday must be right, where one is printed; without one, it must have been very soon.
    fn date_of_year_written(&self, document: &Document, blocks: &[Span], header: &mut Header) {
        let Some(written) = document.written().filter(|_| header.date.is_none()) else { return };
        let text = document.text();
        for span in blocks.iter().filter(|s| !is_sentence(s.of_text(text))) {
            let dates = self.dates.dates_in(text, *span);
            let [printed] = dates.as_slice() else { continue };
            let Some(day) = printed.day_near(Some(written), Direction::Nearest).filter(|_| printed.year.is_none())
            else {
                continue;
            };
            let later = i64::from((written - day).get_days());
            let most = if printed.weekday.is_some() { LATEST_WRITTEN } else { SOON_WRITTEN };
            if (-1..=most).contains(&later) {
                header.date = Some(Found::new(day, printed.span, OF_YEAR_WRITTEN, 85));
                self.date(text, *span, OF_YEAR_WRITTEN, 85, header);
                return;
            }
        }
    }

    /// What the sentence that says that the meeting was held says otherwise than the title.
    fn disagreements(&self, text: &str, openings: &[Span], header: &Header) -> Vec<Disagreement> {
        let held = |s: &Span| self.language.meeting.held.any(s.of_text(text));
        let Some(opening) = openings.iter().flat_map(|block| sentences(text, *block, self.language)).find(held) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut differ = |field, title, opening| found.push(Disagreement { field, title, opening });
        let number = self.number(text, opening, OPENING, 95);
        if let Some((title, other)) = titled(header.number.as_ref()).zip(number).filter(|(t, o)| t.value != o.value) {
            differ(HeadField::Number, title.span, other.span);
        }
        let Some(title) = titled(header.date.as_ref()) else { return found };
        // Of several days in one sentence any may be the meeting's, and a meeting of several days has no one date.
        let dates = self.dates.dates_in(text, opening);
        let days = dates.iter().filter_map(|d| d.day_near(Some(title.value), Direction::Nearest).map(|day| (day, d)));
        let days: Vec<_> = days.collect();
        if let Some((_, other)) =
            days.first().filter(|_| days.iter().all(|(d, p)| *d != title.value && p.end.is_none()))
        {
            differ(HeadField::Date, title.span, other.span);
        }
        let times = self.dates.times_in(text, opening);
        let other = times.iter().find_map(|t| t.on(title.value).map(|at| (at, t.span)));
        if let Some((title, (_, other))) = titled(header.start.as_ref()).zip(other).filter(|(t, o)| t.value != o.0) {
            differ(HeadField::Start, title.span, other);
        }
        found
    }

    /// The first title line that says more than what kind of report this is.
    fn title(&self, document: &Document, outline: &Outline, titles: &[Span]) -> Option<Found<()>> {
        let text = document.text();
        let report = |s: &Span| {
            document
                .blocks()
                .iter()
                .position(|b| b.whole() == *s)
                .and_then(|i| outline.at(i))
                .is_some_and(|(p, _)| p == Part::Report)
        };
        // Of a transcript what somebody says is no title.
        let said = |s: &&Span| document.is_transcript() && s.of_text(text).contains(": ");
        let mut named_nothing = false;
        let named = titles.iter().take_while(|s| !said(s)).find(|s| {
            let line = s.of_text(text);
            let title = !report(s)
                && line.chars().filter(|c| c.is_alphabetic()).count() > 5
                && self.dates.dates_in(text, **s).first().is_none_or(|d| d.span.end - d.span.start < line.len() / 2);
            if !self.names_more_than_a_meeting(text, **s) {
                named_nothing = true;
                return false;
            }
            // Below a title that names nothing, a line must say that it is one.
            title && !line.ends_with(':') && (!named_nothing || self.is_of_a_meeting(line))
        })?;
        Some(Found::new((), *named, TITLE, 95))
    }

    /// Whether a line has a word that is neither date nor number and not about meetings and reports as such: "Meeting Minutes - Webinar 15/09/2021" has none.
    fn names_more_than_a_meeting(&self, text: &str, line: Span) -> bool {
        if line.end - line.start > LONGEST_TITLE {
            return true;
        }
        let dates = self.dates.dates_in(text, line);
        let words = &self.language.meeting;
        line.of_text(text).split([' ', '\n', '\t']).any(|word| {
            let span = Span::of(word, text, 0);
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            let general = words.nouns.contains(&bare)
                || words.nouns.iter().any(|noun| bare.strip_suffix('s') == Some(noun.as_str()))
                || words.next_kinds.contains(&bare)
                || words.title_of.contains(&bare)
                || words.title_ends.contains(&bare)
                || self.language.layout.report.contains(&bare)
                || words.modes.values().flatten().any(|mode| *mode == bare)
                || self.language.words.common.contains(&bare)
                || ordinal(&bare, self.language).is_some();
            bare.chars().filter(|c| c.is_alphabetic()).count() > 1
                && !general
                && !dates.iter().any(|d| d.span.overlaps(span))
        })
    }

    /// Whether a line has a word for a meeting or a body.
    fn is_of_a_meeting(&self, line: &str) -> bool {
        line.split_whitespace().any(|word| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            self.language.meeting.nouns.iter().any(|noun| noun.eq_ignore_ascii_case(bare))
                || self.language.bodies.heads.iter().any(|head| head == bare)
        })
    }

    /// Where no title names the body: the acronym before words for a meeting that the report uses for itself, often and for no other ("Are TAC meetings open?").
    fn body_by_use(&self, document: &Document) -> Option<Found<()>> {
        let text = document.text();
        let near = (0..=text.len().min(LOOKED_THROUGH)).rev().find(|at| text.is_char_boundary(*at))?;
        let mut uses: BTreeMap<&str, (usize, Span)> = BTreeMap::new();
        let mut before = "";
        for word in text[..near].split_whitespace() {
            let noun = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            let nouns = &self.language.meeting.nouns;
            let about = nouns.contains(&noun) || nouns.iter().any(|n| noun.strip_suffix('s') == Some(n.as_str()));
            let acronym = (2..=8).contains(&before.len()) && before.bytes().all(|b| b.is_ascii_uppercase());
            if about && acronym {
                uses.entry(before).or_insert((0, Span::of(before, text, 0))).0 += 1;
            }
            before = word;
        }
        let mut found: Vec<(usize, Span)> = uses.into_values().collect();
        found.sort_by_key(|(count, span)| (usize::MAX - count, *span));
        let (count, span) = *found.first()?;
        let second = found.get(1).map_or(0, |(count, _)| *count);
        (count >= ENOUGH_USES && count >= 3 * second).then(|| Found::new((), span, BY_USE, 70))
    }

    /// The body that a title names: "Minutes of the CLUE WG design team meeting, Sept. 11, 2012" is of the CLUE WG design team.
    fn body_in(&self, text: &str, title: Span) -> Span {
        let title = self.without_body_label(text, title);
        let date = self.dates.dates_in(text, title).first().map(|d| d.span.start).filter(|at| *at > title.start + 5);
        let mut words: Vec<&str> =
            Span::new(title.start, date.unwrap_or(title.end)).of_text(text).split_whitespace().collect();
        let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
        let of_meeting = |w: &str| {
            let known =
                self.language.meeting.nouns.contains(&bare(w)) || self.language.layout.report.contains(&bare(w));
            known
                || bare(w).is_empty()
                || cardinal(bare(w).to_ascii_uppercase().as_str()).is_some()
                || ordinal(&bare(w), self.language).is_some()
        };
        let of_mode = |w: &str| self.language.meeting.modes.values().flatten().any(|m| *m == bare(w));
        while words.len() > 1
            && words
                .last()
                .is_some_and(|w| of_meeting(w) || of_mode(w) || self.language.meeting.title_ends.contains(&bare(w)))
        {
            words.pop();
        }
        let of =
            words.iter().take(6).position(|w| self.language.meeting.title_of.iter().any(|o| o == w)).filter(|at| {
                words[..*at].iter().any(|w| of_meeting(w))
                    && words[..*at].iter().all(|w| of_meeting(w) || of_mode(w) || bare(w).len() < 9)
            });
        if let Some(of) = of {
            let articles = &self.language.words.articles;
            let article =
                usize::from(words.get(of + 1).is_some_and(|w| articles.iter().any(|a| a.eq_ignore_ascii_case(w))));
            words.drain(..=of + article);
        }
        match (words.first(), words.last()) {
            (Some(first), Some(last)) => {
                let (first, last) = (Span::of(first, text, 0), Span::of(last, text, 0));
                // "IGF of Velmark (VIGF" lost its date with the rest of what stands in parentheses.
                let whole = Span::new(first.start, last.end).of_text(text);
                let open = whole.rfind('(').filter(|at| !whole[*at..].contains(')') && *at > 2);
                let end = open.map_or(last.end, |at| first.start + at);
                let body = Span::new(first.start, end).of_text(text).trim_end_matches([',', ':', '-', '–', ' ', '.']);
                if body.chars().filter(|c| c.is_alphabetic()).count() > 2 { Span::of(body, text, 0) } else { title }
            }
            _ => title,
        }
    }

    /// "Committee: Steering Committee" names the Steering Committee.
    fn without_body_label(&self, text: &str, title: Span) -> Span {
        let line = title.of_text(text);
        let Some(colon) = line.find(": ").filter(|at| *at <= LONGEST_LABEL) else { return title };
        let label = line[..colon].trim().to_lowercase();
        let of_body = self.language.meeting.body_labels.contains(&label);
        if of_body { Span::new(title.start + colon + 1, title.end).trimmed(text) } else { title }
    }

    /// "Distr.: General / 19 May 2023", "Approved: 3 June": whether a line, or the one above a line that is no more than a date, says that the document was issued.
    fn is_issue_date(&self, text: &str, line: Span, above: Option<&Span>) -> bool {
        let issued = |span: Span| {
            let words = span.of_text(text).trim_start();
            self.language.meeting.issued.iter().any(|label| {
                words.get(..label.len()).is_some_and(|head| head.eq_ignore_ascii_case(label))
                    && words[label.len()..].trim_start().starts_with([':', '.'])
            })
        };
        let only_date = || self.dates.dates_in(text, line).first().is_some_and(|date| date.span == line.trimmed(text));
        issued(line) || above.is_some_and(|above| issued(*above)) && only_date()
    }

    /// The number that a line gives the meeting; that of a row of meetings ("Eighth session") where no other has one.
    fn number_among(&self, text: &str, lines: &[Span], recogniser: &'static str, confidence: u8) -> Option<Found<u32>> {
        let found = lines.iter().filter_map(|line| Some((line, self.number(text, *line, recogniser, confidence)?)));
        let found: Vec<(&Span, Found<u32>)> = found.collect();
        let of_row = |line: &Span| {
            let row = |noun: &String| find_words(line.of_text(text), noun).is_some();
            let nouns =
                self.language.meeting.nouns.iter().filter(|noun| !self.language.meeting.sessions.contains(noun));
            self.language.meeting.sessions.iter().any(row) && !nouns.into_iter().any(row)
        };
        let first = found.first().map(|(_, number)| number.clone());
        found.into_iter().find(|(line, _)| !of_row(line)).map(|(_, number)| number).or(first)
    }

    /// "Online Meeting XI", "27th virtual meeting": a number beside a word for a meeting.
    fn number(&self, text: &str, span: Span, recogniser: &'static str, confidence: u8) -> Option<Found<u32>> {
        let line = span.of_text(text);
        let words: Vec<&str> = line.split_whitespace().collect();
        let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric() && c != '#').to_owned();
        let is_noun = |w: &str| self.language.meeting.nouns.contains(&bare(w).to_ascii_lowercase());
        for (i, word) in words.iter().enumerate() {
            if is_noun(word) {
                let skip = usize::from(
                    words
                        .get(i + 1)
                        .is_some_and(|w| self.language.meeting.number_words.contains(&bare(w).to_ascii_lowercase())),
                );
                let next = words.get(i + 1 + skip).filter(|_| word.ends_with(char::is_alphanumeric));
                let value =
                    next.and_then(|w| cardinal(&bare(w)).map(|v| (v, *w))).filter(|(v, _)| !(1900..=2100).contains(v));
                // "Meeting 7 April": a day is no number of a meeting.
                let day = next.is_some_and(|w| {
                    self.dates.dates_in(text, span).iter().any(|d| d.span.overlaps(Span::of(w, line, span.start)))
                });
                if let Some((value, printed)) = value.filter(|_| !day) {
                    return Some(Found::new(value, Span::of(printed, line, span.start), recogniser, confidence));
                }
            }
            // "IETF 123 Minutes": a number between the body and what the report calls itself.
            let report = self.language.layout.report.contains(&bare(word).to_ascii_lowercase());
            if let Some((own, body)) = i.checked_sub(2).and_then(|at| Some((words.get(at + 1)?, words.get(at)?)))
                && report
                && own.bytes().all(|b| b.is_ascii_digit())
                && body.chars().filter(|c| c.is_uppercase()).count() > 1
                && let Some(value) = cardinal(own).filter(|v| !(1900..=2100).contains(v))
            {
                let printed = Span::of(own, line, span.start);
                if !self.dates.dates_in(text, span).iter().any(|d| d.span.overlaps(printed)) {
                    return Some(Found::new(value, printed, recogniser, confidence.min(85)));
                }
            }
            if let Some(value) = ordinal(&bare(word), self.language) {
                let ahead = words.iter().skip(i + 1).take(4).position(|w| is_noun(w));
                let adjectives = |n: usize| words[i + 1..=i + n].iter().all(|w| !w.ends_with([',', '.']));
                // "First WG meeting was in Bangkok" tells of another one.
                let told = |n: usize| {
                    let verb =
                        words.get(i + n + 2).is_some_and(|w| self.language.speech.states.verbs.iter().any(|v| v == w));
                    verb && !self.language.meeting.held.any(line)
                };
                if ahead.is_some_and(|n| adjectives(n) && !told(n))
                    && !self
                        .language
                        .calendar
                        .months
                        .iter()
                        .flatten()
                        .any(|m| words.get(i + 1).is_some_and(|w| w.eq_ignore_ascii_case(m)))
                {
                    return Some(Found::new(value, Span::of(word, line, span.start), recogniser, confidence));
                }
            }
        }
        None
    }

    fn mode(&self, text: &str, span: Span, recogniser: &'static str, confidence: u8) -> Option<Found<Mode>> {
        let line = span.of_text(text);
        // "Some hybrid meetings since": several meetings are not this one.
        let nouns = &self.language.meeting.nouns;
        let several = |w: &str| w.to_lowercase().strip_suffix('s').is_some_and(|one| nouns.iter().any(|n| n == one));
        if line.split(|c: char| !c.is_alphanumeric()).any(several) {
            return None;
        }
        let hits = self
            .modes
            .find_iter(line)
            .map(|m| (self.mode_of[m.pattern().as_usize()], Span::new(span.start + m.start(), span.start + m.end())));
        let mut hits = hits.filter(|(_, s)| at_word_borders(text, *s)).peekable();
        let (first, at) = hits.peek().copied()?;
        let all: Vec<(Mode, Span)> = hits.collect();
        // "Remote and in person".
        let both = all.windows(2).find(|pair| {
            let between = text.get(pair[0].1.end..pair[1].1.start).unwrap_or("").trim();
            pair[0].0 != pair[1].0 && (between == "/" || self.language.words.joins(between))
        });
        let both = both.map(|pair| (Mode::Hybrid, Span::new(pair[0].1.start, pair[1].1.end)));
        let hybrid = all.iter().copied().find(|(mode, _)| *mode == Mode::Hybrid).or(both);
        let (mode, at) = hybrid.unwrap_or((first, at));
        if mode == Mode::Online && self.is_beside_a_place(line, Span::new(at.start - span.start, at.end - span.start)) {
            return Some(Found::new(Mode::Hybrid, at, recogniser, confidence));
        }
        Some(Found::new(mode, at, recogniser, confidence))
    }

    /// "Room 3 (Brussels) and Webex", "the Great Hall / Zoom": whether a place is named beside a way to meet online.
    fn is_beside_a_place(&self, line: &str, online: Span) -> bool {
        let place = |part: &str| self.language.meeting.places.iter().any(|place| find_words(part, place).is_some());
        let joints = &self.language.meeting.place_joints;
        let before = line.get(..online.start).unwrap_or("");
        let joined = joints.iter().filter_map(|joint| before.rfind(joint.as_str())).max();
        let behind = line.get(online.end..).unwrap_or("");
        let next = joints.iter().filter_map(|joint| behind.find(joint.as_str()).map(|at| at + joint.len())).min();
        joined.is_some_and(|at| place(&before[..at])) || next.is_some_and(|at| place(&behind[at..]))
    }

    /// The first full date, and a time with its zone beside it.
    fn date(&self, text: &str, span: Span, recogniser: &'static str, confidence: u8, header: &mut Header) {
        let dates = self.dates.dates_in(text, span);
        if header.date.is_none() {
            let full =
                dates.iter().find_map(|d| d.year.and(d.day_near(None, Direction::Nearest)).map(|day| (day, d.span)));
            header.date = full.map(|(day, at)| Found::new(day, at, recogniser, confidence));
        }
        let Some(date) = header.date.as_ref().map(|d| d.value) else { return };
        let same_day = dates.iter().any(|d| d.day_near(Some(date), Direction::Nearest) == Some(date));
        if header.start.is_none() && same_day {
            let start = self.dates.start_in(text, span, date);
            header.start = start.map(|(at, s)| Found::new(at, s, recogniser, confidence));
        }
    }

    /// Whether a stretch could be a person's name.
    #[must_use]
    pub fn is_name(&self, words: &str) -> bool {
        looks_like_name(words, self.language)
    }
}

/// What was read from the title, and not from the opening.
fn titled<T>(found: Option<&Found<T>>) -> Option<&Found<T>> {
    found.filter(|f| f.recogniser == TITLE)
}

/// Whether a line is prose, and no title.
fn is_sentence(line: &str) -> bool {
    line.len() > 60 && (line.contains(". ") || line.ends_with(['.', ':']))
}
