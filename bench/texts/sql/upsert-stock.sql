INSERT INTO stock (sku, warehouse, quantity)
VALUES ('A-1001', 3, 12), ('A-1002', 3, 7), ('B-0007', 1, 140)
ON CONFLICT (sku, warehouse) DO UPDATE SET quantity = stock.quantity + excluded.quantity
RETURNING sku, quantity;
