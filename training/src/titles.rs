//! Evaluation of off-topic: the own titles of one site's comments against titles of others.

use anyhow::Context;
use mushrif::Model;
use mushrif::internals::{Tokenizer, auroc, relevance, terms};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;

/// How many other titles each comment is scored under.
const OTHERS: usize = 3;

#[derive(Deserialize)]
struct Row {
    text: String,
    article: String,
}

/// The figures of the evaluation.
pub struct Found {
    /// How many comments.
    pub comments: usize,
    /// The AUROC of off-topic: other titles against own ones.
    pub auroc: f64,
}

/// Scores each comment under its own title and under others; `None` without the corpus, or a model of off-topic.
pub fn own_against_swapped(model: &Model, corpora: &Path) -> anyhow::Result<Option<Found>> {
    let file = corpora.join("hespress.jsonl");
    let (Some(relevance), true) = (relevance(model), file.exists()) else { return Ok(None) };
    let lines = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let rows: Vec<Row> = lines.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let titles: Vec<&str> = rows.iter().map(|row| row.article.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
    let mut tokenizer = Tokenizer::default();
    let mut scores = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let comment = terms(&mut tokenizer, &row.text);
        let others = (1..=OTHERS).map(|step| titles[(at * 37 + step * 29) % titles.len()]);
        let others = others.filter(|title| *title != row.article).map(|title| (title, true));
        for (title, is_other) in std::iter::once((row.article.as_str(), false)).chain(others) {
            let Some(article) = relevance.article(terms(&mut tokenizer, title)) else { continue };
            scores.extend(relevance.off_topic(&comment, &article, None).map(|score| (score, is_other)));
        }
    }
    Ok(Some(Found { comments: rows.len(), auroc: auroc(&scores) }))
}
