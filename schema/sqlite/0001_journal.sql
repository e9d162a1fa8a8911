-- The journal: one line of entries. Nothing in it is updated or deleted.
-- The same files serve SQLite and D1: one trigger a line, BEGIN and END in capitals, no CASE.

CREATE TABLE names (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  seq INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 8)
) STRICT;

CREATE TABLE entries (
  seq INTEGER PRIMARY KEY CHECK (seq >= 1),
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 24),
  served_on INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  station INTEGER NOT NULL,
  organisation INTEGER NOT NULL,
  service INTEGER NOT NULL,
  rules INTEGER NOT NULL,
  proof INTEGER NOT NULL CHECK (proof BETWEEN 0 AND 4),
  by_actor INTEGER NOT NULL,
  closes INTEGER CHECK (closes < seq),
  request BLOB NOT NULL CHECK (length(request) = 16),
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  refs TEXT NOT NULL,
  accounts TEXT NOT NULL,
  leaf BLOB NOT NULL CHECK (length(leaf) = 32),
  CHECK ((kind IN (6, 7, 9)) = (closes IS NOT NULL)),
  CHECK ((kind < 20) = (accounts <> ''))
) STRICT;

-- An entry is closed once: settled, released or reversed.
CREATE UNIQUE INDEX entries_closes ON entries (closes) WHERE closes IS NOT NULL;

-- A station's day and a station's month.
CREATE INDEX entries_station ON entries (station, recorded_at);

-- A posting is stored once, beside the others of its account: a statement reads one stretch.
-- account % 16 is the number of its kind; the lists are those of ACCOUNT_KINDS (a test compares them).
CREATE TABLE postings (
  account INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  line INTEGER NOT NULL CHECK (line >= 1),
  minutes INTEGER NOT NULL CHECK (minutes <> 0 AND minutes BETWEEN -1000000000000 AND 1000000000000),
  balance INTEGER NOT NULL CHECK (balance >= 0 OR minutes > 0 OR account % 16 IN (4, 7, 11, 12, 13)) CHECK (balance <= 0 OR account % 16 NOT IN (4, 11)),
  home INTEGER NOT NULL,
  PRIMARY KEY (account, seq)
) STRICT, WITHOUT ROWID;

-- Complete subtrees of 256^level leaves. Level 0 is entries.leaf; what is not complete is derived on reading.
CREATE TABLE nodes (
  level INTEGER NOT NULL CHECK (level >= 1),
  idx INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoints (
  size INTEGER PRIMARY KEY,
  root BLOB NOT NULL CHECK (length(root) = 32),
  note TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
) STRICT;

-- Views of the journal, moved on in the same commit and derivable from it at any time.
CREATE TABLE counters (
  kind INTEGER NOT NULL,
  who INTEGER NOT NULL,
  day INTEGER NOT NULL,
  value INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (kind, who, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE spans (
  who INTEGER NOT NULL,
  day INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  from_minute INTEGER NOT NULL,
  to_minute INTEGER NOT NULL,
  PRIMARY KEY (who, day, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER entries_no_gap BEFORE INSERT ON entries WHEN new.seq <> 1 AND NOT EXISTS (SELECT 1 FROM entries WHERE seq = new.seq - 1) BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: entries.seq'); END;
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never updated'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER postings_no_update BEFORE UPDATE ON postings BEGIN SELECT RAISE(ABORT, 'postings are never updated'); END;
CREATE TRIGGER postings_no_delete BEFORE DELETE ON postings BEGIN SELECT RAISE(ABORT, 'postings are never deleted'); END;
CREATE TRIGGER names_no_update BEFORE UPDATE ON names BEGIN SELECT RAISE(ABORT, 'names are never updated'); END;
CREATE TRIGGER names_no_delete BEFORE DELETE ON names BEGIN SELECT RAISE(ABORT, 'names are never deleted'); END;
CREATE TRIGGER nodes_no_update BEFORE UPDATE ON nodes BEGIN SELECT RAISE(ABORT, 'nodes are never updated'); END;
CREATE TRIGGER nodes_no_delete BEFORE DELETE ON nodes BEGIN SELECT RAISE(ABORT, 'nodes are never deleted'); END;
CREATE TRIGGER checkpoints_no_update BEFORE UPDATE ON checkpoints BEGIN SELECT RAISE(ABORT, 'checkpoints are never updated'); END;
CREATE TRIGGER checkpoints_no_delete BEFORE DELETE ON checkpoints BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;
