SELECT EXTRACT(YEAR FROM o.placed_at) AS y, EXTRACT(MONTH FROM o.placed_at) AS m,
       SUM(oi.quantity * oi.unit_price) AS revenue,
       COUNT(DISTINCT o.customer_id) AS buyers
FROM orders o
JOIN order_items oi ON oi.order_id = o.id
WHERE o.status <> 'cancelled'
GROUP BY EXTRACT(YEAR FROM o.placed_at), EXTRACT(MONTH FROM o.placed_at)
HAVING SUM(oi.quantity * oi.unit_price) > 1000.00
ORDER BY y DESC, m DESC;
