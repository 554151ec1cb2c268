//! Reports of every format on all cores: files and megabytes a second from bytes to quads, and through a whole ingest, with the most memory that was taken.
//!
//! The same made-up meetings are written in each format. Each figure is measured in a process of its own. An ingest reads intricate formats in children, as
//! the program does; their memory stands beside its own.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what goes wrong here ends the measurement")]
#![allow(clippy::format_push_string, clippy::format_collect, reason = "documents are put together from pieces")]

#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../tests/formats_office/package.rs"]
mod package;
#[path = "../tests/formats_office/paper.rs"]
mod paper;
#[path = "../tests/support/mod.rs"]
mod support;
#[path = "../tests/formats_office/writers.rs"]
mod writers;

use rapporteur::graph::Base;
use rapporteur::ingest::{self, Apart, Knowledge, KnowledgeSource, Options, Reader};
use rapporteur::minutes::Recognisers;
use rapporteur::source::unpack;
use rapporteur::store::{Access, Store};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use support::generator::{Meeting, SEED, Style};

/// How many reports there are of each format, where `RAPPORTEUR_BENCH_REPORTS` says nothing else.
const REPORTS: usize = 400;
/// How often each is measured; the middle one of the times counts.
const TURNS: usize = 3;
/// The formats, by the endings of their files.
const FORMATS: [&str; 7] = ["md", "txt", "html", "pdf", "docx", "eml", "vtt"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [_, "read", reports] => read(Path::new(reports)),
        [_, "ingest", reports, scratch] => whole(Path::new(reports), Path::new(scratch)),
        [_, "apart", scratch] => apart(Path::new(scratch)),
        _ => all(),
    }
}

fn all() -> Result<(), Box<dyn Error>> {
    let count = match std::env::var("RAPPORTEUR_BENCH_REPORTS") {
        Ok(wanted) => {
            wanted.parse().map_err(|e| format!("RAPPORTEUR_BENCH_REPORTS is {wanted:?}, no number of reports: {e}"))?
        }
        Err(_) => REPORTS,
    };
    let folder = tempfile::tempdir()?;
    let cores = std::thread::available_parallelism()?;
    println!("{count} reports of each format on {cores} cores, middle of {TURNS} turns");
    for format in FORMATS {
        let reports = folder.path().join(format);
        fs::create_dir(&reports)?;
        let mut bytes = 0;
        for index in 0..count {
            let (name, document) = document(format, index);
            bytes += document.len();
            fs::write(reports.join(name), document)?;
        }
        println!("{format}: {bytes} bytes");
        let measured = |what: &str| {
            let mut turns = (0..TURNS).map(|turn| {
                let scratch = folder.path().join(format!("{format}-{what}-{turn}"));
                fs::create_dir(&scratch)?;
                Figures::of(what, &reports, &scratch)
            });
            turns.by_ref().collect::<Result<Vec<_>, _>>().map(Figures::middle)
        };
        measured("read")?.show("bytes to quads", count, bytes);
        measured("ingest")?.show("ingest", count, bytes);
        fs::remove_dir_all(&reports)?;
    }
    Ok(())
}

/// What a process says of its work.
struct Figures {
    seconds: f64,
    /// The most memory, in kilobytes: its own, and that of the largest of its children.
    memory: (u64, u64),
}

impl Figures {
    fn of(what: &str, reports: &Path, scratch: &Path) -> Result<Self, Box<dyn Error>> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg(what).arg(reports);
        if what == "ingest" {
            command.arg(scratch);
        }
        let output = command.output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        let said = String::from_utf8(output.stdout)?;
        let (seconds, memory) = said.trim().split_once('\t').ok_or("a figure is missing")?;
        let notes =
            fs::read_dir(scratch)?.filter_map(|entry| fs::read_to_string(entry.ok()?.path()).ok()?.parse().ok());
        Ok(Self { seconds: seconds.parse()?, memory: (memory.parse()?, notes.max().unwrap_or(0)) })
    }

    fn middle(mut all: Vec<Self>) -> Self {
        all.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        all.swap_remove(all.len() / 2)
    }

    #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
    fn show(&self, what: &str, count: usize, bytes: usize) {
        let (files, megabytes) = (count as f64 / self.seconds, bytes as f64 / 1e6 / self.seconds);
        let (own, child) = (self.memory.0 / 1024, self.memory.1 / 1024);
        let children = if child > 0 { format!(", each child up to {child} MB") } else { String::new() };
        println!(
            "  {what}: {:.2} s, {files:.0} files/s, {megabytes:.1} MB/s; peak memory {own} MB{children}",
            self.seconds
        );
    }
}

