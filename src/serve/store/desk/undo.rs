//! The last action of a person taken back: its states and labels are as they were before. The record keeps both.

use super::super::{Store, StoreError};
use super::State;
use super::acts::{Recorded, next_act, record, seen};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;
use std::collections::BTreeSet;

impl Store {
    /// Takes back the last action of a person that is not taken back yet; `None` without one. A comment that somebody else
    /// has changed since stays as it is.
    pub(in crate::serve) async fn undo(&self, who: Option<String>) -> Result<Option<Undone>, StoreError> {
        self.writer.write(move |connection| undo(connection, who.as_deref())).await
    }
}

/// An action that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::serve) struct Undone {
    /// The comment, or the first of many.
    pub(in crate::serve) first: i64,
    /// How many comments are as they were before.
    pub(in crate::serve) comments: usize,
    /// What no longer holds: names of states, labels and tones, each once.
    pub(in crate::serve) what: Vec<String>,
}

/// A row of the record that is taken back.
struct Row {
    comment: i64,
    kind: String,
    before: Option<String>,
    after: Option<String>,
}

fn undo(connection: &Connection, who: Option<&str>) -> rusqlite::Result<Option<Undone>> {
    let sql = "SELECT act FROM record AS done WHERE who IS ? AND kind IN ('state', 'label') \
               AND NOT EXISTS (SELECT 1 FROM record WHERE undoes = done.act) \
               AND NOT EXISTS (SELECT 1 FROM record WHERE act = done.act AND kind IN ('appeal', 'outcome')) \
               ORDER BY id DESC LIMIT 1";
    let act: Option<i64> = connection.prepare_cached(sql)?.query_row([who], |row| row.get(0)).optional()?;
    let Some(act) = act else { return Ok(None) };
    let sql = "SELECT comment, kind, before, after FROM record WHERE act = ? AND who IS ? AND kind IN ('state', 'label') \
               ORDER BY id DESC";
    let rows: Vec<Row> = connection
        .prepare_cached(sql)?
        .query_map(params![act, who], |row| {
            Ok(Row { comment: row.get(0)?, kind: row.get(1)?, before: row.get(2)?, after: row.get(3)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let number = next_act(connection)?;
    let mut changed = BTreeSet::new();
    let mut first = None;
    // A label puts a new comment into review, which is no decision of its own.
    let has_label = rows.iter().any(|row| row.kind == "label");
    let mut what: Vec<String> = Vec::new();
    for row in rows {
        let Some(seen) = seen(connection, row.comment)? else { continue };
        let json = |text: &Option<String>| -> Value {
            text.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
        };
        let (before, after) = (json(&row.before), json(&row.after));
        let is_done = match row.kind.as_str() {
            "state" => {
                let stands = (Some(seen.state.name()), seen.reason.as_deref());
                let is_ours = stands == (after["state"].as_str(), after["reason"].as_str());
                is_ours && restore_state(connection, row.comment, &before)?
            }
            _ => restore_label(connection, row.comment, who, (&before, &after))?,
        };
        first = Some(row.comment);
        if is_done {
            changed.insert(row.comment);
            let names = match row.kind.as_str() {
                "state" if has_label && after["state"] == State::InReview.name() => Vec::new(),
                "state" => after["state"].as_str().map(String::from).into_iter().collect(),
                _ => names(connection, (&before, &after))?,
            };
            for name in names {
                if !what.contains(&name) {
                    what.push(name);
                }
            }
            let row = Recorded {
                act: number,
                who,
                kind: "undo",
                before: row.after.clone(),
                after: row.before.clone(),
                note: None,
                undoes: Some(act),
            };
            record(connection, Some(&seen), &row)?;
        }
    }
    if changed.is_empty() {
        // Nothing of it stands any more; the next undo goes on to the action before.
        let row = Recorded { act: number, who, kind: "undo", before: None, after: None, note: None, undoes: Some(act) };
        record(connection, None, &row)?;
    }
    Ok(first.map(|first| Undone { first, comments: changed.len(), what }))
}

/// The names of what a label says beyond the one before it.
fn names(connection: &Connection, (before, after): (&Value, &Value)) -> rusqlite::Result<Vec<String>> {
    let sql = "SELECT sectarian, hostile, off_topic, cannot, sentiment FROM labels WHERE id = ?";
    let known = connection.prepare_cached(sql)?.query_row([before["label"].as_i64()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, Option<bool>>(3)?, row.get::<_, Option<String>>(4)?))
    });
    let (sectarian, hostile, off_topic, cannot, sentiment) = known.optional()?.unwrap_or_default();
    let new = |name: &str, known: Option<bool>| after[name].as_bool().filter(|value| Some(*value) != known);
    let flags = match (new("sectarian", sectarian), new("hostile", hostile)) {
        (Some(true), _) => Some("sectarian"),
        (_, Some(true)) => Some("hostile"),
        (_, Some(false)) => Some("none"),
        _ => after["hostile"].as_bool().filter(|is| *is && sectarian == Some(true)).map(|_| "hostile"),
    };
    let off_topic = new("off_topic", off_topic).filter(|is| *is).map(|_| "off_topic");
    let cannot = new("cannot", cannot).filter(|is| *is).map(|_| "unknown");
    let tone = after["sentiment"].as_str().filter(|tone| Some(*tone) != sentiment.as_deref());
    Ok([flags, off_topic, cannot, tone].into_iter().flatten().map(String::from).collect())
}

fn restore_state(connection: &Connection, comment: i64, before: &Value) -> rusqlite::Result<bool> {
    let state = before["state"].as_str().and_then(State::of_name).unwrap_or(State::New);
    let sql = "UPDATE queue SET state = ?, reason = ?, version = version + 1 WHERE comment = ?";
    let reason = before["reason"].as_str();
    connection.prepare_cached(sql)?.execute(params![state as i64, reason, comment]).map(|changed| changed > 0)
}

fn restore_label(
    connection: &Connection,
    comment: i64,
    who: Option<&str>,
    (before, after): (&Value, &Value),
) -> rusqlite::Result<bool> {
    let set = |label: &Value, superseded: bool| -> rusqlite::Result<usize> {
        let Some(id) = label["label"].as_i64() else { return Ok(0) };
        let sql = "UPDATE labels SET superseded = ? WHERE id = ? AND comment = ?";
        connection.prepare_cached(sql)?.execute(params![superseded, id, comment])
    };
    let taken_back = set(after, true)?;
    set(before, false)?;
    if after["drawn"] == true {
        let sql = "UPDATE samples SET answered = NULL WHERE comment = ? AND who = ?";
        connection.prepare_cached(sql)?.execute(params![comment, who.unwrap_or_default()])?;
    }
    connection.prepare_cached("UPDATE queue SET version = version + 1 WHERE comment = ?")?.execute([comment])?;
    Ok(taken_back > 0)
}
