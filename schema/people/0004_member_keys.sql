-- What members sign in with beyond a PIN: one-time codes, versions of their card, cards they carry already.
-- No phone, card or number stands here, only blind indexes (HMAC under a key that is kept elsewhere).

-- `request` is the hash of the browser's own secret: a code is good there and nowhere else.
-- `code` binds the code to the request and the phone. `proved_at` is 0 until it was typed right.
CREATE TABLE one_time_codes (
  request TEXT NOT NULL PRIMARY KEY CHECK (length(request) = 64),
  phone TEXT NOT NULL,
  code TEXT NOT NULL,
  good_until BIGINT NOT NULL,
  tries BIGINT NOT NULL CHECK (tries >= 0),
  proved_at BIGINT NOT NULL
);

CREATE INDEX one_time_codes_good_until ON one_time_codes (good_until);

-- How often something was done since it began: messages to a phone, from an address, of the whole city.
CREATE TABLE counts (
  key TEXT NOT NULL PRIMARY KEY,
  began BIGINT NOT NULL,
  count BIGINT NOT NULL CHECK (count >= 1)
);

CREATE INDEX counts_began ON counts (began);

-- Every card after the first: which it replaced, and why. A replaced card is void for ever.
CREATE TABLE card_versions (
  member TEXT NOT NULL,
  version BIGINT NOT NULL CHECK (version >= 2),
  issue TEXT NOT NULL UNIQUE,
  replaced TEXT NOT NULL UNIQUE,
  issued_at BIGINT NOT NULL,
  issued_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (member, version)
);

-- Cards of others that somebody carries already: the blind index of the number and nothing of the number itself.
CREATE TABLE linked_cards (
  card TEXT NOT NULL PRIMARY KEY,
  link TEXT NOT NULL UNIQUE,
  member TEXT NOT NULL,
  kind TEXT NOT NULL,
  linked_at BIGINT NOT NULL,
  linked_by TEXT NOT NULL
);

CREATE INDEX linked_cards_member ON linked_cards (member);

-- Cards locked after wrong PINs, until staff unlock them; under the key their tries are counted by.
CREATE TABLE card_locks (
  key TEXT NOT NULL PRIMARY KEY,
  member TEXT NOT NULL,
  locked_at BIGINT NOT NULL
);
