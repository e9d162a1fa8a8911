-- Data keys of people and staff, wrapped by the house's key. A database of its own, with backups of its own that are kept 35 days at most:
-- what is destroyed here can then be read nowhere. The same file serves SQLite, D1 and PostgreSQL.

CREATE TABLE data_keys (
  holder TEXT NOT NULL PRIMARY KEY,
  wrapped TEXT NOT NULL CHECK (wrapped LIKE 'v1.%')
);

-- One row: by it a wrong key of the house is noticed before it finds nobody.
CREATE TABLE house (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  kek TEXT NOT NULL CHECK (kek LIKE 'v1.%'),
  pepper TEXT NOT NULL
);
