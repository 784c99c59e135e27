//! Comments of a filter with scores and states, as JSON Lines that `export` and `summary` read, for moderators.

use super::view::{Params, View};
use super::visitor::Visitor;
use crate::serve::access::Who;
use crate::serve::answer::{Refusal, bytes_of};
use crate::serve::app::{App, Shared};
use crate::serve::labels::failed;
use crate::serve::store::Entry;
use axum::Extension;
use axum::extract::{Query, State as Of};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

/// The most comments of a file.
const MOST: usize = 100_000;

/// The file. Comments drawn at random for this person that wait for an answer are left out.
pub(super) async fn show(
    Of(app): Of<Shared>,
    Extension(who): Extension<Who>,
    headers: HeaderMap,
    Query(params): Query<Params>,
) -> Result<Response, Refusal> {
    let visitor = Visitor::of(&app, who, &headers, None)?;
    // Whole lists with the names of authors are not for readers, nor for an audience.
    visitor.allow(visitor.may_act())?;
    let (view, name) = (View::of(&params), visitor.name());
    let shared = app.clone();
    let written = tokio::task::spawn_blocking(move || written(&shared, &view, &name)).await;
    let stopped = |_| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "The export was stopped.");
    let mut response = bytes_of(StatusCode::OK, "application/x-ndjson", written.map_err(stopped)??);
    let name = HeaderValue::from_static("attachment; filename=\"comments.jsonl\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

fn written(app: &App, view: &View, name: &str) -> Result<Vec<u8>, Refusal> {
    let mut lines = Vec::new();
    for id in app.store.ids(&view.filter, name, MOST).map_err(failed)? {
        let Some(entry) = app.store.entry(id).map_err(failed)? else { continue };
        // Strings and numbers: this does not fail.
        let _ = serde_json::to_writer(&mut lines, &line(&entry));
        lines.push(b'\n');
    }
    Ok(lines)
}

fn line(entry: &Entry) -> Value {
    let score = |score: f64| (score >= 0.0).then_some(score);
    let flags: Vec<&str> = crate::record::Flag::ALL
        .into_iter()
        .filter(|flag| entry.flags & 1 << *flag as u8 != 0)
        .map(crate::record::Flag::name)
        .collect();
    let [hostile, sectarian, off_topic] = entry.scores.map(score);
    json!({
        "page": entry.page,
        "article": { "title": entry.article_title, "url": entry.article_url, "site": Some(&entry.site).filter(|site| !site.is_empty()) },
        "author": entry.author, "title": entry.title, "body": entry.text, "truncated": entry.truncated,
        "time": entry.time_text.as_ref().map(|text| json!({
            "text": text, "span": null, "direction": null, "approximate": null, "earliest": entry.earliest, "latest": entry.latest,
        })),
        "scores": { "hostile": hostile, "sectarian": sectarian, "off_topic": off_topic },
        "flags": flags, "uncertain": entry.uncertain, "model": { "name": "", "hash": entry.model },
        "desk": { "state": entry.state.name(), "reason": entry.reason },
    })
}
