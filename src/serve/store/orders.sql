-- Version 3 of the store: comments that are alike come apart in the order of those most worth labelling; filters that few of
-- the first in an order pass have it in an index of their own.

-- The distinct words of the comment; the share of words that it has in common with one that came before, at most.
ALTER TABLE queue ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queue ADD COLUMN likeness REAL NOT NULL DEFAULT 0;
-- The least of its words by two orders: comments that share a part of their words have the same one as likely.
ALTER TABLE queue ADD COLUMN sketch_one INTEGER;
ALTER TABLE queue ADD COLUMN sketch_other INTEGER;
CREATE INDEX queue_sketch_one ON queue (sketch_one) WHERE sketch_one IS NOT NULL;
CREATE INDEX queue_sketch_other ON queue (sketch_other) WHERE sketch_other IS NOT NULL;
CREATE INDEX queue_worth_of_article ON queue (article, worth) WHERE article IS NOT NULL;

-- What the model is sure of is worth little, and what it is unsure of has no high score.
CREATE INDEX queue_hostile_by_worth ON queue (state, worth) WHERE flags & 1;
CREATE INDEX queue_sectarian_by_worth ON queue (state, worth) WHERE flags & 2;
CREATE INDEX queue_off_topic_by_worth ON queue (state, worth) WHERE flags & 4;
CREATE INDEX queue_uncertain_by_score ON queue (state, hostile) WHERE uncertain;
