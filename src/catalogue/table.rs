//! Answers as a table of HTML, for people. Whatever the graph holds is shown as text.

use super::results::{Extent, ResultsError};
use crate::sparql::EvaluationError;
use maud::{Markup, html};
use oxigraph::model::{Term, TermRef};
use oxigraph::sparql::QueryResults;
use std::io::Write;

/// Writes a `table` element; whether there is more than was wanted. `rows` counts those that are written.
pub(super) fn write(
    results: QueryResults<'_>,
    extent: Extent,
    writer: &mut impl Write,
    rows: &mut usize,
) -> Result<bool, ResultsError> {
    let mut more = false;
    match results {
        QueryResults::Boolean(value) => {
            *rows = 1;
            writer.write_all(html! { p { strong { (if value { "yes" } else { "no" }) } } }.into_string().as_bytes())?;
        }
        QueryResults::Solutions(solutions) => {
            let names: Vec<String> = solutions.variables().iter().map(|name| name.as_str().to_owned()).collect();
            head(&names, writer)?;
            for solution in solutions {
                if extent.ends(*rows)? {
                    more = true;
                    break;
                }
                let solution = solution.map_err(EvaluationError::from)?;
                row(names.iter().map(|name| solution.get(name.as_str()).map(Term::as_ref)), writer)?;
                *rows += 1;
            }
            writer.write_all(b"</tbody></table></div>\n")?;
        }
        QueryResults::Graph(triples) => {
            head(&["subject", "property", "object"].map(str::to_owned), writer)?;
            for triple in triples {
                if extent.ends(*rows)? {
                    more = true;
                    break;
                }
                let triple = triple.map_err(EvaluationError::from)?;
                let terms = [triple.subject.as_ref().into(), triple.predicate.as_ref().into(), triple.object.as_ref()];
                row(terms.into_iter().map(Some), writer)?;
                *rows += 1;
            }
            writer.write_all(b"</tbody></table></div>\n")?;
        }
    }
    Ok(more)
}

fn head(names: &[String], writer: &mut impl Write) -> Result<(), ResultsError> {
    let names = html! { tr { @for name in names { th scope="col" { (name) } } } }.into_string();
    // Wide tables are moved inside of their frame, also with the keys.
    writer.write_all(b"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Answer\"><table><thead>")?;
    writer.write_all(names.as_bytes())?;
    Ok(writer.write_all(b"</thead><tbody>\n")?)
}

fn row<'t>(terms: impl Iterator<Item = Option<TermRef<'t>>>, writer: &mut impl Write) -> Result<(), ResultsError> {
    let row = html! { tr { @for term in terms { (cell(term)) } } "\n" }.into_string();
    Ok(writer.write_all(row.as_bytes())?)
}

/// One value: an address of the web as a link, text in the direction of its writing.
fn cell(term: Option<TermRef<'_>>) -> Markup {
    html! {
        @match term {
            None => td {},
            Some(TermRef::NamedNode(node)) if is_web(node.as_str()) => {
                td { a href=(node.as_str()) rel="nofollow" { (node.as_str()) } }
            },
            Some(TermRef::NamedNode(node)) => td { code { (node.as_str()) } },
            Some(TermRef::Literal(literal)) => td dir="auto" lang=[literal.language()] { (literal.value()) },
            Some(other) => td { code { (other.to_string()) } },
        }
    }
}

/// Whether a browser may follow an address: `javascript:` and the like are no links.
fn is_web(iri: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| iri.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{BlankNodeRef, LiteralRef, NamedNodeRef};

    fn shown(term: TermRef<'_>) -> String {
        cell(Some(term)).into_string()
    }

    #[test]
    fn what_the_graph_holds_is_shown_and_never_run() {
        let evil = LiteralRef::new_simple_literal("<script>alert('1')</script>");
        assert_eq!(shown(evil.into()), "<td dir=\"auto\">&lt;script&gt;alert('1')&lt;/script&gt;</td>");
        let script = NamedNodeRef::new_unchecked("javascript:alert(1)");
        assert_eq!(shown(script.into()), "<td><code>javascript:alert(1)</code></td>");
        let quoted = NamedNodeRef::new_unchecked("http://e.org/\" onclick=\"x");
        assert!(!shown(quoted.into()).contains("\" onclick=\""));
    }

    #[test]
    fn addresses_are_links_and_texts_say_their_language() {
        let node = NamedNodeRef::new_unchecked("https://example.org/a?b&c");
        let link =
            "<td><a href=\"https://example.org/a?b&amp;c\" rel=\"nofollow\">https://example.org/a?b&amp;c</a></td>";
        assert_eq!(shown(node.into()), link);
        let text = LiteralRef::new_language_tagged_literal_unchecked("שלום", "he");
        assert_eq!(shown(text.into()), "<td dir=\"auto\" lang=\"he\">שלום</td>");
        assert_eq!(shown(BlankNodeRef::new_unchecked("a").into()), "<td><code>_:a</code></td>");
        assert_eq!(cell(None).into_string(), "<td></td>");
    }
}
