CREATE VIEW siv AS SELECT 1 AS "x;", ';'::text AS y;
SELECT * INTO siv_t FROM siv;
COMMENT ON COLUMN siv."x;" IS 'semi;colon';
