//! A comment with its thread, its scores, and why.

use super::reasons::words;
use super::veil::{is_veiled, unveil};
use super::view::View;
use super::visitor::Visitor;
use crate::export::{marked, plain};
use crate::locale::Locale;
use crate::record::{Field, Flag, Reason};
use crate::score::{Classifier, fields};
use crate::serve::answer::Refusal;
use crate::serve::app::App;
use crate::serve::labels::failed;
use crate::serve::signals::SIGNALS;
use crate::serve::store::{Appeal, Entry, Event, GivenLabel, Relative, State};
use jiff::Timestamp;
use maud::{Markup, PreEscaped, html};

/// A comment as it is shown to somebody.
pub(super) struct Shown {
    pub(super) entry: Entry,
    /// Whether scores, marks and others' answers are kept back.
    pub(super) blind: bool,
    reasons: Vec<Reason>,
    thresholds: [Option<f64>; 3],
    above: Vec<Relative>,
    below: Vec<Relative>,
    pub(super) labels: Vec<GivenLabel>,
    events: Vec<Event>,
    pub(super) appeal: Option<Appeal>,
    /// Whether the text is veiled until it is asked for; one that is shown without its score is not, which would tell it.
    veiled: bool,
}

/// The deciding words a label that are marked, and the least weight of a mark.
const WORDS: usize = 5;
const LEAST: f64 = 0.2;

impl Shown {
    pub(super) fn of(app: &App, visitor: &Visitor, mut entry: Entry) -> Result<Self, Refusal> {
        let blind = app.store.is_blind(entry.id, &visitor.name()).map_err(failed)?;
        let (above, below) = app.store.thread(&entry).map_err(failed)?;
        let classifier = app.classifier();
        let reasons = judged(&classifier, &mut entry);
        let veiled = !blind && is_veiled(entry.scores[0]);
        let labels = app.store.labels_of(entry.id).map_err(failed)?;
        let own = |label: &GivenLabel| !blind || label.who == visitor.who();
        Ok(Self {
            blind,
            reasons: if blind { Vec::new() } else { reasons },
            thresholds: Flag::ALL.map(|flag| classifier.policy().threshold(flag)),
            above,
            below,
            labels: labels.into_iter().filter(own).collect(),
            events: if blind { Vec::new() } else { app.store.events_of(entry.id).map_err(failed)? },
            appeal: app.store.open_appeal(entry.id).map_err(failed)?,
            veiled,
            entry,
        })
    }
}

/// The words that decided; scores of another model are replaced by those of the model in use.
fn judged(classifier: &Classifier, entry: &mut Entry) -> Vec<Reason> {
    let whole = crate::record::Article {
        title: entry.article_title.clone(),
        text: entry.article_text.clone(),
        ..Default::default()
    };
    let article = entry.article_title.is_some().then(|| crate::score::article_text(&whole).into_owned());
    let (author, title, text) = (entry.author.clone(), entry.title.clone(), entry.text.clone());
    let fields = fields(author.as_deref(), title.as_deref(), (Field::Body, &text), Some(&entry.site));
    let mut lease = classifier.lease();
    let prediction = lease.predict(&fields, article.as_deref()).clone();
    if entry.model != classifier.model().hash() {
        entry.scores = Flag::ALL.map(|flag| prediction.scores.printed(flag).unwrap_or(-1.0));
        entry.flags = prediction.flags.iter().fold(0, |bits, flag| bits | 1 << *flag as u8);
        entry.uncertain = prediction.uncertain;
        entry.sentiment = prediction.sentiment.map(|sentiment| sentiment.label.name().into());
    }
    let reasons = lease.reasons(&fields, article.as_deref(), &prediction, WORDS);
    let is_raised = |reason: &Reason| {
        Flag::ALL
            .into_iter()
            .find(|flag| flag.name() == reason.label)
            .is_none_or(|flag| entry.flags & 1 << flag as u8 != 0)
    };
    reasons.into_iter().filter(|reason| reason.weight >= LEAST && is_raised(reason)).collect()
}

