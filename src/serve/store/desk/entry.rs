//! All that is known of a comment, and its thread.

use super::super::{Store, StoreError};
use super::State;
use crate::record::Sentiment;
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};

/// A comment as the desk shows it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::serve) struct Entry {
    pub(in crate::serve) id: i64,
    pub(in crate::serve) version: i64,
    pub(in crate::serve) state: State,
    pub(in crate::serve) reason: Option<String>,
    pub(in crate::serve) site: String,
    pub(in crate::serve) article: Option<i64>,
    pub(in crate::serve) article_title: Option<String>,
    pub(in crate::serve) article_url: Option<String>,
    pub(in crate::serve) article_text: Option<String>,
    pub(in crate::serve) author: Option<String>,
    pub(in crate::serve) title: Option<String>,
    pub(in crate::serve) text: String,
    pub(in crate::serve) page: Option<String>,
    pub(in crate::serve) time_text: Option<String>,
    pub(in crate::serve) earliest: Option<String>,
    pub(in crate::serve) latest: Option<String>,
    pub(in crate::serve) truncated: bool,
    /// Hostile, sectarian, off topic; -1 where there is none.
    pub(in crate::serve) scores: [f64; 3],
    pub(in crate::serve) sentiment: Option<String>,
    pub(in crate::serve) flags: u8,
    pub(in crate::serve) uncertain: bool,
    pub(in crate::serve) signals: u8,
    pub(in crate::serve) model: String,
    pub(in crate::serve) taken_by: Option<String>,
    pub(in crate::serve) taken_at: Option<i64>,
    pub(in crate::serve) external_id: Option<String>,
    pub(in crate::serve) parent: Option<String>,
    pub(in crate::serve) key: Option<String>,
    /// The index on the page.
    pub(in crate::serve) index: Option<i64>,
}

/// A comment above or below another in its thread.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::serve) struct Relative {
    pub(in crate::serve) id: i64,
    pub(in crate::serve) author: Option<String>,
    pub(in crate::serve) text: String,
    /// -1 where there is none.
    pub(in crate::serve) hostile: f64,
}

/// A label that somebody gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::serve) struct GivenLabel {
    pub(in crate::serve) who: Option<String>,
    pub(in crate::serve) hostile: Option<bool>,
    pub(in crate::serve) sectarian: Option<bool>,
    pub(in crate::serve) off_topic: Option<bool>,
    pub(in crate::serve) sentiment: Option<Sentiment>,
    pub(in crate::serve) cannot: bool,
    pub(in crate::serve) provenance: String,
    /// Whether it was given without sight of scores, on a comment drawn at random.
    pub(in crate::serve) blind: bool,
    /// When it was given, in seconds since 1970.
    pub(in crate::serve) created: i64,
}

/// A row of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::serve) struct Event {
    pub(in crate::serve) at: i64,
    pub(in crate::serve) who: Option<String>,
    pub(in crate::serve) kind: String,
    pub(in crate::serve) before: Option<String>,
    pub(in crate::serve) after: Option<String>,
    pub(in crate::serve) note: Option<String>,
}

/// Comments above that are shown, and comments below.
const ABOVE: usize = 4;
const BELOW: i64 = 8;

impl Store {
    /// A comment; `None` where there is none, or it is erased.
    pub(in crate::serve) fn entry(&self, id: i64) -> Result<Option<Entry>, StoreError> {
        self.ask(|connection| entry(connection, id))
    }

    /// The comments that one replies to, the first of the thread first, and the replies to it.
    pub(in crate::serve) fn thread(&self, of: &Entry) -> Result<(Vec<Relative>, Vec<Relative>), StoreError> {
        self.ask(|connection| {
            let mut above: Vec<Relative> = Vec::new();
            let mut parent = of.parent.clone();
            while let Some(name) = parent.take().filter(|_| above.len() < ABOVE) {
                // By the site's name for it or by its key, under the same article.
                let sql = "SELECT id, author, text, (SELECT hostile FROM queue WHERE comment = comments.id), parent FROM comments \
                           WHERE article_id IS ?1 AND erased IS NULL AND id IN (SELECT id FROM comments WHERE external_id = ?2 UNION SELECT id FROM comments WHERE key = ?2) \
                           LIMIT 1";
                let found = connection
                    .prepare_cached(sql)?
                    .query_row(params![of.article, name], |row| Ok((relative(row)?, row.get(4)?)))
                    .optional()?;
                let Some((found, next)) = found else { break };
                if found.id == of.id || above.iter().any(|known| known.id == found.id) {
                    break;
                }
                above.push(found);
                parent = next;
            }
            above.reverse();
            let sql = "SELECT id, author, text, (SELECT hostile FROM queue WHERE comment = comments.id) FROM comments \
                       WHERE article_id IS ?1 AND erased IS NULL AND id <> ?2 AND (parent = ?3 OR parent = ?4) ORDER BY place, id LIMIT ?5";
            let below = if of.article.is_some() {
                let mut statement = connection.prepare_cached(sql)?;
                let rows = statement.query_map(params![of.article, of.id, of.external_id, of.key, BELOW], relative)?;
                rows.collect::<rusqlite::Result<Vec<_>>>()?
            } else {
                Vec::new()
            };
            Ok((above, below))
        })
    }

