-- lockkeeper: phase=post
-- No running revision reads the column any more, so it may go once the old one is drained.
ALTER TABLE users DROP COLUMN nickname;
