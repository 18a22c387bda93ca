CREATE TABLE cpr (a int, b text);
COPY cpr FROM STDIN;
1	x;
2	y'
\.
SELECT 1;
