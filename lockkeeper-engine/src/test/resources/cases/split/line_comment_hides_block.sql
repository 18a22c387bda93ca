SELECT 1; -- /* not opened;
SELECT 2; -- */ ;
SELECT 3;