    /// The labels of a comment that hold, oldest first.
    pub(in crate::serve) fn labels_of(&self, id: i64) -> Result<Vec<GivenLabel>, StoreError> {
        self.ask(|connection| labels_of(connection, id))
    }

    /// What happened to a comment, oldest first.
    pub(in crate::serve) fn events_of(&self, id: i64) -> Result<Vec<Event>, StoreError> {
        self.ask(|connection| {
            let sql = "SELECT at, who, kind, before, after, note FROM record WHERE comment = ? ORDER BY id LIMIT 100";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([id], |row| {
                Ok(Event {
                    at: row.get(0)?,
                    who: row.get(1)?,
                    kind: row.get(2)?,
                    before: row.get(3)?,
                    after: row.get(4)?,
                    note: row.get(5)?,
                })
            })?;
            rows.collect()
        })
    }
}

fn relative(row: &SqlRow<'_>) -> rusqlite::Result<Relative> {
    let hostile = row.get::<_, Option<f64>>(3)?.unwrap_or(-1.0);
    Ok(Relative { id: row.get(0)?, author: row.get(1)?, text: row.get(2)?, hostile })
}

/// The labels of a comment that hold, oldest first.
pub(super) fn labels_of(connection: &Connection, id: i64) -> rusqlite::Result<Vec<GivenLabel>> {
    let sql = "SELECT who, hostile, sectarian, off_topic, sentiment, cannot, provenance, blind, created FROM labels \
               WHERE comment = ? AND superseded = 0 ORDER BY id LIMIT 50";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([id], |row| {
        let sentiment: Option<String> = row.get(4)?;
        Ok(GivenLabel {
            who: row.get(0)?,
            hostile: row.get(1)?,
            sectarian: row.get(2)?,
            off_topic: row.get(3)?,
            sentiment: sentiment.and_then(|name| name.parse().ok()),
            cannot: row.get(5)?,
            provenance: row.get(6)?,
            blind: row.get(7)?,
            created: row.get(8)?,
        })
    })?;
    rows.collect()
}

pub(super) fn entry(connection: &Connection, id: i64) -> rusqlite::Result<Option<Entry>> {
    let sql = "SELECT version, state, queue.reason, site_name, queue.article, article_title, url, article_text, author, own_title, \
               body, page, time_text, earliest, latest, truncated, hostile, sectarian, off_topic, sentiment, flags, uncertain, \
               signals, model, taken_by, taken_at, external_id, parent, key, place FROM queue JOIN ( \
               SELECT comments.id AS comment_id, coalesce(source, '') AS site_name, \
               coalesce(articles.title, comments.article) AS article_title, url, articles.text AS article_text, author, \
               comments.title AS own_title, comments.text AS body, page, time_text, earliest, latest, truncated, external_id, \
               parent, key, place FROM comments LEFT JOIN articles ON articles.id = comments.article_id WHERE comments.id = ?1 \
               AND erased IS NULL) ON comment_id = queue.comment WHERE queue.comment = ?1";
    connection
        .prepare_cached(sql)?
        .query_row([id], |row| {
            Ok(Entry {
                id,
                version: row.get(0)?,
                state: State::of_number(row.get(1)?),
                reason: row.get(2)?,
                site: row.get(3)?,
                article: row.get(4)?,
                article_title: row.get(5)?,
                article_url: row.get(6)?,
                article_text: row.get(7)?,
                author: row.get(8)?,
                title: row.get(9)?,
                text: row.get(10)?,
                page: row.get(11)?,
                time_text: row.get(12)?,
                earliest: row.get(13)?,
                latest: row.get(14)?,
                truncated: row.get(15)?,
                scores: [row.get(16)?, row.get(17)?, row.get(18)?],
                sentiment: row.get(19)?,
                flags: row.get(20)?,
                uncertain: row.get(21)?,
                signals: row.get(22)?,
                model: row.get(23)?,
                taken_by: row.get(24)?,
                taken_at: row.get(25)?,
                external_id: row.get(26)?,
                parent: row.get(27)?,
                key: row.get(28)?,
                index: row.get(29)?,
            })
        })
        .optional()
}
