//! What a browser prints before the items of a list.

use super::tree::Tag;
use crate::document::docx::roman;
use crate::document::paragraph::BULLET;

/// An open list.
#[derive(Debug)]
pub(super) struct List {
    /// How its items are numbered; nothing for a list without numbers.
    format: Option<Format>,
    next: i64,
    step: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Decimal,
    Letter {
        capital: bool,
    },
    Roman {
        capital: bool,
    },
    /// Counted, and not shown.
    Unseen,
}

impl List {
    /// The list that an element opens.
    pub(super) fn of(tag: &Tag<'_>) -> Self {
        if tag.name != "ol" {
            return Self { format: None, next: 1, step: 1 };
        }
        let styles = [
            ("lower-alpha", Format::Letter { capital: false }),
            ("lower-latin", Format::Letter { capital: false }),
            ("upper-alpha", Format::Letter { capital: true }),
            ("upper-latin", Format::Letter { capital: true }),
            ("lower-roman", Format::Roman { capital: false }),
            ("upper-roman", Format::Roman { capital: true }),
            ("list-style:none", Format::Unseen),
            ("list-style-type:none", Format::Unseen),
        ];
        let styled = || styles.into_iter().find(|(saying, _)| tag.is_styled(saying)).map(|(_, format)| format);
        let format = match tag.attribute("type").as_deref().map(str::trim) {
            Some("a") => Format::Letter { capital: false },
            Some("A") => Format::Letter { capital: true },
            Some("i") => Format::Roman { capital: false },
            Some("I") => Format::Roman { capital: true },
            _ => styled().unwrap_or(Format::Decimal),
        };
        let reversed = tag.node.has_attr("reversed");
        let items = || {
            tag.node.element_children().iter().filter(|child| &*child.node_name().unwrap_or_default() == "li").count()
        };
        let first = if reversed { i64::try_from(items()).unwrap_or(i64::MAX) } else { 1 };
        let next = tag.number("start").unwrap_or(first);
        Self { format: Some(format), next, step: if reversed { -1 } else { 1 } }
    }

    /// The marker of its next item; nothing where none is shown.
    pub(super) fn marker(&mut self, item: &Tag<'_>) -> Option<String> {
        let Some(format) = self.format else { return Some(BULLET.to_owned()) };
        let number = item.number("value").unwrap_or(self.next);
        self.next = number.saturating_add(self.step);
        let case = |text: String, capital: bool| if capital { text } else { text.to_lowercase() };
        let printed = match (format, usize::try_from(number)) {
            (Format::Unseen, _) => return None,
            (Format::Letter { capital }, Ok(number @ 1..)) => case(letters(number), capital),
            (Format::Roman { capital }, Ok(number)) => case(roman(number), capital),
            _ => number.to_string(),
        };
        Some(format!("{printed}."))
    }
}

/// A, B, … Z, AA, AB: browsers count on as in the columns of a sheet.
fn letters(mut number: usize) -> String {
    let mut reversed = Vec::new();
    while number > 0 {
        number -= 1;
        reversed.push(char::from(b'A' + u8::try_from(number % 26).unwrap_or(0)));
        number /= 26;
    }
    reversed.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn letters_go_on() {
        assert_eq!([1, 26, 27, 28, 702, 703].map(letters), ["A", "Z", "AA", "AB", "ZZ", "AAA"]);
    }
}
