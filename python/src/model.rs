//! The class `Model`: a model with its thresholds and priors, shared by threads.

use crate::arrow::{ArrowStream, Wanted, rows, scored};
use crate::columns::{Articles, Block, TextColumn};
use crate::errors::{ModelError, message};
use crate::prediction::Prediction;
use crate::row::Row;
use crate::scoring::{Comments, score, threads as threads_for};
use crate::{arrays, json};
use mushrif::internals::explanation;
use mushrif::{Classifier, Flag, Policy};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString};
use pyo3_arrow::input::AnyArray;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Thresholds or priors by the names of flags.
type OfFlags = BTreeMap<String, f64>;

/// A model with its thresholds and priors. It does not change, and threads may share it.
#[pyclass(module = "mushrif", frozen)]
pub struct Model {
    classifier: Classifier,
}

impl Model {
    /// A model ready to predict, with its own thresholds.
    pub fn new(model: mushrif::Model) -> Self {
        Self { classifier: Classifier::new(model) }
    }

    /// The library's model.
    pub fn inner(&self) -> &mushrif::Model {
        self.classifier.model()
    }

    /// The library's classifier.
    pub fn classifier(&self) -> &Classifier {
        &self.classifier
    }

    /// The words that decided the scores of a text.
    pub fn explained<'py>(&self, py: Python<'py>, text: &str, article: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        let value = py.detach(|| explanation(&self.classifier, text, article));
        json::object(py, &value)
    }

    /// Scores Python strings a block at a time; `take` is given each block with its articles and rows.
    fn score_blocks<'py>(
        &self,
        texts: &Bound<'py, PyAny>,
        articles: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
        mut take: impl FnMut(&Block<'py>, Option<&Block<'py>>, Vec<Row>) -> PyResult<()>,
    ) -> PyResult<()> {
        if texts.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err("texts is a list of str; for one text give [text]"));
        }
        let (py, texts, articles) = (texts.py(), texts.try_iter()?, Articles::of(articles)?);
        let mut before = 0;
        loop {
            let block = Block::read(&texts, before)?;
            let of_block = articles.block(before, block.len())?;
            let decoded = block.decoded();
            let decoded_articles = of_block.as_ref().map(Block::decoded);
            let article = match &articles {
                Articles::One(article) => Some(article as &dyn TextColumn),
                _ => decoded_articles.as_ref().map(|articles| articles as &dyn TextColumn),
            };
            let comments = Comments { article, ..Comments::of_texts(block.len(), &decoded) };
            let threads = threads_for(threads, comments.rows);
            let rows = py.detach(|| score(&self.classifier, comments, threads));
            take(&block, of_block.as_ref(), rows)?;
            // Ctrl-C in the middle of many texts.
            py.check_signals()?;
            before += block.len();
            if !block.is_full() {
                return articles.refuse_rest(before);
            }
        }
    }
}

/// The flags and values of a dict.
fn of_flags(values: &OfFlags, what: &str) -> PyResult<Vec<(Flag, f64)>> {
    let checked = |(name, value): (&String, &f64)| {
        let flag: Flag = name.parse().map_err(PyValueError::new_err)?;
        if !(0.0..=1.0).contains(value) {
            return Err(PyValueError::new_err(format!("the {what} of {name}, {value}, is not between 0 and 1")));
        }
        Ok((flag, *value))
    };
    values.iter().map(checked).collect()
}

#[pymethods]
impl Model {
    /// The default model, which is inside the package.
    #[staticmethod]
    fn default(py: Python<'_>) -> PyResult<Self> {
        static DEFAULT: OnceLock<Classifier> = OnceLock::new();
        let classifier = match DEFAULT.get() {
            Some(classifier) => classifier,
            None => {
                let model = py.detach(mushrif::Model::default_model);
                let model = model.map_err(|error| ModelError::new_err(message(&error)))?;
                DEFAULT.get_or_init(|| Classifier::new(model))
            }
        };
        Ok(Self { classifier: classifier.clone() })
    }

