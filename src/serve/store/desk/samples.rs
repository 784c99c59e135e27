//! Comments drawn at random, shown without scores, marks and others' answers: agreement, calibration and the comparison
//! of models go by their labels alone, since those of a queue that a score ordered flatter the score.

use super::super::{Store, StoreError, now};
use super::State;
use rusqlite::{Connection, OptionalExtension, params};

/// A label of a comment drawn at random.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::serve) struct BlindLabel {
    pub(in crate::serve) comment: i64,
    pub(in crate::serve) who: Option<String>,
    pub(in crate::serve) hostile: Option<bool>,
    pub(in crate::serve) sectarian: Option<bool>,
    /// The hostile and sectarian scores now; -1 where there is none.
    pub(in crate::serve) scores: [f64; 2],
    pub(in crate::serve) flags: u8,
}

impl Store {
    /// The comment drawn for a person that waits for an answer, if any; else, where `draw` says so, a new one: of all
    /// that nobody has answered or taken, by their random numbers, whatever the person's filter.
    pub(in crate::serve) async fn sample(&self, who: String, draw: bool) -> Result<Option<i64>, StoreError> {
        self.writer
            .write(move |connection| {
                let open = open(connection, &who)?;
                if open.is_some() || !draw {
                    return Ok(open);
                }
                let sql = "SELECT comment FROM queue WHERE state = ? AND taken_by IS NULL \
                           AND NOT EXISTS (SELECT 1 FROM samples WHERE samples.comment = queue.comment) \
                           ORDER BY state, queue.draw LIMIT 1";
                let found: Option<i64> =
                    connection.prepare_cached(sql)?.query_row([State::New as i64], |row| row.get(0)).optional()?;
                if let Some(id) = found {
                    let sql = "INSERT INTO samples (comment, who, served) VALUES (?, ?, ?)";
                    connection.prepare_cached(sql)?.execute(params![id, who, now()])?;
                    let sql = "UPDATE queue SET taken_by = ?, taken_at = ? WHERE comment = ?";
                    connection.prepare_cached(sql)?.execute(params![who, now(), id])?;
                }
                Ok(found)
            })
            .await
    }

    /// Whether a comment is to be shown blind to a person: it was drawn for them, and they have not answered.
    pub(in crate::serve) fn is_blind(&self, comment: i64, who: &str) -> Result<bool, StoreError> {
        self.ask(|connection| {
            let sql = "SELECT 1 FROM samples WHERE comment = ? AND who = ? AND answered IS NULL";
            Ok(connection.prepare_cached(sql)?.query_row(params![comment, who], |_| Ok(())).optional()?.is_some())
        })
    }

    /// The labels of comments drawn at random that hold.
    pub(in crate::serve) fn blind_labels(&self) -> Result<Vec<BlindLabel>, StoreError> {
        self.ask(|connection| {
            let sql = "SELECT labels.comment, who, labels.hostile, labels.sectarian, queue.hostile, queue.sectarian, queue.flags \
                       FROM labels JOIN queue ON queue.comment = labels.comment \
                       WHERE provenance = 'desk' AND superseded = 0 AND blind = 1 ORDER BY labels.id";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| {
                Ok(BlindLabel {
                    comment: row.get(0)?,
                    who: row.get(1)?,
                    hostile: row.get(2)?,
                    sectarian: row.get(3)?,
                    scores: [row.get(4)?, row.get(5)?],
                    flags: row.get(6)?,
                })
            })?;
            rows.collect()
        })
    }
}

/// The comment drawn for a person that waits for an answer; one that was decided or erased meanwhile waits no more.
fn open(connection: &Connection, who: &str) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT samples.comment FROM samples JOIN queue ON queue.comment = samples.comment \
               WHERE who = ? AND answered IS NULL ORDER BY served LIMIT 1";
    connection.prepare_cached(sql)?.query_row([who], |row| row.get(0)).optional()
}
