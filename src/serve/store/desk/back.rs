//! The comment before another: one that waits, or one that the same person answered.

use super::super::{Store, StoreError};
use super::filter::{Filter, Order, matched};
use super::queue::{From, compare, cursor, seek};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

/// So many of a person's last answers are gone back to.
const ANSWERED: usize = 200;

impl Store {
    /// The comment before another in the order of a filter: of those that it takes, and of those that the person answered
    /// last, which it took before they were answered.
    pub(in crate::serve) fn previous(
        &self,
        filter: &Filter,
        who: &str,
        before: i64,
    ) -> Result<Option<i64>, StoreError> {
        self.ask(|connection| {
            let order = filter.ordered();
            let mut found = seek(connection, filter, Some(who), From::Before(before), 1)?;
            found.extend(answered(connection, filter, who, before)?);
            let mut cursors = Vec::new();
            for id in found {
                cursors.extend(cursor(connection, order, id)?);
            }
            // The last by number, or the least of the highest scores.
            let nearest = cursors.into_iter().max_by(|one, other| {
                let ascending = compare(&one.0, &other.0).then(one.1.cmp(&other.1));
                if order == Order::Arrival { ascending } else { ascending.reverse() }
            });
            Ok(nearest.map(|(_, id)| id))
        })
    }
}

/// The nearest comment before another that a person answered and that a filter takes but for its state.
fn answered(connection: &Connection, filter: &Filter, who: &str, before: i64) -> rusqlite::Result<Option<i64>> {
    let order = filter.ordered();
    // One of any state takes what was answered too.
    let Some((value, id)) = cursor(connection, order, before)?.filter(|_| filter.state.is_some()) else {
        return Ok(None);
    };
    let mut conditions = filter.conditions(None);
    if filter.is_search() {
        let words = "queue.comment IN (SELECT rowid FROM search WHERE search MATCH ?)";
        conditions.and(words, [Value::Text(matched(&filter.search))]);
    }
    let own = format!(
        "queue.comment IN (SELECT comment FROM record WHERE who IS nullif(?, '') AND kind IN ('state', 'label') \
         ORDER BY id DESC LIMIT {ANSWERED})"
    );
    conditions.and(&own, [Value::Text(who.into())]);
    let (sign, direction) = if order == Order::Arrival { ("<", "DESC") } else { (">", "ASC") };
    let column = order.column();
    conditions.and(&format!("(queue.{column}, queue.comment) {sign} (?, ?)"), [value, Value::Integer(id)]);
    let sql = format!(
        "SELECT queue.comment FROM queue NOT INDEXED WHERE {} ORDER BY queue.{column} {direction}, queue.comment {direction} LIMIT 1",
        conditions.sql
    );
    connection.prepare_cached(&sql)?.query_row(params_from_iter(conditions.values), |row| row.get(0)).optional()
}
