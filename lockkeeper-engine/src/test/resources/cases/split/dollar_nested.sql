DO $outer$ BEGIN EXECUTE $inner$ SELECT 1; $inner$; EXECUTE $$ SELECT ';' $$; END $outer$;
SELECT 1;
