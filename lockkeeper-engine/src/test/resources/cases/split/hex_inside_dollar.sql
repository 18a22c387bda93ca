DO $$ BEGIN PERFORM x'1F'::int; PERFORM b'101'::int; END $$;
SELECT x'1F', B'01', X'ff';
