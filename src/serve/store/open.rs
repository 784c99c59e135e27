//! Opening the file of the store: permissions, pragmas, migrations.

use super::StoreError;
use super::index::index_all;
use super::likeness::liken_all;
use crate::record::Article;
use rusqlite::{Connection, params};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file in the folder.
const NAME: &str = "mushrif.sqlite";
/// Tells SQLite's `file` magic that this is a store of Mushrif: "Mshf".
const APPLICATION: i64 = 0x4D73_6866;
/// What brings a store from each version to the next; version n is made by the first n.
const MIGRATIONS: [&str; 4] =
    [include_str!("schema.sql"), include_str!("desk.sql"), include_str!("orders.sql"), include_str!("conditions.sql")];
/// The version from which on every comment's words are in the index.
const INDEXED: usize = 2;
/// The version from which on comments of the queue are compared with those before them.
const LIKENED: usize = 3;
/// The version from which on a site without a name is told by the host of its articles.
const HOSTED: usize = 4;

/// Makes the folder and the file, for their owner alone, and brings the file to the version of this program.
pub(super) fn prepare(folder: &Path) -> Result<PathBuf, StoreError> {
    let file = folder.join(NAME);
    let unusable = |problem: String| StoreError::Unusable { file: file.display().to_string(), problem };
    make_private(folder, &file).map_err(|error| unusable(error.to_string()))?;
    let mut connection = connect(&file)?;
    if migrate(&mut connection, &file)? {
        // Else the log stays as long as all that was written, 2 GB for a million comments, and is searched with every page.
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    }
    Ok(file)
}

#[cfg(unix)]
fn make_private(folder: &Path, file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    // Not truncated; SQLite gives its log the mode of this file.
    fs::OpenOptions::new().create(true).append(true).mode(0o600).open(file).map(|_| ())
}

