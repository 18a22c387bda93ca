CREATE FUNCTION fq() RETURNS text LANGUAGE sql AS 'SELECT ''a;''::text; SELECT ''b;''::text;';
SELECT fq();
