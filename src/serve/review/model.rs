//! From answers to a better model: labels so far, training, versions.

use super::agreement::{Agreement, ENOUGH, agreement};
use super::asked::{Asked, Fields, Sent};
use super::controls;
use super::layout::page;
use super::rescore::rescore;
use super::training::start;
use super::veil::unveil;
use super::verdict::verdict;
use super::versions::{choose_form, named, shown};
use crate::locale::Locale;
use crate::serve::answer::failed;
use crate::serve::answer::{Refusal, json_of};
use crate::serve::app::Shared;
use crate::serve::training::Stage;
use axum::extract::State as Of;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;

/// The page.
pub(super) async fn show(Of(app): Of<Shared>, asked: Asked) -> Result<Response, Refusal> {
    let Asked { visitor, params, .. } = asked;
    let labels = app.store.training_labels(app.desk.feedback_as_labels).map_err(failed)?;
    let labelled = app.store.labelled_for_training(app.desk.feedback_as_labels).map_err(failed)?;
    let blind = app.store.blind_labels().map_err(failed)?;
    let versions = app.store.versions().map_err(failed)?;
    let active = app.store.active_version().map_err(failed)?;
    let stage = app.training.stage();
    let locale = visitor.locale;
    let word = |key: &str| locale.word(key);
    let count =
        |is: &dyn Fn(&crate::label::Label) -> bool| locale.number(labels.iter().filter(|row| is(&row.label)).count());
    let active_id = active.as_ref().map(|active| active.id);
    let newest = versions.first().map(|version| version.id);
    let each = versions
        .iter()
        .map(|version| shown(&app, &visitor, version, (active_id == Some(version.id), newest == Some(version.id))));
    let (told, veiled): (Vec<Markup>, Vec<bool>) = each.collect::<Result<Vec<_>, Refusal>>()?.into_iter().unzip();
    let content = html! {
        (controls::notice(&visitor, &params))
        h1 { (word("desk.model")) }
        section.card.numbers id="labels-so-far" data-labels=(labels.len()) data-blind=(blind.len()) {
            div { b { (locale.number(labelled)) } span { (word("desk.labelled")) } }
            div { b { (locale.number(labels.len())) } span { (word("desk.trained_on")) } }
            @if labelled > labels.len() { div id="untrained" { b { (locale.number(labelled - labels.len())) } span { (word("desk.not_trained_on")) } } }
            div { b { (count(&|label| label.hostile == Some(true))) } span { (word("hostile")) } }
            div { b { (count(&|label| label.sectarian == Some(true))) } span { (word("sectarian")) } }
            div { b { (count(&|label| label.hostile == Some(false))) } span { (word("desk.not_hostile")) } }
            div { b { (count(&|label| label.off_topic == Some(true))) } span { (word("off_topic")) } }
            div { b { (locale.number(blind.len())) } span { (word("desk.random_labels")) } }
        }
        (agreed(agreement(&blind), locale))
        section.card id="training" {
            h2 { (word("desk.train_title")) }
            p { (word("desk.train_how")) }
            @match &stage {
                Stage::Running { done, of } => {
                    label for="progress" { (locale.phrase("desk.training", &[&locale.number(done), &locale.number(of)])) }
                    progress id="progress" value=(done) max=(of) {}
                }
                Stage::Failed(problem) => { p role="alert" { (word("desk.train_failed")) " " bdi dir="ltr" { (problem) } } }
                Stage::Done(id) => @if let Some(version) = versions.iter().find(|version| version.id == *id) {
                    div.notice id="trained" role="status" {
                        p { (word("desk.trained")) " " a href=(format!("#version-{id}")) { (named(*id, locale)) } }
                        (verdict(&serde_json::from_str(&version.report).unwrap_or_default(), locale))
                    }
                },
                Stage::Idle => {}
            }
            @if visitor.may_lead() && !matches!(stage, Stage::Running { .. }) {
                form method="post" action="/review/model/train" {
                    input type="hidden" name="csrf" value=(visitor.csrf());
                    button id="train" disabled[labels.is_empty()] { (word("desk.train")) }
                }
            }
        }
        section id="versions" {
            h2 { (word("desk.versions")) }
            @if veiled.contains(&true) { (unveil(locale, false)) }
            @for version in &told { (version) }
            article.card id="version-0" data-active=[active.is_none().then_some("1")] {
                h3 { (word("desk.started_with")) }
                @if active.is_none() { p { strong { (word("desk.in_use")) } } } @else { (choose_form(&visitor, 0)) }
            }
        }
        @if visitor.may_act() {
            p { a href="/v1/labels" download="labels.jsonl" { (word("desk.export_labels")) } " · "
                a href="/review/export?state=all" { (word("desk.export_comments")) } }
        }
    };
    let refresh = matches!(stage, Stage::Running { .. }).then_some(2);
    page(&app, &visitor, "/review/model", &content, refresh)
}

