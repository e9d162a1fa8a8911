-- The directory of governed rows: areas, stations, organisations, members, staff, rules, keys.
-- A change is a new version, brought by an entry that carries its salted hash; nothing is overwritten.
CREATE TABLE directory (
  tbl text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  version bigint NOT NULL CHECK (version >= 1),
  seq bigint NOT NULL,
  salt bytea NOT NULL CHECK (length(salt) = 16),
  body text NOT NULL CHECK (body::json IS NOT NULL),
  CONSTRAINT directory_tbl PRIMARY KEY (tbl, key, version)
);

CREATE TRIGGER directory_never BEFORE UPDATE OR DELETE OR TRUNCATE ON directory FOR EACH STATEMENT EXECUTE FUNCTION kapok_never();

-- The role the service works as: it can append, and cannot rewrite even where somebody took the triggers away.
-- Migrate as the owner; give the service a login of its own in this role:
--   CREATE ROLE kapok_service LOGIN PASSWORD '…' IN ROLE kapok_writer;
-- Roles belong to the whole cluster, so it may stand already; an owner who may not make roles goes without it,
-- and an administrator runs the lines between BEGIN and EXCEPTION.
DO $$
BEGIN
  BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'kapok_writer') THEN CREATE ROLE kapok_writer NOLOGIN; END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
  END;
  GRANT SELECT, INSERT ON names, entries, postings, nodes, checkpoints, spans, directory, counters TO kapok_writer;
  GRANT UPDATE ON counters TO kapok_writer;
  GRANT SELECT ON schema_versions TO kapok_writer;
EXCEPTION WHEN insufficient_privilege OR undefined_object THEN RAISE NOTICE 'the role kapok_writer was not made: %', SQLERRM;
END $$;
