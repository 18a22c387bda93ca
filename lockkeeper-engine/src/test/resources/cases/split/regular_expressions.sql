SELECT 'a' ~ '^\(;\)$', 'b' !~* E'\';', 'c' ~~ '%;%', 'd' !~~* ';';
SELECT regexp_replace('a;b', ';', $$'$$);
