//! `GET /v1/labels`: all labels, as a label file.

use super::answer::{Refusal, bytes_of};
use super::app::Shared;
use super::body::PATIENCE;
use super::guard::InFlight;
use super::store::StoreError;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use http_body_util::channel::Channel;

/// The answer where the store fails.
pub(super) fn failed(error: StoreError) -> Refusal {
    tracing::error!("{error}");
    match error {
        StoreError::Busy => Refusal::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string()),
        _ => Refusal::new(StatusCode::INSUFFICIENT_STORAGE, "The store cannot be used; nothing was kept."),
    }
}

/// All labels, oldest first, a line each, as `mushrif retrain` reads them.
#[utoipa::path(get, path = "/v1/labels", responses((status = 200, description = "JSON Lines", body = String, content_type = "application/x-ndjson")))]
pub(super) async fn labels(State(app): State<Shared>, Extension(permit): Extension<InFlight>) -> Response {
    let (mut sender, channel) = Channel::<Bytes, std::io::Error>::new(4);
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let result = app.store.each_label(|labels| {
            let mut lines = Vec::new();
            for label in labels {
                // Strings and numbers: this does not fail.
                let _ = serde_json::to_writer(&mut lines, &label);
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
