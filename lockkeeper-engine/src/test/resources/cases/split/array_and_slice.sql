SELECT '{1,2}'::int[], (array[1,2,3])[2:3], (array['a;'])[1];
SELECT '{";"}'::text[];
SELECT 1::int;
