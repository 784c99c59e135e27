//! Opening the file of the store: permissions, pragmas, migrations.

use super::StoreError;
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file in the folder.
const NAME: &str = "mushrif.sqlite";
/// Tells SQLite's `file` magic that this is a store of Mushrif: "Mshf".
const APPLICATION: i64 = 0x4D73_6866;
/// What brings a store from each version to the next; version n is made by the first n.
const MIGRATIONS: [&str; 1] = [include_str!("schema.sql")];

/// Makes the folder and the file, for their owner alone, and brings the file to the version of this program.
pub(super) fn prepare(folder: &Path) -> Result<PathBuf, StoreError> {
    let file = folder.join(NAME);
    let unusable = |problem: String| StoreError::Unusable { file: file.display().to_string(), problem };
    make_private(folder, &file).map_err(|error| unusable(error.to_string()))?;
    let mut connection = connect(&file)?;
    migrate(&mut connection, &file)?;
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
    // What was committed survives a power cut too, not only the end of the process.
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;")
        .map_err(unusable)?;
    Ok(connection)
}

fn migrate(connection: &mut Connection, file: &Path) -> Result<(), StoreError> {
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
    for migration in &MIGRATIONS[usize::try_from(found).unwrap_or(0)..] {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", known)?;
    Ok(transaction.commit()?)
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
