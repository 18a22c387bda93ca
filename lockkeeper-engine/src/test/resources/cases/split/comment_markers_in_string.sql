SELECT '-- no comment;', '/* none;', '*/';
SELECT $$-- none; /* none; $$;
SELECT 1 AS "-- name;", 2 AS "/* name;";
