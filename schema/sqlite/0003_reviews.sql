-- What waits for a second person (待复核), by the entry that asked: a view of the journal, moved on in the same commit.
-- decided is the entry that answered, 0 while nobody has.
CREATE TABLE reviews (
  seq INTEGER PRIMARY KEY,
  place INTEGER NOT NULL,
  who INTEGER NOT NULL,
  decided INTEGER NOT NULL
) STRICT;

CREATE INDEX reviews_open ON reviews (place, seq) WHERE decided = 0;
CREATE INDEX reviews_who ON reviews (who, seq);
