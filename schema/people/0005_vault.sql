-- The vault: people as `persons`, each sealed under a data key of their own (see src/store/vault.ts); the keys are in another database.
-- `number`, `card`, `phone`, `twin`, `carried.folded` and `carried.number` are blind indexes; m0 to m7 are the marks of parts of a name and of a phone's end.
-- `people` and `outside_numbers` are what there was before; whoever opens this moves them into the vault and drops them.

CREATE TABLE persons (
  member TEXT NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL,
  station TEXT NOT NULL,
  sealed TEXT NOT NULL CHECK (sealed LIKE 'v1.%'),
  number TEXT NOT NULL UNIQUE,
  card TEXT NOT NULL UNIQUE,
  phone TEXT NOT NULL,
  twin TEXT NOT NULL,
  m0 BIGINT NOT NULL,
  m1 BIGINT NOT NULL,
  m2 BIGINT NOT NULL,
  m3 BIGINT NOT NULL,
  m4 BIGINT NOT NULL,
  m5 BIGINT NOT NULL,
  m6 BIGINT NOT NULL,
  m7 BIGINT NOT NULL
);

-- A family may share a phone; two people of one name and one phone are one person.
CREATE UNIQUE INDEX persons_twin ON persons (twin) WHERE twin <> '';

CREATE INDEX persons_phone ON persons (phone) WHERE phone <> '';

CREATE INDEX persons_station ON persons (station, member);

-- Hashes of PINs, sealed too: six digits are soon tried through.
CREATE TABLE pins (
  member TEXT NOT NULL PRIMARY KEY,
  sealed TEXT NOT NULL CHECK (sealed LIKE 'v1.%')
);

-- Numbers a person carries elsewhere, of one kind and of any.
CREATE TABLE carried (
  folded TEXT NOT NULL PRIMARY KEY,
  number TEXT NOT NULL,
  member TEXT NOT NULL
);

CREATE INDEX carried_number ON carried (number);

CREATE INDEX carried_member ON carried (member);

-- Stations that have ever had a person: a search of the whole city goes through them.
CREATE TABLE shelves (
  station TEXT NOT NULL PRIMARY KEY
);

-- A plain file that was moved in here and is not destroyed yet.
CREATE TABLE moves (
  source TEXT NOT NULL PRIMARY KEY
);
