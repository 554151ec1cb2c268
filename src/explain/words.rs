//! An explanation in words.

use super::{Explanation, Judged, MentionedIn, NameMeaning, Named, Passage};
use std::fmt::{self, Display, Formatter};

impl Display for Explanation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.label {
            Some(label) => writeln!(f, "{} <{}>", plain(label), self.iri)?,
            None => writeln!(f, "<{}>", self.iri)?,
        }
        let rejected = if self.rejected { ", rejected by a curator: no query gives it" } else { "" };
        writeln!(f, "What it is: {}{rejected}", self.classes.join(", "))?;
        for fact in &self.says {
            let values = if fact.values.is_empty() { "nothing".to_owned() } else { plain(&fact.values.join("; ")) };
            match fact.read.as_slice() {
                [] => writeln!(f, "  {}: {values}", fact.property)?,
                read => writeln!(
                    f,
                    "  {}: {values} (a curator's word; read as {})",
                    fact.property,
                    plain(&read.join("; "))
                )?,
            }
        }
        part(f, "On which words it rests", &self.evidence)?;
        part(f, "Whom and what its names mean", &self.names)?;
        part(f, "Where it is named", &self.mentioned)?;
        part(f, "What curators say", &self.judgements)?;
        if self.shortened {
            writeln!(f, "\nThere is more; this is the first of it.")?;
        }
        Ok(())
    }
}

fn part(f: &mut Formatter<'_>, title: &str, lines: &[impl Display]) -> fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n{title}")?;
    lines.iter().try_for_each(|line| write!(f, "{line}"))
}

impl Display for Passage {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let about = self.property.as_ref().map(|property| format!("{property}: ")).unwrap_or_default();
        writeln!(f, "  {about}{}, characters {} to {}", plain(&self.path), self.start, self.end)?;
        writeln!(f, "    {}»{}«{}", plain(&self.before), plain(&self.quote), plain(&self.after))?;
        writeln!(f, "    read by {} with confidence {}", self.recogniser, self.confidence)
    }
}

impl Display for NameMeaning {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let about = self.property.as_ref().map(|property| format!("{property}: ")).unwrap_or_default();
        let quote = plain(&self.quote);
        if self.means.is_empty() {
            writeln!(f, "  {about}“{quote}” is left open: {}", self.because)?;
        } else {
            writeln!(f, "  {about}“{quote}” means {}: {}", list(&self.means), self.because)?;
        }
        if !self.alternatives.is_empty() {
            writeln!(f, "    also weighed: {}", list(&self.alternatives))?;
        }
        // The name itself was shown above already.
        if self.property.is_some() { writeln!(f, "    the name: <{}>", self.mention) } else { Ok(()) }
    }
}

impl Display for MentionedIn {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let times = if self.mentions == 1 { "once".to_owned() } else { format!("{} times", self.mentions) };
        let forms: Vec<String> = self.forms.iter().map(|form| format!("“{}”", plain(form))).collect();
        writeln!(f, "  {}, {times} as {}: {}", plain(&self.path), forms.join(", "), self.because)
    }
}

impl Display for Judged {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  {}, {}: {}, since: {}",
            plain(&self.curator),
            self.created,
            plain(&self.decision),
            plain(&self.reason)
        )?;
        if self.withdrawn {
            let by = self.withdrawn_by.as_deref().map(|by| format!(" by {}", plain(by))).unwrap_or_default();
            let on = self.withdrawn_on.as_deref().map(|on| format!(", {on}")).unwrap_or_default();
            let reason =
                self.withdrawal_reason.as_deref().map(|r| format!(", since: {}", plain(r))).unwrap_or_default();
            writeln!(f, "    withdrawn{by}{on}{reason}")?;
        }
        writeln!(f, "    <{}>", self.iri)
    }
}

fn list(names: &[Named]) -> String {
    names.iter().map(|named| format!("{} <{}>", plain(&named.label), named.iri)).collect::<Vec<_>>().join(", ")
}

/// Text on one line: what stands in a report must not reach the terminal as a control character.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
