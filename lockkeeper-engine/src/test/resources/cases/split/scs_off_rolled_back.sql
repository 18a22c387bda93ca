BEGIN;
SET standard_conforming_strings TO 0;
-- next message
SELECT 'a\';b'; ROLLBACK;
-- next message
SELECT 'a\'; SELECT ';';
