//! The routes.

use super::answer::Refusal;
use super::app::Shared;
use super::{access, body, coral, extract, guard, labels, login, openai, openapi, perspective, review, score, status};
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::any::Any;
use tower_http::catch_panic::CatchPanicLayer;

/// The router with all that requests pass, the outermost last.
pub(super) fn router(app: Shared) -> Router {
    let state = || app.clone();
    Router::new()
        .route("/", get(login::home))
        .route("/v1alpha1/comments:analyze", post(perspective::analyze))
        .route("/v1alpha1/comments:suggestscore", post(perspective::suggest_score))
        .route("/$discovery/rest", get(perspective::discovery))
        .route("/discovery/v1/apis/commentanalyzer/v1alpha1/rest", get(perspective::discovery))
        .route("/v1/moderations", post(openai::moderate))
        .route("/coral/moderation", post(coral::moderate))
        .route("/v1/score", post(score::score))
        .route("/v1/extract", post(extract::extract))
        .route("/v1/labels", get(labels::labels))
        .route("/v1/model", get(status::model))
        .route("/openapi.json", get(openapi::document))
        .route("/healthz", get(status::health))
        .route("/metrics", get(status::metrics))
        .route("/login", get(login::form).post(login::log_in))
        .route("/logout", post(login::log_out))
        .route("/static/page.css", get(login::style))
        .merge(review::routes())
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(failed))
        .layer(from_fn_with_state(state(), access::check))
        .layer(from_fn_with_state(state(), guard::bound))
        .layer(from_fn_with_state(state(), guard::same_site))
        .layer(from_fn(guard::harden))
        .layer(from_fn_with_state(state(), guard::observe))
        .with_state(app)
}

async fn unknown(request: Request) -> Refusal {
    refused(request, StatusCode::NOT_FOUND, "There is nothing at this address; see /openapi.json.").await
}

async fn wrong_method(request: Request) -> Refusal {
    refused(request, StatusCode::METHOD_NOT_ALLOWED, "This address does not take that method; see /openapi.json.").await
}

async fn refused(request: Request, status: StatusCode, message: &str) -> Refusal {
    let (parts, rest) = request.into_parts();
    body::drain(&parts.headers, rest).await;
    Refusal::new(status, message)
}

/// A panic is our error; what it says may hold a comment and is not logged.
fn failed(_: Box<dyn Any + Send + 'static>) -> Response {
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "The server failed at this request.").into_response()
}
