-- A mistake: the leaflet is free. PostgreSQL refuses, and the gate stays closed.
ALTER TABLE products ADD CONSTRAINT products_price_is_positive CHECK (price > 0);
