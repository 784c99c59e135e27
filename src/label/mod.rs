//! Labels: what a person said of a comment, and the files they come in.
//!
//! A label file is JSON, CSV or a spreadsheet, our own or of a label tool; one file here a format. What a line leaves out
//! is unknown, not false. A line that cannot be read is a [`LabelError`] that names file and line; the others go on.

mod argilla;
mod doccano;
mod fingerprint;
mod json;
mod label_studio;
mod piece;
mod place;
mod prodigy;
mod seen;
pub mod sheet;
mod tool;

pub use fingerprint::Fingerprints;
pub use piece::{Piece, Pieces, pieces};
pub use place::Place;
pub use seen::Seen;
pub use tool::{Task, Tool};

use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The sentiment of a comment as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sentiment {
    /// Against somebody or something, or unhappy; sarcasm is negative.
    Negative,
    /// A report, a question, a condolence.
    Neutral,
    /// For somebody or something, or happy.
    Positive,
}

impl Sentiment {
    /// All three, in the order in which they are printed.
    pub const ALL: [Self; 3] = [Self::Negative, Self::Neutral, Self::Positive];

    /// The name that records use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Positive => "positive",
        }
    }
}

impl FromStr for Sentiment {
    type Err = ();

    /// Reads a name, in English or Arabic, in any case.
    fn from_str(text: &str) -> Result<Self, ()> {
        match text.trim().to_lowercase().as_str() {
            "negative" | "neg" | "سلبي" | "سلبية" => Ok(Self::Negative),
            "neutral" | "neu" | "محايد" | "محايدة" => Ok(Self::Neutral),
            "positive" | "pos" | "إيجابي" | "ايجابي" | "إيجابية" => Ok(Self::Positive),
            _ => Err(()),
        }
    }
}

/// A yes-or-no question about a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Attacks, insults, threatens or dehumanises.
    Hostile,
    /// Attacks people as members of a religious, sectarian or ethnic community.
    Sectarian,
    /// Says nothing about the article or its subject.
    OffTopic,
}

impl Flag {
    /// All three, in the order in which they are printed.
    pub const ALL: [Self; 3] = [Self::Hostile, Self::Sectarian, Self::OffTopic];

    /// The name that records and options use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hostile => "hostile",
            Self::Sectarian => "sectarian",
            Self::OffTopic => "off_topic",
        }
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Flag {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|flag| flag.name() == text)
            .ok_or_else(|| format!("\"{text}\" is no flag; the flags are hostile, sectarian and off_topic"))
    }
}

/// A comment and what is known of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The comment.
    pub text: String,
    /// The article it stands under: its title or text.
    #[serde(skip_serializing_if = "Option::is_none")]
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
    /// The community that it names, in peace or not: by it an evaluation tells whom a model wrongs.
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

    /// Draws what follows from what is known: what is sectarian is hostile.
    ///
    /// # Errors
    /// A sentence where the label contradicts itself.
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

/// What can be wrong with a label file.
#[derive(Debug, thiserror::Error)]
pub enum LabelError {
    /// The file cannot be opened or read.
    #[error("{}: cannot be read: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file's ending is not that of a label file.
    #[error("{}: label files end in .json, .jsonl, .csv or .xlsx", file.display())]
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
    /// One line is wrong; the others are not touched by it.
    #[error("{}, {place}: {problem}", file.display())]
    BadLine {
        /// The file.
        file: PathBuf,
        /// Where it stands.
        place: Place,
        /// What is wrong and what to do.
        problem: String,
    },
}

impl LabelError {
    /// The same error of a file by another name: what a user calls it, where it was kept under another.
    #[must_use]
    pub fn of_file(self, name: &Path) -> Self {
        let file = name.to_path_buf();
        match self {
            Self::Unreadable { source, .. } => Self::Unreadable { file, source },
            Self::UnknownFormat { .. } => Self::UnknownFormat { file },
            Self::BadFile { problem, .. } => Self::BadFile { file, problem },
            Self::BadLine { place, problem, .. } => Self::BadLine { file, place, problem },
        }
    }
}

/// Labels one after the other, with the places where they stand.
pub type Labels = Box<dyn Iterator<Item = Result<(Place, Label), LabelError>> + Send>;

/// Opens a label file of any format, told by its ending, and reads it line by line (a spreadsheet or a JSON array
/// as a whole).
///
/// # Errors
/// [`LabelError`] where the file cannot be opened or is not of its format; a bad line is an error of its own item.
pub fn read(file: &Path) -> Result<Labels, LabelError> {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    match ending.as_str() {
        _ if std::fs::metadata(file).is_ok_and(|data| data.is_file() && data.len() == 0) => {
            Err(LabelError::BadFile { file: file.into(), problem: "empty; a label file has one label a line".into() })
        }
        "jsonl" | "ndjson" | "json" => json::read(file),
        "csv" | "tsv" => sheet::read_csv(file),
        "xlsx" | "xlsm" | "ods" => sheet::read_workbook(file),
        _ => Err(LabelError::UnknownFormat { file: file.into() }),
    }
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
