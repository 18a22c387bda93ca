CREATE TABLE cpt (a int, b text);
COPY cpt (a, b) FROM stdin;
1	one; 'quote
2	$$ ; \\ "x
3	\N
\.

SELECT count(*) FROM cpt;
