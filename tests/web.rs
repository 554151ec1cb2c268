//! Reports on the web: what is fetched, within which bounds, and what is said of what goes wrong.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod site;
mod support;

use rapporteur::source::MAX_BYTES;
use site::{Answer, Site, drip, minutes, pour};
use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use support::{digest, ingest_all, open, paths, printed, program, reports, said, sample_files};

/// `ingest` without pauses, with these arguments.
fn run(store: &Path, arguments: &[&str]) -> Output {
    program(store)
        .args(["ingest", "--pause", "0", "--backoff", "0.01", "--retries", "2"])
        .args(arguments)
        .output()
        .unwrap()
}

/// `ingest` of addresses on this machine.
fn fetch(store: &Path, arguments: &[&str]) -> Output {
    run(store, &[&["--allow-private", "--quiet"], arguments].concat())
}

fn fetched(store: &Path, arguments: &[&str]) {
    let output = fetch(store, arguments);
    assert!(output.status.success(), "{}", said(&output));
}

/// Insists that a call fails with one line that holds all of these.
fn one_line(output: &Output, parts: &[&str]) {
    let said = said(output);
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    for part in parts {
        assert!(said.contains(part), "{said:?} does not say {part:?}");
    }
    assert_eq!(output.status.code(), Some(1), "{said}");
}

/// Insists that an address is refused with these words, beside a file that is taken.
fn refused(url: &str, arguments: &[&str], parts: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let good = sample_files()[1].clone();
    let output = fetch(folder.path(), &[arguments, &[url, good.to_str().unwrap()]].concat());
    one_line(&output, &[&[url.split('#').next().unwrap()], parts].concat());
    assert_eq!(reports(&open(folder.path())).len(), 1, "the rest is taken");
}

fn names(store: &Path) -> Vec<String> {
    let mut names: Vec<String> = paths(&open(store)).into_values().collect();
    names.sort();
    names
}

#[test]
fn a_report_is_its_bytes_wherever_they_come_from() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read(&sample_files()[0]).unwrap();
    // What a server says of the type does not count.
    let site = Site::new(move |_| Answer::ok(text.clone()).with("Content-Type", "image/png"));
    let (web, file) = (folder.path().join("web"), folder.path().join("file"));
    fetched(&web, &[&site.url("/minutes/eleven#participants")]);
    ingest_all(&file, &[&sample_files()[0]]);
    assert_eq!(digest(&web), digest(&file));
    assert_eq!(names(&web), [site.url("/minutes/eleven")]);
    let [asked] = &site.asked()[..] else { panic!("{:?}", site.asked()) };
    assert_eq!(asked.path, "/minutes/eleven");
    assert!(asked.header("user-agent").unwrap().starts_with("rapporteur/"));
    assert_eq!(asked.header("accept-encoding"), Some("identity"));
    for header in ["cookie", "referer", "authorization", "if-none-match"] {
        assert_eq!(asked.header(header), None);
    }
    assert!(printed(&web, &["check"]).contains("as they should be"));
}

#[test]
fn redirects_are_followed_a_few_times() {
    let site = Site::new(|request| match request.path.strip_prefix("/hop/").and_then(|n| n.parse::<usize>().ok()) {
        Some(0) => Answer::ok(minutes(1, "the cranes")),
        Some(n) => Answer::to(format!("../hop/{}", n - 1)),
        None if request.path == "/round" => Answer::to("/round"),
        None if request.path == "/nowhere" => Answer::status(301),
        None if request.path == "/other" => Answer::to("ftp://example.org/minutes"),
        None => Answer::to("http://ada:secret@example.org/minutes"),
    });
    let folder = tempfile::tempdir().unwrap();
    fetched(folder.path(), &[&site.url("/hop/5")]);
    assert_eq!(names(folder.path()), [site.url("/hop/5")], "the address that was given counts");
    refused(&site.url("/hop/6"), &[], &["more than 5 times"]);
    refused(&site.url("/round"), &[], &["more than 5 times"]);
    refused(&site.url("/nowhere"), &[], &["does not say where"]);
    refused(&site.url("/other"), &[], &["leads on to ftp://example.org/minutes", "http:// or https://"]);
    let output = fetch(folder.path(), &[&site.url("/secret")]);
    one_line(&output, &["leads on to http://example.org/minutes", "name or a password"]);
    assert!(!said(&output).contains("secret@") && !said(&output).contains("ada"));
}

