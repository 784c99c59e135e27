//! `POST /v1/score`: the bytes of `mushrif score`, over HTTP.
//!
//! A JSON array is read whole. JSON Lines are streamed both ways: the head of the answer waits for the first line that
//! can be read, so that a body without one is an error.

use super::answer::{Refusal, bytes_of};
use super::app::Shared;
use super::body::{self, LARGEST, PATIENCE};
use super::guard::InFlight;
use crate::score::Classifier;
use crate::workflow::score::score_json;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt;
use http_body_util::channel::{Channel, Sender};
use serde_json::value::RawValue;

/// Scores comments: an array of them, or one a line.
#[utoipa::path(
    post, path = "/v1/score",
    request_body(content((Vec<Comment> = "application/json"), (String = "application/x-ndjson"))),
    responses((
        status = 200, description = "Each comment with its scores; of lines, a line each",
        content((Vec<serde_json::Value> = "application/json"), (String = "application/x-ndjson"))
    ))
)]
pub(super) async fn score(
    State(app): State<Shared>,
    Extension(permit): Extension<InFlight>,
    request: Request,
) -> Result<Response, Refusal> {
    let classifier = app.classifier();
    let is_lines = is_lines(request.headers());
    let headers = request.headers().clone();
    let mut lines = Lines::new(request.into_body());
    // The first bytes that are no white space tell an array from lines.
    let mut beginning: Vec<u8> = Vec::new();
    let is_array = loop {
        match beginning.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(byte)) {
            Some(first) => break !is_lines && *first == b'[',
            None if beginning.len() > LARGEST => return Err(Refusal::bad("The body has no comment.")),
            None => match lines.frame().await? {
                Some(frame) => beginning.extend_from_slice(&frame),
                None => return Err(Refusal::bad("The body has no comment.")),
            },
        }
    };
    if is_array {
        let bytes = body::read_on(&headers, lines.body, beginning, LARGEST).await?;
        let scored = || array(&classifier, &bytes);
        return Ok(bytes_of(
            StatusCode::OK,
            "application/json; charset=utf-8",
            if bytes.len() <= body::SMALL { scored() } else { tokio::task::block_in_place(scored) }?,
        ));
    }
    lines.pending = beginning;
    stream(classifier, lines, permit).await
}

/// Whether the client says that it sends lines.
fn is_lines(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    ["ndjson", "jsonl", "json-lines", "jsonlines"].into_iter().any(|name| kind.contains(name))
}

/// Scores an array of comments.
fn array(classifier: &Classifier, bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::bad("The body is not UTF-8."))?;
    let records: Vec<&RawValue> = serde_json::from_str(text.trim_start_matches('\u{FEFF}'))
        .map_err(|error| Refusal::bad(format!("Not a JSON array of comments: {error}.")))?;
    let mut lease = classifier.lease();
    let mut out = vec![b'['];
    for (index, record) in records.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        score_json(&mut lease, record.get(), &mut out)
            .map_err(|error| Refusal::bad(format!("Comment {}: {error}.", index + 1)))?;
    }
    out.push(b']');
    Ok(out)
}

/// The lines of a body, as they arrive.
struct Lines {
    body: Body,
    /// Bytes that arrived and are not scored yet: at most one line, unless a frame has just arrived.
    pending: Vec<u8>,
    /// The number of the next line.
    next: u64,
    /// Whether the rest of a line that is too long is being skipped.
    skipping: bool,
    /// Whether the body has ended.
    ended: bool,
}

impl Lines {
    fn new(body: Body) -> Self {
        Self { body, pending: Vec::new(), next: 1, skipping: false, ended: false }
    }

