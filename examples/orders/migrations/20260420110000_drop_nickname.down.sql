-- Brings the column back, not what was in it.
ALTER TABLE users ADD COLUMN nickname text;
