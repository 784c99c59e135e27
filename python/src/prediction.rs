//! The class `Prediction`: the output of a model for a text.

use crate::arguments::Text;
use crate::arrow::threshold;
use crate::json::object;
use crate::model::Model;
use crate::row::Row;
use mushrif::Flag;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

/// The output of a model for a text. Scores are probabilities with four decimals, as the program prints them; None where
/// the language is not scored (Arabic and Arabizi are), off topic also where there is no article.
#[pyclass(module = "mushrif", frozen)]
pub struct Prediction {
    row: Row,
    model: Py<Model>,
    text: Py<PyAny>,
    article: Option<Py<PyAny>>,
}

impl Prediction {
    /// The prediction in a row.
    pub fn new(row: Row, model: Py<Model>, text: Py<PyAny>, article: Option<Py<PyAny>>) -> Self {
        Self { row, model, text, article }
    }
}

/// The sentiment of a text: the most probable class, and the probabilities of all three.
#[pyclass(module = "mushrif", frozen, get_all)]
pub struct Sentiment {
    /// "negative", "neutral" or "positive".
    label: &'static str,
    /// The probability of negative, 0 to 1.
    negative: Option<f64>,
    /// The probability of neutral, 0 to 1.
    neutral: Option<f64>,
    /// The probability of positive, 0 to 1.
    positive: Option<f64>,
}

#[pymethods]
impl Sentiment {
    fn __repr__(&self) -> String {
        let number = |value: Option<f64>| value.map_or("None".into(), |value| format!("{value:?}"));
        let [negative, neutral, positive] = [self.negative, self.neutral, self.positive].map(number);
        format!("Sentiment({:?}, negative={negative}, neutral={neutral}, positive={positive})", self.label)
    }
}

#[pymethods]
impl Prediction {
    /// The probability of hostile, 0 to 1.
    #[getter]
    fn hostile(&self) -> Option<f64> {
        self.row.scores[0].value()
    }

    /// The probability of sectarian, 0 to 1.
    #[getter]
    fn sectarian(&self) -> Option<f64> {
        self.row.scores[1].value()
    }

    /// The probability of off topic, 0 to 1; None without an article.
    #[getter]
    fn off_topic(&self) -> Option<f64> {
        self.row.scores[2].value()
    }

    /// The sentiment; None where the language is not scored and there are no emoji.
    #[getter]
    fn sentiment(&self) -> Option<Sentiment> {
        let [negative, neutral, positive] = self.row.sentiments.map(|value| value.value());
        self.row.sentiment.map(|label| Sentiment { label: label.name(), negative, neutral, positive })
    }

    /// The flags that are raised: of "hostile", "sectarian", "off_topic".
    #[getter]
    fn flags<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.row.flags().collect::<Vec<_>>())
    }

    /// Whether the scores are unreliable: too few known features, or a score near one half.
    #[getter]
    fn uncertain(&self) -> bool {
        self.row.uncertain
    }

    /// The fields that were scored.
    #[getter]
    fn scored<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.row.scored().collect::<Vec<_>>())
    }

    /// The language, by its BCP 47 tag; None without letters.
    #[getter]
    fn language(&self) -> Option<&'static str> {
        self.row.language()
    }

    /// The text.
    #[getter]
    fn text(&self, py: Python<'_>) -> Py<PyAny> {
        self.text.clone_ref(py)
    }

    /// The article, where one was given.
    #[getter]
    fn article(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.article.as_ref().map(|article| article.clone_ref(py))
    }

    /// The model that predicted.
    #[getter]
    fn model(&self, py: Python<'_>) -> Py<Model> {
        self.model.clone_ref(py)
    }

    /// The words that decided, as `Model.explain` gives them.
    fn explain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        // What is no string is missing.
        let text_of = |given: &Py<PyAny>| given.extract::<Text>(py).ok().map(|text| text.0);
        let article = self.article.as_ref().and_then(text_of);
        self.model.get().explained(py, &text_of(&self.text).unwrap_or_default(), article.as_deref())
    }

    /// The fields that a scored record has beside those of its comment, as the program prints them; `explain` has the
    /// reasons.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let row = &self.row;
        let [hostile, sectarian, off_topic] = row.scores.map(|score| score.value());
        let [negative, neutral, positive] = row.sentiments.map(|score| score.value());
        let sentiment = row.sentiment.map(|label| {
            serde_json::json!({"label": label.name(), "negative": negative, "neutral": neutral, "positive": positive})
        });
        let model = self.model.get();
        let [hostile_from, sectarian_from, off_topic_from] = Flag::ALL.map(|flag| threshold(model.classifier(), flag));
        let fields = serde_json::json!({
            "scores": {"hostile": hostile, "sectarian": sectarian, "off_topic": off_topic},
            "sentiment": sentiment,
            "flags": row.flags().collect::<Vec<_>>(),
            "uncertain": row.uncertain,
            "scored": row.scored().collect::<Vec<_>>(),
            "thresholds": {"hostile": hostile_from, "sectarian": sectarian_from, "off_topic": off_topic_from},
            "model": {"name": model.inner().name(), "hash": model.inner().hash()},
        });
        object(py, &fields)
    }

    fn __repr__(&self) -> String {
        let number = |value: Option<f64>| value.map_or("None".into(), |value| format!("{value:?}"));
        let [hostile, sectarian, off_topic] = self.row.scores.map(|score| number(score.value()));
        let sentiment = self.row.sentiment.map_or("None".into(), |label| format!("{:?}", label.name()));
        let flags = self.row.flags().map(|flag| format!("{flag:?}")).collect::<Vec<_>>().join(", ");
        format!(
            "Prediction(hostile={hostile}, sectarian={sectarian}, off_topic={off_topic}, sentiment={sentiment}, \
             flags=[{flags}])"
        )
    }

    /// The text with the words that decided, right to left, for notebooks.
    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("mushrif._html")?.call_method1("of_prediction", (slf,))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        let Ok(other) = other.cast::<Self>() else { return Ok(false) };
        let py = other.py();
        let (one, two) = (self.to_dict(py)?, other.get().to_dict(py)?);
        Ok(one.cast::<PyDict>()?.eq(two)? && self.text.bind(py).eq(other.get().text.bind(py))?)
    }
}
