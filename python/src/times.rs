//! Arabic times.

use crate::arguments::{Text, When};
use crate::errors::{TimeError, message};
use crate::json::object;
use mushrif::time::{Clock, Rounding, TimeRecord, time_zone};
use pyo3::prelude::*;

/// What a text says about a time and, with `as_of`, when that was: a dict, as `mushrif time` prints it; None in its
/// `earliest` and `latest` where the text has no time.
///
/// `as_of` is when the text was seen: a `datetime.date`, a `datetime.datetime`, or a str such as "2024-05-15" or
/// "2024-05-15T10:30:00+03:00". A date is the whole day; a date-time without an offset is of the text's own zone, one with it
/// a moment. `rounding` is "truncated" ("منذ 8 سنوات" is 8 to 9 years), "nearest" or "unknown"; `time_zone` the zone
/// of the text, such as "Asia/Baghdad". Raises `TimeError` where one of these cannot be read.
#[pyfunction]
#[pyo3(signature = (text, as_of=None, rounding="unknown", time_zone=None))]
pub fn read_time<'py>(
    py: Python<'py>,
    text: Text,
    as_of: Option<When>,
    rounding: &str,
    time_zone: Option<&str>,
) -> PyResult<Bound<'py, PyAny>> {
    let said = |error: mushrif::time::Error| TimeError::new_err(message(&error));
    let zone = time_zone.map(self::time_zone).transpose().map_err(said)?;
    let rounding: Rounding = rounding.parse().map_err(said)?;
    let clock = as_of.map(|when| when.clock()).transpose()?;
    let clock = clock.map(|clock| match &zone {
        Some(zone) => clock.in_time_zone(zone),
        None => clock,
    });
    let zone = zone.as_ref().or_else(|| clock.as_ref().and_then(Clock::time_zone));
    let record = TimeRecord::read(&text.0, clock.as_ref(), zone, rounding);
    object(py, &serde_json::to_value(record).unwrap_or_default())
}