    /// The model in a file. Raises `ModelError` where it cannot be read.
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let model = py.detach(|| mushrif::Model::read(&path));
        Ok(Self::new(model.map_err(|error| ModelError::new_err(message(&error)))?))
    }

    /// The model in the bytes of a file.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        let model = py.detach(|| mushrif::Model::parse(data, Path::new("the bytes")));
        Ok(Self::new(model.map_err(|error| ModelError::new_err(message(&error)))?))
    }

    /// The bytes of the model's file, without thresholds and priors that were set on this object.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &py.detach(|| self.inner().to_bytes()))
    }

    /// Writes the model to a file, which any version of the program reads.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        Ok(py.detach(|| std::fs::write(&path, self.inner().to_bytes()))?)
    }

    /// The name of the model.
    #[getter]
    fn name(&self) -> &str {
        self.inner().name()
    }

    /// Eight hexadecimal digits of a hash of the model.
    #[getter]
    fn hash(&self) -> &str {
        self.inner().hash()
    }

    /// How many features have weights.
    #[getter]
    fn features(&self) -> usize {
        self.inner().features()
    }

    /// The least score, 0 to 1, that raises each flag; None for one that is never raised.
    #[getter]
    fn thresholds(&self) -> BTreeMap<&'static str, Option<f64>> {
        Flag::ALL.into_iter().map(|flag| (flag.name(), self.classifier.policy().threshold(flag))).collect()
    }

    /// The share of comments, 0 to 1, that have each flag; None for that of the model's calibration.
    #[getter]
    fn priors(&self) -> BTreeMap<&'static str, Option<f64>> {
        Flag::ALL.into_iter().map(|flag| (flag.name(), self.classifier.policy().prior(flag))).collect()
    }

    /// The same model with these thresholds and priors by flag, such as `thresholds={"hostile": 0.8}`.
    #[pyo3(signature = (*, thresholds=None, priors=None))]
    fn with_policy(&self, thresholds: Option<OfFlags>, priors: Option<OfFlags>) -> PyResult<Self> {
        let mut policy: Policy = self.classifier.policy().clone();
        for (flag, threshold) in of_flags(&thresholds.unwrap_or_default(), "threshold")? {
            policy = policy.with_threshold(flag, threshold);
        }
        for (flag, prior) in of_flags(&priors.unwrap_or_default(), "prior")? {
            policy = policy.with_prior(flag, prior);
        }
        Ok(Self { classifier: self.classifier.with_policy(policy) })
    }

    /// Scores texts: a list with a `Prediction` each, in their order. `articles` is one str for all, or one each.
    #[pyo3(signature = (texts, articles=None, threads=None))]
    fn score<'py>(
        slf: &Bound<'py, Self>,
        texts: &Bound<'py, PyAny>,
        articles: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyList>> {
        let py = slf.py();
        let one = articles.filter(|given| given.is_instance_of::<PyString>());
        let predictions = PyList::empty(py);
        slf.get().score_blocks(texts, articles, threads, |block, of_block, rows| {
            for (index, row) in rows.into_iter().enumerate() {
                let article = of_block.map(|articles| articles.original(index)).or(one);
                let (text, article) = (block.original(index).clone().unbind(), article.map(|it| it.clone().unbind()));
                predictions.append(Prediction::new(row, slf.clone().unbind(), text, article))?;
            }
            Ok(())
        })?;
        Ok(predictions)
    }

    /// Scores texts: a dict of numpy arrays by the dotted names of records. Probabilities are float64, NaN where there
    /// is none; `sentiment.label` is int8, an index of ("negative", "neutral", "positive"), -1 for none.
    #[pyo3(signature = (texts, articles=None, threads=None))]
    fn score_arrays<'py>(
        &self,
        texts: &Bound<'py, PyAny>,
        articles: Option<&Bound<'py, PyAny>>,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let py = texts.py();
        // Of a data frame or an Arrow array nothing becomes a Python object.
        if articles.is_none() && texts.hasattr("__arrow_c_stream__")? | texts.hasattr("__arrow_c_array__")? {
            return self.arrow_arrays(py, texts.extract()?, None, None, threads);
        }
        let mut all = Vec::new();
        self.score_blocks(texts, articles, threads, |_, _, rows| {
            all.extend(rows);
            Ok(())
        })?;
        arrays::of(py, &all)
    }

    /// Scores the columns of a table: arrays as `score_arrays` gives them.
    #[pyo3(signature = (data, text=None, article=None, threads=None))]
    fn arrow_arrays<'py>(
        &self,
        py: Python<'py>,
        data: AnyArray,
        text: Option<String>,
        article: Option<String>,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let rows = rows(py, &self.classifier, data, &Wanted { text, article, threads, columns: None })?;
        arrays::of(py, &rows)
    }

    /// Scores Arrow data by the PyCapsule interface, batch by batch as the result is read: a table, a record batch or a
    /// stream gives its columns and those of the predictions; an array of strings gives the predictions. `columns` names
    /// the columns of predictions that are added, in their order.
    #[pyo3(signature = (data, text=None, article=None, threads=None, columns=None))]
    fn score_arrow(
        &self,
        data: AnyArray,
        text: Option<String>,
        article: Option<String>,
        threads: Option<usize>,
        columns: Option<Vec<String>>,
    ) -> PyResult<ArrowStream> {
        scored(&self.classifier, data, Wanted { text, article, threads, columns })
    }

    /// Scores a data frame, of pandas, polars or pyarrow: the same kind of frame with columns added, all of a prediction or
    /// those that `columns` names.
    #[pyo3(signature = (df, text=None, article=None, threads=None, columns=None))]
    fn score_frame<'py>(
        slf: &Bound<'py, Self>,
        df: &Bound<'py, PyAny>,
        text: Option<&str>,
        article: Option<&str>,
        threads: Option<usize>,
        columns: Option<Vec<String>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("mushrif._frames")?.call_method1("score_frame", (slf, df, text, article, threads, columns))
    }

    /// The words that decided the scores of a text, with their weights in log-odds: what `mushrif explain --json` prints.
    #[pyo3(signature = (text, article=None))]
    fn explain<'py>(&self, py: Python<'py>, text: &str, article: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        self.explained(py, text, article)
    }

    /// Raw scores and calibrated probabilities of a target ("hostile", "sectarian", "negative", "neutral", "positive"),
    /// whatever language the texts are in: an array of float64.
    fn target_scores<'py>(&self, texts: &Bound<'py, PyAny>, target: &str) -> PyResult<Bound<'py, PyAny>> {
        crate::features::target_scores(self, texts, target)
    }

    fn __repr__(&self) -> String {
        format!("<Model {} {}, {} features>", self.name(), self.hash(), self.features())
    }

    /// Pickles the bytes of the model's file, and the thresholds and priors.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let py = slf.py();
        let policy = slf.get().classifier.policy();
        let of = |value: &dyn Fn(Flag) -> Option<f64>| -> OfFlags {
            Flag::ALL.into_iter().filter_map(|flag| Some((flag.name().into(), value(flag)?))).collect()
        };
        let thresholds = of(&|flag| policy.threshold(flag));
        let priors = of(&|flag| policy.prior(flag));
        let restore = py.get_type::<Self>().getattr("_restored")?;
        let state = (slf.get().to_bytes(py), thresholds, priors).into_pyobject(py)?;
        Ok((restore, state.into_any()))
    }

    /// The model of what was pickled.
    #[staticmethod]
    fn _restored(py: Python<'_>, data: &[u8], thresholds: OfFlags, priors: OfFlags) -> PyResult<Self> {
        Self::from_bytes(py, data)?.with_policy(Some(thresholds), Some(priors))
    }
}
