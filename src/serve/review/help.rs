//! The keys, what the labels mean, and the pause.

use super::asked::{Asked, Fields, Sent};
use super::controls::{Button, LABELS, STATES, TONES};
use super::layout::page;
use crate::export::legend;
use crate::serve::answer::Refusal;
use crate::serve::answer::failed;
use crate::serve::app::Shared;
use axum::extract::State as Of;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

/// Keys that are no buttons of answers, and the keys of their words.
const MORE: [(&str, &str); 7] = [
    ("J · K", "desk.keys.steps"),
    ("U", "desk.undo"),
    ("Shift", "desk.keys.shift"),
    ("B", "desk.unveil"),
    ("/", "desk.search"),
    ("?", "desk.help"),
    ("Esc", "desk.keys.escape"),
];

/// The page.
pub(super) async fn show(Of(app): Of<Shared>, asked: Asked) -> Result<Response, Refusal> {
    let Asked { visitor, .. } = asked;
    let word = |key: &str| visitor.locale.word(key);
    let rows = |title: &str, buttons: &[Button]| -> Markup {
        html! {
            @for (index, (_, name, _, letter)) in buttons.iter().enumerate() {
                tr {
                    @if index == 0 { th scope="rowgroup" rowspan=(buttons.len()) { (word(title)) } }
                    td { kbd { (letter) } }
                    td { (word(name)) }
                }
            }
        }
    };
    let content = html! {
        h1 { (word("desk.help")) }
        section.card {
            p { (word("desk.help.first")) }
            p { (word("desk.help.position")) }
            table id="keys" {
                tbody { (rows("desk.label", &LABELS)) }
                tbody { (rows("sentiment", &TONES)) }
                tbody { (rows("desk.decide", &STATES)) }
                tbody {
                    @for (index, (key, name)) in MORE.iter().enumerate() {
                        tr {
                            @if index == 0 { th scope="rowgroup" rowspan=(MORE.len()) { (word("desk.more")) } }
                            td { kbd { (key) } }
                            td { (word(name)) }
                        }
                    }
                }
            }
        }
        section.card id="marks" {
            h2 { (word("desk.help.marks")) }
            (PreEscaped(legend(visitor.locale)))
            p { (word("desk.help.marked")) }
            p { (word("desk.help.signs")) }
        }
        section.card {
            h2 { (word("desk.label")) }
            dl {
                @for name in ["hostile", "sectarian", "off_topic", "none", "unknown"] {
                    dt { (word(if name == "unknown" { "desk.unknown" } else { name })) }
                    dd { (word(&format!("desk.help.{name}"))) }
                }
            }
            p { (word("desk.help.blind")) }
            p { (word("desk.help.states")) }
        }
    };
    page(&app, &visitor, "/review/help", &content, None)
}

/// What the form of the pause sends.
#[derive(Deserialize)]
pub(super) struct Given {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    pause: String,
}

impl Fields for Given {
    fn csrf(&self) -> &str {
        &self.csrf
    }
}

/// Notes that a pause was offered; shows that it is one where it is taken.
pub(super) async fn pause(Of(app): Of<Shared>, sent: Sent<Given>) -> Result<Response, Refusal> {
    let Sent { visitor, form } = sent;
    app.store.paused(visitor.who()).await.map_err(failed)?;
    if form.pause != "1" {
        return Ok(Redirect::to("/review").into_response());
    }
    let content = html! {
        section.card id="paused" {
            h1 { (visitor.locale.word("desk.paused")) }
            p { a href="/review" { (visitor.locale.word("desk.back")) } }
        }
    };
    page(&app, &visitor, "/review", &content, None)
}
