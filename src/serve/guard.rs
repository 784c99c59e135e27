//! What every request passes: Host and Origin, the bound on what is in flight, headers of the answer, log, metrics.

use super::answer::Refusal;
use super::app::{App, Shared};
use super::body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::OwnedSemaphorePermit;

/// The permit of a request in flight. A handler whose answer is streamed keeps a copy until its end.
#[derive(Debug, Clone)]
pub(super) struct InFlight(#[expect(dead_code, reason = "kept until it is dropped")] Arc<OwnedSemaphorePermit>);

/// Counts and logs: route, status and time; never a query, which may hold a key, nor a body.
pub(super) async fn observe(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    // As the router names it; one name for all paths that are none.
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or("other", MatchedPath::as_str);
    let response = next.run(request).await;
    let took = started.elapsed();
    app.metrics.answered(route, response.status().as_u16(), took);
    tracing::debug!(route, status = response.status().as_u16(), micros = took.as_micros() as u64);
    if response.status().is_server_error() {
        tracing::error!(route, status = response.status().as_u16(), "a request failed");
    }
    response
}

/// Bounds what is in flight; what is more gets 429 at once.
pub(super) async fn bound(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    // A monitor is answered under load too.
    if request.uri().path() == "/healthz" {
        return next.run(request).await;
    }
    match Arc::clone(&app.in_flight).try_acquire_owned() {
        Ok(permit) => {
            let permit = InFlight(Arc::new(permit));
            request.extensions_mut().insert(permit.clone());
            let response = next.run(request).await;
            drop(permit);
            response
        }
        Err(_) => Refusal::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests at once; try again.").into_response(),
    }
}

/// Refuses requests under a foreign name (DNS rebinding) and from pages of a foreign origin.
pub(super) async fn same_site(State(app): State<Shared>, request: Request, next: Next) -> Response {
    match foreign(&app, request.headers(), request.uri()) {
        None => next.run(request).await,
        Some(refusal) => {
            let (parts, rest) = request.into_parts();
            body::drain(&parts.headers, rest).await;
            refusal.into_response()
        }
    }
}

fn foreign(app: &App, headers: &HeaderMap, uri: &Uri) -> Option<Refusal> {
    let forbidden = |message: &str| Some(Refusal::new(StatusCode::FORBIDDEN, message));
    let host = match single(headers, &header::HOST) {
        Ok(Some(host)) => host,
        Ok(None) => return Some(Refusal::bad("The request has no Host.")),
        Err(()) => return Some(Refusal::bad("The request has more than one Host, or one that is no text.")),
    };
    let is_ours = |host: &str| is_loopback(host) || app.public_url.as_ref().is_some_and(|url| url.is_host(host));
    if !is_ours(host) || uri.authority().is_some_and(|authority| !is_ours(authority.as_str())) {
        return forbidden("This server does not answer under that name; start it with --public-url.");
    }
    match single(headers, &header::ORIGIN) {
        Ok(None) => {}
        Ok(Some(origin)) if is_own_origin(app, origin, host) => {}
        _ => return forbidden("Pages of other sites may not use this server."),
    }
    let fetched_from = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if matches!(fetched_from, Some(b"cross-site" | b"same-site")) && !headers.contains_key(header::ORIGIN) {
        // A link from elsewhere may open a page, but nothing else may be fetched.
        let opens = headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate");
        if !opens {
            return forbidden("Pages of other sites may not use this server.");
        }
    }
    None
}

/// The one value of a header.
fn single<'headers>(headers: &'headers HeaderMap, name: &HeaderName) -> Result<Option<&'headers str>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(drop),
        _ => Err(()),
    }
}

/// Whether an origin is that of our own pages: the public one, or the very host and port that the request names.
fn is_own_origin(app: &App, origin: &str, host: &str) -> bool {
    let origin = origin.to_ascii_lowercase();
    let public = app.public_url.as_ref();
    public.is_some_and(|url| url.origin == origin)
        || (is_loopback(host) && origin.strip_prefix("http://") == Some(host.to_ascii_lowercase().as_str()))
}

/// Whether a host, with or without a port, is a name of this machine to itself.
pub(super) fn is_loopback(host: &str) -> bool {
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    };
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// Headers of every answer: no script but from our own files, no frame, no cache, no guessing of types.
pub(super) async fn harden(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let csp = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(csp));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Under no-referrer browsers send "Origin: null" with forms of our own pages.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_machine_to_itself() {
        for host in ["localhost", "LOCALHOST:8750", "127.0.0.1:1", "127.8.9.1", "[::1]:8750", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in
            ["", "localhost.evil.org", "evil.org:8750", "127.0.0.1.evil.org", "10.0.0.1", "[::2]:1", "localhost:evil"]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
