CREATE TABLE atomic (atomic int, begin int);
INSERT INTO atomic (atomic, begin) VALUES (1, 2);
SELECT atomic, begin FROM atomic;
CREATE TABLE my_atomic_table (begin_atomic int);
SELECT begin atomic FROM atomic;
SELECT begin_atomic FROM my_atomic_table;
