-- People: names, phones, cards, and what they sign in with. A file (or database) of its own, never joined with the books.
-- Unlike the journal it may change, and a person may be erased from it.
-- The same file serves SQLite, D1 and PostgreSQL: TEXT and BIGINT only; instants are milliseconds since 1970 UTC.

CREATE TABLE people (
  member TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),
  pinyin TEXT NOT NULL,
  initials TEXT NOT NULL,
  phone TEXT NOT NULL,
  id_tail TEXT NOT NULL,
  station TEXT NOT NULL,
  number TEXT NOT NULL UNIQUE,
  card TEXT NOT NULL UNIQUE CHECK (length(card) = 16),
  pin_hash TEXT NOT NULL
);

-- A family may share a phone; two people of one name and one phone are one person.
CREATE UNIQUE INDEX people_phone ON people (phone, name) WHERE phone <> '';

CREATE INDEX people_station ON people (station, member);

-- Serials of our own volunteer numbers. They stay when a person is erased, so that a number is given once.
CREATE TABLE serials (
  serial BIGINT NOT NULL PRIMARY KEY CHECK (serial BETWEEN 1 AND 9999999)
);

-- Numbers a person carries elsewhere. Folded: upper case without spaces and hyphens, as it is looked up.
CREATE TABLE outside_numbers (
  kind TEXT NOT NULL,
  folded TEXT NOT NULL,
  number TEXT NOT NULL,
  member TEXT NOT NULL REFERENCES people (member),
  PRIMARY KEY (kind, folded)
);

CREATE INDEX outside_numbers_folded ON outside_numbers (folded);

CREATE INDEX outside_numbers_member ON outside_numbers (member);

CREATE TABLE credentials (
  login TEXT NOT NULL PRIMARY KEY CHECK (login = lower(login)),
  staff TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL
);

CREATE TABLE tries (
  key TEXT NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  tried_at BIGINT NOT NULL,
  locked_until BIGINT NOT NULL
);

CREATE INDEX tries_tried_at ON tries (tried_at);

CREATE TABLE sessions (
  hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
  subject TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('staff', 'member')),
  opened_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);

CREATE INDEX sessions_subject ON sessions (subject);

CREATE INDEX sessions_opened_at ON sessions (opened_at);
