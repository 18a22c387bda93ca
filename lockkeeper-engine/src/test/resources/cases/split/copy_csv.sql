CREATE TABLE cpc (a int, b text);
COPY public.cpc FROM STDIN WITH (FORMAT csv, HEADER true, DELIMITER ';');
a;b
1;"x
y;z"
2;-- no comment
\.
INSERT INTO cpc VALUES (3, 'end');
