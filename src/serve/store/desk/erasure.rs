//! Comments erased: from the tables, the index of words, the log and the free pages of the file.
//!
//! Freed content is overwritten with zeros (`secure_delete`, which every connection has); the index of words keeps what is
//! deleted until it is merged, so it is merged whole; `VACUUM` writes the file anew; the checkpoint empties the log. A
//! number, times and decisions stay in the record, without a word of the comment.

use super::super::{StoreError, now, open};
use super::acts::{Recorded, next_act, record, seen};
use rusqlite::{Connection, params};
use std::path::Path;

/// Whose comments are erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Those of an author, by any of these spellings: the name, and its pseudonym.
    Author(Vec<String>),
    /// Those with this key.
    Key(String),
    /// Those that came before this time, in seconds since 1970.
    Before(i64),
}

/// What was erased.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Erased {
    pub(crate) comments: usize,
    pub(crate) labels: usize,
    /// Versions of the model that still count labels of them, by name and hash.
    pub(crate) versions: Vec<String>,
}

/// Erases comments of the store in a folder.
pub(crate) fn erase(folder: &Path, whose: &Whose) -> Result<Erased, StoreError> {
    let file = open::prepare(folder)?;
    let mut connection = open::connect(&file)?;
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let mut erased = Erased::default();
    let mut versions = std::collections::BTreeSet::new();
    let comments = comments(&transaction, whose)?;
    let act = next_act(&transaction)?;
    for comment in &comments {
        let sql =
            "SELECT name || ' ' || hash FROM versions JOIN version_comments ON version = versions.id WHERE comment = ?";
        let mut statement = transaction.prepare_cached(sql)?;
        for version in statement.query_map([comment], |row| row.get::<_, String>(0))? {
            versions.insert(version?);
        }
        erased.labels += erase_one(&transaction, act, *comment)?;
    }
    transaction.commit()?;
    erased.comments = comments.len();
    erased.versions = versions.into_iter().collect();
    if erased.comments > 0 {
        purge(&connection)?;
    }
    Ok(erased)
}

fn comments(connection: &Connection, whose: &Whose) -> rusqlite::Result<Vec<i64>> {
    let mut found = Vec::new();
    let mut add = |sql: &str, value: &dyn rusqlite::ToSql| -> rusqlite::Result<()> {
        for id in connection.prepare_cached(sql)?.query_map([value], |row| row.get(0))? {
            found.push(id?);
        }
        Ok(())
    };
    match whose {
        Whose::Author(names) => {
            for name in names {
                add("SELECT id FROM comments WHERE author = ? AND erased IS NULL", name)?;
            }
        }
        Whose::Key(key) => add("SELECT id FROM comments WHERE key = ? AND erased IS NULL", key)?,
        Whose::Before(time) => add("SELECT id FROM comments WHERE created < ? AND erased IS NULL", time)?,
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Erases a comment and what was said of it; returns how many labels it had.
fn erase_one(connection: &Connection, act: i64, id: i64) -> rusqlite::Result<usize> {
    let seen = seen(connection, id)?;
    let run = |sql: &str| connection.prepare_cached(sql)?.execute([id]);
    // Replies name it by its key, which is made of the author's name and the text.
    run(
        "UPDATE comments SET parent = NULL WHERE parent = (SELECT key FROM comments WHERE id = ?1) AND key IS NOT NULL",
    )?;
    let labels = run("DELETE FROM labels WHERE comment = ?")?;
    run("DELETE FROM queue WHERE comment = ?")?;
    run("DELETE FROM search WHERE rowid = ?")?;
    run("DELETE FROM samples WHERE comment = ?")?;
    run("UPDATE appeals SET reason = NULL WHERE comment = ?")?;
    run("UPDATE record SET note = NULL WHERE comment = ?")?;
    let sql = "UPDATE comments SET digest = randomblob(32), source = NULL, external_id = NULL, parent = NULL, author = NULL, \
               article = NULL, text = '', key = NULL, title = NULL, page = NULL, time_text = NULL, earliest = NULL, \
               latest = NULL, language = NULL, erased = ? WHERE id = ?";
    connection.prepare_cached(sql)?.execute(params![now(), id])?;
    let row = Recorded { act, who: None, kind: "erased", before: None, after: None, note: None, undoes: None };
    record(connection, seen.as_ref(), &row)?;
    Ok(labels)
}

/// Takes what was deleted out of the index, the free pages and the log.
fn purge(connection: &Connection) -> Result<(), StoreError> {
    let in_use = |error: rusqlite::Error| {
        StoreError::Failed(format!(
            "the comments are deleted, but traces may be left in the file while it is in use ({error}); \
                                    stop the server and say it again"
        ))
    };
    connection.execute_batch("INSERT INTO search (search) VALUES ('optimize'); VACUUM;").map_err(in_use)?;
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(in_use)?;
    if busy {
        return Err(in_use(rusqlite::Error::ExecuteReturnedResults));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Filler, NewComment};
    use super::*;
    use std::fs;

    fn comment(author: &str, text: &str) -> NewComment {
        NewComment {
            key: format!("key of {author}"),
            site: "s".into(),
            author: Some(author.into()),
            text: text.into(),
            ..NewComment::default()
        }
    }

    fn contains(folder: &Path, needle: &str) -> Vec<String> {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let has = |path: &std::path::PathBuf| {
            fs::read(path).unwrap().windows(needle.len()).any(|window| window == needle.as_bytes())
        };
        files.filter(has).map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn what_is_forgotten_is_in_no_file_of_the_store() {
        let folder = tempfile::tempdir().unwrap();
        let mut filler = Filler::open(folder.path()).unwrap();
        let others: Vec<NewComment> = (0..300)
            .map(|number| comment(&format!("قارئ {number}"), &format!("كلام عادي عن الطريق {number}")))
            .collect();
        filler.add(&others[..150]).unwrap();
        filler.add(&[comment("الزعفراني", "عبارة قسطنطينية لا تتكرر")]).unwrap();
        filler.add(&others[150..]).unwrap();
        for needle in ["الزعفراني", "قسطنطين"] {
            assert!(!contains(folder.path(), needle).is_empty(), "{needle} should be there before");
        }
        let erased = erase(folder.path(), &Whose::Author(vec!["الزعفراني".into()])).unwrap();
        assert_eq!(erased.comments, 1);
        // The index has the stem.
        for needle in ["الزعفراني", "قسطنطين"] {
            assert_eq!(contains(folder.path(), needle), [""; 0], "{needle}");
        }
        assert!(!contains(folder.path(), "قارئ 7").is_empty());
        assert_eq!(erase(folder.path(), &Whose::Key("key of قارئ 3".into())).unwrap().comments, 1);
        assert_eq!(erase(folder.path(), &Whose::Key("key of قارئ 3".into())).unwrap().comments, 0);
        assert_eq!(erase(folder.path(), &Whose::Before(i64::MAX)).unwrap().comments, 299);
    }
}
