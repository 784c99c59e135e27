//! The buttons of answers, the filter of the queue, what is told at the top.

use super::shown::Shown;
use super::view::{Params, View};
use super::visitor::Visitor;
use super::wording::said;
use crate::locale::Locale;
use crate::record::Flag;
use crate::serve::app::App;
use crate::serve::reasons::{likely, words};
use crate::serve::store::{Order, State};
use maud::{Markup, html};

/// A button: what it does, the key of its name, the key of the keyboard by its position, and the letter there.
pub(super) type Button = (&'static str, &'static str, &'static str, &'static str);

/// Buttons of labels.
pub(super) const LABELS: [Button; 5] = [
    ("hostile", "hostile", "KeyH", "H"),
    ("sectarian", "sectarian", "KeyS", "S"),
    ("off_topic", "off_topic", "KeyO", "O"),
    ("none", "none", "KeyN", "N"),
    ("unknown", "desk.unknown", "KeyX", "X"),
];
/// Buttons of the tone.
pub(super) const TONES: [Button; 3] = [
    ("positive", "positive", "Digit1", "1"),
    ("neutral", "neutral", "Digit2", "2"),
    ("negative", "negative", "Digit3", "3"),
];
/// Buttons of states.
pub(super) const STATES: [Button; 3] = [
    ("publish", "desk.publish", "KeyF", "F"),
    ("hide", "desk.hide", "KeyD", "D"),
    ("escalate", "desk.escalate", "KeyE", "E"),
];

/// The form of answers to a comment, and the way to its neighbours.
pub(super) fn answers(app: &App, visitor: &Visitor, view: &View, shown: &Shown, params: &Params) -> Markup {
    let (locale, entry) = (visitor.locale, &shown.entry);
    let word = |key: &str| locale.word(key);
    let at = entry.id.to_string();
    // A sample is drawn from anywhere and waits for its label: what comes next comes after the comment before it.
    let cursor = params.after.map(|id| id.to_string());
    let cursor = cursor.as_deref().map(|id| ("after", id));
    let next: Vec<_> = match shown.blind && visitor.may_act() {
        true => cursor.into_iter().chain([("notice", "sample_first")]).collect(),
        false => vec![("after", at.as_str())],
    };
    // Back to what was just answered or read, though it may be in the filter no more.
    let last = params.from.or(params.after).filter(|id| *id != entry.id).map(|id| id.to_string());
    let previous = last.as_deref().map_or(("before", at.as_str()), |last| ("at", last));
    let given = shown.labels.iter().find(|label| label.who == visitor.who() && label.provenance == "desk");
    let button = |(what, name, code, letter): Button, pressed: bool| {
        html! {
            button name="do" value=(what) data-key=(code) aria-keyshortcuts=(letter.to_lowercase()) aria-pressed=[pressed.then_some("true")] {
                span { (word(name)) } " " kbd { (letter) }
            }
        }
    };
    let is_given = |what: &str| {
        given.is_some_and(|label| match what {
            "hostile" => label.hostile == Some(true) && label.sectarian != Some(true),
            "sectarian" => label.sectarian == Some(true),
            "off_topic" => label.off_topic == Some(true),
            "none" => label.hostile == Some(false),
            "unknown" => label.cannot,
            tone => label.sentiment.is_some_and(|sentiment| sentiment.name() == tone),
        })
    };
    let reasons = app.reasons.of(&entry.site);
    let likely = shown.labels.last().and_then(|label| likely(&reasons, label));
    html! {
        nav.steps aria-label=(word("desk.steps")) {
            a href=(view.address("/review", &[previous])) data-key="KeyK" aria-keyshortcuts="k" id="previous" { (word("desk.previous")) " " kbd { "K" } }
            (said_last(params, locale))
            a href=(view.address("/review", &next)) data-key="KeyJ" aria-keyshortcuts="j" id="next" { (word("desk.next")) " " kbd { "J" } }
        }
        @if visitor.may_act() {
            form.card id="act" method="post" action="/review/act" {
                input type="hidden" name="csrf" value=(visitor.csrf());
                input type="hidden" name="id" value=(at);
                input type="hidden" name="version" value=(entry.version);
                input type="hidden" name="view" value=(view.query(&[]));
                @if let Some((name, id)) = cursor.filter(|_| shown.blind) { input type="hidden" name=(name) value=(id); }
                fieldset id="label" {
                    legend { (word("desk.label")) }
                    @for label in LABELS { (button(label, is_given(label.0))) }
                    span.tones role="group" aria-label=(word("sentiment")) {
                        @for tone in TONES { (button(tone, is_given(tone.0))) }
                    }
                }
                fieldset id="decide" {
                    legend { (word("desk.decide")) }
                    @for state in STATES { (button(state, false)) }
                    label for="reason" { (word("desk.reason")) }
                    select name="reason" id="reason" {
                        option value="" { (word("desk.no_reason")) }
                        @for reason in &reasons {
                            option value=(reason) selected[likely == Some(reason)] { (words(reason, locale)) }
                        }
                    }
                }
                @if shown.appeal.is_some() { (appeal(visitor, shown)) }
                fieldset id="more" {
                    legend { (word("desk.more")) }
                    label for="note" { (word("desk.note")) }
                    input name="note" id="note" maxlength="2000" dir="auto" autocomplete="off";
                    button name="do" value="note" { (word("desk.keep_note")) }
                    button name="do" value="undo" data-key="KeyU" aria-keyshortcuts="u" { span { (word("desk.undo")) } " " kbd { "U" } }
                    @if entry.article.is_some() { button name="do" value="pass" { (word("desk.pass")) } }
                    @if matches!(entry.state, State::Published | State::Hidden) {
                        button name="do" value="appeal" { (word("desk.appeal")) }
                    }
                    label.check { input type="checkbox" name="stay" id="stay" value="1"; " " (word("desk.stay")) }
                }
            }
        }
    }
}

