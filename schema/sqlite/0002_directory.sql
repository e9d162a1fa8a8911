-- The directory of governed rows: areas, stations, organisations, members, staff, rules, keys.
-- A change is a new version, brought by an entry that carries its salted hash; nothing is overwritten.
CREATE TABLE directory (
  tbl TEXT NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  seq INTEGER NOT NULL,
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  body TEXT NOT NULL CHECK (json_valid(body)),
  PRIMARY KEY (tbl, key, version)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER directory_no_update BEFORE UPDATE ON directory BEGIN SELECT RAISE(ABORT, 'directory rows are never updated'); END;
CREATE TRIGGER directory_no_delete BEFORE DELETE ON directory BEGIN SELECT RAISE(ABORT, 'directory rows are never deleted'); END;
