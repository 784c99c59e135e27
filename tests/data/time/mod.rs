//! Tables of texts and their readings.

mod dates;
mod latin;
mod others;
mod properties;
mod resolving;
mod saying;

use mushrif::time::{Reading, read};

/// The reading of a text, such as "P3D past about"; "-" where a part is absent.
fn said(text: &str) -> String {
    told(read(text))
}

fn told(reading: Option<Reading>) -> String {
    let Some(reading) = reading else {
        return "no time".to_owned();
    };
    let span = reading.span().map_or("-".to_owned(), |span| span.to_string());
    let name = |value: serde_json::Value| value.as_str().map(str::to_owned);
    let direction = name(serde_json::to_value(reading.direction()).unwrap()).unwrap();
    let approximate = reading.approximate().and_then(|approximate| name(serde_json::to_value(approximate).unwrap()));
    [Some(span), Some(direction), approximate].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn check(table: &[(&str, &str)]) {
    for &(text, expected) in table {
        assert_eq!(said(text), expected, "{text}");
    }
}
