//! Arrow in and out by the PyCapsule interface: streams of batches, each with the columns of a prediction added.

use crate::arguments::Columns;
use crate::columns::{ArrowTexts, TextColumn};
use crate::row::Row;
use crate::scoring::{Comments, score, threads};
use arrow_array::builder::{BooleanBuilder, Float64Builder, StringBuilder};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, StructArray, cast::AsArray};
use arrow_schema::{ArrowError, DataType, Field as ArrowField, FieldRef, Fields, Schema, SchemaRef};
use mushrif::{Classifier, Field, Flag, Probability, Sentiment};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::ffi::{ArrayIterator, ArrayReader, to_schema_pycapsule, to_stream_pycapsule};
use pyo3_arrow::input::AnyArray;
use std::sync::{Arc, Mutex, PoisonError};

/// A stream of scored batches, read once: for `pyarrow.table(…)`, `polars.DataFrame(…)`, DuckDB, or anything else that
/// takes `__arrow_c_stream__`.
#[pyclass(module = "mushrif", frozen)]
pub struct ArrowStream {
    field: FieldRef,
    reader: Mutex<Option<Box<dyn ArrayReader + Send>>>,
}

#[pymethods]
impl ArrowStream {
    /// The stream as a capsule, read from then on by its receiver.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner).take();
        let reader = reader.ok_or_else(|| PyValueError::new_err("this stream has been read; score again"))?;
        Ok(to_stream_pycapsule(py, reader, requested_schema)?)
    }

    /// The schema as a capsule.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.field.as_ref())?)
    }

    fn __repr__(&self) -> String {
        let names = match self.field.data_type() {
            DataType::Struct(fields) => fields.iter().map(|field| field.name().as_str()).collect::<Vec<_>>().join(", "),
            other => other.to_string(),
        };
        format!("ArrowStream({names})")
    }
}

/// What to read of a stream, and with how many threads.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The column that holds the comment; by the names of records where `None`.
    pub text: Option<String>,
    /// The column that holds the article; by the names of records where `None`.
    pub article: Option<String>,
    /// The number of threads; one a core where `None`.
    pub threads: Option<usize>,
    /// The columns of the prediction that are added, in this order; all where `None`.
    pub columns: Option<Vec<String>>,
}

/// A stream of the batches of `data`, scored as they are read; of an array of strings, the predictions alone.
///
/// # Errors
/// `ValueError` where a column is missing or holds no strings.
pub fn scored(classifier: &Classifier, data: AnyArray, wanted: Wanted) -> PyResult<ArrowStream> {
    let reader = data.into_reader()?;
    let invalid = |error: ArrowError| PyValueError::new_err(said(&error));
    let columns = match reader.field().data_type() {
        DataType::Struct(fields) => Some(Names::of(fields, &wanted).map_err(invalid)?),
        _ => None,
    };
    let fields = chosen_fields(wanted.columns.as_deref()).map_err(invalid)?;
    let schema = scored_schema(&reader.field(), &fields, wanted.columns.as_deref());
    let field =
        Arc::new(ArrowField::new_struct("", schema.fields().clone(), false).with_metadata(schema.metadata().clone()));
    let classifier = classifier.clone();
    let batches = reader.map(move |array| {
        let batch = match (&columns, array?) {
            (Some(names), array) => names.score(&classifier, &array, wanted.threads, (&schema, &fields))?,
            (None, array) => score_array(&classifier, &array, wanted.threads, (&schema, &fields))?,
        };
        Ok(Arc::new(StructArray::from(batch)) as ArrayRef)
    });
    let reader: Box<dyn ArrayReader + Send> = Box::new(ArrayIterator::new(batches, Arc::clone(&field)));
    Ok(ArrowStream { field, reader: Mutex::new(Some(reader)) })
}

/// The rows of all texts of `data`, an array or a table.
///
/// # Errors
/// As [`scored`].
pub fn rows(py: Python<'_>, classifier: &Classifier, data: AnyArray, wanted: &Wanted) -> PyResult<Vec<Row>> {
    let reader = data.into_reader()?;
    let names = match reader.field().data_type() {
        DataType::Struct(fields) => Some(Names::of(fields, wanted)),
        _ => None,
    };
    let all = py.detach(|| -> Result<Vec<Row>, ArrowError> {
        let names = names.transpose()?;
        let mut rows = Vec::new();
        for array in reader {
            let array = array?;
            rows.extend(match &names {
                Some(names) => names.rows(classifier, &array, wanted.threads)?,
                None => rows_of_array(classifier, &array, wanted.threads)?,
            });
        }
        Ok(rows)
    });
    all.map_err(|error| PyValueError::new_err(said(&error)))
}

