//! Perspective's `comments:analyze`, `comments:suggestscore` and discovery document (Google's Comment Analyzer API,
//! v1alpha1), so that its clients need another address and no more.
//!
//! | module | what it does |
//! | --- | --- |
//! | `request` | what clients send |
//! | `problem` | errors as documented |
//! | `attribute` | attributes and what answers them |
//! | `analysis` | scores of a comment and of its sentences |
//! | `feedback` | a suggested score → a label |

mod analysis;
mod attribute;
mod feedback;
mod problem;
mod request;

pub(super) use request::{AnalyzeRequest, SuggestRequest};

use super::answer::{Refusal, failed, json_of};
use super::app::{App, Shared};
use super::body;
use super::tokens::Who;
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use problem::Problem;
use serde_json::{Value, json};

/// Scores a comment.
#[utoipa::path(
    post, path = "/v1alpha1/comments:analyze", request_body = AnalyzeRequest,
    responses((status = 200, description = "The scores", body = Value))
)]
pub(super) async fn analyze(State(app): State<Shared>, request: Request) -> Response {
    let bytes = match body::read(request, body::LARGEST).await {
        Ok(bytes) => bytes,
        Err(refusal) => return with_details(refusal).into_response(),
    };
    let is_small = bytes.len() <= body::SMALL;
    let analyzed = || -> Result<Value, Problem> {
        let request: AnalyzeRequest = body::json(&bytes).map_err(|error| malformed(&error))?;
        analysis::analyze(&app.classifier(), app.lenient_attributes, request)
    };
    let analyzed = if is_small { analyzed() } else { tokio::task::block_in_place(analyzed) };
    match analyzed {
        Ok(value) => {
            if app.desk.queue_analyzed {
                // After the answer: clients such as Coral wait less than a second.
                tokio::spawn(keep(app.clone(), bytes));
            }
            json_of(StatusCode::OK, &value)
        }
        Err(problem) => Refusal::from(problem).into_response(),
    }
}

/// Puts a comment that was analysed into the queue of the desk, unless its request says that it may not be kept.
async fn keep(app: Shared, bytes: Vec<u8>) {
    let Ok(request) = body::json::<AnalyzeRequest>(&bytes) else { return };
    if let Some(comment) = analysis::for_queue(&app.classifier(), request)
        && let Err(error) = app.store.queue_comment(comment).await
    {
        tracing::error!("a comment did not come into the queue: {error}");
    }
}

/// Keeps a score that a person suggests, as a label.
#[utoipa::path(
    post, path = "/v1alpha1/comments:suggestscore", request_body = SuggestRequest,
    responses((status = 200, description = "The label is on disk", body = Value))
)]
pub(super) async fn suggest_score(
    State(app): State<Shared>,
    Extension(who): Extension<Who>,
    request: Request,
) -> Response {
    match suggested(&app, who.name, request).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    }
}

async fn suggested(app: &App, who: Option<String>, request: Request) -> Result<Response, Refusal> {
    let bytes = body::read(request, body::LARGEST).await.map_err(with_details)?;
    let request: SuggestRequest = body::json(&bytes).map_err(|error| Refusal::from(malformed(&error)))?;
    let client_token = request.client_token.clone();
    let label = feedback::label(&app.classifier(), app.lenient_attributes, request, who)?;
    app.store.add_label(label).await.map_err(failed).map_err(with_details)?;
    app.metrics.labels.inc();
    let answer = client_token.map_or_else(|| json!({}), |token| json!({ "clientToken": token }));
    Ok(json_of(StatusCode::OK, &answer))
}

/// The description by which Google's clients find the methods.
pub(super) async fn discovery(State(app): State<Shared>, headers: HeaderMap) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let root = app.public_url.as_ref().map_or_else(|| format!("http://{host}/"), super::PublicUrl::root);
    let document: Result<Value, _> = serde_json::from_str(include_str!("discovery.json"));
    match document {
        Ok(mut document) => {
            document["rootUrl"] = root.clone().into();
            document["baseUrl"] = root.into();
            json_of(StatusCode::OK, &document)
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn malformed(error: &str) -> Problem {
    Problem::invalid(format!("Invalid JSON payload received: {error}"))
}

/// Clients read the first of the details of every error.
fn with_details(refusal: Refusal) -> Refusal {
    refusal.with("details", problem::details("INVALID_REQUEST", None))
}
