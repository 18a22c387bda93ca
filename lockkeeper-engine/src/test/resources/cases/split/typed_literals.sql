SELECT interval'1 day', date'2020-01-01', timestamp '2020-01-01 00:00:00', bit'1';
SELECT text';';
