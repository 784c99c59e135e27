//! Arguments as callers give them, with errors that say what is meant.

use crate::errors::{TimeError, message};
use mushrif::time::Clock;
use pyo3::exceptions::{PyOverflowError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyIterator, PyString};
use pyo3_arrow::input::AnyArray;

/// A string with a replacement character for each half of a surrogate pair, as JavaScript cuts them, which has no UTF-8.
///
/// # Errors
/// Where Python has no memory.
pub fn whole<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyString>> {
    Ok(text.py().import("mushrif._texts")?.call_method1("whole", (text,))?.cast_into()?)
}

/// A text, halves of surrogate pairs replaced.
pub struct Text(pub String);

impl FromPyObject<'_, '_> for Text {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let text = given.cast::<PyString>()?;
        Ok(Self(text.extract().or_else(|_| whole(&text)?.extract())?))
    }
}

/// A number of threads; 0 is one a core.
#[derive(Clone, Copy)]
pub struct Threads(usize);

impl Threads {
    /// The number, where one is given.
    pub fn number(given: Option<Self>) -> Option<usize> {
        given.map(|threads| threads.0).filter(|threads| *threads > 0)
    }
}

impl FromPyObject<'_, '_> for Threads {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let refused = |error: PyErr| match error.is_instance_of::<PyOverflowError>(given.py()) {
            true => PyValueError::new_err(format!("threads is 1 or more, or None for one a core, not {}", *given)),
            false => error,
        };
        given.extract().map(Self).map_err(refused)
    }
}

/// Names of columns.
pub struct Columns(pub Vec<String>);

impl FromPyObject<'_, '_> for Columns {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if given.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err(format!("columns is a list of names: give [{}]", given.repr()?)));
        }
        given.try_iter()?.map(|name| name?.extract()).collect::<PyResult<_>>().map(Self)
    }
}

/// Data that gives its columns by Arrow's interface.
pub struct Arrow(pub AnyArray);

impl FromPyObject<'_, '_> for Arrow {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        given.py().import("mushrif._frames")?.call_method1("arrow_of", (given,))?.extract().map(Self)
    }
}

/// A date or a date-time.
pub struct When(String);

impl FromPyObject<'_, '_> for When {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let text = match given.hasattr("isoformat")? {
            true => given.call_method0("isoformat")?.extract(),
            false => given.extract(),
        };
        let kind = given.get_type().name()?;
        let refused =
            || format!("as_of is a datetime.date, a datetime.datetime or a str such as 2024-05-15, not {kind}");
        text.map(Self).map_err(|_| PyTypeError::new_err(refused()))
    }
}

impl When {
    /// The clock that shows it.
    ///
    /// # Errors
    /// [`TimeError`] where it is no date.
    pub fn clock(&self) -> PyResult<Clock> {
        let text = &self.0;
        text.parse().map_err(|error| {
            let error = message(&error);
            TimeError::new_err(format!("as_of={text}: write a date such as 2024-05-15, or a date-time: {error}"))
        })
    }
}

/// Iterates over texts; `what` is their name in errors.
///
/// # Errors
/// `TypeError` for what would iterate over anything else: a table, a dict.
pub fn each_of<'py>(given: &Bound<'py, PyAny>, what: &str) -> PyResult<Bound<'py, PyIterator>> {
    // Of the class: of a frame that is not computed yet it may cost something.
    if given.get_type().hasattr("columns")? {
        return Err(PyTypeError::new_err(format!(
            "{what} is a data frame: give a column of it, such as df[\"text\"], or score it as a whole by score_frame(df)"
        )));
    }
    if given.is_instance_of::<PyDict>() {
        return Err(PyTypeError::new_err(format!(
            "{what} is a dict: give a list of str, or a column such as data[\"text\"]"
        )));
    }
    // Arrays of pyarrow iterate over objects of their own.
    if given.hasattr("to_pylist")? {
        return given.call_method0("to_pylist")?.try_iter();
    }
    given.try_iter()
}
