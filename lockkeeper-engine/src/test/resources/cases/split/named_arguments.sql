CREATE FUNCTION na(a int, b text DEFAULT ';') RETURNS text LANGUAGE sql AS $$ SELECT b $$;
SELECT na(a=>1, b=>';'), na(a := 1);
SELECT na(1);
