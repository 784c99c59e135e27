-- Version 2 of the store: the review desk.
-- Times are seconds since 1970, UTC. What is not known is NULL.

-- The articles of comments.
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    -- The address, or else the title: what tells two articles of a site apart.
    name TEXT NOT NULL,
    title TEXT,
    url TEXT,
    text TEXT,
    UNIQUE (site, name)
) STRICT;

ALTER TABLE comments ADD COLUMN key TEXT;
ALTER TABLE comments ADD COLUMN title TEXT;
ALTER TABLE comments ADD COLUMN article_id INTEGER REFERENCES articles (id);
ALTER TABLE comments ADD COLUMN page TEXT;
-- The index on the page.
ALTER TABLE comments ADD COLUMN place INTEGER;
-- The time as written, and the interval that it means.
ALTER TABLE comments ADD COLUMN time_text TEXT;
ALTER TABLE comments ADD COLUMN earliest TEXT;
ALTER TABLE comments ADD COLUMN latest TEXT;
ALTER TABLE comments ADD COLUMN truncated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE comments ADD COLUMN language TEXT;
-- Erased at this time: the row stays so that its number is not given again.
ALTER TABLE comments ADD COLUMN erased INTEGER;
CREATE INDEX comments_of_key ON comments (key);
CREATE INDEX comments_of_article ON comments (article_id, place);
CREATE INDEX comments_of_author ON comments (author);
CREATE INDEX comments_of_external_id ON comments (external_id);

-- What the desk knows of a comment: a narrow row, since filters scan it.
CREATE TABLE queue (
    comment INTEGER PRIMARY KEY REFERENCES comments (id),
    -- 0 new, 1 in review, 2 published, 3 hidden, 4 escalated, 5 appealed.
    state INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    site TEXT NOT NULL,
    article INTEGER,
    -- The last day on which it may have been written; empty where it is not known.
    day TEXT NOT NULL DEFAULT '',
    -- Scores; -1 where there is none, so that rows can be compared.
    hostile REAL NOT NULL,
    sectarian REAL NOT NULL,
    off_topic REAL NOT NULL,
    sentiment TEXT,
    -- Bits: 1 hostile, 2 sectarian, 4 off topic.
    flags INTEGER NOT NULL,
    uncertain INTEGER NOT NULL,
    -- How much a label of it would teach, from 0 to 1.
    worth REAL NOT NULL,
    -- Bits: see review/signals.rs.
    signals INTEGER NOT NULL,
    -- The hash of the model that scored it.
    model TEXT NOT NULL,
    -- A random number: the order in which random samples are drawn.
    draw INTEGER NOT NULL,
    -- Grows with every change, so that a form that is out of date is noticed.
    version INTEGER NOT NULL DEFAULT 0,
    -- Who reads it, since when.
    taken_by TEXT,
    taken_at INTEGER
) STRICT;
CREATE INDEX queue_by_state ON queue (state);
CREATE INDEX queue_by_score ON queue (state, hostile);
CREATE INDEX queue_by_worth ON queue (state, worth);
CREATE INDEX queue_by_day ON queue (state, day);
CREATE INDEX queue_by_draw ON queue (state, draw);
CREATE INDEX queue_by_site ON queue (site, state);
CREATE INDEX queue_by_article ON queue (article, state);
CREATE INDEX queue_hostile ON queue (state) WHERE flags & 1;
CREATE INDEX queue_sectarian ON queue (state) WHERE flags & 2;
CREATE INDEX queue_off_topic ON queue (state) WHERE flags & 4;
CREATE INDEX queue_uncertain ON queue (state) WHERE uncertain;
CREATE INDEX queue_signals ON queue (state) WHERE signals;

-- Folded and stemmed words. Contentless: the text is in comments alone.
CREATE VIRTUAL TABLE search USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');

