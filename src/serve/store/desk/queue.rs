//! The next comment, lists and counts.

use super::super::{Store, StoreError, now};
use super::State;
use super::filter::{Condition, Conditions, Filter, Index, Order, Read};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

/// So long a comment that somebody reads is kept from others, in seconds.
const TAKEN: i64 = 600;
/// Counts go no further than this.
pub(super) const COUNTED: i64 = 1000;
/// Counts of words among rows go no further than this: each row is looked for among all that have the words.
const COUNTED_AMONG: i64 = 100;
/// So many rows of an index that has all that is asked are read, and the first of them kept, within a tenth of a second.
const MANY: i64 = 100_000;
/// One row in a hundred of a million: fifty of them are found among 5,000 in any order.
const FEW: i64 = 10_000;

/// A row of a list.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::serve) struct Row {
    pub(in crate::serve) id: i64,
    pub(in crate::serve) state: State,
    pub(in crate::serve) text: String,
    pub(in crate::serve) author: Option<String>,
    pub(in crate::serve) article: Option<String>,
    /// -1 where there is none.
    pub(in crate::serve) hostile: f64,
    pub(in crate::serve) flags: u8,
    pub(in crate::serve) signals: u8,
}

/// Where a search for the next comment begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    Beginning,
    After(i64),
    Before(i64),
}

impl Store {
    /// The next comment after another, or the first, which is marked as taken; from the beginning again after the last.
    pub(in crate::serve) async fn take_next(
        &self,
        filter: Filter,
        who: String,
        after: Option<i64>,
    ) -> Result<Option<i64>, StoreError> {
        self.writer
            .write(move |connection| {
                let begin = after.map_or(From::Beginning, From::After);
                let mut found = seek(connection, &filter, Some(&who), begin, 1)?;
                if found.is_empty() && after.is_some() {
                    found = seek(connection, &filter, Some(&who), From::Beginning, 1)?;
                }
                let next = found.first().copied();
                if let Some(id) = next {
                    take(connection, id, &who)?;
                }
                Ok(next)
            })
            .await
    }

    /// Marks a comment as taken, unless somebody else reads it.
    pub(in crate::serve) async fn take(&self, id: i64, who: String) -> Result<(), StoreError> {
        self.writer.write(move |connection| take(connection, id, &who)).await
    }

    /// A page of a list, from a comment on.
    pub(in crate::serve) fn list(
        &self,
        filter: &Filter,
        who: &str,
        after: Option<i64>,
        count: usize,
    ) -> Result<Vec<Row>, StoreError> {
        self.ask(|connection| {
            let begin = after.map_or(From::Beginning, From::After);
            let ids = seek(connection, filter, Some(who), begin, count)?;
            ids.into_iter().map(|id| row(connection, id)).collect()
        })
    }

    /// The numbers of all comments that a filter takes, at most so many.
    pub(in crate::serve) fn ids(&self, filter: &Filter, who: &str, most: usize) -> Result<Vec<i64>, StoreError> {
        self.ask(|connection| seek(connection, filter, Some(who), From::Beginning, most))
    }

    /// How many comments a filter takes, and whether there are more than that.
    pub(in crate::serve) fn count(&self, filter: &Filter) -> Result<(i64, bool), StoreError> {
        self.ask(|connection| {
            let mut sum = 0;
            let mut most = COUNTED;
            for state in filter.states() {
                let read = reading(connection, filter, state, None)?;
                if matches!(read, Read::WordsAmong(_)) {
                    most = COUNTED_AMONG;
                }
                let Conditions { sql, values } = filter.tables(read, filter.conditions(state));
                let sql = format!("SELECT count(*) FROM (SELECT 1 {sql} LIMIT {})", most + 1);
                let mut statement = connection.prepare_cached(&sql)?;
                sum += statement.query_row(params_from_iter(values), |row| row.get::<_, i64>(0))?;
            }
            Ok((sum.min(most), sum > most))
        })
    }

    /// How many comments are answered, that is of any state but new, and whether there are more than that.
    pub(in crate::serve) fn answered(&self) -> Result<(i64, bool), StoreError> {
        self.ask(|connection| {
            let sql = "SELECT count(*) FROM (SELECT 1 FROM queue WHERE state > ? LIMIT ?)";
            let values = [State::New as i64, COUNTED + 1];
            let count: i64 = connection.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
            Ok((count.min(COUNTED), count > COUNTED))
        })
    }

