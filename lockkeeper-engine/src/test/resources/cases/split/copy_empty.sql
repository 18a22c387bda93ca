CREATE TABLE cpe (a int);
copy cpe from stdin; -- nothing; here
\.
SELECT 1;