/// The comment.
pub(super) fn card(visitor: &Visitor, view: &View, shown: &Shown) -> Markup {
    let (locale, entry) = (visitor.locale, &shown.entry);
    let word = |key: &str| locale.word(key);
    let body = marks(&entry.text, "body", shown, locale);
    let veil =
        |field: &str| (shown.veiled && shown.reasons.iter().any(|reason| reason.field == field)).then_some("veil");
    let is_veiling = shown.veiled || shown.above.iter().chain(&shown.below).any(|other| is_veiled(other.hostile));
    html! {
        article.card id="comment" tabindex="-1" aria-label=(word("desk.comment")) data-id=(entry.id) data-state=(entry.state.name())
            data-version=(entry.version) data-blind=[shown.blind.then_some("1")] {
            header {
                span.state data-state=(entry.state.name()) { (state_word(entry.state, locale)) }
                @if let Some(reason) = &entry.reason { span.reason { bdi { (words(reason, locale)) } } }
                @if let Some(by) = taken_by_another(visitor, entry) {
                    span.note id="taken" { (locale.phrase("desk.taken", &[&by])) }
                }
                @if shown.blind { span.note id="blind" { (word("desk.blind")) } }
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
            p.soft {
                bdi { (PreEscaped(plain(&entry.site))) }
                @if let Some(page) = &entry.page { " · " bdi dir="ltr" { (PreEscaped(plain(page))) } }
                (times(entry, locale))
            }
            @if !shown.above.is_empty() {
                ol.thread.above aria-label=(word("desk.above")) { @for other in &shown.above { (relative(other)) } }
            }
            @if let Some(author) = &entry.author {
                p.author { bdi class=[veil("author")] { (PreEscaped(marked_text(author, "author", shown, locale))) } }
            }
            @if let Some(title) = entry.title.as_ref().filter(|title| !title.is_empty()) {
                h2 dir="auto" class=[shown.veiled.then_some("veil")] { (PreEscaped(marked_text(title, "title", shown, locale))) }
            }
            @if is_veiling { (unveil(locale)) }
            div.text.veil[shown.veiled] id="text" dir="auto" { (body) }
            @if !shown.below.is_empty() {
                ol.thread.below aria-label=(word("desk.below")) { @for other in &shown.below { (relative(other)) } }
            }
            @if !shown.blind { (why(shown, locale)) }
            (others(shown, locale))
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

/// Scores against their thresholds, and the words that decided, in a sentence each.
fn why(shown: &Shown, locale: Locale) -> Markup {
    let entry = &shown.entry;
    let number = |value: f64| locale.number(format!("{value:.2}"));
    let scored = Flag::ALL.into_iter().filter(|flag| entry.scores[*flag as usize] >= 0.0);
    html! {
        section.why id="why" aria-label=(locale.word("desk.why")) {
            ul {
                @for flag in scored {
                    @let (score, threshold) = (entry.scores[flag as usize], shown.thresholds[flag as usize]);
                    li data-score=(flag.name()) {
                        @match threshold {
                            Some(threshold) => {
                                @let key = if entry.flags & 1 << flag as u8 != 0 { "desk.score_above" } else { "desk.score_below" };
                                (locale.phrase(key, &[&locale.word(flag.name()), &number(score), &number(threshold)]))
                            }
                            None => (locale.phrase("explain.score", &[&locale.word(flag.name()), &number(score)]))
                        }
                        (deciding(shown, flag.name(), locale))
                    }
                }
                @if let Some(sentiment) = &entry.sentiment {
                    li data-score="sentiment" {
                        (locale.word("sentiment")) ": " (locale.word(sentiment)) (deciding(shown, sentiment, locale))
                    }
                }
            }
            @if entry.scores[0] < 0.0 && entry.sentiment.is_none() { p { (locale.word("desk.not_scored")) } }
        }
    }
}

/// The words that decided for a label, and how a disguise was read.
fn deciding(shown: &Shown, label: &str, locale: Locale) -> Markup {
    let found: Vec<&Reason> = shown.reasons.iter().filter(|reason| reason.label == label).collect();
    html! {
        @if !found.is_empty() {
            ": "
            span.words.veil[shown.veiled] {
                @for (place, reason) in found.iter().enumerate() {
                    @if place > 0 { (locale.comma()) }
                    bdi { (PreEscaped(plain(&reason.text))) }
                    @if let Some(read) = &reason.read { " (" (locale.phrase("explain.read", &[read])) ")" }
                }
            }
        }
    }
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
                            @if label.provenance == "feedback" { " · " (locale.word("desk.feedback")) }
                        }
                    }
                }
            }
        }
    }
}

