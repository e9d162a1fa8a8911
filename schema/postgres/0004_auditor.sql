-- The role auditors and viewers are answered in: it selects, and nothing else, so that a mistake of the program cannot write for them.
-- The service's own login takes it, so it is in both roles:
--   GRANT kapok_auditor TO kapok_service;
-- It selects from every table there is, and from every one that a later step makes.
-- An owner who may not make roles goes without it; every transaction of such a connection only reads all the same.
DO $$
BEGIN
  BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'kapok_auditor') THEN CREATE ROLE kapok_auditor NOLOGIN; END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
  END;
  EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO kapok_auditor', current_schema());
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT ON TABLES TO kapok_auditor', current_schema());
EXCEPTION WHEN insufficient_privilege OR undefined_object THEN RAISE NOTICE 'the role kapok_auditor was not made: %', SQLERRM;
END $$;
