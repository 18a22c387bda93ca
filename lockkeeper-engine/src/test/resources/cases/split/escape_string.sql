SELECT E'a\';b', e'\\'; SELECT E'it''s\';', E'\\\'; still';
SELECT E'\n;', 1;
