//! Labels of files as labels of the desk.

use super::super::{StoreError, now};
use super::State;
use super::acts::{Recorded, next_act, record, seen};
use super::filling::{Filler, NewComment, digest, insert};
use crate::label::{Label, LabelValues};
use crate::record::Sentiment;
use crate::serve::store::likeness::same;
use crate::text::Tokenizer;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

impl Filler {
    /// Adds labels of comments, with provenance `import`, in one transaction; returns how many were new. One whose text is in
    /// the queue is a label of that comment, in whatever spelling; else the comment is new there. A later file's label of
    /// the same comment replaces that of an earlier one.
    pub(crate) fn import(&mut self, labelled: &[(NewComment, Label)]) -> Result<u64, StoreError> {
        let transaction = self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let act = next_act(&transaction)?;
        let mut added = 0;
        for (comment, label) in labelled {
            let id = comment_id(&transaction, &mut self.tokenizer, comment)?;
            added += u64::from(import(&transaction, act, id, label)?);
        }
        transaction.commit()?;
        Ok(added)
    }
}

/// The comment that a label is of: one of the queue, or a new one.
fn comment_id(connection: &Connection, tokenizer: &mut Tokenizer, new: &NewComment) -> rusqlite::Result<i64> {
    if let Some(id) = same(connection, tokenizer, &new.text, new.article.title.as_deref())? {
        return Ok(id);
    }
    match insert(connection, tokenizer, new)? {
        Some(id) => Ok(id),
        None => {
            let sql = "SELECT id FROM comments WHERE digest = ?";
            connection.prepare_cached(sql)?.query_row([digest(&new.key)], |row| row.get(0))
        }
    }
}

/// Adds a label to a comment, unless an imported one says the same; returns whether it did.
fn import(connection: &Connection, act: i64, id: i64, label: &Label) -> rusqlite::Result<bool> {
    let known = "SELECT id, hostile, sectarian, off_topic, sentiment FROM labels \
                 WHERE comment = ? AND provenance = 'import' AND superseded = 0";
    let known = connection.prepare_cached(known)?.query_row([id], |row| {
        let sentiment: Option<String> = row.get(4)?;
        let sentiment = sentiment.and_then(|name| name.parse().ok());
        let (hostile, sectarian, off_topic) = (row.get(1)?, row.get(2)?, row.get(3)?);
        Ok((row.get::<_, i64>(0)?, LabelValues { hostile, sectarian, off_topic, sentiment }))
    });
    let known = known.optional()?;
    let values = LabelValues::from(label);
    if known.is_some_and(|(_, known)| known == values) {
        return Ok(false);
    }
    if let Some((before, _)) = known {
        connection.prepare_cached("UPDATE labels SET superseded = 1 WHERE id = ?")?.execute([before])?;
    }
    let LabelValues { hostile, sectarian, off_topic, sentiment } = values;
    let sentiment = sentiment.map(Sentiment::name);
    let sql = "INSERT INTO labels (comment, hostile, sectarian, off_topic, sentiment, provenance, created) \
               VALUES (?, ?, ?, ?, ?, 'import', ?)";
    let new = connection.prepare_cached(sql)?.insert(params![id, hostile, sectarian, off_topic, sentiment, now()])?;
    let seen = seen(connection, id)?;
    // It is answered already.
    let sql = "UPDATE queue SET state = ?, version = version + 1 WHERE comment = ? AND state = ?";
    let moved = connection.prepare_cached(sql)?.execute([State::InReview as i64, id, State::New as i64])? > 0;
    let mut after = json!({
        "label": new, "hostile": hostile, "sectarian": sectarian, "off_topic": off_topic, "sentiment": sentiment,
    });
    if moved {
        after["state"] = State::InReview.name().into();
    }
    let row = Recorded {
        act,
        who: None,
        kind: "import",
        before: known.map(|(id, _)| json!({ "label": id }).to_string()),
        after: Some(after.to_string()),
        note: None,
        undoes: None,
    };
    record(connection, seen.as_ref(), &row)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::super::NewArticle;
    use super::*;
    use crate::serve::store::Store;

    fn comment(key: &str, text: &str) -> NewComment {
        NewComment {
            key: key.into(),
            article: NewArticle { title: Some("خبر".into()), ..NewArticle::default() },
            text: text.into(),
            ..NewComment::default()
        }
    }

    fn label(hostile: bool) -> Label {
        Label { hostile: Some(hostile), ..Label::default() }
    }

    #[test]
    fn a_label_of_a_file_goes_to_the_comment_of_the_queue_and_a_later_file_replaces_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut filler = Filler::open(folder.path()).unwrap();
        filler.add(&[comment("a", "يا حمار تعلم كيف تلعب")]).unwrap();
        let spelt = comment("b", "يا حمـــار، تعلم كيف تلعب");
        let labelled = [(spelt.clone(), label(true)), (comment("c", "شكرا للكاتب"), label(false))];
        assert_eq!((filler.import(&labelled).unwrap(), filler.import(&labelled).unwrap()), (2, 0));
        assert_eq!(filler.import(&[(spelt, label(false))]).unwrap(), 1);
        let store = Store::open(folder.path()).unwrap();
        let given = store.labels_of(1).unwrap();
        assert_eq!((given.len(), given[0].hostile, given[0].provenance.as_str()), (1, Some(false), "import"));
        assert_eq!(store.entry(1).unwrap().unwrap().state, State::InReview);
        assert!(store.entry(2).unwrap().is_some() && store.entry(3).unwrap().is_none());
        let kinds: Vec<String> = store.events_of(1).unwrap().into_iter().map(|event| event.kind).collect();
        assert_eq!(kinds, ["import", "import"]);
    }
}
