-- What staff sign in with beyond a password: second factors, devices that have been signed in on before, sign-ins elsewhere.
-- Statements are those that SQLite, D1 and PostgreSQL share; instants are milliseconds since 1970 UTC.

-- Of a session: the device it lives on, when a second factor was last shown, what is due before anything else, and the post it was opened for.
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN strong_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN due TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN post TEXT NOT NULL DEFAULT '';

-- A credential without a row here is one that was printed: it is changed at the next sign-in.
CREATE TABLE staff_passwords (
  staff TEXT NOT NULL PRIMARY KEY,
  set_at BIGINT NOT NULL,
  one_time BIGINT NOT NULL CHECK (one_time IN (0, 1))
);

CREATE TABLE passwords_before (
  staff TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  set_at BIGINT NOT NULL,
  PRIMARY KEY (staff, password_hash)
);

-- The secret is sealed under a key that is not in this database. A step is one of 30 seconds; each is good once.
CREATE TABLE totps (
  staff TEXT NOT NULL PRIMARY KEY,
  sealed TEXT NOT NULL,
  since BIGINT NOT NULL,
  last_step BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
  hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
  staff TEXT NOT NULL
);

CREATE INDEX recovery_codes_staff ON recovery_codes (staff);

CREATE TABLE passkeys (
  id TEXT NOT NULL PRIMARY KEY,
  staff TEXT NOT NULL,
  name TEXT NOT NULL,
  public_key TEXT NOT NULL,
  counter BIGINT NOT NULL,
  transports TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL
);

CREATE INDEX passkeys_staff ON passkeys (staff);

-- Browsers on which somebody has signed in; the hash is of a random cookie.
CREATE TABLE staff_devices (
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  staff TEXT NOT NULL,
  first_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (hash, staff)
);

CREATE INDEX staff_devices_seen_at ON staff_devices (seen_at);

-- Who somebody is at another issuer of sign-ins: by (issuer, subject) and by nothing else.
CREATE TABLE outside_links (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  staff TEXT NOT NULL,
  linked_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);

CREATE INDEX outside_links_staff ON outside_links (staff);

-- What was used and is good only once: the answer to a question, the state of a sign-in elsewhere. Kept until it would be too late anyway.
CREATE TABLE used_once (
  hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
  until BIGINT NOT NULL
);

CREATE INDEX used_once_until ON used_once (until);
