//! What a converter is, the rows that it gives, and how files are converted by it.

use crate::read::{Columns, Layout, clean, records, unit};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A comment in the converted form: what the recipe reads, one JSON object a line.
#[derive(Debug, Default, Serialize)]
pub struct Row {
    /// The comment, as [`clean`] leaves it.
    pub text: String,
    /// The corpus's name in `corpora.toml`.
    pub corpus: &'static str,
    /// The publisher's own label, and which part of the corpus it is of where the files say so.
    pub source_label: String,
    /// Whether the publisher says that it attacks somebody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostile: Option<bool>,
    /// Whether the publisher says that it attacks people for their religion or community.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sectarian: Option<bool>,
    /// Whether the publisher says that it is advertising.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spam: Option<bool>,
    /// Its sentiment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentiment: Option<Sentiment>,
}

impl Row {
    /// A row of which nothing is known but its text and the publisher's label.
    pub fn new(text: &str, source_label: impl Into<String>) -> Self {
        Self { text: clean(text), source_label: source_label.into(), ..Self::default() }
    }
}

/// The sentiment of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sentiment {
    /// Praise, joy, thanks.
    Positive,
    /// Neither.
    Neutral,
    /// Blame, anger, grief.
    Negative,
}

/// What a record becomes.
pub enum Outcome {
    /// A row.
    Row(Row),
    /// None, for this reason: its label has no counterpart in the converted form.
    LeftOut(String),
}

/// A record of a file, with the part of the corpus that the file's name says.
pub struct Record {
    /// The fields, in the order of the converter's columns.
    pub fields: Vec<String>,
    /// The part: `train`, `test`, a label; empty where names say nothing.
    pub part: String,
}

impl std::ops::Index<usize> for Record {
    type Output = str;

    fn index(&self, index: usize) -> &str {
        &self.fields[index]
    }
}

/// How one corpus is converted.
pub struct Converter {
    /// The corpus's name in `corpora.toml` and in the rows.
    pub name: &'static str,
    /// The publisher's files.
    pub files: &'static str,
    /// What of the real files it was compared with; nothing if `None`.
    pub compared: Option<&'static str>,
    /// The way from files to rows.
    pub way: Way,
}

/// The way from files to rows.
pub enum Way {
    /// Each record for itself.
    Each {
        /// How a file stores its records, by its name.
        layout: fn(&Path) -> Layout,
        /// Which of its fields are read.
        columns: Columns,
        /// The part of the corpus that a file's name says; none if the name says nothing and should.
        part: fn(&Path) -> Option<String>,
        /// The row of a record.
        row: fn(&Record) -> Result<Outcome, String>,
    },
    /// All files together.
    Together(fn(&[Source], &mut Conversion)),
}

/// For corpora whose files' names say nothing.
pub fn no_part(_: &Path) -> Option<String> {
    Some(String::new())
}

/// A file of the publisher's.
pub struct Source {
    /// Its path.
    pub path: PathBuf,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// What came of a conversion.
#[derive(Default)]
pub struct Conversion {
    /// The rows, in the order of the files.
    pub rows: Vec<Row>,
    /// How many records were left out, by reason.
    pub left_out: BTreeMap<String, usize>,
    /// What could not be read: file, place, remedy.
    pub problems: Vec<String>,
}

impl Conversion {
    /// Takes what a record became, or says what is wrong where it stands.
    pub fn take(&mut self, place: impl FnOnce() -> String, outcome: Result<Outcome, String>) {
        match outcome {
            Ok(Outcome::Row(row)) if row.text.is_empty() => self.leave_out("without text".into()),
            Ok(Outcome::Row(row)) => self.rows.push(row),
            Ok(Outcome::LeftOut(reason)) => self.leave_out(reason),
            Err(problem) => self.problems.push(format!("{}: {problem}", place())),
        }
    }

