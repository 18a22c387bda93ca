CREATE TABLE mrg (a int, b text);
MERGE INTO mrg USING (VALUES (1, ';')) AS s(a, b) ON mrg.a = s.a WHEN NOT MATCHED THEN INSERT VALUES (s.a, s.b) WHEN MATCHED THEN UPDATE SET b = s.b || ';';
MERGE INTO mrg USING (VALUES (1, 'z')) AS s(a, b) ON mrg.a = s.a WHEN MATCHED THEN DELETE;
