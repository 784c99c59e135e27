//! Training, retraining and evaluation, from label files.

use crate::arguments::Threads;
use crate::errors::{CountsError, InputError, ModelError, Problems, TrainingError, WorseModelError, message};
use crate::json::object;
use crate::model::Model;
use mushrif::workflow::{
    self, CountsFile, Evaluation, LabelSet, Parameters, Resources, Retrain, Secret, Train, WorkflowError,
};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The full counts of a model, for exact retraining and forgetting. Never publish them: they tell who wrote what.
#[pyclass(module = "mushrif", frozen)]
pub struct Counts {
    file: Mutex<CountsFile>,
}

fn secret(key: Option<&[u8]>) -> Secret {
    key.map_or_else(Secret::default, Secret::new)
}

#[pymethods]
impl Counts {
    /// Empty counts; rows are named with the key, so that without it nobody can ask them for a comment.
    #[new]
    #[pyo3(signature = (key=None))]
    fn new(key: Option<&[u8]>) -> Self {
        Self { file: Mutex::new(CountsFile::new(secret(key))) }
    }

    /// The counts in a file, as `mushrif train --counts` writes it. Raises `CountsError` where it cannot be read or has another
    /// key.
    #[staticmethod]
    #[pyo3(signature = (path, key=None))]
    fn load(py: Python<'_>, path: PathBuf, key: Option<&[u8]>) -> PyResult<Self> {
        let secret = secret(key);
        let file = py.detach(|| CountsFile::read(&path, secret));
        Ok(Self { file: Mutex::new(file.map_err(|error| CountsError::new_err(message(&error)))?) })
    }

    /// The counts in the bytes of such a file. Raises `CountsError` as `load` does.
    #[staticmethod]
    #[pyo3(signature = (data, key=None))]
    fn from_bytes(py: Python<'_>, data: &[u8], key: Option<&[u8]>) -> PyResult<Self> {
        let secret = secret(key);
        let file = py.detach(|| CountsFile::parse(data, Path::new("the bytes"), secret));
        Ok(Self { file: Mutex::new(file.map_err(|error| CountsError::new_err(message(&error)))?) })
    }

    /// Writes the counts to a file.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        Ok(py.detach(|| std::fs::write(&path, self.locked().to_bytes()))?)
    }

    /// The bytes of the file.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &py.detach(|| self.locked().to_bytes()))
    }
}