    /// Counts a record that gives no row.
    pub fn leave_out(&mut self, reason: String) {
        *self.left_out.entry(reason).or_default() += 1;
    }
}

impl Converter {
    /// Converts all files.
    pub fn convert(&self, sources: &[Source]) -> Conversion {
        let mut conversion = Conversion::default();
        match self.way {
            Way::Together(convert) => convert(sources, &mut conversion),
            Way::Each { layout, columns, part, row } => {
                for source in sources {
                    let file = source.path.display();
                    let Some(part) = part(&source.path) else {
                        let problem =
                            format!("{file}: its name does not say its part; keep the publisher's ({})", self.files);
                        conversion.problems.push(problem);
                        continue;
                    };
                    let layout = layout(&source.path);
                    match records(&source.bytes, layout, columns) {
                        Err(problem) => conversion.problems.push(format!("{file}: {problem}")),
                        Ok(records) => {
                            for (number, fields) in records {
                                let record = fields.map(|fields| Record { fields, part: part.clone() });
                                let place = || format!("{file}: {} {number}", unit(layout));
                                conversion.take(place, record.and_then(|record| row(&record)));
                            }
                        }
                    }
                }
            }
        }
        for row in &mut conversion.rows {
            row.corpus = self.name;
        }
        conversion
    }
}

/// What `value` means among the `known` labels of the column `what`.
///
/// # Errors
/// Where it is none of them.
pub fn one_of<T: Copy>(what: &str, value: &str, known: &[(&str, T)]) -> Result<T, String> {
    let found = known.iter().find(|(name, _)| *name == value.trim()).map(|(_, meaning)| *meaning);
    found.ok_or_else(|| {
        let known: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        format!("{what} is \"{value}\"; known are {}", known.join(", "))
    })
}

/// A file's name without its ending.
pub fn stem(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

/// What the converters' tests need.
#[cfg(test)]
pub mod testing {
    use super::{Converter, Source};
    use serde_json::Value;

    /// The rows that come of files given by name and content, and the problems.
    pub fn converted(converter: &Converter, files: &[(&str, &[u8])]) -> (Vec<Value>, Vec<String>) {
        let source = |(name, bytes): &(&str, &[u8])| Source { path: name.into(), bytes: bytes.to_vec() };
        let conversion = converter.convert(&files.iter().map(source).collect::<Vec<_>>());
        let row = |row| serde_json::to_value(row).unwrap();
        (conversion.rows.iter().map(row).collect(), conversion.problems)
    }

    /// A workbook with one sheet of these rows.
    pub fn workbook(rows: &[&[&str]]) -> Vec<u8> {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        for (number, row) in rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(number as u32, column as u16, *cell).unwrap();
            }
        }
        workbook.save_to_buffer().unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::testing::converted;
    use crate::CONVERTERS;

    #[test]
    fn no_converter_panics_or_invents_rows_on_files_of_another_kind() {
        let noise: [&[u8]; 6] =
            [b"", b"\n\n", b"\xff\xfe\x00\t\"", b"{\"annotation\": [1]}", b"\"open,\t\n", b"PK\x03\x04"];
        for converter in CONVERTERS {
            for bytes in noise {
                for name in ["train.tsv", "train_neg.txt", "NegTrain.txt", "final_normal.json", "2018_low.csv", "x"] {
                    let (rows, problems) = converted(converter, &[(name, bytes)]);
                    let lines_are_texts = matches!(converter.name, "arasenti" | "tsac");
                    assert!(rows.is_empty() || lines_are_texts, "{}: {name}: {rows:?}", converter.name);
                    assert!(problems.iter().all(|problem| problem.starts_with(name)), "{problems:?}");
                }
            }
        }
    }

    #[test]
    fn names_are_unique_and_those_of_corpora_toml() {
        let corpora = include_str!("../corpora.toml");
        let names: Vec<&str> = CONVERTERS.iter().map(|converter| converter.name).collect();
        for line in corpora.lines().filter_map(|line| line.strip_prefix("name = ")) {
            let name = line.trim_matches('"');
            let listed = include_str!("README.md").contains(&format!("| {name} |"));
            assert!(names.contains(&name) || listed, "{name} has neither a converter nor a reason in README.md");
        }
        assert!((1..names.len()).all(|at| !names[at..].contains(&names[at - 1])));
    }
}
