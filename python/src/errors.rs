//! Exceptions: a tree of our own, with the texts of the program's messages.

use mushrif::workflow::Progress;
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyUserWarning};
use pyo3::prelude::*;
use std::fmt::Display;

create_exception!(mushrif, MushrifError, PyException, "Any error of Mushrif.");
create_exception!(mushrif, ModelError, MushrifError, "A model cannot be read.");
create_exception!(mushrif, PageError, MushrifError, "A page, or a file of pages, cannot be read.");
create_exception!(mushrif, InputError, MushrifError, "Labels or comments cannot be read.");
create_exception!(mushrif, TimeError, MushrifError, "A date or time zone cannot be read.");
create_exception!(mushrif, TrainingError, MushrifError, "Nothing could be learnt.");
create_exception!(mushrif, CountsError, MushrifError, "Full counts cannot be used.");
create_exception!(mushrif, WorseModelError, MushrifError, "The new model is worse on the new labels.");
create_exception!(mushrif, InputWarning, PyUserWarning, "An input, page or line that was left out, and why.");

/// The message of an error with those of its causes, as the program prints it.
pub fn message(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let of_cause = error.to_string();
        // Some messages name their cause already.
        if !text.contains(&of_cause) {
            text.push_str(": ");
            text.push_str(&of_cause);
        }
        cause = error.source();
    }
    text
}

/// The most problems that are kept in full; the others are counted.
const IN_FULL: usize = 20;

/// Collects problems while the Python interpreter is not held.
#[derive(Debug, Default)]
pub struct Problems {
    messages: Vec<String>,
    unlisted: usize,
    done: u64,
}

impl Progress for Problems {
    fn problem(&mut self, problem: &dyn Display) {
        if self.messages.len() < IN_FULL {
            self.messages.push(problem.to_string());
        } else {
            self.unlisted += 1;
        }
    }

    fn done(&mut self, count: u64) {
        self.done += count;
    }

    fn note(&mut self, note: &str) {
        self.messages.push(note.into());
    }

    fn goes_on(&mut self) -> bool {
        self.done > 0 || self.messages.is_empty()
    }
}

impl Problems {
    /// The problems as one text; `None` without any.
    fn text(&self) -> Option<String> {
        let mut text = self.messages.join("\n");
        if self.unlisted > 0 {
            text.push_str(&format!("\n… and {} more like these", self.unlisted));
        }
        (!text.is_empty()).then_some(text)
    }

    /// Raises the problems where nothing was read or `strict` is asked for, and warns of them otherwise.
    ///
    /// # Errors
    /// [`InputError`], or the warning where Python turns warnings into errors.
    pub fn tell(&self, py: Python<'_>, strict: bool) -> PyResult<()> {
        let Some(text) = self.text() else { return Ok(()) };
        if strict || self.done == 0 {
            return Err(InputError::new_err(text));
        }
        warn(py, &text)
    }

    /// The message of an error that ended all, with the problems before it.
    pub fn before(&self, error: String) -> String {
        self.text().map_or(error.clone(), |problems| format!("{error}\n{problems}"))
    }
}

/// Warns the caller of the function of `mushrif` that calls here.
///
/// # Errors
/// The warning, where Python turns warnings into errors.
pub fn warn(py: Python<'_>, text: &str) -> PyResult<()> {
    // A message of Python's has no zero byte.
    let text = std::ffi::CString::new(text.replace('\0', " ")).unwrap_or_default();
    PyErr::warn(py, &py.get_type::<InputWarning>(), &text, 2)
}