-- 'desk': an answer at the desk; 'import': from a label file; 'feedback': see version 1.
-- 1 where it was given without sight of scores, on a comment drawn at random.
ALTER TABLE labels ADD COLUMN blind INTEGER NOT NULL DEFAULT 0;
-- 1 where the answer was that it cannot be told.
ALTER TABLE labels ADD COLUMN cannot INTEGER NOT NULL DEFAULT 0;
-- 1 where the same person answered again later, or took it back.
ALTER TABLE labels ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0;
CREATE INDEX labels_by_person ON labels (who, id);
CREATE INDEX labels_by_provenance ON labels (provenance, superseded);

-- Who did what: append-only. No text of a comment stands here, and it outlives the comment.
CREATE TABLE record (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT,
    -- Rows of one action, which are undone together.
    act INTEGER NOT NULL,
    comment INTEGER,
    -- 'state', 'label', 'note', 'appeal', 'outcome', 'undo', 'pause', 'model', 'erased'.
    kind TEXT NOT NULL,
    -- JSON.
    before TEXT,
    after TEXT,
    -- A note in words; blanked when its comment is erased.
    note TEXT,
    -- The model at that time, and its hostile score.
    model TEXT,
    score REAL,
    -- The action that this one takes back.
    undoes INTEGER
) STRICT;
CREATE INDEX record_of_comment ON record (comment, id);
CREATE INDEX record_of_person ON record (who, id);
CREATE INDEX record_of_act ON record (act);
CREATE INDEX record_by_time ON record (at);
CREATE INDEX record_undoes ON record (undoes) WHERE undoes IS NOT NULL;
CREATE TRIGGER record_is_not_changed
BEFORE UPDATE OF id, at, who, act, comment, kind, before, after, model, score, undoes ON record
BEGIN SELECT RAISE (ABORT, 'the record is append-only'); END;
CREATE TRIGGER record_is_not_shortened
BEFORE DELETE ON record
BEGIN SELECT RAISE (ABORT, 'the record is append-only'); END;

CREATE TABLE appeals (
    id INTEGER PRIMARY KEY,
    comment INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    opened_by TEXT,
    -- Who decided what is appealed against, and the state and reason that they gave.
    decided_by TEXT,
    decided TEXT NOT NULL,
    decided_reason TEXT,
    -- 'upheld' or 'overturned', with a reason, by another person.
    outcome TEXT,
    reason TEXT,
    resolved INTEGER,
    resolved_by TEXT
) STRICT;
CREATE INDEX appeals_of_comment ON appeals (comment);
CREATE INDEX appeals_open ON appeals (outcome);

-- Comments drawn at random, and whom they were shown to.
CREATE TABLE samples (
    comment INTEGER NOT NULL,
    who TEXT NOT NULL,
    served INTEGER NOT NULL,
    answered INTEGER,
    PRIMARY KEY (comment, who)
) STRICT, WITHOUT ROWID;
CREATE INDEX samples_open ON samples (who) WHERE answered IS NULL;

-- Articles that a person passes.
CREATE TABLE passes (
    who TEXT NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (who, article)
) STRICT, WITHOUT ROWID;

-- Models that were made at the desk; their files are in the folder `models` beside the store.
CREATE TABLE versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    file TEXT NOT NULL,
    -- The hash of the model that it was made of.
    base TEXT NOT NULL,
    made INTEGER NOT NULL,
    who TEXT,
    -- How it compares with its base, as JSON.
    report TEXT NOT NULL,
    -- 1 where it was found worse and is not used.
    refused INTEGER NOT NULL
) STRICT;
-- The comments whose labels a version counts.
CREATE TABLE version_comments (
    version INTEGER NOT NULL,
    comment INTEGER NOT NULL,
    PRIMARY KEY (version, comment)
) STRICT, WITHOUT ROWID;
CREATE INDEX versions_of_comment ON version_comments (comment);

-- 'version': the version in use, by its number; 'secret': the key of authors' pseudonyms.
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- Comments that came by suggestscore are at the desk as well.
INSERT INTO queue (comment, site, hostile, sectarian, off_topic, flags, uncertain, worth, signals, model, draw)
SELECT id, coalesce(source, ''), -1, -1, -1, 0, 0, 0, 0, '', random() FROM comments;