/// The answer to an appeal.
fn appeal(visitor: &Visitor, shown: &Shown) -> Markup {
    let locale = visitor.locale;
    let Some(appeal) = &shown.appeal else { return html! {} };
    let is_own = visitor.who().is_some() && appeal.decided_by == visitor.who();
    let state = super::wording::state_word(appeal.decided, locale);
    let by = appeal.decided_by.as_deref().unwrap_or("–");
    html! {
        fieldset id="appeal" {
            legend { (locale.word("desk.state.appealed")) }
            p { (locale.phrase("desk.appeal_of", &[&state, &by])) }
            @if is_own { p role="note" { (locale.word("desk.notice.own_decision")) } }
            @else {
                button name="do" value="uphold" { (locale.word("desk.uphold")) }
                button name="do" value="overturn" { (locale.word("desk.overturn")) }
                p.soft { (locale.word("desk.notice.reason_needed")) }
            }
        }
    }
}

/// What was kept last, in words: the script tells it aloud as well.
fn said_last(params: &Params, locale: Locale) -> Markup {
    // A notice says more.
    let did = params.did.as_deref().filter(|_| params.notice.is_none()).and_then(|did| said(did, locale));
    html! { @if let Some(did) = did { span id="said" { (locale.phrase("desk.said", &[&did])) } } }
}

/// What is counted beside the filter, each with whether there are more than that.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counts {
    /// The comments that the filter takes.
    pub(super) found: (i64, bool),
    /// Those of all that are answered.
    pub(super) answered: Option<(i64, bool)>,
}

fn counted(key: &str, (count, more): (i64, bool), locale: Locale) -> String {
    let number = locale.number(count);
    let number = if more { locale.phrase("desk.more_than", &[&number]) } else { number };
    locale.phrase(key, &[&number])
}

