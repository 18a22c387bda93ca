CREATE TABLE trg (a int, b text);
CREATE FUNCTION trg_f() RETURNS trigger AS $trg$ BEGIN new.b := 'x;'; RETURN new; END $trg$ LANGUAGE plpgsql;
CREATE TRIGGER trg_t BEFORE INSERT ON trg FOR EACH ROW WHEN (new.b <> ';') EXECUTE FUNCTION trg_f();
INSERT INTO trg VALUES (1, 'y;');
