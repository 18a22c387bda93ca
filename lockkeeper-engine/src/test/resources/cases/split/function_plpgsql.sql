CREATE FUNCTION fpl(i int) RETURNS int AS $body$
DECLARE
  r int := 0; -- it's; $$ 
BEGIN
  IF i > 0 THEN r := 1; ELSE r := 2; END IF;
  RETURN r;
END;
$body$ LANGUAGE plpgsql;
SELECT fpl(1);
