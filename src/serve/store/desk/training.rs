//! Labels for training, and versions of the model.

use super::super::{Store, StoreError, now};
use super::acts::{Recorded, next_act, record};
use crate::label::Label;
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeMap;

/// What the labels of a comment say together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::serve) struct TrainingLabel {
    pub(in crate::serve) comment: i64,
    pub(in crate::serve) article: Option<i64>,
    /// Whether all of it was given without sight of scores, on a comment drawn at random.
    pub(in crate::serve) blind: bool,
    pub(in crate::serve) label: Label,
}

/// A version to be kept.
#[derive(Debug, Clone)]
pub(in crate::serve) struct NewVersion {
    pub(in crate::serve) hash: String,
    pub(in crate::serve) name: String,
    /// Its file in the folder of models.
    pub(in crate::serve) file: String,
    pub(in crate::serve) base: String,
    pub(in crate::serve) who: Option<String>,
    pub(in crate::serve) report: String,
    pub(in crate::serve) refused: bool,
    /// The comments whose labels it counts.
    pub(in crate::serve) comments: Vec<i64>,
}

/// A version of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::serve) struct Version {
    pub(in crate::serve) id: i64,
    pub(in crate::serve) hash: String,
    pub(in crate::serve) name: String,
    pub(in crate::serve) file: String,
    pub(in crate::serve) made: i64,
    pub(in crate::serve) who: Option<String>,
    pub(in crate::serve) report: String,
    pub(in crate::serve) refused: bool,
}

impl Store {
    /// The labels of the desk and of imported files, a comment each, where people agree; and those of `suggestscore`
    /// where asked for. What people answer differently is unknown.
    pub(in crate::serve) fn training_labels(&self, with_feedback: bool) -> Result<Vec<TrainingLabel>, StoreError> {
        self.ask(|connection| {
            let sql = "SELECT labels.comment, article_id, blind, hostile, sectarian, off_topic, sentiment, comments.text, comments.title, \
                       coalesce(articles.title, comments.article), source FROM labels \
                       JOIN comments ON comments.id = labels.comment LEFT JOIN articles ON articles.id = comments.article_id \
                       WHERE superseded = 0 AND cannot = 0 AND (provenance IN ('desk', 'import') OR ?) ORDER BY labels.id";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([with_feedback], training_label)?;
            let mut all: BTreeMap<i64, TrainingLabel> = BTreeMap::new();
            for row in rows {
                let row = row?;
                let Some(known) = all.get_mut(&row.comment) else {
                    all.insert(row.comment, row);
                    continue;
                };
                known.blind &= row.blind;
                known.label = together(known.label.clone(), &row.label);
            }
            Ok(all.into_values().filter(|label| label.label.says_something()).collect())
        })
    }

    /// How many comments have a label of those that `training_labels` reads, with those that cannot be told or that people
    /// answer differently.
    pub(in crate::serve) fn labelled_for_training(&self, with_feedback: bool) -> Result<usize, StoreError> {
        self.ask(|connection| {
            let sql = "SELECT count(DISTINCT comment) FROM labels WHERE superseded = 0 AND (provenance IN ('desk', 'import') OR ?)";
            connection.prepare_cached(sql)?.query_row([with_feedback], |row| row.get(0))
        })
    }

    /// The comments whose labels a version counts.
    pub(in crate::serve) fn comments_of_version(&self, id: i64) -> Result<std::collections::HashSet<i64>, StoreError> {
        self.ask(|connection| {
            let sql = "SELECT comment FROM version_comments WHERE version = ?";
            connection.prepare_cached(sql)?.query_map([id], |row| row.get(0))?.collect()
        })
    }

    /// All versions, the newest first.
    pub(in crate::serve) fn versions(&self) -> Result<Vec<Version>, StoreError> {
        self.ask(|connection| {
            let sql = "SELECT id, hash, name, file, made, who, report, refused FROM versions ORDER BY id DESC";
            connection.prepare_cached(sql)?.query_map([], version)?.collect()
        })
    }

