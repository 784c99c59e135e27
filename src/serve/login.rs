//! The form for people: a session's cookie instead of a token in every request.
//!
//! Every form carries a CSRF token, derived from a cookie that no page can read: that of the session, or before the
//! login one of its own.

use super::answer::{Refusal, bytes_of, failed};
use super::app::{App, Shared};
use super::body;
use super::store::Session;
use super::tokens::{Tokens, Who, digest};
use crate::markup::escaped;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// The cookie of a session.
pub(super) const SESSION: &str = "mushrif_session";
/// The cookie before the login.
pub(super) const VISIT: &str = "mushrif_visit";
/// How long a session lasts, in seconds: a shift.
const LASTS: i64 = 12 * 60 * 60;
const HTML: &str = "text/html; charset=utf-8";

/// Whose a session is, where its token still holds.
pub(super) fn session(app: &App, tokens: &Tokens, headers: &HeaderMap) -> Option<Who> {
    let cookie = cookie(headers, SESSION)?;
    let session = app.store.session(&digest(cookie)).ok().flatten()?;
    tokens.of_digest(&session.token).filter(|who| who.name.as_ref() == Some(&session.who))
}

/// The form.
pub(super) async fn form(State(app): State<Shared>) -> Result<Response, Refusal> {
    show_form(&app, StatusCode::OK, "")
}

/// What the form sends.
#[derive(Deserialize)]
struct Given {
    #[serde(default)]
    token: String,
    #[serde(default)]
    csrf: String,
}

/// Opens a session.
pub(super) async fn log_in(State(app): State<Shared>, request: Request) -> Result<Response, Refusal> {
    let visit = cookie(request.headers(), VISIT).map(String::from);
    let given: Given = given(request).await?;
    if visit.is_none_or(|visit| given.csrf != csrf(&visit)) {
        return show_form(
            &app,
            StatusCode::FORBIDDEN,
            "Please try again: the form was too old. · النموذج قديم، حاول مرة أخرى.",
        );
    }
    let token = given.token.trim();
    let name = app.tokens().and_then(|tokens| tokens.name(token).map(String::from));
    let Some(who) = name else {
        return show_form(&app, StatusCode::UNAUTHORIZED, "That token is not valid. · الرمز غير صحيح.");
    };
    tracing::info!(who, "logged in");
    let secret = random()?;
    let session = Session { who, token: digest(token) };
    app.store.open_session(digest(&secret), session, LASTS).await.map_err(failed)?;
    let mut response = Redirect::to("/").into_response();
    set_cookie(&app, &mut response, SESSION, &secret, LASTS)?;
    set_cookie(&app, &mut response, VISIT, "", 0)?;
    Ok(response)
}

/// Ends a session.
pub(super) async fn log_out(State(app): State<Shared>, request: Request) -> Result<Response, Refusal> {
    let secret = cookie(request.headers(), SESSION).map(String::from);
    let given: Given = given(request).await?;
    let Some(secret) = secret.filter(|secret| given.csrf == csrf(secret)) else {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "The form is not of this session."));
    };
    app.store.end_session(digest(&secret)).await.map_err(failed)?;
    let mut response = Redirect::to("/login").into_response();
    set_cookie(&app, &mut response, SESSION, "", 0)?;
    Ok(response)
}

/// The page of one who is logged in.
pub(super) async fn home(Extension(who): Extension<Who>, headers: HeaderMap) -> Response {
    let session = cookie(&headers, SESSION).map(|secret| {
        format!(
            "<form method=post action=\"/logout\"><input type=hidden name=csrf value=\"{}\"><button>Log out · خروج</button></form>",
            csrf(secret)
        )
    });
    let greeting = who.name.map_or(String::new(), |who| format!("<p dir=auto>{}</p>", escaped(&who)));
    let content = format!(
        "{greeting}<p><a href=\"/review\">مكتب المراجعة · review desk</a></p><p><a href=\"/v1/labels\">labels</a> · <a href=\"/v1/model\">model</a> · \
         <a href=\"/openapi.json\">openapi.json</a> · <a href=\"/metrics\">metrics</a></p>{}",
        session.unwrap_or_default()
    );
    bytes_of(StatusCode::OK, HTML, page(&content))
}

/// The style sheet.
pub(super) async fn style() -> Response {
    let mut response = bytes_of(StatusCode::OK, "text/css; charset=utf-8", include_str!("page.css"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=3600"));
    response
}

fn show_form(app: &App, status: StatusCode, problem: &str) -> Result<Response, Refusal> {
    let visit = random()?;
    let problem = if problem.is_empty() { String::new() } else { format!("<p role=alert>{problem}</p>") };
    let content = format!(
        "{problem}<form method=post action=\"/login\"><input type=hidden name=csrf value=\"{}\">\
         <label for=token>Token · الرمز</label>\
         <input id=token name=token type=password autocomplete=current-password required autofocus>\
         <button>Log in · دخول</button></form>",
        csrf(&visit)
    );
    let mut response = bytes_of(status, HTML, page(&content));
    set_cookie(app, &mut response, VISIT, &visit, 3600)?;
    Ok(response)
}

fn page(content: &str) -> String {
    format!(
        "<!doctype html><html lang=ar dir=rtl><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>مُشرف · Mushrif</title><link rel=stylesheet href=\"/static/page.css\"><main><h1>مُشرف</h1>{content}</main></html>"
    )
}

/// What a form sends, at most 16 KiB.
pub(super) async fn given<T: DeserializeOwned>(request: Request) -> Result<T, Refusal> {
    let bytes = body::read(request, 16 << 10).await?;
    let request = axum::http::Request::builder()
        .method("POST")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(bytes));
    let wrong = || Refusal::bad("The form is malformed.");
    let request = request.map_err(|_| wrong())?;
    let Form(given) = Form::<T>::from_request(request, &()).await.map_err(|_| wrong())?;
    Ok(given)
}

/// The CSRF token of forms that are shown with a cookie.
pub(super) fn csrf(secret: &str) -> String {
    format!("{:x}", Sha256::digest(format!("csrf {secret}")))
}

/// 256 random bits in hexadecimal digits.
pub(super) fn random() -> Result<String, Refusal> {
    let mut bytes = [0_u8; 32];
    let failed = |_| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "The system gives no random numbers.");
    getrandom::fill(&mut bytes).map_err(failed)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

pub(super) fn cookie<'headers>(headers: &'headers HeaderMap, name: &str) -> Option<&'headers str> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
        .filter(|value| !value.is_empty())
}

pub(super) fn set_cookie(
    app: &App,
    response: &mut Response,
    name: &str,
    value: &str,
    seconds: i64,
) -> Result<(), Refusal> {
    let secure = if app.public_url.as_ref().is_some_and(super::PublicUrl::is_https) { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    let cookie = HeaderValue::try_from(cookie);
    let cookie = cookie.map_err(|_| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "The cookie is malformed."))?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(())
}