/// Reads each report of a folder into quads, on all cores, and nothing more.
fn read(reports: &Path) -> Result<(), Box<dyn Error>> {
    let base = Base::new(Base::DEFAULT)?;
    let knowledge = Knowledge::load(&KnowledgeSource::default(), &base)?;
    let recognisers = Recognisers::new(&knowledge.language)?;
    let reader = Reader::new(&knowledge, &recognisers, &base)?;
    let files: Vec<PathBuf> =
        fs::read_dir(reports)?.map(|entry| Ok(entry?.path())).collect::<Result<_, Box<dyn Error>>>()?;
    let (next, quads) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let name = file.file_name().unwrap().to_string_lossy();
                    for source in unpack(&name, fs::read(file).unwrap()) {
                        let of_one = reader.quads(&source.expect("a source")).expect("a report");
                        quads.fetch_add(of_one.len(), Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let seconds = begun.elapsed().as_secs_f64();
    if quads.into_inner() < files.len() * 100 {
        return Err("little was read out of the reports".into());
    }
    println!("{seconds}\t{}", peak_memory());
    Ok(())
}

/// Ingests a folder into a new store, as the program does.
fn whole(reports: &Path, scratch: &Path) -> Result<(), Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let mut children = Apart::this_program("apart", Apart::PATIENCE)?;
    children.arguments.push(scratch.into());
    let begun = Instant::now();
    let store = Store::open(dir.path().join("store"), Access::Create { base: Some(Base::new(Base::DEFAULT)?) })?;
    let paths = vec![reports.to_owned()];
    let options = Options { paths, quiet: true, apart: Some(children), ..Options::default() };
    let outcome = ingest::run(&store, &options)?;
    let seconds = begun.elapsed().as_secs_f64();
    if let Some(refusal) = outcome.refused.first() {
        return Err(refusal.to_string().into());
    }
    println!("{seconds}\t{}", peak_memory());
    Ok(())
}

/// The process that reads intricate formats. It is ended without a warning, so it notes its memory all the while.
fn apart(scratch: &Path) -> Result<(), Box<dyn Error>> {
    let note = scratch.join(std::process::id().to_string());
    std::thread::spawn(move || {
        loop {
            let _ = fs::write(&note, peak_memory().to_string());
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    Ok(ingest::serve()?)
}

/// The most memory that this process has had, in kilobytes; 0 where the system does not say.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = |line: &str| line.strip_prefix("VmHWM:")?.trim().trim_end_matches(" kB").parse().ok();
    status.lines().find_map(kilobytes).unwrap_or(0)
}

/// The name and the bytes of a report in a format.
fn document(format: &str, index: usize) -> (String, Vec<u8>) {
    let meeting = Meeting::invent(SEED, index);
    // The first style from here on that is of this kind.
    let wanted = if format == "txt" { "txt" } else { "md" };
    let style =
        (index..index + 100).map(|at| Style::invent(SEED, at)).find(|style| style.extension() == wanted).unwrap();
    let text = style.write(&meeting);
    let bytes = match format {
        "html" => writers::page(&text).into_bytes(),
        "pdf" => paper::paper(&text),
        "docx" => writers::word(&text),
        "eml" => message(&meeting, &text),
        "vtt" => transcript(&meeting),
        _ => text.into_bytes(),
    };
    let series = meeting.series.1.to_lowercase();
    (format!("{series}-{:03}-{}.{format}", meeting.number, meeting.day), bytes)
}

/// A message with the report as its text, in the transfer encoding that mail programs choose for such.
fn message(meeting: &Meeting, text: &str) -> Vec<u8> {
    let (name, number) = (meeting.series.0, meeting.number);
    let mut out = format!(
        "From: Secretariat <secretariat@example.org>\r\nTo: members@example.org\r\nSubject: {name}, meeting {number}\r\n\
         Date: {} 10:00:00 +0000\r\nMessage-ID: <{number}.{}@example.org>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
        meeting.day.strftime("%a, %-d %b %Y"),
        meeting.day
    );
    for line in text.lines() {
        let mut column = 0;
        for byte in line.bytes() {
            if column >= 72 {
                out.push_str("=\r\n");
                column = 0;
            }
            if (b' '..=b'~').contains(&byte) && byte != b'=' {
                out.push(char::from(byte));
                column += 1;
            } else {
                let _ = write!(out, "={byte:02X}");
                column += 3;
            }
        }
        out.push_str("\r\n");
    }
    out.into_bytes()
}

/// What was said at a meeting, as captions with the names of who spoke.
fn transcript(meeting: &Meeting) -> Vec<u8> {
    let mut out = format!("WEBVTT\n\nNOTE {} of {}\n\n", meeting.series.0, meeting.day);
    let sentences = meeting.sections.iter().flat_map(|section| section.paragraphs.iter().flatten());
    for (at, sentence) in sentences.enumerate() {
        let stamp = |second: usize| format!("{:02}:{:02}:{:02}.000", second / 3600, second / 60 % 60, second % 60);
        let speaker = meeting.people[at / 2 % meeting.people.len()].name;
        let clause = &sentence.clause;
        let _ = writeln!(out, "{} --> {}\n<v {speaker}>I think that {clause}.</v>\n", stamp(at * 6), stamp(at * 6 + 5));
    }
    out.into_bytes()
}