    /// The version in use; `None`: the model that the server was started with.
    pub(in crate::serve) fn active_version(&self) -> Result<Option<Version>, StoreError> {
        self.ask(|connection| {
            let sql = "SELECT id, hash, name, file, made, who, report, refused FROM versions \
                       WHERE id = (SELECT value FROM settings WHERE name = 'version')";
            connection.prepare_cached(sql)?.query_row([], version).optional()
        })
    }

    /// Keeps a version; returns its number.
    pub(in crate::serve) async fn add_version(&self, new: NewVersion) -> Result<i64, StoreError> {
        self.writer
            .write(move |connection| {
                let sql = "INSERT INTO versions (hash, name, file, base, made, who, report, refused) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
                let NewVersion { hash, name, file, base, who, report, refused, comments } = &new;
                let id = connection
                    .prepare_cached(sql)?
                    .insert(params![hash, name, file, base, now(), who, report, refused])?;
                for comment in comments {
                    let sql = "INSERT OR IGNORE INTO version_comments VALUES (?, ?)";
                    connection.prepare_cached(sql)?.execute([id, *comment])?;
                }
                Ok(id)
            })
            .await
    }

    /// Chooses the version in use; `None`: the model that the server was started with.
    pub(in crate::serve) async fn use_version(
        &self,
        version: Option<i64>,
        who: Option<String>,
    ) -> Result<(), StoreError> {
        self.writer
            .write(move |connection| {
                let known = "SELECT value FROM settings WHERE name = 'version'";
                let before: Option<i64> = connection.query_row(known, [], |row| row.get(0)).optional()?;
                match version {
                    Some(id) => connection.execute("INSERT OR REPLACE INTO settings VALUES ('version', ?)", [id])?,
                    None => connection.execute("DELETE FROM settings WHERE name = 'version'", [])?,
                };
                let told = |version: Option<i64>| Some(serde_json::json!({ "version": version }).to_string());
                let row = Recorded {
                    act: next_act(connection)?,
                    who: who.as_deref(),
                    kind: "model",
                    before: told(before),
                    after: told(version),
                    note: None,
                    undoes: None,
                };
                record(connection, None, &row)
            })
            .await
    }
}

/// A label by what two people say of one comment.
pub(super) fn together(one: Label, other: &Label) -> Label {
    Label {
        hostile: agreed(one.hostile, other.hostile),
        sectarian: agreed(one.sectarian, other.sectarian),
        off_topic: agreed(one.off_topic, other.off_topic),
        sentiment: agreed(one.sentiment, other.sentiment),
        ..one
    }
}

/// What two people say: what one of them leaves open is the other's; what they answer differently is unknown.
fn agreed<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => (one == other).then_some(one),
        (one, other) => one.or(other),
    }
}

fn training_label(row: &Row<'_>) -> rusqlite::Result<TrainingLabel> {
    let sentiment: Option<String> = row.get(6)?;
    let (text, title): (String, Option<String>) = (row.get(7)?, row.get(8)?);
    let text = match title.filter(|title| !title.is_empty()) {
        Some(title) => format!("{title}\n{text}"),
        None => text,
    };
    let source: Option<String> = row.get(10)?;
    Ok(TrainingLabel {
        comment: row.get(0)?,
        article: row.get(1)?,
        blind: row.get(2)?,
        label: Label {
            text,
            article: row.get(9)?,
            hostile: row.get(3)?,
            sectarian: row.get(4)?,
            off_topic: row.get(5)?,
            sentiment: sentiment.and_then(|name| name.parse().ok()),
            source: source.or_else(|| Some("desk".into())),
            community: None,
        },
    })
}

fn version(row: &Row<'_>) -> rusqlite::Result<Version> {
    Ok(Version {
        id: row.get(0)?,
        hash: row.get(1)?,
        name: row.get(2)?,
        file: row.get(3)?,
        made: row.get(4)?,
        who: row.get(5)?,
        report: row.get(6)?,
        refused: row.get(7)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_answer_differently_is_unknown() {
        assert_eq!(agreed(Some(true), None), Some(true));
        assert_eq!(agreed(None, Some(false)), Some(false));
        assert_eq!(agreed(Some(true), Some(false)), None);
        assert_eq!(agreed::<bool>(None, None), None);
    }
}
