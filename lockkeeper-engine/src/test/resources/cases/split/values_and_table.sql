VALUES (1, ';'), (2, ');');
CREATE TABLE vat (a int);
TABLE vat;
(SELECT 1) UNION (SELECT 2);
