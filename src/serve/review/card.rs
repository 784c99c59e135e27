//! A comment with its thread, its scores, and why.

use super::shown::Shown;
use super::veil::{is_veiled, unveil};
use super::view::View;
use super::visitor::Visitor;
use super::why::why;
use super::wording::{flags, interval, label_words, moment, signals, state_word};
use crate::export::{marked, plain};
use crate::locale::Locale;
use crate::record::Reason;
use crate::serve::reasons::words;
use crate::serve::store::{Entry, Event, GivenLabel, Relative, State};
use maud::{Markup, PreEscaped, html};

/// The comment; `is_lifted`: whether its veil was lifted before the last key.
pub(super) fn card(visitor: &Visitor, view: &View, shown: &Shown, is_lifted: bool) -> Markup {
    let (locale, entry) = (visitor.locale, &shown.entry);
    let word = |key: &str| locale.word(key);
    let body = marks(&entry.text, "body", shown, locale);
    // Without marks nothing tells a name from words that a reader put there.
    let speaks = |field: &str| shown.blind || shown.reasons.iter().any(|reason| reason.field == field);
    let veil = |field: &str| (shown.veiled && speaks(field)).then_some("veil");
    let is_worst = |other: &Relative| is_veiled(other.hostile) || shown.blind && shown.veiled;
    let is_veiling = shown.veiled || shown.above.iter().chain(&shown.below).any(is_worst);
    html! {
        article.card id="comment" tabindex="-1" aria-label=(word("desk.comment")) data-id=(entry.id) data-state=(entry.state.name())
            data-version=(entry.version) data-blind=[shown.blind.then_some("1")] {
            header {
                span.state data-state=(entry.state.name()) { (state_word(entry.state, locale)) }
                @if let Some(reason) = &entry.reason { span.reason { bdi { (words(reason, locale)) } } }
                @if let Some(by) = taken_by_another(visitor, entry) {
                    span.note id="taken" { (locale.phrase("desk.taken", &[&by])) }
                }
                @if shown.blind {
                    span.note id="blind" { (word("desk.blind")) }
                    @let (veil, name) = if shown.veiled { ("none", "desk.veil_no_sample") } else { ("all", "desk.veil_samples") };
                    a id="veil-samples" href=(view.address("/review", &[("at", &entry.id.to_string()), ("veil", veil)])) { (word(name)) }
                }
                @else { (flags(entry.flags, locale)) (signals(entry.signals, locale)) }
                @if entry.uncertain && !shown.blind { span.note { (word("uncertain")) } }
                @if entry.truncated { span.note { (word("truncated")) } }
            }
            @if let Some(title) = &entry.article_title {
                h1.article {
                    a href=(view.address("/review/list", &[("article", &entry.article.unwrap_or_default().to_string())])) {
                        bdi { (PreEscaped(plain(title))) }
                    }
                    @if let Some(url) = entry.article_url.as_deref().filter(|url| is_web(url)) {
                        " " a.outside href=(url) rel="noreferrer noopener" target="_blank" { (word("desk.original")) }
                    }
                }
            } @else { h1.article { (word("desk.comment")) } }
            (meta(shown, veil("author"), locale))
            @if !shown.above.is_empty() {
                ol.thread.above aria-label=(word("desk.above")) { @for other in &shown.above { (relative(other, is_worst(other))) } }
            }
            @if let Some(title) = entry.title.as_ref().filter(|title| !title.is_empty()) {
                h2 dir="auto" class=[shown.veiled.then_some("veil")] { (PreEscaped(marked_text(title, "title", shown, locale))) }
            }
            @if is_veiling { (unveil(locale, is_lifted)) }
            div.text.veil[shown.veiled] id="text" dir="auto" { (body) }
            @if !shown.below.is_empty() {
                ol.thread.below aria-label=(word("desk.below")) { @for other in &shown.below { (relative(other, is_worst(other))) } }
            }
            @if !shown.blind { (why(shown, locale)) }
            (others(shown, locale))
            (details(entry, locale))
        }
    }
}

/// Who wrote it, when, and at which site, as far as that is known.
fn meta(shown: &Shown, veil: Option<&str>, locale: Locale) -> Markup {
    let entry = &shown.entry;
    let author = entry.author.as_ref().filter(|author| !author.is_empty()).map(|author| {
        html! { b.author { bdi class=[veil] { (PreEscaped(marked_text(author, "author", shown, locale))) } } }
    });
    let time = match entry.earliest.as_ref().zip(entry.latest.as_ref()) {
        Some((earliest, latest)) => Some(html! { span id="interval" { (interval(earliest, latest, locale)) } }),
        // What was written, where nobody could read it as a time.
        None => entry.time_text.as_ref().map(|text| html! { bdi { (PreEscaped(plain(text))) } }),
    };
    let site =
        Some(&entry.site).filter(|site| !site.is_empty()).map(|site| html! { bdi { (PreEscaped(plain(site))) } });
    let known: Vec<Markup> = [author, time, site].into_iter().flatten().collect();
    html! {
        @if !known.is_empty() {
            p.soft id="meta" {
                @for (index, part) in known.iter().enumerate() { @if index > 0 { " · " } (part) }
            }
        }
    }
}

