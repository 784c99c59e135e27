//! What happened at the desk: the handover of a shift, counts and shares.

use super::super::{Store, StoreError, now, open};
use super::State;
use super::queue::COUNTED;
use crate::record::Sentiment;
use rusqlite::{Connection, params};

/// What the next shift is told.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::serve) struct Handover {
    /// Comments in each state, no further than a thousand.
    pub(in crate::serve) states: Vec<(State, i64)>,
    /// When the comment that waits longest came.
    pub(in crate::serve) oldest: Option<i64>,
    /// Decisions of the shift, by new state.
    pub(in crate::serve) decided: Vec<(State, i64)>,
    /// Comments that got a label in the shift, and how many of them that they cannot be told.
    pub(in crate::serve) labelled: i64,
    pub(in crate::serve) cannot: i64,
    /// Escalated comments, the newest first, and notes of the shift.
    pub(in crate::serve) escalated: Vec<Note>,
    pub(in crate::serve) notes: Vec<Note>,
}

/// A comment with what was noted of it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::serve) struct Note {
    pub(in crate::serve) comment: i64,
    pub(in crate::serve) at: Option<i64>,
    pub(in crate::serve) who: Option<String>,
    pub(in crate::serve) text: String,
    pub(in crate::serve) note: Option<String>,
    /// -1 where there is none.
    pub(in crate::serve) hostile: f64,
}

/// A group of comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::serve) struct Group {
    pub(in crate::serve) name: String,
    pub(in crate::serve) comments: u64,
    pub(in crate::serve) hostile: u64,
    pub(in crate::serve) sectarian: u64,
    pub(in crate::serve) off_topic: u64,
    pub(in crate::serve) flagged: u64,
}

/// The most rows of a list.
const LISTED: i64 = 50;

