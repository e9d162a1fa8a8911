-- Rows of the directory that are looked for by where, whose and in which state they are (orders, activities, wishes): a view of their newest versions, moved on in the same commit.
-- place is the path of an area and the station, "4401/440104/440104003/S001/": what lies below a place begins with it.
CREATE TABLE listed (
  tbl TEXT NOT NULL,
  key TEXT NOT NULL,
  place TEXT NOT NULL,
  who TEXT NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  due INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (tbl, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX listed_place ON listed (tbl, place, at);
CREATE INDEX listed_state ON listed (tbl, state, due);
CREATE INDEX listed_who ON listed (tbl, who, at);
