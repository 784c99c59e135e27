//! States and labels, recorded. A state and a label are two things: neither sets the other, but that a comment with a
//! label is in review.

use super::super::{Store, StoreError, now};
use super::State;
use crate::record::Sentiment;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

/// What a person says of a comment; what is not said is unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::serve) struct Answer {
    pub(in crate::serve) hostile: Option<bool>,
    pub(in crate::serve) sectarian: Option<bool>,
    pub(in crate::serve) off_topic: Option<bool>,
    pub(in crate::serve) sentiment: Option<Sentiment>,
    /// Whether it cannot be told.
    pub(in crate::serve) cannot: bool,
}

impl Answer {
    /// This answer, and of the one before it what this one does not speak of.
    fn over(self, before: Self) -> Self {
        let speaks_of_flags = self.hostile.is_some() || self.sectarian.is_some() || self.cannot;
        let before_flags = if speaks_of_flags { Self::default() } else { before };
        Self {
            hostile: self.hostile.or(before_flags.hostile),
            sectarian: self.sectarian.or(before_flags.sectarian),
            off_topic: self.off_topic.or(if self.cannot { None } else { before.off_topic }),
            sentiment: self.sentiment.or(before.sentiment),
            cannot: self.cannot || before_flags.cannot && self.off_topic.is_none(),
        }
    }
}

/// What a person does to a comment.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::serve) struct Act {
    pub(in crate::serve) comment: i64,
    /// The version of the comment that the person saw; `None`: whatever it is.
    pub(in crate::serve) version: Option<i64>,
    pub(in crate::serve) who: Option<String>,
    /// A new state, and the reason.
    pub(in crate::serve) state: Option<(State, Option<String>)>,
    pub(in crate::serve) answer: Option<Answer>,
    pub(in crate::serve) note: Option<String>,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::serve) enum Outcome {
    Done,
    /// The comment was changed since it was shown, by this person; nothing was done.
    Stale(Option<String>),
    /// There is no such comment.
    Gone,
}

impl Store {
    /// Does it, and returns when it is on disk.
    pub(in crate::serve) async fn act(&self, act: Act) -> Result<Outcome, StoreError> {
        self.writer.write(move |connection| apply(connection, &act)).await
    }

    /// Sets the state of many comments as one action; returns how many changed.
    pub(in crate::serve) async fn set_states(
        &self,
        comments: Vec<i64>,
        state: State,
        reason: Option<String>,
        who: Option<String>,
    ) -> Result<usize, StoreError> {
        self.writer
            .write(move |connection| {
                let number = next_act(connection)?;
                let mut changed = 0;
                for comment in comments {
                    let Some(seen) = seen(connection, comment)? else { continue };
                    changed +=
                        usize::from(set_state(connection, number, &seen, who.as_deref(), (state, reason.as_deref()))?);
                }
                Ok(changed)
            })
            .await
    }
}

/// Sets the state of a comment that another system decided on.
pub(in super::super) fn decide(
    connection: &Connection,
    comment: i64,
    state: State,
    who: Option<&str>,
) -> rusqlite::Result<()> {
    let Some(seen) = seen(connection, comment)? else { return Ok(()) };
    set_state(connection, next_act(connection)?, &seen, who, (state, None)).map(drop)
}

/// The row of the queue that is acted on.
pub(super) struct Seen {
    pub(super) comment: i64,
    pub(super) version: i64,
    pub(super) state: State,
    pub(super) reason: Option<String>,
    pub(super) model: String,
    pub(super) score: Option<f64>,
}

pub(super) fn seen(connection: &Connection, comment: i64) -> rusqlite::Result<Option<Seen>> {
    let sql = "SELECT version, state, reason, model, hostile FROM queue WHERE comment = ?";
    let found = connection.prepare_cached(sql)?.query_row([comment], |row| {
        let score: f64 = row.get(4)?;
        Ok(Seen {
            comment,
            version: row.get(0)?,
            state: State::of_number(row.get(1)?),
            reason: row.get(2)?,
            model: row.get(3)?,
            score: (score >= 0.0).then_some(score),
        })
    });
    found.optional()
}

