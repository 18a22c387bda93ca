CREATE TABLE cpw (a int);
COPY cpw FROM STDIN WHERE a > (1);
1
2
\.
SELECT 1;
