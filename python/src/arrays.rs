//! Rows as numpy arrays, without a Python object a number.

use crate::row::Row;
use mushrif::{Flag, Sentiment};
use numpy::{Element, IntoPyArray};
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::sync::OnceLock;

/// Makes numpy ready, once; before a call that gives arrays, so that it is not in the middle. Its interface is looked up on
/// a thread of its own: Python gives Ctrl-C to the main thread, where it would be a panic there.
///
/// # Errors
/// Where numpy is not installed, or Ctrl-C was pressed.
pub fn ready(py: Python<'_>) -> PyResult<()> {
    static READY: OnceLock<()> = OnceLock::new();
    if READY.get().is_none() {
        py.import("numpy")?;
        let look_up = || Python::attach(|py| drop(Vec::<u8>::new().into_pyarray(py)));
        py.detach(|| std::thread::spawn(look_up).join())
            .map_err(|_| PyImportError::new_err("numpy cannot be used; install numpy 1.24 or later"))?;
        READY.get_or_init(|| ());
    }
    Ok(())
}

/// Arrays of the length of the rows by the dotted names of records, as `Model.score_arrays` says.
///
/// # Errors
/// Where Python has no memory.
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
