//! Scores of the queue by another model.

use super::super::{Store, StoreError};
use crate::record::{Flag, Prediction};
use crate::serve::store::likeness::{Likeness, renewed};
use rusqlite::params;

impl Store {
    /// The numbers of comments that another model than this one scored, after a number, at most so many.
    pub(in crate::serve) fn scored_by_others(
        &self,
        model: &str,
        after: i64,
        most: usize,
    ) -> Result<Vec<i64>, StoreError> {
        self.ask(|connection| {
            let sql = "SELECT comment FROM queue WHERE comment > ? AND model <> ? ORDER BY comment LIMIT ?";
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_map(params![after, model, most], |row| row.get(0))?.collect()
        })
    }

    /// Keeps predictions of comments.
    pub(in crate::serve) async fn rescored(&self, all: Vec<(i64, Prediction)>) -> Result<(), StoreError> {
        self.writer
            .write(move |connection| {
                let sql = "UPDATE queue SET hostile = ?, sectarian = ?, off_topic = ?, sentiment = ?, flags = ?, uncertain = ?, \
                           worth = ?, model = ? WHERE comment = ?";
                let mut statement = connection.prepare_cached(sql)?;
                for (id, prediction) in &all {
                    let Some((likeness, article, worth)) = Likeness::kept(connection, *id)? else { continue };
                    let worth = renewed(connection, article, (worth, likeness.worth(prediction)))?;
                    let [hostile, sectarian, off_topic] =
                        Flag::ALL.map(|flag| prediction.scores.printed(flag).unwrap_or(-1.0));
                    let bits = prediction.flags.iter().fold(0, |bits, flag| bits | 1_i64 << *flag as i64);
                    statement.execute(params![
                        hostile,
                        sectarian,
                        off_topic,
                        prediction.sentiment.map(|sentiment| sentiment.label.name()),
                        bits,
                        prediction.uncertain,
                        worth,
                        prediction.model.hash,
                        id
                    ])?;
                }
                Ok(())
            })
            .await
    }
}