/// A share and its interval, in percent; in words where there is no case, of which the interval is from 0 to 1.
fn percent([share, low, high]: [f64; 3], locale: Locale) -> String {
    if (low, high) == (0.0, 1.0) {
        return locale.word("desk.no_cases").into();
    }
    let [share, low, high] = [share, low, high].map(|share| locale.number(format!("{:.0}", 100.0 * share)));
    locale.phrase("desk.percent", &[&share, &low, &high])
}

fn agreed(found: Option<Agreement>, locale: Locale) -> Markup {
    let word = |key: &str| locale.word(key);
    html! {
        section.card id="agreement" {
            h2 { (word("desk.agreement")) }
            @match found {
                None => p { (locale.phrase("desk.too_few", &[&locale.number(0), &locale.number(ENOUGH)])) },
                Some(found) => {
                    @if (found.comments as usize) < ENOUGH {
                        p.notice id="too-few" { (locale.phrase("desk.too_few", &[&locale.number(found.comments), &locale.number(ENOUGH)])) }
                    }
                    table {
                        thead { tr { th scope="col" { (word("desk.random_labels")) } th scope="col" { (word("desk.share")) } } }
                        tr { th scope="row" { (word("desk.agree")) } td { (percent(found.agree, locale)) } }
                        tr { th scope="row" { (word("desk.precision")) } td { (percent(found.precision, locale)) } }
                        tr { th scope="row" { (word("desk.recall")) } td { (percent(found.recall, locale)) } }
                        tr { th scope="row" { (word("desk.truly_hostile")) } td { (percent(found.hostile, locale)) } }
                        tr { th scope="row" { (word("desk.mean_score")) } td { (locale.number(format!("{:.0}", 100.0 * found.score))) "٪" } }
                    }
                }
            }
        }
    }
}

/// What the forms of this page send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Given {
    csrf: String,
    version: i64,
}

impl Fields for Given {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

/// Begins a training.
pub(super) async fn train(Of(app): Of<Shared>, sent: Sent<Given>) -> Result<Response, Refusal> {
    let Sent { visitor, .. } = sent;
    visitor.allow(visitor.may_lead())?;
    start(&app, visitor.who());
    Ok(Redirect::to("/review/model").into_response())
}

/// Puts a version into use, or the model that the server was started with.
pub(super) async fn choose(Of(app): Of<Shared>, sent: Sent<Given>) -> Result<Response, Refusal> {
    let Sent { visitor, form } = sent;
    visitor.allow(visitor.may_lead())?;
    let known = app.store.versions().map_err(failed)?;
    let is_usable = form.version == 0 || known.iter().any(|version| version.id == form.version && !version.refused);
    if !is_usable {
        return Err(Refusal::bad("There is no such version, or it was refused because it is worse."));
    }
    let chosen = Some(form.version).filter(|version| *version != 0);
    app.store.use_version(chosen, visitor.who()).await.map_err(failed)?;
    let reloading = app.clone();
    // The old model answers until the new one is read.
    let _ = tokio::task::spawn_blocking(move || reloading.reload_model()).await;
    tokio::spawn(rescore(app.clone()));
    Ok(Redirect::to("/review/model").into_response())
}

/// How far a training is, as JSON.
pub(super) async fn check(Of(app): Of<Shared>) -> Response {
    let told = match app.training.stage() {
        Stage::Idle => json!({ "stage": "idle" }),
        Stage::Running { done, of } => json!({ "stage": "running", "done": done, "of": of }),
        Stage::Done(version) => json!({ "stage": "done", "version": version }),
        Stage::Failed(problem) => json!({ "stage": "failed", "problem": problem }),
    };
    json_of(StatusCode::OK, &told)
}
