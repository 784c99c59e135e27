//! The time of a comment and its position in the markup.

use super::heuristic::shape::FoundTime;
use crate::extract::signs::{self, is_time, time_in};
use crate::page::html::Element;
use crate::time;

/// A time, and the element with it.
#[derive(Debug)]
pub(super) struct TimeElement<'page> {
    /// The element with the time; `None` where it is text between elements.
    pub(super) element: Option<Element<'page>>,
    /// The element whose own text contains it, where `element` is `None`.
    pub(super) around: Option<Element<'page>>,
    /// The visible time.
    pub(super) text: String,
    /// The machine-readable time.
    pub(super) stamp: Option<String>,
    /// The name on the same line, if any.
    pub(super) name: Option<String>,
    /// Whether the text can be parsed as a time.
    pub(super) says_time: bool,
}

impl<'page> TimeElement<'page> {
    /// The time in the line of an element.
    pub(super) fn of(element: Element<'page>, line: &str) -> Self {
        let text = time_at_end(line).to_string();
        let stamp = stamp(element);
        let says_time = element.name() == "time" || stamp.is_some() || is_time(&text);
        Self { element: Some(element), around: None, text, stamp, name: None, says_time }
    }

    /// The time of an element with a name and a time.
    pub(super) fn found(element: Element<'page>, found: FoundTime) -> Self {
        let FoundTime { time: text, stamp, name } = found;
        Self { element: Some(element), around: None, text, stamp, name, says_time: true }
    }
}

/// The text, or the time at its end, as in "أرسله سمير في الأربعاء 5 نوفمبر". Not the end if only a time of day is left
/// of a date that cannot be parsed: "4. märts 2021 kell 9:10".
fn time_at_end(line: &str) -> &str {
    let whole = time_in(line);
    if is_time(whole) {
        return whole;
    }
    if let Some((time, None)) = signs::time_and_beside(line) {
        return time;
    }
    let has_number = |text: &str| {
        let mut words = text.split(|sign: char| sign.is_whitespace() || matches!(sign, '.' | '/' | '-' | ','));
        words.any(|word| !word.is_empty() && word.chars().all(char::is_numeric))
    };
    let is_whole = |at: usize, rest: &str| !has_number(&line[..at]) || !signs::is_time_of_day(rest);
    let starts = line.match_indices(' ').map(|(at, _)| (at, time_in(&line[at..])));
    let mut times = starts.filter(|(at, rest)| is_time(rest) && is_whole(*at, rest));
    times.next().map_or(whole, |(_, rest)| rest)
}

/// The machine-readable time of an element.
pub(super) fn stamp(element: Element<'_>) -> Option<String> {
    let seconds = ["data-utime", "data-timestamp", "data-time", "data-unixtime", "data-date"];
    let epoch = seconds.iter().find_map(|name| epoch(element.attribute(name)?));
    let named = ["datetime", "content", "data-datetime", "data-date", "title"];
    let written = || {
        named.iter().find_map(|name| element.attribute(name)).map(str::trim).filter(|value| time::read(value).is_some())
    };
    epoch.or_else(|| written().map(str::to_string))
}

/// Seconds or milliseconds since 1970, as ISO 8601.
fn epoch(value: &str) -> Option<String> {
    let number: i64 = value.trim().parse().ok().filter(|number| *number > 100_000_000)?;
    let seconds = if number > 100_000_000_000 { number / 1000 } else { number };
    Some(jiff::Timestamp::from_second(seconds).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_at_the_end_of_a_line_is_taken_whole_or_not_at_all() {
        for (line, expected) in [
            ("أرسله سمير في الأربعاء 5 نوفمبر 2014", "الأربعاء 5 نوفمبر 2014"),
            ("في 5 نوفمبر 2014", "5 نوفمبر 2014"),
            ("4. kuukausi 2021 kello 9:10", "4. kuukausi 2021 kello 9:10"),
            ("سمير الساعة 9:10 م", "الساعة 9:10 م"),
        ] {
            assert_eq!(time_at_end(line), expected);
        }
    }
}
