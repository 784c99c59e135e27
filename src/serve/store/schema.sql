-- Version 1 of the store. A later version is a file of its own that changes this one; see `migrate` in open.rs.
-- Times are seconds since 1970, UTC. A label or a flag that is not known is NULL.

CREATE TABLE comments (
    id INTEGER PRIMARY KEY,
    -- SHA-256 of source, article and text: a comment that comes again is one row.
    digest BLOB NOT NULL UNIQUE,
    -- The site or system that it came from, and what that calls it.
    source TEXT,
    external_id TEXT,
    parent TEXT,
    author TEXT,
    article TEXT,
    text TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;

-- Append-only: a label that is corrected gets a second row.
CREATE TABLE labels (
    id INTEGER PRIMARY KEY,
    comment INTEGER NOT NULL REFERENCES comments (id),
    hostile INTEGER,
    sectarian INTEGER,
    off_topic INTEGER,
    sentiment TEXT,
    -- How the label came about: 'feedback' through Perspective's suggestscore.
    provenance TEXT NOT NULL,
    -- The name of the token that it was given with.
    who TEXT,
    client_token TEXT,
    created INTEGER NOT NULL,
    -- The model at that time, and its hostile score.
    model TEXT,
    score REAL
) STRICT;
CREATE INDEX labels_of_comment ON labels (comment);

-- Sessions of /login, by SHA-256 of the cookie; `token` is SHA-256 of the token that opened it.
CREATE TABLE sessions (
    digest BLOB PRIMARY KEY,
    who TEXT NOT NULL,
    token BLOB NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