/// The number of the next action.
pub(super) fn next_act(connection: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT coalesce(max(act), 0) + 1 FROM record";
    connection.prepare_cached(sql)?.query_row([], |row| row.get(0))
}

/// A row of the record.
pub(super) struct Recorded<'a> {
    pub(super) act: i64,
    pub(super) who: Option<&'a str>,
    pub(super) kind: &'a str,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    pub(super) note: Option<&'a str>,
    pub(super) undoes: Option<i64>,
}

/// Writes a row of the record.
pub(super) fn record(connection: &Connection, seen: Option<&Seen>, row: &Recorded<'_>) -> rusqlite::Result<()> {
    let sql = "INSERT INTO record (at, who, act, comment, kind, before, after, note, model, score, undoes) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    connection
        .prepare_cached(sql)?
        .execute(params![
            now(),
            row.who,
            row.act,
            seen.map(|seen| seen.comment),
            row.kind,
            row.before,
            row.after,
            row.note,
            seen.map(|seen| seen.model.as_str()),
            seen.and_then(|seen| seen.score),
            row.undoes
        ])
        .map(drop)
}

fn apply(connection: &Connection, act: &Act) -> rusqlite::Result<Outcome> {
    let Some(seen) = seen(connection, act.comment)? else { return Ok(Outcome::Gone) };
    if act.version.is_some_and(|version| version != seen.version) {
        let sql = "SELECT who FROM record WHERE comment = ? ORDER BY id DESC LIMIT 1";
        let who = connection.prepare_cached(sql)?.query_row([act.comment], |row| row.get(0)).optional()?;
        return Ok(Outcome::Stale(who.flatten()));
    }
    let number = next_act(connection)?;
    let who = act.who.as_deref();
    if let Some((state, reason)) = &act.state {
        set_state(connection, number, &seen, who, (*state, reason.as_deref()))?;
    }
    if let Some(answer) = act.answer {
        label(connection, number, &seen, who, answer)?;
        if seen.state == State::New && act.state.is_none() {
            set_state(connection, number, &seen, who, (State::InReview, None))?;
        }
    }
    if let Some(note) = act.note.as_deref().map(str::trim).filter(|note| !note.is_empty()) {
        let row =
            Recorded { act: number, who, kind: "note", before: None, after: None, note: Some(note), undoes: None };
        record(connection, Some(&seen), &row)?;
    }
    let sql = "UPDATE queue SET version = version + 1, taken_by = NULL, taken_at = NULL WHERE comment = ?";
    connection.prepare_cached(sql)?.execute([act.comment])?;
    Ok(Outcome::Done)
}

/// A state and its reason as the record keeps them.
fn told(state: State, reason: Option<&str>) -> String {
    json!({ "state": state.name(), "reason": reason }).to_string()
}

/// Sets a state; returns whether it changed.
pub(super) fn set_state(
    connection: &Connection,
    act: i64,
    seen: &Seen,
    who: Option<&str>,
    (state, reason): (State, Option<&str>),
) -> rusqlite::Result<bool> {
    if (state, reason) == (seen.state, seen.reason.as_deref()) {
        return Ok(false);
    }
    let sql = "UPDATE queue SET state = ?, reason = ?, version = version + 1 WHERE comment = ?";
    connection.prepare_cached(sql)?.execute(params![state as i64, reason, seen.comment])?;
    let before = Some(told(seen.state, seen.reason.as_deref()));
    let row = Recorded { act, who, kind: "state", before, after: Some(told(state, reason)), note: None, undoes: None };
    record(connection, Some(seen), &row)?;
    Ok(true)
}