    /// The sites of the queue, the most used first, at most a hundred.
    pub(in crate::serve) fn sites(&self) -> Result<Vec<String>, StoreError> {
        self.ask(|connection| {
            // Skips from one site to the next in the index, where grouping would read a million rows.
            let sql = "WITH RECURSIVE names (site) AS (SELECT min(site) FROM queue UNION ALL \
                       SELECT (SELECT min(site) FROM queue WHERE queue.site > names.site) FROM names WHERE names.site IS NOT NULL) \
                       SELECT site FROM names WHERE site <> '' LIMIT 100";
            connection.prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect()
        })
    }

    /// Leaves the article of a comment out of a person's queue.
    pub(in crate::serve) async fn pass_article(&self, who: String, comment: i64) -> Result<(), StoreError> {
        self.writer
            .write(move |connection| {
                let sql = "INSERT OR IGNORE INTO passes SELECT ?, article FROM queue WHERE comment = ? AND article IS NOT NULL";
                connection.prepare_cached(sql)?.execute(params![who, comment])?;
                Ok(())
            })
            .await
    }
}

/// Marks a comment as taken, unless somebody else reads it.
fn take(connection: &Connection, id: i64, who: &str) -> rusqlite::Result<()> {
    let sql = "UPDATE queue SET taken_by = ?1, taken_at = ?2 WHERE comment = ?3 \
               AND (taken_by IS NULL OR taken_by = ?1 OR taken_at < ?4)";
    connection.prepare_cached(sql)?.execute(params![who, now(), id, now() - TAKEN]).map(drop)
}

/// The numbers of the comments that come next in a filter; for a person without those that others have taken, articles that
/// they pass, and comments drawn at random for them.
pub(super) fn seek(
    connection: &Connection,
    filter: &Filter,
    who: Option<&str>,
    from: From,
    count: usize,
) -> rusqlite::Result<Vec<i64>> {
    let order = filter.ordered();
    let column = order.column();
    let cursor = match from {
        From::Beginning => None,
        From::After(id) | From::Before(id) => cursor(connection, order, id)?,
    };
    let is_up = (order == Order::Arrival) != matches!(from, From::Before(_));
    let (sign, direction) = if is_up { (">", "ASC") } else { ("<", "DESC") };
    let mut found: Vec<(Value, i64)> = Vec::new();
    for state in filter.states() {
        let read = reading(connection, filter, state, Some(order))?;
        let mut rows = filter.conditions(state);
        if let Some(who) = who.filter(|_| state.is_none_or(|state| state == State::New)) {
            kept_back(connection, filter, (who, state), &mut rows)?;
        }
        if let Some((value, id)) = cursor.as_ref().filter(|_| order != Order::Arrival) {
            let condition = format!("(queue.{column}, queue.comment) {sign} (?, ?)");
            rows.and(&condition, [value.clone(), Value::Integer(*id)]);
        }
        let (column, id) = if filter.is_search() {
            ("search.rowid".into(), "search.rowid")
        } else {
            (format!("queue.{column}"), "queue.comment")
        };
        let mut tables = filter.tables(read, rows);
        if let Some((_, at)) = cursor.as_ref().filter(|_| order == Order::Arrival) {
            tables.and(&format!("{id} {sign} ?"), [Value::Integer(*at)]);
        }
        let by = if order == Order::Arrival {
            format!("{id} {direction}")
        } else {
            format!("{column} {direction}, {id} {direction}")
        };
        let sql = format!("SELECT {column}, {id} {} ORDER BY {by} LIMIT {count}", tables.sql);
        let mut statement = connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(tables.values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        for row in rows {
            found.push(row?);
        }
    }
    if filter.state.is_none() {
        found.sort_by(|one, other| {
            let ascending = compare(&one.0, &other.0).then(one.1.cmp(&other.1));
            if is_up { ascending } else { ascending.reverse() }
        });
        found.truncate(count);
    }
    Ok(found.into_iter().map(|(_, id)| id).collect())
}

/// Leaves out what others read, articles that the person passes, and comments drawn at random for them.
fn kept_back(
    connection: &Connection,
    filter: &Filter,
    (who, state): (&str, Option<State>),
    rows: &mut Conditions,
) -> rusqlite::Result<()> {
    if state == Some(State::New) {
        // Few rows, found by their own index: the index that is read does not tell who reads a comment.
        let others = "queue.comment NOT IN (SELECT comment FROM queue AS taken INDEXED BY queue_taken \
                      WHERE taken.taken_by IS NOT NULL AND taken.taken_at >= ? AND taken.taken_by <> ?)";
        rows.and(others, [Value::Integer(now() - TAKEN), Value::Text(who.into())]);
        let passes = "SELECT EXISTS (SELECT 1 FROM passes WHERE who = ?)";
        if filter.article.is_none() && connection.prepare_cached(passes)?.query_row([who], |row| row.get(0))? {
            let passed = "(queue.article IS NULL OR queue.article NOT IN (SELECT article FROM passes WHERE who = ?))";
            rows.and(passed, [Value::Text(who.into())]);
        }
    }
    // Seen with its score, it would be no honest sample any more.
    let drawn = "queue.comment NOT IN (SELECT comment FROM samples WHERE who = ? AND answered IS NULL)";
    rows.and(drawn, [Value::Text(who.into())]);
    Ok(())
}

/// How the comments of a state that a filter takes are read: by the condition that the fewest rows meet, where they come in
/// the order or are few enough to be sorted; else in the order, until enough are found. A small site by score took 1.9
/// seconds among a million in the order. `order` is `None` where any will do.
fn reading(
    connection: &Connection,
    filter: &Filter,
    state: Option<State>,
    order: Option<Order>,
) -> rusqlite::Result<Read> {
    let mut best: Option<(i64, &'static str)> = None;
    let asked = filter.asked();
    // One condition that many meet is soon met in the order too; of several there may be no comment that meets them all.
    let most = if asked.len() == 1 && !filter.is_search() { FEW } else { MANY };
    for condition in &asked {
        let Some(index) = condition.index.filter(|index| state.is_some() || !index.is_of_state) else { continue };
        let is_sorted = order.is_none() || order == Some(Order::Arrival) && index.is_in_order;
        if is_sorted && !filter.is_search() && asked.len() == 1 {
            return Ok(Read::By(index.name));
        }
        let count = count_of(connection, (condition, index), state, most)?;
        let is_usable = count < most || is_sorted && !filter.is_search();
        if is_usable && best.is_none_or(|(least, _)| count < least) {
            best = Some((count, index.name));
        }
    }
    if !filter.is_search() {
        let index = best.map_or_else(|| filter.index_of(order.unwrap_or_default()), |(_, index)| index);
        return Ok(Read::By(index));
    }
    if let (None, Some(state)) = (best, state) {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM queue WHERE state = ? LIMIT ?)";
        let values = [state as i64, MANY];
        let count: i64 = connection.prepare_cached(sql)?.query_row(values, |row| row.get(0))?;
        best = (count < MANY).then(|| (count, filter.index_of(Order::Arrival)));
    }
    Ok(best.map_or(Read::Words, |(_, index)| Read::WordsAmong(index)))
}

/// How many rows meet a condition, counted in its index, no further than `most`.
fn count_of(
    connection: &Connection,
    (condition, index): (&Condition, Index),
    state: Option<State>,
    most: i64,
) -> rusqlite::Result<i64> {
    let (of_state, number) = match state {
        Some(state) => ("AND queue.state = ?", Some(Value::Integer(state as i64))),
        None => ("", None),
    };
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM queue INDEXED BY {} WHERE {} {of_state} LIMIT {most})",
        index.name, condition.sql
    );
    let values = condition.value.iter().cloned().chain(number);
    connection.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))
}