#[test]
fn private_networks_are_left_alone() {
    let inner = Site::new(|_| Answer::ok(minutes(1, "the cranes")));
    let to = inner.url("/minutes");
    let outer = Site::new(move |request| match request.path.as_str() {
        "/inner" => Answer::to(to.clone()),
        "/metadata" => Answer::to("http://169.254.169.254/latest/meta-data/"),
        "/six" => Answer::to("http://[::ffff:127.0.0.1]/"),
        _ => Answer::ok(minutes(2, "the locks")),
    });
    let folder = tempfile::tempdir().unwrap();
    let port = inner.address.port();
    // By number, in any spelling, and by name.
    for host in ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "[::ffff:7f00:1]", "localhost", "[::1]", "0.0.0.0"] {
        let output = run(folder.path(), &["--quiet", &format!("http://{host}:{port}/minutes")]);
        one_line(&output, &["inside of a private network", "--allow-private="]);
    }
    assert!(inner.asked().is_empty(), "nobody was asked");
    // What is allowed is this host and port, and not where it leads.
    let only = format!("--allow-private={}", outer.address);
    for (path, to) in
        [("/inner", inner.url("/minutes")), ("/metadata", "169.254.169.254".into()), ("/six", "[::ffff:7f00:1]".into())]
    {
        let output = run(folder.path(), &["--quiet", &only, &outer.url(path)]);
        one_line(&output, &["leads on to", &to, "inside of a private network"]);
    }
    assert!(inner.asked().is_empty(), "nobody was asked");
    assert!(run(folder.path(), &["--quiet", &only, &outer.url("/")]).status.success());
    let both = format!("--allow-private={},{}", outer.address, inner.address);
    assert!(run(folder.path(), &["--quiet", &both, &outer.url("/inner")]).status.success());
    assert_eq!(names(folder.path()), [outer.url("/"), outer.url("/inner")]);
}

#[test]
fn what_never_ends_is_ended() {
    let site = Site::raw(|request, stream| {
        let begin = b"HTTP/1.1 200 OK\r\nConnection: close\r\n".to_vec();
        let _ = match request.path.as_str() {
            "/silent" => stream.set_read_timeout(None),
            "/head" => stream.write_all(&begin),
            "/pdf" => stream.write_all(&[&begin[..], b"\r\n%PDF-1.7\n"].concat()),
            _ => stream.write_all(&[&begin[..], b"\r\n"].concat()),
        };
        match request.path.as_str() {
            // Until the other side hangs up.
            "/silent" => drop(std::io::Read::read(stream, &mut [0])),
            "/drip" | "/head" => drip(stream),
            _ => pour(stream, &b"x".repeat(65536)),
        }
    });
    for path in ["/silent", "/drip", "/head"] {
        refused(
            &site.url(path),
            &["--fetch-timeout", "0.3"],
            &["did not come in whole within 0.3 seconds", "--fetch-timeout"],
        );
    }
    refused(&site.url("/text"), &[], &["larger than 4 MB"]);
    refused(&site.url("/pdf"), &[], &["larger than 64 MB"]);
    // Asking again would not help.
    assert_eq!(site.asked().len(), 5);
}

