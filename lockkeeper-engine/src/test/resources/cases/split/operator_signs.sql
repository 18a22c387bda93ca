SELECT 1=-1;
SELECT 2<-1, 3>+2;
SELECT 5-+-+3;
SELECT 7 - -2;
SELECT '{"a":1}'::jsonb->'a';
SELECT '{"a":{"b":2}}'::jsonb#>>'{a,b}';
