//! What happened at the desk: the handover of a shift, counts and shares.

use super::super::{Store, StoreError, now, open};
use super::State;
use super::queue::COUNTED;
use crate::record::Sentiment;
use rusqlite::{Connection, Row, ToSql, params};
use std::collections::BTreeMap;

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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::serve) struct Group {
    pub(in crate::serve) name: String,
    pub(in crate::serve) comments: u64,
    pub(in crate::serve) hostile: u64,
    pub(in crate::serve) sectarian: u64,
    pub(in crate::serve) off_topic: u64,
    pub(in crate::serve) flagged: u64,
}

impl Group {
    fn add(&mut self, other: &Self) {
        self.comments += other.comments;
        self.hostile += other.hostile;
        self.sectarian += other.sectarian;
        self.off_topic += other.off_topic;
        self.flagged += other.flagged;
    }
}

/// What is counted of a group, in the order of `group`.
const COUNTS: &str = "count(*) AS comments, sum(flags & 1 > 0) AS hostile, sum(flags & 2 > 0) AS sectarian, \
                      sum(flags & 4 > 0) AS off_topic, sum(flags > 0) AS flagged";

fn group(row: &Row<'_>) -> rusqlite::Result<Group> {
    Ok(Group {
        name: row.get::<_, Option<String>>(0)?.unwrap_or_default(),
        comments: row.get(1)?,
        hostile: row.get(2)?,
        sectarian: row.get(3)?,
        off_topic: row.get(4)?,
        flagged: row.get(5)?,
    })
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
        let connection = &self.apart()?;
        let groups = |sql: &str, values: &[&dyn ToSql]| -> rusqlite::Result<Vec<Group>> {
            let mut statement = connection.prepare_cached(&sql.replace("COUNTS", COUNTS))?;
            statement.query_map(values, group)?.collect()
        };
        // Each is read in the order of an index that has it all: to sort a million rows took 20 seconds and 100 MiB.
        let mut days: BTreeMap<String, Group> = BTreeMap::new();
        let mut all = Group::default();
        for state in State::ALL {
            let sql = "SELECT day, COUNTS FROM queue INDEXED BY queue_by_day WHERE state = ? GROUP BY day";
            for group in groups(sql, &[&(state as i64)])? {
                all.add(&group);
                days.entry(group.name.clone())
                    .or_insert_with(|| Group { name: group.name.clone(), ..Group::default() })
                    .add(&group);
            }
        }
        days.remove("");
        let sites =
            "SELECT site, COUNTS FROM queue INDEXED BY queue_by_site GROUP BY site ORDER BY 6 DESC, 2 DESC LIMIT 50";
        let articles = "SELECT (SELECT coalesce(title, url) FROM articles WHERE id = article), comments, hostile, sectarian, off_topic, \
                        flagged FROM (SELECT article, COUNTS FROM queue INDEXED BY queue_by_article WHERE article IS NOT NULL \
                        GROUP BY article HAVING flagged > 0 ORDER BY 6 DESC, 2 DESC LIMIT 20)";
        Ok([vec![all], groups(sites, &[])?, days.into_values().collect(), groups(articles, &[])?])
    }

    /// The comments of each tone that the model tells.
    pub(in crate::serve) fn tones(&self) -> Result<Vec<(Sentiment, u64)>, StoreError> {
        let connection = self.apart()?;
        let mut tones = Vec::new();
        let counts: Vec<String> =
            Sentiment::ALL.iter().map(|tone| format!("total(sentiment = '{}')", tone.name())).collect();
        let sql = format!("SELECT {} FROM queue", counts.join(", "));
        connection.query_row(&sql, [], |row| {
            for (index, tone) in Sentiment::ALL.into_iter().enumerate() {
                tones.push((tone, row.get::<_, f64>(index)? as u64));
            }
            Ok(())
        })?;
        tones.retain(|(_, count)| *count > 0);
        Ok(tones)
    }

    /// A connection for a long question, for which others do not wait; with little memory.
    fn apart(&self) -> Result<Connection, StoreError> {
        let connection = open::connect(&self.file)?;
        connection.pragma_update(None, "cache_size", -2048)?;
        Ok(connection)
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
