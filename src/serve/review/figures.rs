//! What happened: counts and shares by site, day and article, as `mushrif summary` draws them.

use super::asked::Asked;
use super::layout::page;
use crate::serve::answer::Refusal;
use crate::serve::app::Shared;
use crate::serve::labels::failed;
use crate::serve::store;
use crate::workflow::summary::{Counts, Group, Report};
use axum::extract::State as Of;
use axum::response::Response;
use maud::{PreEscaped, html};

/// The page.
pub(super) async fn show(Of(app): Of<Shared>, asked: Asked) -> Result<Response, Refusal> {
    let Asked { visitor, .. } = asked;
    let shared = app.clone();
    // A million rows are counted in about a second.
    let groups = tokio::task::spawn_blocking(move || Ok((shared.store.groups()?, shared.store.tones()?))).await;
    let stopped = |_| Refusal::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, "The count was stopped.");
    let ([all, sites, days, articles], tones) = groups.map_err(stopped)?.map_err(failed)?;
    let named = |groups: Vec<store::Group>| {
        groups.iter().map(|group| Group { name: group.name.clone(), counts: counts(group) }).collect()
    };
    let dated = days.iter().filter_map(|group| Some((group.name.parse().ok()?, counts(group)))).collect();
    let all = all.first().map(counts).unwrap_or_default();
    let report = Report::of_groups(all, named(sites), dated, named(articles), tones);
    let mut plots = String::new();
    report.numbers(visitor.locale, &mut plots);
    report.plots(visitor.locale, &mut plots);
    let content = html! {
        h1 { (visitor.locale.word("desk.figures")) }
        div id="figures" { (PreEscaped(plots)) }
    };
    page(&app, &visitor, "/review/figures", &content, None)
}

fn counts(group: &store::Group) -> Counts {
    let store::Group { comments, hostile, sectarian, off_topic, flagged, .. } = *group;
    Counts { comments, hostile, sectarian, off_topic, flagged }
}
