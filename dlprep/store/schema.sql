CREATE TABLE log (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    kind       TEXT NOT NULL CHECK (kind IN ('review', 'retract', 'suspend', 'resume')),
    card       TEXT NOT NULL,
    at         INTEGER NOT NULL,          -- milliseconds since 1970 UTC
    utc_offset INTEGER NOT NULL,          -- minutes ahead of UTC
    day        TEXT NOT NULL,             -- the learner's local day, YYYY-MM-DD
    quality    INTEGER CHECK (quality BETWEEN 0 AND 5),
    elapsed_ms INTEGER,
    target     TEXT,                      -- the id that a retraction takes back
    detail     TEXT NOT NULL,             -- JSON object: answer, params, seed, hints, suggested_by, ...
    imported   INTEGER NOT NULL,          -- 1 if the line came from a file; undo leaves those alone
    CHECK ((kind = 'review') = (quality IS NOT NULL)),
    CHECK ((kind = 'retract') = (target IS NOT NULL))
) STRICT;

CREATE INDEX log_by_card ON log (card);
CREATE INDEX log_by_target ON log (target) WHERE target IS NOT NULL;
CREATE INDEX log_by_day ON log (day);

CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TRIGGER log_is_never_shortened BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

-- A cache: every row can be rebuilt from the log.
CREATE TABLE states (
    card        TEXT PRIMARY KEY,
    ease        INTEGER NOT NULL,         -- ease factor in hundredths
    interval    INTEGER NOT NULL,         -- days
    repetitions INTEGER NOT NULL,
    lapses      INTEGER NOT NULL,
    due         TEXT,
    answered_on TEXT,
    below_four  INTEGER NOT NULL,
    to_repeat   INTEGER NOT NULL,
    introduced  TEXT,                     -- the day of the first answer
    suspended   INTEGER NOT NULL,
    last_at     INTEGER NOT NULL,         -- the last event, in the order of replay
    last_id     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX states_by_due ON states (due);
