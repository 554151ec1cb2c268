//! Fields: text that Word computes. What was computed last stands between two marks, behind the instruction.

use crate::document::Unreadable;
use std::rc::Rc;

/// No field holds more fields in each other.
const MAX_NESTED: usize = 64;

#[derive(Debug, Default)]
struct Field {
    instruction: String,
    /// Its result has begun.
    result: bool,
    /// The result is nothing to be read: the page number of a table of contents.
    silent: bool,
    link: Option<Rc<str>>,
    /// A check box of a form.
    check: Option<bool>,
}

/// The open fields.
#[derive(Debug, Default)]
pub(super) struct Fields {
    open: Vec<Field>,
}

impl Fields {
    /// A field begins.
    pub(super) fn begin(&mut self) -> Result<(), Unreadable> {
        if self.open.len() >= MAX_NESTED {
            return Err(Unreadable::Damaged);
        }
        self.open.push(Field::default());
        Ok(())
    }

    /// More of the innermost field's instruction.
    pub(super) fn instruct(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut().filter(|field| !field.result) {
            field.instruction.push_str(text);
        }
    }

    /// The innermost field is a check box, or is said to be checked or not.
    pub(super) fn check(&mut self, checked: bool) {
        if let Some(field) = self.open.last_mut() {
            field.check = Some(checked);
        }
    }

    /// Whether the innermost field is a check box.
    pub(super) fn is_check(&self) -> bool {
        self.open.last().is_some_and(|field| field.check.is_some())
    }

    /// The result of the innermost field begins.
    pub(super) fn result(&mut self) {
        if let Some(field) = self.open.last_mut() {
            field.result = true;
            let mut words = words(&field.instruction).into_iter();
            let name = words.next().unwrap_or_default().to_ascii_uppercase();
            field.silent = name == "PAGEREF" || name == "FORMCHECKBOX";
            if name == "HYPERLINK" {
                field.link = target(words).map(Into::into);
            }
        }
    }

    /// The innermost field ends; returns its check box, if it is one.
    pub(super) fn end(&mut self) -> Option<bool> {
        self.open.pop().and_then(|field| field.check)
    }

    /// Whether text that stands here is to be read: in no field, or in results only.
    pub(super) fn are_readable(&self) -> bool {
        self.open.iter().all(|field| field.result && !field.silent)
    }

    /// Where the innermost link leads that text stands in.
    pub(super) fn link(&self) -> Option<&Rc<str>> {
        self.open.iter().rev().find_map(|field| field.link.as_ref())
    }
}

/// The address in the words of a HYPERLINK instruction: the first that is neither a switch nor what a switch takes.
fn target(words: impl Iterator<Item = String>) -> Option<String> {
    let mut taken = false;
    for word in words {
        match word.strip_prefix('\\') {
            Some("l" | "o" | "t" | "s") => taken = true,
            Some(_) => {}
            None if taken => taken = false,
            None => return Some(word),
        }
    }
    None
}

/// The words of an instruction; those in quotation marks are one, and a backslash in them stands before another or a mark.
fn words(instruction: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = instruction.trim_start();
    while let Some(first) = rest.chars().next() {
        if first == '"' {
            let (mut word, mut end, mut escaped) = (String::new(), rest.len(), false);
            for (at, c) in rest.char_indices().skip(1) {
                match c {
                    '\\' if !escaped => escaped = true,
                    '"' if !escaped => {
                        end = at + 1;
                        break;
                    }
                    c => {
                        word.push(c);
                        escaped = false;
                    }
                }
            }
            words.push(word);
            rest = rest[end..].trim_start();
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            words.push(rest[..end].to_owned());
            rest = rest[end..].trim_start();
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::Fields;

    fn link(instruction: &str) -> Option<String> {
        let mut fields = Fields::default();
        fields.begin().unwrap();
        fields.instruct(instruction);
        assert!(!fields.are_readable());
        fields.result();
        fields.link().map(ToString::to_string)
    }

    #[test]
    fn links_of_instructions() {
        let to = |address: &str| Some(address.to_owned());
        assert_eq!(link(" HYPERLINK \"https://example.org/a b\" "), to("https://example.org/a b"));
        assert_eq!(link("hyperlink https://example.org/c \\h"), to("https://example.org/c"));
        assert_eq!(link("HYPERLINK \\l \"_Toc1\" \\h"), None);
        assert_eq!(link("HYPERLINK \\o \"tip\" \"https://example.org/d\""), to("https://example.org/d"));
        assert_eq!(link("DATE \\@ \"d MMMM\""), None);
        assert_eq!(link("HYPERLINK \"unclosed"), to("unclosed"));
    }

    #[test]
    fn page_numbers_of_contents_are_silent() {
        let mut fields = Fields::default();
        assert!(fields.are_readable());
        fields.begin().unwrap();
        fields.instruct(" PAGEREF _Toc1 \\h ");
        fields.result();
        assert!(!fields.are_readable());
        assert_eq!(fields.end(), None);
        assert_eq!(fields.end(), None, "one end too many");
    }
}
