SELECT 1 WHERE '1;'=$$1;$$;
SELECT (array[1,2])[1], 1.5e3, .5, 1., 1e-5;
