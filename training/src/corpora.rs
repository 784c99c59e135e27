//! The labels of the recipe: public corpora, mapped to the meaning of our labels, comments of readers that were labelled
//! here, and our own.

use crate::read_here::ReadHere;
use anyhow::{Context, bail};
use mushrif::internals::read;
use mushrif::{Label, Sentiment};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Corpora {
    corpus: Vec<Corpus>,
}

#[derive(Deserialize)]
struct Corpus {
    name: String,
    sha256: String,
    #[serde(default)]
    licensed: bool,
    #[serde(default)]
    hostile: bool,
    #[serde(default)]
    sectarian: bool,
    #[serde(default)]
    sentiment: bool,
    #[serde(default)]
    not_sectarian: Vec<String>,
    #[serde(default)]
    maybe_sectarian: Vec<String>,
}

#[derive(Deserialize)]
struct Row {
    text: String,
    source_label: String,
    hostile: Option<bool>,
    sectarian: Option<bool>,
    sentiment: Option<Sentiment>,
    spam: Option<bool>,
}

/// The training data of the recipe.
pub struct Material {
    /// All labels, mapped to ours, in a fixed order.
    pub labels: Vec<Label>,
    /// For each label whether its corpus says that it is advertising.
    pub advertising: Vec<Option<bool>>,
    /// Unlabelled comments, each after the title that it stands under.
    pub titled: Vec<String>,
    /// Readers' comments labelled by our guide that are no part of training: all of them where only licensed texts are.
    pub judged: Vec<Label>,
}

/// The source name of our own labels.
pub const OWN: &str = "mushrif-invented";

/// The source of what was labelled here of the comments of newspapers (`training/desk`): all of low scores that [`DESK`]
/// left.
pub const READ_NEWSPAPERS: &str = "desk-newspapers";

/// The source of what was labelled here of the comments under news events on Facebook, X and YouTube (`training/desk`), drawn
/// at random.
pub const READ_EVENTS: &str = "desk-events";

/// The source of what else was labelled here (`training/desk`), drawn for what it is about.
pub const READ_OTHERS: &str = "desk-others";

/// The corpus of newspapers' comments that was labelled by the guide elsewhere, picked over all scores, and the comments of
/// high scores that it left, labelled here.
pub const DESK: &str = "desk";

/// Whether a source is a public corpus with labels of its own, and not by our guide.
pub fn is_public(source: &str) -> bool {
    ![OWN, DESK, READ_NEWSPAPERS, READ_EVENTS, READ_OTHERS].contains(&source)
}

/// Reads the public corpora in `folder`, and our own labels under `root`.
pub fn labels(root: &Path, folder: &Path, licensed_only: bool) -> anyhow::Result<Material> {
    let corpora: Corpora = toml::from_str(&std::fs::read_to_string(root.join("training/corpora.toml"))?)?;
    let (mut labels, mut advertising, mut judged) = (Vec::new(), Vec::new(), Vec::new());
    let mut read_here = ReadHere::of(root, folder)?;
    let is_read = |corpus: &&Corpus| corpus.licensed || !licensed_only || corpus.name == DESK;
    for corpus in corpora.corpus.iter().filter(is_read) {
        let file = folder.join(format!("{}.jsonl", corpus.name));
        let bytes = std::fs::read(&file).with_context(|| format!("{}: cannot be read", file.display()))?;
        let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        if found != corpus.sha256 {
            bail!("{}: its SHA-256 is {found}, not the {} of corpora.toml", file.display(), corpus.sha256);
        }
        for line in std::str::from_utf8(&bytes)?.lines() {
            let row: Row = serde_json::from_str(line).with_context(|| file.display().to_string())?;
            if read_here.has(&row.text) {
                continue;
            }
            let spam = row.spam;
            let label = mapped(corpus, row);
            if corpus.licensed || !licensed_only {
                advertising.push(spam);
                labels.push(label);
            } else {
                judged.push(label);
            }
        }
    }
    if licensed_only {
        judged.extend(read_here.labels());
    } else {
        for label in read_here.labels() {
            advertising.push(None);
            labels.push(label);
        }
    }
    for file in &jsonl_files(&root.join("training/labels"))? {
        for label in read(file)? {
            advertising.push(None);
            labels.push(Label { source: Some(OWN.into()), ..label?.1 });
        }
    }
    let titled = if licensed_only { Vec::new() } else { titled(folder)? };
    Ok(Material { labels, advertising, titled, judged })
}

/// The unlabelled comments beside the corpora that stand under a title, each after it.
fn titled(folder: &Path) -> anyhow::Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Titled {
        text: String,
        article: Option<String>,
    }
    let mut titled = Vec::new();
    for file in jsonl_files(&folder.join("../unlabelled"))? {
        for line in std::fs::read_to_string(&file).with_context(|| file.display().to_string())?.lines() {
            let row: Titled = serde_json::from_str(line).with_context(|| file.display().to_string())?;
            titled.extend(row.article.map(|article| format!("{article}\n{}", row.text)));
        }
    }
    Ok(titled)
}

/// The JSON Lines files of a folder, sorted.
pub fn jsonl_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = std::fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>())
        .with_context(|| folder.display().to_string())?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "jsonl"));
    files.sort();
    Ok(files)
}

fn mapped(corpus: &Corpus, row: Row) -> Label {
    let begins = |beginning: &String| row.source_label.starts_with(beginning.as_str());
    let ends = |ending: &String| row.source_label.ends_with(ending.as_str());
    let derived = corpus.not_sectarian.iter().any(begins) && !corpus.maybe_sectarian.iter().any(ends);
    let sectarian = row.sectarian.filter(|_| corpus.sectarian).or(derived.then_some(false));
    Label {
        text: row.text,
        article: None,
        hostile: row.hostile.filter(|_| corpus.hostile),
        sectarian,
        off_topic: None,
        sentiment: row.sentiment.filter(|_| corpus.sentiment),
        source: Some(corpus.name.clone()),
        community: None,
    }
}
