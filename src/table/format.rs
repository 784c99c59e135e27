//! The output formats of records.

use std::path::Path;

/// An output format of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Format {
    /// One JSON object a line.
    #[default]
    Jsonl,
    /// A table with dotted columns, without loss: nothing is defused for spreadsheet programs.
    Csv,
    /// A table with dotted, typed columns.
    Parquet,
}

impl Format {
    /// The name in options.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }

    /// A phrase for the help.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Jsonl => "One JSON object a line",
            Self::Csv => "A table with dotted columns, as it is: nothing in it is defused for spreadsheet programs",
            Self::Parquet => "A table with dotted, typed columns",
        }
    }

    /// The format of a file's ending.
    pub(crate) fn of_file(file: &Path) -> Result<Self, String> {
        let ending = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        match ending.as_str() {
            "csv" => Ok(Self::Csv),
            "parquet" => Ok(Self::Parquet),
            "xlsx" | "html" | "htm" => Err(format!(
                "{}: records are written as .jsonl, .csv or .parquet; `mushrif export` makes a .{ending} of them",
                file.display()
            )),
            _ => Ok(Self::Jsonl),
        }
    }
}
