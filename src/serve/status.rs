//! What the server says of itself: health, model, figures.

use super::answer::{bytes_of, json_of};
use super::app::Shared;
use crate::label::Target;
use crate::record::Flag;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use std::collections::BTreeMap;

/// Whether the server is up.
#[utoipa::path(get, path = "/healthz", security(()), responses((status = 200, description = "It is up", body = String, content_type = "text/plain")))]
pub(super) async fn health() -> Response {
    bytes_of(StatusCode::OK, "text/plain; charset=utf-8", "ok")
}

/// A model, and how it judges.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Model)]
pub(super) struct ModelStatus {
    name: String,
    /// Eight hexadecimal digits of a hash of the model.
    hash: String,
    features: usize,
    /// The number of labelled comments that it was made of.
    comments: u64,
    /// The least score that raises each flag; null for a flag that is never raised.
    thresholds: BTreeMap<&'static str, Option<f64>>,
    /// The share of comments with each label that calibrated scores assume.
    priors: BTreeMap<&'static str, f64>,
}

/// The model in use.
#[utoipa::path(get, path = "/v1/model", responses((status = 200, description = "The model", body = ModelStatus)))]
pub(super) async fn model(State(app): State<Shared>) -> Response {
    let classifier = app.classifier();
    let (model, policy) = (classifier.model(), classifier.policy());
    let rounded = |value: f64| (value * 1e4).round() / 1e4;
    let of_model = |target: Target| model.calibration(target).map(|calibration| calibration.prior);
    let of_policy = |target: Target| Flag::ALL.into_iter().find(|flag| flag.name() == target.name());
    let prior = |target: Target| of_policy(target).and_then(|flag| policy.prior(flag)).or_else(|| of_model(target));
    let status = ModelStatus {
        name: model.name().into(),
        hash: model.hash().into(),
        features: model.features(),
        comments: model.sources().iter().map(|source| source.comments).sum(),
        thresholds: Flag::ALL.into_iter().map(|flag| (flag.name(), policy.threshold(flag))).collect(),
        priors: Target::ALL.into_iter().filter_map(|target| Some((target.name(), rounded(prior(target)?)))).collect(),
    };
    json_of(StatusCode::OK, &status)
}

/// Figures for Prometheus.
#[utoipa::path(get, path = "/metrics", responses((status = 200, description = "OpenMetrics", body = String, content_type = "application/openmetrics-text")))]
pub(super) async fn metrics(State(app): State<Shared>) -> Response {
    let classifier = app.classifier();
    let in_flight = app.most_in_flight.saturating_sub(app.in_flight.available_permits());
    let model = (classifier.model().name(), classifier.model().hash());
    let text = app.metrics.text(in_flight, app.store.waiting(), model);
    bytes_of(StatusCode::OK, "application/openmetrics-text; version=1.0.0; charset=utf-8", text)
}
