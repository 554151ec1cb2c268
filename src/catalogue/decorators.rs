//! The lines at the head of a `.rq` file that begin with `#+`.
//!
//! They are YAML, of which the catalogue uses a plain part: `key: value`, further lines of a value indented below it, and
//! lists of `- item`.

use std::collections::BTreeMap;

/// What the head of a query says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Decorators {
    /// One sentence.
    pub(super) summary: String,
    /// More of it, on one line a paragraph.
    pub(super) description: String,
    /// Words to group queries by.
    pub(super) tags: Vec<String>,
    /// Parameter names with the value that is taken when none is given.
    pub(super) defaults: BTreeMap<String, String>,
}

/// Reads the decorators of a query's text; keys that the catalogue does not use are skipped.
pub(super) fn read(text: &str) -> Decorators {
    let mut decorators = Decorators::default();
    let mut key = String::new();
    for line in text.lines().filter_map(|line| line.trim_start().strip_prefix("#+")) {
        let content = line.trim();
        let indented = line.starts_with("  ") || line.starts_with('\t');
        if let Some(item) = content.strip_prefix("- ") {
            add_item(&mut decorators, &key, item.trim());
        } else if indented {
            add_text(&mut decorators, &key, content);
        } else if let Some((name, value)) = content.split_once(':') {
            name.trim().clone_into(&mut key);
            let value = value.trim();
            // The marks of a YAML block only say that the value stands below.
            if !matches!(value, "|" | ">" | "|-" | ">-") {
                add_text(&mut decorators, &key, unquoted(value));
            }
        }
    }
    decorators
}

fn add_text(decorators: &mut Decorators, key: &str, text: &str) {
    let field = match key {
        "summary" => &mut decorators.summary,
        "description" => &mut decorators.description,
        _ => return,
    };
    if text.is_empty() {
        if !field.is_empty() {
            field.push('\n');
        }
        return;
    }
    if !field.is_empty() && !field.ends_with('\n') {
        field.push(' ');
    }
    field.push_str(text);
}

fn add_item(decorators: &mut Decorators, key: &str, item: &str) {
    match key {
        "tags" => decorators.tags.push(unquoted(item).to_owned()),
        "defaults" => {
            if let Some((name, value)) = item.split_once(':') {
                decorators.defaults.insert(name.trim().to_owned(), unquoted(value.trim()).to_owned());
            }
        }
        _ => {}
    }
}

/// A YAML scalar without the quotes that may stand around it.
fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_each_kind_of_decorator() {
        let text = "#+ summary: Who was there\n#+ description:\n#+   One row a person,\n#+   with the status.\n#+ tags:\n#+   - people\n\
                    #+   - \"meetings\"\n#+ endpoint: http://example.org/sparql\n#+ defaults:\n#+   - topic: \"Global: Compact\"\n\
                    #+   - day: 2024-10-31\n\n# a comment: no decorator\nSELECT * {}";
        let decorators = read(text);
        assert_eq!(decorators.summary, "Who was there");
        assert_eq!(decorators.description, "One row a person, with the status.");
        assert_eq!(decorators.tags, ["people", "meetings"]);
        assert_eq!(decorators.defaults["topic"], "Global: Compact");
        assert_eq!(decorators.defaults["day"], "2024-10-31");
    }

    #[test]
    fn a_block_mark_and_an_empty_line_are_no_words() {
        let text = "#+ description: |\n#+   First.\n#+   \n#+   Second: with a colon.\n";
        assert_eq!(read(text).description, "First.\nSecond: with a colon.");
    }

    #[test]
    fn a_query_without_a_head_has_none() {
        assert_eq!(read("SELECT * {}"), Decorators::default());
    }
}
