//! Labels of comments, and the formats of label files.
//!
//! A label file is JSON, CSV or a spreadsheet, our own or of a label tool; each format has a file here. What a line
//! leaves out is unknown, not false. A line that cannot be read is a [`LabelError`] that names file and line; the
//! others are read.

mod answer;
mod argilla;
mod chunks;
mod desk;
mod doccano;
mod fingerprint;
#[cfg(feature = "train")]
mod first_index;
mod json;
mod label_studio;
mod position;
mod prodigy;
#[cfg(feature = "tables")]
mod sheet;
mod target;
mod task;
mod tool;
mod values;

#[cfg(feature = "train")]
pub(crate) use chunks::chunks_of_open;
pub(crate) use chunks::{LabelChunk, label_chunks};
pub(crate) use fingerprint::Fingerprints;
#[cfg(feature = "train")]
pub(crate) use first_index::FirstIndex;
pub use position::Position;
pub use target::{TARGETS, Target};
pub(crate) use task::LabelTask;
pub(crate) use tool::Tool;
pub use values::LabelValues;

/// Most comments of all groups together: sums of them, also a thousand-fold, stay far below 64 bits.
pub(crate) const MOST_COMMENTS: u64 = 1 << 40;

use crate::record::{Article, Flag, Sentiment};
use serde::{Deserialize, Deserializer, Serialize};
use std::path::{Path, PathBuf};

/// The source of labels that name none.
pub(crate) const UNNAMED_SOURCE: &str = "local";

/// A comment and what is known of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The text of the comment.
    pub text: String,
    /// The article that it is a comment on: title or text; read also from an article as records have it.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "article", default)]
    pub article: Option<String>,
    /// Whether it is hostile, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostile: Option<bool>,
    /// Whether it is sectarian, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sectarian: Option<bool>,
    /// Whether it is off topic, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub off_topic: Option<bool>,
    /// Its sentiment, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentiment: Option<Sentiment>,
    /// Where the label comes from; sources are balanced against each other in training. Labels without are one source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The community that it names, hostile or not: evaluations have figures a community.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub community: Option<String>,
}

impl Label {
    /// What is known for a flag.
    #[must_use]
    pub fn flag(&self, flag: Flag) -> Option<bool> {
        match flag {
            Flag::Hostile => self.hostile,
            Flag::Sectarian => self.sectarian,
            Flag::OffTopic => self.off_topic,
        }
    }

    /// Whether anything is known at all.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.sentiment.is_some() || Flag::ALL.iter().any(|flag| self.flag(*flag).is_some())
    }

    /// Sets what is sectarian to hostile; a message where the label says that it is not hostile.
    fn settled(mut self) -> Result<Self, String> {
        if self.sectarian == Some(true) {
            if self.hostile == Some(false) {
                return Err("sectarian but not hostile: sectarian implies hostile, so one of the two is wrong".into());
            }
            self.hostile = Some(true);
        }
        Ok(self)
    }
}

/// Deserialises the article of a label: a text, or an object with a title, a text or both.
fn article<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Text(String),
        Parts { title: Option<String>, text: Option<String> },
    }
    Ok(Option::deserialize(deserializer)?
        .map(|written| match written {
            Written::Text(text) => text,
            Written::Parts { title, text } => Article::full_text(title.as_deref(), text.as_deref().unwrap_or_default()),
        })
        .filter(|article| !article.is_empty()))
}

/// An error of a label file.
#[derive(Debug, thiserror::Error)]
pub enum LabelError {
    /// The file cannot be opened or read.
    #[error("{}: cannot be read: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The file's ending is not that of a label file.
    #[error("{}: label files end in .json, .jsonl, .ndjson, .csv, .tsv, .xlsx, .xlsm or .ods", file.display())]
    UnknownFormat {
        /// The file.
        file: PathBuf,
    },
    /// The file as a whole is not what its ending says.
    #[error("{}: {problem}", file.display())]
    BadFile {
        /// The file.
        file: PathBuf,
        /// What is wrong and what to do.
        problem: String,
    },
    /// One line is wrong; the others are read.
    #[error("{}, {position}: {problem}", file.display())]
    BadLine {
        /// The file.
        file: PathBuf,
        /// The line or record.
        position: Position,
        /// What is wrong and what to do.
        problem: String,
    },
}

impl LabelError {
    /// The same error with another file name: the one that the user gave, where a temporary copy was read.
    #[must_use]
    pub fn of_file(self, name: &Path) -> Self {
        let file = name.to_path_buf();
        match self {
            Self::Unreadable { source, .. } => Self::Unreadable { file, source },
            Self::UnknownFormat { .. } => Self::UnknownFormat { file },
            Self::BadFile { problem, .. } => Self::BadFile { file, problem },
            Self::BadLine { position, problem, .. } => Self::BadLine { file, position, problem },
        }
    }
}

/// The error of a file without anything in it.
fn empty(file: &Path) -> LabelError {
    LabelError::BadFile { file: file.into(), problem: "empty; a label file has one label a line".into() }
}

/// An iterator over labels and their positions.
pub(crate) type Labels = Box<dyn Iterator<Item = Result<(Position, Label), LabelError>> + Send>;

/// Opens a label file, its format given by its ending, and reads it line by line (a spreadsheet or a JSON array
/// as a whole).
///
/// # Errors
/// [`LabelError`] where the file cannot be opened or is not of its format; a bad line is an error of its own item.
pub fn read(file: &Path) -> Result<Labels, LabelError> {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let labels = match ending.as_str() {
        _ if std::fs::metadata(file).is_ok_and(|data| data.is_file() && data.len() == 0) => Err(empty(file)),
        "jsonl" | "ndjson" | "json" => json::read(file),
        #[cfg(feature = "tables")]
        "csv" | "tsv" => sheet::read_csv(file),
        #[cfg(feature = "tables")]
        "xlsx" | "xlsm" | "ods" => sheet::read_workbook(file),
        _ => Err(LabelError::UnknownFormat { file: file.into() }),
    }?;
    let file = file.to_path_buf();
    Ok(Box::new(labels.map(move |label| {
        let (position, label) = label?;
        match crate::text::garbled::damage(&label.text) {
            Some(problem) => Err(LabelError::BadLine { file: file.clone(), position, problem }),
            None => Ok((position, label)),
        }
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sectarian_implies_hostile_and_the_contrary_is_refused() {
        let label = Label { sectarian: Some(true), ..Label::default() };
        assert_eq!(label.clone().settled().unwrap().hostile, Some(true));
        assert!(Label { hostile: Some(false), ..label }.settled().is_err());
    }
}
