SELECT 'C:\'; SELECT 'a\'';b';
SELECT '\\';
