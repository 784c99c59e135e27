//! The index of the words of comments.

use crate::text::Tokenizer;
use crate::text::search_words::search_words;
use rusqlite::{Connection, params};

/// Adds a comment's words to the index.
pub(super) fn index_words(
    connection: &Connection,
    tokenizer: &mut Tokenizer,
    id: i64,
    text: &str,
) -> rusqlite::Result<()> {
    let found = search_words(tokenizer, text).into_iter();
    let words: Vec<String> = found.flat_map(|found| std::iter::once(found.word).chain(found.stem)).collect();
    let sql = "INSERT INTO search (rowid, words) VALUES (?, ?)";
    connection.prepare_cached(sql)?.execute(params![id, words.join(" ")]).map(drop)
}

/// Adds the words of all comments to the index.
pub(super) fn index_all(connection: &Connection) -> rusqlite::Result<()> {
    let mut tokenizer = Tokenizer::default();
    let mut statement = connection.prepare("SELECT id, text FROM comments")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    for row in rows {
        let (id, text) = row?;
        index_words(connection, &mut tokenizer, id, &text)?;
    }
    Ok(())
}