/// A label in words.
pub(super) fn label_words(label: &GivenLabel, locale: Locale) -> String {
    let mut told: Vec<&str> = Vec::new();
    if label.cannot {
        told.push(locale.word("desk.unknown"));
    }
    match (label.hostile, label.sectarian) {
        (_, Some(true)) => told.push(locale.word("sectarian")),
        (Some(true), _) => told.push(locale.word("hostile")),
        (Some(false), _) if label.off_topic != Some(true) => told.push(locale.word("none")),
        (Some(false), _) => told.push(locale.word("desk.not_hostile")),
        _ => {}
    }
    if label.off_topic == Some(true) {
        told.push(locale.word("off_topic"));
    }
    told.extend(label.sentiment.map(|sentiment| locale.word(sentiment.name())));
    told.join(" · ")
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
                            bdi.number { (moment(event.at)) } " "
                            @if let Some(who) = &event.who { bdi { (who) } " " }
                            (locale.word(&format!("desk.event.{}", event.kind)))
                            @if let Some(state) = event_state(event) { ": " (state_word(state, locale)) }
                            @if let Some(note) = &event.note { ": " bdi { (PreEscaped(plain(note))) } }
                        }
                    }
                }
            }
        }
    }
}

fn event_state(event: &Event) -> Option<State> {
    let after: serde_json::Value = serde_json::from_str(event.after.as_deref()?).ok()?;
    State::of_name(after["state"].as_str()?)
}

/// A time in seconds as a day and a minute, UTC.
pub(super) fn moment(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| String::new(), |time| time.strftime("%Y-%m-%d %H:%M").to_string())
}

/// An interval to the minute, a day once: from 2024-05-15 09:04 to 10:04. In the digits 0 to 9: others are ordered from
/// right to left around a hyphen.
fn interval(earliest: &str, latest: &str, locale: Locale) -> Markup {
    let shown = |time: &str| time.get(..16).unwrap_or(time).replace('T', " ");
    let (from, until) = (shown(earliest), shown(latest));
    if from == until {
        return html! { bdi.number { (from) } };
    }
    let day = from.get(..11).unwrap_or(&from);
    let until = until.strip_prefix(day).filter(|_| until.len() == 16).unwrap_or(&until);
    let apart = |time: &str| html! { bdi.number { (time) } }.into_string();
    PreEscaped(locale.phrase("html.between", &[&apart(&from), &apart(until)]))
}

fn times(entry: &Entry, locale: Locale) -> Markup {
    html! {
        @if let Some(text) = &entry.time_text { " · " bdi { (PreEscaped(plain(text))) } }
        @if let Some((earliest, latest)) = entry.earliest.as_ref().zip(entry.latest.as_ref()) {
            " · " span id="interval" { (interval(earliest, latest, locale)) }
        }
    }
}

fn relative(other: &Relative) -> Markup {
    html! {
        li data-id=(other.id) {
            @if let Some(author) = &other.author { b { bdi { (PreEscaped(plain(author))) } } " " }
            span.veil[is_veiled(other.hostile)] dir="auto" { (PreEscaped(plain(&other.text))) }
        }
    }
}

/// The flags of the model.
pub(super) fn flags(bits: u8, locale: Locale) -> Markup {
    html! {
        @for flag in Flag::ALL {
            @if bits & 1 << flag as u8 != 0 {
                span class=(format!("flag {flag}")) title=[(flag == Flag::Sectarian).then(|| locale.word("sectarian.tip"))] {
                    (locale.word(flag.name()))
                }
            }
        }
    }
}

/// Threats and what tells where a person is.
pub(super) fn signals(bits: u8, locale: Locale) -> Markup {
    html! {
        @for (bit, name) in SIGNALS {
            @if bits & bit != 0 { span.signal data-signal=(name) { (locale.word(&format!("desk.signal.{name}"))) } }
        }
    }
}

/// A state in words.
pub(super) fn state_word(state: State, locale: Locale) -> &'static str {
    locale.word(&format!("desk.state.{}", state.name()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_told_in_words_to_the_minute_and_a_day_once() {
        let told = |earliest: &str, latest: &str, language: &str| {
            let locale = language.parse().unwrap();
            interval(earliest, latest, locale).into_string().replace("<bdi class=\"number\">", "").replace("</bdi>", "")
        };
        assert_eq!(told("2015-09-15", "2015-10-15", "en"), "2015-09-15 to 2015-10-15");
        assert_eq!(told("2015-09-15", "2015-10-15", "ar"), "من 2015-09-15 إلى 2015-10-15");
        assert_eq!(told("2024-05-15T09:04:00Z", "2024-05-15T10:04:59Z", "ar"), "من 2024-05-15 09:04 إلى 10:04");
        let over_midnight = told("2024-05-15T23:04:00Z", "2024-05-16T00:04:59Z", "en");
        assert_eq!(over_midnight, "2024-05-15 23:04 to 2024-05-16 00:04");
        assert_eq!(told("2024-05-15", "2024-05-15", "ar"), "2024-05-15");
        assert_eq!(told("<", "é", "en"), "&lt; to é");
    }
}
