//! Labels: one row each, on a comment that is kept once.

use super::desk::{State, decide, enqueue};
use super::index::index_words;
use super::{Store, StoreError, now, open};
use crate::label::Label;
use crate::record::{Prediction, Sentiment};
use crate::text::Tokenizer;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A label to be kept.
#[derive(Debug, Clone, Default)]
pub(in crate::serve) struct NewLabel {
    /// The comment and what is said of it; its source is the site.
    pub(in crate::serve) label: Label,
    /// What the client calls the comment.
    pub(in crate::serve) external_id: Option<String>,
    /// The comment that it replies to.
    pub(in crate::serve) parent: Option<String>,
    /// How it came about.
    pub(in crate::serve) provenance: &'static str,
    /// The name of the token that it was given with.
    pub(in crate::serve) who: Option<String>,
    /// What the client calls the request.
    pub(in crate::serve) client_token: Option<String>,
    /// What the model says of the comment.
    pub(in crate::serve) prediction: Prediction,
    /// The model's hostile score of the comment, as the client was told.
    pub(in crate::serve) score: Option<f64>,
    /// What the site decided, where the client tells that.
    pub(in crate::serve) state: Option<State>,
}

/// A label as `/v1/labels` lists it: a line of a label file, with where it came from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(in crate::serve) struct StoredLabel {
    /// Text, article, what is known, source.
    #[serde(flatten)]
    pub(in crate::serve) label: Label,
    id: i64,
    provenance: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    who: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_token: Option<String>,
    /// When it was given, UTC.
    created: String,
}

/// Labels read at a time.
const TOGETHER: i64 = 500;

impl Store {
    /// Keeps a label; when this returns it is on disk.
    pub(in crate::serve) async fn add_label(&self, label: NewLabel) -> Result<(), StoreError> {
        self.writer.write(move |connection| insert(connection, &label)).await
    }

    /// Passes all labels on, oldest first, some at a time, until `take` returns `false`. May take long.
    pub(in crate::serve) fn each_label(
        &self,
        mut take: impl FnMut(Vec<StoredLabel>) -> bool,
    ) -> Result<(), StoreError> {
        let connection = open::connect(&self.file)?;
        let mut after = 0;
        loop {
            let labels = select(&connection, after)?;
            let Some(last) = labels.last() else { return Ok(()) };
            after = last.id;
            if !take(labels) {
                return Ok(());
            }
        }
    }
}

fn insert(connection: &Connection, new: &NewLabel) -> rusqlite::Result<()> {
    let Label { text, article, hostile, sectarian, off_topic, sentiment, source, .. } = &new.label;
    let mut digest = Sha256::new();
    for part in [source.as_deref(), article.as_deref(), Some(text)] {
        let part = part.unwrap_or_default();
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    let digest: &[u8] = &digest.finalize();
    let known: Option<i64> = connection
        .prepare_cached("SELECT id FROM comments WHERE digest = ?")?
        .query_row([digest], |row| row.get(0))
        .optional()?;
    let comment = match known {
        Some(id) => id,
        None => {
            let sql = "INSERT INTO comments (digest, source, external_id, parent, article, text, created) \
                       VALUES (?, ?, ?, ?, ?, ?, ?)";
            let id = connection.prepare_cached(sql)?.insert(params![
                digest,
                source,
                new.external_id,
                new.parent,
                article,
                text,
                now()
            ])?;
            let (site, mut tokenizer) = (source.as_deref().unwrap_or_default(), Tokenizer::default());
            index_words(connection, &mut tokenizer, id, text)?;
            enqueue(connection, &mut tokenizer, id, (site, None, ""), &new.prediction, text)?;
            id
        }
    };
    let sql = "INSERT INTO labels (comment, hostile, sectarian, off_topic, sentiment, provenance, who, client_token, created, \
               model, score) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let sentiment = sentiment.map(Sentiment::name);
    connection.prepare_cached(sql)?.execute(params![
        comment,
        hostile,
        sectarian,
        off_topic,
        sentiment,
        new.provenance,
        new.who,
        new.client_token,
        now(),
        new.prediction.model.hash,
        new.score
    ])?;
    match new.state {
        Some(state) => decide(connection, comment, state, new.who.as_deref()),
        None => Ok(()),
    }
}

fn select(connection: &Connection, after: i64) -> rusqlite::Result<Vec<StoredLabel>> {
    let sql = "SELECT labels.id, iif(coalesce(title, '') = '', text, title || char(10) || text), article, hostile, sectarian, \
               off_topic, sentiment, source, provenance, who, client_token, \
               strftime('%Y-%m-%dT%H:%M:%SZ', labels.created, 'unixepoch') \
               FROM labels JOIN comments ON comments.id = labels.comment \
               WHERE labels.id > ? AND superseded = 0 AND cannot = 0 ORDER BY labels.id LIMIT ?";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([after, TOGETHER], |row| {
        let sentiment: Option<String> = row.get(6)?;
        Ok(StoredLabel {
            id: row.get(0)?,
            label: Label {
                text: row.get(1)?,
                article: row.get(2)?,
                hostile: row.get(3)?,
                sectarian: row.get(4)?,
                off_topic: row.get(5)?,
                sentiment: sentiment.and_then(|name| name.parse().ok()),
                source: row.get(7)?,
                community: None,
            },
            provenance: row.get(8)?,
            who: row.get(9)?,
            client_token: row.get(10)?,
            created: row.get(11)?,
        })
    })?;
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(text: &str, hostile: bool) -> NewLabel {
        let label = Label { text: text.into(), hostile: Some(hostile), source: Some("s".into()), ..Label::default() };
        NewLabel { label, provenance: "feedback", ..NewLabel::default() }
    }

    #[tokio::test]
    async fn labels_come_back_in_order_and_a_comment_is_kept_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let added = (0..1203).map(|number| store.add_label(new(&format!("تعليق {}", number % 400), number % 2 == 0)));
        for added in added {
            added.await.unwrap();
        }
        let mut found = Vec::new();
        store
            .each_label(|labels| {
                found.extend(labels);
                true
            })
            .unwrap();
        assert_eq!(found.len(), 1203);
        assert!(found.windows(2).all(|pair| pair[0].id < pair[1].id));
        assert_eq!(found[401].label, new("تعليق 1", false).label);
        let comments: i64 =
            store.read(|reader| reader.query_row("SELECT count(*) FROM comments", [], |row| row.get(0))).unwrap();
        assert_eq!(comments, 400);
    }

    #[tokio::test]
    async fn a_write_that_fails_leaves_those_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let (good, bad, also) = tokio::join!(
            store.add_label(new("أ", true)),
            store.writer.write(|connection| connection.execute_batch("INSERT INTO nowhere VALUES (1)")),
            store.add_label(new("ب", true)),
        );
        assert!(good.is_ok() && bad.is_err() && also.is_ok());
        store.close();
        assert!(store.add_label(new("ج", true)).await.is_err(), "a closed store takes nothing");
    }
}
