//! Sessions of people who logged in, by the hash of their cookie.

use super::{Store, StoreError, now};
use rusqlite::{OptionalExtension, params};

/// A session that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::serve) struct Session {
    /// The name beside the token.
    pub(in crate::serve) who: String,
    /// SHA-256 of the token that opened it: where that is gone, so is the session.
    pub(in crate::serve) token: [u8; 32],
}

impl Store {
    /// Opens a session for so many seconds, and forgets those that ended.
    pub(in crate::serve) async fn open_session(
        &self,
        digest: [u8; 32],
        session: Session,
        seconds: i64,
    ) -> Result<(), StoreError> {
        self.writer
            .write(move |connection| {
                connection.prepare_cached("DELETE FROM sessions WHERE expires <= ?")?.execute([now()])?;
                connection
                    .prepare_cached("INSERT INTO sessions (digest, who, token, expires) VALUES (?, ?, ?, ?)")?
                    .execute(params![digest, session.who, session.token, now() + seconds])?;
                Ok(())
            })
            .await
    }

    /// The session of a cookie, by its hash.
    pub(in crate::serve) fn session(&self, digest: &[u8; 32]) -> Result<Option<Session>, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT who, token FROM sessions WHERE digest = ? AND expires > ?")?
                .query_row(params![digest, now()], |row| Ok(Session { who: row.get(0)?, token: row.get(1)? }))
                .optional()
        })
    }

    /// Ends a session.
    pub(in crate::serve) async fn end_session(&self, digest: [u8; 32]) -> Result<(), StoreError> {
        self.writer
            .write(move |connection| {
                connection.prepare_cached("DELETE FROM sessions WHERE digest = ?")?.execute([digest])?;
                Ok(())
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_session_is_found_until_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let session = Session { who: "salma".into(), token: [7; 32] };
        store.open_session([1; 32], session.clone(), 60).await.unwrap();
        store.open_session([2; 32], session.clone(), 0).await.unwrap();
        assert_eq!(store.session(&[1; 32]).unwrap(), Some(session));
        assert_eq!(store.session(&[2; 32]).unwrap(), None, "past its time");
        store.end_session([1; 32]).await.unwrap();
        assert_eq!(store.session(&[1; 32]).unwrap(), None);
    }
}
