-- What waits for a second person (待复核), by the entry that asked: a view of the journal, moved on in the same commit.
-- decided is the entry that answered, 0 while nobody has.
CREATE TABLE reviews (
  seq bigint NOT NULL CONSTRAINT reviews_seq PRIMARY KEY,
  place bigint NOT NULL,
  who bigint NOT NULL,
  decided bigint NOT NULL
);

CREATE INDEX reviews_open ON reviews (place, seq) WHERE decided = 0;
CREATE INDEX reviews_who ON reviews (who, seq);

DO $$
BEGIN
  GRANT SELECT, INSERT, UPDATE ON reviews TO kapok_writer;
EXCEPTION WHEN insufficient_privilege OR undefined_object THEN RAISE NOTICE 'the role kapok_writer was not given the reviews: %', SQLERRM;
END $$;