/// The message of an error without its kind.
fn said(error: &ArrowError) -> String {
    match error {
        ArrowError::SchemaError(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The names of the columns that are read.
struct Names {
    text: String,
    field: Field,
    article: Vec<String>,
    has: Vec<String>,
    /// The columns of a prediction that are added; all where `None`.
    columns: Option<Vec<String>>,
}

impl Names {
    /// The columns by the rules of records: the comment is `body`, `text` or `comment`; its title counts beside a body.
    fn of(fields: &Fields, wanted: &Wanted) -> Result<Self, ArrowError> {
        let has = names(fields);
        let is_there = |name: &str| has.iter().any(|other| other == name);
        let missing = |name: &str| {
            let known = has.join(", ");
            ArrowError::SchemaError(format!("no column \"{name}\" among {known}"))
        };
        let text = match &wanted.text {
            Some(name) if is_there(name) => name.clone(),
            Some(name) => return Err(missing(name)),
            None => ["body", "text", "comment"].into_iter().find(|name| is_there(name)).map(String::from).ok_or_else(|| {
                let known = has.join(", ");
                ArrowError::SchemaError(format!(
                    "no column \"body\", \"text\" or \"comment\" among {known}; name the one that holds the comment with text="
                ))
            })?,
        };
        let article = match &wanted.article {
            // A struct as records have it.
            Some(name) if is_there(&format!("{name}.title")) || is_there(&format!("{name}.text")) => {
                vec![format!("{name}.title"), format!("{name}.text")]
            }
            Some(name) if is_there(name) => vec![name.clone()],
            Some(name) => return Err(missing(name)),
            None if is_there("article.title") || is_there("article.text") => {
                vec!["article.title".into(), "article.text".into()]
            }
            None => vec!["article".into()],
        };
        let field = if wanted.text.is_none() && text == "body" { Field::Body } else { Field::Text };
        // Other columns by the names of records that hold anything else are the user's own.
        let named = article.iter().filter(|_| wanted.article.is_some());
        for name in std::iter::once(&text).chain(named) {
            if let Some(kind) = kind(fields, name) {
                ArrowTexts::check(kind, name)?;
            }
        }
        Ok(Self { text, field, article, has, columns: wanted.columns.clone() })
    }

    fn rows(&self, classifier: &Classifier, array: &ArrayRef, asked: Option<usize>) -> Result<Vec<Row>, ArrowError> {
        let parts = array.as_struct();
        let column = |name: &str| -> Result<Option<ArrowTexts>, ArrowError> {
            if !self.has.iter().any(|other| other == name) {
                return Ok(None);
            }
            let array = child(parts, name).filter(|array| !matches!(array.data_type(), DataType::Struct(_)));
            array.map(|array| ArrowTexts::of(&array, name)).transpose()
        };
        let text = column(&self.text)?
            .ok_or_else(|| ArrowError::SchemaError(format!("the column \"{}\" holds no strings", self.text)))?;
        let own = |name: &str| column(name).ok().flatten();
        let title = own("title").filter(|_| self.field == Field::Body);
        let (author, site) = (own("author"), own("article.site"));
        let articles: Vec<ArrowTexts> = self.article.iter().filter_map(|name| own(name)).collect();
        let both = (articles.len() == 2).then(|| Joined::of(&articles, array.len()));
        let article = both.as_ref().map(|both| both as &dyn TextColumn);
        let article = article.or(articles.first().map(|one| one as &dyn TextColumn));
        fn given(column: &Option<ArrowTexts>) -> Option<&dyn TextColumn> {
            column.as_ref().map(|texts| texts as &dyn TextColumn)
        }
        let comments = Comments {
            rows: array.len(),
            text: (self.field, &text),
            title: given(&title),
            author: given(&author).filter(|_| site.is_some()),
            site: given(&site),
            article,
        };
        Ok(score(classifier, comments, threads(asked, array.len())))
    }

    fn score(
        &self,
        classifier: &Classifier,
        array: &ArrayRef,
        threads: Option<usize>,
        (schema, added): (&SchemaRef, &[ArrowField]),
    ) -> Result<RecordBatch, ArrowError> {
        let rows = self.rows(classifier, array, threads)?;
        let (fields, arrays, _) = array.as_struct().clone().into_parts();
        let kept = fields
            .iter()
            .zip(arrays)
            .filter(|(field, _)| !gives_way(field.name(), self.columns.as_deref()))
            .map(|(_, array)| array);
        let columns = kept.chain(added.iter().map(|field| column(field.name(), &rows, classifier))).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)
    }
}

/// Title and text of articles, as records join them.
struct Joined(Vec<Option<String>>);

impl Joined {
    fn of(parts: &[ArrowTexts], rows: usize) -> Self {
        let joined = |row| {
            let parts = parts.iter().filter_map(|part| part.text(row)).map(str::trim).filter(|part| !part.is_empty());
            let parts: Vec<&str> = parts.collect();
            (!parts.is_empty()).then(|| parts.join("\n"))
        };
        Self((0..rows).map(joined).collect())
    }
}

impl TextColumn for Joined {
    fn text(&self, row: usize) -> Option<&str> {
        self.0.get(row)?.as_deref()
    }
}

/// The names of columns, and of the fields of those that are structs, dotted.
fn names(fields: &Fields) -> Vec<String> {
    let inside = |field: &FieldRef| match field.data_type() {
        DataType::Struct(parts) => parts.iter().map(|part| format!("{}.{}", field.name(), part.name())).collect(),
        _ => Vec::new(),
    };
    fields.iter().flat_map(|field| [vec![field.name().clone()], inside(field)].concat()).collect()
}

/// The type of the column of this name, as [`child`] finds it.
fn kind<'fields>(fields: &'fields Fields, name: &str) -> Option<&'fields DataType> {
    let of = |fields: &'fields Fields, name: &str| fields.find(name).map(|(_, field)| field.data_type());
    of(fields, name).or_else(|| match name.split_once('.').map(|(part, leaf)| (of(fields, part), leaf)) {
        Some((Some(DataType::Struct(parts)), leaf)) => of(parts, leaf),
        _ => None,
    })
}