#[cfg(not(unix))]
fn make_private(folder: &Path, _: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

/// A connection with the pragmas of every connection.
pub(super) fn connect(file: &Path) -> Result<Connection, StoreError> {
    let unusable =
        |error: rusqlite::Error| StoreError::Unusable { file: file.display().to_string(), problem: error.to_string() };
    let connection = Connection::open(file).map_err(unusable)?;
    connection.busy_timeout(Duration::from_secs(5)).map_err(unusable)?;
    // What was committed survives a power cut too, not only the end of the process; what is deleted is overwritten.
    // Three connections of a server stay open, and all of it shall take no more than 100 MiB: with 16 MiB each it took 104.
    let pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                   PRAGMA secure_delete = ON; PRAGMA cache_size = -8192;";
    connection.execute_batch(pragmas).map_err(unusable)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// Brings the file to the version of this program; returns whether it was of another.
fn migrate(connection: &mut Connection, file: &Path) -> Result<bool, StoreError> {
    let known = MIGRATIONS.len() as i64;
    // At once for writing: of two programs that start, one migrates and the other waits.
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i64 = transaction.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let name = file.display().to_string();
    if application != APPLICATION && tables > 0 {
        return Err(StoreError::Unusable { file: name, problem: "a database of another program".into() });
    }
    if found > known {
        return Err(StoreError::Newer { file: name, found, known });
    }
    let found = usize::try_from(found).unwrap_or(0);
    for migration in &MIGRATIONS[found..] {
        transaction.execute_batch(migration)?;
    }
    if found < INDEXED {
        index_all(&transaction)?;
    }
    if found < LIKENED {
        liken_all(&transaction)?;
    }
    if found < HOSTED {
        name_hosts(&transaction)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(found < MIGRATIONS.len())
}

/// Gives articles of no named site, and their comments, the host of their address as the site.
fn name_hosts(connection: &Connection) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("SELECT id, url FROM articles WHERE site = '' AND url IS NOT NULL")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    for row in rows.collect::<rusqlite::Result<Vec<_>>>()? {
        let (id, url) = row;
        let article = Article { url: Some(url), ..Article::default() };
        let Some(host) = article.site_or_host() else { continue };
        connection.execute("UPDATE OR IGNORE articles SET site = ? WHERE id = ?", params![host, id])?;
        connection
            .execute("UPDATE comments SET source = ? WHERE article_id = ? AND source IS NULL", params![host, id])?;
        connection.execute("UPDATE queue SET site = ? WHERE article = ? AND site = ''", params![host, id])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_opened_again_and_a_newer_one_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = prepare(folder.path()).unwrap();
        assert_eq!(prepare(folder.path()).unwrap(), file);
        connect(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let error = prepare(folder.path()).unwrap_err();
        assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
        assert!(error.to_string().contains("mushrif.sqlite"), "{error}");
    }

    #[test]
    fn a_store_of_the_first_version_keeps_its_labels_and_comes_to_the_desk() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(NAME);
        let old = Connection::open(&file).unwrap();
        old.execute_batch(MIGRATIONS[0]).unwrap();
        old.pragma_update(None, "application_id", APPLICATION).unwrap();
        old.pragma_update(None, "user_version", 1).unwrap();
        old.execute_batch(
            "INSERT INTO comments (digest, source, text, created) VALUES (x'00', 'site', 'يا حـمـاااار', 7); \
             INSERT INTO labels (comment, hostile, provenance, created) VALUES (1, 1, 'feedback', 8);",
        )
        .unwrap();
        drop(old);
        let connection = connect(&prepare(folder.path()).unwrap()).unwrap();
        let found = "SELECT labels.hostile, queue.site FROM search JOIN queue ON queue.comment = search.rowid \
                     JOIN labels ON labels.comment = queue.comment WHERE search MATCH 'حمار'";
        let found = connection.query_row(found, [], |row| Ok((row.get::<_, bool>(0)?, row.get::<_, String>(1)?)));
        assert_eq!(found.unwrap(), (true, "site".to_string()));
        let version: usize = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(version, MIGRATIONS.len());
    }

    #[test]
    fn a_site_without_a_name_becomes_the_host_of_its_articles() {
        let folder = tempfile::tempdir().unwrap();
        let old = Connection::open(folder.path().join(NAME)).unwrap();
        MIGRATIONS[..3].iter().for_each(|migration| old.execute_batch(migration).unwrap());
        old.pragma_update(None, "application_id", APPLICATION).unwrap();
        old.pragma_update(None, "user_version", 3).unwrap();
        old.execute_batch(
            "INSERT INTO articles (id, site, name, url) VALUES (1, '', 'a', 'https://www.example.org/a'), (2, 'elaph', 'b', 'https://elaph.com/b'); \
             INSERT INTO comments (id, digest, source, text, created, article_id) VALUES (1, x'00', NULL, 'x', 7, 1), (2, x'01', 'elaph', 'y', 7, 2); \
             INSERT INTO queue (comment, site, article, hostile, sectarian, off_topic, flags, uncertain, worth, signals, model, draw) \
             SELECT id, coalesce(source, ''), article_id, 0, 0, 0, 0, 0, 0, 0, '', 0 FROM comments;",
        )
        .unwrap();
        drop(old);
        let connection = connect(&prepare(folder.path()).unwrap()).unwrap();
        for sql in [
            "SELECT site FROM queue ORDER BY comment",
            "SELECT source FROM comments ORDER BY id",
            "SELECT site FROM articles ORDER BY id",
        ] {
            let mut statement = connection.prepare(sql).unwrap();
            let sites = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
            assert_eq!(sites.map(Result::unwrap).collect::<Vec<_>>(), ["example.org", "elaph"], "{sql}");
        }
    }

    #[test]
    fn a_database_of_another_program_and_a_file_that_is_none_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(NAME);
        Connection::open(&file).unwrap().execute_batch("CREATE TABLE theirs (a)").unwrap();
        assert!(prepare(folder.path()).unwrap_err().to_string().contains("another program"));
        fs::write(&file, "no database, but long enough to be read as the head of one".repeat(20)).unwrap();
        assert!(matches!(prepare(folder.path()), Err(StoreError::Unusable { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn the_store_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = prepare(&folder.path().join("new")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    }
}
