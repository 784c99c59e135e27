//! What the next shift is told: what waits, since when, what is escalated, notes.

use super::asked::Asked;
use super::layout::page;
use super::list::short;
use super::veil::{is_veiled, unveil};
use super::visitor::Visitor;
use super::wording::{moment, state_word};
use crate::export::plain;
use crate::serve::answer::Refusal;
use crate::serve::answer::failed;
use crate::serve::app::Shared;
use crate::serve::store::Note;
use axum::extract::State as Of;
use axum::response::Response;
use maud::{Markup, PreEscaped, html};

/// The length of a shift, in hours, where none is said.
const SHIFT: i64 = 8;

/// The page.
pub(super) async fn show(Of(app): Of<Shared>, asked: Asked) -> Result<Response, Refusal> {
    let Asked { visitor, params, .. } = asked;
    let hours = params.hours.unwrap_or(SHIFT).clamp(1, 24 * 31);
    let told = app.store.handover(hours * 3600).map_err(failed)?;
    let appeals = app.store.appeal_figures().map_err(failed)?;
    let locale = visitor.locale;
    let word = |key: &str| locale.word(key);
    let number = |value: i64| match value {
        ..=1000 => locale.number(value),
        _ => locale.phrase("desk.more_than", &[&locale.number(1000)]),
    };
    let content = html! {
        h1 { (word("desk.since_shift")) }
        form.filter method="get" action="/review/handover" {
            label for="hours" { (word("desk.hours")) }
            input type="number" name="hours" id="hours" min="1" max="744" value=(hours);
            button { (word("desk.show")) }
        }
        section.card { h2 { (word("desk.now")) } div.numbers id="waiting" {
            @for (state, count) in &told.states {
                div data-state=(state.name()) data-count=(count) {
                    b { (number(*count)) }
                    a href=(format!("/review/list?state={}", state.name())) { (state_word(*state, locale)) }
                }
            }
            @if let Some(oldest) = told.oldest {
                div id="oldest" { b.number { (moment(oldest, locale)) } span { (word("desk.oldest")) } }
            }
        } }
        section.card {
            h2 { (locale.phrase("desk.in_hours", &[&locale.number(hours)])) }
            div.numbers id="shift" {
                @for (state, count) in &told.decided { div data-state=(state.name()) { b { (number(*count)) } span { (state_word(*state, locale)) } } }
                div id="labelled" data-count=(told.labelled) { b { (number(told.labelled)) } span { (word("desk.labelled")) } }
                @if told.cannot > 0 { div { b { (number(told.cannot)) } span { (word("desk.of_them_unknown")) } } }
            }
        }
        section.card id="appeals" {
            h2 { (word("desk.appeals")) }
            p { (locale.phrase("desk.appeal_figures", &[&number(appeals.waiting), &number(appeals.resolved), &number(appeals.overturned)])) }
            @if appeals.resolved > 0 {
                @let share = 100.0 * appeals.overturned as f64 / appeals.resolved as f64;
                p id="overturned" { (locale.phrase("desk.overturn_rate", &[&locale.number(format!("{share:.0}"))])) }
            }
        }
        @if told.escalated.iter().chain(&told.notes).any(|note| is_veiled(note.hostile)) { (unveil(locale, false)) }
        (notes(&visitor, "escalated", "desk.state.escalated", &told.escalated))
        (notes(&visitor, "notes", "desk.notes", &told.notes))
    };
    page(&app, &visitor, "/review/handover", &content, None)
}

fn notes(visitor: &Visitor, id: &str, title: &str, notes: &[Note]) -> Markup {
    let locale = visitor.locale;
    html! {
        section.card id=(id) {
            h2 { (locale.word(title)) }
            @if notes.is_empty() { p.soft { (locale.word("desk.nothing")) } }
            ul {
                @for note in notes {
                    li data-id=(note.comment) {
                        @if let Some(at) = note.at { bdi.number { (moment(at, locale)) } " " }
                        @if let Some(who) = &note.who { bdi { (who) } " " }
                        a.veil[is_veiled(note.hostile)] href=(format!("/review?at={}", note.comment)) dir="auto" { (PreEscaped(plain(&short(&note.text)))) }
                        @if let Some(text) = &note.note { p.note dir="auto" { (PreEscaped(plain(text))) } }
                    }
                }
            }
        }
    }
}
