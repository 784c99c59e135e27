//! Columns of texts: a text, or none, a row.

use crate::arguments::{Text, each_of, whole};
use arrow_array::{Array, ArrayRef, LargeStringArray, StringArray, StringViewArray};
use arrow_schema::{ArrowError, DataType};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyFloat, PyIterator, PyString};
use std::borrow::Cow;

/// A column of texts that threads can read.
pub trait TextColumn: Sync {
    /// The text of a row; `None` where it is missing.
    fn text(&self, row: usize) -> Option<&str>;
}

/// One text for all rows: the article of all comments.
impl TextColumn for String {
    fn text(&self, _: usize) -> Option<&str> {
        Some(self)
    }
}

/// The texts of Python strings, decoded from the bytes that hold them.
pub struct Decoded<'bytes>(Vec<Option<Cow<'bytes, str>>>);

impl TextColumn for Decoded<'_> {
    fn text(&self, row: usize) -> Option<&str> {
        self.0.get(row)?.as_deref()
    }
}

/// A block of Python strings in UTF-8. The strings themselves are not asked for theirs, which they would keep beside
/// their own form as long as they live.
#[derive(Default)]
pub struct Block<'py> {
    /// `None` for a missing text.
    texts: Vec<Option<Bound<'py, PyBytes>>>,
    /// The objects that were given.
    originals: Vec<Bound<'py, PyAny>>,
}

impl<'py> Block<'py> {
    /// How many strings are read at a time.
    const ROWS: usize = 1 << 16;

    /// Reads the next block; its rows count from `before` in errors. Missing are None, NaN and pandas' NA and NaT.
    ///
    /// # Errors
    /// `TypeError` for anything that is neither a string nor missing.
    pub fn read(texts: &Bound<'py, PyIterator>, before: usize) -> PyResult<Self> {
        let mut block = Self::default();
        for text in texts.clone().take(Self::ROWS) {
            block.push(text?, before)?;
        }
        Ok(block)
    }

    fn push(&mut self, text: Bound<'py, PyAny>, before: usize) -> PyResult<()> {
        self.texts.push(utf8(&text, before + self.len())?);
        self.originals.push(text);
        Ok(())
    }

    /// The object of a row, as it was given.
    pub fn original(&self, row: usize) -> &Bound<'py, PyAny> {
        &self.originals[row]
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether a further block may follow.
    pub fn is_full(&self) -> bool {
        self.len() == Self::ROWS
    }

    /// The texts, for threads.
    pub fn decoded(&self) -> Decoded<'_> {
        fn decoded<'block>(bytes: &'block Bound<'_, PyBytes>) -> Cow<'block, str> {
            let bytes = bytes.as_bytes();
            simdutf8::basic::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
        }
        Decoded(self.texts.iter().map(|text| text.as_ref().map(decoded)).collect())
    }
}

/// The UTF-8 of a string; `None` where it is missing.
fn utf8<'py>(text: &Bound<'py, PyAny>, row: usize) -> PyResult<Option<Bound<'py, PyBytes>>> {
    if let Ok(text) = text.cast::<PyString>() {
        return text.encode_utf8().or_else(|_| whole(text)?.encode_utf8()).map(Some);
    }
    let is_missing = text.is_none()
        || text.cast::<PyFloat>().is_ok_and(|number| number.extract::<f64>().is_ok_and(f64::is_nan))
        || text.get_type().name().is_ok_and(|name| name == "NAType" || name == "NaTType");
    if is_missing {
        return Ok(None);
    }
    Err(PyTypeError::new_err(format!("row {row}: a text is a str or None, and this is {}", text.get_type().name()?)))
}

/// The articles of comments.
pub enum Articles<'py> {
    /// None are given.
    None,
    /// One is the article of all.
    One(String),
    /// One each.
    Each(Bound<'py, PyIterator>),
}

