SELECT title, price FROM products ORDER BY 1
