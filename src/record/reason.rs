//! Reasons: the words that decided.

use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;

/// A word and how much it speaks for a label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reason {
    /// The field that it stands in: `title`, `body`, `author` or `text`.
    pub field: Cow<'static, str>,
    /// Where it begins, in characters of the field.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// The word as written.
    pub text: String,
    /// The letters that it was read as, where it was written in disguise (ح.م.ا.ر is read as حمار).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<String>,
    /// What it speaks for: hostile, sectarian, off_topic, negative, neutral or positive.
    pub label: Cow<'static, str>,
    /// How much, in log-odds: 0.7 doubles the odds. Negative speaks against. Printed with four decimals.
    #[serde(serialize_with = "four_decimals")]
    pub weight: f64,
}

fn four_decimals<S: Serializer>(weight: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((weight * 1e4).round() / 1e4)
}
