SELECT 'it''s; fine', '''', ''';''', '';
SELECT 1 AS "a""b;""", 2 AS "'";
