//! The moderation status of a comment, and the statuses that are read from an export.

use serde::{Deserialize, Serialize};

/// The moderation status of a comment, as its export says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Published.
    #[default]
    Approved,
    /// Awaiting moderation.
    Pending,
    /// Marked as spam.
    Spam,
    /// Deleted.
    Trash,
}

/// Selects the comments of an export by status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statuses {
    /// The statuses to read.
    pub of: Vec<Status>,
    /// Whether to read pingbacks and trackbacks as well.
    pub pingbacks: bool,
}

impl Default for Statuses {
    /// Approved comments only, which are those that readers see.
    fn default() -> Self {
        Self { of: vec![Status::Approved], pingbacks: false }
    }
}

impl Statuses {
    /// Whether a comment of this status is read; `is_pingback` marks a pingback or trackback.
    #[must_use]
    pub(crate) fn include(&self, status: Status, is_pingback: bool) -> bool {
        self.of.contains(&status) && (self.pingbacks || !is_pingback)
    }
}
