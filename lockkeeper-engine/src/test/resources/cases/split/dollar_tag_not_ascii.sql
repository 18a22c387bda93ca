SELECT $é$ ; $é$, $été$;$$;$été$;
SELECT 1;
