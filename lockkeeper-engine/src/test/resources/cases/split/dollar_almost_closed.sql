SELECT $a$ $a ; a$ $ab$ $$ ; $a$;
SELECT $a$$a$, $a$;$$a$;
SELECT $$$a$;$$;
