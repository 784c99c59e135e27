//! The values of a label, without its text.

use super::Label;
use crate::record::Sentiment;
use serde::{Deserialize, Serialize};

/// The values of a label, without its text: comments with equal values are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LabelValues {
    /// Whether it is hostile; `None` where unknown.
    pub hostile: Option<bool>,
    /// Whether it is sectarian; `None` where unknown.
    pub sectarian: Option<bool>,
    /// Whether it is off topic; `None` where unknown.
    pub off_topic: Option<bool>,
    /// Its sentiment; `None` where unknown.
    pub sentiment: Option<Sentiment>,
}

impl From<&Label> for LabelValues {
    fn from(label: &Label) -> Self {
        Self {
            hostile: label.hostile,
            sectarian: label.sectarian,
            off_topic: label.off_topic,
            sentiment: label.sentiment,
        }
    }
}