/// The column of this name; "article.title" may also be the field `title` of a struct `article`.
fn child(parts: &StructArray, name: &str) -> Option<ArrayRef> {
    parts.column_by_name(name).cloned().or_else(|| {
        let (part, leaf) = name.split_once('.')?;
        parts.column_by_name(part)?.as_struct_opt()?.column_by_name(leaf).cloned()
    })
}

fn rows_of_array(classifier: &Classifier, array: &ArrayRef, asked: Option<usize>) -> Result<Vec<Row>, ArrowError> {
    let texts = ArrowTexts::of(array, "text")?;
    Ok(score(classifier, Comments::of_texts(array.len(), &texts), threads(asked, array.len())))
}

fn score_array(
    classifier: &Classifier,
    array: &ArrayRef,
    threads: Option<usize>,
    (schema, added): (&SchemaRef, &[ArrowField]),
) -> Result<RecordBatch, ArrowError> {
    let rows = rows_of_array(classifier, array, threads)?;
    let columns = added.iter().map(|field| column(field.name(), &rows, classifier)).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)
}

/// The fields of a prediction, by the dotted names of records.
fn prediction_fields() -> Vec<ArrowField> {
    let of = |name: &str, kind: DataType| ArrowField::new(name, kind, true);
    let scores = Flag::ALL.map(|flag| of(&format!("scores.{}", flag.name()), DataType::Float64));
    let sentiments = Sentiment::ALL.map(|one| of(&format!("sentiment.{}", one.name()), DataType::Float64));
    let mut fields = scores.to_vec();
    fields.push(of("sentiment.label", DataType::Utf8));
    fields.extend(sentiments);
    fields.push(of("flags", DataType::Utf8));
    fields.push(of("uncertain", DataType::Boolean));
    fields.push(of("scored", DataType::Utf8));
    fields.extend(Flag::ALL.map(|flag| of(&format!("thresholds.{}", flag.name()), DataType::Float64)));
    fields.extend(["model.name", "model.hash"].map(|name| of(name, DataType::Utf8)));
    fields
}

/// The fields of these names, each once; all where `None`.
fn chosen_fields(names: Option<&[String]>) -> Result<Vec<ArrowField>, ArrowError> {
    let all = prediction_fields();
    let Some(names) = names else { return Ok(all) };
    let mut chosen: Vec<ArrowField> = Vec::with_capacity(names.len());
    for name in names {
        let field = all.iter().find(|field| field.name() == name).ok_or_else(|| {
            let known = all.iter().map(|field| field.name().as_str()).collect::<Vec<_>>().join(", ");
            ArrowError::SchemaError(format!("\"{name}\" is no column of a prediction; these are: {known}"))
        })?;
        if !chosen.contains(field) {
            chosen.push(field.clone());
        }
    }
    Ok(chosen)
}

