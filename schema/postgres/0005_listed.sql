-- Rows of the directory that are looked for by where, whose and in which state they are (orders, activities, wishes): a view of their newest versions, moved on in the same commit.
-- place is the path of an area and the station, "4401/440104/440104003/S001/": what lies below a place begins with it. Its bytes are compared, as SQLite compares them.
CREATE TABLE listed (
  tbl text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  place text COLLATE "C" NOT NULL,
  who text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  due bigint NOT NULL,
  seq bigint NOT NULL,
  CONSTRAINT listed_key PRIMARY KEY (tbl, key)
);

CREATE INDEX listed_place ON listed (tbl, place, at);
CREATE INDEX listed_state ON listed (tbl, state, due);
CREATE INDEX listed_who ON listed (tbl, who, at);

DO $$
BEGIN
  GRANT SELECT, INSERT, UPDATE ON listed TO kapok_writer;
EXCEPTION WHEN insufficient_privilege OR undefined_object THEN RAISE NOTICE 'the role kapok_writer was not given the list: %', SQLERRM;
END $$;
