//! `GET /v1/labels`: all labels, as a label file.

use super::answer::Refusal;
use super::app::Shared;
use super::guard::InFlight;
use super::lines::lines;
use super::store::StoreError;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

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
    lines(permit, move |send| app.store.each_label(|labels| send(&labels)))
}
