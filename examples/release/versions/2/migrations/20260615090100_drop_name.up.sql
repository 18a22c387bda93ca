-- lockkeeper: phase=post
-- Contract: nobody reads `name` once the revision of version 1 is gone.
DROP TRIGGER products_keep_both ON products;
DROP FUNCTION products_keep_both();
ALTER TABLE products DROP COLUMN name;
