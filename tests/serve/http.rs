//! Requests as bytes on a socket, so that malformed ones can be sent too.

use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A request that is being put together.
pub struct Request {
    head: String,
    body: Vec<u8>,
    host: Option<String>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, path: &str) -> Self {
        Self { head: format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n"), body: Vec::new(), host: None }
    }

    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    pub fn post(path: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref().to_vec();
        let request = Self::new("POST", path).header("Content-Length", &body.len().to_string());
        Self { body, ..request }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub fn host(self, host: &str) -> Self {
        Self { host: Some(host.into()), ..self }
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    pub fn bytes(self, port: u16) -> Vec<u8> {
        let host = self.host.unwrap_or_else(|| format!("127.0.0.1:{port}"));
        let mut bytes = format!("{}Host: {host}\r\n\r\n", self.head).into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    pub fn send(self, port: u16) -> Answer {
        raw(port, &self.bytes(port)).expect("an answer")
    }
}

/// Sends bytes and reads the answer; an error where the connection breaks before one has come.
pub fn raw(port: u16, bytes: &[u8]) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut writer = stream.try_clone()?;
    // Written while the answer is read, which may be longer than the buffers between.
    std::thread::scope(|scope| {
        scope.spawn(move || writer.write_all(bytes));
        read_answer(&mut stream)
    })
}

/// Reads one answer.
pub fn read_answer(stream: &mut TcpStream) -> std::io::Result<Answer> {
    let cut = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
    let mut bytes = Vec::new();
    let mut piece = [0; 1 << 16];
    loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..at]).into_owned();
            let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(cut)?;
            let body = &bytes[at + 4..];
            let answer = Answer { status, head, body: Vec::new() };
            let whole = match answer.header("content-length") {
                Some(length) => (body.len() == length.parse::<usize>().unwrap()).then(|| body.to_vec()),
                // Only looked at once the last chunk may be there: a long body comes in many pieces.
                None if answer.header("transfer-encoding").is_some() => {
                    body.ends_with(b"0\r\n\r\n").then(|| from_chunks(body)).flatten()
                }
                None => Some(Vec::new()),
            };
            if let Some(body) = whole {
                return Ok(Answer { body, ..answer });
            }
        }
        match stream.read(&mut piece)? {
            0 => return Err(cut()),
            read => bytes.extend_from_slice(&piece[..read]),
        }
    }
}

/// The body in chunks, once the last is there.
fn from_chunks(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let at = bytes.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..at]).ok()?, 16).ok()?;
        body.extend_from_slice(bytes.get(at + 2..at + 2 + size)?);
        bytes = bytes.get(at + 2 + size + 2..)?;
        if size == 0 {
            return Some(body);
        }
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Asserts the status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.head, self.text());
        self
    }
}
