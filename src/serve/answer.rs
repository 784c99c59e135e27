//! Answers as JSON. An error is `{"error": {"code", "message", "status"}}` everywhere, which the clients of Google and of
//! OpenAI both read; contracts add their own fields.

use super::store::StoreError;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};

/// An error of a request.
#[derive(Debug)]
pub(super) struct Refusal {
    /// The status.
    pub(super) status: StatusCode,
    /// What is wrong and what to do.
    pub(super) message: String,
    /// More fields of the error.
    more: Vec<(&'static str, Value)>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), more: Vec::new() }
    }

    /// The request is malformed.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// The same with one more field.
    pub(super) fn with(mut self, name: &'static str, value: Value) -> Self {
        self.more.push((name, value));
        self
    }
}

/// The name of a status in Google's answers.
fn name_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 | 413 | 415 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 | 421 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        405 => "UNIMPLEMENTED",
        408 => "DEADLINE_EXCEEDED",
        429 => "RESOURCE_EXHAUSTED",
        503 | 507 => "UNAVAILABLE",
        _ => "INTERNAL",
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut error = serde_json::Map::new();
        error.insert("code".into(), self.status.as_u16().into());
        error.insert("message".into(), self.message.into());
        error.insert("status".into(), name_of(self.status).into());
        error.extend(self.more.into_iter().map(|(name, value)| (name.to_string(), value)));
        let mut response = json_of(self.status, &json!({ "error": error }));
        let headers = response.headers_mut();
        match self.status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        response
    }
}

/// A value as a JSON answer.
pub(super) fn json_of(status: StatusCode, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => bytes_of(status, "application/json; charset=utf-8", bytes),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Bytes as an answer.
pub(super) fn bytes_of(status: StatusCode, kind: &'static str, bytes: impl Into<Body>) -> Response {
    let mut response = Response::new(bytes.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// The answer where the store fails.
pub(super) fn failed(error: StoreError) -> Refusal {
    tracing::error!("{error}");
    match error {
        StoreError::Busy => Refusal::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string()),
        _ => Refusal::new(StatusCode::INSUFFICIENT_STORAGE, "The store cannot be used; nothing was kept."),
    }
}
