BEGIN;
SET LOCAL standard_conforming_strings = 'off';
-- next message
SELECT 'a\';b'; COMMIT;
-- next message
SELECT 'a\'; SELECT ';';
