//! Law 1: what a node quotes is what its report's text has at its place.

use super::{Kind, Violation, about, as_node, excerpt, graph_name, name_of};
use crate::graph::vocabulary::rap;
use oxigraph::model::{NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{StorageError, Store};
use std::collections::BTreeSet;

/// Finds every quote that its report does not bear out. A report's text is indexed once for all its quotes.
pub(super) fn check(store: &Store, found: &mut Vec<Violation>) -> Result<(), StorageError> {
    let mut reports = BTreeSet::new();
    for quad in store.quads_for_pattern(None, Some(rap::TEXT), None, None) {
        reports.insert(name_of(&quad?.subject));
    }
    for quad in store.quads_for_pattern(None, Some(rap::TEXT), None, None) {
        report(store, &quad?, found)?;
    }
    for quad in store.quads_for_pattern(None, Some(rap::QUOTE), None, None) {
        homeless(store, &quad?, &reports, found)?;
    }
    Ok(())
}

/// Checks all nodes of one report; `text` is the quad with its text.
fn report(store: &Store, text: &Quad, found: &mut Vec<Violation>) -> Result<(), StorageError> {
    let Term::Literal(literal) = &text.object else {
        found.push(violation(&text.subject, text, "the text of the report is no literal".to_owned()));
        return Ok(());
    };
    let text_of = Text::new(literal.value());
    let report = Term::from(text.subject.clone());
    for quad in store.quads_for_pattern(None, Some(rap::IN_REPORT), Some(report.as_ref()), None) {
        let quad = quad?;
        if let Err(message) = span(&about(store, &quad.subject)?, &text_of) {
            found.push(violation(&quad.subject, &quad, message));
        }
    }
    Ok(())
}

/// A quote must lie in a report, and the report must have a text.
fn homeless(
    store: &Store,
    quote: &Quad,
    reports: &BTreeSet<String>,
    found: &mut Vec<Violation>,
) -> Result<(), StorageError> {
    let mut any = false;
    for quad in store.quads_for_pattern(Some(quote.subject.as_ref()), Some(rap::IN_REPORT), None, None) {
        any = true;
        let object = quad?.object;
        if !as_node(&object).is_some_and(|node| reports.contains(&name_of(&node))) {
            found.push(violation(&quote.subject, quote, format!("its report {object} has no text in the store")));
        }
    }
    if !any {
        found.push(violation(&quote.subject, quote, "it has a quote and names no report".to_owned()));
    }
    Ok(())
}

/// Whether the one start, end and quote among a node's quads agree with the text.
fn span(quads: &[Quad], text: &Text<'_>) -> Result<(), String> {
    let (start, end) = (offset(quads, rap::START, "start")?, offset(quads, rap::END, "end")?);
    let quote = only(quads, rap::QUOTE, "quote")?;
    let place = || format!("{start}..{end}");
    if start < 0 || end < 0 {
        return Err(format!("its offsets {} are negative", place()));
    }
    if end <= start {
        return Err(format!("its offsets {} are reversed or empty", place()));
    }
    let slice =
        usize::try_from(start).ok().zip(usize::try_from(end).ok()).and_then(|(start, end)| text.slice(start, end));
    match slice {
        None => Err(format!("its offsets {} lie outside the text of {} code points", place(), text.points)),
        Some(slice) if slice == quote => Ok(()),
        Some(slice) => {
            Err(format!("it quotes \"{}\", but the text has \"{}\" at {}", excerpt(quote), excerpt(slice), place()))
        }
    }
}

/// The value of a property that must have one value, a literal.
fn only<'q>(quads: &'q [Quad], property: NamedNodeRef<'_>, name: &str) -> Result<&'q str, String> {
    let values: BTreeSet<&str> = quads
        .iter()
        .filter(|q| q.predicate == property)
        .map(|q| if let Term::Literal(literal) = &q.object { literal.value() } else { "" })
        .collect();
    match values.len() {
        1 => Ok(values.first().copied().unwrap_or_default()),
        n => Err(format!("it has {n} values of rap:{name}, where one is needed")),
    }
}

/// The value of a property that must be one integer.
fn offset(quads: &[Quad], property: NamedNodeRef<'_>, name: &str) -> Result<i64, String> {
    let value = only(quads, property, name)?;
    value.parse().map_err(|_| format!("its rap:{name} \"{}\" is no integer", excerpt(value)))
}

fn violation(node: &NamedOrBlankNode, quad: &Quad, message: String) -> Violation {
    Violation { kind: Kind::Evidence, node: name_of(node), graph: graph_name(&quad.graph_name), message }
}

/// A text that can be cut at code points.
struct Text<'t> {
    whole: &'t str,
    /// How many code points it has.
    points: usize,
    /// The byte at which every 64th code point begins.
    marks: Vec<usize>,
}

