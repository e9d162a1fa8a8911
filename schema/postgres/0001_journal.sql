-- The journal: one line of entries. Nothing in it is updated or deleted.
-- Tables, columns and checks are those of schema/sqlite. A key is named table_column after its first
-- column: a commit that was refused reads the column from it.

CREATE TABLE names (
  id bigint NOT NULL CONSTRAINT names_id PRIMARY KEY,
  name text COLLATE "C" NOT NULL CONSTRAINT names_name UNIQUE,
  seq bigint NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 8)
);

CREATE TABLE entries (
  seq bigint NOT NULL CONSTRAINT entries_seq PRIMARY KEY CHECK (seq >= 1),
  id bytea NOT NULL CONSTRAINT entries_id UNIQUE CHECK (length(id) = 16),
  kind bigint NOT NULL CHECK (kind BETWEEN 1 AND 24),
  served_on bigint NOT NULL,
  recorded_at bigint NOT NULL,
  station bigint NOT NULL,
  organisation bigint NOT NULL,
  service bigint NOT NULL,
  rules bigint NOT NULL,
  proof bigint NOT NULL CHECK (proof BETWEEN 0 AND 4),
  by_actor bigint NOT NULL,
  closes bigint CHECK (closes < seq),
  request bytea NOT NULL CHECK (length(request) = 16),
  salt bytea NOT NULL CHECK (length(salt) = 16),
  refs text COLLATE "C" NOT NULL,
  accounts text COLLATE "C" NOT NULL,
  leaf bytea NOT NULL CHECK (length(leaf) = 32),
  CHECK ((kind IN (6, 7, 9)) = (closes IS NOT NULL)),
  CHECK ((kind < 20) = (accounts <> ''))
);

-- An entry is closed once: settled, released or reversed.
CREATE UNIQUE INDEX entries_closes ON entries (closes) WHERE closes IS NOT NULL;

-- A station's day and a station's month.
CREATE INDEX entries_station ON entries (station, recorded_at);

-- account % 16 is the number of its kind; the lists are those of ACCOUNT_KINDS (a test compares them).
CREATE TABLE postings (
  account bigint NOT NULL,
  seq bigint NOT NULL,
  line bigint NOT NULL CHECK (line >= 1),
  minutes bigint NOT NULL CHECK (minutes <> 0 AND minutes BETWEEN -1000000000000 AND 1000000000000),
  balance bigint NOT NULL CHECK (balance >= 0 OR minutes > 0 OR account % 16 IN (4, 7, 11, 12, 13)) CHECK (balance <= 0 OR account % 16 NOT IN (4, 11)),
  home bigint NOT NULL,
  CONSTRAINT postings_account PRIMARY KEY (account, seq)
);

-- Complete subtrees of 256^level leaves. Level 0 is entries.leaf; what is not complete is derived on reading.
CREATE TABLE nodes (
  level bigint NOT NULL CHECK (level >= 1),
  idx bigint NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  CONSTRAINT nodes_level PRIMARY KEY (level, idx)
);

CREATE TABLE checkpoints (
  size bigint NOT NULL CONSTRAINT checkpoints_size PRIMARY KEY,
  root bytea NOT NULL CHECK (length(root) = 32),
  note text COLLATE "C" NOT NULL,
  recorded_at bigint NOT NULL
);

-- Views of the journal, moved on in the same commit and derivable from it at any time.
CREATE TABLE counters (
  kind bigint NOT NULL,
  who bigint NOT NULL,
  day bigint NOT NULL,
  value bigint NOT NULL,
  seq bigint NOT NULL,
  CONSTRAINT counters_kind PRIMARY KEY (kind, who, day)
);

CREATE TABLE spans (
  who bigint NOT NULL,
  day bigint NOT NULL,
  seq bigint NOT NULL,
  from_minute bigint NOT NULL,
  to_minute bigint NOT NULL,
  CONSTRAINT spans_who PRIMARY KEY (who, day, seq)
);

-- A gap is told as what it is to a writer: the place it wanted is not the next. Once a statement, not once a row.
CREATE FUNCTION kapok_no_gap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  first_seq bigint;
  last_seq bigint;
  rows_in bigint;
BEGIN
  SELECT min(seq), max(seq), count(*) INTO first_seq, last_seq, rows_in FROM fresh;
  IF rows_in = 0 THEN RETURN NULL; END IF;
  IF last_seq - first_seq + 1 <> rows_in OR (first_seq <> 1 AND NOT EXISTS (SELECT 1 FROM entries WHERE seq = first_seq - 1)) THEN
    RAISE EXCEPTION 'entry % would leave a gap', first_seq USING ERRCODE = 'unique_violation', TABLE = 'entries', CONSTRAINT = 'entries_seq';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION kapok_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% are never %', TG_TABLE_NAME, CASE TG_OP WHEN 'UPDATE' THEN 'updated' ELSE 'deleted' END USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER entries_no_gap AFTER INSERT ON entries REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION kapok_no_gap();
CREATE TRIGGER entries_never BEFORE UPDATE OR DELETE OR TRUNCATE ON entries FOR EACH STATEMENT EXECUTE FUNCTION kapok_never();
CREATE TRIGGER postings_never BEFORE UPDATE OR DELETE OR TRUNCATE ON postings FOR EACH STATEMENT EXECUTE FUNCTION kapok_never();
CREATE TRIGGER names_never BEFORE UPDATE OR DELETE OR TRUNCATE ON names FOR EACH STATEMENT EXECUTE FUNCTION kapok_never();
CREATE TRIGGER nodes_never BEFORE UPDATE OR DELETE OR TRUNCATE ON nodes FOR EACH STATEMENT EXECUTE FUNCTION kapok_never();
CREATE TRIGGER checkpoints_never BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints FOR EACH STATEMENT EXECUTE FUNCTION kapok_never();
