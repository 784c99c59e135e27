//! The frame of every page of the desk, its style sheet and its script.

use super::visitor::Visitor;
use crate::serve::answer::{Refusal, bytes_of};
use crate::serve::app::App;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use maud::{DOCTYPE, Markup, html};

/// The pages of the desk: path, key of the name.
const PAGES: [(&str, &str); 6] = [
    ("/review", "desk.queue"),
    ("/review/list", "desk.list"),
    ("/review/handover", "desk.handover"),
    ("/review/figures", "desk.figures"),
    ("/review/model", "desk.model"),
    ("/review/help", "desk.help"),
];

/// The languages of the switch: tag and name.
const LANGUAGES: [(&str, &str); 3] = [("ar", "العربية ١٢٣"), ("ar-latn", "العربية 123"), ("en", "English")];

/// A page of the desk as an answer. `path` is that of the page, `refresh` the seconds after which it is loaded
/// again where there is no script.
pub(super) fn page(
    app: &App,
    visitor: &Visitor,
    path: &str,
    content: &Markup,
    refresh: Option<u32>,
) -> Result<Response, Refusal> {
    let locale = visitor.locale;
    let word = |key: &str| locale.word(key);
    let direction = if locale.is_right_to_left() { "rtl" } else { "ltr" };
    let title = PAGES.iter().find(|(page, _)| *page == path).map_or("", |(_, key)| word(key));
    let markup = html! {
        (DOCTYPE)
        html lang=(locale.tag()) dir=(direction) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                // A page that loads itself again loses the reader's place: with the script only a part of it is replaced.
                @if let Some(seconds) = refresh { noscript { meta http-equiv="refresh" content=(seconds); } }
                title { (title) " · " (word("desk.title")) }
                link rel="stylesheet" href="/static/review.css";
                script src="/static/review.js" defer {}
            }
            body {
                a.skip href="#content" { (word("desk.skip")) }
                header.top {
                    p.brand { (word("desk.title")) }
                    nav aria-label=(word("desk.pages")) {
                        @for (page, key) in PAGES {
                            a href=(page) aria-current=[(page == path).then_some("page")] data-page=(page) { (word(key)) }
                        }
                    }
                    nav.languages aria-label=(word("desk.language")) {
                        @for (tag, name) in LANGUAGES {
                            a href=(visitor.query_in(tag)) lang=(if tag == "en" { "en" } else { "ar" })
                                aria-current=[(visitor.language == tag).then_some("true")] data-language=(tag) { (name) }
                        }
                    }
                    @if let Some(name) = visitor.who() {
                        form.person method="post" action="/logout" {
                            bdi { (name) }
                            input type="hidden" name="csrf" value=(visitor.csrf());
                            button { (word("desk.log_out")) }
                        }
                    }
                }
                main id="content" tabindex="-1" { (content) }
                // What the script tells aloud: it is heard only in a region that was there before.
                p.unseen id="aloud" role="status" aria-live="polite" {}
            }
        }
    };
    visitor.remember(app, bytes_of(StatusCode::OK, "text/html; charset=utf-8", markup.into_string()))
}

/// The style sheet.
pub(super) async fn style() -> Response {
    kept(bytes_of(
        StatusCode::OK,
        "text/css; charset=utf-8",
        concat!(include_str!("../../workflow/summary/plots.css"), include_str!("review.css")),
    ))
}

/// The script.
pub(super) async fn script() -> Response {
    kept(bytes_of(StatusCode::OK, "text/javascript; charset=utf-8", include_str!("review.js")))
}

fn kept(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=600"));
    response
}
