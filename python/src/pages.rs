//! The comments of pages and archives.

use crate::arguments::When;
use crate::errors::{PageError, TimeError, message, warn};
use crate::json::object;
use mushrif::extract::{Clocks, Extracted, Page as ReadPage, PageError as Unread, extract};
use mushrif::internals::{Input, Pages as Source};
use mushrif::time::time_zone;
use pyo3::prelude::*;
use serde_json::Value;
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// A page: its record, its article and its comments, as `mushrif extract` prints them.
#[pyclass(module = "mushrif", frozen)]
pub struct Page {
    record: Value,
    comments: Vec<Value>,
    article_text: String,
}

impl Page {
    fn of(found: Extracted) -> Self {
        let value = |record: &dyn Fn() -> serde_json::Result<Value>| record().unwrap_or_default();
        // Comments have the article's text, as those that `mushrif extract` prints.
        let found = found.with_article_text();
        Self {
            record: value(&|| serde_json::to_value(&found.page)),
            comments: found.comments.iter().map(|comment| value(&|| serde_json::to_value(comment))).collect(),
            article_text: found.article_text,
        }
    }

    fn field<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        object(py, &self.record[name])
    }
}

#[pymethods]
impl Page {
    /// The record of the page, as `mushrif extract --pages` prints it.
    #[getter]
    fn record<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        object(py, &self.record)
    }

    /// The records of its comments, as `mushrif extract` prints them: a list of dicts.
    #[getter]
    fn comments<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        object(py, &Value::Array(self.comments.clone()))
    }

    /// The title of the article.
    #[getter]
    fn title<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.field(py, "title")
    }

    /// The address of the page.
    #[getter]
    fn url<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.field(py, "url")
    }

    /// The text of the article, for comparing comments with it.
    #[getter]
    fn article_text(&self) -> &str {
        &self.article_text
    }

    /// Why no comment was found, or that what was found may be incomplete: a list of strings.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.field(py, "warnings")
    }

    fn __len__(&self) -> usize {
        self.comments.len()
    }

    fn __repr__(&self) -> String {
        format!("<Page {}, {} comments>", self.record["page"], self.comments.len())
    }
}

/// The clocks of pages: when those that do not say so were saved, and in which zone.
fn clocks(as_of: Option<When>, zone: Option<&str>) -> PyResult<Clocks> {
    let zone = zone.map(time_zone).transpose().map_err(|error| TimeError::new_err(message(&error)))?;
    let otherwise = as_of.map(|when| when.clock()).transpose()?.map(|clock| (clock, "as-of"));
    Ok(Clocks { otherwise, zone, ..Clocks::default() })
}

/// The page in these bytes; of several the first, with a warning, unless they are one page whatever they look like. `name`
/// is its name in records, `url` its address where it has none of an archive.
#[pyfunction]
#[pyo3(signature = (data, name, is_page, as_of=None, time_zone=None, url=None))]
pub fn extract_bytes(
    py: Python<'_>,
    data: Vec<u8>,
    name: String,
    is_page: bool,
    as_of: Option<When>,
    time_zone: Option<&str>,
    url: Option<String>,
) -> PyResult<Page> {
    let read = |name: String| match is_page {
        true => Ok((ReadPage::from_bytes(&data, name)?, false)),
        false => first(Source::from_reader(Cursor::new(data), &name)?, name),
    };
    extract_page(py, read, name, &clocks(as_of, time_zone)?, url)
}

/// The page in a file; of several the first, with a warning.
#[pyfunction]
#[pyo3(signature = (path, as_of=None, time_zone=None, url=None))]
pub fn extract_file(
    py: Python<'_>,
    path: PathBuf,
    as_of: Option<When>,
    time_zone: Option<&str>,
    url: Option<String>,
) -> PyResult<Page> {
    let name = path.display().to_string();
    let read = |name| first(Source::of(&Input::File(path))?, name);
    extract_page(py, read, name, &clocks(as_of, time_zone)?, url)
}

/// The first page, and whether there are more.
fn first(mut pages: Source, file: String) -> Result<(ReadPage, bool), Unread> {
    let page = pages.next().ok_or(Unread::Empty { file })??.decode()?;
    Ok((page, pages.next().is_some()))
}

/// The comments of a page that is read as the first of some.
fn extract_page(
    py: Python<'_>,
    read: impl FnOnce(String) -> Result<(ReadPage, bool), Unread> + Send,
    name: String,
    clocks: &Clocks,
    url: Option<String>,
) -> PyResult<Page> {
    let found = py.detach(|| {
        let (mut page, has_more) = read(name.clone())?;
        page.url = page.url.or(url);
        Ok((Page::of(extract(&page, clocks)), has_more))
    });
    let (page, has_more) = found.map_err(|error: Unread| PageError::new_err(message(&error)))?;
    if has_more {
        let remedy = "mushrif.extract_warc(path) iterates over all of a file";
        warn(py, &format!("{name}: this is the first of several pages; {remedy}"))?;
    }
    Ok(page)
}

/// An iterator over the pages of a file, read as it is asked; a page that cannot be read raises `PageError`, and the next
/// one follows.
#[pyclass(module = "mushrif", frozen)]
pub struct Pages {
    source: Mutex<Source>,
    clocks: Clocks,
}

/// The pages of a WARC, WET or ARC archive, of an export, or of any other file of pages.
#[pyfunction]
#[pyo3(signature = (path, as_of=None, time_zone=None))]
pub fn pages_of(py: Python<'_>, path: PathBuf, as_of: Option<When>, time_zone: Option<&str>) -> PyResult<Pages> {
    let clocks = clocks(as_of, time_zone)?;
    let source = py.detach(|| Source::of(&Input::File(path))).map_err(|error| PageError::new_err(message(&error)))?;
    Ok(Pages { source: Mutex::new(source), clocks })
}

#[pymethods]
impl Pages {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Page>> {
        let found = py.detach(|| {
            let next = self.source.lock().unwrap_or_else(PoisonError::into_inner).next()?;
            Some(next.and_then(|page| page.decode()).map(|page| Page::of(extract(&page, &self.clocks))))
        });
        found.transpose().map_err(|error| PageError::new_err(message(&error)))
    }
}
