CREATE VIEW best_sellers AS
SELECT p.id, p.name, SUM(i.quantity) AS sold
FROM products p
JOIN order_items i ON i.product_id = p.id
GROUP BY p.id, p.name
HAVING SUM(i.quantity) >= 100;
