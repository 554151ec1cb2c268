//! A web site on this machine that answers whatever a test wants, down to the bytes.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What a site was asked.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// With what stands behind `?`.
    pub(crate) path: String,
    /// All header lines, in small letters.
    pub(crate) head: String,
    /// When it came.
    pub(crate) at: Instant,
}

impl Request {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// A site; it goes with the test program.
pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Site {
    /// A site that answers every request as `answer` does, which writes to the connection; then the connection is closed.
    pub(crate) fn raw(answer: impl Fn(&Request, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&asked), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                std::thread::spawn(move || serve(stream, &log, &*answer));
            }
        });
        Self { address, asked }
    }

    /// A site whose answers are status line, header lines and body, put together with what closes the connection.
    pub(crate) fn new(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        Self::raw(move |request, stream| {
            let Answer { status, headers, body } = answer(request);
            let mut head = format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
            for (name, value) in headers {
                head.extend([name, ": ", &value, "\r\n"]);
            }
            let _ = stream.write_all(&[head.as_bytes(), b"\r\n", &body].concat());
        })
    }

    /// The address of a page.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it was asked so far.
    pub(crate) fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }

    /// The paths that it was asked for.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.asked().into_iter().map(|request| request.path).collect()
    }
}

fn serve(stream: TcpStream, log: &Mutex<Vec<Request>>, answer: &dyn Fn(&Request, &mut TcpStream)) {
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    if lines.read_line(&mut first).unwrap_or(0) == 0 {
        return;
    }
    let mut head = String::new();
    while lines.read_line(&mut head).is_ok_and(|read| read > 2) {}
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let request = Request { path, head: head.replace("\r\n", "\n").to_lowercase(), at: Instant::now() };
    log.lock().unwrap().push(request.clone());
    let mut stream = stream;
    answer(&request, &mut stream);
}

/// Writes a byte at a time, with a pause between them in which the other side may hang up.
pub(crate) fn drip(stream: &mut TcpStream) {
    let _ = stream.set_read_timeout(Some(Duration::from_millis(20)));
    let mut nothing = [0];
    while stream.write_all(b"x").is_ok() {
        if matches!(stream.read(&mut nothing), Ok(0)) {
            return;
        }
    }
}

/// Writes the same bytes until the other side hangs up.
pub(crate) fn pour(stream: &mut TcpStream, bytes: &[u8]) {
    while stream.write_all(bytes).is_ok() {}
}

/// What a page answers.
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, headers: Vec::new(), body: body.into() }
    }

    pub(crate) fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: b"no".to_vec() }
    }

    pub(crate) fn to(location: impl Into<String>) -> Self {
        Self::status(302).with("Location", location)
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// The minutes of a meeting with a number.
pub(crate) fn minutes(number: usize, topic: &str) -> String {
    format!(
        "# Harbour Board\n\n**Meeting {number}**\n\n**{} April 2022 at 10:00 UTC**\n\n## Agenda\n\n1. {topic}\n\n## Discussion\n\n\
         ### 1. {topic}\n\nAda Lindqvist noted that {topic} was late. Bogdan Kovalenko will send a draft.\n\n## Participants\n\n\
         1. Ada Lindqvist, Port Authority\n2. Bogdan Kovalenko, Institute of Ferns\n",
        number % 28 + 1
    )
}
