//! The labels of `training/desk`, joined to their texts by hash: the texts are not ours, and stand in the corpora.

use crate::corpora::{DESK, READ_EVENTS, READ_NEWSPAPERS, READ_OTHERS, jsonl_files};
use anyhow::{Context, bail};
use mushrif::{Label, Sentiment};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;

/// A row of `training/desk/labels.jsonl`.
#[derive(Debug, Deserialize)]
struct Row {
    sha256: String,
    hostile: Option<bool>,
    sectarian: Option<bool>,
    sentiment: Option<Sentiment>,
    drawn: Drawn,
}

/// How a comment was drawn.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Drawn {
    /// At random of the newspapers' comments of low scores.
    Random,
    /// All others of these.
    Rest,
    /// All newspapers' comments of high scores, as [`DESK`] was: they join it.
    Score,
    /// At random of the comments under news events on Facebook, X and YouTube.
    Events,
    /// For what it is about.
    Content,
}

impl Drawn {
    fn source(self) -> &'static str {
        match self {
            Self::Random | Self::Rest => READ_NEWSPAPERS,
            Self::Score => DESK,
            Self::Events => READ_EVENTS,
            Self::Content => READ_OTHERS,
        }
    }
}

/// A row of a corpus, as far as the join needs it.
#[derive(Deserialize)]
struct Text {
    text: String,
    #[serde(default)]
    article: Option<String>,
}

/// The labels with their texts.
#[derive(Debug, Default)]
pub struct ReadHere {
    rows: BTreeMap<String, (Row, Option<Text>)>,
}

impl std::fmt::Debug for Text {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Text")
    }
}

/// The share of hashes that may find no text.
const MISSING: f64 = 0.005;

/// The text in the normal form that its hash is of, version 1: NFC, every run of white space to one space, trimmed.
/// Frozen, and independent of the folding of the program.
fn normal_form(text: &str) -> String {
    let composed: String = text.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn hash(text: &str) -> String {
    Sha256::digest(normal_form(text)).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl ReadHere {
    /// Reads the labels under `root`, and their texts in the corpora of `folder` and of `unlabelled` beside it.
    ///
    /// # Errors
    /// Where over 0.5 % of the hashes find no text.
    pub fn of(root: &Path, folder: &Path) -> anyhow::Result<Self> {
        let file = root.join("training/desk/labels.jsonl");
        let mut rows = BTreeMap::new();
        for line in std::fs::read_to_string(&file).with_context(|| file.display().to_string())?.lines() {
            let row: Row = serde_json::from_str(line).with_context(|| file.display().to_string())?;
            rows.insert(row.sha256.clone(), (row, None));
        }
        let mut read_here = Self { rows };
        for file in texts(folder)? {
            read_here.join(&file)?;
        }
        let missing: Vec<&str> = read_here.missing().collect();
        if missing.len() as f64 > MISSING * read_here.rows.len() as f64 {
            bail!("{}: {} hashes find no text, the first {}", file.display(), missing.len(), missing[0]);
        }
        Ok(read_here)
    }

    /// Takes the texts of a file; of several the first that has a title.
    fn join(&mut self, file: &Path) -> anyhow::Result<()> {
        for line in std::fs::read_to_string(file).with_context(|| file.display().to_string())?.lines() {
            let text: Text = serde_json::from_str(line).with_context(|| file.display().to_string())?;
            if let Some((_, found)) = self.rows.get_mut(&hash(&text.text)) {
                let better = |found: &Text| found.article.is_none() && text.article.is_some();
                if found.as_ref().is_none_or(better) {
                    *found = Some(text);
                }
            }
        }
        Ok(())
    }

    fn missing(&self) -> impl Iterator<Item = &str> {
        self.rows.values().filter(|(_, text)| text.is_none()).map(|(row, _)| row.sha256.as_str())
    }

    /// Whether this text was labelled here: its label here is by our guide, and counts in place of its corpus's.
    pub fn has(&self, text: &str) -> bool {
        !self.rows.is_empty() && self.rows.contains_key(&hash(text))
    }

    /// The labels, in the order of their hashes.
    pub fn labels(&mut self) -> impl Iterator<Item = Label> {
        std::mem::take(&mut self.rows).into_values().filter_map(|(row, text)| {
            let Text { text, .. } = text?;
            Some(Label {
                text,
                // Off topic is known of 85 only, and would double the groups that a model carries counts of.
                article: None,
                hostile: row.hostile,
                sectarian: row.sectarian,
                off_topic: None,
                sentiment: row.sentiment,
                source: Some(row.drawn.source().into()),
                community: None,
            })
        })
    }
}

/// The files in which texts are looked for.
fn texts(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = jsonl_files(folder)?;
    files.extend(jsonl_files(&folder.join("../unlabelled"))?);
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_documented_example() {
        let text = "  شكرا للمحرر،\n\tعلى  هذا الخبر ";
        assert_eq!(normal_form(text), "شكرا للمحرر، على هذا الخبر");
        assert_eq!(hash(text), "c8897c9e44533ffb27a5d63f58fa41e40d4998459ff62fb7b02b2dcf35b8c8e1");
    }
}
