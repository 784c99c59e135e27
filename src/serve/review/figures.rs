//! What happened: what people decided and labelled by day; counts and shares by site, day and article, as `mushrif summary` draws them.

use super::asked::Asked;
use super::layout::page;
use super::wording::state_word;
use crate::locale::Locale;
use crate::serve::answer::Refusal;
use crate::serve::answer::failed;
use crate::serve::app::Shared;
use crate::serve::store::{self, Day, State};
use crate::workflow::summary::{FlagCounts, SummaryGroup, SummaryReport};
use axum::extract::State as Of;
use axum::response::Response;
use maud::{Markup, PreEscaped, html};

/// So many days of what people did.
const DAYS: i64 = 14;

/// The page.
pub(super) async fn show(Of(app): Of<Shared>, asked: Asked) -> Result<Response, Refusal> {
    let Asked { visitor, .. } = asked;
    let shared = app.clone();
    // A million rows are counted in about a second.
    let groups = tokio::task::spawn_blocking(move || Ok((shared.store.groups()?, shared.store.tones()?))).await;
    let stopped = |_| Refusal::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, "The count was stopped.");
    let ([all, sites, days, articles], tones) = groups.map_err(stopped)?.map_err(failed)?;
    let named = |groups: Vec<store::Group>| {
        groups.iter().map(|group| SummaryGroup { name: group.name.clone(), counts: counts(group) }).collect()
    };
    let dated = days.iter().filter_map(|group| Some((group.name.parse().ok()?, counts(group)))).collect();
    let all = all.first().map(counts).unwrap_or_default();
    let worked = app.store.days(DAYS).map_err(failed)?;
    let report = SummaryReport::of_groups(all, named(sites), dated, named(articles), tones);
    let mut plots = String::new();
    report.numbers(visitor.locale, &mut plots);
    report.plots(visitor.locale, &mut plots);
    let content = html! {
        h1 { (visitor.locale.word("desk.figures")) }
        (decided(&worked, visitor.locale))
        h2 { (visitor.locale.word("desk.by_model")) }
        div id="figures" { (PreEscaped(plots)) }
    };
    page(&app, &visitor, "/review/figures", &content, None)
}

/// What people decided and labelled, a row a day.
fn decided(days: &[Day], locale: Locale) -> Markup {
    let word = |key: &str| locale.word(key);
    html! {
        section.card id="decided" {
            h2 { (word("desk.by_people")) }
            @if days.is_empty() { p.soft { (word("desk.nothing")) } }
            @else {
                table {
                    thead {
                        tr {
                            th scope="col" { (word("desk.day")) }
                            @for state in [State::Published, State::Hidden, State::Escalated] {
                                th scope="col" { (state_word(state, locale)) }
                            }
                            th scope="col" { (word("desk.labelled")) }
                        }
                    }
                    tbody {
                        @for Day { day, published, hidden, escalated, labelled } in days {
                            tr {
                                th scope="row" { bdi.number { (locale.number(day)) } }
                                @for count in [published, hidden, escalated, labelled] { td data-count=(count) { (locale.number(count)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn counts(group: &store::Group) -> FlagCounts {
    let store::Group { comments, hostile, sectarian, off_topic, flagged, .. } = *group;
    FlagCounts { comments, hostile, sectarian, off_topic, flagged }
}
