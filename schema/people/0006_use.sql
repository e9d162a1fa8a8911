-- When tokens and devices were last used, the one-time codes by which a computer is enrolled, and on which a session lives.
-- Statements are those that SQLite, D1 and PostgreSQL share; instants are milliseconds since 1970 UTC.

-- The enrolled computer that a session has proved to be on; '' where it has proved none.
ALTER TABLE sessions ADD COLUMN station_device TEXT NOT NULL DEFAULT '';

-- Written at most once a minute. Not in the books: an entry is for ever, and nobody asks a journal what is idle.
CREATE TABLE uses (
  kind TEXT NOT NULL CHECK (kind IN ('token', 'device')),
  key TEXT NOT NULL,
  used_at BIGINT NOT NULL,
  PRIMARY KEY (kind, key)
);

CREATE TABLE device_codes (
  hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
  station TEXT NOT NULL,
  given_by TEXT NOT NULL,
  until BIGINT NOT NULL
);

CREATE INDEX device_codes_until ON device_codes (until);