/// Whether a column of the data gives way: to one of a prediction of the same name, among those that are added. Where all
/// are, the reasons of an earlier run as well. A user's own `model` or `sentiment` stays.
fn gives_way(name: &str, added: Option<&[String]>) -> bool {
    match added {
        Some(added) => added.iter().any(|other| other == name),
        None => name == "reasons" || prediction_fields().iter().any(|field| field.name() == name),
    }
}

/// The columns of a prediction of these names, each once, or all, with their types as Spark names them.
///
/// # Errors
/// `ValueError` where a name is of no column of a prediction.
#[pyfunction]
#[pyo3(signature = (columns=None))]
pub fn prediction_columns(columns: Option<Columns>) -> PyResult<Vec<(String, &'static str)>> {
    let names = columns.map(|columns| columns.0);
    let kind = |field: &ArrowField| match field.data_type() {
        DataType::Float64 => "double",
        DataType::Boolean => "boolean",
        _ => "string",
    };
    let fields = chosen_fields(names.as_deref()).map_err(|error| PyValueError::new_err(said(&error)))?;
    Ok(fields.iter().map(|field| (field.name().clone(), kind(field))).collect())
}

/// The schema of scored batches.
fn scored_schema(field: &ArrowField, added: &[ArrowField], columns: Option<&[String]>) -> SchemaRef {
    let kept: Vec<FieldRef> = match field.data_type() {
        DataType::Struct(fields) => fields.iter().filter(|field| !gives_way(field.name(), columns)).cloned().collect(),
        _ => Vec::new(),
    };
    let fields: Fields = kept.into_iter().chain(added.iter().cloned().map(Arc::new)).collect();
    Arc::new(Schema::new_with_metadata(fields, field.metadata().clone()))
}

/// The column of predictions that has a name of [`prediction_fields`].
fn column(name: &str, rows: &[Row], classifier: &Classifier) -> ArrayRef {
    let floats = |of: &dyn Fn(&Row) -> Option<f64>| -> ArrayRef {
        let mut builder = Float64Builder::with_capacity(rows.len());
        rows.iter().for_each(|row| builder.append_option(of(row)));
        Arc::new(builder.finish())
    };
    let same = |text: &str| -> ArrayRef {
        let mut builder = StringBuilder::with_capacity(rows.len(), rows.len() * text.len());
        rows.iter().for_each(|row| builder.append_option(row.is_there.then_some(text)));
        Arc::new(builder.finish())
    };
    let joined = |of: &dyn Fn(&Row, &mut String)| -> ArrayRef {
        let mut builder = StringBuilder::with_capacity(rows.len(), rows.len() * 8);
        let mut text = String::new();
        for row in rows {
            text.clear();
            of(row, &mut text);
            builder.append_option(row.is_there.then_some(&text));
        }
        Arc::new(builder.finish())
    };
    let (part, leaf) = name.split_once('.').unwrap_or((name, ""));
    let flag = || Flag::ALL.into_iter().find(|flag| flag.name() == leaf);
    match (part, leaf) {
        ("scores", _) => {
            let flag = flag().map_or(0, |flag| flag as usize);
            floats(&|row| row.scores[flag].value())
        }
        ("sentiment", "label") => {
            let mut builder = StringBuilder::with_capacity(rows.len(), rows.len() * 8);
            rows.iter()
                .for_each(|row| builder.append_option(row.sentiment.filter(|_| row.is_there).map(Sentiment::name)));
            Arc::new(builder.finish())
        }
        ("sentiment", _) => {
            let class = Sentiment::ALL.into_iter().position(|one| one.name() == leaf).unwrap_or_default();
            floats(&|row| row.sentiments[class].value())
        }
        ("flags", _) => joined(&|row, text| join(row.flags(), text)),
        ("uncertain", _) => {
            let mut builder = BooleanBuilder::with_capacity(rows.len());
            rows.iter().for_each(|row| builder.append_option(row.is_there.then_some(row.uncertain)));
            Arc::new(builder.finish())
        }
        ("scored", _) => joined(&|row, text| join(row.scored(), text)),
        ("thresholds", _) => {
            let threshold = flag().and_then(|flag| threshold(classifier, flag));
            floats(&|row| threshold.filter(|_| row.is_there))
        }
        (_, "hash") => same(classifier.model().hash()),
        _ => same(classifier.model().name()),
    }
}

/// The least score that raises a flag, as printed.
pub fn threshold(classifier: &Classifier, flag: Flag) -> Option<f64> {
    classifier.policy().threshold(flag).map(|least| f64::from(Probability(least).printed()) / 1e4)
}

/// Appends words joined by `;`.
fn join(words: impl Iterator<Item = &'static str>, text: &mut String) {
    for word in words {
        if !text.is_empty() {
            text.push(';');
        }
        text.push_str(word);
    }
}
