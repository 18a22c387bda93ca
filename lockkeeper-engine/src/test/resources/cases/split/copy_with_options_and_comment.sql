CREATE TABLE cpo (a int, b text);
COPY /* from stdin; */ cpo (a, b) FROM -- here
  STDIN WITH (NULL 'x;', DELIMITER ',');
1,x;
2,(
\.
SELECT 1;