impl Store {
    /// What happened in the last so many seconds, and what waits.
    pub(in crate::serve) fn handover(&self, seconds: i64) -> Result<Handover, StoreError> {
        self.ask(|connection| {
            let since = now() - seconds;
            let sql = "SELECT min(created) FROM comments WHERE id = (SELECT min(comment) FROM queue WHERE state = 0)";
            let oldest = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
            let sql = "SELECT json_extract(after, '$.state') AS state, count(*) FROM record WHERE at >= ? AND kind = 'state' \
                       AND state IN ('published', 'hidden', 'escalated') \
                       AND NOT EXISTS (SELECT 1 FROM record AS later WHERE later.undoes = record.act) GROUP BY state";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([since], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
            let mut decided = Vec::new();
            for row in rows {
                let (name, count) = row?;
                decided.extend(State::of_name(&name).map(|state| (state, count)));
            }
            decided.sort();
            let sql = "SELECT count(DISTINCT comment), count(DISTINCT CASE WHEN cannot THEN comment END) FROM labels \
                       WHERE created >= ? AND provenance = 'desk' AND superseded = 0";
            let (labelled, cannot) =
                connection.prepare_cached(sql)?.query_row([since], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let escalated = "SELECT comments.id, (SELECT max(at) FROM record WHERE comment = comments.id AND kind = 'state'), \
                             (SELECT who FROM record WHERE comment = comments.id AND kind = 'state' ORDER BY id DESC LIMIT 1), text, \
                             (SELECT note FROM record WHERE comment = comments.id AND kind = 'note' ORDER BY id DESC LIMIT 1), hostile \
                             FROM queue JOIN comments ON comments.id = queue.comment WHERE state = ?1 ORDER BY 2 DESC LIMIT ?2";
            let noted = "SELECT comments.id, at, who, text, note, \
                         (SELECT hostile FROM queue WHERE comment = comments.id) FROM record JOIN comments ON comments.id = record.comment \
                         WHERE at >= ?1 AND note IS NOT NULL ORDER BY record.id DESC LIMIT ?2";
            Ok(Handover {
                states: states(connection)?,
                oldest,
                decided,
                labelled,
                cannot,
                escalated: notes(connection, escalated, State::Escalated as i64)?,
                notes: notes(connection, noted, since)?,
            })
        })
    }

    /// Comments of all, and of each site, day and article, the most flagged first.
    pub(in crate::serve) fn groups(&self) -> Result<[Vec<Group>; 4], StoreError> {
        // Questions of the desk do not wait for it.
        let connection = &open::connect(&self.file)?;
        let groups = || {
            let of = |name: &str, rest: &str| -> rusqlite::Result<Vec<Group>> {
                let sql = format!(
                    "SELECT {name}, count(*), sum(flags & 1 > 0), sum(flags & 2 > 0), sum(flags & 4 > 0), sum(flags > 0) FROM queue {rest}"
                );
                let mut statement = connection.prepare_cached(&sql)?;
                let rows = statement.query_map([], |row| {
                    Ok(Group {
                        name: row.get::<_, Option<String>>(0)?.unwrap_or_default(),
                        comments: row.get(1)?,
                        hostile: row.get::<_, Option<u64>>(2)?.unwrap_or(0),
                        sectarian: row.get::<_, Option<u64>>(3)?.unwrap_or(0),
                        off_topic: row.get::<_, Option<u64>>(4)?.unwrap_or(0),
                        flagged: row.get::<_, Option<u64>>(5)?.unwrap_or(0),
                    })
                })?;
                rows.collect()
            };
            let article = "(SELECT coalesce(title, url) FROM articles WHERE id = queue.article)";
            Ok::<_, rusqlite::Error>([
                of("''", "")?,
                of("site", "GROUP BY site ORDER BY 6 DESC, 2 DESC LIMIT 50")?,
                of("day", "WHERE day <> '' GROUP BY day ORDER BY day")?,
                of(
                    article,
                    "WHERE article IS NOT NULL GROUP BY article HAVING sum(flags > 0) > 0 ORDER BY 6 DESC, 2 DESC LIMIT 20",
                )?,
            ])
        };
        Ok(groups()?)
    }

    /// The comments of each tone that the model tells.
    pub(in crate::serve) fn tones(&self) -> Result<Vec<(Sentiment, u64)>, StoreError> {
        let connection = &open::connect(&self.file)?;
        let tones = || {
            let sql = "SELECT sentiment, count(*) FROM queue WHERE sentiment IS NOT NULL GROUP BY sentiment";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        Ok(tones()?.into_iter().filter_map(|(name, count)| Some((name.parse().ok()?, count))).collect())
    }

    /// How many of a person's last labels in a row are hostile, since their last pause.
    pub(in crate::serve) fn hostile_in_a_row(&self, who: Option<&str>) -> Result<usize, StoreError> {
        self.ask(|connection| {
            let sql = "SELECT kind = 'label' AND json_extract(after, '$.hostile') = 1 FROM record \
                       WHERE who IS ? AND kind IN ('label', 'pause') ORDER BY id DESC LIMIT 30";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([who], |row| row.get::<_, Option<bool>>(0))?;
            let mut count = 0;
            for row in rows {
                match row? {
                    Some(true) => count += 1,
                    _ => break,
                }
            }
            Ok(count)
        })
    }

    /// Notes that a person was offered a pause, or took one.
    pub(in crate::serve) async fn paused(&self, who: Option<String>) -> Result<(), StoreError> {
        use super::acts::{Recorded, next_act, record};
        self.writer
            .write(move |connection| {
                let act = next_act(connection)?;
                let who = who.as_deref();
                let row = Recorded { act, who, kind: "pause", before: None, after: None, note: None, undoes: None };
                record(connection, None, &row)
            })
            .await
    }
}

fn states(connection: &Connection) -> rusqlite::Result<Vec<(State, i64)>> {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM queue WHERE state = ? LIMIT ?)";
    let mut statement = connection.prepare_cached(sql)?;
    let count = |state: State| {
        let count = statement.query_row(params![state as i64, COUNTED + 1], |row| row.get(0))?;
        Ok((state, count))
    };
    State::ALL.into_iter().map(count).collect()
}

fn notes(connection: &Connection, sql: &str, value: i64) -> rusqlite::Result<Vec<Note>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params![value, LISTED], |row| {
        Ok(Note {
            comment: row.get(0)?,
            at: row.get(1)?,
            who: row.get(2)?,
            text: row.get(3)?,
            note: row.get(4)?,
            hostile: row.get::<_, Option<f64>>(5)?.unwrap_or(-1.0),
        })
    })?;
    rows.collect()
}
