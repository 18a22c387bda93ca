-- lockkeeper: transaction=off
-- Each statement commits alone, so that no lock outlives the scan.
ALTER TABLE orders VALIDATE CONSTRAINT orders_currency_is_set;
ALTER TABLE orders ALTER COLUMN currency SET NOT NULL;
ALTER TABLE orders DROP CONSTRAINT orders_currency_is_set;
