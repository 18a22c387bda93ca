CREATE TABLE plain_a (id int);
INSERT INTO plain_a VALUES (1);
SELECT * FROM plain_a;