impl<'t> Text<'t> {
    const STEP: usize = 64;

    fn new(text: &'t str) -> Self {
        let marks = text.char_indices().step_by(Self::STEP).map(|(byte, _)| byte).collect();
        Self { whole: text, points: text.chars().count(), marks }
    }

    /// The byte at which a code point begins; the end of the text for the one after the last.
    fn byte(&self, point: usize) -> Option<usize> {
        if point == self.points {
            return Some(self.whole.len());
        }
        let mark = *self.marks.get(point / Self::STEP)?;
        let (step, _) = self.whole.get(mark..)?.char_indices().nth(point % Self::STEP)?;
        Some(mark + step)
    }

    fn slice(&self, start: usize, end: usize) -> Option<&'t str> {
        self.whole.get(self.byte(start)?..self.byte(end)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Base;
    use oxigraph::model::{Literal, NamedNode};

    const TEXT: &str = "Wolfgang Kleinwächter asked to get an update.";

    fn store(start: i64, end: i64, quote: &str) -> Store {
        let base = Base::new(Base::DEFAULT).unwrap();
        let (report, mention) = (base.id("report", "d"), base.id("mention", "d-1"));
        let store = Store::new().unwrap();
        let add = |s: &NamedNode, p: NamedNodeRef<'_>, o: Term| {
            store.insert(&Quad::new(s.clone(), p, o, report.clone())).unwrap();
        };
        add(&report, rap::TEXT, Literal::from(TEXT).into());
        add(&mention, rap::IN_REPORT, report.clone().into());
        add(&mention, rap::START, Literal::from(start).into());
        add(&mention, rap::END, Literal::from(end).into());
        add(&mention, rap::QUOTE, Literal::from(quote).into());
        store
    }

    fn messages(store: &Store) -> Vec<String> {
        let mut found = Vec::new();
        check(store, &mut found).unwrap();
        found.into_iter().map(|v| v.message).collect()
    }

    #[test]
    fn a_quote_is_counted_in_code_points() {
        assert_eq!(messages(&store(9, 21, "Kleinwächter")), Vec::<String>::new());
        assert_eq!(messages(&store(40, 45, "date.")), Vec::<String>::new());
    }

    #[test]
    fn altered_offsets_are_told() {
        let expect = "it quotes \"Kleinwächter\", but the text has \"leinwächter \" at 10..22";
        assert_eq!(messages(&store(10, 22, "Kleinwächter")), [expect]);
        assert_eq!(
            messages(&store(9, 90, "Kleinwächter")),
            ["its offsets 9..90 lie outside the text of 45 code points"]
        );
        assert_eq!(messages(&store(21, 9, "Kleinwächter")), ["its offsets 21..9 are reversed or empty"]);
        assert_eq!(messages(&store(-1, 9, "Wolfgang ")), ["its offsets -1..9 are negative"]);
    }

    #[test]
    fn a_second_value_is_told() {
        let store = store(9, 21, "Kleinwächter");
        let base = Base::new(Base::DEFAULT).unwrap();
        let second = Quad::new(base.id("mention", "d-1"), rap::END, Literal::from(22), base.resolution_graph());
        store.insert(&second).unwrap();
        assert_eq!(messages(&store), ["it has 2 values of rap:end, where one is needed"]);
    }

    #[test]
    fn a_quote_without_its_report_is_told() {
        let base = Base::new(Base::DEFAULT).unwrap();
        let (store, graph) = (Store::new().unwrap(), base.id("report", "d"));
        let (one, two) = (base.id("mention", "d-1"), base.id("mention", "d-2"));
        store.insert(&Quad::new(one.clone(), rap::QUOTE, Literal::from("x"), graph.clone())).unwrap();
        store.insert(&Quad::new(one, rap::IN_REPORT, base.id("report", "gone"), graph.clone())).unwrap();
        store.insert(&Quad::new(two, rap::QUOTE, Literal::from("x"), graph)).unwrap();
        let mut told = messages(&store);
        told.sort();
        assert_eq!(told[0], "it has a quote and names no report");
        assert!(told[1].ends_with("id/report/gone> has no text in the store"), "{told:?}");
    }

    #[test]
    fn long_texts_are_cut_right() {
        let long = "äbc€".repeat(200);
        let text = Text::new(&long);
        for start in [0, 1, 63, 64, 65, 400, 799] {
            let expect: String = long.chars().skip(start).take(1).collect();
            assert_eq!(text.slice(start, start + 1), Some(expect.as_str()));
        }
        assert_eq!(text.slice(799, 801), None);
    }
}