#[test]
fn what_a_server_claims_of_its_answer_does_not_count() {
    let site = Site::raw(|request, stream| {
        let text = minutes(1, "the cranes");
        let long = text.len() + 1000;
        let head = match request.path.as_str() {
            "/huge" => format!("Content-Length: {}\r\n\r\n", 1_u64 << 40),
            "/longer" => format!("Content-Length: {long}\r\n\r\n"),
            "/shorter" => "Content-Length: 20\r\n\r\n".to_owned(),
            "/chunks" => "Transfer-Encoding: chunked\r\n\r\nffff\r\n".to_owned(),
            "/odd-chunks" => "Transfer-Encoding: chunked\r\n\r\nzz\r\n".to_owned(),
            "/two" => "Content-Length: 5\r\nContent-Length: 7\r\n\r\n".to_owned(),
            "/header" => format!("X: {}\r\n\r\n", "x".repeat(2_000_000)),
            "/headers" => "X: y\r\n".repeat(10_000) + "\r\n",
            "/gzip" => "Content-Encoding: gzip\r\n\r\n".to_owned(),
            _ => "\r\n".to_owned(),
        };
        let _ = stream.write_all(format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{head}{text}").as_bytes());
    });
    refused(&site.url("/huge"), &[], &["larger than 64 MB"]);
    for path in ["/longer", "/chunks", "/odd-chunks"] {
        refused(&site.url(path), &[], &["broke off while it was fetched", "run again later"]);
    }
    refused(&site.url("/shorter"), &[], &["is no report of a meeting"]);
    for path in ["/two", "/header", "/headers"] {
        refused(&site.url(path), &[], &["cannot be reached"]);
    }
    refused(&site.url("/gzip"), &[], &["comes compressed (gzip)", "download the file"]);
    let other = Site::raw(|_, stream| drop(stream.write_all(b"220 mail.example.org ESMTP\r\n")));
    refused(&other.url("/"), &[], &["cannot be reached"]);
    let limit = usize::try_from(MAX_BYTES).unwrap();
    let large = Site::new(move |_| Answer::ok(minutes(1, "the cranes") + &"\n".repeat(limit)));
    refused(&large.url("/"), &[], &["larger than 4 MB"]);
}

#[test]
fn busy_servers_are_asked_again() {
    let count = AtomicUsize::new(0);
    let site = Site::new(move |request| {
        let first = count.fetch_add(1, Ordering::SeqCst) == 0;
        match request.path.as_str() {
            "/429" if first => Answer::status(429).with("Retry-After", "0"),
            "/500" if first => Answer::status(500),
            "/date" if first => Answer::status(503).with("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"),
            _ => Answer::ok(minutes(1, "the cranes")),
        }
    });
    let folder = tempfile::tempdir().unwrap();
    fetched(folder.path(), &[&site.url("/429")]);
    assert_eq!(site.paths(), ["/429", "/429"]);
    for (status, path) in [(500, "/500"), (503, "/date")] {
        let count = AtomicUsize::new(0);
        let site = Site::new(move |_| match count.fetch_add(1, Ordering::SeqCst) {
            0 => Answer::status(status).with("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"),
            _ => Answer::ok(minutes(1, "the cranes")),
        });
        fetched(folder.path(), &[&site.url(path)]);
        assert_eq!(site.asked().len(), 2);
    }
    let site = Site::new(|request| match request.path.as_str() {
        "/later" => Answer::status(503).with("Retry-After", "3000"),
        _ => Answer::status(502),
    });
    refused(&site.url("/later"), &[], &["asks to come back in 3000 seconds"]);
    assert_eq!(site.asked().len(), 1, "nobody waits for so long");
    refused(&site.url("/never"), &[], &["answers 502"]);
    assert_eq!(site.asked().len(), 1 + 3);
}

#[test]
fn each_failure_is_a_line_and_the_rest_goes_on() {
    let site = Site::new(|request| match request.path.as_str() {
        "/good" => Answer::ok(minutes(1, "the cranes")),
        "/letter" => Answer::ok("Dear all,\n\nthank you for a lovely evening.\n"),
        "/empty" => Answer::ok(""),
        "/closed" => Answer::status(403),
        "/partial" => Answer::status(206),
        _ => Answer::status(404),
    });
    // A port that nobody listens on.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let good = sample_files()[0].clone();
    let urls = ["/missing", "/good", "/letter", "/empty", "/closed", "/partial"].map(|path| site.url(path));
    let mut arguments: Vec<&str> = urls.iter().map(String::as_str).collect();
    let dead = format!("http://{closed}/");
    arguments.extend([
        &dead,
        "ftp://example.org/a",
        "https://ada:secret@example.org/a",
        "http://",
        good.to_str().unwrap(),
    ]);
    let output = fetch(folder.path(), &arguments);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1));
    for (start, words) in [
        (urls[0].as_str(), "there is nothing at this address (it answers 404)"),
        (&urls[2], "is no report of a meeting"),
        (&urls[3], "is empty"),
        (&urls[4], "is not open to everybody (it answers 403)"),
        (&urls[5], "answers 206"),
        (&dead, "cannot be reached: Connection refused"),
        ("ftp://example.org/a", "only http and https are read"),
        ("https://example.org/a", "holds a name or a password"),
        ("http://", "is no address"),
    ] {
        let lines =
            said.lines().filter(|line| line.starts_with(&format!("rapporteur: {start}: ")) && line.contains(words));
        assert_eq!(lines.count(), 1, "{start} {words}: {said}");
    }
    assert_eq!(said.lines().count(), 9, "{said}");
    assert!(!said.contains("secret"), "{said}");
    assert_eq!(names(folder.path()).len(), 2);
}

