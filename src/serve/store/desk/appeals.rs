//! Appeals: a decision that is disputed, answered by another person than the one who decided.

use super::super::{Store, StoreError, now};
use super::State;
use super::acts::{Recorded, next_act, record, seen, set_state};
use rusqlite::{OptionalExtension, params};

/// An appeal that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::serve) struct Appeal {
    pub(in crate::serve) id: i64,
    pub(in crate::serve) opened: i64,
    pub(in crate::serve) decided_by: Option<String>,
    /// The state that is disputed, and its reason.
    pub(in crate::serve) decided: State,
    pub(in crate::serve) decided_reason: Option<String>,
}

/// How many appeals there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::serve) struct AppealFigures {
    pub(in crate::serve) waiting: i64,
    pub(in crate::serve) resolved: i64,
    pub(in crate::serve) overturned: i64,
}

impl Store {
    /// Opens an appeal against the decision on a comment; `false` where there is no decision.
    pub(in crate::serve) async fn appeal(
        &self,
        comment: i64,
        who: Option<String>,
        note: Option<String>,
    ) -> Result<bool, StoreError> {
        self.writer
            .write(move |connection| {
                let Some(seen) = seen(connection, comment)? else { return Ok(false) };
                if !matches!(seen.state, State::Published | State::Hidden) {
                    return Ok(false);
                }
                let sql = "SELECT who FROM record WHERE comment = ? AND kind = 'state' ORDER BY id DESC LIMIT 1";
                let decided_by: Option<Option<String>> =
                    connection.prepare_cached(sql)?.query_row([comment], |row| row.get(0)).optional()?;
                let sql = "INSERT INTO appeals (comment, opened, opened_by, decided_by, decided, decided_reason) \
                           VALUES (?, ?, ?, ?, ?, ?)";
                connection.prepare_cached(sql)?.execute(params![
                    comment,
                    now(),
                    who,
                    decided_by.flatten(),
                    seen.state.name(),
                    seen.reason
                ])?;
                let act = next_act(connection)?;
                set_state(connection, act, &seen, who.as_deref(), (State::Appealed, seen.reason.as_deref()))?;
                let note = note.as_deref().map(str::trim).filter(|note| !note.is_empty());
                let row = Recorded {
                    act,
                    who: who.as_deref(),
                    kind: "appeal",
                    before: None,
                    after: None,
                    note,
                    undoes: None,
                };
                record(connection, Some(&seen), &row)?;
                Ok(true)
            })
            .await
    }

    /// The appeal on a comment that waits.
    pub(in crate::serve) fn open_appeal(&self, comment: i64) -> Result<Option<Appeal>, StoreError> {
        self.ask(|connection| {
            let sql = "SELECT id, opened, decided_by, decided, decided_reason FROM appeals \
                       WHERE comment = ? AND outcome IS NULL ORDER BY id DESC LIMIT 1";
            let found = connection.prepare_cached(sql)?.query_row([comment], |row| {
                let decided: String = row.get(3)?;
                Ok(Appeal {
                    id: row.get(0)?,
                    opened: row.get(1)?,
                    decided_by: row.get(2)?,
                    decided: State::of_name(&decided).unwrap_or(State::Hidden),
                    decided_reason: row.get(4)?,
                })
            });
            found.optional()
        })
    }

    /// Answers an appeal; `false` where none waits, or where this person decided what is disputed.
    pub(in crate::serve) async fn resolve(
        &self,
        comment: i64,
        who: Option<String>,
        overturn: bool,
        reason: String,
    ) -> Result<bool, StoreError> {
        self.writer
            .write(move |connection| {
                let sql = "SELECT id, decided_by, decided, decided_reason FROM appeals WHERE comment = ? AND outcome IS NULL \
                           ORDER BY id DESC LIMIT 1";
                let found: Option<(i64, Option<String>, String, Option<String>)> = connection
                    .prepare_cached(sql)?
                    .query_row([comment], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
                    .optional()?;
                let (Some((appeal, decided_by, decided, decided_reason)), Some(seen)) = (found, seen(connection, comment)?)
                else {
                    return Ok(false);
                };
                // Without tokens there is one person, who has to answer their own.
                if who.is_some() && who == decided_by {
                    return Ok(false);
                }
                let outcome = if overturn { "overturned" } else { "upheld" };
                let sql = "UPDATE appeals SET outcome = ?, reason = ?, resolved = ?, resolved_by = ? WHERE id = ?";
                connection.prepare_cached(sql)?.execute(params![outcome, reason, now(), who, appeal])?;
                let decided = State::of_name(&decided).unwrap_or(State::Hidden);
                let (state, kept) = match (overturn, decided) {
                    (false, decided) => (decided, decided_reason),
                    (true, State::Hidden) => (State::Published, None),
                    (true, _) => (State::Hidden, None),
                };
                let act = next_act(connection)?;
                set_state(connection, act, &seen, who.as_deref(), (state, kept.as_deref()))?;
                let after = Some(serde_json::json!({ "outcome": outcome }).to_string());
                let note = Some(reason.as_str()).filter(|reason| !reason.is_empty());
                let row =
                    Recorded { act, who: who.as_deref(), kind: "outcome", before: None, after, note, undoes: None };
                record(connection, Some(&seen), &row)?;
                Ok(true)
            })
            .await
    }

    /// How many appeals there were.
    pub(in crate::serve) fn appeal_figures(&self) -> Result<AppealFigures, StoreError> {
        self.ask(|connection| {
            let sql = "SELECT count(*) FILTER (WHERE outcome IS NULL), count(*) FILTER (WHERE outcome IS NOT NULL), \
                       count(*) FILTER (WHERE outcome = 'overturned') FROM appeals";
            connection.prepare_cached(sql)?.query_row([], |row| {
                Ok(AppealFigures { waiting: row.get(0)?, resolved: row.get(1)?, overturned: row.get(2)? })
            })
        })
    }
}
