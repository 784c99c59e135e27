//! Who asks: by a token, a key or a session.

use super::answer::Refusal;
use super::app::Shared;
use super::tokens::{Tokens, Who, digest};
use super::{body, login};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;

/// Whether a path is open to everyone; Coral's has its signature instead of a token.
fn is_open(path: &str) -> bool {
    matches!(
        path,
        "/healthz"
            | "/login"
            | "/coral/moderation"
            | "/$discovery/rest"
            | "/discovery/v1/apis/commentanalyzer/v1alpha1/rest"
    ) || path.starts_with("/static/")
}

/// Refuses requests without a valid token, key or session, and tells handlers the name.
pub(super) async fn check(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let Some(tokens) = app.tokens() else {
        request.extensions_mut().insert(Who::default());
        return next.run(request).await;
    };
    let found = if is_open(request.uri().path()) { Ok(Who::default()) } else { who(&app, &tokens, &request) };
    match found {
        Ok(who) => {
            request.extensions_mut().insert(who);
            next.run(request).await
        }
        Err(refusal) => {
            let (parts, rest) = request.into_parts();
            body::drain(&parts.headers, rest).await;
            // A person is shown the form.
            if parts.method == "GET" && wants_html(&parts.headers) {
                return Redirect::to("/login").into_response();
            }
            refusal.into_response()
        }
    }
}

fn who(app: &Shared, tokens: &Tokens, request: &Request) -> Result<Who, Refusal> {
    let headers = request.headers();
    let perspective = request.uri().path().starts_with("/v1alpha1/");
    if let Some(bearer) = bearer(headers) {
        return tokens.of_digest(&digest(bearer)).ok_or_else(|| refused("The token is not valid.", perspective));
    }
    if let Some(key) = key(headers, request.uri()) {
        let wrong = || if perspective { wrong_key() } else { refused("The key is not valid.", false) };
        return tokens.of_digest(&digest(&key)).ok_or_else(wrong);
    }
    if let Some(who) = login::session(app, tokens, headers) {
        return Ok(who);
    }
    let message = "A token is needed: Authorization: Bearer TOKEN, ?key=TOKEN, or log in at /login.";
    Err(refused(message, perspective))
}

/// The answer without a valid token. Perspective's clients read the first of its details.
fn refused(message: &str, perspective: bool) -> Refusal {
    let refusal = Refusal::new(StatusCode::UNAUTHORIZED, message);
    if !perspective {
        return refusal.with("type", "invalid_request_error".into());
    }
    let info = json!([{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "CREDENTIALS_MISSING" }]);
    refusal.with("details", info)
}

/// Google's answer to a wrong key, by which clients know it.
fn wrong_key() -> Refusal {
    let info = json!([{
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID",
        "domain": "googleapis.com",
        "metadata": { "service": "commentanalyzer.googleapis.com" },
    }]);
    Refusal::bad("API key not valid. Please pass a valid API key.").with("details", info)
}

pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The key as Google's clients send it: in the query, or as a header.
fn key(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Query {
        key: Option<String>,
    }
    let in_query = axum::extract::Query::<Query>::try_from_uri(uri).ok().and_then(|query| query.0.key);
    let in_header = || headers.get("x-goog-api-key")?.to_str().ok().map(String::from);
    in_query.or_else(in_header).filter(|key| !key.is_empty())
}

fn wants_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}
