//! How a report for people is written.

use std::path::Path;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ReportFormat {
    Table,
    Json,
    Html,
}

impl ReportFormat {
    /// The format of a file's ending, a table for any other; a table where there is no file.
    pub(super) fn of(file: Option<&Path>) -> Self {
        match file.and_then(Path::extension).and_then(|ending| ending.to_str()) {
            Some("json") => Self::Json,
            Some("html" | "htm") => Self::Html,
            _ => Self::Table,
        }
    }
}
