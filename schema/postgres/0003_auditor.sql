-- The role auditors and viewers are answered in: it selects, and nothing else, so that a mistake of the program cannot write for them.
-- The service's own login takes it, so it is in both roles:
--   GRANT kapok_auditor TO kapok_service;
-- An owner who may not make roles goes without it; every transaction of such a connection only reads all the same.
DO $$
BEGIN
  BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'kapok_auditor') THEN CREATE ROLE kapok_auditor NOLOGIN; END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
  END;
  GRANT SELECT ON names, entries, postings, nodes, checkpoints, spans, directory, counters, schema_versions TO kapok_auditor;
EXCEPTION WHEN insufficient_privilege OR undefined_object THEN RAISE NOTICE 'the role kapok_auditor was not made: %', SQLERRM;
END $$;
