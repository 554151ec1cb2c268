//! Addresses: which IRI a path of a request stands for, and where a document of an IRI is.

use super::form::Form;
use super::view::View;
use crate::graph::Base;
use crate::graph::vocabulary::NAMESPACE;
use oxigraph::model::NamedNode;
use oxigraph::store::StorageError;
use std::fmt::Write as _;

/// What stands at a path.
pub(super) enum Place {
    /// A thing of the graph.
    Thing(NamedNode),
    /// A document on it.
    Document(NamedNode, Form),
}

/// What stands at the path of a request (with its `/` in front, and as it was sent). A thing goes before a document whose ending its name happens to have.
pub(super) fn find(view: &View<'_>, base: &Base, path: &str) -> Result<Option<Place>, StorageError> {
    for iri in iris(base, path) {
        if view.knows(&iri)? {
            return Ok(Some(Place::Thing(iri)));
        }
    }
    let Some((stem, form)) = path.rsplit_once('.').and_then(|(stem, end)| Some((stem, Form::of_ending(end)?))) else {
        return Ok(None);
    };
    for iri in iris(base, stem) {
        if view.knows(&iri)? {
            return Ok(Some(Place::Document(iri, form)));
        }
    }
    Ok(None)
}

/// The IRIs that a path can stand for: as it was sent, with what need not be written as `%XX` written plainly, and with nothing written so.
fn iris(base: &Base, path: &str) -> Vec<NamedNode> {
    let path = path.trim_start_matches('/');
    let mut found: Vec<NamedNode> = Vec::new();
    for tail in [Some(path.to_owned()), decoded(path, false), decoded(path, true)].into_iter().flatten() {
        if let Ok(iri) = NamedNode::new(format!("{base}{tail}"))
            && !found.contains(&iri)
        {
            found.push(iri);
        }
    }
    found
}

/// A path without `%XX`; where not `all`, those stay that stand for characters with a meaning in addresses (RFC 3987, 3.2). None where it is no UTF-8 then.
fn decoded(path: &str, all: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let escaped = match (first, behind) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        match escaped {
            Some(byte) if all || !byte.is_ascii() || byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// An IRI as it can stand in a header or a link: all that is not ASCII as `%XX`.
pub(super) fn uri(iri: &str) -> String {
    let mut uri = String::with_capacity(iri.len());
    for byte in iri.bytes() {
        if byte.is_ascii_graphic() && !b"<>\"".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

/// Where the documents of a thing are, seen from the thing and from each of them: all but the ending. It is relative, so that it holds behind any proxy.
pub(super) fn stem(iri: &NamedNode) -> String {
    format!("./{}", uri(iri.as_str().rsplit('/').next().unwrap_or_default()))
}

/// Where a page leads for an IRI: to its place on this host, to the ontology, or out. None for what no browser should be sent to.
pub(in super::super) fn href(base: &Base, iri: &str) -> Option<String> {
    if let Some(path) = iri.strip_prefix(base.as_str()) {
        // A path that began with a second slash would be another host.
        return Some(format!("/{}", uri(path.trim_start_matches('/'))));
    }
    if let Some(term) = iri.strip_prefix(NAMESPACE) {
        return Some(match term {
            "" => "/ontology".to_owned(),
            term if has_page(term) => format!("/ontology/{}.html", uri(term)),
            term => format!("/ontology#{}", uri(term)),
        });
    }
    let (scheme, _) = iri.split_once(':')?;
    ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web)).then(|| uri(iri))
}

/// Whether a term of the ontology's namespace is a thing that reports speak of, with a page of its own: a process or a topic.
pub(super) fn has_page(term: &str) -> bool {
    term.strip_prefix("process/").or_else(|| term.strip_prefix("topic/")).is_some_and(|slug| !slug.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Base {
        Base::new(Base::DEFAULT).unwrap()
    }

    #[test]
    fn paths_stand_for_iris_however_they_are_escaped() {
        let found =
            |path: &str| iris(&base(), path).iter().map(|iri| iri.as_str()[22..].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("/id/person/zo%C3%A9"), ["id/person/zo%C3%A9", "id/person/zoé"]);
        assert_eq!(found("/id/person/a%2Fb"), ["id/person/a%2Fb", "id/person/a/b"]);
        assert_eq!(found("/id/report/%61aa"), ["id/report/%61aa", "id/report/aaa"]);
        // What is no IRI is none.
        assert_eq!(found("/id/person/%3E%20%3C"), ["id/person/%3E%20%3C"]);
        assert_eq!(found("/id/%FF%FE"), ["id/%FF%FE"]);
        assert!(found("/id/%zz%").iter().all(String::is_empty));
    }

    #[test]
    fn links_stay_on_the_web() {
        let to = |iri: &str| href(&base(), iri);
        assert_eq!(to("http://localhost:7878/id/person/zoé").as_deref(), Some("/id/person/zo%C3%A9"));
        assert_eq!(to("http://localhost:7878//evil.example/").as_deref(), Some("/evil.example/"));
        assert_eq!(to("https://w3id.org/rapporteur/status/present").as_deref(), Some("/ontology#status/present"));
        assert_eq!(to("https://w3id.org/rapporteur/process/a").as_deref(), Some("/ontology/process/a.html"));
        assert_eq!(to("https://example.org/\"x").as_deref(), Some("https://example.org/%22x"));
        assert_eq!((to("javascript:alert(1)"), to("data:text/html,x"), to("urn:x")), (None, None, None));
    }
}
