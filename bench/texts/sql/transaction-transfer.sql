BEGIN;
UPDATE accounts SET balance = balance - 250.00 WHERE id = 17;
UPDATE accounts SET balance = balance + 250.00 WHERE id = 42;
INSERT INTO transfers (source_id, target_id, amount, note) VALUES (17, 42, 250.00, 'it''s the rent');
COMMIT;
