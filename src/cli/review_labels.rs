//! Labels of files, taken into the desk by `mushrif review`.

use super::Ending;
use super::problems::{Problems, say};
use crate::counts::Resources;
use crate::label::label_chunks;
use crate::record::{Field, ScoredComment};
use crate::score::Classifier;
use crate::serve::{Filler, NewArticle, NewComment};
use crate::workflow::LabelSet;
use std::path::{Path, PathBuf};

/// Labels written at a time.
const TOGETHER: usize = 5000;

/// Takes labels of files into the store.
pub(super) fn import(
    files: &[PathBuf],
    folder: &Path,
    classifier: &Classifier,
    strict: bool,
) -> anyhow::Result<Ending> {
    let mut filler = Filler::open(folder)?;
    let mut lease = classifier.lease();
    let mut problems = Problems::strict(strict);
    let (mut waiting, mut added, mut failure) = (Vec::new(), 0, None);
    LabelSet::open(files, Resources::default())?.every(&mut problems, &mut |located| {
        let label = located.label.clone();
        if !label.says_something() || failure.is_some() {
            return;
        }
        let prediction = lease.predict(&[(Field::Text, &label.text)], label.article.as_deref()).clone();
        let title = label.article.as_deref().and_then(|article| article.lines().next()).map(String::from);
        let comment = NewComment {
            key: crate::record::key::key([title.as_deref().unwrap_or_default(), "", &label.text]),
            site: label.source.clone().unwrap_or_default(),
            article: NewArticle { title, ..NewArticle::default() },
            text: label.text.clone(),
            prediction,
            ..NewComment::default()
        };
        waiting.push((comment, label));
        if waiting.len() >= TOGETHER {
            match filler.import(&std::mem::take(&mut waiting)) {
                Ok(new) => added += new,
                Err(error) => failure = Some(error),
            }
        }
    });
    if let Some(error) = failure {
        return Err(error.into());
    }
    let ending = problems.ending();
    if ending != Ending::Failed {
        added += filler.import(&waiting)?;
        say(&format!("{added} labels are new at the desk"));
    }
    Ok(ending)
}

/// Inputs that have labels.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Files of labels and of label tools: only their labelled comments are taken.
    pub(super) only_labels: Vec<PathBuf>,
    /// Sheets and files of scored comments: the others are comments of the queue too.
    pub(super) with_labels: Vec<PathBuf>,
}

impl Found {
    pub(super) fn among(inputs: &[PathBuf]) -> Self {
        let mut found = Self::default();
        for path in inputs.iter().filter(|path| path.is_file()) {
            let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
            let is_table = matches!(ending.as_str(), "csv" | "tsv" | "xlsx" | "xlsm" | "ods");
            if !is_table && !matches!(ending.as_str(), "json" | "jsonl" | "ndjson") || !has_labels(path) {
                continue;
            }
            let list = if is_table || is_scored(path) { &mut found.with_labels } else { &mut found.only_labels };
            list.push(path.clone());
        }
        found
    }
}

/// Whether a file has a label.
fn has_labels(path: &Path) -> bool {
    let Ok(mut chunks) = label_chunks(path) else { return false };
    chunks.any(|chunk| {
        chunk.read(|_| true).into_iter().any(|(_, item)| item.is_ok_and(|(_, label)| label.says_something()))
    })
}

/// Whether the first line of a file is a scored comment.
fn is_scored(path: &Path) -> bool {
    let Ok(file) = std::fs::File::open(path) else { return false };
    let mut line = Vec::new();
    let read = crate::bounded::read_line(&mut std::io::BufReader::new(file), &mut line);
    read.is_ok() && std::str::from_utf8(&line).is_ok_and(|line| ScoredComment::parse(line).is_ok())
}
