//! Tests that are requests and what they must be answered with: the protocol, and the graph store protocol.

use super::manifest::{MF, Manifest, Test, graph, graph_of, node};
use super::{TOKEN, Verdict, evaluation};
use crate::served::{Reply, Server};
use oxigraph::io::RdfFormat;
use oxigraph::model::Term;
use oxigraph::model::dataset::CanonicalizationAlgorithm;

const HT: &str = "http://www.w3.org/2011/http#";
const UT: &str = "http://www.w3.org/2009/sparql/tests/test-update#";
const CHARS: &str = "http://www.w3.org/2011/content#chars";

/// Sends the requests of a test one after the other.
pub(crate) fn run(server: &Server, manifest: &Manifest, test: &Test) -> Verdict {
    evaluation::clear(server)?;
    for data in manifest.values(test.node.as_ref(), &format!("{UT}graphData")) {
        let file = manifest.text(&data, &format!("{UT}graph")).unwrap();
        let name = manifest.text(&data, "http://www.w3.org/2000/01/rdf-schema#label").unwrap();
        evaluation::put(server, Some(&name), &graph_of(&file))?;
    }
    let action = manifest.value(test.node.as_ref(), &format!("{MF}action")).unwrap();
    let requests = manifest.value(node(&action).unwrap().as_ref(), &format!("{HT}requests")).unwrap();
    let mut location = None;
    for (at, request) in manifest.list(&requests).iter().enumerate() {
        let reply = send(server, manifest, request, location.as_deref());
        check(manifest, request, &reply).map_err(|why| format!("request {}: {why}", at + 1))?;
        location = reply.headers.get("location").cloned().or(location);
    }
    Ok(())
}

/// Sends a request to the address that takes its part: updates and queries have one each here.
fn send(server: &Server, manifest: &Manifest, request: &Term, location: Option<&str>) -> Reply {
    let said = |property: &str| manifest.text(request, &format!("{HT}{property}")).unwrap_or_default();
    let subject = node(request).unwrap();
    let body = manifest.value(subject.as_ref(), &format!("{HT}body"));
    let text = body.as_ref().and_then(|body| manifest.text(body, CHARS)).unwrap_or_default();
    let headers = headers(manifest, request);
    let kind =
        headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type")).map(|(_, value)| value.as_str());
    let path = said("absolutePath");
    let is_update = kind.is_some_and(|kind| kind.starts_with("application/sparql-update"))
        || [path.as_str(), text.as_str()].iter().any(|part| part.contains("update="))
        || path.contains("using-graph-uri");
    let path = path.replace("$LOCATION$", location.unwrap_or_default());
    let target =
        path.replacen("/sparql/", if is_update { "/update" } else { "/sparql" }, 1).replacen("/gsp", "/data", 1);
    let encoding =
        body.as_ref().and_then(|body| manifest.text(body, "http://www.w3.org/2011/content#characterEncoding"));
    let bytes = match encoding.as_deref() {
        Some("UTF-16") => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => text.into_bytes(),
    };
    let authorization = format!("Bearer {TOKEN}");
    let mut all: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    all.push(("Authorization", &authorization));
    server.send_bytes(&said("methodName"), &target, &all, &bytes)
}

fn headers(manifest: &Manifest, of: &Term) -> Vec<(String, String)> {
    let Some(list) = manifest.value(node(of).unwrap().as_ref(), &format!("{HT}headers")) else { return Vec::new() };
    let one = |header: &Term| {
        let said = |property: &str| manifest.text(header, &format!("{HT}{property}")).unwrap_or_default();
        (said("fieldName"), said("fieldValue"))
    };
    manifest.list(&list).iter().map(one).collect()
}

fn check(manifest: &Manifest, request: &Term, reply: &Reply) -> Verdict {
    let Some(wanted) = manifest.value(node(request).unwrap().as_ref(), &format!("{HT}resp")) else { return Ok(()) };
    let subject = node(&wanted).unwrap();
    let statuses = manifest.values(subject.as_ref(), &format!("{MF}expectedStatus"));
    let names: Vec<String> = statuses
        .iter()
        .map(|s| s.to_string().trim_matches(['<', '>']).rsplit('#').next().unwrap().to_owned())
        .collect();
    if !names.is_empty() && !names.iter().any(|name| fits(name, reply.status)) {
        return Err(format!("status {} instead of {names:?}: {}", reply.status, reply.body));
    }
    if let Some(wanted) = manifest.text(&wanted, &format!("{MF}expectedBoolean")) {
        let right = reply.body.contains(&format!("\"boolean\":{wanted}"))
            || reply.body.contains(&format!("<boolean>{wanted}</boolean>"));
        if !right {
            return Err(format!("not {wanted}: {}", reply.body));
        }
    }
    for (name, value) in
        headers(manifest, &wanted).into_iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-type"))
    {
        let bare = |kind: &str| kind.split(';').next().unwrap_or_default().trim().to_owned();
        if bare(reply.kind()) != bare(&value) {
            return Err(format!("{name}: {} instead of {value}", reply.kind()));
        }
    }
    let Some(body) = manifest.value(subject.as_ref(), &format!("{HT}body")) else { return Ok(()) };
    let Some(text) = manifest.text(&body, CHARS).filter(|_| reply.kind().starts_with("text/turtle")) else {
        return Ok(());
    };
    let mut right = graph(text.as_bytes(), RdfFormat::Turtle, "http://www.example/");
    let mut given = graph(reply.body.as_bytes(), RdfFormat::Turtle, "http://www.example/");
    right.canonicalize(CanonicalizationAlgorithm::Unstable);
    given.canonicalize(CanonicalizationAlgorithm::Unstable);
    if right == given { Ok(()) } else { Err(format!("instead of\n{right}\nthere is\n{given}")) }
}

/// Whether a status is one of those that a name stands for.
fn fits(name: &str, status: u16) -> bool {
    match name {
        "StatusCode2xx" => (200..300).contains(&status),
        "StatusCode3xx" => (300..400).contains(&status),
        "StatusCode4xx" => (400..500).contains(&status),
        "OK" => status == 200,
        "Created" => status == 201,
        "NoContent" => status == 204,
        "NotFound" => status == 404,
        _ => false,
    }
}