impl<'py> Articles<'py> {
    /// Reads what a caller gives: nothing, a string, or as many strings as there are comments.
    ///
    /// # Errors
    /// `TypeError` for anything else.
    pub fn of(given: Option<&Bound<'py, PyAny>>) -> PyResult<Self> {
        let Some(given) = given.filter(|given| !given.is_none()) else { return Ok(Self::None) };
        if let Ok(article) = given.cast::<PyString>() {
            return Ok(Self::One(article.extract::<Text>()?.0));
        }
        Ok(Self::Each(each_of(given, "articles")?))
    }

    /// The articles of the next block of so many rows.
    ///
    /// # Errors
    /// `ValueError` where there are fewer articles than comments.
    pub fn block(&self, before: usize, rows: usize) -> PyResult<Option<Block<'py>>> {
        let Self::Each(articles) = self else { return Ok(None) };
        let mut block = Block::default();
        for article in articles.clone().take(rows) {
            block.push(article?, before)?;
        }
        if block.len() < rows {
            let found = before + block.len();
            return Err(PyValueError::new_err(format!(
                "{found} articles, and more comments: give one each, or one str"
            )));
        }
        Ok(Some(block))
    }

    /// Makes sure that no article is left after so many comments.
    ///
    /// # Errors
    /// `ValueError` where there are more articles than comments.
    pub fn refuse_rest(&self, comments: usize) -> PyResult<()> {
        match self {
            Self::Each(articles) if articles.clone().next().is_some() => {
                Err(PyValueError::new_err(format!("{comments} comments, and more articles: give one each, or one str")))
            }
            _ => Ok(()),
        }
    }
}

/// A column of an Arrow batch.
pub enum ArrowTexts {
    /// Offsets of 32 bits.
    Utf8(StringArray),
    /// Offsets of 64 bits.
    Large(LargeStringArray),
    /// Views, as polars has them.
    View(StringViewArray),
}

impl ArrowTexts {
    /// The texts of an array, without a copy but for dictionaries.
    ///
    /// # Errors
    /// Where it is no array of strings.
    pub fn of(array: &ArrayRef, name: &str) -> Result<Self, ArrowError> {
        Self::check(array.data_type(), name)?;
        let is_of = |array: &ArrayRef| {
            let any = array.as_any();
            let utf8 = || any.downcast_ref::<StringArray>().cloned().map(Self::Utf8);
            let large = || any.downcast_ref::<LargeStringArray>().cloned().map(Self::Large);
            let view = || any.downcast_ref::<StringViewArray>().cloned().map(Self::View);
            utf8().or_else(large).or_else(view)
        };
        let found = match array.data_type() {
            // Offsets of 64 bits: a short dictionary may stand for more than 2 GiB of text.
            DataType::Dictionary(_, _) | DataType::Null => is_of(&arrow_cast::cast(array, &DataType::LargeUtf8)?),
            _ => is_of(array),
        };
        found.ok_or_else(|| ArrowError::SchemaError(format!("the column \"{name}\" cannot be read")))
    }

    /// Makes sure that a column of this type holds texts.
    ///
    /// # Errors
    /// Where it holds anything else.
    pub fn check(kind: &DataType, name: &str) -> Result<(), ArrowError> {
        match kind {
            DataType::Null => Ok(()),
            DataType::Dictionary(_, values) if values.is_string() => Ok(()),
            kind if kind.is_string() => Ok(()),
            _ => Err(ArrowError::SchemaError(format!("the column \"{name}\" is of {kind}, and texts are strings"))),
        }
    }
}

impl TextColumn for ArrowTexts {
    fn text(&self, row: usize) -> Option<&str> {
        let text = match self {
            Self::Utf8(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Large(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::View(texts) => texts.is_valid(row).then(|| texts.value(row)),
        }?;
        // Not all who make Arrow check their strings, and no one checks them on the way: what is no UTF-8 is as missing.
        simdutf8::basic::from_utf8(text.as_bytes()).ok()
    }
}
