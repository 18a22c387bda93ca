CREATE TABLE rws (a int);
CREATE TABLE rws_log (a int);
CREATE RULE rws_r AS ON INSERT TO rws DO ALSO (INSERT INTO rws_log VALUES (new.a); INSERT INTO rws_log VALUES (new.a + 1));
INSERT INTO rws VALUES (1);
CREATE RULE rws_u AS ON UPDATE TO rws DO INSTEAD (UPDATE rws_log SET a = 0; DELETE FROM rws_log WHERE a = (1););
SELECT * FROM rws_log;
