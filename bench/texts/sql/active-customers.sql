SELECT c.id, c.name, c.email
FROM customers AS c
WHERE c.active = TRUE AND c.created_at >= DATE '2024-01-01'
ORDER BY c.name ASC, c.id
LIMIT 50 OFFSET 100;
