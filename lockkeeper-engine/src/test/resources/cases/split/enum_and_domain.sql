CREATE TYPE ead AS ENUM ('a;', 'b''', '(');
CREATE DOMAIN ead_d AS text CHECK (value <> ';') DEFAULT ');';
SELECT 'a;'::ead, ';x'::ead_d;
