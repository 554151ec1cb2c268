//! A store with the small fixture, the built program over it, and a plain HTTP client.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what goes wrong here fails the test")]

use oxigraph::io::RdfFormat;
use rapporteur::graph::Base;
use rapporteur::store::{Access, Store};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// Fills a new store in `dir` with `tests/fixtures/small.trig`.
pub(crate) fn fill(dir: &Path) {
    let store = Store::open(dir, Access::Create { base: Some(Base::new(Base::DEFAULT).unwrap()) }).unwrap();
    store.oxigraph().load_from_slice(RdfFormat::TriG, include_str!("../fixtures/small.trig")).unwrap();
}

/// The program, with its store in `dir`.
pub(crate) fn program(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.env("RAPPORTEUR_STORE", dir).env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

/// Runs the program to its end.
pub(crate) fn run(dir: &Path, arguments: &[&str]) -> Output {
    program(dir).args(arguments).output().unwrap()
}

/// What a process wrote to standard output.
pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What a process wrote to standard error.
pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A running service, stopped when dropped.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// What it said when it was ready.
    pub(crate) greeting: String,
    /// Kept as long as the service runs.
    folder: Option<tempfile::TempDir>,
}

impl Server {
    /// A service over the small fixture.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("store");
        fill(&dir);
        let mut server = Self::over(&dir, arguments);
        server.folder = Some(folder);
        server
    }

    /// A service over the store in `dir`, on a port that the system chooses.
    pub(crate) fn over(dir: &Path, arguments: &[&str]) -> Self {
        Self::logging(dir, arguments, Stdio::null())
    }

    /// The same, with its log going somewhere.
    pub(crate) fn logging(dir: &Path, arguments: &[&str], log: Stdio) -> Self {
        Self::spawned(program(dir), arguments, log)
    }

    /// The same, ending as by a crash at a point of the program: `store/fault.rs`.
    pub(crate) fn failing(dir: &Path, arguments: &[&str], fault: &str) -> Self {
        let mut program = program(dir);
        program.env(rapporteur::store::FAULT_VARIABLE, fault);
        Self::spawned(program, arguments, Stdio::null())
    }

    fn spawned(mut program: Command, arguments: &[&str], log: Stdio) -> Self {
        let mut child = program
            .args(["serve", "--bind", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut greeting = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut greeting).unwrap();
        let address = greeting.trim().rsplit("http://").next().unwrap().trim_end_matches('/').parse();
        Self {
            child,
            address: address.unwrap_or_else(|_| panic!("no address in {greeting:?}")),
            greeting,
            folder: None,
        }
    }

    /// Asks the service to stop, as `kill` does, and gives its exit code.
    pub(crate) fn terminate(self) -> Option<i32> {
        self.tell_to_stop();
        self.ended()
    }

    /// Asks the service to stop, as `kill` does.
    pub(crate) fn tell_to_stop(&self) {
        let killed = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(killed.success());
    }

    /// Its exit code, once it has ended.
    pub(crate) fn ended(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// What the process holds in memory, in kilobytes.
    pub(crate) fn memory(&self) -> u64 {
        self.kilobytes("VmRSS:")
    }

    /// The most that it ever held.
    pub(crate) fn most_memory(&self) -> u64 {
        self.kilobytes("VmHWM:")
    }

    fn kilobytes(&self, of: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(of)).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// Sends a GET request.
    pub(crate) fn get(&self, target: &str, accept: &str) -> Reply {
        self.send("GET", target, &[("Accept", accept)], "")
    }

    /// Sends any request.
    pub(crate) fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        self.send_bytes(method, target, headers, body.as_bytes())
    }

    /// Sends any request, with a body that is no text.
    pub(crate) fn send_bytes(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let mut request = format!("{method} {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        for (name, value) in headers {
            if !value.is_empty() {
                let _ = write!(request, "{name}: {value}\r\n");
            }
        }
        if !headers.iter().any(|(name, _)| *name == "Content-Length") {
            let _ = write!(request, "Content-Length: {}\r\n", body.len());
        }
        request.push_str("\r\n");
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        // One that is refused by its head may be answered and closed before all of it is sent.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        Reply::parse(&bytes)
    }

    /// Puts a query to `/sparql`.
    pub(crate) fn ask(&self, query: &str, accept: &str) -> Reply {
        self.get(&format!("/sparql?query={}", encoded(query)), accept)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a service answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: String,
    /// The body as it came, where it is no text.
    pub(crate) bytes: Vec<u8>,
    /// Whether a body in chunks came to its end.
    pub(crate) whole: bool,
}

impl Reply {
    /// Whether the page holds a script that is none of the site's own.
    pub(crate) fn has_strange_script(&self) -> bool {
        self.body.matches("<script").count() != self.body.matches("<script type=\"module\" src=\"/assets/").count()
    }

    /// Reads what came over a connection.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers: HashMap<String, String> = HashMap::new();
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            let all = headers.entry(name.to_ascii_lowercase()).or_default();
            if !all.is_empty() {
                all.push_str(", ");
            }
            all.push_str(value);
        }
        let rest = &bytes[end + 4..];
        let chunked = headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked");
        let (bytes, whole) = if chunked { unchunked(rest) } else { (rest.to_vec(), true) };
        let body = if headers.contains_key("content-encoding") {
            String::new()
        } else {
            String::from_utf8(bytes.clone()).unwrap()
        };
        Self { status, headers, body, bytes, whole }
    }

    /// The media type, with its parameters.
    pub(crate) fn kind(&self) -> &str {
        self.headers.get("content-type").map_or("", String::as_str)
    }

    /// The lines of the body.
    pub(crate) fn lines(&self) -> Vec<&str> {
        self.body.lines().collect()
    }
}

fn unchunked(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            return (body, true);
        }
        let Some(chunk) = rest.get(end + 2..end + 2 + size) else { break };
        body.extend_from_slice(chunk);
        rest = rest.get(end + 4 + size..).unwrap_or_default();
    }
    (body, false)
}

/// Text as it stands in an address.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
