//! Label files as commands read them: standard input spooled, duplicates once, contradictions named.

use super::problems::Problems;
use crate::bayes::counts::Known;
use crate::label::{Fingerprints, Label, LabelError, Place, read};
use anyhow::Context;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Which labels a command reads.
#[derive(Debug, clap::Args)]
pub struct LabelArguments {
    /// Label files: .jsonl, .json, .csv, .xlsx, our own or a label tool's; - is JSON Lines on standard input
    #[arg(value_name = "LABELS", required = true)]
    pub labels: Vec<PathBuf>,
    /// Write nothing if any line cannot be read
    #[arg(long, display_order = 99)]
    pub strict: bool,
}

/// Label files, and which of their lines count.
pub struct LabelFiles {
    files: Vec<PathBuf>,
    /// What the user calls them.
    names: Vec<PathBuf>,
    /// Keeps what came on standard input, which can be read only once.
    _spooled: Option<tempfile::TempPath>,
    /// What was said of each comment, by its fingerprint.
    first: HashMap<u128, First>,
    /// How many lines said again what an earlier one had said.
    pub duplicates: u64,
}

/// What was said of a comment first.
struct First {
    /// In which file and where; `None` where it was not in these files but counted before.
    place: Option<(usize, Place)>,
    known: Known,
}

/// What a pass hands over: a label, and where it stands.
type Take<'take> = &'take mut dyn FnMut(Found<'_>);

/// A label and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// What the user calls the file.
    pub file: &'a Path,
    /// Where in it.
    pub place: Place,
    /// The label.
    pub label: &'a Label,
}

impl LabelFiles {
    /// Names the files; `-` is JSON Lines on standard input.
    pub fn open(paths: &[PathBuf]) -> anyhow::Result<Self> {
        let mut spooled = None;
        let mut files = Vec::new();
        let mut names = Vec::new();
        for path in paths {
            names.push(if path.as_os_str() == "-" { "standard input".into() } else { path.clone() });
            if path.as_os_str() == "-" {
                let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile()?;
                std::io::copy(&mut std::io::stdin().lock(), &mut file).context("standard input: cannot be read")?;
                let path = file.into_temp_path();
                files.push(path.to_path_buf());
                spooled = Some(path);
            } else {
                files.push(path.clone());
            }
        }
        Ok(Self { files, names, _spooled: spooled, first: HashMap::new(), duplicates: 0 })
    }

    /// Every label as it stands, duplicates and all; problems named.
    pub fn every(&self, problems: &mut Problems, take: Take<'_>) {
        for file in 0..self.files.len() {
            self.file(file, problems, &mut |found, problems| {
                take(found);
                problems.done(1);
            });
        }
    }

    /// The first of two passes: every label once, problems named. `counted` says what was counted before of a comment
    /// with this fingerprint.
    pub fn first_pass(&mut self, problems: &mut Problems, counted: &dyn Fn(u128) -> Option<Known>, take: Take<'_>) {
        let mut fingerprints = Fingerprints::default();
        let mut first = std::mem::take(&mut self.first);
        let mut duplicates = 0;
        for file in 0..self.files.len() {
            self.file(file, problems, &mut |found, problems| {
                let known = Known::from(found.label);
                let here = (file, found.place);
                let fingerprint = fingerprints.of(&found.label.text);
                let before = first.entry(fingerprint).or_insert_with(|| match counted(fingerprint) {
                    Some(known) => First { place: None, known },
                    None => First { place: Some(here), known },
                });
                if before.place == Some(here) {
                    take(found);
                    problems.done(1);
                } else if before.known == known {
                    duplicates += 1;
                    problems.done(1);
                } else {
                    problems.add(self.contradiction(before, here));
                }
            });
        }
        (self.first, self.duplicates) = (first, self.duplicates + duplicates);
    }

    fn contradiction(&self, before: &First, (file, place): (usize, Place)) -> LabelError {
        let problem = match before.place {
            Some((first, line)) => format!(
                "the same comment has other labels in {}, {line}; this line is left out",
                self.names[first].display()
            ),
            None => {
                "the same comment was counted with other labels before; this line is left out; to correct it, name \
                     it in a file for --forget as well"
                    .into()
            }
        };
        LabelError::BadLine { file: self.names[file].clone(), place, problem }
    }

    /// Any later pass: the labels that counted in the first.
    pub fn again(&self, take: Take<'_>) {
        let mut fingerprints = Fingerprints::default();
        for (index, file) in self.files.iter().enumerate() {
            for (place, label) in read(file).into_iter().flatten().flatten() {
                let first = self.first.get(&fingerprints.of(&label.text));
                if first.is_some_and(|first| first.place == Some((index, place))) {
                    take(Found { file: &self.names[index], place, label: &label });
                }
            }
        }
    }

    fn file(&self, index: usize, problems: &mut Problems, take: &mut dyn FnMut(Found<'_>, &mut Problems)) {
        let name = &self.names[index];
        let labels = match read(&self.files[index]) {
            Ok(labels) => labels,
            Err(error) => return problems.add(error.of_file(name)),
        };
        for label in labels {
            match label {
                Ok((place, label)) => take(Found { file: name, place, label: &label }, problems),
                Err(error) => problems.add(error.of_file(name)),
            }
        }
    }
}