impl Counts {
    fn locked(&self) -> std::sync::MutexGuard<'_, CountsFile> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The exception of an error that ended a workflow, after these problems.
fn exception(error: &WorkflowError, problems: &Problems) -> PyErr {
    let text = problems.before(message(error));
    match error {
        WorkflowError::Model(_) | WorkflowError::OtherModel { .. } => ModelError::new_err(text),
        WorkflowError::Counts(_) => CountsError::new_err(text),
        WorkflowError::Stopped | WorkflowError::StandardInput(_) | WorkflowError::NoNewLabel => {
            InputError::new_err(text)
        }
        _ => TrainingError::new_err(text),
    }
}

/// The bytes of memory that counts may take before they go to temporary files: those of the program.
const MEMORY: u64 = 2 << 30;

fn resources(threads: Option<Threads>) -> Resources {
    let all = Resources::default();
    Resources { threads: Threads::number(threads).unwrap_or(all.threads), memory: MEMORY }
}

/// The paths of label files; or that of one of labels at hand, JSON Lines, and their name in messages.
type LabelFiles = (Vec<PathBuf>, Option<String>);

fn open((paths, name): &LabelFiles, resources: Resources) -> Result<LabelSet, WorkflowError> {
    let set = LabelSet::open(paths, resources)?;
    Ok(match name {
        Some(name) => set.of_rows(name),
        None => set,
    })
}

/// A model of the labels in these files. `parameters` is JSON with those parameters of the fit that differ.
#[pyfunction]
#[pyo3(signature = (files, name, parameters=None, counts=None, threads=None, strict=false))]
pub fn train(
    py: Python<'_>,
    files: LabelFiles,
    name: &str,
    parameters: Option<&str>,
    counts: Option<&Counts>,
    threads: Option<Threads>,
    strict: bool,
) -> PyResult<Model> {
    let parameters: Parameters = match parameters {
        Some(json) => {
            serde_json::from_str(json).map_err(|error| PyValueError::new_err(format!("parameters: {error}")))?
        }
        None => Parameters::default(),
    };
    let resources = resources(threads);
    let mut problems = Problems::default();
    let trained = py.detach(|| {
        let mut file = counts.map(Counts::locked);
        let mut labels = open(&files, resources)?;
        workflow::train(&mut labels, Train { name, parameters, resources, counts: file.as_deref_mut() }, &mut problems)
    });
    if matches!(trained, Err(WorkflowError::Stopped)) {
        problems.tell(py, true)?;
    }
    let trained = trained.map_err(|error| exception(&error, &problems))?;
    problems.tell(py, strict)?;
    Ok(Model::new(trained.model))
}

/// A model with the labels of these files added, and those of `forget` taken out of its full counts.
///
/// Raises `WorseModelError` where the new model is worse on the new labels, unless `force`.
#[pyfunction]
#[pyo3(signature = (model, files, name, weight=1, counts=None, forget=(Vec::new(), None), force=false, threads=None, strict=false))]
#[expect(clippy::too_many_arguments, reason = "keywords in Python")]
pub fn retrain(
    py: Python<'_>,
    model: &Model,
    files: LabelFiles,
    name: &str,
    weight: u32,
    counts: Option<&Counts>,
    forget: LabelFiles,
    force: bool,
    threads: Option<Threads>,
    strict: bool,
) -> PyResult<Model> {
    if counts.is_none() && !forget.0.is_empty() {
        return Err(PyValueError::new_err("forget takes comments out of full counts: give counts"));
    }
    let resources = resources(threads);
    let mut problems = Problems::default();
    // The counts change only where there is a new model.
    let mut file = counts.map(|counts| counts.locked().clone());
    let retrained = py.detach(|| {
        let (mut labels, forget) = (open(&files, resources)?, open(&forget, resources)?);
        let counts = file.as_mut();
        let old_file = Path::new("the model");
        let how = Retrain { name, old_file, weight, resources, counts, forget: Some(&forget) };
        workflow::retrain(model.inner(), &mut labels, how, &mut problems)
    });
    if matches!(retrained, Err(WorkflowError::Stopped)) {
        problems.tell(py, true)?;
    }
    let retrained = retrained.map_err(|error| exception(&error, &problems))?;
    problems.tell(py, strict)?;
    if retrained.is_worse && !force {
        let compared = retrained.compared.iter().map(|one| {
            format!("{}: AUROC on the new labels {:.3} before, {:.3} after", one.target.name(), one.before, one.after)
        });
        let text = compared.collect::<Vec<_>>().join("; ");
        return Err(WorseModelError::new_err(format!("{text}; force=True gives the model all the same")));
    }
    if let (Some(counts), Some(file)) = (counts, file) {
        *counts.locked() = file;
    }
    Ok(Model::new(retrained.model))
}

/// How good a model is on the labels of these files, or, without one, how good models of the other labels are on each of
/// `folds` parts of them, or on each source: JSON, a table and a page.
#[pyfunction]
#[pyo3(signature = (model, files, folds=None, mistakes=5, strict=false))]
pub fn evaluate<'py>(
    py: Python<'py>,
    model: Option<&Model>,
    files: LabelFiles,
    folds: Option<u32>,
    mistakes: usize,
    strict: bool,
) -> PyResult<(Bound<'py, PyAny>, String, String)> {
    let mut problems = Problems::default();
    let report = py.detach(|| -> Result<_, WorkflowError> {
        let mut labels = open(&files, resources(None))?;
        let mut evaluation = Evaluation::new(mistakes);
        let classifier = model.map(Model::classifier);
        let method = match classifier {
            Some(classifier) => {
                workflow::evaluate(classifier, &labels, &mut evaluation, &mut problems);
                Some("the model as it is".to_string())
            }
            None => {
                let policy = mushrif::Policy::of;
                workflow::cross_validate(
                    &mut labels,
                    folds,
                    &Parameters::default(),
                    policy,
                    &mut evaluation,
                    &mut problems,
                )?
            }
        };
        Ok(method.map(|method| evaluation.report(classifier, method)))
    });
    let report = report.map_err(|error| exception(&error, &problems))?;
    problems.tell(py, strict)?;
    let report =
        report.ok_or_else(|| InputError::new_err("the labels name a single source, so none can be left out"))?;
    let figures = serde_json::to_value(&report).unwrap_or_default();
    Ok((object(py, &figures)?, report.table(), report.html()))
}
