//! The review desk: a queue of comments in a browser, answered by one key each.
//!
//! Pages are made on the server and work without the script, which only answers keys and fetches the next comment without
//! a blank page between.
//!
//! | module | what it does |
//! | --- | --- |
//! | `visitor`, `asked` | who looks: name, role, language, CSRF token; what every page and form begins with |
//! | `view` | the filter of the queue as a query of an address |
//! | `desk` | the page of one comment; what is answered there |
//! | `shown`, `card`, `why` | a comment as somebody is shown it; with its thread; its scores and why |
//! | `wording` | flags, signals, states, labels and times in words |
//! | `controls` | the buttons of answers, the filter |
//! | `list` | many comments; actions on many |
//! | `handover`, `figures`, `help` | what happened since the shift began; counts and shares; the keys |
//! | `model` | labels so far, training, versions |
//! | `training` | a version of the model, trained in the background and compared with the one in use |
//! | `folds`, `comparison` | folds of labels; how the new model compares, and why it is refused |
//! | `versions` | the versions of the model, each with what its training found |
//! | `verdict` | whether a version is better, in words |
//! | `agreement` | figures of comments drawn at random |
//! | `rescore` | scores of the queue by another model |
//! | `export` | scored comments and labels as files |
//! | `veil` | the worst texts, blurred until they are asked for |
//! | `layout` | the frame of every page |

mod agreement;
mod asked;
mod card;
mod comparison;
mod controls;
mod desk;
mod export;
mod figures;
mod folds;
mod handover;
mod help;
mod layout;
mod list;
mod model;
mod rescore;
mod shown;
mod training;
mod veil;
mod verdict;
mod versions;
mod view;
mod visitor;
mod why;
mod wording;

pub(super) use rescore::rescore;

use super::app::Shared;
use axum::Router;
use axum::routing::{get, post};

/// The routes of the desk.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/review", get(desk::show))
        .route("/review/act", post(desk::act))
        .route("/review/list", get(list::show))
        .route("/review/batch", post(list::act))
        .route("/review/handover", get(handover::show))
        .route("/review/figures", get(figures::show))
        .route("/review/help", get(help::show))
        .route("/review/export", get(export::show))
        .route("/review/pause", post(help::pause))
        .route("/review/model", get(model::show))
        .route("/review/model/train", post(model::train))
        .route("/review/model/use", post(model::choose))
        .route("/review/model/check", get(model::check))
        .route("/static/review.css", get(layout::style))
        .route("/static/review.js", get(layout::script))
}
