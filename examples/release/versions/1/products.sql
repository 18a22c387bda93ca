SELECT name, price FROM products ORDER BY 1
