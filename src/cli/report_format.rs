//! How a report for people is written.

use anyhow::bail;
use std::path::Path;

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ReportFormat {
    Table,
    Json,
    Html,
}

impl ReportFormat {
    /// The format of a file's ending; a table for text, for a file without an ending and where there is no file.
    pub(super) fn of(file: Option<&Path>) -> anyhow::Result<Self> {
        let ending = file.and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase());
        Ok(match (ending.as_deref(), file) {
            (Some("json"), _) => Self::Json,
            (Some("html" | "htm"), _) => Self::Html,
            (None | Some("txt" | "md" | "log"), _) | (_, None) => Self::Table,
            (Some(_), Some(file)) => bail!(
                "{}: a report is written as .html, .json or .txt; --format says which for any other name",
                file.display()
            ),
        })
    }
}