#[test]
fn what_did_not_change_is_not_fetched_again() {
    let served = AtomicUsize::new(0);
    let site = Site::new(move |request| {
        let number = served.fetch_add(1, Ordering::SeqCst) / 3;
        let tag = format!("\"v{number}\"");
        if request.path == "/moving" {
            return Answer::to(if number == 0 { "/a" } else { "/b" });
        }
        if request.header("if-none-match") == Some(&tag) && request.header("if-modified-since").is_some() {
            return Answer::status(304);
        }
        Answer::ok(minutes(1 + number, "the cranes"))
            .with("ETag", tag)
            .with("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT")
    });
    let folder = tempfile::tempdir().unwrap();
    let url = site.url("/minutes");
    fetched(folder.path(), &[&url]);
    let first = digest(folder.path());
    for _ in 0..2 {
        let output = run(folder.path(), &["--allow-private", &url]);
        assert!(said(&output).contains("0 reports taken, 1 already there"), "{}", said(&output));
    }
    assert_eq!(digest(folder.path()), first);
    let asked = site.asked();
    assert_eq!(asked[0].header("if-none-match"), None);
    assert_eq!(asked[2].header("if-none-match"), Some("\"v0\""));
    assert_eq!(asked[2].header("if-modified-since"), Some("wed, 21 oct 2015 07:28:00 gmt"));
    // From the fourth request on it gives something else.
    let output = run(folder.path(), &["--allow-private", &url]);
    assert!(said(&output).contains("0 reports taken, 1 changed"), "{}", said(&output));
    assert_ne!(digest(folder.path()), first);
    assert_eq!(reports(&open(folder.path())).len(), 1);
}

#[test]
fn what_one_address_said_of_itself_means_nothing_for_another() {
    let asked = AtomicUsize::new(0);
    let site = Site::new(move |request| match request.path.as_str() {
        "/latest" => Answer::to(if asked.fetch_add(1, Ordering::SeqCst) == 0 { "/one" } else { "/two" }),
        path if request.header("if-modified-since").is_some() && path == "/two" => Answer::status(304),
        path => Answer::ok(minutes(path.len(), "the cranes")).with("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT"),
    });
    let folder = tempfile::tempdir().unwrap();
    let url = site.url("/latest");
    fetched(folder.path(), &[&url]);
    fetched(folder.path(), &[&url]);
    assert!(site.asked().iter().all(|request| request.header("if-modified-since").is_none()));
}

#[test]
fn what_is_gone_takes_nothing_away() {
    let asked = AtomicUsize::new(0);
    let site = Site::new(move |_| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => Answer::ok(minutes(1, "the cranes")),
        _ => Answer::status(410),
    });
    let folder = tempfile::tempdir().unwrap();
    let url = site.url("/minutes");
    fetched(folder.path(), &[&url]);
    let before = digest(folder.path());
    one_line(&fetch(folder.path(), &[&url]), &[&url, "any more (it answers 410)", "stays in the store"]);
    assert_eq!(digest(folder.path()), before);
}

#[test]
fn one_host_is_asked_with_pauses() {
    let site = Site::new(|request| Answer::ok(minutes(request.path.len(), "the cranes")));
    let folder = tempfile::tempdir().unwrap();
    let urls = ["/1", "/22", "/333"].map(|path| site.url(path));
    let mut command = program(folder.path());
    let output = command.args(["ingest", "--allow-private", "--pause", "0.2"]).args(&urls).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let asked = site.asked();
    assert_eq!(asked.len(), 3);
    // Only that there is a pause; how much longer it is depends on the machine.
    for pair in asked.windows(2) {
        assert!(pair[1].at - pair[0].at >= Duration::from_millis(190));
    }
}

