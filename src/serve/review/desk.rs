//! The page of one comment, and what is answered there.

use super::asked::{Asked, Fields, Sent};
use super::card;
use super::controls;
use super::layout::page;
use super::shown::Shown;
use super::view::{Params, View};
use super::visitor::Visitor;
use crate::record::Sentiment;
use crate::serve::answer::Refusal;
use crate::serve::answer::failed;
use crate::serve::app::{App, Shared};
use crate::serve::store::{Act, Answer, Entry, Outcome, State};
use axum::extract::State as Of;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;

/// After so many hostile comments in a row a pause is offered.
const PAUSE_AFTER: usize = 30;

/// A comment of the queue.
pub(super) async fn show(Of(app): Of<Shared>, asked: Asked) -> Result<Response, Refusal> {
    let Asked { visitor, params, view } = asked;
    let id = chosen(&app, &visitor, &view, &params).await?;
    let at = id.map(|id| id.to_string());
    let visitor = visitor.at(view.query(at.as_deref().map(|at| ("at", at)).as_slice()));
    let entry = id.map(|id| app.store.entry(id)).transpose().map_err(failed)?.flatten();
    let locale = visitor.locale;
    let answered = Some(app.store.answered().map_err(failed)?);
    let counts = controls::Counts { found: app.store.count(&view.filter).map_err(failed)?, answered };
    let sites = app.store.sites().map_err(failed)?;
    let tired =
        visitor.may_act() && app.store.hostile_in_a_row(visitor.who().as_deref()).map_err(failed)? >= PAUSE_AFTER;
    let shown = entry.map(|entry| Shown::of(&app, &visitor, entry)).transpose()?;
    let is_lifted = params.lifted.is_some() && params.at == id;
    let content = html! {
        div id="desk" {
            (controls::filter(&visitor, &view, "/review", &sites, counts))
            (controls::notice(&visitor, &params))
            @if tired { (controls::pause(&visitor)) }
            @match &shown {
                Some(shown) => {
                    (card::card(&visitor, &view, shown, is_lifted))
                    (controls::answers(&app, &visitor, &view, shown, &params))
                    (card::history(&visitor, shown))
                }
                None => {
                    section.card id="empty" role="status" {
                        h1 { (locale.word("desk.empty")) }
                        p { (locale.word("desk.empty_more")) }
                    }
                }
            }
        }
    };
    page(&app, &visitor, "/review", &content, None)
}

/// The comment that an address asks for: one by its number, the one before or after another, or the first.
async fn chosen(app: &App, visitor: &Visitor, view: &View, params: &Params) -> Result<Option<i64>, Refusal> {
    let (filter, name) = (view.filter.clone(), visitor.name());
    if let Some(id) = params.at {
        if visitor.may_act() {
            app.store.take(id, name).await.map_err(failed)?;
        }
        return Ok(Some(id));
    }
    if let Some(before) = params.before {
        let found = app.store.previous(&filter, &name, before).map_err(failed)?.unwrap_or(before);
        if visitor.may_act() {
            app.store.take(found, name).await.map_err(failed)?;
        }
        return Ok(Some(found));
    }
    if !visitor.may_act() {
        let rows = app.store.list(&filter, &name, params.after, 1).map_err(failed)?;
        return Ok(rows.first().map(|row| row.id));
    }
    // Only those who work through what waits are shown samples.
    if filter.state == Some(State::New) && filter.article.is_none() {
        let draw = is_drawn(app.desk.sample)?;
        if let Some(id) = app.store.sample(name.clone(), draw).await.map_err(failed)? {
            return Ok(Some(id));
        }
    }
    app.store.take_next(filter, name, params.after).await.map_err(failed)
}

/// Whether the next comment is drawn at random.
fn is_drawn(share: f64) -> Result<bool, Refusal> {
    let mut bytes = [0; 4];
    let failed = |_| Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "The system gives no random numbers.");
    getrandom::fill(&mut bytes).map_err(failed)?;
    Ok(f64::from(u32::from_le_bytes(bytes)) < share * f64::from(u32::MAX))
}

/// What a form of the desk sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Given {
    csrf: String,
    id: i64,
    version: Option<i64>,
    r#do: String,
    /// Whether the comment stays in sight.
    stay: Option<String>,
    /// The comment before a random sample, in the queue.
    after: Option<i64>,
    reason: String,
    note: String,
    /// The query of the view.
    view: String,
    /// Whether the veil over the comment was lifted.
    lifted: Option<String>,
}

impl Fields for Given {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

/// What an answer does.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Do {
    State(State),
    Answer(Answer),
    /// The tone alone: the comment stays.
    Tone(Sentiment),
    Note,
    Undo,
    Pass,
    Appeal,
    Resolve(bool),
}

impl Do {
    fn of(name: &str, has_article: bool) -> Option<Self> {
        let flags = |hostile, sectarian| Answer { hostile, sectarian, ..Answer::default() };
        Some(match name {
            "publish" => Self::State(State::Published),
            "hide" => Self::State(State::Hidden),
            "escalate" => Self::State(State::Escalated),
            "hostile" => Self::Answer(flags(Some(true), Some(false))),
            "sectarian" => Self::Answer(flags(Some(true), Some(true))),
            "off_topic" => Self::Answer(Answer { off_topic: Some(true), ..Answer::default() }),
            "none" => {
                Self::Answer(Answer { off_topic: has_article.then_some(false), ..flags(Some(false), Some(false)) })
            }
            "unknown" => Self::Answer(Answer { cannot: true, ..Answer::default() }),
            "positive" => Self::Tone(Sentiment::Positive),
            "neutral" => Self::Tone(Sentiment::Neutral),
            "negative" => Self::Tone(Sentiment::Negative),
            "note" => Self::Note,
            "undo" => Self::Undo,
            "pass" => Self::Pass,
            "appeal" => Self::Appeal,
            "uphold" => Self::Resolve(false),
            "overturn" => Self::Resolve(true),
            _ => return None,
        })
    }
}