    /// The next bytes.
    async fn frame(&mut self) -> Result<Option<Bytes>, Refusal> {
        loop {
            match tokio::time::timeout(PATIENCE, self.body.frame()).await {
                Err(_) => return Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "Nothing arrived for 30 seconds.")),
                Ok(None) => return Ok(None),
                Ok(Some(Err(_))) => return Err(Refusal::bad("The request ended early or is malformed.")),
                Ok(Some(Ok(frame))) => {
                    if let Ok(data) = frame.into_data() {
                        return Ok(Some(data));
                    }
                }
            }
        }
    }

    /// Scores the whole lines that have arrived; returns whether any could be read.
    fn score(&mut self, classifier: &Classifier, out: &mut Vec<u8>) -> bool {
        let whole = match memchr::memrchr(b'\n', &self.pending) {
            _ if self.ended => self.pending.len(),
            Some(last) => last + 1,
            None => 0,
        };
        let mut lease = classifier.lease();
        let mut any = false;
        let mut begin = 0;
        while begin < whole {
            let end = memchr::memchr(b'\n', &self.pending[begin..whole]).map_or(whole, |at| begin + at);
            let line = &self.pending[begin..end];
            begin = end + 1;
            let number = self.next;
            self.next += 1;
            if std::mem::take(&mut self.skipping) || line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let before = out.len();
            let scored = match std::str::from_utf8(line) {
                _ if line.len() > LARGEST => Err(too_long()),
                Ok(line) => score_json(&mut lease, line, out),
                Err(_) => Err("not UTF-8".into()),
            };
            match scored {
                Ok(()) => {
                    any = true;
                    out.push(b'\n');
                }
                Err(error) => {
                    out.truncate(before);
                    problem(number, &error, out);
                }
            }
        }
        self.pending.drain(..whole.min(self.pending.len()));
        if self.pending.len() > LARGEST {
            if !self.skipping {
                problem(self.next, &too_long(), out);
            }
            self.skipping = true;
            self.pending.clear();
        }
        any
    }

    /// Reads and scores what comes next; `None` at the end.
    async fn next(&mut self, classifier: &Classifier, out: &mut Vec<u8>) -> Result<Option<bool>, Refusal> {
        if self.ended {
            return Ok(None);
        }
        match self.frame().await? {
            Some(frame) => self.pending.extend_from_slice(&frame),
            None => self.ended = true,
        }
        let is_small = self.pending.len() <= body::SMALL;
        let mut score = || self.score(classifier, out);
        Ok(Some(if is_small { score() } else { tokio::task::block_in_place(score) }))
    }
}

fn too_long() -> String {
    format!("longer than {} MiB, which no comment is", LARGEST >> 20)
}

/// What stands in the place of a line that cannot be read.
fn problem(line: u64, error: &str, out: &mut Vec<u8>) {
    let line = serde_json::json!({ "line": line, "error": error });
    out.extend_from_slice(line.to_string().as_bytes());
    out.push(b'\n');
}

/// Answers with scored lines as they are ready.
async fn stream(classifier: Classifier, mut lines: Lines, permit: InFlight) -> Result<Response, Refusal> {
    let mut out = Vec::new();
    let mut any = lines.score(&classifier, &mut out);
    while !any {
        let is_too_long = lines.skipping;
        match lines.next(&classifier, &mut out).await? {
            Some(found) => any = found,
            None => return Err(nothing(&out)),
        }
        if lines.skipping && !is_too_long && lines.next == 1 {
            body::drain(&HeaderMap::new(), lines.body).await;
            return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, format!("The first line is {}.", too_long())));
        }
        if out.len() > LARGEST {
            return Err(nothing(&out));
        }
    }
    let (sender, channel) = Channel::<Bytes, std::io::Error>::new(2);
    tokio::spawn(async move {
        let _permit = permit;
        send(&classifier, lines, out, sender).await;
    });
    Ok(bytes_of(StatusCode::OK, "application/x-ndjson", Body::new(channel)))
}

/// The error of a body without a line that can be read: that of its first line.
fn nothing(problems: &[u8]) -> Refusal {
    let first = problems.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let first: serde_json::Value = serde_json::from_slice(first).unwrap_or_default();
    match (&first["line"], first["error"].as_str()) {
        (line, Some(error)) => Refusal::bad(format!("No line can be read; line {line}: {error}.")),
        _ => Refusal::bad("The body has no comment."),
    }
}

async fn send(classifier: &Classifier, mut lines: Lines, mut out: Vec<u8>, mut sender: Sender<Bytes, std::io::Error>) {
    loop {
        if !out.is_empty() {
            let sent = sender.send_data(std::mem::take(&mut out).into());
            if !matches!(tokio::time::timeout(PATIENCE, sent).await, Ok(Ok(()))) {
                return;
            }
        }
        match lines.next(classifier, &mut out).await {
            Ok(Some(_)) => {}
            Ok(None) => return,
            // The status is sent already; the client sees that the answer is cut off.
            Err(_) => return sender.abort(std::io::Error::other("the request broke off")),
        }
    }
}

/// A comment: `text`, `body` or `comment`, and what else its record has.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only its description is used")]
pub(super) struct Comment {
    text: String,
    /// The title or the text of its article, or both.
    article: Option<serde_json::Value>,
}
