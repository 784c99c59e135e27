//! Many comments at once, and actions on many: states, never labels.

use super::asked::{Asked, Form, Sent};
use super::controls;
use super::layout::page;
use super::veil::{is_veiled, unveil};
use super::view::View;
use super::visitor::Visitor;
use super::wording::{flags, signals, state_word};
use crate::export::plain;
use crate::serve::answer::Refusal;
use crate::serve::answer::failed;
use crate::serve::app::{App, Shared};
use crate::serve::body;
use crate::serve::reasons::words;
use crate::serve::store::{Row, State};
use axum::extract::{Request, State as Of};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, PreEscaped, html};

/// The comments of a page.
const LISTED: usize = 50;
/// The most comments of one action.
const MOST: usize = 10_000;
/// What can be done to many.
const STATES: [(State, &str); 3] =
    [(State::Published, "desk.publish"), (State::Hidden, "desk.hide"), (State::Escalated, "desk.escalate")];

/// The list.
pub(super) async fn show(Of(app): Of<Shared>, asked: Asked) -> Result<Response, Refusal> {
    let Asked { visitor, params, view } = asked;
    let rows = app.store.list(&view.filter, &visitor.name(), params.after, LISTED).map_err(failed)?;
    let counts = controls::Counts { found: app.store.count(&view.filter).map_err(failed)?, answered: None };
    let sites = app.store.sites().map_err(failed)?;
    let locale = visitor.locale;
    let last = rows.last().filter(|_| rows.len() == LISTED).map(|row| row.id.to_string());
    let content = html! {
        h1 { (locale.word("desk.list")) }
        (controls::filter(&visitor, &view, "/review/list", &sites, counts))
        (controls::notice(&visitor, &params))
        @if rows.iter().any(|row| is_veiled(row.hostile)) { (unveil(locale, false)) }
        form id="batch" method="post" action="/review/batch" {
            input type="hidden" name="csrf" value=(visitor.csrf());
            input type="hidden" name="view" value=(view.query(&[]));
            @if rows.is_empty() { p.card { (locale.word("desk.empty")) } }
            ul.list { @for row in &rows { (line(&visitor, &view, row)) } }
            @if visitor.may_act() && !rows.is_empty() { (actions(&app, &visitor)) }
        }
        @if let Some(last) = last {
            nav.steps aria-label=(locale.word("desk.steps")) { a href=(view.address("/review/list", &[("after", &last)])) rel="next" id="more-rows" { (locale.word("desk.more_rows")) } }
        }
    };
    page(&app, &visitor, "/review/list", &content, None)
}

fn line(visitor: &Visitor, view: &View, row: &Row) -> Markup {
    let locale = visitor.locale;
    let at = row.id.to_string();
    html! {
        li.card data-id=(at) data-state=(row.state.name()) {
            label.check {
                @if visitor.may_act() { input type="checkbox" name="id" value=(at) aria-label=(locale.phrase("desk.choose", &[&locale.number(row.id)])); }
            }
            div {
                p.soft {
                    span.state data-state=(row.state.name()) { (state_word(row.state, locale)) } " "
                    (flags(row.flags, locale)) (signals(row.signals, locale))
                    @if row.hostile >= 0.0 { " " bdi.number { (locale.number(format!("{:.2}", row.hostile))) } }
                    @if let Some(title) = &row.article { " · " bdi { (PreEscaped(plain(title))) } }
                }
                p dir="auto" {
                    @if let Some(author) = &row.author { b { bdi { (PreEscaped(plain(author))) } } " " }
                    a.veil[is_veiled(row.hostile)] href=(view.address("/review", &[("at", &at)])) { (PreEscaped(plain(&short(&row.text)))) }
                }
            }
        }
    }
}

/// The beginning of a text.
pub(super) fn short(text: &str) -> String {
    let mut letters = text.chars();
    let begin: String = letters.by_ref().take(240).collect();
    if letters.next().is_some() { format!("{begin}…") } else { begin }
}

