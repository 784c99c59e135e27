//! What became of a comment on its site, and which comments of an export are read.

use serde::{Deserialize, Serialize};

/// What became of a comment on its site, as its export says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Readers see it.
    #[default]
    Approved,
    /// It waits for a moderator.
    Pending,
    /// It was taken for spam.
    Spam,
    /// It was deleted.
    Trash,
}

/// Which comments of an export are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statuses {
    /// Those of these statuses.
    pub of: Vec<Status>,
    /// Notices of links from other sites (pingbacks, trackbacks) as well.
    pub pingbacks: bool,
}

impl Default for Statuses {
    /// What readers see: approved comments.
    fn default() -> Self {
        Self { of: vec![Status::Approved], pingbacks: false }
    }
}

impl Statuses {
    /// Whether a comment of this status, or a notice with it, is read.
    #[must_use]
    pub fn include(&self, status: Status, is_pingback: bool) -> bool {
        self.of.contains(&status) && (self.pingbacks || !is_pingback)
    }
}
