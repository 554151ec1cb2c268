//! `/dumps/`: the facts as files. They are made once for each version of the store, always the same bytes for the same facts, and never stand whole in memory.

use super::super::App;
use super::super::answer::{is_known, whole};
use super::super::html::page;
use super::super::negotiation::{self, Offer};
use super::super::problem::Problem;
use super::form::Form;
use super::node::add_link;
use crate::graph::Base;
use crate::sparql::Source;
use crate::text::hex;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use futures_core::Stream;
use maud::html;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;

/// Bytes that are read and sent at once.
const PART: usize = 64 * 1024;
/// A client that takes no part for so long is given up.
const PATIENCE: Duration = Duration::from_secs(60);
/// A dump is no longer, in bytes before it is compressed: a disk is not endless.
const LONGEST: u64 = 64 << 30;

/// What is in the files and what is not, as people are told.
pub(super) const CONTENT: &str = "All graphs but that of operations: reports as they were read, what follows from all of them, registry, judgements and ontology, and \
                       what others wrote here. When and how reports were read, and the paths of their files, are of this installation alone and not in it.";

/// The dumps of a version of the store.
pub(super) struct Dumps {
    /// The SHA-256 of the canonical N-Quads, in hex digits.
    pub(super) digest: String,
    /// How many quads there are.
    pub(super) quads: usize,
    /// The files.
    files: [Kept; 2],
}

/// A file of a dump: compressed on the disk, where no name leads to it.
struct Kept {
    syntax: Syntax,
    file: Arc<Mutex<File>>,
    packed: u64,
    plain: u64,
}

/// The syntaxes of dumps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Syntax {
    NQuads,
    TriG,
}

/// One of the files that are offered.
pub(super) struct Offered {
    /// Its name.
    pub(super) name: String,
    /// Its media type, before it is compressed.
    pub(super) media_type: &'static str,
    /// Whether it is compressed.
    pub(super) packed: bool,
    /// How many bytes it has.
    pub(super) bytes: u64,
}

impl Syntax {
    const ALL: [Self; 2] = [Self::NQuads, Self::TriG];

    const fn ending(self) -> &'static str {
        match self {
            Self::NQuads => "nq",
            Self::TriG => "trig",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::NQuads => "application/n-quads",
            Self::TriG => "application/trig",
        }
    }
}

impl Dumps {
    /// The dumps of the store as it is.
    pub(super) fn of(app: &App) -> Result<Self, Problem> {
        Self::make(app).map_err(|error| {
            tracing::error!(%error, "no dump could be made");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "no dump could be made; the log of the service says why")
        })
    }

    fn make(app: &App) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let (mut lines, mut trig) = (Packing::begin()?, Packing::begin()?);
        let snapshot = app.0.version.read_all(PATIENCE, |source| match source {
            Source::Snapshot(snapshot) => Some(snapshot),
            Source::Store(_) => None,
        })?;
        let store = &app.0.store;
        let quads = match snapshot {
            Some(snapshot) => store.write_facts_of(&snapshot, &mut lines, Some(&mut trig))?,
            None => store.write_facts(&mut lines, Some(&mut trig))?,
        };
        let (lines, digest) = Packing::end(lines, Syntax::NQuads)?;
        let (trig, _) = Packing::end(trig, Syntax::TriG)?;
        Ok(Self { digest, quads, files: [lines, trig] })
    }

    /// What the version is called in names: enough of the digest that no two are the same.
    pub(super) fn short(&self) -> &str {
        self.digest.get(..16).unwrap_or(&self.digest)
    }

    /// The files, by their names that belong to this version alone.
    pub(super) fn offered(&self) -> impl Iterator<Item = Offered> {
        self.files.iter().flat_map(|kept| {
            [false, true].map(|packed| Offered {
                name: name(Some(self.short()), kept.syntax, packed),
                media_type: kept.syntax.media_type(),
                packed,
                bytes: if packed { kept.packed } else { kept.plain },
            })
        })
    }
}

/// The name of a file, that of the latest version where none is given.
fn name(version: Option<&str>, syntax: Syntax, packed: bool) -> String {
    let version = version.map_or_else(String::new, |version| format!("-{version}"));
    format!("rapporteur{version}.{}{}", syntax.ending(), if packed { ".gz" } else { "" })
}

/// Takes a name apart: version, syntax, and whether it is compressed.
fn parsed(file: &str) -> Option<(Option<&str>, Syntax, bool)> {
    let rest = file.strip_prefix("rapporteur")?;
    let (rest, packed) = rest.strip_suffix(".gz").map_or((rest, false), |rest| (rest, true));
    let syntax = Syntax::ALL.into_iter().find(|syntax| rest.ends_with(&format!(".{}", syntax.ending())))?;
    let version = rest.strip_suffix(syntax.ending())?.strip_suffix('.')?;
    if version.is_empty() {
        Some((None, syntax, packed))
    } else {
        Some((Some(version.strip_prefix('-')?), syntax, packed))
    }
}

/// A dump while it is written: its digest, its length, and its compressed bytes on their way to the disk.
struct Packing {
    digest: Sha256,
    plain: u64,
    packed: flate2::write::GzEncoder<BufWriter<File>>,
}

