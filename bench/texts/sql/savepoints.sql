START TRANSACTION;
SAVEPOINT before_import;
INSERT INTO items (id, name) VALUES (1, 'ladder');
ROLLBACK TO SAVEPOINT before_import;
COMMIT WORK;
