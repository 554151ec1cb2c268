//! How large and how deep the text of a query or an update is, looked at before a parser sees it.
//!
//! Parser and evaluator call themselves for each level, and for each member of a chain (`UNION`, `+`), and the parser's time grows with the square of some
//! kinds of nesting. Both are bounded by the text alone: its depth, and the length of what is no data.

/// What of a query or an update costs more than its length says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// How deep brackets, quoted triples and signs before an operand are nested at most.
    pub depth: usize,
    /// How many bytes an operation has at most, without what stands in `INSERT DATA { … }` and `DELETE DATA { … }`.
    pub patterns: usize,
}

impl Shape {
    /// The shape of a text, right or wrong. Brackets and signs in texts, comments and addresses do not count.
    ///
    /// ```
    /// use rapporteur::sparql::Shape;
    ///
    /// let shape = Shape::of(r#"INSERT DATA { <a> <b> "((((" } ; CLEAR ALL"#);
    /// assert_eq!((shape.depth, shape.patterns), (1, "INSERT DATA  ".len()));
    /// ```
    #[must_use]
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (mut open, mut signs, mut deepest) = (0_usize, 0_usize, 0_usize);
        let (mut patterns, mut longest) = (0_usize, 0_usize);
        // Data begins with the brace after the word, and ends where that one is closed.
        let (mut after_data, mut in_data) = (false, false);
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let rest = bytes.get(at..).unwrap_or_default();
            let token = token(rest);
            let was_in_data = in_data;
            match byte {
                b'(' | b'[' | b'{' => {
                    in_data |= open == 0 && after_data && *byte == b'{';
                    open += 1;
                }
                b'<' if token == 2 => open += 1,
                b')' | b']' | b'}' => open = open.saturating_sub(1),
                b'>' if token == 2 => open = open.saturating_sub(1),
                _ => {}
            }
            in_data &= open > 0;
            if *byte == b';' && open == 0 {
                patterns = 0;
            } else if !(was_in_data || in_data) {
                patterns += token;
            }
            let is_space = byte.is_ascii_whitespace() || *byte == b'#';
            match byte {
                b'!' | b'^' | b'-' | b'+' => signs += 1,
                _ if is_space => {}
                _ => signs = 0,
            }
            if !is_space {
                after_data = rest.get(..token).is_some_and(|word| word.eq_ignore_ascii_case(b"data"));
            }
            deepest = deepest.max(open).max(signs);
            longest = longest.max(patterns);
            at += token;
        }
        Self { depth: deepest, patterns: longest }
    }
}

/// How many bytes the first token has: a text, a comment, an address, a word, a bracket of a quoted triple, or one byte of anything else.
pub(super) fn token(text: &[u8]) -> usize {
    match text {
        [quote @ (b'"' | b'\''), ..] => quoted(text, *quote),
        [b'#', ..] => text.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(text.len()),
        // A sign after a backslash is part of a name.
        [b'<', b'<', ..] | [b'>', b'>', ..] | [b'\\', _, ..] => 2,
        [b'<', ..] => address(text).unwrap_or(1),
        [first, ..] if is_of_word(*first) => text.iter().position(|byte| !is_of_word(*byte)).unwrap_or(text.len()),
        _ => 1,
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// The length of a text with its quotation marks; that of the mark alone where none ends it.
fn quoted(text: &[u8], quote: u8) -> usize {
    let is_long = text.starts_with(&[quote; 3]);
    let mark = if is_long { 3 } else { 1 };
    let mut at = mark;
    while let Some(byte) = text.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' | b'\r' if !is_long => return mark,
            byte if *byte == quote
                && (!is_long || text.get(at..).is_some_and(|rest| rest.starts_with(&[quote; 3]))) =>
            {
                return at + mark;
            }
            _ => {}
        }
        at += 1;
    }
    mark
}

/// The length of an address in angle brackets (SPARQL 1.1, rule `IRIREF`), where this is one.
fn address(text: &[u8]) -> Option<usize> {
    let end = text.iter().skip(1).position(|byte| *byte <= b' ' || b"<>\"{}|^`\\".contains(byte))? + 1;
    (text.get(end) == Some(&b'>')).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth(text: &str) -> usize {
        Shape::of(text).depth
    }

    #[test]
    fn brackets_and_signs_are_counted_where_they_nest() {
        for (text, deep) in [
            ("SELECT * { ?s ?p ?o }", 1),
            ("SELECT * { FILTER(((1))) } # (((((", 4),
            ("ASK { FILTER(!!!!! true) }", 5),
            ("ASK { FILTER(! # no\n ! ! true) }", 3),
            ("ASK { << << ?a ?b ?c >> ?d ?e >> ?f ?g }", 3),
            ("ASK { <<<a> <b> <c>>> <d> <e> }", 2),
            ("ASK { ?s <http://example.org/(((((#a> ?o }", 1),
            ("ASK { FILTER(1<2 && 3>(((2)))) }", 5),
            (r#"ASK { VALUES ?x { "((((((" '[[[[[[' """ { " ( "" [ \""" {""" '-----' } }"#, 2),
            (r#"ASK { VALUES ?x { "))))" } FILTER((")" = (")" = (")"))))"#, 5),
            (r"ASK { ?s ex:it\'s (((1))) ; ex:b\'s 1 }", 4),
            ("ASK { \"((( }", 4),
            ("", 0),
        ] {
            assert_eq!(depth(text), deep, "{text}");
        }
    }

    #[test]
    fn closing_brackets_in_texts_hide_no_depth() {
        for hidden in ["(\")\"=", "(#)\n", "(<)>+", "(')'+"] {
            assert_eq!(depth(&format!("ASK {{ FILTER({}1", hidden.repeat(200))), 202, "{hidden}");
        }
    }

    #[test]
    fn data_is_told_from_patterns() {
        let data = "INSERT DATA { GRAPH <g> { <a> <b> 1 } }";
        assert_eq!(Shape::of(data).patterns, "INSERT DATA ".len());
        let both = format!("{data};DELETE WHERE {{ ?data ?b ?c }}");
        assert_eq!(Shape::of(&both).patterns, "DELETE WHERE { ?data ?b ?c }".len());
        assert_eq!(Shape::of(&format!("{data};").repeat(100)).patterns, "INSERT DATA ".len());
        let pattern = "DELETE { ?s ?p ?o } WHERE { ?s ?p \"data\" {} }";
        assert_eq!(Shape::of(pattern).patterns, pattern.len());
    }
}
