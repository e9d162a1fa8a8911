-- Words about a person, sealed under the data key of whom they are about: an order's need, an address, a case note.
-- `holder` is a member, or, where it is about nobody enrolled, a name such as "order:…" with a key of its own.

CREATE TABLE notes (
  key TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  sealed TEXT NOT NULL CHECK (sealed LIKE 'v1.%'),
  at BIGINT NOT NULL
);

CREATE INDEX notes_holder ON notes (holder, at);
