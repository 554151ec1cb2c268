//! The parts of a Word document: a zip archive, read within bounds.

use super::xml::{Token, Xml};
use crate::document::Unreadable;
use rustc_hash::FxHashMap;
use std::io::{Cursor, Read};
use std::rc::Rc;
use zip::ZipArchive;
use zip::result::ZipError;

/// No part of a report is larger once it is unpacked: a hundred pages are two to three megabytes of XML.
const MAX_PART: u64 = 48 * 1024 * 1024;
/// All parts that are read, together.
const MAX_ALL: u64 = 64 * 1024 * 1024;
/// Word writes some twenty parts, and one for each picture.
const MAX_PARTS: usize = 10_000;
/// How an OLE container begins, in which Office keeps what it encrypted.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0";

/// An open document.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    left: u64,
}

/// What a part names by a short identifier: where it leads, and what for.
#[derive(Debug, Default)]
pub(super) struct Relationships {
    all: FxHashMap<String, Relationship>,
}

#[derive(Debug)]
struct Relationship {
    /// The last part of the type's name, which is the same in both editions of the format.
    kind: String,
    target: Rc<str>,
    external: bool,
}

impl Relationships {
    /// The address outside of the document that an identifier leads to.
    pub(super) fn address(&self, id: &str) -> Option<Rc<str>> {
        self.all.get(id).filter(|r| r.external).map(|r| Rc::clone(&r.target))
    }

    /// The path of the part of a kind, seen from the folder of the part that names it.
    fn part(&self, kind: &str, folder: &str) -> Option<String> {
        let found = self.all.values().filter(|r| r.kind == kind && !r.external).min_by_key(|r| &r.target)?;
        Some(match found.target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None => format!("{folder}{}", found.target),
        })
    }
}

/// The parts that are read.
pub(super) struct Parts {
    pub body: String,
    pub styles: Option<String>,
    pub numbering: Option<String>,
    pub footnotes: Option<String>,
    /// When and by whom it was made.
    pub properties: Option<String>,
    pub relationships: Relationships,
}

impl<'b> Package<'b> {
    /// Opens a document.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Unreadable> {
        if bytes.starts_with(OLE) {
            return Err(Unreadable::Encrypted);
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| unreadable(&e))?;
        if archive.len() > MAX_PARTS {
            return Err(Unreadable::TooLarge);
        }
        Ok(Self { archive, left: MAX_ALL })
    }

    /// Unpacks the parts that hold text and say how it looks.
    pub(super) fn parts(mut self) -> Result<Parts, Unreadable> {
        let roots = self.relationships("_rels/.rels")?;
        let main = roots.part("officeDocument", "").unwrap_or_else(|| "word/document.xml".to_owned());
        let body = self.read(&main)?.ok_or(Unreadable::Damaged)?;
        let (folder, name) = main.rsplit_once('/').map_or(("", main.as_str()), |(f, n)| (&main[..=f.len()], n));
        let relationships = self.relationships(&format!("{folder}_rels/{name}.rels"))?;
        let mut named = |kind| relationships.part(kind, folder).map_or(Ok(None), |path| self.read(&path));
        let (styles, numbering, footnotes) = (named("styles")?, named("numbering")?, named("footnotes")?);
        let properties = roots.part("core-properties", "").and_then(|path| self.read(&path).ok().flatten());
        Ok(Parts { body, styles, numbering, footnotes, properties, relationships })
    }

    /// The text of a part; nothing where there is none of this name.
    fn read(&mut self, path: &str) -> Result<Option<String>, Unreadable> {
        let mut file = match self.archive.by_name(path) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(e) => return Err(unreadable(&e)),
        };
        let most = MAX_PART.min(self.left);
        let mut bytes = Vec::new();
        file.by_ref().take(most + 1).read_to_end(&mut bytes).map_err(|_| Unreadable::Damaged)?;
        let length = bytes.len() as u64;
        if length > most {
            return Err(Unreadable::TooLarge);
        }
        self.left -= length;
        decode(bytes).map(Some)
    }

    fn relationships(&mut self, path: &str) -> Result<Relationships, Unreadable> {
        let mut all = FxHashMap::default();
        let Some(text) = self.read(path)? else { return Ok(Relationships::default()) };
        let mut xml = Xml::new(&text);
        while let Some(token) = xml.next()? {
            let Token::Open(element) = token else { continue };
            let (Some(id), Some(kind), Some(target)) =
                (element.attribute("Id"), element.attribute("Type"), element.attribute("Target"))
            else {
                continue;
            };
            let external = element.attribute("TargetMode").as_deref() == Some("External");
            let kind = kind.rsplit('/').next().unwrap_or("").to_owned();
            all.insert(id, Relationship { kind, target: target.into(), external });
        }
        Ok(Relationships { all })
    }
}

fn unreadable(error: &ZipError) -> Unreadable {
    match error {
        ZipError::UnsupportedArchive(why) if *why == ZipError::PASSWORD_REQUIRED => Unreadable::Encrypted,
        _ => Unreadable::Damaged,
    }
}

/// XML is UTF-8, or UTF-16 with a byte-order mark.
fn decode(bytes: Vec<u8>) -> Result<String, Unreadable> {
    match bytes.as_slice() {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            let (text, _, wrong) = encoding_rs::UTF_16LE.decode(&bytes);
            if wrong { Err(Unreadable::Damaged) } else { Ok(text.into_owned()) }
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8(rest.to_vec()).map_err(|_| Unreadable::Damaged),
        _ => String::from_utf8(bytes).map_err(|_| Unreadable::Damaged),
    }
}