/// The position of a comment in an order.
pub(super) fn cursor(connection: &Connection, order: Order, id: i64) -> rusqlite::Result<Option<(Value, i64)>> {
    if order == Order::Arrival {
        // It may be erased meanwhile.
        return Ok(Some((Value::Integer(id), id)));
    }
    let sql = format!("SELECT {} FROM queue WHERE comment = ?", order.column());
    let value = connection.prepare_cached(&sql)?.query_row([id], |row| row.get(0)).optional()?;
    Ok(value.map(|value| (value, id)))
}

pub(super) fn compare(one: &Value, other: &Value) -> std::cmp::Ordering {
    match (one, other) {
        (Value::Real(one), Value::Real(other)) => one.total_cmp(other),
        (Value::Integer(one), Value::Integer(other)) => one.cmp(other),
        (Value::Text(one), Value::Text(other)) => one.cmp(other),
        _ => std::cmp::Ordering::Equal,
    }
}

fn row(connection: &Connection, id: i64) -> rusqlite::Result<Row> {
    let sql = "SELECT state, comments.text, author, coalesce(articles.title, comments.article), hostile, flags, signals \
               FROM queue JOIN comments ON comments.id = queue.comment LEFT JOIN articles ON articles.id = comments.article_id \
               WHERE queue.comment = ?";
    connection.prepare_cached(sql)?.query_row([id], |row| {
        Ok(Row {
            id,
            state: State::of_number(row.get(0)?),
            text: row.get(1)?,
            author: row.get(2)?,
            article: row.get(3)?,
            hostile: row.get(4)?,
            flags: row.get(5)?,
            signals: row.get(6)?,
        })
    })
}
