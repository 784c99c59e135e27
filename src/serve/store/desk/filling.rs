//! Comments with their scores into the queue.

use super::super::{Store, StoreError, now, open};
use crate::record::Prediction;
use crate::serve::signals;
use crate::serve::store::index::index_words;
use crate::serve::store::likeness::{Likeness, in_turn};
use crate::text::Tokenizer;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::path::Path;

/// An article, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NewArticle {
    pub(crate) title: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) text: Option<String>,
}

/// A comment for the queue.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewComment {
    /// A stable hash of the article, the author and the text: a comment that comes again is left out.
    pub(crate) key: String,
    pub(crate) site: String,
    pub(crate) article: NewArticle,
    pub(crate) page: Option<String>,
    pub(crate) index: Option<usize>,
    /// What the site calls it, and what it replies to: by the site's name for it, or by its key.
    pub(crate) external_id: Option<String>,
    pub(crate) parent: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) text: String,
    pub(crate) time_text: Option<String>,
    pub(crate) earliest: Option<String>,
    pub(crate) latest: Option<String>,
    /// The last day that it may be of; empty where it is not known.
    pub(crate) day: String,
    pub(crate) truncated: bool,
    pub(crate) prediction: Prediction,
}

/// Puts comments into the store of a folder, before or beside a server.
pub(crate) struct Filler {
    pub(super) connection: Connection,
    pub(super) tokenizer: Tokenizer,
}

impl Filler {
    /// Opens the store of a folder, or makes it.
    pub(crate) fn open(folder: &Path) -> Result<Self, StoreError> {
        let file = open::prepare(folder)?;
        Ok(Self { connection: open::connect(&file)?, tokenizer: Tokenizer::default() })
    }

    /// Adds comments in one transaction; returns how many were new.
    pub(crate) fn add(&mut self, comments: &[NewComment]) -> Result<u64, StoreError> {
        let transaction = self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut added = 0;
        for comment in comments {
            added += u64::from(insert(&transaction, &mut self.tokenizer, comment)?.is_some());
        }
        transaction.commit()?;
        Ok(added)
    }

    /// The store's own key of pseudonyms, made when it is first asked for.
    pub(crate) fn secret(&self) -> Result<Vec<u8>, StoreError> {
        let known = "SELECT value FROM settings WHERE name = 'secret'";
        let known: Option<Vec<u8>> = self.connection.query_row(known, [], |row| row.get(0)).optional()?;
        if let Some(secret) = known {
            return Ok(secret);
        }
        let mut secret = vec![0; 32];
        getrandom::fill(&mut secret).map_err(|error| StoreError::Failed(error.to_string()))?;
        self.connection.execute("INSERT INTO settings VALUES ('secret', ?)", [&secret])?;
        Ok(secret)
    }
}

impl Store {
    /// Adds a comment to the queue, unless it is there.
    pub(in crate::serve) async fn queue_comment(&self, comment: NewComment) -> Result<(), StoreError> {
        self.writer.write(move |connection| insert(connection, &mut Tokenizer::default(), &comment).map(drop)).await
    }
}

/// Adds a comment; `None` where it is there already.
pub(super) fn insert(
    connection: &Connection,
    tokenizer: &mut Tokenizer,
    new: &NewComment,
) -> rusqlite::Result<Option<i64>> {
    let digest = digest(&new.key);
    let known = "SELECT id FROM comments WHERE digest = ?";
    if connection.prepare_cached(known)?.query_row([digest], |row| row.get::<_, i64>(0)).optional()?.is_some() {
        return Ok(None);
    }
    let article = article(connection, &new.site, &new.article)?;
    let sql = "INSERT INTO comments (digest, source, external_id, parent, author, article, text, created, key, title, article_id, \
               page, place, time_text, earliest, latest, truncated, language) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let id = connection.prepare_cached(sql)?.insert(params![
        digest,
        Some(&new.site).filter(|site| !site.is_empty()),
        new.external_id,
        new.parent,
        new.author,
        new.article.title,
        new.text,
        now(),
        new.key,
        new.title,
        article,
        new.page,
        new.index,
        new.time_text,
        new.earliest,
        new.latest,
        new.truncated,
        new.prediction.language.map(|language| language.tag()),
    ])?;
    let title = new.title.as_deref().unwrap_or_default();
    let text = format!("{title}\n{}", new.text);
    index_words(connection, tokenizer, id, &text)?;
    enqueue(connection, tokenizer, id, (&new.site, article, &new.day), &new.prediction, &text)?;
    Ok(Some(id))
}

/// What tells comments of the desk apart from each other, and from those that came without a key.
pub(super) fn digest(key: &str) -> [u8; 32] {
    Sha256::new().chain_update("desk ").chain_update(key).finalize().into()
}

/// The id of an article, which is kept once.
fn article(connection: &Connection, site: &str, article: &NewArticle) -> rusqlite::Result<Option<i64>> {
    let NewArticle { title, url, text } = article;
    let Some(name) = url.as_deref().or(title.as_deref()).filter(|name| !name.is_empty()) else { return Ok(None) };
    let known = "SELECT id FROM articles WHERE site = ? AND name = ?";
    let known = connection.prepare_cached(known)?.query_row([site, name], |row| row.get(0)).optional()?;
    if known.is_some() {
        return Ok(known);
    }
    let sql = "INSERT INTO articles (site, name, title, url, text) VALUES (?, ?, ?, ?, ?)";
    connection.prepare_cached(sql)?.insert(params![site, name, title, url, text]).map(Some)
}

/// Adds a comment's row of the queue: site, article and day, scores, and what is computed of them.
pub(in super::super) fn enqueue(
    connection: &Connection,
    tokenizer: &mut Tokenizer,
    id: i64,
    (site, article, day): (&str, Option<i64>, &str),
    prediction: &Prediction,
    text: &str,
) -> rusqlite::Result<()> {
    let Prediction { scores, flags, .. } = prediction;
    let score = |flag| scores.printed(flag).unwrap_or(-1.0);
    let [hostile, sectarian, off_topic] = crate::record::Flag::ALL.map(score);
    let bits = flags.iter().fold(0, |bits, flag| bits | 1_i64 << *flag as i64);
    let likeness = Likeness::of(connection, tokenizer, id, text)?;
    let worth = in_turn(connection, article, likeness.worth(prediction))?;
    let [one, other] = likeness.sketch;
    let sql = "INSERT OR IGNORE INTO queue (comment, site, article, day, hostile, sectarian, off_topic, sentiment, flags, \
               uncertain, worth, signals, model, words, likeness, sketch_one, sketch_other, draw) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, random())";
    connection.prepare_cached(sql)?.execute(params![
        id,
        site,
        article,
        day,
        hostile,
        sectarian,
        off_topic,
        prediction.sentiment.map(|sentiment| sentiment.label.name()),
        bits,
        prediction.uncertain,
        worth,
        signals::of(text),
        prediction.model.hash,
        likeness.words,
        likeness.similarity,
        one,
        other,
    ])?;
    Ok(())
}
