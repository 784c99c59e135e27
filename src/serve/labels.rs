//! `GET /v1/labels`: all labels, as a label file.

use super::app::Shared;
use super::guard::InFlight;
use super::lines::lines;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;

/// All labels, oldest first, a line each, as `mushrif retrain` reads them.
#[utoipa::path(get, path = "/v1/labels", responses((status = 200, description = "JSON Lines", body = String, content_type = "application/x-ndjson")))]
pub(super) async fn labels(State(app): State<Shared>, Extension(permit): Extension<InFlight>) -> Response {
    lines(permit, move |send| app.store.each_label(|labels| send(&labels)))
}
