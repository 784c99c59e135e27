//! Label files as training reads them: twice, duplicates once, contradictions named.

use super::problems::Problems;
use crate::bayes::counts::Known;
use crate::label::{Label, LabelError, read};
use crate::text::Folded;
use anyhow::Context;
use std::collections::HashMap;
use std::path::PathBuf;

/// Label files, and which of their lines count.
pub struct LabelFiles {
    files: Vec<PathBuf>,
    /// What the user calls them.
    names: Vec<PathBuf>,
    /// Keeps what came on standard input, which can be read only once.
    _spooled: Option<tempfile::TempPath>,
    /// By the folded text: where it first stood, and what was said of it.
    first: HashMap<u128, (usize, usize, Known)>,
    /// How many lines said again what an earlier one had said.
    pub duplicates: u64,
}

/// What both passes are given.
type Take<'take> = &'take mut dyn FnMut(&Label);

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

    /// The first pass: every label once, problems named.
    pub fn first_pass(&mut self, problems: &mut Problems, take: Take<'_>) {
        let mut folded = Folded::default();
        for (file_index, file) in self.files.clone().iter().enumerate() {
            let labels = match read(file) {
                Ok(labels) => labels,
                Err(error) => {
                    problems.add(error.of_file(&self.names[file_index]));
                    continue;
                }
            };
            for label in labels {
                let (line, label) = match label {
                    Ok(found) => found,
                    Err(error) => {
                        problems.add(error.of_file(&self.names[file_index]));
                        continue;
                    }
                };
                let known = Known::from(&label);
                let place = (file_index, line);
                let text = fingerprint(&mut folded, &label.text);
                let &mut (first_file, first_line, before) = self.first.entry(text).or_insert((file_index, line, known));
                if (first_file, first_line) == place {
                    take(&label);
                    problems.done(1);
                } else if before == known {
                    self.duplicates += 1;
                    problems.done(1);
                } else {
                    problems.add(LabelError::BadLine {
                        file: self.names[file_index].clone(),
                        line,
                        problem: format!(
                            "the same comment has other labels in {}, line {first_line}; this line is left out",
                            self.names[first_file].display()
                        ),
                    });
                }
            }
        }
    }

    /// Any later pass: the labels that counted in the first.
    pub fn again(&self, take: Take<'_>) {
        let mut folded = Folded::default();
        for (file_index, file) in self.files.iter().enumerate() {
            for (line, label) in read(file).into_iter().flatten().flatten() {
                let first = self.first.get(&fingerprint(&mut folded, &label.text));
                if first.is_some_and(|(first_file, first_line, _)| (*first_file, *first_line) == (file_index, line)) {
                    take(&label);
                }
            }
        }
    }
}

/// A hash of the folded words: two comments that differ only in what folding removes are one.
fn fingerprint(folded: &mut Folded, text: &str) -> u128 {
    folded.fold(text);
    folded.words().fold(u128::from(folded.words().len() as u64), |hash, word| {
        (hash ^ u128::from(word.key)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013B).rotate_left(29)
    })
}
