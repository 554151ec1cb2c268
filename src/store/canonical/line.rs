//! Canonical N-Quads: how RDFC-1.0 writes a quad (<https://www.w3.org/TR/rdf-canon/#canonical-quads>).

use oxigraph::model::vocab::xsd;
use oxigraph::model::{BaseDirection, GraphName, LiteralRef, Quad, TermRef};
use std::fmt::Write as _;

/// Writes a quad as a line.
pub(super) fn write_line(quad: &Quad, line: &mut String) {
    // Writing to a string cannot fail.
    let _ = write!(line, "{} {} ", quad.subject, quad.predicate);
    write_term(quad.object.as_ref(), line);
    let _ = match &quad.graph_name {
        GraphName::DefaultGraph => writeln!(line, " ."),
        graph => writeln!(line, " {graph} ."),
    };
}

/// Writes a term.
pub(in super::super) fn write_term(term: TermRef<'_>, line: &mut String) {
    match term {
        TermRef::Literal(literal) => write_literal(literal, line),
        other => {
            let _ = write!(line, "{other}");
        }
    }
}

fn write_literal(literal: LiteralRef<'_>, line: &mut String) {
    match literal.language() {
        Some(language) => write_text_in(literal.value(), language, line),
        None if literal.datatype() == xsd::STRING => write_text(literal.value(), line),
        None => write_typed(literal.value(), literal.datatype().as_str(), line),
    }
    line.push_str(match literal.direction() {
        None => "",
        Some(BaseDirection::Ltr) => "--ltr",
        Some(BaseDirection::Rtl) => "--rtl",
    });
}

/// Writes a text with its language.
pub(in super::super) fn write_text_in(value: &str, language: &str, line: &mut String) {
    write_text(value, line);
    line.push('@');
    line.push_str(&language.to_ascii_lowercase());
}

/// Writes a value with the address of its datatype.
pub(in super::super) fn write_typed(value: &str, datatype: &str, line: &mut String) {
    write_text(value, line);
    line.extend(["^^<", datatype, ">"]);
}

/// Writes a text: what need not be escaped is not.
pub(in super::super) fn write_text(value: &str, line: &mut String) {
    line.push('"');
    let mut rest = value;
    // Whatever is escaped is one byte long.
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f | 0x7f)) {
        let (plain, escaped) = rest.split_at(at);
        line.push_str(plain);
        match escaped.as_bytes().first() {
            Some(b'"') => line.push_str("\\\""),
            Some(b'\\') => line.push_str("\\\\"),
            Some(b'\n') => line.push_str("\\n"),
            Some(b'\r') => line.push_str("\\r"),
            Some(b'\t') => line.push_str("\\t"),
            Some(0x8) => line.push_str("\\b"),
            Some(0xc) => line.push_str("\\f"),
            other => {
                let _ = write!(line, "\\u{:04X}", other.copied().unwrap_or_default());
            }
        }
        rest = escaped.get(1..).unwrap_or_default();
    }
    line.push_str(rest);
    line.push('"');
}
