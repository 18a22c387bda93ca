SELECT date'2020-01-01', text'e;'; SELECT 1 AS se, 'x\'; SELECT 2;
