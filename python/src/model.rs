//! The class `Model`: a model with its thresholds and priors, shared by threads.

use crate::arguments::{Arrow, Columns, Text, Threads, each_of};
use crate::arrow::{ArrowStream, Wanted, rows, scored};
use crate::columns::{Articles, Block, TextColumn};
use crate::errors::{ModelError, message};
use crate::prediction::Prediction;
use crate::row::Row;
use crate::scoring::{Comments, score, threads as threads_for};
use crate::{arrays, json};
use mushrif::internals::{Calibration, calibration, explanation};
use mushrif::{Classifier, Flag, Policy, Target};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString};
use std::borrow::Cow;
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

    /// The model with the thresholds and priors that are set on it, as a file holds them: a curve that is shifted to a prior
    /// is one of that prior.
    fn as_set(&self) -> PyResult<Cow<'_, mushrif::Model>> {
        let (model, policy) = (self.inner(), self.classifier.policy());
        if *policy == Policy::of(model) {
            return Ok(Cow::Borrowed(model));
        }
        if policy.prior(Flag::OffTopic).is_some() {
            return Err(PyValueError::new_err(
                "the prior of off_topic cannot be written into a file of a model: save the model without it, and set it by \
                 with_policy where the model is loaded; pickle keeps it",
            ));
        }
        let fitted = [(Target::Hostile, Flag::Hostile), (Target::Sectarian, Flag::Sectarian)].map(|(target, flag)| {
            let prior = policy.prior(flag);
            let curve = calibration(model, target).map(|curve| Calibration {
                slope: curve.slope,
                offset: curve.offset + curve.shift(prior),
                // As near to 0 and 1 as the shift goes.
                prior: prior.map_or(curve.prior, |prior| prior.clamp(1e-9, 1.0 - 1e-9)),
            });
            (target, curve, policy.threshold(flag))
        });
        let model = model.clone().recalibrated(model.name(), fitted);
        Ok(Cow::Owned(model.with_off_topic_threshold(policy.threshold(Flag::OffTopic))))
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
        threads: Option<Threads>,
        mut take: impl FnMut(&Block<'py>, Option<&Block<'py>>, Vec<Row>) -> PyResult<()>,
    ) -> PyResult<()> {
        if texts.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err("texts is a list of str; for one text give [text]"));
        }
        let (py, texts, articles) = (texts.py(), each_of(texts, "texts")?, Articles::of(articles)?);
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
            let threads = threads_for(Threads::number(threads), comments.rows);
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

    /// The model in the bytes of a file. Raises `ModelError` where they are none.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        let model = py.detach(|| mushrif::Model::parse(data, Path::new("the bytes")));
        Ok(Self::new(model.map_err(|error| ModelError::new_err(message(&error)))?))
    }

    /// The bytes of the model's file, as `save` writes them.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let model = self.as_set()?;
        Ok(PyBytes::new(py, &py.detach(|| model.to_bytes())))
    }

    /// Writes the model to a file, which this version of the program and later ones read.
    ///
    /// The thresholds and priors of `with_policy` are written too: the file is that of a model with a hash of its own, whose
    /// `thresholds` are these and whose calibration holds for these priors (so that its `priors` are None). The prior of off_topic
    /// has no place in the file: `ValueError`. Raises `OSError` where the file cannot be written.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let model = self.as_set()?;
        Ok(py.detach(|| std::fs::write(&path, model.to_bytes()))?)
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

    /// The same model with these thresholds and priors by flag, such as `thresholds={"hostile": 0.8}`: the least score that
    /// raises it, and the share of comments that have it. Raises `ValueError` for another flag, and for what is not from 0
    /// to 1.
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

    /// Scores texts: a list with a `Prediction` each, in their order.
    ///
    /// `texts` iterates over str, or None or NaN where one is missing: a list, or a column of pandas, polars or pyarrow.
    /// `articles` is one str for all, or one each. `threads` is 1 or more, or None for one a core. Raises `TypeError` for
    /// what is no text, and for a data frame, which `score_frame` takes; `ValueError` where there are more or fewer articles
    /// than texts.
    #[pyo3(signature = (texts, articles=None, threads=None))]
    fn score<'py>(
        slf: &Bound<'py, Self>,
        texts: &Bound<'py, PyAny>,
        articles: Option<&Bound<'py, PyAny>>,
        threads: Option<Threads>,
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

    /// Scores texts: a dict of numpy arrays by the dotted names of records, each of shape (number of texts,).
    ///
    /// | name | dtype | values |
    /// | --- | --- | --- |
    /// | `scores.hostile`, `scores.sectarian` | float64 | the probability, 0 to 1; NaN for a missing text and one whose language is not scored |
    /// | `scores.off_topic` | float64 | the same; NaN also where there is no article |
    /// | `sentiment.label` | int8 | 0 negative, 1 neutral, 2 positive; -1 where there is none |
    /// | `sentiment.negative`, `sentiment.neutral`, `sentiment.positive` | float64 | the probability, those of a text sum to 1 but for rounding; NaN where there is none |
    /// | `flags.hostile`, `flags.sectarian`, `flags.off_topic` | bool | whether the score reaches its threshold; False where there is none |
    /// | `uncertain` | bool | whether the scores are unreliable; False for a missing text |
    /// | `missing` | bool | whether there was no text: None, NaN, NA |
    /// | `scored` | uint8 | the fields that were scored, a bit each: 1 author, 2 title, 4 body, 8 text; 0 for none |
    ///
    /// Arguments and errors are those of `score`; `texts` may also be an Arrow array, or a table with a column `text`,
    /// whose texts stay where they are.
    #[pyo3(signature = (texts, articles=None, threads=None))]
    fn score_arrays<'py>(
        &self,
        texts: &Bound<'py, PyAny>,
        articles: Option<&Bound<'py, PyAny>>,
        threads: Option<Threads>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let py = texts.py();
        arrays::ready(py)?;
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

    /// Scores the columns of an Arrow table: arrays as `score_arrays` gives them. Arguments are those of `score_arrow`.
    #[pyo3(signature = (data, text=None, article=None, threads=None))]
    fn arrow_arrays<'py>(
        &self,
        py: Python<'py>,
        data: Arrow,
        text: Option<String>,
        article: Option<String>,
        threads: Option<Threads>,
    ) -> PyResult<Bound<'py, PyDict>> {
        arrays::ready(py)?;
        let (data, threads) = (data.0, Threads::number(threads));
        let rows = rows(py, &self.classifier, data, &Wanted { text, article, threads, columns: None })?;
        arrays::of(py, &rows)
    }

    /// Scores Arrow data by the PyCapsule interface, batch by batch as the result is read: a table, a record batch or a
    /// stream gives its columns and those of the predictions; an array of strings gives the predictions.
    ///
    /// `text` names the column of the comment, otherwise "body", "text" or "comment"; `article` that of the article,
    /// otherwise "article.title" and "article.text", or "article". `columns` is a list of the columns of a prediction that are
    /// added, in their order; all where it is None. A column of the data by the name of one that is added is replaced. Raises
    /// `ValueError` where a column is missing or of another type, some only as the stream is read.
    #[pyo3(signature = (data, text=None, article=None, threads=None, columns=None))]
    fn score_arrow(
        &self,
        data: Arrow,
        text: Option<String>,
        article: Option<String>,
        threads: Option<Threads>,
        columns: Option<Columns>,
    ) -> PyResult<ArrowStream> {
        let (threads, columns) = (Threads::number(threads), columns.map(|columns| columns.0));
        scored(&self.classifier, data.0, Wanted { text, article, threads, columns })
    }

    /// Scores a data frame, of pandas, polars or pyarrow: the same kind of frame with columns added, all of a prediction or
    /// those that the list `columns` names.
    ///
    /// Arguments are those of `score_arrow`. Of a missing text the added columns are missing as well. Raises `TypeError` for
    /// what is no such frame, `ValueError` where a column is missing or holds no texts.
    #[pyo3(signature = (df, text=None, article=None, threads=None, columns=None))]
    fn score_frame<'py>(
        slf: &Bound<'py, Self>,
        df: &Bound<'py, PyAny>,
        text: Option<&str>,
        article: Option<&str>,
        threads: Option<Threads>,
        columns: Option<Columns>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (threads, columns) = (Threads::number(threads), columns.map(|columns| columns.0));
        slf.py().import("mushrif._frames")?.call_method1("score_frame", (slf, df, text, article, threads, columns))
    }

    /// The words that decided the scores of a text, with their weights in log-odds: what `mushrif explain --json` prints.
    ///
    /// A dict with `text`, `verdict` (flags, sentiment, uncertain, language), `deciding` (the words that decided, by field) and
    /// `labels`. Of `labels`, a list, each dict has `label`, `score`, `threshold` (None of a sentiment), `flagged`, `prior`
    /// (the log-odds without any word) and `words`, of most weight first: `text`, `start` and `end` in the text, `weight`, and
    /// `read` where the word was disguised. The list is empty where the language is not scored.
    #[pyo3(signature = (text, article=None))]
    fn explain<'py>(&self, py: Python<'py>, text: Text, article: Option<Text>) -> PyResult<Bound<'py, PyAny>> {
        self.explained(py, &text.0, article.as_ref().map(|article| article.0.as_str()))
    }

    /// Calibrated probabilities of a target ("hostile", "sectarian", "negative", "neutral", "positive"), whatever language
    /// the texts are in: an array of float64 of shape (number of texts,). A missing text is as an empty one. Raises
    /// `ValueError` for another target, and for one of which the model was taught nothing.
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
        let model = slf.get().inner();
        let data = PyBytes::new(py, &py.detach(|| model.to_bytes()));
        let state = (data, thresholds, priors).into_pyobject(py)?;
        Ok((restore, state.into_any()))
    }

    /// The model of what was pickled.
    #[staticmethod]
    fn _restored(py: Python<'_>, data: &[u8], thresholds: OfFlags, priors: OfFlags) -> PyResult<Self> {
        Self::from_bytes(py, data)?.with_policy(Some(thresholds), Some(priors))
    }
}
