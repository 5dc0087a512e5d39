SELECT name, price FROM products
WHERE price > ALL (SELECT price FROM products WHERE category_id = 4)
   OR id = ANY (SELECT product_id FROM featured);
