ALTER TABLE orders ADD CONSTRAINT orders_currency_is_set CHECK (currency IS NOT NULL) NOT VALID;