/// The name of what was done, of which `wording::said` has the words.
fn name_of(what: Do, form: &Given) -> &str {
    match what {
        Do::State(state) => state.name(),
        _ => &form.r#do,
    }
}

/// Does what a form asks, and goes to the next comment.
pub(super) async fn act(Of(app): Of<Shared>, sent: Sent<Given>) -> Result<Response, Refusal> {
    let Sent { visitor, form } = sent;
    let view = View::of_query(&form.view);
    let go = |more: &[(&str, &str)]| Ok(Redirect::to(&view.address("/review", more)).into_response());
    let at = form.id.to_string();
    // The veil stays lifted at the same comment.
    let lifted: &[(&str, &str)] = if form.lifted.is_some() { &[("lifted", "1")] } else { &[] };
    let here = |told: &[(&str, &str)]| go(&[&[("at", at.as_str())], told, lifted].concat());
    let stay = |notice: &str, by: &str| here(&[("notice", notice), ("by", by)]);
    if form.r#do == "undo" {
        return match app.store.undo(visitor.who()).await.map_err(failed)? {
            Some(undone) => {
                let notice = if undone.comments == 0 { "changed_since" } else { "undone" };
                let (comment, did) = (undone.first.to_string(), undone.what.join(","));
                let told =
                    [("at", &*comment), ("notice", notice), ("by", &*undone.comments.to_string()), ("did", &*did)];
                let lifted = if undone.first == form.id { lifted } else { &[] };
                go(&[&told, lifted].concat())
            }
            None => stay("nothing_to_undo", ""),
        };
    }
    let Some(entry) = app.store.entry(form.id).map_err(failed)? else { return go(&[("notice", "gone")]) };
    let wrong = || Refusal::bad(format!("\"{}\" is nothing that the desk does.", form.r#do));
    let what = Do::of(&form.r#do, entry.article_title.is_some()).ok_or_else(wrong)?;
    let is_blind = app.store.is_blind(form.id, &visitor.name()).map_err(failed)?;
    let act = match what {
        Do::State(state) => Act { state: Some((state, reason(&form, state))), ..act_of(&form, &visitor) },
        Do::Answer(answer) => Act { answer: Some(answer), ..act_of(&form, &visitor) },
        Do::Tone(tone) => {
            Act { answer: Some(Answer { sentiment: Some(tone), ..Answer::default() }), ..act_of(&form, &visitor) }
        }
        Do::Note => act_of(&form, &visitor),
        Do::Undo => return Err(wrong()),
        Do::Pass => {
            app.store.pass_article(visitor.name(), form.id).await.map_err(failed)?;
            return go(&[("after", &at), ("notice", "passed")]);
        }
        Do::Appeal => {
            let opened = app.store.appeal(form.id, visitor.who(), Some(form.note)).await.map_err(failed)?;
            return stay(if opened { "appealed" } else { "no_decision" }, "");
        }
        Do::Resolve(overturn) => return resolve(&app, &visitor, &entry, (overturn, form.note.trim()), stay).await,
    };
    match app.store.act(act).await.map_err(failed)? {
        Outcome::Gone => return go(&[("notice", "gone")]),
        Outcome::Stale(by) => return stay("stale", &by.unwrap_or_default()),
        Outcome::Done => {}
    }
    if matches!(what, Do::Answer(_)) {
        app.metrics.labels.inc();
    }
    let did = name_of(what, &form);
    match what {
        // A sample without a label would leave those out that are easily decided.
        Do::State(_) if is_blind => stay("label_first", ""),
        Do::Tone(_) | Do::Note => here(&[("did", did)]),
        _ if form.stay.is_some() => here(&[("did", did)]),
        // A sample is drawn from anywhere: what comes after it is not what comes next.
        _ if is_blind => match form.after.map(|id| id.to_string()) {
            Some(after) => go(&[("after", &after), ("from", &at), ("did", did)]),
            None => go(&[("from", &at), ("did", did)]),
        },
        _ => go(&[("after", &at), ("did", did)]),
    }
}

fn act_of(form: &Given, visitor: &Visitor) -> Act {
    let note = Some(form.note.trim().chars().take(2000).collect::<String>()).filter(|note| !note.is_empty());
    Act { comment: form.id, version: form.version, who: visitor.who(), note, ..Act::default() }
}

/// The reason of a decision; what is published needs none.
fn reason(form: &Given, state: State) -> Option<String> {
    let reason: String = form.reason.trim().chars().take(200).collect();
    Some(reason).filter(|reason| state != State::Published && !reason.is_empty())
}

async fn resolve(
    app: &App,
    visitor: &Visitor,
    entry: &Entry,
    (overturn, reason): (bool, &str),
    stay: impl Fn(&str, &str) -> Result<Response, Refusal>,
) -> Result<Response, Refusal> {
    if reason.is_empty() {
        return stay("reason_needed", "");
    }
    let done = app.store.resolve(entry.id, visitor.who(), overturn, reason.into()).await.map_err(failed)?;
    stay(if done { "resolved" } else { "own_decision" }, "")
}
