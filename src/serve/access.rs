//! Who asks: tokens, keys, sessions.

use super::ServeError;
use super::answer::Refusal;
use super::app::Shared;
use super::{body, login};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::Path;

/// Who asks.
#[derive(Debug, Clone, Default)]
pub(super) struct Who {
    /// The name of the token, where tokens are asked for.
    pub(super) name: Option<String>,
    /// What they may do at the desk.
    pub(super) role: Role,
}

/// What a person may do at the review desk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Reads.
    Reader,
    /// Labels and decides. The role of a token without one.
    Moderator,
    /// Retrains and chooses the model as well. Without tokens, whoever is at the machine.
    #[default]
    Lead,
}

impl Role {
    fn of_name(name: &str) -> Option<Self> {
        match name {
            "reader" => Some(Self::Reader),
            "moderator" => Some(Self::Moderator),
            "lead" => Some(Self::Lead),
            _ => None,
        }
    }
}

/// Names and roles by SHA-256 of their tokens, so that looking one up takes the same time for every wrong token.
#[derive(Debug, Default)]
pub(super) struct Tokens(HashMap<[u8; 32], (String, Role)>);

impl Tokens {
    /// Reads a file with a name, a token and perhaps a role on each line; blank lines and those that begin with `#` are skipped.
    pub(super) fn read(file: &Path) -> Result<Self, ServeError> {
        let failed = |problem: String| ServeError::File { file: file.display().to_string(), problem };
        let text = crate::bounded::read_text(file).map_err(|error| failed(format!("cannot be read: {error}")))?;
        let mut tokens = HashMap::new();
        for (index, line) in text.trim_start_matches('\u{FEFF}').lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = |problem: &str| failed(format!("line {}: {problem}", index + 1));
            let mut words = line.split_whitespace();
            let (Some(name), Some(token), role, None) = (words.next(), words.next(), words.next(), words.next()) else {
                return Err(wrong("write a name, a space and a token, and perhaps a role"));
            };
            let Some(role) = role.map_or(Some(Role::Moderator), Role::of_name) else {
                return Err(wrong("after name and token a role may stand: reader, moderator or lead"));
            };
            if tokens.insert(digest(token), (name.to_string(), role)).is_some() {
                return Err(wrong("this token is there already; give every name one of its own"));
            }
        }
        Ok(Self(tokens))
    }

    /// The number of tokens.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The name of a token.
    pub(super) fn name(&self, token: &str) -> Option<&str> {
        self.0.get(&digest(token)).map(|(name, _)| name.as_str())
    }

    /// Whose a token is, by its hash.
    pub(super) fn of_digest(&self, digest: &[u8; 32]) -> Option<Who> {
        self.0.get(digest).map(|(name, role)| Who { name: Some(name.clone()), role: *role })
    }
}

/// SHA-256 of a token or a cookie.
pub(super) fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Result<Tokens, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Tokens::read(file.path()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_token_has_the_name_before_it() {
        let tokens = tokens("\u{FEFF}# desk\nsalma  s3cret\r\n\nomar x\n").unwrap();
        assert_eq!((tokens.name("s3cret"), tokens.name("x"), tokens.len()), (Some("salma"), Some("omar"), 2));
        assert_eq!((tokens.name("salma"), tokens.name("")), (None, None));
        let role = |tokens: Tokens, token: &str| tokens.of_digest(&digest(token)).unwrap().role;
        assert_eq!(role(tokens, "x"), Role::Moderator);
        assert_eq!(role(super::tests::tokens("a t lead").unwrap(), "t"), Role::Lead);
    }

    #[test]
    fn a_line_that_is_none_is_named_without_its_token() {
        for wrong in ["salma\n", "salma a b\n", "salma a lead b\n", "salma a\nomar a\n"] {
            let error = tokens(wrong).unwrap_err();
            assert!(error.contains(": line ") && !error.contains("a b"), "{error}");
        }
        assert_eq!(tokens("").unwrap().len(), 0);
    }
}