fn actions(app: &App, visitor: &Visitor) -> Markup {
    let locale = visitor.locale;
    let word = |key: &str| locale.word(key);
    html! {
        fieldset.card id="actions" {
            legend { (word("desk.many")) }
            label.check { input type="radio" name="scope" value="chosen" checked; " " (word("desk.chosen")) }
            label.check { input type="radio" name="scope" value="all"; " " (word("desk.all_of_filter")) }
            label { (word("desk.reason")) " "
                select name="reason" {
                    option value="" { (word("desk.no_reason")) }
                    @for reason in app.reasons.of("") { option value=(reason) { (words(&reason, locale)) } }
                }
            }
            @for (state, name) in STATES { button name="state" value=(state.name()) { (word(name)) } }
        }
    }
}

/// What the form of the list sends.
#[derive(Debug, Default)]
pub(super) struct Given {
    csrf: String,
    view: String,
    ids: Vec<i64>,
    scope: String,
    reason: String,
    state: String,
    /// The number that was asked about.
    sure: Option<usize>,
}

impl Given {
    fn of(body: &[u8]) -> Self {
        let mut given = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            match &*name {
                "csrf" => given.csrf = value.into(),
                "view" => given.view = value.into(),
                "id" => given.ids.extend(value.parse::<i64>()),
                "scope" => given.scope = value.into(),
                "reason" => given.reason = value.chars().take(200).collect(),
                "state" => given.state = value.into(),
                "sure" => given.sure = value.parse().ok(),
                _ => {}
            }
        }
        given.ids.truncate(MOST);
        given
    }
}

impl Form for Given {
    async fn read(request: Request) -> Result<Self, Refusal> {
        Ok(Self::of(&body::read(request, body::LARGEST).await?))
    }

    fn csrf(&self) -> &str {
        &self.csrf
    }
}

/// Asks with the count; then sets the state of all, as one action.
pub(super) async fn act(Of(app): Of<Shared>, sent: Sent<Given>) -> Result<Response, Refusal> {
    let Sent { visitor, form: given } = sent;
    let view = View::of_query(&given.view);
    let state = STATES.iter().find(|(state, _)| state.name() == given.state).map(|(state, _)| *state);
    let state = state.ok_or_else(|| Refusal::bad("Many comments can be published, hidden or escalated."))?;
    let ids = match given.scope.as_str() {
        "all" => app.store.ids(&view.filter, &visitor.name(), MOST).map_err(failed)?,
        _ => given.ids.clone(),
    };
    if !ids.is_empty() && given.sure != Some(ids.len()) {
        return ask(&app, &visitor, &given, state, ids.len());
    }
    let reason = Some(given.reason).filter(|reason| state != State::Published && !reason.is_empty());
    let changed = app.store.set_states(ids, state, reason, visitor.who()).await.map_err(failed)?;
    let told = [("notice", "batch"), ("by", &*changed.to_string())];
    Ok(Redirect::to(&view.address("/review/list", &told)).into_response())
}

fn ask(app: &App, visitor: &Visitor, given: &Given, state: State, count: usize) -> Result<Response, Refusal> {
    let locale = visitor.locale;
    let number = locale.number(count);
    let question = locale.phrase("desk.sure", &[&number, &state_word(state, locale)]);
    let hidden = [
        ("csrf", visitor.csrf()),
        ("view", given.view.clone()),
        ("scope", given.scope.clone()),
        ("reason", given.reason.clone()),
        ("state", given.state.clone()),
        ("sure", count.to_string()),
    ];
    let content = html! {
        form.card id="sure" method="post" action="/review/batch" {
            h1 { (question) }
            p { (locale.word("desk.sure_more")) }
            @for (name, value) in &hidden { input type="hidden" name=(name) value=(value); }
            @if given.scope != "all" { @for id in &given.ids { input type="hidden" name="id" value=(id); } }
            button data-count=(count) { (locale.word("desk.yes")) }
            a href=(View::of_query(&given.view).address("/review/list", &[])) { (locale.word("desk.no")) }
        }
    };
    page(app, visitor, "/review/list", &content, None)
}