impl Packing {
    fn begin() -> io::Result<BufWriter<Self>> {
        // Neither name nor time goes into the head of the file, so that the same facts give the same bytes.
        let packed = GzBuilder::new().mtime(0).write(BufWriter::new(nameless()?), Compression::default());
        // The compressor clears its room whenever something comes: it is given parts, not lines.
        Ok(BufWriter::with_capacity(PART, Self { digest: Sha256::new(), plain: 0, packed }))
    }

    fn end(packing: BufWriter<Self>, syntax: Syntax) -> io::Result<(Kept, String)> {
        let packing = packing.into_inner().map_err(io::IntoInnerError::into_error)?;
        let mut file = packing.packed.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        let packed = file.stream_position()?;
        let digest = hex(&packing.digest.finalize());
        Ok((Kept { syntax, file: Arc::new(Mutex::new(file)), packed, plain: packing.plain }, digest))
    }
}

impl Write for Packing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.packed.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.plain += written as u64;
        if self.plain > LONGEST {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the dump is longer than it may be"));
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        // Flushing the compressor would end a block, and so change its bytes.
        Ok(())
    }
}

/// A new file in the folder for such, which is gone when nobody has it open any more.
fn nameless() -> io::Result<File> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("rapporteur-dump-{}-{number}", std::process::id()));
    // One of that name was left by a process that had the number before.
    let _ = std::fs::remove_file(&path);
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
    // Where the system keeps open files in their folders, it is left there.
    let _ = std::fs::remove_file(&path);
    Ok(file)
}

/// Reads a file that others read as well, from its beginning.
struct Shared {
    file: Arc<Mutex<File>>,
    at: u64,
    end: u64,
}

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX).min(buffer.len());
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(&mut buffer[..left])?;
        self.at += read as u64;
        Ok(read)
    }
}

/// Parts of a file as they are read.
struct Parts(mpsc::Receiver<io::Result<Bytes>>);

impl Stream for Parts {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

/// Sends a file part after part. No thread waits for the client.
fn body(mut reader: Box<dyn Read + Send>) -> Body {
    let (sender, receiver) = mpsc::channel(2);
    tokio::spawn(async move {
        loop {
            let read = tokio::task::spawn_blocking(move || {
                let mut part = Vec::with_capacity(PART);
                let read = reader.by_ref().take(PART as u64).read_to_end(&mut part).map(|_| Bytes::from(part));
                (reader, read)
            });
            let Ok((again, read)) = read.await else { return };
            reader = again;
            match read {
                Ok(part) if part.is_empty() => return,
                Ok(part) => {
                    if sender.send_timeout(Ok(part), PATIENCE).await.is_err() {
                        return;
                    }
                }
                Err(error) => {
                    // The answer is broken off, so that nobody takes the part for the whole.
                    let _ = sender.send_timeout(Err(error), PATIENCE).await;
                    return;
                }
            }
        }
    });
    Body::from_stream(Parts(receiver))
}

/// The dumps of this version.
pub(super) async fn current(app: &App) -> Result<Arc<Dumps>, Problem> {
    app.0.linked.dumps.get(app, Dumps::of).await
}

/// `GET /dumps`
#[utoipa::path(get, path = "/dumps", tag = super::super::openapi::GRAPH, operation_id = "dumps-moved", summary = "Leads to the files with all facts",
    responses((status = 308, description = "They stand at /dumps/")))]
pub(in super::super) async fn moved() -> Redirect {
    Redirect::permanent("./dumps/")
}

/// The forms of the list.
#[derive(Clone, Copy)]
enum List {
    Html,
    Json,
    Rdf,
}

/// `GET /dumps/`: which files there are, and what the version is called.
#[utoipa::path(get, path = "/dumps/", tag = super::super::openapi::GRAPH, operation_id = "dumps", summary = "The files with all facts",
    responses(
        (status = 200, description = "The files and the digest of the facts", content((Object = "application/json"), (String = "text/html"))),
        (status = 303, description = "As RDF they are described with the whole"),
        (status = 304, description = "The client has it"),
        (status = 406, description = "None of the forms is wanted")))]
pub(in super::super) async fn list(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let offers = [
        Offer { value: List::Json, media_types: &["application/json"] },
        Offer { value: List::Html, media_types: &["text/html"] },
        Offer { value: List::Rdf, media_types: &["text/turtle", "application/ld+json", "application/n-triples"] },
    ];
    let Some((list, media_type)) = negotiation::choose(&headers, &offers) else {
        return Err(Problem::unacceptable(offers.iter().flat_map(|offer| offer.media_types).copied()));
    };
    if matches!(list, List::Rdf) {
        // What is said of them in RDF stands in the description of the whole.
        let to = [(header::LOCATION, "../.well-known/void")];
        return Ok((StatusCode::SEE_OTHER, to, "the dumps are described in ../.well-known/void\n").into_response());
    }
    let dumps = current(&app).await?;
    let tag = format!("\"{}-list-{}\"", dumps.short(), if matches!(list, List::Html) { "html" } else { "json" });
    if is_known(&headers, &tag) {
        return Ok(tagged(StatusCode::NOT_MODIFIED.into_response(), &tag));
    }
    let base = app.0.store.base();
    let mut response = match list {
        List::Html => page("Dumps", &as_page(&dumps, base)),
        List::Json | List::Rdf => whole(media_type, as_json(&dumps, base).to_string()),
    };
    add_link(&mut response, "<../.well-known/void>; rel=\"describedby\"");
    Ok(tagged(response, &tag))
}

