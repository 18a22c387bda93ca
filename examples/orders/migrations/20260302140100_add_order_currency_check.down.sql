ALTER TABLE orders DROP CONSTRAINT orders_currency_is_set;
