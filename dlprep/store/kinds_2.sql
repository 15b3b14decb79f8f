-- Three more kinds of line: bury, reset and cram. A CHECK cannot be altered, so the log moves to a new table, line by
-- line with its `seq`; the triggers go with the old one and come back at the end.
CREATE TABLE log_2 (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    kind       TEXT NOT NULL CHECK (kind IN ('review', 'retract', 'suspend', 'resume', 'bury', 'reset', 'cram')),
    card       TEXT NOT NULL,
    at         INTEGER NOT NULL,          -- milliseconds since 1970 UTC
    utc_offset INTEGER NOT NULL,          -- minutes ahead of UTC
    day        TEXT NOT NULL,             -- the learner's local day, YYYY-MM-DD
    quality    INTEGER CHECK (quality BETWEEN 0 AND 5),
    elapsed_ms INTEGER,
    target     TEXT,                      -- the id that a retraction takes back
    detail     TEXT NOT NULL,             -- JSON object: answer, params, seed, hints, suggested_by, ...
    imported   INTEGER NOT NULL,          -- 1 if the line came from a file; undo leaves those alone
    CHECK ((kind IN ('review', 'cram')) = (quality IS NOT NULL)),
    CHECK ((kind = 'retract') = (target IS NOT NULL))
) STRICT;

INSERT INTO log_2
SELECT seq, id, kind, card, at, utc_offset, day, quality, elapsed_ms, target, detail, imported FROM log;

DROP TABLE log;

ALTER TABLE log_2 RENAME TO log;

CREATE INDEX log_by_card ON log (card);
CREATE INDEX log_by_target ON log (target) WHERE target IS NOT NULL;
CREATE INDEX log_by_day ON log (day);

CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TRIGGER log_is_never_shortened BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

ALTER TABLE states ADD COLUMN buried TEXT;  -- the day on which the card is not asked; what came before had no such day