fn as_json(dumps: &Dumps, base: &Base) -> serde_json::Value {
    let files: Vec<_> = dumps
        .offered()
        .map(|file| {
            json!({
                "name": file.name,
                "url": format!("{base}dumps/{}", file.name),
                "mediaType": file.media_type,
                "compression": file.packed.then_some("gzip"),
                "bytes": file.bytes,
            })
        })
        .collect();
    json!({
        "version": format!("sha256:{}", dumps.digest),
        "quads": dumps.quads,
        "content": CONTENT,
        "latest": Syntax::ALL.map(|syntax| format!("{base}dumps/{}", name(None, syntax, true))),
        "files": files,
    })
}

fn as_page(dumps: &Dumps, base: &Base) -> maud::Markup {
    html! {
        h1 { "Dumps" }
        p { (CONTENT) }
        p { (dumps.quads) " quads. The version is the SHA-256 of the canonical N-Quads (RDFC-1.0), which the plain N-Quads file is, so that "
            code { "sha256sum" } " and " code { "rapporteur digest" } " both give it:" }
        pre.wrapped { "sha256:" (dumps.digest) }
        div.scroll {
            table {
                thead { tr { th scope="col" { "File" } th scope="col" { "Form" } th.number scope="col" { "Bytes" } } }
                tbody {
                    @for file in dumps.offered() {
                        tr {
                            td { a href={ "./" (file.name) } { (file.name) } }
                            td { (file.media_type) @if file.packed { ", gzip" } }
                            td.number { (file.bytes) }
                        }
                    }
                }
            }
        }
        p {
            "These names belong to this version, and are gone with it. "
            a href={ "./" (name(None, Syntax::NQuads, true)) } { (name(None, Syntax::NQuads, true)) }
            " is always the latest. To cite it: "
        }
        blockquote { p { (base.as_str()) ", version sha256:" (dumps.digest) } }
        p { a href="../.well-known/void" rel="describedby" type=(Form::Turtle.media_type()) { "Described in VoID and DCAT" } }
    }
}

/// `GET /dumps/{file}`
#[utoipa::path(get, path = "/dumps/{file}", tag = super::super::openapi::GRAPH, operation_id = "dump", summary = "All facts in a file",
    params(("file" = String, Path, description = "One of those that `/dumps/` lists", example = "rapporteur.nq")),
    responses(
        (status = 200, description = "The file", content((String = "application/n-quads"), (String = "application/trig"), (String = "application/gzip"))),
        (status = 304, description = "The client has it"),
        (status = 404, description = "There is no such file")))]
pub(in super::super) async fn file(
    State(app): State<App>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let missing = || Problem::missing("there is no such dump; /dumps/ lists those that there are");
    let (version, syntax, packed) = parsed(&file).ok_or_else(missing)?;
    let dumps = current(&app).await?;
    if version.is_some_and(|version| version != dumps.short()) {
        return Err(Problem::missing(format!(
            "the facts have changed since, and that version is gone; the present one is {}",
            name(Some(dumps.short()), syntax, packed)
        )));
    }
    let kept = dumps.files.iter().find(|kept| kept.syntax == syntax).ok_or_else(missing)?;
    let tag = format!("\"{}-{}{}\"", dumps.short(), syntax.ending(), if packed { "-gz" } else { "" });
    if is_known(&headers, &tag) {
        return Ok(tagged(StatusCode::NOT_MODIFIED.into_response(), &tag));
    }
    let shared = Shared { file: Arc::clone(&kept.file), at: 0, end: kept.packed };
    let (reader, kind, length): (Box<dyn Read + Send>, _, _) = if packed {
        (Box::new(shared), "application/gzip", kept.packed)
    } else {
        (Box::new(GzDecoder::new(shared)), syntax.media_type(), kept.plain)
    };
    let as_file = format!("attachment; filename=\"{}\"", name(Some(dumps.short()), syntax, packed));
    let head = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_DISPOSITION, as_file),
    ];
    let mut response = (head, body(reader)).into_response();
    add_link(&mut response, "<../.well-known/void>; rel=\"describedby\"");
    Ok(tagged(response, &tag))
}

fn tagged(mut response: Response, tag: &str) -> Response {
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_as_they_are_made() {
        for syntax in Syntax::ALL {
            for packed in [false, true] {
                for version in [None, Some("0a1b")] {
                    assert_eq!(parsed(&name(version, syntax, packed)), Some((version, syntax, packed)));
                }
            }
        }
        for wrong in ["", "rapporteur", "rapporteur.ttl", "rapporteurx.nq", "../rapporteur.nq", "rapporteur.nq.gz.gz"] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }
}
