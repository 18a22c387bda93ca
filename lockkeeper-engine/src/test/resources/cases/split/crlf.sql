CREATE TABLE crlf (t text);
-- note; with semicolon
INSERT INTO crlf VALUES ('a;
b');
DO $$
BEGIN
  PERFORM 1;
END
$$;
