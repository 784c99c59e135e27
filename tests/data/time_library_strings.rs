//! Reads the strings of real libraries, which are outside the repository, and checks the share of correct readings.
//!
//! `MUSHRIF_SHARED` names the folder that has `reltime/` (default `../shared`); where it is absent the test says so.

use std::fs;
use std::path::{Path, PathBuf};

use mushrif::time::{Direction, Span, read};
use serde_json::Value;

/// The least share of strings whose units and direction are both correct.
const FLOOR: f64 = 0.995;

fn lines(name: &str) -> Option<Vec<Value>> {
    let shared = std::env::var_os("MUSHRIF_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = shared.join("reltime").join(name);
    let Ok(content) = fs::read_to_string(&path) else {
        println!("SKIPPED: {} is not there (set MUSHRIF_SHARED)", path.display());
        return None;
    };
    Some(content.lines().map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect())
}

/// Months and nanoseconds, to which all units convert without a calendar. A month's fraction counts as thirty days.
type Total = (i64, i64);

fn said(span: Span) -> Total {
    let days = span.weeks * 7 + span.days;
    let seconds = ((days * 24 + span.hours) * 60 + span.minutes) * 60 + span.seconds;
    (span.years * 12 + span.months, seconds * 1_000_000_000 + i64::from(span.nanoseconds))
}

fn expected(parts: &Value) -> Total {
    let mut months = 0.0;
    let mut seconds = 0.0;
    for (unit, count) in parts.as_object().expect("an object of units") {
        let count = count.as_f64().expect("a number of units");
        match unit.as_str() {
            "centuries" => months += count * 1200.0,
            "decades" => months += count * 120.0,
            "years" => months += count * 12.0,
            "quarters" => months += count * 3.0,
            "months" => months += count,
            "weeks" => seconds += count * 604_800.0,
            "days" => seconds += count * 86_400.0,
            "hours" => seconds += count * 3_600.0,
            "minutes" => seconds += count * 60.0,
            "seconds" => seconds += count,
            other => panic!("{other} is a unit that this test does not know"),
        }
    }
    seconds += months.fract() * 30.0 * 86_400.0;
    #[expect(clippy::cast_possible_truncation, reason = "counts of a few thousand years at the most")]
    (months.trunc() as i64, (seconds * 1e9).round() as i64)
}

/// The other reading of the separator in "1.234" or "2,5", which depends on the locale.
fn other_separator(parts: &Value, text: &str) -> Option<Value> {
    let digits: String = text.chars().filter(|each| each.is_ascii_digit() || ",.".contains(*each)).collect();
    let (unit, count) = parts.as_object()?.iter().next()?;
    let grouped: f64 = digits.replace([',', '.'], "").parse().ok()?;
    let decimal: f64 = digits.replace(',', ".").parse().ok()?;
    let other = if count.as_f64()?.to_bits() == grouped.to_bits() { decimal } else { grouped };
    Some(serde_json::json!({ unit: other }))
}

fn is_right(string: &Value) -> bool {
    let text = string["text"].as_str().expect("a text");
    let Some(reading) = read(text) else {
        return false;
    };
    let direction = serde_json::to_value(reading.direction()).expect("a direction");
    let parts = &string["unit_parts"];
    let span = reading.span().map(said);
    let flag = |name: &str| string[name].as_bool().unwrap_or(false);
    let mut units = span == Some(expected(parts));
    if flag("locale_ambiguous") {
        units |= other_separator(parts, text).is_some_and(|other| span == Some(expected(&other)));
    }
    // Of an ambiguous string ("منذ ساعة من الآن") either direction is one reading.
    let either = flag("ambiguous") && matches!(reading.direction(), Direction::Past | Direction::Future);
    units && (direction == string["direction"] || either)
}

#[test]
fn strings_of_real_libraries_come_out_right() {
    let Some(strings) = lines("library_strings.jsonl") else {
        return;
    };
    let wrong: Vec<_> = strings.iter().filter(|string| !is_right(string)).collect();
    for string in &wrong {
        let reading = read(string["text"].as_str().expect("a text"));
        println!("{} says {} {}, read as {reading:?}", string["text"], string["direction"], string["unit_parts"]);
    }
    #[expect(clippy::cast_precision_loss, reason = "a few thousand strings")]
    let share = 1.0 - wrong.len() as f64 / strings.len() as f64;
    println!("{} of {} strings right: {:.2} %", strings.len() - wrong.len(), strings.len(), share * 100.0);
    assert!(share >= FLOOR, "{:.2} % of the strings came out right, {:.1} % must", share * 100.0, FLOOR * 100.0);
}

#[test]
fn what_is_no_relative_time_is_not_taken_for_one() {
    let Some(strings) = lines("negatives.jsonl") else {
        return;
    };
    let taken: Vec<_> = strings
        .iter()
        .filter_map(|string| string["text"].as_str())
        .filter(|text| read(text).is_some_and(|reading| reading.direction() != Direction::Absolute))
        .collect();
    assert!(taken.is_empty(), "taken for relative times: {taken:?}");
}
