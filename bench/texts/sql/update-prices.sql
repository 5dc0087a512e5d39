-- A tenth more for what has not been touched this year.
UPDATE products
SET price = ROUND(price * 1.10, 2), updated_at = CURRENT_TIMESTAMP
WHERE category_id IN (SELECT id FROM categories WHERE name LIKE 'Garden%')
  AND (updated_at IS NULL OR updated_at < DATE '2025-01-01');
