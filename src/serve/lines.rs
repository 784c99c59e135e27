//! Answers of many lines, sent as they are made.

use super::answer::bytes_of;
use super::body::PATIENCE;
use super::guard::InFlight;
use super::store::StoreError;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::Response;
use http_body_util::channel::Channel;
use serde::Serialize;

/// Sends objects as JSON Lines; `false` where the client is gone, or reads nothing for too long.
pub(super) type Sending<'send, T> = &'send mut dyn FnMut(&[T]) -> bool;

/// The answer whose lines `write` makes, on a thread of its own.
pub(super) fn lines<T: Serialize>(
    permit: InFlight,
    write: impl FnOnce(Sending<'_, T>) -> Result<(), StoreError> + Send + 'static,
) -> Response {
    let (mut sender, channel) = Channel::<Bytes, std::io::Error>::new(4);
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let result = write(&mut |objects: &[T]| {
            let mut lines = Vec::new();
            for object in objects {
                // Strings and numbers: this does not fail.
                let _ = serde_json::to_writer(&mut lines, object);
                lines.push(b'\n');
            }
            let sent = runtime.block_on(tokio::time::timeout(PATIENCE, sender.send_data(lines.into())));
            matches!(sent, Ok(Ok(())))
        });
        if let Err(error) = result {
            tracing::error!("{error}");
            sender.abort(std::io::Error::other("the store failed"));
        }
    });
    bytes_of(StatusCode::OK, "application/x-ndjson", Body::new(channel))
}
