CREATE TABLE a$1$b (c$$ int, d$x$ int);
INSERT INTO a$1$b (c$$, d$x$) VALUES (1, 2);
SELECT c$$, d$x$ FROM a$1$b;
