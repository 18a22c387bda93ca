SET standard_conforming_strings = off;
-- next message
SELECT 'it\'s; here', '\\';
SELECT N'a\';', x'1F', $$\$$;
SET standard_conforming_strings TO on;
-- next message
SELECT 'C:\'; SELECT 1;
