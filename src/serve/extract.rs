//! `POST /v1/extract`: the comments of a page, as `mushrif extract` prints them.

use super::answer::{Refusal, bytes_of};
use super::app::Shared;
use super::body::{self, LARGEST_PAGE};
use super::guard::InFlight;
use crate::extract::{Clocks, extract as extract_page};
use crate::page::{Body, InputFormat, SavedPage};
use crate::time::{Clock, time_zone};
use axum::Extension;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

/// How a page is read.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Parameters {
    /// When the page was saved: a date or a date-time.
    as_of: Option<String>,
    /// `html` or `text`; by the first bytes of the page if not said.
    #[param(pattern = "^(html|text)?$")]
    format: Option<String>,
    /// The time zone of a page that names none, such as Asia/Beirut.
    time_zone: Option<String>,
}

/// The comments of a page, a line each.
#[utoipa::path(
    post, path = "/v1/extract", params(Parameters),
    request_body(content((String = "text/html"), (String = "text/plain"))),
    responses((status = 200, description = "JSON Lines", body = String, content_type = "application/x-ndjson"))
)]
pub(super) async fn extract(
    State(app): State<Shared>,
    Extension(permit): Extension<InFlight>,
    request: Request,
) -> Result<Response, Refusal> {
    let Query(parameters): Query<Parameters> = Query::try_from_uri(request.uri())
        .map_err(|error| Refusal::bad(format!("The query is malformed: {error}.")))?;
    let clocks = clocks(&parameters)?;
    let kind = match parameters.format.as_deref() {
        None | Some("") => None,
        Some("html") => Some(InputFormat::Html),
        Some("text") => Some(InputFormat::Text),
        Some(_) => return Err(Refusal::bad("format is html or text.")),
    };
    let charset = charset(request.headers());
    let too_many = |_| Refusal::new(StatusCode::TOO_MANY_REQUESTS, "Too many pages at once; try again.");
    let page_permit = app.pages.try_acquire().map_err(too_many)?;
    let bytes = body::read(request, LARGEST_PAGE).await?;
    let extracted = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        records(bytes, kind, charset, &clocks)
    });
    let records = extracted
        .await
        .map_err(|_| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "The page could not be read."))??;
    drop(page_permit);
    Ok(bytes_of(StatusCode::OK, "application/x-ndjson", records))
}

fn clocks(parameters: &Parameters) -> Result<Clocks, Refusal> {
    let clock = parameters.as_of.as_deref().filter(|text| !text.is_empty()).map(|text| {
        let clock: Result<Clock, _> = text.parse();
        clock
            .map(|clock| (clock, "as-of"))
            .map_err(|_| Refusal::bad("as_of is a date such as 2024-05-15, or a date-time."))
    });
    let zone = parameters.time_zone.as_deref().filter(|name| !name.is_empty()).map(|name| {
        time_zone(name).map_err(|_| Refusal::bad("time_zone is the name of a time zone, such as Asia/Beirut."))
    });
    Ok(Clocks { otherwise: clock.transpose()?, zone: zone.transpose()?, ..Clocks::default() })
}

/// The encoding that the client declares.
fn charset(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let charset = kind.split(';').find_map(|part| part.trim().strip_prefix("charset="))?;
    Some(charset.trim_matches('"').to_string())
}

fn records(
    bytes: Vec<u8>,
    kind: Option<InputFormat>,
    charset: Option<String>,
    clocks: &Clocks,
) -> Result<Vec<u8>, Refusal> {
    // The name that a page on standard input has.
    let page = SavedPage { name: "-#1".into(), charset, kind, body: Body::Bytes(bytes), ..SavedPage::default() };
    let page =
        page.decode().map_err(|error| Refusal::bad(format!("{error}.").replace("standard input", "the body")))?;
    let mut out = Vec::new();
    for comment in extract_page(&page, clocks).with_article_text().comments {
        serde_json::to_writer(&mut out, &comment).map_err(|error| Refusal::bad(error.to_string()))?;
        out.push(b'\n');
    }
    Ok(out)
}
