//! Rows as numpy arrays, without a Python object a number.

use crate::row::Row;
use mushrif::{Flag, Sentiment};
use numpy::{Element, IntoPyArray};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Arrays of the length of the rows by the dotted names of records: float64 for probabilities, NaN where there is none;
/// bool for `uncertain` and each flag; int8 for `sentiment.label`, 0 negative, 1 neutral, 2 positive, -1 none;
/// bool `missing` where there was no text.
///
/// # Errors
/// Where numpy is not installed.
pub fn of<'py>(py: Python<'py>, rows: &[Row]) -> PyResult<Bound<'py, PyDict>> {
    let arrays = PyDict::new(py);
    for flag in Flag::ALL {
        let score = |row: &Row| row.scores[flag as usize].value().unwrap_or(f64::NAN);
        add(&arrays, &format!("scores.{}", flag.name()), rows, score)?;
    }
    add(&arrays, "sentiment.label", rows, |row| row.sentiment.map_or(-1_i8, |label| label as i8))?;
    for sentiment in Sentiment::ALL {
        let score = |row: &Row| row.sentiments[sentiment as usize].value().unwrap_or(f64::NAN);
        add(&arrays, &format!("sentiment.{}", sentiment.name()), rows, score)?;
    }
    for flag in Flag::ALL {
        add(&arrays, &format!("flags.{}", flag.name()), rows, |row| row.has(flag))?;
    }
    add(&arrays, "uncertain", rows, |row| row.uncertain)?;
    add(&arrays, "missing", rows, |row| !row.is_there)?;
    add(&arrays, "scored", rows, Row::scored_bits)?;
    Ok(arrays)
}

fn add<T: Element>(arrays: &Bound<'_, PyDict>, name: &str, rows: &[Row], of: impl Fn(&Row) -> T) -> PyResult<()> {
    let values: Vec<T> = rows.iter().map(of).collect();
    arrays.set_item(name, values.into_pyarray(arrays.py()))
}
