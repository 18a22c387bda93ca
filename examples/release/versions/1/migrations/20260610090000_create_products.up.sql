CREATE TABLE products (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  price decimal(10, 2) NOT NULL
);

INSERT INTO products (name, price)
VALUES ('lock gate', 1200.00), ('paddle', 75.50), ('leaflet', 0.00);