/// Keeps an answer in place of the person's last one on the same comment, which it adds to.
fn label(connection: &Connection, act: i64, seen: &Seen, who: Option<&str>, answer: Answer) -> rusqlite::Result<()> {
    let sql = "SELECT id, hostile, sectarian, off_topic, sentiment, cannot, blind FROM labels \
               WHERE comment = ? AND who IS ? AND provenance = 'desk' AND superseded = 0";
    let before = connection
        .prepare_cached(sql)?
        .query_row(params![seen.comment, who], |row| {
            let sentiment: Option<String> = row.get(4)?;
            let answer = Answer {
                hostile: row.get(1)?,
                sectarian: row.get(2)?,
                off_topic: row.get(3)?,
                sentiment: sentiment.and_then(|name| name.parse().ok()),
                cannot: row.get(5)?,
            };
            Ok((row.get::<_, i64>(0)?, answer, row.get::<_, bool>(6)?))
        })
        .optional()?;
    // The tone alone is no answer to a sample.
    let ends = answer.hostile.is_some() || answer.sectarian.is_some() || answer.off_topic.is_some() || answer.cannot;
    let sql = "UPDATE samples SET answered = ? WHERE comment = ? AND who = ? AND answered IS NULL AND ?";
    let drawn =
        connection.prepare_cached(sql)?.execute(params![now(), seen.comment, who.unwrap_or_default(), ends])? > 0;
    let all = answer.over(before.map(|(_, answer, _)| answer).unwrap_or_default());
    // What is said of a sample later is said in sight of its score.
    let is_as_before =
        |before: Answer| (before.hostile, before.sectarian, before.cannot) == (all.hostile, all.sectarian, all.cannot);
    let blind = drawn || before.is_some_and(|(_, before, blind)| blind && is_as_before(before));
    if let Some((id, ..)) = before {
        connection.prepare_cached("UPDATE labels SET superseded = 1 WHERE id = ?")?.execute([id])?;
    }
    let sql = "INSERT INTO labels (comment, hostile, sectarian, off_topic, sentiment, provenance, who, created, model, score, \
               blind, cannot) VALUES (?, ?, ?, ?, ?, 'desk', ?, ?, ?, ?, ?, ?)";
    let sentiment = all.sentiment.map(Sentiment::name);
    let id = connection.prepare_cached(sql)?.insert(params![
        seen.comment,
        all.hostile,
        all.sectarian,
        all.off_topic,
        sentiment,
        who,
        now(),
        seen.model,
        seen.score,
        blind,
        all.cannot
    ])?;
    let before = before.map(|(id, ..)| json!({ "label": id }).to_string());
    let after = json!({
        "label": id, "hostile": all.hostile, "sectarian": all.sectarian, "off_topic": all.off_topic, "sentiment": sentiment,
        "cannot": all.cannot, "blind": blind, "drawn": drawn,
    });
    let row = Recorded { act, who, kind: "label", before, after: Some(after.to_string()), note: None, undoes: None };
    record(connection, Some(seen), &row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_answer_adds_to_the_one_before_and_replaces_what_it_speaks_of() {
        let hostile = Answer { hostile: Some(true), sectarian: Some(false), ..Answer::default() };
        let tone = Answer { sentiment: Some(Sentiment::Negative), ..Answer::default() };
        let off = Answer { off_topic: Some(true), ..Answer::default() };
        let both = tone.over(hostile);
        assert_eq!((both.hostile, both.sentiment), (Some(true), Some(Sentiment::Negative)));
        let none = Answer { hostile: Some(false), sectarian: Some(false), off_topic: Some(false), ..Answer::default() };
        assert_eq!(none.over(off.over(both)).off_topic, Some(false));
        let cannot = Answer { cannot: true, ..Answer::default() }.over(off.over(both));
        assert_eq!((cannot.hostile, cannot.off_topic, cannot.cannot), (None, None, true));
        assert!(!hostile.over(cannot).cannot);
    }
}
