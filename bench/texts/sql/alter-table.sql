ALTER TABLE customers ADD COLUMN phone VARCHAR(30);
ALTER TABLE customers DROP COLUMN fax;
ALTER TABLE orders RENAME TO purchase_orders;