/// Where it was read, which moderators seldom need.
fn details(entry: &Entry, locale: Locale) -> Markup {
    let Entry { page, time_text, external_id, key, .. } = entry;
    let known = [("page", page), ("time_text", time_text), ("external_id", external_id), ("key", key)];
    html! {
        details.soft id="details" {
            summary { (locale.word("desk.details")) }
            dl {
                @for (name, value) in known {
                    @if let Some(value) = value {
                        dt { (locale.word(&format!("desk.details.{name}"))) }
                        dd { bdi { (PreEscaped(plain(value))) } }
                    }
                }
            }
        }
    }
}

fn marks(text: &str, field: &str, shown: &Shown, locale: Locale) -> Markup {
    PreEscaped(marked_text(text, field, shown, locale))
}

fn marked_text(text: &str, field: &str, shown: &Shown, locale: Locale) -> String {
    let reasons: Vec<&Reason> = shown.reasons.iter().collect();
    marked(text, field, &reasons, locale)
}

/// The labels that people gave.
fn others(shown: &Shown, locale: Locale) -> Markup {
    html! {
        @if !shown.labels.is_empty() {
            section.labels id="labels" {
                h2 { (locale.word("desk.labels")) }
                ul {
                    @for label in &shown.labels {
                        li data-who=(label.who.as_deref().unwrap_or_default()) data-provenance=(label.provenance) {
                            @if let Some(who) = &label.who { bdi { (who) } ": " }
                            (label_words(label, locale))
                            @match label.provenance.as_str() {
                                "feedback" => { " · " (locale.word("desk.feedback")) }
                                "import" => { " · " (locale.word("desk.event.import")) }
                                _ => {}
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What happened to the comment.
pub(super) fn history(visitor: &Visitor, shown: &Shown) -> Markup {
    let locale = visitor.locale;
    html! {
        @if !shown.events.is_empty() {
            details.card id="history" {
                summary { (locale.word("desk.history")) }
                ol {
                    @for event in &shown.events {
                        li {
                            bdi.number { (moment(event.at, locale)) } " "
                            @if let Some(who) = &event.who { bdi { (who) } " " }
                            (locale.word(&format!("desk.event.{}", event.kind)))
                            @let told = event_words(event, locale);
                            @if !told.0.is_empty() { ": " (told) }
                            @if let Some(note) = &event.note { ": " bdi { (PreEscaped(plain(note))) } }
                        }
                    }
                }
            }
        }
    }
}

/// The state, the reason and the label that an event gave, or that an undo took back.
fn event_words(event: &Event, locale: Locale) -> Markup {
    let told = if event.kind == "undo" { &event.before } else { &event.after };
    let told: serde_json::Value = told.as_deref().and_then(|told| serde_json::from_str(told).ok()).unwrap_or_default();
    let flag = |name: &str| told[name].as_bool();
    let label = GivenLabel {
        hostile: flag("hostile"),
        sectarian: flag("sectarian"),
        off_topic: flag("off_topic"),
        sentiment: told["sentiment"].as_str().and_then(|name| name.parse().ok()),
        cannot: flag("cannot") == Some(true),
        ..GivenLabel::default()
    };
    let label = label_words(&label, locale);
    let state = told["state"].as_str().and_then(State::of_name);
    let reason = told["reason"].as_str().filter(|reason| !reason.is_empty());
    html! {
        (label)
        @if let Some(state) = state { @if !label.is_empty() { (locale.comma()) } (state_word(state, locale)) }
        @if let Some(reason) = reason { " (" bdi { (words(reason, locale)) } ")" }
    }
}

fn relative(other: &Relative, veiled: bool) -> Markup {
    html! {
        li data-id=(other.id) {
            @if let Some(author) = &other.author { b { bdi { (PreEscaped(plain(author))) } } " " }
            span.veil[veiled] dir="auto" { (PreEscaped(plain(&other.text))) }
        }
    }
}

fn taken_by_another(visitor: &Visitor, entry: &Entry) -> Option<String> {
    let by = entry.taken_by.clone().filter(|by| *by != visitor.name() && !by.is_empty())?;
    let age = crate::serve::store::now() - entry.taken_at.unwrap_or(0);
    (age < 600).then_some(by)
}

/// Whether a text is an address of the web: no other may be a link.
fn is_web(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}
