//! What a label knows of a comment, apart from its text.

use super::Label;
use crate::record::Sentiment;
use serde::{Deserialize, Serialize};

/// The values of a label, without its text: comments with equal values are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LabelValues {
    /// Whether hostile.
    pub hostile: Option<bool>,
    /// Whether sectarian.
    pub sectarian: Option<bool>,
    /// Whether off topic.
    pub off_topic: Option<bool>,
    /// The sentiment.
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
