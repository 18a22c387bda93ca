SELECT 7 % 3, 1::int::text, ':name;', $$:x$$;
SELECT to_char(timestamp '2020-01-01', 'HH24:MI;SS');