/// The filter of the queue.
pub(super) fn filter(visitor: &Visitor, view: &View, page: &str, sites: &[String], counts: Counts) -> Markup {
    let (locale, filter) = (visitor.locale, &view.filter);
    let word = |key: &str| locale.word(key);
    let usual = view.query(&[]).is_empty();
    html! {
        form.filter id="filter" method="get" action=(page) role="search" {
            label for="q" { (word("desk.search")) }
            input type="search" name="q" id="q" value=(filter.search) dir="auto" data-key="Slash" aria-keyshortcuts="/";
            button { (word("desk.show")) }
            @if !usual { a href=(page) { (word("desk.clear")) } }
            output id="count" data-count=(counts.found.0) {
                (counted(if filter.state == Some(State::New) { "desk.left" } else { "desk.count" }, counts.found, locale))
            }
            @if let Some(answered) = counts.answered {
                output id="answered" data-count=(answered.0) { (counted("desk.answered", answered, locale)) }
            }
            details open[!usual] {
                summary { (word("desk.filter")) }
                div.fields {
                    label { (word("desk.state")) " "
                        select name="state" {
                            @let automatic = if filter.search.is_empty() { Some(State::New) } else { None };
                            option value="" selected[filter.state == automatic] { (word("desk.automatic")) }
                            @for state in State::ALL {
                                option value=(state.name()) selected[filter.state == Some(state) && filter.state != automatic] { (super::wording::state_word(state, locale)) }
                            }
                            option value="all" selected[filter.state.is_none() && automatic.is_some()] { (word("desk.all")) }
                        }
                    }
                    label { (word("desk.label")) " "
                        select name="label" {
                            option value="" { (word("desk.all")) }
                            @for flag in Flag::ALL {
                                option value=(flag.name()) selected[filter.label == Some(flag)] { (word(flag.name())) }
                            }
                        }
                    }
                    label { (word("desk.site")) " "
                        select name="site" {
                            option value="" { (word("desk.all")) }
                            @for site in sites { option value=(site) selected[filter.site.as_ref() == Some(site)] { (site) } }
                        }
                    }
                    label { (word("desk.day")) " " input type="date" name="day" value=[filter.day.as_deref()]; }
                    label { (word("desk.least")) " "
                        input type="number" name="least" min="0" max="1" step="any" value=[filter.least];
                    }
                    label { (word("desk.order")) " "
                        select name="order" {
                            @for order in Order::ALL {
                                option value=(order.name()) selected[filter.order == order] { (word(&format!("desk.order.{}", order.name()))) }
                            }
                        }
                    }
                    label.check { input type="checkbox" name="uncertain" value="1" checked[filter.uncertain]; " " (word("uncertain")) }
                    label.check { input type="checkbox" name="signals" value="1" checked[filter.signals]; " " (word("desk.signals")) }
                    @if let Some(article) = filter.article { input type="hidden" name="article" value=(article); }
                }
            }
        }
    }
}

/// What is told of the last action.
pub(super) fn notice(visitor: &Visitor, params: &Params) -> Markup {
    const KNOWN: [&str; 15] = [
        "stale",
        "undone",
        "nothing_to_undo",
        "changed_since",
        "gone",
        "label_first",
        "sample_first",
        "appealed",
        "no_decision",
        "resolved",
        "own_decision",
        "reason_needed",
        "passed",
        "batch",
        "trained",
    ];
    let locale = visitor.locale;
    let told = params.notice.as_deref().filter(|notice| KNOWN.contains(notice));
    let by = params.by.as_deref().unwrap_or_default();
    let many = by.parse().is_ok_and(|count: u64| count > 1);
    let by = if by.bytes().all(|byte| byte.is_ascii_digit()) { locale.number(by) } else { by.to_string() };
    let by = match told {
        Some("undone") => {
            let did: Vec<&str> =
                params.did.iter().flat_map(|did| did.split(',')).filter_map(|did| said(did, locale)).collect();
            let count = many.then(|| format!(" ({})", locale.phrase("desk.count", &[&by])));
            format!("{}{}", did.join(locale.comma()), count.unwrap_or_default())
        }
        _ => by,
    };
    html! {
        @if let Some(notice) = told {
            p.notice id="notice" role="status" data-notice=(notice) { (locale.phrase(&format!("desk.notice.{notice}"), &[&by])) }
        }
    }
}

/// The offer of a pause.
pub(super) fn pause(visitor: &Visitor) -> Markup {
    let word = |key: &str| visitor.locale.word(key);
    html! {
        form.notice id="pause" method="post" action="/review/pause" {
            p { (word("desk.pause_offer")) }
            input type="hidden" name="csrf" value=(visitor.csrf());
            button name="pause" value="1" { (word("desk.pause")) }
            button name="pause" value="0" { (word("desk.go_on")) }
        }
    }
}
