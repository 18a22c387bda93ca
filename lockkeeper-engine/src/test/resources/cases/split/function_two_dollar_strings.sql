CREATE FUNCTION f2d() RETURNS text AS $$ SELECT ';'::text; $$ LANGUAGE sql;
COMMENT ON FUNCTION f2d() IS $$it's; a comment$$;
SELECT f2d();
