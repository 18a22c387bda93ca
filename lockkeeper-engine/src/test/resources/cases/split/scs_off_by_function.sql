SELECT set_config('standard_conforming_strings', 'off', false);
-- next message
SELECT 'a\';b';
RESET standard_conforming_strings;
-- next message
SELECT 'a\'; SELECT ';';
