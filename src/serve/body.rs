//! Request bodies: limits, time-outs, JSON.

use super::answer::Refusal;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::time::Duration;

/// The largest body, in bytes.
pub(super) const LARGEST: usize = 1 << 20;
/// The largest body that is scored without leaving the thread of its connection: a millisecond of work.
pub(super) const SMALL: usize = 16 << 10;
/// The largest page, in bytes.
pub(super) const LARGEST_PAGE: usize = 16 << 20;
/// The longest that a client may take to send a body, or to read a part of an answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// Of a body that is refused so much is still read, so that the client reads the answer instead of a reset.
const DRAINED: usize = 64 << 20;
const DRAIN_TIME: Duration = Duration::from_secs(5);

/// Reads a whole body.
pub(super) async fn read(request: Request, largest: usize) -> Result<Vec<u8>, Refusal> {
    let (parts, body) = request.into_parts();
    read_on(&parts.headers, body, Vec::new(), largest).await
}

/// Reads the rest of a body whose beginning is read.
pub(super) async fn read_on(
    headers: &HeaderMap,
    mut body: Body,
    mut bytes: Vec<u8>,
    largest: usize,
) -> Result<Vec<u8>, Refusal> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut is_too_large = announced.saturating_add(bytes.len()) > largest;
    let collected = async {
        while !is_too_large && let Some(frame) = body.frame().await {
            let Ok(frame) = frame else { return false };
            let data = frame.data_ref().map_or(&[][..], |data| data);
            is_too_large = bytes.len() + data.len() > largest;
            bytes.extend_from_slice(data);
        }
        true
    };
    match tokio::time::timeout(PATIENCE, collected).await {
        Err(_) => {
            return Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "The request did not arrive within 30 seconds."));
        }
        Ok(false) => return Err(Refusal::bad("The request ended early or is malformed.")),
        Ok(true) => {}
    }
    if is_too_large {
        drain(headers, body).await;
        let message = format!("The request is larger than {} KiB; send it in parts.", largest >> 10);
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, message));
    }
    Ok(bytes)
}

/// Reads the rest of a body that nobody wants; not of a client that waits to be asked for it.
pub(super) async fn drain(headers: &HeaderMap, mut body: Body) {
    if headers.contains_key(header::EXPECT) {
        return;
    }
    let read = async {
        let mut size = 0;
        while let Some(Ok(frame)) = body.frame().await {
            size += frame.data_ref().map_or(0, |data| data.len());
            if size > DRAINED {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(DRAIN_TIME, read).await;
}

/// Parses a body as JSON; an empty one as `{}`. Half a surrogate pair, which JavaScript can send, is read as U+FFFD.
pub(super) fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "the body is not UTF-8".to_string())?;
    let text = text.trim_start_matches('\u{FEFF}');
    let text = if text.trim().is_empty() { "{}" } else { text };
    serde_json::from_str(&with_whole_surrogates(text)).map_err(|error| error.to_string())
}

/// JSON with every `\uXXXX` of half a surrogate pair replaced by that of U+FFFD.
fn with_whole_surrogates(json: &str) -> Cow<'_, str> {
    let unit = |at: usize| {
        let escape = json.get(at..at + 6)?;
        u16::from_str_radix(escape.strip_prefix("\\u")?, 16).ok()
    };
    let mut mended = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &json.as_bytes()[at..]) {
        let escape = at + found;
        match (unit(escape), unit(escape + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => at = escape + 12,
            (Some(0xD800..=0xDFFF), _) => {
                mended.push_str(&json[copied..escape]);
                mended.push_str("\\ufffd");
                at = escape + 6;
                copied = at;
            }
            // A backslash and the byte after it, which may be a backslash.
            _ => at = json.len().min(escape + 2),
        }
    }
    if copied == 0 {
        return json.into();
    }
    mended.push_str(&json[copied..]);
    mended.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> String {
        serde_json::from_str::<String>(&with_whole_surrogates(json)).unwrap()
    }

    #[test]
    fn half_a_surrogate_pair_becomes_the_replacement_character() {
        assert_eq!(read(r#""\ud83d""#), "\u{FFFD}");
        assert_eq!(read(r#""a\ude00\ud83db""#), "a\u{FFFD}\u{FFFD}b");
        assert_eq!(read(r#""\ud83d\ud83d\ude00""#), "\u{FFFD}😀");
    }

    #[test]
    fn whole_pairs_and_written_backslashes_stay() {
        assert_eq!(read(r#""\ud83d\ude00\n\u0642""#), "😀\nق");
        assert_eq!(read(r#""\\ud83d""#), "\\ud83d");
        assert!(matches!(with_whole_surrogates(r#"{"a":"\"\\"}"#), Cow::Borrowed(_)));
    }

    #[test]
    fn an_escape_cut_by_a_letter_of_several_bytes_is_left_alone() {
        for json in [r#""\uقق"#, r#""\u12ق"#, r#""\"#, r#""\ق"#] {
            assert_eq!(with_whole_surrogates(json), json);
        }
    }

    #[test]
    fn an_empty_body_is_an_empty_object() {
        assert_eq!(json::<serde_json::Value>(b" \n").unwrap(), serde_json::json!({}));
    }
}
