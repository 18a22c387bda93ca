CREATE FUNCTION atpn(begin int, atomic int) RETURNS int LANGUAGE sql AS $$ SELECT $1 + $2; $$;
SELECT atpn(1, 2);
