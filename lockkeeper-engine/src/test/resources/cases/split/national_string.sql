SELECT N'a;''b', n'c;';
SELECT 1;
