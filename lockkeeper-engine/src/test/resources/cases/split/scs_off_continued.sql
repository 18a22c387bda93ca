SET SESSION standard_conforming_strings = no;
-- next message
SELECT 'a\';'
  'b\';c';
SELECT U&"x;" FROM (SELECT 1 AS "x;") t;
SET standard_conforming_strings TO DEFAULT;
-- next message
SELECT '\'; SELECT 1;
