DROP TRIGGER products_keep_both ON products;
DROP FUNCTION products_keep_both();
ALTER TABLE products DROP COLUMN title;