#[test]
fn many_addresses_come_in_whole() {
    let site = Site::new(|request| Answer::ok(minutes(request.path.len(), &format!("the {} cranes", request.path))));
    let folder = tempfile::tempdir().unwrap();
    let urls: Vec<String> = (1..=80).map(|n| site.url(&format!("/{}", "x".repeat(n)))).collect();
    let mut arguments: Vec<&str> = urls.iter().map(String::as_str).collect();
    arguments.push(&urls[0]);
    fetched(folder.path(), &arguments);
    assert_eq!(names(folder.path()).len(), 80);
    assert_eq!(site.asked().len(), 80, "an address is asked once");
}

const PAGE: &str = "<!DOCTYPE html><html><head><title>Meetings</title></head><body><h1>Meetings</h1><ul>\
    <li><a href='minutes-1.md'>Meeting 1</a> <a href=\"minutes-1.md#item\">again</a>\
    <li><a href='files/2?as=text&amp;v=1'>The MINUTES of meeting 2</a><li><a href='agenda-3.md'>Agenda of meeting 3</a>\
    <li><a href='private/minutes-4.md'>4</a><li><a href='ftp://example.org/minutes-5'>5</a>\
    <li><a href='mailto:minutes@example.org'>minutes</a><li><a href='/list/minutes-list'>this list of minutes</a></ul></body></html>";

#[test]
fn links_of_a_page_are_followed() {
    let site = Site::new(|request| match request.path.as_str() {
        "/list/minutes-list" => Answer::ok(PAGE),
        "/robots.txt" => Answer::ok("User-agent: *\nDisallow: /list/private/\n"),
        "/list/minutes-1.md" => Answer::ok(minutes(1, "the cranes")),
        "/list/files/2?as=text&v=1" => Answer::ok(minutes(2, "the locks")),
        _ => Answer::status(500),
    });
    let folder = tempfile::tempdir().unwrap();
    let page = site.url("/list/minutes-list");
    let output = fetch(folder.path(), &["--follow", "minutes", &page]);
    one_line(&output, &[&site.url("/list/private/minutes-4.md"), "robots.txt"]);
    assert_eq!(names(folder.path()), [site.url("/list/files/2?as=text&v=1"), site.url("/list/minutes-1.md")]);
    let mut asked = site.paths();
    asked.sort();
    assert_eq!(asked, ["/list/files/2?as=text&v=1", "/list/minutes-1.md", "/list/minutes-list", "/robots.txt"]);
    refused(&page, &["--follow", "summary|notes"], &["none of its 6 links matches `summary|notes`"]);
    refused(&site.url("/list/minutes-1.md"), &["--follow", "x"], &["is no web page"]);
}

#[test]
fn a_site_that_cannot_say_what_it_wants_is_left_alone() {
    let site = Site::new(|request| match request.path.as_str() {
        "/" => Answer::ok("<html><body><a href='/minutes'>minutes</a></body></html>"),
        "/robots.txt" => Answer::status(500),
        _ => Answer::ok(minutes(1, "the cranes")),
    });
    let folder = tempfile::tempdir().unwrap();
    one_line(&fetch(folder.path(), &["--follow", "minutes", &site.url("/")]), &["robots.txt"]);
    // What somebody names himself is not followed.
    fetched(folder.path(), &[&site.url("/minutes")]);
}

#[test]
fn links_into_private_networks_are_not_followed() {
    let inner = Site::new(|_| Answer::ok(minutes(1, "the cranes")));
    let to = inner.url("/minutes");
    let outer = Site::new(move |_| Answer::ok(format!("<html><body><a href='{to}'>minutes</a></body></html>")));
    let folder = tempfile::tempdir().unwrap();
    let only = format!("--allow-private={}", outer.address);
    let output = run(folder.path(), &["--quiet", &only, "--follow", "minutes", &outer.url("/")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(inner.asked().is_empty());
}

#[test]
fn wrong_calls_are_told() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, words) in [
        (&["--follow", "(", "https://example.org/"][..], "is no regular expression"),
        (&["--follow", "x", "minutes"], "--follow wants an address"),
        (&["--include", "[", "minutes"], "is no pattern of files"),
        (&["--pause", "soon", "minutes"], "no number of seconds"),
        (&["--fetch-timeout", "-1", "minutes"], ""),
        (&[], "nothing to read"),
    ] {
        let mut command = program(folder.path());
        let output = command.arg("ingest").args(arguments).current_dir(folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(words), "{arguments:?}: {}", said(&output));
    }
}
