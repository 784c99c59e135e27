//! What people did, day by day.

use super::super::{Store, StoreError, now};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

/// What people did on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::serve) struct Day {
    /// In UTC: `2024-05-15`.
    pub(in crate::serve) day: String,
    /// Comments that became so, whose decision was not taken back.
    pub(in crate::serve) published: i64,
    pub(in crate::serve) hidden: i64,
    pub(in crate::serve) escalated: i64,
    /// Comments that got a label.
    pub(in crate::serve) labelled: i64,
}

impl Store {
    /// What people did on each of the last so many days on which they did something, the newest first.
    pub(in crate::serve) fn days(&self, count: i64) -> Result<Vec<Day>, StoreError> {
        self.ask(|connection| days(connection, now() - count * 24 * 3600))
    }
}

fn days(connection: &Connection, since: i64) -> rusqlite::Result<Vec<Day>> {
    let mut days: BTreeMap<String, Day> = BTreeMap::new();
    let sql = "SELECT date(at, 'unixepoch') AS day, json_extract(after, '$.state') AS state, count(DISTINCT comment) FROM record \
               WHERE at >= ? AND kind = 'state' AND state IN ('published', 'hidden', 'escalated') \
               AND NOT EXISTS (SELECT 1 FROM record AS later WHERE later.undoes = record.act) GROUP BY day, state";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![since])?;
    while let Some(row) = rows.next()? {
        let day = days.entry(row.get(0)?).or_default();
        let count = row.get(2)?;
        match row.get::<_, String>(1)?.as_str() {
            "published" => day.published = count,
            "hidden" => day.hidden = count,
            _ => day.escalated = count,
        }
    }
    let sql = "SELECT date(created, 'unixepoch') AS day, count(DISTINCT comment) FROM labels \
               WHERE created >= ? AND provenance = 'desk' AND superseded = 0 GROUP BY day";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![since])?;
    while let Some(row) = rows.next()? {
        days.entry(row.get(0)?).or_default().labelled = row.get(1)?;
    }
    Ok(days.into_iter().rev().map(|(day, told)| Day { day, ..told }).collect())
}
