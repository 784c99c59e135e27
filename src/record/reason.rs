//! Reasons: the words with the largest weights in a prediction.

use super::Flag;
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;

/// A word and its weight for a label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reason {
    /// The field that it is in: `title`, `body`, `author` or `text`.
    pub field: Cow<'static, str>,
    /// Its start, in characters of the field.
    pub start: usize,
    /// Its end, in characters of the field, exclusive.
    pub end: usize,
    /// The word as written.
    pub text: String,
    /// The normalised letters, where it was disguised (ح.م.ا.ر is read as حمار).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<String>,
    /// The label: hostile, sectarian, off_topic, negative, neutral or positive.
    pub label: Cow<'static, str>,
    /// Its weight in log-odds: 0.7 doubles the odds, a negative weight lowers them. Printed with four decimals.
    #[serde(serialize_with = "four_decimals")]
    pub weight: f64,
}

/// A phrase of a site's own list that raised a flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByRule {
    /// The flag.
    pub flag: Flag,
    /// The phrase, as it stands in the list.
    pub phrase: String,
    /// The field that it was found in.
    pub field: Cow<'static, str>,
    /// Its start, in characters of the field.
    pub start: usize,
    /// Its end, in characters of the field, exclusive.
    pub end: usize,
}

fn four_decimals<S: Serializer>(weight: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((weight * 1e4).round() / 1e4)
}
