ALTER TABLE products DROP CONSTRAINT products_price_is_positive;
