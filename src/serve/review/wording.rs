//! Flags, signals, states, labels and times in words.

use crate::locale::Locale;
use crate::record::Flag;
use crate::serve::signals::SIGNALS;
use crate::serve::store::{GivenLabel, State};
use jiff::Timestamp;
use maud::{Markup, PreEscaped, html};

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

/// What was done at the desk in words, by its name: a state, a label, a tone or a note. `None` for any other name.
pub(super) fn said(name: &str, locale: Locale) -> Option<&'static str> {
    const NAMED: [&str; 7] = ["hostile", "sectarian", "off_topic", "none", "positive", "neutral", "negative"];
    match name {
        "unknown" => Some(locale.word("desk.unknown")),
        "note" => Some(locale.word("desk.note")),
        _ if NAMED.contains(&name) => Some(locale.word(name)),
        _ => State::of_name(name).map(|state| state_word(state, locale)),
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

/// A time in seconds as a day and a minute, UTC. Its element has the class `number`, which keeps the parts in their order:
/// the digits ١٢٣ are ordered from right to left around a hyphen.
pub(super) fn moment(seconds: i64, locale: Locale) -> String {
    let told = |time: Timestamp| locale.number(time.strftime("%Y-%m-%d %H:%M"));
    Timestamp::from_second(seconds).map_or_else(|_| String::new(), told)
}

/// An interval to the minute, a day once: from 2024-05-15 09:04 to 10:04.
pub(super) fn interval(earliest: &str, latest: &str, locale: Locale) -> Markup {
    let shown = |time: &str| time.get(..16).unwrap_or(time).replace('T', " ");
    let (from, until) = (shown(earliest), shown(latest));
    if from == until {
        return html! { bdi.number { (locale.number(from)) } };
    }
    let day = from.get(..11).unwrap_or(&from);
    let until = until.strip_prefix(day).filter(|_| until.len() == 16).unwrap_or(&until);
    let apart = |time: &str| html! { bdi.number { (locale.number(time)) } }.into_string();
    PreEscaped(locale.phrase("html.between", &[&apart(&from), &apart(until)]))
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
        assert_eq!(told("2015-09-15", "2015-10-15", "ar"), "من ٢٠١٥-٠٩-١٥ إلى ٢٠١٥-١٠-١٥");
        assert_eq!(told("2024-05-15T09:04:00Z", "2024-05-15T10:04:59Z", "ar-MA"), "من 2024-05-15 09:04 إلى 10:04");
        let over_midnight = told("2024-05-15T23:04:00Z", "2024-05-16T00:04:59Z", "en");
        assert_eq!(over_midnight, "2024-05-15 23:04 to 2024-05-16 00:04");
        assert_eq!(told("2024-05-15", "2024-05-15", "ar"), "٢٠٢٤-٠٥-١٥");
        assert_eq!(told("<", "é", "en"), "&lt; to é");
    }
}
