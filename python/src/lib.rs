//! The extension module `mushrif._mushrif`: Mushrif's library and command line for Python.
//!
//! | module | what it does |
//! | --- | --- |
//! | `errors` | exceptions, and warnings of lines that cannot be read |
//! | `arguments` | arguments as callers give them, with errors that say what is meant |
//! | `row` | a prediction in 24 bytes, with the numbers that the program prints |
//! | `columns` | columns of texts: Python strings, Arrow arrays |
//! | `scoring` | columns → rows, on threads |
//! | `prediction` | the class `Prediction` |
//! | `arrays` | rows as numpy arrays |
//! | `arrow` | rows as Arrow columns; streams of batches |
//! | `model` | the class `Model` |
//! | `pages` | comments of pages and archives |
//! | `times` | Arabic times |
//! | `learning` | training, retraining, evaluation |
//! | `features` | the feature keys of texts |
//! | `json` | JSON values as Python objects |

mod arguments;
mod arrays;
mod arrow;
mod columns;
mod errors;
mod features;
mod json;
mod learning;
mod model;
mod pages;
mod prediction;
mod row;
mod scoring;
mod times;

use pyo3::prelude::*;
use std::ffi::OsString;
use std::io::Write;

/// Runs the command line with these arguments, the first of them the program's name, and returns its exit status.
#[pyfunction]
fn run(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| {
        let status = ::mushrif::cli::run_with(arguments);
        // What a program does at its end: a last line without its end is still in the buffer.
        let _ = std::io::stdout().flush();
        status
    })
}

/// The extension module.
#[pymodule(gil_used = true)]
mod _mushrif {
    #[pymodule_export]
    use super::arrow::{ArrowStream, prediction_columns};
    #[pymodule_export]
    use super::errors::{
        CountsError, InputError, InputWarning, ModelError, MushrifError, PageError, TimeError, TrainingError,
        WorseModelError,
    };
    #[pymodule_export]
    use super::features::feature_keys;
    #[pymodule_export]
    use super::learning::{Counts, evaluate, retrain, train};
    #[pymodule_export]
    use super::model::Model;
    #[pymodule_export]
    use super::pages::{Page, Pages, extract_bytes, extract_file, pages_of};
    #[pymodule_export]
    use super::prediction::{Prediction, Sentiment};
    #[pymodule_export]
    use super::run;
    #[pymodule_export]
    use super::times::read_time;
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
