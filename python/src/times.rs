//! Arabic times.

use crate::errors::{TimeError, message};
use crate::json::object;
use mushrif::time::{Clock, Rounding, TimeRecord, time_zone};
use pyo3::prelude::*;

/// What a text says about a time and, with `as_of`, when that was: a dict, as `mushrif time` prints it.
#[pyfunction]
#[pyo3(signature = (text, as_of=None, rounding="unknown", time_zone=None))]
pub fn read_time<'py>(
    py: Python<'py>,
    text: &str,
    as_of: Option<&str>,
    rounding: &str,
    time_zone: Option<&str>,
) -> PyResult<Bound<'py, PyAny>> {
    let said = |error: mushrif::time::Error| TimeError::new_err(message(&error));
    let zone = time_zone.map(self::time_zone).transpose().map_err(said)?;
    let rounding: Rounding = rounding.parse().map_err(said)?;
    let clock: Option<Clock> = as_of.map(str::parse).transpose().map_err(said)?;
    let clock = clock.map(|clock| match &zone {
        Some(zone) => clock.in_time_zone(zone),
        None => clock,
    });
    let zone = zone.as_ref().or_else(|| clock.as_ref().and_then(Clock::time_zone));
    let record = TimeRecord::read(text, clock.as_ref(), zone, rounding);
    object(py, &serde_json::to_value(record).unwrap_or_default())
}
