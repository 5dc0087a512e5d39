CREATE TABLE customers (
  id INTEGER PRIMARY KEY,
  email VARCHAR(255) NOT NULL UNIQUE,
  name VARCHAR(100) NOT NULL,
  credit DECIMAL(10, 2) DEFAULT 0.00 CHECK (credit >= 0),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  status VARCHAR(20) NOT NULL DEFAULT 'new',
  placed_at TIMESTAMP NOT NULL,
  CONSTRAINT known_status CHECK (status IN ('new', 'paid', 'sent', 'cancelled'))
);
CREATE INDEX orders_by_customer ON orders (customer_id, placed_at DESC);
