SELECT ((1)), ';(', "x"."a)" FROM (SELECT 1 AS "a)") "x";
SELECT (ARRAY[1,2,3])[1:2], ')';
SELECT $$($$;
SELECT 1 /* ( */;
SELECT 2 -- (
;
